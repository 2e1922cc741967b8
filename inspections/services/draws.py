"""双随机: a list by one person, the draw by another; the seed is made at the draw, the result repeats from it."""
import secrets
from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, Decimal

from django.db import transaction
from django.db.models import QuerySet

from housing_portal.accounts.models import User
from housing_portal.journal import stages
from housing_portal.journal.entry import change, enter, lock, must
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock, text
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from inspections.draw import Able, Drawn, digest, draw, free_for
from inspections.enums.inspections import CampaignStatus
from inspections.models.campaign import Campaign
from inspections.models.draw import FEWEST_INSPECTORS, DrawInspector, DrawPair, DrawTarget, RandomDraw
from inspections.models.inspector import Inspector, InspectorTie
from inspections.models.target import InspectionTarget
from inspections.services.inspectors import firms_of
from inspections.workflow import DRAW, RECORD

OWN_LIST = "名单由您本人编制，须由另一位同事抽取。"
MOST_TARGETS = 1000


@transaction.atomic
def prepare_draw(
    *, actor: User, campaign: Campaign, kinds: Sequence[str], inspectors: Iterable[Inspector],
    number: int | None = None, share: int | None = None, per_target: int = FEWEST_INSPECTORS,
) -> RandomDraw:
    """Fix the list: all targets of these kinds in the campaign's domain, these inspectors, and how many are drawn.

    ``share`` in per cent, rounded up, where no ``number`` is given. From now on the checksum stands for the list.
    """
    must(actor, RECORD)
    campaign = lock(campaign)
    if campaign.status != CampaignStatus.OPEN:
        raise ServiceError({"campaign": "专项启动后、结束前才能抽取。"})
    targets = list(pool(campaign, kinds).select_related("estate").order_by("kind", "name", "pk"))
    number = _number(number, share, len(targets))
    able = _able(inspectors, targets, per_target)
    names = [(order, target.name) for order, target in enumerate(targets, 1)]
    made = RandomDraw(
        campaign=campaign, kinds=sorted(kinds), share=share, number=number, per_target=per_target,
        list_digest=digest(number, per_target, names, [one for _inspector, one in able]),
    )
    enter(actor, "编制双随机名单", made)
    for (order, name), target in zip(names, targets, strict=True):
        save_checked(DrawTarget(draw=made, order=order, target=target, name=name))
    for order, (inspector, one) in enumerate(able, 1):
        save_checked(DrawInspector(
            draw=made, order=order, inspector=inspector, certificate=one.certificate, avoids=sorted(one.avoided)
        ))
    return made


@transaction.atomic
def draw_lots(*, actor: User, drawing: RandomDraw, witness: str = "") -> RandomDraw:
    """Draw: the seed is made now, by chance and by what ``witness`` calls out, so that nobody can try seeds before."""
    drawing, before = _begin(actor, drawing, "draw")
    if actor.is_person(drawing.recorded_by_id):
        raise ServiceError(OWN_LIST)
    if list_digest(drawing) != drawing.list_digest:
        raise ServiceError("名单与编制时不一致，不能抽取；请作废后重新编制。")
    _must_be_current(drawing)
    called = text.clean(witness)
    drawing.witness, drawing.seed = called, f"{secrets.token_hex(16)}{f'-{called}' if called else ''}"
    drawing.drawn_on, drawing.drawn_at, drawing.drawn_by = clock.today(), clock.now(), actor
    result = repeat(drawing)
    _store(drawing, result)
    chosen = {f"抽中第 {one.rank}": ("", f"名单第 {one.order} 号") for one in result if one.certificates}
    return change(actor, DRAW.steps["draw"].label, drawing, before, also=chosen)


@transaction.atomic
def void_draw(*, actor: User, drawing: RandomDraw, reason: str) -> RandomDraw:
    """Give up a list that is not drawn yet; it stays visible."""
    drawing, before = _begin(actor, drawing, "void")
    return change(actor, DRAW.steps["void"].label, drawing, before, reason=stages.must_say(reason))


# -- what pages, commands and checks ask -----------------------------------------------------------------------


def pool(campaign: Campaign, kinds: Sequence[str]) -> QuerySet:
    """Return the targets from which is drawn: all in use, none left out by hand."""
    return InspectionTarget.objects.in_use().filter(domain=campaign.domain, kind__in=list(kinds))


def repeat(drawing: RandomDraw) -> list[Drawn]:
    """Return the result that seed and list lead to, whatever is stored."""
    orders = list(drawing.targets.order_by("order").values_list("order", flat=True))
    return draw(drawing.seed, orders, drawing.number, _listed(drawing), drawing.per_target)


def stored(drawing: RandomDraw) -> list[Drawn]:
    """Return the result as it is stored, in the order of the ranks."""
    certificates = dict(drawing.inspectors.order_by("order").values_list("inspector", "certificate"))
    rows = drawing.targets.order_by("rank").prefetch_related("pairs")
    return [
        Drawn(row.order, row.rank, tuple(certificates[pair.inspector_id] for pair in row.pairs.all())) for row in rows
    ]


def list_digest(drawing: RandomDraw) -> str:
    """Return the checksum of the list as it is stored."""
    targets = list(drawing.targets.order_by("order").values_list("order", "name"))
    return digest(drawing.number, drawing.per_target, targets, _listed(drawing))


# -- shared steps ----------------------------------------------------------------------------------------------


def _begin(actor: User, drawing: RandomDraw, code: str) -> tuple[RandomDraw, dict]:
    must(actor, DRAW.steps[code].permission)
    lock(drawing.campaign)
    drawing = lock(drawing)
    before = snapshot(drawing)
    DRAW.enter(drawing, code, actor)
    return drawing, before


def _number(number: int | None, share: int | None, listed: int) -> int:
    if not listed:
        raise ServiceError({"kinds": "这个领域没有所选类别的检查对象，请先登记检查对象。"})
    if listed > MOST_TARGETS:
        raise ServiceError({"kinds": f"名单最多 {MOST_TARGETS} 个对象，现有 {listed} 个，请分类别抽取。"})
    if (number is None) == (share is None):
        raise ServiceError({"number": "抽取数量和抽取比例填一个。"})
    if number is None:
        number = int((Decimal(listed * share) / 100).to_integral_value(ROUND_CEILING))
    if not 1 <= number <= listed:
        raise ServiceError({"number": f"名单有 {listed} 个对象，抽取数量应在 1 与 {listed} 之间。"})
    return number


def _able(
    inspectors: Iterable[Inspector], targets: Sequence[InspectionTarget], per_target: int
) -> list[tuple[Inspector, Able]]:
    """Return the inspectors with what they keep away from; every target must find enough of them."""
    today, keys = clock.today(), [one.pk for one in inspectors]
    people = list(Inspector.objects.filter(pk__in=keys).select_related("user").order_by("certificate_no"))
    if off := [str(one) for one in people if not one.is_active or one.valid_to < today]:
        raise ServiceError({"inspectors": f"{'、'.join(off)}不在岗或执法证已过期，不能列入。"})
    if per_target < FEWEST_INSPECTORS:
        raise ServiceError({"per_target": "每个对象至少派两名检查人员。"})
    ties: dict[int, set[int]] = {one.pk: set() for one in people}
    for inspector, firm in InspectorTie.objects.in_force(today).filter(inspector__in=keys).values_list(
        "inspector", "organization"
    ):
        ties[inspector].add(firm)
    firms = {order: set(firms_of(target)) for order, target in enumerate(targets, 1)}
    able = [
        (one, Able(one.certificate_no, frozenset(order for order, found in firms.items() if found & ties[one.pk])))
        for one in people
    ]
    for order, target in enumerate(targets, 1):
        if len(free := free_for(order, [one for _inspector, one in able])) < per_target:
            lack = f"{target}可派的检查人员只有 {len(free)} 名（其他人须回避）"
            words = f"{lack}，每个对象要 {per_target} 名，请增加人员。"
            raise ServiceError({"inspectors": words})
    return able


def _listed(drawing: RandomDraw) -> list[Able]:
    rows = drawing.inspectors.order_by("order").values_list("certificate", "avoids")
    return [Able(certificate, frozenset(avoids)) for certificate, avoids in rows]


def _must_be_current(drawing: RandomDraw) -> None:
    """Refuse to draw when the people or their ties are not what they were on the list."""
    targets = [row.target for row in drawing.targets.select_related("target__estate").order_by("order")]
    people = [row.inspector for row in drawing.inspectors.select_related("inspector").order_by("order")]
    if [one for _inspector, one in _able(people, targets, drawing.per_target)] != _listed(drawing):
        raise ServiceError("名单编制后检查人员的执法证或回避关系有变化，请作废后重新编制。")


def _store(drawing: RandomDraw, result: Sequence[Drawn]) -> None:
    rows = {row.order: row for row in drawing.targets.order_by("order")}
    listed = drawing.inspectors.select_related("inspector").order_by("order")
    people = {row.certificate: row.inspector for row in listed}
    for one in result:
        row = rows[one.order]
        row.rank, row.is_chosen = one.rank, bool(one.certificates)
        save_checked(row)
        for place, certificate in enumerate(one.certificates, 1):
            save_checked(DrawPair(target=row, inspector=people[certificate], rank=place))
