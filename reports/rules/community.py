"""The invariants of old communities and rural houses: work and money counted afresh, second persons."""
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal

from django.db.models import F

from affordable.enums import CommunityStatus, RuralStatus
from affordable.measures import communities
from affordable.models import (
    CommunityStep,
    RenovationBuilding,
    RenovationCommunity,
    RuralHouse,
    RuralStep,
    WorkItem,
    WorkProgress,
)
from housing_portal.journal.happening import Happening
from housing_portal.kit import scope
from housing_portal.kit.figures import Ratio, grouped, plain, rounded

Sentences = Iterator[str]
ZERO = Decimal("0.00")
HUNDRED = Decimal(100)
MEASURES = {one.key: one for one in communities.MEASURES}


def work_stays_within_its_quantity() -> Sentences:
    """No statement of an item, also no earlier one, says more than the whole of it."""
    above = WorkProgress.objects.filter(done_qty__gt=F("item__qty")).order_by("pk")
    for item, day, done, qty in above.values_list("item", "as_of", "done_qty", "item__qty"):
        yield f"改造内容 {item}：{day} 累计完成 {plain(done)}，大于工程量 {plain(qty)}"


def work_is_weighted_by_budget() -> Sentences:
    """工程量 % is Σ budget × done ÷ qty over Σ budget, item by item to the 分, and lies between 0 and 100."""
    done = dict(WorkProgress.objects.order_by("as_of", "pk").values_list("item", "done_qty"))
    rows = WorkItem.objects.order_by("pk").values_list(
        "pk", "community", "community__plan_year", "community__is_in_plan", "budget", "qty"
    )
    budgets: dict[int, Decimal] = defaultdict(lambda: ZERO)
    worths: dict[int, Decimal] = defaultdict(lambda: ZERO)
    of_plan = {"old_work_budget": ZERO, "old_work_done": ZERO}
    year = scope.current().year
    for pk, community, plan_year, is_in_plan, budget, qty in rows:
        worth = rounded(budget * done.get(pk, ZERO) / qty) if qty else ZERO
        budgets[community] += budget
        worths[community] += worth
        if is_in_plan and plan_year == year:
            of_plan["old_work_budget"] += budget
            of_plan["old_work_done"] += worth
    for community, budget in budgets.items():
        share = Ratio(worths[community], budget).percent
        if share is not None and not 0 <= share <= HUNDRED:
            yield f"老旧小区 {community}：工程量 {share}%，应在 0 与 100 之间"
    yield from _differing(of_plan)


def investment_is_main_and_infra() -> Sentences:
    """总投资 = 主体 + 基础设施, of the communities of the state's plan of this year (source 000 L8)."""
    rows = RenovationCommunity.objects.filter(plan_year=scope.current().year, is_in_plan=True)
    parts = list(rows.order_by("pk").values_list("invest_main", "invest_infra"))
    main, infra = (sum(column, ZERO) for column in zip(*parts, strict=True)) if parts else (ZERO, ZERO)
    yield from _differing({"old_main": main, "old_infra": infra, "old_invest": main + infra})


def _differing(afresh: dict[str, Decimal]) -> Sentences:
    now = scope.current()
    for key, amount in afresh.items():
        told = MEASURES[key].evaluate(now, None).total.value
        if told != amount:
            yield f"{MEASURES[key].label}：指标为 {grouped(told, 2)} 元，逐项合计 {grouped(amount, 2)} 元"


def parts_belong_to_their_community() -> Sentences:
    """Buildings, items and their progress are of the community that they name, and of its unit."""
    strange = WorkItem.objects.filter(building__isnull=False).exclude(building__community=F("community"))
    for pk in strange.order_by("pk").values_list("pk", flat=True):
        yield f"改造内容 {pk}：楼栋不属于所在小区"
    for model, parent in ((RenovationBuilding, "community"), (WorkItem, "community"), (WorkProgress, "item")):
        for pk in model.objects.exclude(unit=F(f"{parent}__unit")).order_by("pk").values_list("pk", flat=True):
            yield f"{model._meta.verbose_name} {pk}：责任单位与所属{model._meta.get_field(parent).verbose_name}不一致"


def others_decide() -> Sentences:
    """Whoever completed does not accept; whoever listed, appraised or published a rural house does not approve it."""
    for steps, owner, completed, accepted in (
        (CommunityStep, "community", CommunityStatus.COMPLETED, CommunityStatus.ACCEPTED),
        (RuralStep, "house", RuralStatus.COMPLETED, RuralStatus.ACCEPTED),
    ):
        done, noun = _takers(steps, owner, completed), steps._meta.get_field(owner).related_model._meta.verbose_name
        for pk, takers in _takers(steps, owner, accepted).items():
            if takers & done[pk]:
                yield f"{noun} {pk}：验收人就是竣工（完工）登记人"
    prepared = _takers(RuralStep, "house", RuralStatus.APPRAISED, RuralStatus.PUBLISHED)
    listed = dict(RuralHouse.objects.order_by("pk").values_list("pk", "recorded_by"))
    for pk, takers in _takers(RuralStep, "house", RuralStatus.APPROVED).items():
        if takers & {*prepared[pk], listed.get(pk)}:
            yield f"农村危房 {pk}：批准人就是登记、鉴定或公示的录入人"


def _takers(steps: type[Happening], owner: str, *codes: str) -> dict[int, set[int]]:
    """Return record → who entered one of its standing steps ``codes``."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = steps.objects.standing().filter(code__in=codes).order_by(owner)
    for pk, taker in rows.values_list(owner, "recorded_by"):
        found[pk].add(taker)
    return found


COMMUNITY_RULES: dict[str, Callable[[], Sentences]] = {
    "累计完成量不大于工程量": work_stays_within_its_quantity,
    "工程量百分比按预算加权，在 0 与 100 之间": work_is_weighted_by_budget,
    "老旧小区投资等于主体加基础设施": investment_is_main_and_infra,
    "楼栋和改造内容属于所在小区": parts_belong_to_their_community,
    "小区验收、危房批准和验收由另一人办理": others_decide,
}
