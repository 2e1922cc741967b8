"""限制: laid on rooms, renewed, released. Expiry releases nothing: only a document does."""
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock, scope
from housing_portal.kit.errors import ServiceError
from transactions.enums import COURT_KINDS, MORTGAGES, RestrictionKind, RestrictionStatus
from transactions.models import Room, RoomRestriction
from transactions.services.entry import Evidence, change, enter, lock, must, not_before, not_in_future
from transactions.services.rooms import lock_rooms

PERMISSION = "transactions.record"
FIRST_SEALS = frozenset({RestrictionKind.SEALED, RestrictionKind.PRE_SEALED})
# what a renewal takes over from the restriction that it continues
CARRIED = ("kind", "authority", "case_no", "unsellable_reason", "creditor", "secured_amount", "creditor_consents")


@transaction.atomic
def restrict_rooms(
    *, actor: User, rooms: Sequence[Room], kind: str, from_on: date, evidence: Evidence = (), **facts: Any
) -> list[RoomRestriction]:
    """Lay the same restriction on one or more rooms; ``facts`` are further fields of the model."""
    must(actor, PERMISSION)
    not_in_future("from_on", from_on)
    if not rooms:
        raise ServiceError({"rooms": "请填写要限制的房屋。"})
    locked = lock_rooms(room.pk for room in rooms)
    for room in locked:
        _must_be_possible(room, kind, from_on)
    return [
        enter(actor, "登记限制", _checked(RoomRestriction(room=room, kind=kind, from_on=from_on, **facts)), evidence)
        for room in locked
    ]


@transaction.atomic
def renew_restriction(
    *, actor: User, restriction: RoomRestriction, from_on: date, until_on: date | None, document_no: str,
    evidence: Evidence = (),
) -> RoomRestriction:
    """Continue a restriction under a new document; between the two the room is restricted without a gap."""
    old = _lock_active(actor, restriction)
    not_in_future("from_on", from_on)
    not_before("from_on", from_on, old.from_on, "原限制的起始日期")
    if not document_no.strip():
        raise ServiceError({"document_no": "请填写续封、续期的文书号。"})
    return _continue(actor, "续期限制", old, old.kind, from_on, until_on, document_no, evidence)


@transaction.atomic
def seal_from_waiting(
    *, actor: User, restriction: RoomRestriction, from_on: date, until_on: date | None = None, document_no: str = "",
) -> RoomRestriction:
    """Let a waiting seal step in once no other seal is in force; a clerk says so, it never happens by itself."""
    old = _lock_active(actor, restriction)
    not_in_future("from_on", from_on)
    not_before("from_on", from_on, old.from_on, "轮候登记日期")
    if old.kind != RestrictionKind.WAITING_SEAL:
        raise ServiceError("只有轮候查封才能转为查封。")
    if first := first_seal(old.room):
        court = f"{first.authority} {first.case_no}"
        raise ServiceError(f"在先的{first.get_kind_display()}（{court}）尚未解除，轮候查封不能生效。")
    return _continue(
        actor, "轮候查封生效", old, RestrictionKind.SEALED, from_on, until_on, document_no or old.document_no
    )


@transaction.atomic
def release_restriction(
    *, actor: User, restriction: RoomRestriction, released_on: date, document_no: str, evidence: Evidence = ()
) -> RoomRestriction:
    """End a restriction by a document."""
    old = _lock_active(actor, restriction)
    not_in_future("released_on", released_on)
    not_before("released_on", released_on, old.from_on, "起始日期")
    if not document_no.strip():
        raise ServiceError({"document_no": "请填写解除限制的文书号。"})
    before = snapshot(old)
    old.status, old.released_on, old.released_at = RestrictionStatus.RELEASED, released_on, clock.now()
    old.release_document_no, old.released_by = document_no, actor
    return change(actor, "解除限制", old, before, evidence)


def first_seal(room: Room) -> RoomRestriction | None:
    """Return the seal in force on a room that others wait behind."""
    return room.restrictions.active().filter(kind__in=FIRST_SEALS).order_by("from_on", "pk").first()


def next_waiting(room: Room) -> RoomRestriction | None:
    """Return the waiting seal that comes first: by its day, then by its entry."""
    waiting = room.restrictions.active().filter(kind=RestrictionKind.WAITING_SEAL)
    return waiting.order_by("from_on", "pk").first()


def _lock_active(actor: User, restriction: RoomRestriction) -> RoomRestriction:
    must(actor, PERMISSION)
    lock_rooms([restriction.room_id])
    old = lock(restriction)
    if old.status != RestrictionStatus.ACTIVE:
        raise ServiceError(f"这条限制{old.get_status_display()}（{old.released_on}），不能再办理；请刷新页面查看。")
    return old


def _must_be_possible(room: Room, kind: str, from_on: date) -> None:
    """A waiting seal waits behind a seal; a second seal waits."""
    if room.demolished_on:
        raise ServiceError({"rooms": f"{room.label}已于 {room.demolished_on} 灭失，不能再登记限制。"})
    first = first_seal(room)
    if kind == RestrictionKind.WAITING_SEAL and first is None:
        raise ServiceError({"kind": f"{room.label}没有生效的查封，不需要轮候，请登记为查封。"})
    if kind in FIRST_SEALS and first is not None:
        raise ServiceError({"kind": f"{room.label}已有{first.get_kind_display()}（{first.authority} {first.case_no}，"
                                    f"{first.from_on} 起），后来的请登记为轮候查封。"})
    same = RoomRestriction.objects.in_force(scope.current()).active()
    if kind == RestrictionKind.UNSELLABLE and same.filter(room=room, kind=kind).exists():
        raise ServiceError({"kind": f"{room.label}已登记为不可售。"})


def _checked(restriction: RoomRestriction) -> RoomRestriction:
    """Say at the right field what the constraints would say of the whole record."""
    faults: dict[str, str] = {}
    if restriction.kind in COURT_KINDS:
        faults = {name: f"查封、预查封、轮候查封须填写{word}。" for name, word in
                  (("authority", "法院"), ("case_no", "案号")) if not getattr(restriction, name)}
    if restriction.kind == RestrictionKind.UNSELLABLE and not restriction.unsellable_reason:
        faults["unsellable_reason"] = "不可售的须选择原因。"
    if restriction.kind != RestrictionKind.UNSELLABLE and restriction.unsellable_reason:
        faults["unsellable_reason"] = "只有“不可售”才填不可售原因，请清空或改选类型。"
    if restriction.kind in MORTGAGES and restriction.creditor is None:
        faults["creditor"] = "抵押须填写抵押权人。"
    if restriction.creditor_consents and restriction.kind not in MORTGAGES:
        faults["creditor_consents"] = "只有抵押才有“抵押权人同意销售”。"
    if restriction.until_on and restriction.until_on < restriction.from_on:
        faults["until_on"] = "期限止早于起始日期，请核对。"
    if faults:
        raise ServiceError(faults)
    return restriction


def _continue(
    actor: User, action: str, old: RoomRestriction, kind: str, from_on: date, until_on: date | None, document_no: str,
    evidence: Evidence = (),
) -> RoomRestriction:
    """Replace ``old`` from ``from_on`` on; both rows stay."""
    carried = {name: getattr(old, name) for name in CARRIED} | {"kind": kind}
    new = _checked(RoomRestriction(
        room=old.room, renews=old, from_on=from_on, until_on=until_on, document_no=document_no, **carried
    ))
    before = snapshot(old)
    old.status, old.released_on, old.released_at = RestrictionStatus.RENEWED, from_on, clock.now()
    old.released_by = actor
    change(actor, f"{action}（原限制）", old, before)
    return enter(actor, action, new, evidence)
