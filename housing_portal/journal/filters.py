import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest

from housing_portal.accounts.models import Unit
from housing_portal.journal import objects
from housing_portal.journal.models import Entry, Export
from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter


def units(request: HttpRequest) -> QuerySet[Unit]:
    return Unit.objects.visible_to(request.user)


class EntryFilter(FilterSet):
    at = DayRangeFilter(field_name="at__date", label="日期")
    actor = SearchFilter(("actor_name", "actor__username"), label="操作人")
    unit = django_filters.ModelChoiceFilter(label="单位", queryset=units)
    action = SearchFilter(("action", "label"), label="事项")
    object_type = django_filters.ChoiceFilter(label="对象类别", choices=objects.kinds)
    object_id = django_filters.NumberFilter(label="对象编号")

    class Meta:
        model = Entry
        fields = ("at", "actor", "unit", "action", "object_type", "object_id")


class ExportFilter(FilterSet):
    q = SearchFilter(("number", "title"), label="编号、列表")
    requested_by = SearchFilter(("requested_by__name", "requested_by__username"), label="导出人")
    requested_at = DayRangeFilter(field_name="requested_at__date", label="申请日期")

    class Meta:
        model = Export
        fields = ("q", "requested_by", "requested_at", "is_unmasked")
