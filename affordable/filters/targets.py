
import django_filters
from django.db.models import QuerySet

from affordable.enums import (
    Program,
)
from affordable.filters.base import UnitFilterSet, YearFilter
from housing_portal.kit.filters import SearchFilter


class RevisionFilter(django_filters.ChoiceFilter):
    """The revision in force, or the ones that were replaced."""

    def __init__(self) -> None:
        choices = [("now", "现行"), ("past", "已调整")]
        super().__init__(label="版本", choices=choices, method=_revisions)


def _revisions(rows: QuerySet, _name: str, value: str) -> QuerySet:
    return rows.filter(successor__isnull=value == "now")


class TargetFilter(UnitFilterSet):
    year = YearFilter()
    program = django_filters.ChoiceFilter(label="任务", choices=Program.choices)
    revision = RevisionFilter()
    q = SearchFilter(["policy_doc__number", "policy_doc__title", "reason"], label="文号")
