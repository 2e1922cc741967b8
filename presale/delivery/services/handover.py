"""逐套交付: notice, 预交房, handing over, refusal, title; one room or many at once, all or none.

Only rooms that are sold are handed over, and each once. What is handed over without 竣工备案 is stored, and counts
as 违规交房 and not as delivered.
"""
from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from housing_portal.accounts.models import User
from housing_portal.journal import stages
from housing_portal.journal.entry import Evidence, change, keep, must, not_before, not_in_future
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import clock, text
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.models import Building
from presale.delivery.enums.handover import HANDED, HandoverStatus
from presale.delivery.models.handover import HandoverStep, UnitDelivery
from presale.delivery.workflow import HANDOVER
from transactions.models import Room, SaleContract

AT_ONCE = 500
NEEDS_SALE = ("notice", "pre_hand", "refuse", "hand")
DAYS = {
    HandoverStatus.NOTICED: "noticed_on", HandoverStatus.PRE_HANDED: "pre_handed_on",
    HandoverStatus.REFUSED: "refused_on", HandoverStatus.HANDED: "handed_on", HandoverStatus.TITLED: "titled_on",
}


@transaction.atomic
def take_step(
    *, actor: User, room: Room, code: str, on: date, note: str = "", evidence: Evidence = ()
) -> UnitDelivery:
    """Take the step ``code`` of the handing over of one room."""
    try:
        return take_steps(actor=actor, rooms=[room], code=code, on=on, note=note, evidence=evidence)[0]
    except ValidationError as error:
        if sentences := getattr(error, "error_dict", {}).get("rooms"):
            raise ServiceError([sentence.partition("：")[2] for one in sentences for sentence in one]) from None
        raise


@transaction.atomic
def take_steps(
    *, actor: User, rooms: Sequence[Room], code: str, on: date, note: str = "", evidence: Evidence = ()
) -> list[UnitDelivery]:
    """Take the same step of many rooms on one day; refusals stand under ``rooms``, each with its room."""
    must(actor, HANDOVER.steps[code].permission)
    not_in_future("on", on)
    if not rooms:
        raise ServiceError({"rooms": "还没有选择房屋。"})
    rooms = _locked([room.pk for room in rooms])
    known = {row.room_id: row for row in _known(rooms)}
    sold = {row.room_id: row for row in SaleContract.objects.live().filter(room__in=rooms, signed_on__lte=on)}
    last = _last_days(known)
    taken, before, faults = [], {}, []
    for room in rooms:
        row = known.get(room.pk) or UnitDelivery(room=room, recorded_by=actor, recorded_at=clock.now())
        row.room = room
        before[room.pk] = snapshot(row) if row.pk else {}
        try:
            _move(actor, row, sold.get(room.pk), code, on)
            if row.pk in last:
                not_before("on", on, last[row.pk], "上一步的日期")
            taken.append(row)
        except ValidationError as error:
            faults += [f"{room}：{sentence}" for sentence in error.messages]
    if faults:
        raise ServiceError({"rooms": faults})
    _store(actor, taken, on, text.clean(note))
    for row in taken:
        keep(actor, row, evidence)
        record(actor=actor, action=HANDOVER.steps[code].label, label=f"{HANDOVER.steps[code].label}：{row} {on}",
               obj=row, before=before[row.room_id], after=snapshot(row), reason=note)
    return taken


@transaction.atomic
def undo_step(*, actor: User, delivery: UnitDelivery, reason: str) -> UnitDelivery:
    """Take the last step back; not by whoever entered it. Figures of earlier cut-offs keep it."""
    _locked([delivery.room_id])
    delivery, before = stages.begin(actor, delivery, HANDOVER, "undo")
    if words := stages.cannot_undo(actor, delivery):
        raise ServiceError(words)
    *earlier, last = stages.standing(delivery)
    stages.take_back(actor, last, stages.must_say(reason))
    setattr(delivery, DAYS[last.code], None)
    if last.code == HandoverStatus.HANDED:
        delivery.is_wrongful = False
    if earlier:
        delivery.status = earlier[-1].code
    return change(actor, "撤回上一步", delivery, before, reason=reason,
                  also={"撤回的步骤": (f"{last.get_code_display()} {last.on}", "")})


@transaction.atomic
def judge_again(*, actor: User, building: Building, reason: str) -> int:
    """Judge anew what was handed over in a building whose 竣工备案 came into the register late; return how many rooms.

    The steps from the handing over on are taken back and taken again, so that figures of earlier cut-offs stay.
    """
    must(actor, HANDOVER.steps["undo"].permission)
    words = stages.must_say(reason)
    rooms = _locked(list(UnitDelivery.objects.filter(building=building).filed_late().values_list("room", flat=True)))
    rows = list(_known(rooms).filed_late())
    if not rows:
        raise ServiceError("这幢楼没有需要重新认定的交付：没有违规交房，或者竣工备案日期仍晚于签收日期。")
    handed = HandoverStep.objects.standing().filter(delivery__in=rows, code__in=HANDED)
    if handed.filter(recorded_by__in=actor.accounts).exists():
        raise ServiceError("其中有交付由您本人登记，须由另一位同事重新认定。")
    for row in rows:
        before = snapshot(row)
        again = [step for step in stages.standing(row) if step.code in HANDED]
        for step in reversed(again):
            stages.take_back(actor, step, words)
        for step in again:
            stages.happen(actor, HandoverStep(
                delivery=row, code=step.code, on=step.on, note=step.note, filed_on=_filed(row, step.code)
            ))
        row.is_wrongful = False
        change(actor, "重新认定交付", row, before, reason=words,
               also={"竣工备案日期": ("", str(row.building.completed_on))})
    return len(rows)


def _filed(row: UnitDelivery, code: str) -> date | None:
    """Return the day of the filing by which a handing over is judged."""
    return row.building.completed_on if code == HandoverStatus.HANDED else None


def _locked(keys: Sequence[int]) -> list[Room]:
    """Lock rooms by key, so that no two wait for each other in a circle, and return them as they are now."""
    list(Room.objects.select_for_update(no_key=True).only("pk").filter(pk__in=keys).order_by("pk"))
    return list(Room.objects.filter(pk__in=keys).select_related("building__estate").order_by("pk"))


def _known(rooms: Sequence[Room]) -> QuerySet:
    """Lock and return what is known of the rooms, with the names that the diary tells."""
    rows = UnitDelivery.objects.filter(room__in=rooms).select_for_update(of=("self",), no_key=True)
    return rows.select_related("contract", "estate", "building", "room__building").order_by("pk")


def _last_days(known: dict[int, UnitDelivery]) -> dict[int, date]:
    steps = HandoverStep.objects.standing().filter(delivery__in=known.values()).order_by("pk")
    return dict(steps.values_list("delivery", "on"))


def _move(actor: User, row: UnitDelivery, contract: SaleContract | None, code: str, on: date) -> None:
    """Move a room along in memory; say in its own words what is most often wrong."""
    if code in NEEDS_SALE and row.status in HANDED:
        raise ServiceError(f"这套房已于 {row.handed_on} 交付，不能重复登记；原登记有误的，请先由另一位同事撤回。")
    if code in NEEDS_SALE and contract is None:
        raise ServiceError(f"这套房在 {on} 没有有效的网签合同，不能登记交付；请先核对合同或在交易网签中登记。")
    HANDOVER.enter(row, code, actor)
    if contract is not None:
        row.contract, row.estate, row.building = contract, row.room.building.estate, row.room.building
        row.area = row.room.area
    setattr(row, DAYS[row.status], on)
    if row.status == HandoverStatus.HANDED:
        filed = row.building.completed_on
        row.is_wrongful = filed is None or filed > on


def _store(actor: User, rows: Sequence[UnitDelivery], on: date, note: str) -> None:
    fresh, known = [row for row in rows if row.pk is None], [row for row in rows if row.pk]
    UnitDelivery.objects.bulk_create(fresh, batch_size=AT_ONCE)
    changed = ["contract", "estate", "building", "area", "status", "is_wrongful", *DAYS.values()]
    UnitDelivery.objects.bulk_update(known, changed, batch_size=AT_ONCE)
    HandoverStep.objects.bulk_create(
        [HandoverStep(delivery=row, code=row.status, on=on, note=note, filed_on=_filed(row, row.status),
                      recorded_by=actor, recorded_at=clock.now())
         for row in rows], batch_size=AT_ONCE,
    )
