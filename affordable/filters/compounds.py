import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest

from affordable.enums import YardKind, YardState
from affordable.filters.base import UnitFilterSet, YearFilter
from affordable.models import AffordableProject
from housing_portal.kit.filters import SearchFilter


def _projects(request: HttpRequest) -> QuerySet:
    return AffordableProject.objects.visible_to(request.user).exclude(compounds=None).order_by("name", "pk").distinct()


class CompoundFilter(UnitFilterSet):
    project = django_filters.ModelChoiceFilter(label="项目", queryset=_projects)
    year = YearFilter(label="下达年度", field_name="project__plan_year")
    yard_kind = django_filters.ChoiceFilter(label="院落类型", choices=YardKind.choices)
    state = django_filters.ChoiceFilter(label="进度", choices=YardState.choices)
    q = SearchFilter(["no", "address", "project__name"], label="院号地址")
