"""Deeds on supervised matters: taken up, handed over, received, answered, accepted or sent back, closed."""
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import Unit, User
from housing_portal.journal import stages
from housing_portal.journal.entry import Evidence, change, enter, keep, lock, not_before, not_in_future
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.indicators import machine
from housing_portal.kit.saving import save_checked
from housing_portal.kit.scope import current
from housing_portal.kit.text import clean
from housing_portal.registry import parameters
from housing_portal.registry.workdays import add_workdays
from reports.enums import OUT, DocumentStatus, LetterPurpose, SupervisionSource, SupervisionStatus
from reports.evaluate import IndicatorSet
from reports.models import Document, SupervisionFeedback, SupervisionItem, SupervisionStep
from reports.models.supervision import NAMED, ORIGINS
from reports.services.parts import permit
from reports.supervision import BY_CODE, cannot_close, recovery
from reports.workflow import SUPERVISE, SUPERVISION

OWN_ITEM = "这一事项由您本人立项，办结须由另一位领导核定。"
OWN_FEEDBACK = "这次反馈由您本人登记，须由另一位领导核定。"
OWN_STEP = "这一步由您本人登记，撤回须由另一位同事进行。"
OWN_VOID = "这一事项由您本人立项，撤销须由另一位领导进行。"
NOT_RECOVERED = "记录还没有显示恢复正常：指标未达到序时进度，或者来源记录未销号、未解决。"
TIME_ASKED = "这一事项有待批准的延期申请，请先批准或不同意。"
NOTHING_TO_HAND_OVER = "这份公文还没有印发，或者所列事项都已交办。"
EDITED = "已交办的事项不再修改；需要更多时间的申请延期，立错的撤销。"


# -- taking up ---------------------------------------------------------------------------------------------


@transaction.atomic
def draft_item(*, actor: User, as_of: date | None = None, **content: Any) -> SupervisionItem:
    """Take up a matter; how it stood on ``as_of`` (today unless said otherwise) is kept with it.

    Raises ServiceError without permission, for a unit whose programme is not behind, for what is supervised already.
    """
    permit(actor, SUPERVISE)
    item = SupervisionItem(**content)
    _must_say_whence(item)
    _not_past(item.due_on)
    item.captured = standing_of(item, IndicatorSet(current(as_of)))
    if item.source == SupervisionSource.TARGET and item.captured["lamp"] == "g":
        raise ServiceError({"programme": f"{item.unit}的“{BY_CODE[item.programme].label}”没有滞后，不必督办。"})
    return enter(actor, "督办立项", item)


@transaction.atomic
def edit_item(*, actor: User, item: SupervisionItem, **content: Any) -> SupervisionItem:
    """Correct a matter that has not been handed over."""
    permit(actor, SUPERVISE)
    item = locked(item)
    if item.status != SupervisionStatus.DRAFTED:
        raise ServiceError(EDITED)
    before = snapshot(item)
    for name, value in content.items():
        setattr(item, name, value)
    _must_say_whence(item)
    _not_past(item.due_on)
    return change(actor, "修改督办事项", item, before)


@transaction.atomic
def take_up_lagging(
    *, actor: User, chosen: Sequence[Mapping[str, Any]], as_of: date | None = None, **common: Any
) -> list[SupervisionItem]:
    """Take up several matters at once, each with its own facts and those ``common`` to all; all or none."""
    permit(actor, SUPERVISE)
    if not chosen:
        raise ServiceError({"chosen": "请至少选择一项。"})
    return [draft_item(actor=actor, as_of=as_of, **{**common, **facts}) for facts in chosen]


def standing_of(item: SupervisionItem, figures: IndicatorSet) -> dict[str, Any]:
    """Return how the matter stands at the scope of ``figures``, as texts: nothing later changes what was the ground."""
    day = figures.scope.as_of
    kept: dict[str, Any] = {"as_of": day.isoformat(), "year": day.year, "cutoff": figures.scope.cutoff.isoformat()}
    if item.source == SupervisionSource.TARGET:
        if (programme := BY_CODE.get(item.programme)) is None:
            raise ServiceError({"programme": "请选择年度任务。"})
        pace = figures.pace(programme, item.unit)
        if pace.rate is None:
            raise ServiceError({"programme": f"{item.unit}没有“{programme.label}”的年度任务。"})
        values = {"target": pace.target, "done": pace.done, "rate": pace.rate, "gap": pace.gap,
                  "share": figures.time_share.percent}
        shown = {name: str(machine(value, programme.unit if name in ("target", "done") else "%"))
                 for name, value in values.items()}
        return {**kept, **shown, "lamp": pace.lamp, "measured_in": programme.unit}
    due = getattr(item.origin, "due_on", None)
    return {**kept, **({"due_on": due.isoformat(), "days": (day - due).days} if due and due < day else {})}


# -- the steps ---------------------------------------------------------------------------------------------


@transaction.atomic
def issue_item(*, actor: User, item: SupervisionItem, on: date, note: str = "") -> SupervisionItem:
    """Hand a matter over: its terms for receipt and feedback are reckoned now, in working days, and stay."""
    item, before = _begin(actor, item, "issue")
    paper = item.letters.filter(purpose=LetterPurpose.FIRST).exclude(document__status=DocumentStatus.WITHDRAWN)
    if paper.exclude(document__status__in=OUT).exists():
        raise ServiceError("这一事项的督办文书还没有印发，印发后再登记交办。")
    return _handed_over(actor, item, before, on, note)


@transaction.atomic
def issue_of_paper(*, actor: User, document: Document) -> list[SupervisionItem]:
    """Hand over everything that an issued paper is about, on the day of the paper."""
    permit(actor, SUPERVISE)
    rows = SupervisionItem.objects.of_paper(document).to_hand_over()
    if document.status not in OUT or not (found := list(rows)):
        raise ServiceError(NOTHING_TO_HAND_OVER)
    items = []
    for one in sorted(found, key=lambda row: row.pk):
        item, before = _begin(actor, one, "issue")
        items.append(_handed_over(actor, item, before, document.issued_on, f"{document.number}"))
    return items


@transaction.atomic
def receive(
    *, actor: User, item: SupervisionItem, on: date, receiver: str, evidence: Evidence = ()
) -> SupervisionItem:
    """Enter that the unit has received it: who signed, with the receipt as proof."""
    if not clean(receiver):
        raise ServiceError({"receiver": "请填写签收人。"})
    item, before = _begin(actor, item, "receive")
    keep(actor, item, evidence, "签收回执")
    return _finish(actor, item, before, "receive", on, f"签收人：{clean(receiver)}")


@transaction.atomic
def begin(*, actor: User, item: SupervisionItem, on: date, note: str = "") -> SupervisionItem:
    """Enter that the unit has begun, or begun anew after its answer came back."""
    item, before = _begin(actor, item, "begin")
    return _finish(actor, item, before, "begin", on, note)


@transaction.atomic
def feedback(
    *, actor: User, item: SupervisionItem, on: date, text: str, by: str, evidence: Evidence = ()
) -> SupervisionItem:
    """Enter what the unit has answered in writing, and who answered."""
    item, before = _begin(actor, item, "feedback")
    keep(actor, item, evidence, "反馈材料")
    answer = SupervisionFeedback(text=clean(text), by=clean(by))
    item = _finish(actor, item, before, "feedback", on, "", snapshot(answer, ("text", "by")))
    answer.step = stages.standing(item)[-1]
    save_checked(answer)
    return item


@transaction.atomic
def accept(*, actor: User, item: SupervisionItem, on: date, quality: str, note: str = "") -> SupervisionItem:
    """Accept the answer; by neither who took the matter up nor who entered the answer, and no request left open."""
    item, before = _begin(actor, item, "accept")
    _must_be_free_to_settle(actor, item)
    item.quality = quality
    return _finish(actor, item, before, "accept", on, note)


@transaction.atomic
def send_back(*, actor: User, item: SupervisionItem, reason: str) -> SupervisionItem:
    """Send the answer back with what is missing; not by who entered it."""
    words = stages.must_say(reason)
    item, before = _begin(actor, item, "return")
    if actor.is_person(item.fed_by_id):
        raise ServiceError(OWN_FEEDBACK)
    return _finish(actor, item, before, "return", clock.today(), words)


@transaction.atomic
def recover(*, actor: User, item: SupervisionItem, quality: str, note: str = "") -> SupervisionItem:
    """Close a matter that the records show to be settled. Somebody does it; it never happens by itself."""
    item, before = _begin(actor, item, "recover")
    _must_be_free_to_settle(actor, item)
    if not (why := recovery(item, IndicatorSet(current()))):
        raise ServiceError(NOT_RECOVERED)
    item.quality = quality
    return _finish(actor, item, before, "recover", clock.today(), "；".join(filter(None, (why, clean(note)))))


@transaction.atomic
def void(*, actor: User, item: SupervisionItem, reason: str) -> SupervisionItem:
    """Take back a matter that should not have been taken up; not by who took it up."""
    words = stages.must_say(reason)
    item, before = _begin(actor, item, "void")
    if actor.is_person(item.recorded_by_id):
        raise ServiceError(OWN_VOID)
    if why := _time_asked(item):
        raise ServiceError(why)
    if item.decide_by is not None:
        raise ServiceError(cannot_close(item))
    return _finish(actor, item, before, "void", clock.today(), words)


@transaction.atomic
def undo_step(*, actor: User, item: SupervisionItem, reason: str) -> SupervisionItem:
    """Take the last step back; not by who entered it. What was handed over stays handed over."""
    words = stages.must_say(reason)
    item, before = _begin(actor, item, "undo")
    *earlier, last = stages.standing(item)
    if actor.is_person(last.recorded_by_id):
        raise ServiceError(OWN_STEP)
    stages.take_back(actor, last, words)
    _follow(item, earlier)
    return change(actor, "撤回上一步", item, before, reason=words,
                  also={"撤回的步骤": (f"{last.get_code_display()} {last.on}", "")})


# -- shared steps ------------------------------------------------------------------------------------------


def _begin(actor: User, item: SupervisionItem, code: str) -> tuple[SupervisionItem, stages.Before]:
    permit(actor, SUPERVISION.steps[code].permission)
    item = locked(item)
    before = snapshot(item)
    SUPERVISION.enter(item, code, actor)
    return item, before


def locked(item: SupervisionItem) -> SupervisionItem:
    """Lock a matter and return it with what the diary names."""
    lock(item)
    return SupervisionItem.objects.select_related(*NAMED).with_course().get(pk=item.pk)


def _finish(
    actor: User, item: SupervisionItem, before: stages.Before, code: str, on: date, note: str,
    told: Mapping[str, Any] | None = None,
) -> SupervisionItem:
    """Store the step and tell the diary; ``told`` is what the step says beside its day."""
    not_in_future("on", on)
    earlier = stages.standing(item)
    if earlier:
        not_before("on", on, earlier[-1].on, f"“{earlier[-1].get_code_display()}”的日期")
    step = stages.happen(actor, SupervisionStep(item=item, code=item.status, on=on, note=_short(note)))
    _follow(item, [*earlier, step])
    said = {"发生日期": str(on), **(told or {})}
    return change(actor, SUPERVISION.steps[code].label, item, before, reason=note,
                  also={label: ("", value) for label, value in said.items()})


def _handed_over(actor: User, item: SupervisionItem, before: stages.Before, on: date, note: str) -> SupervisionItem:
    not_in_future("on", on)
    if item.due_on < on:
        raise ServiceError({"on": f"“{item}”的办理期限 {item.due_on} 早于交办日期 {on}，请先修改办理期限。"})
    rules = parameters.in_force()
    receipt, answer = (add_workdays(on, int(rules[f"supervise_{name}_days"])) for name in ("receipt", "feedback"))
    item.issued_on, item.first_due_on = on, item.due_on
    item.receipt_due_on, item.feedback_due_on = receipt, max(receipt, answer)
    return _finish(actor, item, before, "issue", on, note)


def _follow(item: SupervisionItem, steps: Sequence[SupervisionStep]) -> None:
    """Set what follows from the steps that stand: the state, and who answered and who accepted."""
    item.status = steps[-1].code if steps else SupervisionStatus.DRAFTED
    item.fed_by = next(
        (step.recorded_by for step in reversed(steps) if step.code == SupervisionStatus.FEEDBACK), None)
    item.accepted_by = steps[-1].recorded_by if item.status == SupervisionStatus.ACCEPTED else None
    if item.status != SupervisionStatus.ACCEPTED:
        item.quality = ""


def why_not_settle(actor: User, item: SupervisionItem) -> str:
    """Return why ``actor`` may not settle the matter now, or nothing. Items come with their course."""
    if why := cannot_close(item) or _time_asked(item):
        return why
    if actor.is_person(item.recorded_by_id):
        return OWN_ITEM
    return OWN_FEEDBACK if actor.is_person(item.fed_by_id) else ""


def _time_asked(item: SupervisionItem) -> str:
    return TIME_ASKED if item.extensions.open().exists() else ""


def _must_be_free_to_settle(actor: User, item: SupervisionItem) -> None:
    if why := why_not_settle(actor, item):
        raise ServiceError(why)


def _must_say_whence(item: SupervisionItem) -> None:
    for source, field in ORIGINS.items():
        if source != item.source:
            setattr(item, field, None)
    if item.source != SupervisionSource.TARGET:
        item.programme = ""
    elif not item.programme:
        raise ServiceError({"programme": "请选择年度任务。"})
    is_known = item.source in (SupervisionSource.TARGET, SupervisionSource.MANUAL) or item.origin is not None
    if not is_known and not clean(item.source_note):
        raise ServiceError({"source_note": "请写明来源：哪次会议、哪份通报、哪个文件。"})


def _not_past(due_on: date) -> None:
    if due_on < clock.today():
        raise ServiceError({"due_on": f"办理期限 {due_on} 已过，请填写今天或以后的日期。"})


def _short(note: str) -> str:
    """Return the words for the step; the diary keeps all of them."""
    longest = SupervisionStep._meta.get_field("note").max_length
    return note if len(note) <= longest else f"{note[: longest - 1]}…"


def units_of(items: Sequence[SupervisionItem]) -> dict[Unit, list[SupervisionItem]]:
    """Return unit → its matters, in the order of the official list."""
    found: dict[Unit, list[SupervisionItem]] = {}
    for item in sorted(items, key=lambda one: (one.unit.order, one.unit_id, one.pk)):
        found.setdefault(item.unit, []).append(item)
    return found
