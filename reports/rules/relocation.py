"""The invariants of relocation: the identities of yards and households counted afresh from their steps, agreements."""
from collections import defaultdict
from collections.abc import Callable, Iterator

from django.db.models import F, Model

from affordable.enums import ProjectKind, ProjectState, QuotaStatus, RelocationStatus
from affordable.measures import relocation
from affordable.models import (
    AffordableProject,
    Compound,
    DemolitionPlan,
    RelocationHousehold,
    RelocationStep,
    ResettlementQuota,
    ResettlementStep,
)
from housing_portal.kit import scope

Sentences = Iterator[str]
SIGNED, DECIDED, DEMOLISHED, NEGOTIATING = (
    RelocationStatus.SIGNED, RelocationStatus.DECIDED, RelocationStatus.DEMOLISHED, RelocationStatus.NEGOTIATING
)
PARENTS: tuple[tuple[type[Model], str], ...] = (
    (Compound, "project"), (RelocationHousehold, "compound"), (ResettlementQuota, "project"),
)


# -- the identities of the work report (source 000 L7) ------------------------------------------------------


def yards_and_households_add_up() -> Sentences:
    """The figures are those of the steps; 已拆 and 未拆 make up the signed, and nobody negotiates in a signed yard."""
    now = scope.current()
    afresh = _counted(now.year)
    told = {one.key: one.evaluate(now, None).total.value for one in relocation.MEASURES if one.key in afresh}
    labels = {one.key: one.label for one in relocation.MEASURES}
    for key, number in afresh.items():
        if told[key] != number:
            yield f"{labels[key]}：指标为 {told[key]}，按步骤为 {number}"
    for noun, parts in (("院", "yards"), ("户", "hh")):
        signed, down, left = (told[f"{parts}_{what}"] for what in ("signed", "demo", "left"))
        if signed != down + left:
            yield f"签约{noun} {signed}，已拆 {down}、未拆 {left}，合计 {down + left}"


def _counted(year: int) -> dict[str, int]:
    """Return the figures of the year's projects from their households and steps alone, whenever they were entered."""
    reached = _reached()
    projects = AffordableProject.objects.filter(kind=ProjectKind.SHANTYTOWN, plan_year=year)
    rows = RelocationHousehold.objects.filter(compound__project__in=projects.exclude(state=ProjectState.CANCELLED))
    yards: dict[int, list[set[str]]] = defaultdict(list)
    for pk, yard in rows.order_by("pk").values_list("pk", "compound"):
        yards[yard].append(reached[pk])
    houses = [codes for yard in yards.values() for codes in yard]
    signed = [yard for yard in yards.values() if all(SIGNED in codes for codes in yard)]
    down = [yard for yard in signed if all(DEMOLISHED in codes for codes in yard)]
    bound = [codes for codes in houses if SIGNED in codes]
    return {
        "yards_signed": len(signed), "yards_demo": len(down), "yards_left": len(signed) - len(down),
        "hh_signed": len(bound), "hh_demo": len([codes for codes in bound if DEMOLISHED in codes]),
        "hh_left": len([codes for codes in bound if DEMOLISHED not in codes]),
        "yards_nego": len([yard for yard in yards.values() if _talks(yard)]),
        "yards_partly": len([yard for yard in yards.values() if 0 < len(_signed(yard)) < len(yard)]),
        "hh_decided": len([codes for codes in houses if DECIDED in codes]),
    }


def _reached() -> dict[int, set[str]]:
    """Return household → the steps that stand."""
    found: dict[int, set[str]] = defaultdict(set)
    for household, code in RelocationStep.objects.standing().order_by("pk").values_list("household", "code"):
        found[household].add(code)
    return found


def _signed(yard: list[set[str]]) -> list[set[str]]:
    return [codes for codes in yard if SIGNED in codes]


def _talks(yard: list[set[str]]) -> bool:
    return not _signed(yard) and any(NEGOTIATING in codes and DECIDED not in codes for codes in yard)


# -- single records -----------------------------------------------------------------------------------------


def terms_rest_on_a_step() -> Sentences:
    """Terms stand where an agreement or a decision stands, and there alone; their day is the last that was planned."""
    steps = RelocationStep.objects.standing().filter(code__in=(SIGNED, DECIDED))
    bound = set(steps.values_list("household", flat=True))
    planned = dict(DemolitionPlan.objects.order_by("pk").values_list("household", "planned_on"))
    rows = RelocationHousehold.objects.order_by("pk").values_list("pk", "mode", "planned_demolish_on")
    for pk, mode, day in rows:
        if bool(mode) != (pk in bound):
            yield f"征收户 {pk}：{'有' if mode else '没有'}补偿方式，{'没有' if mode else '有'}签约或补偿决定"
        if day is not None and day != planned.get(pk):
            yield f"征收户 {pk}：计划拆除日期 {day}，最近一次计划为 {planned.get(pk, '无')}"


def parts_belong_to_the_unit() -> Sentences:
    """Yards, households and claims are of the unit of what they belong to: figures of units count them by it."""
    for model, parent in PARENTS:
        for pk in model.objects.exclude(unit=F(f"{parent}__unit")).order_by("pk").values_list("pk", flat=True):
            yield f"{model._meta.verbose_name} {pk}：责任单位与所属{model._meta.get_field(parent).verbose_name}不一致"


def claims_are_audited_by_others() -> Sentences:
    """Nobody audited a claim that he had registered, and no more homes were handed out than it has indices."""
    audits = ResettlementStep.objects.standing().filter(code=QuotaStatus.AUDITED)
    own = audits.filter(recorded_by=F("quota__recorded_by")).order_by("quota")
    yield from (f"安置指标 {pk}：审核人就是登记人" for pk in own.values_list("quota", flat=True))
    above = ResettlementQuota.objects.filter(sets_allocated__gt=F("quota_count")).order_by("pk")
    for pk, sets, count in above.values_list("pk", "sets_allocated", "quota_count"):
        yield f"安置指标 {pk}：已分 {sets} 套，大于指标 {count} 个"


RELOCATION_RULES: dict[str, Callable[[], Sentences]] = {
    "征收院、户勾稽：签约等于已拆加未拆": yards_and_households_add_up,
    "补偿内容以签约或补偿决定为据": terms_rest_on_a_step,
    "院、户、安置指标的责任单位与项目一致": parts_belong_to_the_unit,
    "安置指标由另一人审核，分房不超过指标": claims_are_audited_by_others,
}
