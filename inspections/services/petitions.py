"""信访投诉: registered, and every step that closes it. Who drafts a reply, or asks for time, never decides on it."""
import re
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal import stages
from housing_portal.journal.entry import Evidence, change, enter, lock, must, not_before, not_in_future
from housing_portal.journal.services import snapshot, take_number
from housing_portal.kit import text
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.registry.workdays import add_workdays
from inspections import petition_clock as law
from inspections.enums.petitions import PetitionChannel, PetitionDeed, PetitionStatus
from inspections.models.petition import Petition, PetitionStep
from inspections.workflow import HEAR, PETITION

D, P = PetitionDeed, PetitionStatus
PREFIX = "信访"
PRIVATE = re.compile(r"(?<!\d)(\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")  # an identity number, a mobile telephone
OWN_REGISTERED = "这一件由您本人登记，不予受理须由另一位同事批准。"
OWN_ASKED = "延期由您本人申请，须由另一位负责人批准。"
OWN_DRAFTED = "答复由您本人拟定，须由另一位同事审签和办结。"
ONCE = f"这一件已延期一次，不能再次延期（信访工作条例 §34：只能延长一次，最长 {law.LONGEST_EXTENSION} 日）。"


@transaction.atomic
def register_petition(*, actor: User, reason: str = "", evidence: Evidence = (), **facts: Any) -> Petition:
    """Register a petition under the next number of the year in which it came in; ``facts`` are fields of the model.

    Raises NeedsReason, which ``reason`` answers with the new facts, when the matter has been through recheck (§36).
    """
    must(actor, HEAR)
    petition = Petition(**facts)
    _check(petition)
    _must_be_open(petition, reason)
    year = petition.received_on.year
    petition.number = f"{PREFIX}{year}-{take_number(prefix=PREFIX, year=year)}"
    return enter(actor, "登记信访", petition, evidence, reason)


@transaction.atomic
def edit_petition(*, actor: User, petition: Petition, reason: str = "", **facts: Any) -> Petition:
    """Correct what was registered, until it is decided whether to accept it; the number stays."""
    must(actor, HEAR)
    petition = lock(petition)
    if petition.status != P.REGISTERED:
        raise ServiceError(f"这一件“{petition.get_status_display()}”，登记内容不能再改；确需更正请先撤回上一步。")
    before = snapshot(petition)
    for name, value in facts.items():
        setattr(petition, name, value)
    _check(petition)
    _must_be_open(petition, reason)
    return change(actor, "修改信访", petition, before, reason=reason)


# -- accepted, transferred or not ------------------------------------------------------------------------------


@transaction.atomic
def accept(*, actor: User, petition: Petition, on: date, told_on: date, note: str = "",
           evidence: Evidence = ()) -> Petition:
    """Accept it, and say when the petitioner was told so in writing."""
    return _step(actor, petition, "accept", D.ACCEPTED, on, note, evidence, told_on=told_on)


@transaction.atomic
def transfer(*, actor: User, petition: Petition, on: date, told_on: date, transferred_to: str, note: str = "",
             evidence: Evidence = ()) -> Petition:
    """Hand it over to the office that it belongs to, and say when the petitioner was told where it goes.

    What came by hand-over is objected to within five working days (§23); later, NeedsReason, which ``note`` answers.
    """
    petition, before = _begin(actor, petition, "transfer")
    petition.transferred_to = text.clean(transferred_to)
    last = add_workdays(petition.received_on, law.OBJECTION_WORKDAYS)
    if petition.channel == PetitionChannel.SUPERIOR and on > last and not text.clean(note):
        raise NeedsReason(
            f"上级转办件不属本单位职责的，应在收到后 {law.OBJECTION_WORKDAYS} 个工作日内（{last} 前）提出异议，"
            "现已超过，请说明与转办机关商定的情况。", "late_objection",
        )
    return _finish(actor, petition, before, "transfer", D.TRANSFERRED, on, note, evidence, told_on=told_on)


@transaction.atomic
def reject(*, actor: User, petition: Petition, on: date, told_on: date, reason: str,
           evidence: Evidence = ()) -> Petition:
    """Do not accept it, with the reason that the petitioner is told; not by whoever registered it."""
    petition, before = _begin(actor, petition, "reject")
    if actor.is_person(petition.recorded_by_id):
        raise ServiceError(OWN_REGISTERED)
    words = stages.must_say(reason)
    return _finish(actor, petition, before, "reject", D.REJECTED, on, words, evidence, told_on=told_on)


@transaction.atomic
def object_to_transfer(*, actor: User, petition: Petition, on: date, note: str, evidence: Evidence = ()) -> Petition:
    """Enter that the other office sent it back within five working days: it is ours to decide on again."""
    petition, before = _begin(actor, petition, "object")
    handed = _last(petition, D.TRANSFERRED)
    last = add_workdays(handed.on, law.OBJECTION_WORKDAYS)
    if on > last:
        raise ServiceError({"on": f"转送异议应在 {law.OBJECTION_WORKDAYS} 个工作日内（{last} 前）提出，{on} 已超过。"})
    return _finish(actor, petition, before, "object", D.OBJECTED, on, note, evidence)


# -- handled and answered --------------------------------------------------------------------------------------


@transaction.atomic
def assign(*, actor: User, petition: Petition, on: date, handler: str, leader: str = "", note: str = "") -> Petition:
    """Say who handles it, and which leader answers for it."""
    return _step(actor, petition, "assign", D.ASSIGNED, on, note,
                 facts={"handler": text.clean(handler), "leader": text.clean(leader)})


@transaction.atomic
def extend(*, actor: User, petition: Petition, on: date, days: int, reason: str) -> Petition:
    """Ask for up to 30 more days, once, before the term is over (§34)."""
    petition, before = _begin(actor, petition, "extend")
    if _last(petition, D.GRANTED):
        raise ServiceError(ONCE)
    if not 1 <= days <= law.LONGEST_EXTENSION:
        longest = f"1—{law.LONGEST_EXTENSION} 日之间（信访工作条例 §34）"
        raise ServiceError({"days": f"延长天数须在 {longest}，现为 {days} 日。"})
    _must_be_in_term(petition, on)
    return _finish(actor, petition, before, "extend", D.ASKED, on, stages.must_say(reason), days=days)


@transaction.atomic
def grant(*, actor: User, petition: Petition, on: date, told_on: date, note: str = "") -> Petition:
    """Grant the days asked for, and say when the petitioner was told; not by whoever asked."""
    petition, before = _begin(actor, petition, "grant")
    asked = _by_another(actor, petition, D.ASKED, OWN_ASKED)
    _must_be_in_term(petition, on)
    return _finish(actor, petition, before, "grant", D.GRANTED, on, note, told_on=told_on, days=asked.days)


@transaction.atomic
def deny(*, actor: User, petition: Petition, on: date, reason: str) -> Petition:
    """Refuse the extension; not by whoever asked."""
    petition, before = _begin(actor, petition, "deny")
    _by_another(actor, petition, D.ASKED, OWN_ASKED)
    return _finish(actor, petition, before, "deny", D.DENIED, on, stages.must_say(reason))


@transaction.atomic
def draft(*, actor: User, petition: Petition, on: date, reply_no: str, note: str = "",
          evidence: Evidence = ()) -> Petition:
    """Draft the reply; it is signed by somebody else."""
    return _step(actor, petition, "draft", D.DRAFTED, on, note, evidence, facts={"reply_no": text.clean(reply_no)})


@transaction.atomic
def sign(*, actor: User, petition: Petition, on: date, note: str = "") -> Petition:
    """Sign the reply; not by whoever drafted it."""
    petition, before = _begin(actor, petition, "sign")
    _by_another(actor, petition, D.DRAFTED, OWN_DRAFTED)
    return _finish(actor, petition, before, "sign", D.SIGNED, on, note)


@transaction.atomic
def return_draft(*, actor: User, petition: Petition, on: date, reason: str) -> Petition:
    """Send the draft back to whoever wrote it."""
    petition, before = _begin(actor, petition, "return")
    _by_another(actor, petition, D.DRAFTED, OWN_DRAFTED)
    return _finish(actor, petition, before, "return", D.RETURNED, on, stages.must_say(reason))


@transaction.atomic
def serve(*, actor: User, petition: Petition, on: date, note: str = "", evidence: Evidence = ()) -> Petition:
    """Enter the day on which the petitioner received the reply: the 60 days end with it, and 30 to appeal begin."""
    return _step(actor, petition, "serve", D.SERVED, on, note, evidence)


@transaction.atomic
def close(*, actor: User, petition: Petition, on: date, note: str = "") -> Petition:
    """Close it; not by whoever drafted the reply."""
    petition, before = _begin(actor, petition, "close")
    _by_another(actor, petition, D.DRAFTED, OWN_DRAFTED)
    return _finish(actor, petition, before, "close", D.CLOSED, on, note)


# -- review and recheck ----------------------------------------------------------------------------------------


@transaction.atomic
def ask_review(*, actor: User, petition: Petition, on: date, note: str = "", evidence: Evidence = ()) -> Petition:
    """Enter that the petitioner asked for a review, within 30 days of the reply's service (§35)."""
    return _appeal(actor, petition, "review", D.REVIEW, on, note, evidence)


@transaction.atomic
def opine(*, actor: User, petition: Petition, on: date, told_on: date, note: str,
          evidence: Evidence = ()) -> Petition:
    """Enter the opinion on the review, and when the petitioner received it."""
    return _step(actor, petition, "opine", D.REVIEWED, on, note, evidence, told_on=told_on)


@transaction.atomic
def ask_recheck(*, actor: User, petition: Petition, on: date, note: str = "", evidence: Evidence = ()) -> Petition:
    """Enter that the petitioner asked for a recheck, within 30 days of the opinion's service (§36)."""
    return _appeal(actor, petition, "recheck", D.RECHECK, on, note, evidence)


@transaction.atomic
def conclude(*, actor: User, petition: Petition, on: date, told_on: date, note: str,
             evidence: Evidence = ()) -> Petition:
    """Enter the opinion on the recheck: the same matter on the same facts is not accepted again (§36)."""
    return _step(actor, petition, "conclude", D.FINAL, on, note, evidence, told_on=told_on)


# -- shared steps ----------------------------------------------------------------------------------------------


def _step(actor: User, petition: Petition, code: str, deed: PetitionDeed, on: date, note: str, evidence: Evidence = (),
          facts: dict[str, Any] | None = None, told_on: date | None = None) -> Petition:
    petition, before = _begin(actor, petition, code)
    for name, value in (facts or {}).items():
        setattr(petition, name, value)
    return _finish(actor, petition, before, code, deed, on, note, evidence, told_on=told_on)


def _begin(actor: User, petition: Petition, code: str) -> tuple[Petition, dict[str, Any]]:
    return stages.begin(actor, petition, PETITION, code)


def _finish(actor: User, petition: Petition, before: dict[str, Any], code: str, deed: PetitionDeed, on: date,
            note: str, evidence: Evidence = (), told_on: date | None = None, days: int | None = None) -> Petition:
    not_before("on", on, petition.received_on, "收到日期")
    if told_on:
        not_in_future("told_on", told_on)
        not_before("told_on", told_on, on, "办理日期")
    step = PetitionStep(petition=petition, code=deed, on=on, told_on=told_on, days=days, note=note)
    also = {"告知日期": ("", str(told_on))} if told_on else {}
    also |= {"延长天数": ("", days)} if days else {}
    return stages.finish(actor, petition, before, step, PETITION.steps[code].label, evidence, also)


def _appeal(actor: User, petition: Petition, code: str, deed: PetitionDeed, on: date, note: str,
            evidence: Evidence) -> Petition:
    petition, before = _begin(actor, petition, code)
    due = law.appeal_due(stages.standing(petition), deed)
    if due and on > due:
        first = due - timedelta(days=law.APPEAL_DAYS)
        raise ServiceError({"on": f"{deed.label}应在收到意见之日（{first}）起 {law.APPEAL_DAYS} 日内（{due} 前）提出，"
                                  f"{on} 已超过，不再受理。"})
    return _finish(actor, petition, before, code, deed, on, note, evidence)


def _last(petition: Petition, deed: PetitionDeed) -> PetitionStep | None:
    return petition.steps.standing().filter(code=deed).order_by("-pk").first()


def _by_another(actor: User, petition: Petition, deed: PetitionDeed, sentence: str) -> PetitionStep:
    """Return the last step ``deed``; refused when ``actor`` has entered it."""
    step = _last(petition, deed)
    if actor.is_person(step.recorded_by_id):
        raise ServiceError(sentence)
    return step


def _must_be_in_term(petition: Petition, on: date) -> None:
    due = law.settling_due(stages.standing(petition))
    if on > due:
        raise ServiceError({"on": f"办理期限 {due} 已过，不能再延期，请尽快答复。"})


def _check(petition: Petition) -> None:
    """Refuse numbers of persons in words that lists show, and a matter that begins later than its repetition."""
    for name in ("title", "summary"):
        if PRIVATE.search(getattr(petition, name)):
            raise ServiceError({name: "写有身份证号或手机号，请删去；证件号码和电话登记在“信访人”中。"})
    not_in_future("received_on", petition.received_on)
    first = petition.repeats
    if first is None:
        return
    if first.pk == petition.pk:
        raise ServiceError({"repeats": "首次来件不能是这一件本身。"})
    petition.repeats = first.repeats or first  # a matter is known by its first petition
    petition.estate = petition.estate or petition.repeats.estate
    petition.organization = petition.organization or petition.repeats.organization
    what = f"首次来件 {petition.repeats} 的收到日期"
    not_before("received_on", petition.received_on, petition.repeats.received_on, what)


def _must_be_open(petition: Petition, reason: str) -> None:
    """Ask for the new facts of a matter that has been through recheck."""
    if petition.repeats is None or text.clean(reason):
        return
    matter = Petition.objects.of_matter(petition.repeats.pk)
    final = matter.filter(status=PetitionStatus.FINAL).order_by("pk").first()
    if final:
        raise NeedsReason(
            f"同一事项 {final} 已经复核终结，同一事实和理由不再受理（信访工作条例 §36）；有新事实的，请写明后登记。",
            "after_recheck",
        )
