"""分配批次: families from the head of the queue, homes that stand empty, a published list, a draw by another person."""
import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db import models, transaction

from affordable.draw import Candidate, Drawn, digest, draw
from affordable.enums import LETTABLE, AllocationMethod, EntryStatus, FamilyStatus, RoundStatus
from affordable.models import AllocationEntry, AllocationRound, Benefit, Family, RentalHome, RoundHome
from affordable.querysets.subsidies import of_unit
from affordable.services.checks import lock_for_entry, lock_record, lock_units
from affordable.services.families import move_family
from affordable.workflow import ENTER, ROUND
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.entry import Evidence, change, enter, lock, must, not_in_future
from housing_portal.journal.services import record, snapshot, take_number
from housing_portal.kit import clock, text
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked

MOST_FAMILIES = 2000


@transaction.atomic
def create_round(
    *, actor: User, unit: Unit, method: AllocationMethod, families: int, homes: Iterable[RentalHome], note: str = "",
) -> AllocationRound:
    """Make a round of the first ``families`` of the queue; a round of 全域汇总 takes from all units."""
    must(actor, ENTER)
    places = sorted(homes, key=lambda home: (home.estate, home.building, home.room, home.pk))
    lock_units(Unit.objects.all())  # queue and stock of all units are looked at: one round is made at a time
    unit = lock_for_entry(actor, ENTER, unit)
    if not places:
        raise ServiceError({"homes": "请至少选择一套房源。"})
    waiting = list(of_unit(eligible(), unit)[:families])
    if families < 1 or len(waiting) < families:
        raise ServiceError({"families": f"轮候中可列入的只有 {of_unit(eligible(), unit).count()} 户，请核对户数。"})
    if families > MOST_FAMILIES:
        raise ServiceError({"families": f"一个批次最多 {MOST_FAMILIES} 户，请分批次办理。"})
    _must_be_lettable(unit, places)
    year = clock.today().year
    made = AllocationRound(
        number=f"FP{year}-{take_number(prefix='FP', year=year):03}", unit=unit, method=method, note=note
    )
    enter(actor, "拟定分配批次", made)
    for order, home in enumerate(places, 1):
        save_checked(RoundHome(round=made, home=home, order=order))
    for order, family in enumerate(waiting, 1):
        save_checked(AllocationEntry(round=made, family=family, order=order))
    record(actor=actor, action="编制分配名单", label=f"编制分配名单：{made}", obj=made,
           after={"户数": len(waiting), "房源": len(places)})
    return made


@transaction.atomic
def score_entries(*, actor: User, allocation: AllocationRound, scores: Mapping[int, Decimal]) -> AllocationRound:
    """Enter scores by key of the entry, while the list is not published."""
    must(actor, ENTER)
    allocation = lock_record(actor, allocation)
    if allocation.status != RoundStatus.DRAFT or allocation.method != AllocationMethod.SCORING:
        raise ServiceError("只有拟定中的评分批次可以登记评分。")
    told: dict[str, str] = {}
    for entry in allocation.entries.in_draw().filter(pk__in=scores).select_related("family"):
        if entry.score != scores[entry.pk]:
            told[str(entry.family)] = str(scores[entry.pk])
            entry.score = scores[entry.pk]
            save_checked(entry)
    record(actor=actor, action="登记评分", label=f"登记评分：{allocation}", obj=allocation, after=told)
    return allocation


@transaction.atomic
def strike_entry(*, actor: User, entry: AllocationEntry, reason: str) -> AllocationRound:
    """Take a family off a list that is not drawn yet; it keeps its place in the queue."""
    must(actor, ENTER)
    allocation = lock_record(actor, entry.round)
    entry = lock(entry)
    if allocation.status not in (RoundStatus.DRAFT, RoundStatus.PUBLISHED) or entry.status != EntryStatus.LISTED:
        raise ServiceError("抽取之前、还在名单中的家庭才能移出名单。")
    if not text.clean(reason):
        raise ServiceError({"reason": "请写明移出的原因。"})
    entry.status, entry.is_open, entry.note = EntryStatus.STRUCK, False, reason
    save_checked(entry)
    record(actor=actor, action="移出分配名单", label=f"移出分配名单：{entry.family}", obj=allocation, reason=reason)
    return allocation


@transaction.atomic
def publish_round(
    *, actor: User, allocation: AllocationRound, on: date, evidence: Evidence = ()
) -> AllocationRound:
    """Publish the list; from now on its checksum stands for it."""
    allocation = lock_record(actor, allocation)
    before = snapshot(allocation)
    step = ROUND.enter(allocation, "publish", actor)
    not_in_future("on", on)
    listed = allocation.entries.in_draw()
    if not listed.exists():
        raise ServiceError("名单中没有家庭，不能公示。")
    if allocation.method == AllocationMethod.SCORING and (open_ones := listed.filter(score=None).count()):
        raise ServiceError(f"还有 {open_ones} 户没有评分，请先登记评分。")
    _must_be_current(allocation)
    allocation.published_on, allocation.list_digest = on, list_digest(allocation)
    return change(actor, step.label, allocation, before, evidence)


@transaction.atomic
def draw_round(
    *, actor: User, allocation: AllocationRound, witness: str = "", evidence: Evidence = ()
) -> AllocationRound:
    """Draw: the seed is made now, by chance and by what ``witness`` calls out, so that nobody can try seeds before."""
    must(actor, ROUND.steps["draw"].permission)
    lock_units(Unit.objects.filter(pk__in=[
        allocation.unit_id, *allocation.entries.values_list("family__unit", flat=True),
        *allocation.places.values_list("home__unit", flat=True),
    ]))
    allocation = lock_record(actor, allocation)
    before = snapshot(allocation)
    step = ROUND.enter(allocation, "draw", actor)
    if actor.is_person(allocation.recorded_by_id):
        raise ServiceError("名单由您本人编制，须由另一位同事抽取。")
    if list_digest(allocation) != allocation.list_digest:
        raise ServiceError("名单与公示时不一致，不能抽取；请作废本批次后重新编制。")
    _must_be_current(allocation)
    called = text.clean(witness)
    allocation.seed = f"{secrets.token_hex(16)}{f'-{called}' if called else ''}"
    allocation.drawn_on, allocation.drawn_at, allocation.drawn_by = clock.today(), clock.now(), actor
    _store(actor, allocation, repeat(allocation))
    return change(actor, step.label, allocation, before, evidence)


@transaction.atomic
def close_round(*, actor: User, allocation: AllocationRound) -> AllocationRound:
    """Close a round in which everybody has signed or declined; homes that are left may be put into another round."""
    allocation = lock_record(actor, allocation)
    before = snapshot(allocation)
    step = ROUND.enter(allocation, "close", actor)
    if waiting := allocation.entries.filter(status=EntryStatus.OFFERED).count():
        raise ServiceError(f"还有 {waiting} 户没有签约也没有放弃，办完后再办结。")
    _release(allocation)
    return change(actor, step.label, allocation, before)


@transaction.atomic
def void_round(*, actor: User, allocation: AllocationRound, reason: str) -> AllocationRound:
    """Give up a round that is not drawn yet."""
    allocation = lock_record(actor, allocation)
    before = snapshot(allocation)
    step = ROUND.enter(allocation, "void", actor)
    if not text.clean(reason):
        raise ServiceError({"reason": "请写明作废的原因。"})
    _release(allocation)
    return change(actor, step.label, allocation, before, reason=reason)


# -- what pages and commands ask ------------------------------------------------------------------------------


def eligible() -> models.QuerySet:
    """Return the families that may be listed, who has waited longest first: waiting, without benefit, in no round."""
    held, listed = Benefit.objects.current(), AllocationEntry.objects.filter(is_open=True)
    return Family.objects.waiting().exclude(pk__in=held.values("family")).exclude(pk__in=listed.values("family"))


def repeat(allocation: AllocationRound) -> list[Drawn]:
    """Return the result that seed and list of a round lead to, whatever is stored."""
    return draw(
        allocation.seed, allocation.method, _candidates(allocation.entries.in_draw()),
        [place.order for place in allocation.places.order_by("order")],
    )


def stored(allocation: AllocationRound) -> list[Drawn]:
    """Return the result as it is stored, in the order of the ranks."""
    orders = dict(allocation.places.order_by("order").values_list("home", "order"))
    entries = allocation.entries.in_draw().select_related("family").order_by("rank")
    return [Drawn(one.family.number, one.rank, orders.get(one.home_id)) for one in entries]


def list_digest(allocation: AllocationRound) -> str:
    """Return the checksum of the list: everybody who was on it, also who was taken off since."""
    places = allocation.places.order_by("order").select_related("home")
    candidates = _candidates(allocation.entries.order_by("order"))
    return digest(allocation.method, candidates, [(place.order, str(place.home)) for place in places])


# -- shared steps ---------------------------------------------------------------------------------------------


def _candidates(entries: models.QuerySet) -> list[Candidate]:
    return [Candidate(one.order, one.family.number, one.score) for one in entries.select_related("family")]


def _must_be_lettable(unit: Unit, places: list[RentalHome]) -> None:
    known = of_unit(RentalHome.objects.lettable(), unit).in_bulk([home.pk for home in places])
    if wrong := [str(home) for home in places if home.pk not in known]:
        words = f"{'、'.join(wrong)} 现在不能分配（不是可分配或闲置，已在另一批次，或不属于{unit}）。"
        raise ServiceError({"homes": words})


def _must_be_current(allocation: AllocationRound) -> None:
    """Refuse to go on with families or homes that something else has happened to."""
    entries = allocation.entries.in_draw().select_related("family")
    if gone := [str(one.family) for one in entries if one.family.status != FamilyStatus.WAITING]:
        raise ServiceError(f"{'、'.join(gone)} 已不在轮候，请先移出名单。")
    places = allocation.places.order_by("order").select_related("home")
    if taken := [str(one.home) for one in places if one.home.status not in LETTABLE]:
        raise ServiceError(f"{'、'.join(taken)} 现在不能分配，请作废本批次后重新编制。")


def _store(actor: User, allocation: AllocationRound, drawn: list[Drawn]) -> None:
    """Keep what everybody got: whoever has a home is offered it, the others go on waiting."""
    homes = {place.order: place.home for place in allocation.places.order_by("order").select_related("home")}
    entries = {one.family.number: one for one in allocation.entries.in_draw().select_related("family")}
    for result in drawn:
        entry = entries[result.number]
        entry.rank, entry.home = result.rank, homes.get(result.home)
        entry.status = EntryStatus.OFFERED if entry.home else EntryStatus.UNLUCKY
        entry.is_open = entry.home is not None
        save_checked(entry)
        if entry.home:
            move_family(actor, entry.family, "offer", clock.today(), note=f"{allocation} 配房 {entry.home}")


def _release(allocation: AllocationRound) -> None:
    allocation.places.update(is_open=False)
    allocation.entries.update(is_open=False)
