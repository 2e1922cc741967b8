"""数字改写: a figure is printed with another value only for a written reason and with the section chief's consent.

Source of the rule: 条件文本规则 F 6 (override_reason, 股长批准); the value of the records stays beside it for good.
"""
import re
from decimal import Decimal

from django.db import transaction

from housing_portal.accounts.models import Unit, User
from housing_portal.journal import services as journal
from housing_portal.journal.entry import change, lock
from housing_portal.kit import clock, text
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import plain
from housing_portal.kit.indicators import machine
from housing_portal.kit.saving import save_checked
from reports import overrides
from reports.bindings import split
from reports.compose import compose
from reports.enums import OverrideStatus
from reports.kinds import KINDS
from reports.models import Document, FigureOverride
from reports.moments import figures_for
from reports.overrides import POINTS, Stated
from reports.papers import figures_in
from reports.services.parts import given_reason, locked_draft, permit
from reports.slots.parts import Facts
from reports.workflow import OVERRIDE

Stored = tuple[FigureOverride, Document, dict[str, object]]

TYPED = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,8})?")
# decimals of what is measured in them: 分, 0.01 ㎡, and what papers print of large units and rates
PLACES = {"元": 2, "万元": 6, "亿元": 2, "㎡": 2, "平方米": 2, "万平方米": 2, "%": 2, "个百分点": 2}
# how many digits of the larger unit an amount typed in the smaller one loses: papers write small amounts of money in 元
SMALLER = {("万元", "元"): 4, ("亿元", "万元"): 4, ("亿元", "元"): 8, ("万平方米", "平方米"): 4}
OF_A_DAY = frozenset({"年", "月", "日"})
OF_RECORDS = "更正、撤回通知只写台账数，不能改写。"
NOT_PRINTED = "文中没有印这项数字，请从“文中数字”中选一项。"
NO_NUMBER = "“{label}”是日期、名称或列表，不能改写；台账有误请改台账，文字不妥请改模板。"
IN_WORDS = "“{label}”在文中以列表或文字写出，不能改写。"
OWN_REQUEST = "这份改写由您本人申请，须由另一位同事批准。"
OWN_PAPER = "这份公文由您本人起草，改写须由另一位同事批准。"
OTHERS_REQUEST = "只有申请人或起草人能收回改写申请；不同意的，请办理“不同意”并写明原因。"
NOT_IN_FORCE = "这份改写已不在用，不必恢复。"


@transaction.atomic
def ask_override(*, actor: User, document: Document, figure: str, value: str, reason: str) -> FigureOverride:
    """Ask that ``figure`` (its printed key) be printed as ``value``, a number as typed in the figure's own unit.

    Raises ServiceError outside a draft, for what is no number or not printed, for a number that the unit of measure
    does not allow, and while another request for the figure waits.
    """
    permit(actor, "reports.draft")
    document = locked_draft(document)
    facts = Facts(document, figures_for(document))
    found = overridable(facts, figure)
    slot = found.slot
    row = FigureOverride(
        document=document, key=slot.code, unit=found.unit, label=label_of(found), measured_in=slot.measured_in,
        as_of=document.as_of, derived=found.text, value=checked_value(found, value),
        reason=given_reason(reason, "改写理由"), asked_by=actor, asked_at=clock.now(),
    )
    return _keep(actor, "申请改写数字", row)


def overridable(facts: Facts, figure: str) -> Stated:
    """Return what the records state of a printed figure. Raises ServiceError when it cannot be overridden."""
    if KINDS[facts.document.kind].made_by == "difference":
        raise ServiceError(OF_RECORDS)
    texts = figures_in(compose(facts.document, facts.figures).paper).get(figure)
    if texts is None:
        raise ServiceError(NOT_PRINTED)
    code, pk = split(figure)
    found = overrides.stated(facts, code, None if pk is None else Unit.objects.filter(pk=pk).first())
    if fault := fault_of(found, texts, overrides.in_force(facts).get(figure)):
        raise ServiceError(fault)
    return found


def fault_of(found: Stated, texts: list[str], known: FigureOverride | None) -> str:
    """Return why a figure that is written as ``texts`` cannot be overridden, or nothing."""
    if found.slot is None:
        return NOT_PRINTED
    if found.value is None or found.slot.measured_in in OF_A_DAY:
        return NO_NUMBER.format(label=label_of(found))
    now = found.value if known is None else Decimal(known.value)
    unit = found.slot.measured_in
    if all(overrides.rewritten(one, now, now, unit) is None for one in texts):
        return IN_WORDS.format(label=label_of(found))
    return ""


def label_of(found: Stated) -> str:
    """Return the name of the figure with its unit, as the list of sources has it."""
    return f"{found.unit.name if found.unit else ''}{found.slot.label}"[:80]


def checked_value(found: Stated, typed: str) -> str:
    """Return the number typed as it is kept; 4800元 of a figure in 万元 is 0.48. Raises ServiceError at ``value``."""
    unit, now = found.slot.measured_in, found.value
    cleaned, shift = _without_unit(text.half_width(text.clean(typed)).replace(",", ""), unit)
    if not TYPED.fullmatch(cleaned):
        raise ServiceError({"value": f"“{text.clean(typed)[:40]}”不是数字，请只填阿拉伯数字，单位（{unit}）不变。"})
    value = Decimal(cleaned).scaleb(-shift)
    whole = isinstance(found.answer.value, int) and unit not in PLACES
    places = 0 if whole else PLACES.get(unit, 2)
    if -value.normalize().as_tuple().exponent > places:
        most = f"最多 {places} 位小数" if places else "须为整数"
        raise ServiceError({"value": f"以“{unit}”计的数{most}，请核对。"})
    if now >= 0 > value:
        raise ServiceError({"value": "这项数字不会是负数，请核对。"})
    if now < 0 <= value or (_is_directed(found) and now > 0 >= value):
        raise ServiceError({"value": f"台账数为 {plain(now)}{unit}，增减方向由文字写出，改写不能改变方向。"})
    kept = str(machine(value.quantize(Decimal("0.01")) if unit == "%" else value, unit))
    if Decimal(kept) == now:
        raise ServiceError({"value": "与台账数相同，不必改写。"})
    return kept


def _without_unit(typed: str, unit: str) -> tuple[str, int]:
    """Return the number without its unit, and by how many digits a smaller unit than the figure's own moves it."""
    if typed.endswith(unit):
        return typed.removesuffix(unit).strip(), 0
    shifts = {small: shift for (large, small), shift in SMALLER.items() if large == unit and typed.endswith(small)}
    small = max(shifts, key=len, default="")
    return typed.removesuffix(small).strip(), shifts.get(small, 0)


def _is_directed(found: Stated) -> bool:
    """Tell whether the direction stands beside the figure in words: 低6.02个百分点, 同比下降; they would not follow."""
    return found.slot.measured_in == POINTS or found.slot.code.startswith("yoy_")


@transaction.atomic
def approve_override(*, actor: User, override: FigureOverride, answer: str = "") -> FigureOverride:
    """Agree that the paper prints the other value from its next capture on.

    Raises ServiceError for whoever asked or drafted the paper, outside a draft, and when the records give another
    value by now: the request was for the old one.
    """
    override, document, before = _begin(actor, override, "approve")
    if fault := lapsed(override, Facts(document, figures_for(document))):
        raise ServiceError(fault)
    return _decide(actor, override, before, answer)


@transaction.atomic
def refuse_override(*, actor: User, override: FigureOverride, reason: str) -> FigureOverride:
    """Do not agree; the paper prints what the records give."""
    reason = given_reason(reason, "不同意的原因")
    override, _document, before = _begin(actor, override, "refuse")
    return _decide(actor, override, before, reason)


@transaction.atomic
def take_back_override(*, actor: User, override: FigureOverride) -> FigureOverride:
    """Take back a request that nobody has decided; anybody else than its two clerks says 不同意 and why."""
    override, _document, before = _locked(actor, override, "take_back")
    if others := others_request(actor, override):
        raise ServiceError(others)
    return change(actor, "收回改写申请", override, before)


@transaction.atomic
def lift_override(*, actor: User, override: FigureOverride) -> FigureOverride:
    """Print what the records give again: a row of its own, which needs nobody's consent."""
    permit(actor, "reports.draft")
    document = locked_draft(override.document)
    if override.pk not in {row.pk for row in overrides.standing(document)}:
        raise ServiceError(NOT_IN_FORCE)
    if document.overrides.open().filter(key=override.key, unit=override.unit_id).exists():
        raise ServiceError("这个数字另有一份待批准的改写申请，请先批准、不同意或收回。")
    row = FigureOverride(
        document=document, key=override.key, unit=override.unit, label=override.label,
        measured_in=override.measured_in, as_of=document.as_of, derived=override.derived, value=override.derived,
        reason=f"原改写为 {override.value}{override.measured_in}", status=OverrideStatus.LIFTED,
        asked_by=actor, asked_at=clock.now(),
    )
    return _keep(actor, "恢复台账数", row)


def must_be_settled(facts: Facts) -> None:
    """Refuse a capture while a request waits, or while an approved override no longer fits the records."""
    asked = facts.document.overrides.open().order_by("pk")
    waiting = [f"“{row.label}”的改写申请还没有批准，请先办理，再取数。" for row in asked]
    faults = [fault for row in overrides.standing(facts.document) if (fault := lapsed(row, facts))]
    if waiting or faults:
        raise ServiceError([*waiting, *faults])


def lapsed(row: FigureOverride, facts: Facts) -> str:
    """Return why an override no longer holds, or nothing."""
    if overrides.holds(row, facts):
        return ""
    now = overrides.stated(facts, row.key, row.unit).text or "——"
    unit = row.measured_in
    return (
        f"“{row.label}”申请改写时截至 {row.as_of} 的台账数为 {row.derived}{unit}，现在截至 {facts.document.as_of} 为 "
        f"{now}{unit}；请收回或恢复台账数，需要的另行申请。"
    )


def own_part(actor: User, override: FigureOverride) -> str:
    """Return why the request is not this person's to decide, or nothing."""
    if actor.is_person(override.asked_by_id):
        return OWN_REQUEST
    return OWN_PAPER if actor.is_person(override.document.drafted_by_id) else ""


def others_request(actor: User, override: FigureOverride) -> str:
    """Return why the request is not this person's to take back, or nothing."""
    return "" if own_part(actor, override) else OTHERS_REQUEST


def _keep(actor: User, action: str, row: FigureOverride) -> FigureOverride:
    save_checked(row)
    journal.record(actor=actor, action=action, label=f"{action}：{row}", obj=row, after=journal.snapshot(row),
                   reason=row.reason)
    return row


def _locked(actor: User, override: FigureOverride, code: str) -> Stored:
    """Lock paper and request, take the step in memory; what is captured prints what it prints."""
    permit(actor, OVERRIDE.steps[code].permission)
    document = locked_draft(override.document)
    override = lock(override)
    before = journal.snapshot(override)
    OVERRIDE.enter(override, code, actor)
    override.document = document
    return override, document, before


def _begin(actor: User, override: FigureOverride, code: str) -> Stored:
    override, document, before = _locked(actor, override, code)
    if own := own_part(actor, override):
        raise ServiceError(own)
    return override, document, before


def _decide(actor: User, override: FigureOverride, before: dict[str, object], answer: str) -> FigureOverride:
    override.decided_by, override.decided_at, override.answer = actor, clock.now(), answer
    return change(actor, f"数字改写{override.get_status_display()}", override, before, reason=answer)
