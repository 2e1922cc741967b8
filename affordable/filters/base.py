"""Query blocks. Other pages link into the lists with ``?unit=…&year=…`` and the like."""
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from affordable.querysets import owners
from housing_portal.kit import scope
from housing_portal.kit.filters import FilterSet


def owners_of(request: HttpRequest) -> QuerySet:
    return owners(request.user)


class YearFilter(django_filters.Filter):
    """A year as one types it, within what a date can hold."""

    field_class = forms.IntegerField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": "年度", "min_value": 2000, "max_value": 2100, **kwargs})


class LatestFilter(django_filters.ChoiceFilter):
    """Keeps the rows in force today: of each key the latest statement. Only these may be added up."""

    def __init__(self) -> None:
        super().__init__(label="登记范围", choices=[("true", "各单位最新一次")], method=_latest)


def _latest(rows: QuerySet, _name: str, _value: str) -> QuerySet:
    return rows.latest(scope.current())


class UnitFilterSet(FilterSet):
    unit = django_filters.ModelChoiceFilter(label="责任单位", queryset=owners_of)
