import django_filters
from django import forms
from django.db.models import QuerySet

from housing_portal.journal.persons import PersonFilter
from housing_portal.kit import scope
from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from housing_portal.registry.models import Estate
from inspections.enums.petitions import PetitionCategory, PetitionChannel, PetitionStatus, Satisfaction
from inspections.models.petition import Petition


class YearFilter(django_filters.Filter):
    field_class = forms.IntegerField


class PetitionFilter(FilterSet):
    """Other pages link here with ``?estate=…``, ``?category=late``, ``?overdue=true``."""

    q = SearchFilter(["number", "source_no", "title", "handler", "leader"], label="信访件",
                     help_text="编号、诉求、承办、包案领导")
    channel = django_filters.ChoiceFilter(label="渠道", choices=PetitionChannel.choices)
    category = django_filters.ChoiceFilter(label="类别", choices=PetitionCategory.choices)
    estate = django_filters.ModelChoiceFilter(label="楼盘", queryset=Estate.objects.current().order_by("record_name"))
    status = django_filters.ChoiceFilter(label="状态", choices=PetitionStatus.choices)
    overdue = django_filters.ChoiceFilter(label="逾期", choices=[("true", "只看逾期")], method="by_overdue")
    group = django_filters.ChoiceFilter(label="集体访", choices=[("true", "只看集体访")], method="by_group")
    year = YearFilter(label="收到年度", field_name="received_on__year", min_value=2000, max_value=2100)
    received_on = DayRangeFilter(label="收到日期")
    satisfaction = django_filters.ChoiceFilter(label="满意度", choices=Satisfaction.choices)
    person = PersonFilter(label="信访人", method="by_person", help_text="姓名全称或完整证件号码")

    class Meta:
        model = Petition
        fields = ()

    def by_overdue(self, rows: QuerySet, _name: str, _value: str) -> QuerySet:
        return rows.overdue(scope.current())

    def by_group(self, rows: QuerySet, _name: str, _value: str) -> QuerySet:
        return rows.groups()

    def by_person(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.named_or_numbered(value)
