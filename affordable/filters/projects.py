
import django_filters
from django.db.models import QuerySet

from affordable.enums import (
    BuildMode,
    PreliminaryCode,
    PreliminaryStatus,
    ProjectKind,
    ProjectState,
)
from affordable.filters.base import UnitFilterSet, YearFilter, owners_of
from housing_portal.kit import scope
from housing_portal.kit.filters import FilterSet, SearchFilter


class BehindFilter(django_filters.ChoiceFilter):
    """Keeps what is past its planned day and not done."""

    def __init__(self) -> None:
        super().__init__(label="逾期", choices=[("true", "只看逾期")], method=_behind)


def _behind(rows: QuerySet, _name: str, _value: str) -> QuerySet:
    return rows.behind(scope.current())


class ProjectFilter(UnitFilterSet):
    year = YearFilter(label="下达年度", field_name="plan_year")
    kind = django_filters.ChoiceFilter(label="类别", choices=ProjectKind.choices)
    state = django_filters.ChoiceFilter(label="状态", choices=ProjectState.choices)
    build_mode = django_filters.ChoiceFilter(label="建设方式", choices=BuildMode.choices)
    q = SearchFilter(["name", "undertaker__name", "policy_doc__number"], label="项目名称")


class PreliminaryFilter(FilterSet):
    unit = django_filters.ModelChoiceFilter(label="责任单位", queryset=owners_of, field_name="project__unit")
    kind = django_filters.ChoiceFilter(label="类别", choices=ProjectKind.choices, field_name="project__kind")
    year = YearFilter(label="下达年度", field_name="project__plan_year")
    code = django_filters.ChoiceFilter(label="手续", choices=PreliminaryCode.choices)
    status = django_filters.ChoiceFilter(label="状态", choices=PreliminaryStatus.choices)
    behind = BehindFilter()
    q = SearchFilter(["project__name", "doc_no", "issuer"], label="项目文号")
