"""保障性租赁住房 (source 000 L9, slots 35–37)."""
from django.db.models import QuerySet

from affordable.enums import MilestoneCode, ProjectKind
from affordable.models import AffordableProject, Milestone
from affordable.querysets import MilestoneQuerySet
from housing_portal.kit.indicators import Measure, Rate
from housing_portal.kit.scope import Scope

OF_YEAR = "本年下达的保障性租赁住房项目；已取消的项目不计"
CONFIRMED = f"{OF_YEAR}；须有证据并经第二人复核"


def _projects(scope: Scope) -> QuerySet:
    return AffordableProject.objects.planned_in(scope, ProjectKind.GUARANTEED_RENTAL)


def _reached(scope: Scope, code: str) -> MilestoneQuerySet:
    return Milestone.objects.counted(scope, code).filter(project__in=_projects(scope))


MEASURES = (
    Measure("gar_invest", "保障性租赁住房总投资", "万元", "Σ 项目总投资", f"{OF_YEAR}；是总投资，不是年度投资",
            _projects, "invest_total"),
    Measure("gar_sets", "保障性租赁住房计划套数", "套", "Σ 项目计划套数", OF_YEAR, _projects, "sets_planned"),
    Measure("gar_started", "保障性租赁住房已开工", "套", "Σ 已复核的开工里程碑套数", CONFIRMED,
            lambda scope: _reached(scope, MilestoneCode.STARTED), "sets", related=("unit", "project")),
    Measure("gar_done", "保障性租赁住房基本建成", "套", "Σ 已复核的基本建成里程碑套数", CONFIRMED,
            lambda scope: _reached(scope, MilestoneCode.BASIC_DONE), "sets", related=("unit", "project")),
)
RATES = (Rate("gar_start_rate", "保障性租赁住房开工率", "已开工套数 ÷ 计划套数", CONFIRMED, "gar_started", "gar_sets"),)
