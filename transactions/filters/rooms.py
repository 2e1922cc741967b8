from typing import Any

import django_filters
from django.db.models import QuerySet

from housing_portal.kit import scope
from housing_portal.kit.filters import FilterSet, SearchFilter
from transactions.enums import ContractLayer, RestrictionKind, RoomUse
from transactions.models import Room, RoomRestriction

SALEABLE = [("yes", "可售（含抵押可售）"), ("permitted", "已许可未售"), ("unpermitted", "未许可")]


class RoomFilter(FilterSet):
    estate = SearchFilter(["building__estate__record_name", "building__estate__promo_name"], label="楼盘")
    building = django_filters.CharFilter("building__number", label="楼幢")
    section = django_filters.CharFilter(label="单元")
    number = django_filters.CharFilter(label="房号")
    contract_layer = django_filters.ChoiceFilter(label="合同", choices=ContractLayer.choices)
    sale = django_filters.ChoiceFilter(label="可售情况", choices=SALEABLE, method="by_sale")
    lien = django_filters.ChoiceFilter(label="限制", choices=RestrictionKind.choices, method="by_lien")
    use = django_filters.ChoiceFilter(label="用途", choices=RoomUse.choices)
    is_measured = django_filters.BooleanFilter(label="已实测")
    estate_unit_no = django_filters.CharFilter(label="不动产单元号")

    class Meta:
        model = Room
        fields = ()

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Few enough to sort are the rooms of an estate: its buildings stand as people count them, too."""
        rows, asked = super().filter_queryset(queryset), self.form.cleaned_data
        if asked.get("estate") or asked.get("building"):
            return rows.order_by("building__estate_id", "building__number_key", "building_id", "door_key")
        return rows

    def by_sale(self, rooms: QuerySet, _name: str, value: str) -> QuerySet:
        at = scope.current()
        if value == "yes":
            return rooms.saleable(at)
        if value == "permitted":
            return rooms.unsold(at)
        return rooms.unpermitted(at)

    def by_lien(self, rooms: QuerySet, _name: str, value: Any) -> QuerySet:
        liens = RoomRestriction.objects.in_force(scope.current()).filter(kind=value)
        return rooms.filter(pk__in=liens.values("room"))
