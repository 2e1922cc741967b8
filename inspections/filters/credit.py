import django_filters
from django.db.models import QuerySet

from housing_portal.kit import scope
from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from housing_portal.registry.models import Organization
from inspections.enums.credit import CreditRuleStatus, CreditStatus, CreditSubject, InfoKind
from inspections.models.credit import CreditRecord, CreditRule


class CreditFileFilter(FilterSet):
    """The page itself keeps the enterprises of the kind, developers unless another one is chosen."""

    kind = django_filters.TypedChoiceFilter(label="企业类别", choices=CreditSubject.choices, method="keep_all")
    q = SearchFilter(["name", "short_name", "credit_code"], label="企业", help_text="名称或统一社会信用代码")

    class Meta:
        model = Organization
        fields = ()

    def keep_all(self, rows: QuerySet, _name: str, _value: str) -> QuerySet:
        return rows


class CreditRecordFilter(FilterSet):
    q = SearchFilter(["organization__name", "organization__short_name", "item__code", "item__text", "source",
                      "paper_no"], label="信用记录", help_text="企业、条目、来源、文书号")
    subject_kind = django_filters.ChoiceFilter(label="企业类别", choices=CreditSubject.choices)
    info_kind = django_filters.ChoiceFilter(label="信息类别", field_name="item__info_kind", choices=InfoKind.choices)
    status = django_filters.ChoiceFilter(label="状态", choices=CreditStatus.choices)
    counts = django_filters.ChoiceFilter(label="计分", choices=[("true", "今日计分")], method="by_counts")
    on = DayRangeFilter(label="发生日期")

    class Meta:
        model = CreditRecord
        fields = ()

    def by_counts(self, rows: QuerySet, _name: str, _value: str) -> QuerySet:
        return rows.effective(scope.current())


class PublicationFilter(FilterSet):
    q = SearchFilter(["organization__name", "paper_no"], label="企业", help_text="企业或决定文书号")
    subject_kind = django_filters.ChoiceFilter(label="企业类别", choices=CreditSubject.choices)

    class Meta:
        model = CreditRecord
        fields = ()


class CreditRuleFilter(FilterSet):
    q = SearchFilter(["name", "basis"], label="规则")
    subject_kind = django_filters.ChoiceFilter(label="企业类别", choices=CreditSubject.choices)
    status = django_filters.ChoiceFilter(label="状态", choices=CreditRuleStatus.choices)

    class Meta:
        model = CreditRule
        fields = ()
