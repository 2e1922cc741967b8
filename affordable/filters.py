"""Query blocks. Other pages link into the lists with ``?unit=…&year=…`` and the like."""
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from affordable.enums import (
    FindingStatus,
    Forecast,
    InvestmentBasis,
    MilestoneCode,
    MilestoneStatus,
    Program,
    ProjectKind,
    Stage,
)
from affordable.models import AuditCategory
from affordable.querysets import owners
from housing_portal.kit import scope
from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter


def _owners(request: HttpRequest) -> QuerySet:
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


class RevisionFilter(django_filters.ChoiceFilter):
    """The revision in force, or the ones that were replaced."""

    def __init__(self) -> None:
        choices = [("now", "现行"), ("past", "已调整")]
        super().__init__(label="版本", choices=choices, method=_revisions)


def _revisions(rows: QuerySet, _name: str, value: str) -> QuerySet:
    return rows.filter(successor__isnull=value == "now")


class UnitFilterSet(FilterSet):
    unit = django_filters.ModelChoiceFilter(label="责任单位", queryset=_owners)


class TargetFilter(UnitFilterSet):
    year = YearFilter()
    program = django_filters.ChoiceFilter(label="任务", choices=Program.choices)
    revision = RevisionFilter()
    q = SearchFilter(["policy_doc__number", "policy_doc__title", "reason"], label="文号")


class ProjectFilter(UnitFilterSet):
    year = YearFilter(label="下达年度", field_name="plan_year")
    kind = django_filters.ChoiceFilter(label="类别", choices=ProjectKind.choices)
    q = SearchFilter(["name", "undertaker__name", "policy_doc__number"], label="项目名称")


class MilestoneFilter(UnitFilterSet):
    code = django_filters.ChoiceFilter(label="里程碑", choices=MilestoneCode.choices)
    kind = django_filters.ChoiceFilter(label="类别", choices=ProjectKind.choices)
    status = django_filters.ChoiceFilter(label="状态", choices=MilestoneStatus.choices)
    actual_on = DayRangeFilter(label="发生日期")
    year = YearFilter(field_name="actual_on__year")
    q = SearchFilter(["project__name", "building", "note"], label="项目楼幢")


class InvestmentFilter(UnitFilterSet):
    year = YearFilter()
    latest = LatestFilter()
    as_of = DayRangeFilter(label="截至日期")
    basis = django_filters.ChoiceFilter(label="依据", choices=InvestmentBasis.choices)
    q = SearchFilter(["project__name", "note"], label="项目名称")


class SubsidyFilter(UnitFilterSet):
    year = YearFilter()
    latest = LatestFilter()
    as_of = DayRangeFilter(label="截至日期")


class StatementFilter(UnitFilterSet):
    latest = LatestFilter()
    as_of = DayRangeFilter(label="截至日期")
    q = SearchFilter(["note"], label="说明")


class ContinuedFilter(UnitFilterSet):
    year = YearFilter(label="攻坚年度")
    latest = LatestFilter()
    forecast = django_filters.ChoiceFilter(label="年底研判", choices=Forecast.choices)


class NoteFilter(UnitFilterSet):
    kind = django_filters.ChoiceFilter(label="类别", choices=ProjectKind.choices)
    stage = django_filters.ChoiceFilter(label="阶段", choices=Stage.choices)
    latest = LatestFilter()
    as_of = DayRangeFilter(label="截至日期")
    q = SearchFilter(["text", "project__name"], label="内容")


class FindingFilter(UnitFilterSet):
    year = YearFilter(label="审计年度", field_name="audit_year")
    category = django_filters.ModelChoiceFilter(label="问题类别", queryset=AuditCategory.objects.all())
    status = django_filters.ChoiceFilter(label="状态", choices=FindingStatus.choices)
    due_on = DayRangeFilter(label="整改期限")
    q = SearchFilter(["title", "project__name"], label="问题")


class BatchFilter(FilterSet):
    as_of = DayRangeFilter(label="截至日期")
    q = SearchFilter(["file_name", "kind"], label="文件名")
