"""保障对象, from the application to the exit: every step is dated, and nobody approves what he has entered himself."""
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from affordable.enums import (
    LIVE_FAMILIES,
    CheckResult,
    Department,
    Departure,
    FamilyCategory,
    FamilyStatus,
    SupportMode,
)
from affordable.models import DepartmentCheck, Family, FamilyStep, PayoutCard, SubsidyGrant
from affordable.services import grant_versions
from affordable.services.checks import lock_for_entry, lock_record, lock_units
from affordable.services.members import IN_DIARY, OPEN, MemberFacts, checked_members, store_members, traces
from affordable.workflow import ENTER, FAMILY
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.entry import Evidence, change, keep, must, not_before, not_in_future
from housing_portal.journal.services import record, snapshot, take_number
from housing_portal.journal.stages import happen
from housing_portal.kit import clock, text
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.registry import parameters

Facts = Mapping[str, Any]


# -- the application --------------------------------------------------------------------------------------


@transaction.atomic
def register_family(
    *, actor: User, unit: Unit, category: FamilyCategory, wanted: SupportMode, address: str, income_pc: Decimal,
    house_area_pc: Decimal, applied_on: date, members: Iterable[MemberFacts], note: str = "",
    former_approval_on: date | None = None, former_approval_no: str = "", evidence: Evidence = (),
) -> Family:
    """Enter an application with everybody who belongs to the family; ``former_…`` when it was approved long ago."""
    unit = _of_one_place(lock_for_entry(actor, ENTER, unit))
    not_in_future("applied_on", applied_on)
    people = checked_members(list(members))
    year = clock.today().year
    family = Family(
        number=f"BZ{year}-{take_number(prefix='BZ', year=year):04}", unit=unit, category=category, wanted=wanted,
        address=address, income_pc=income_pc, house_area_pc=house_area_pc, applied_on=applied_on, note=note,
        former_approval_on=former_approval_on, former_approval_no=former_approval_no,
    )
    _must_be_former(family)
    family.recorded_by, family.recorded_at = actor, clock.now()
    save_checked(family)
    store_members(family, people, applied_on)
    keep(actor, family, evidence)
    record(actor=actor, action="登记保障申请", label=f"登记保障申请：{family}", obj=family,
           after={**snapshot(family), IN_DIARY: traces(family)})
    return family


@transaction.atomic
def edit_family(
    *, actor: User, family: Family, members: Iterable[MemberFacts], evidence: Evidence = (), **facts: Any,
) -> Family:
    """Change an application that nobody has checked yet; its members come as a whole."""
    must(actor, ENTER)
    unit = facts.pop("unit", family.unit)
    lock_units(Unit.objects.filter(pk__in=[family.unit_id, unit.pk]))
    family = lock_record(actor, family)
    if family.status not in OPEN:
        raise ServiceError(
            f"这个家庭{family.get_status_display()}，不能直接修改；成员变动请登记加入或离开，收入、住房变化在年审中调整。"
        )
    if unit.pk != family.unit_id:
        facts["unit"] = _of_one_place(lock_for_entry(actor, ENTER, unit))
    before, people = snapshot(family), traces(family)
    for name, value in facts.items():
        setattr(family, name, value)
    not_in_future("applied_on", family.applied_on)
    _must_be_former(family)
    if first := family.steps.order_by("pk").first():
        _must_be_ordered("applied_on", family.applied_on, first)
    checked = checked_members(list(members), family)
    store_members(family, checked, family.applied_on)
    return change(actor, "修改保障申请", family, before, evidence, also={IN_DIARY: (people, traces(family))})


@transaction.atomic
def enter_system(*, actor: User, families: Iterable[Family], on: date, reason: str = "") -> int:
    """Enter on which day families were put into the housing security system; a known day changes with a reason."""
    must(actor, ENTER)
    not_in_future("on", on)
    count = 0
    for family in sorted(families, key=lambda one: (one.unit_id, one.pk)):
        family = lock_record(actor, family)
        if family.status == FamilyStatus.DRAFT and family.former_approval_on is None:
            raise ServiceError(f"{family} 还是草稿，受理后再登记录入。")
        if family.entered_system_on == on:
            continue
        if family.entered_system_on and not text.clean(reason):
            raise NeedsReason(f"{family} 已登记 {family.entered_system_on} 录入，要改为 {on} 请写明理由。")
        before = snapshot(family)
        family.entered_system_on, family.entered_at = on, family.entered_at or clock.now()
        change(actor, "登记录入系统", family, before, reason=reason)
        count += 1
    return count


# -- eligibility ------------------------------------------------------------------------------------------


@transaction.atomic
def accept_family(*, actor: User, family: Family, on: date, note: str = "", evidence: Evidence = ()) -> Family:
    """Accept the application (受理)."""
    family, before = begin(actor, family, "accept")
    if family.former_approval_on is not None:
        raise ServiceError("这个家庭登记了原批准日期，由另一位同事确认原批准；要重新审批的，请先修改申请、清空原批准。")
    return finish(actor, family, before, "accept", on, note=note, evidence=evidence)


@transaction.atomic
def take_over_family(*, actor: User, family: Family, note: str = "") -> Family:
    """Confirm that a family was approved before the portal was there; its approval keeps its day."""
    family, before = begin(actor, family, "take_over")
    if family.former_approval_on is None:
        raise ServiceError("这个家庭没有登记原批准日期，须从受理开始审批。")
    must_be_other_person(actor, family)
    words = " ".join(filter(None, [f"原批准 {family.former_approval_no}", note]))
    return finish(actor, family, before, "take_over", family.former_approval_on, note=words)


@transaction.atomic
def pass_community(*, actor: User, family: Family, on: date, note: str = "", evidence: Evidence = ()) -> Family:
    """Enter that community and street have checked the family."""
    return move_family(actor, family, "check", on, note=note, evidence=evidence)


@transaction.atomic
def record_checks(
    *, actor: User, family: Family, on: date, results: Mapping[Department, tuple[CheckResult, str]],
    evidence: Evidence = (),
) -> Family:
    """Enter what departments said about the family; of each the latest word counts."""
    must(actor, ENTER)
    family = lock_record(actor, family)
    if not may_be_compared(family):
        raise ServiceError(f"这个家庭{family.get_status_display()}，不能登记部门比对。")
    if not results:
        raise ServiceError("请至少填写一个部门的比对结果。")
    not_in_future("on", on)
    not_before("on", on, family.applied_on, "申请日期")
    for department, (result, finding) in results.items():
        if result == CheckResult.DIFFERENT and not text.clean(finding):
            raise ServiceError({f"{department}_finding": "比对不符的请写明情况。"})
        happen(actor, DepartmentCheck(family=family, department=department, result=result, finding=finding, on=on))
    keep(actor, family, evidence)
    said = {Department(one).label: f"{CheckResult(result).label} {finding}".strip()
            for one, (result, finding) in results.items()}
    record(actor=actor, action="登记部门比对", label=f"登记部门比对：{family}", obj=family, after=said)
    return family


@transaction.atomic
def pass_departments(*, actor: User, family: Family, on: date, note: str = "", evidence: Evidence = ()) -> Family:
    """Enter that all departments agree: each has answered, none differs any more."""
    family, before = begin(actor, family, "compare")
    answered = latest_checks(family)
    if missing := [one.label for one in Department if one not in answered]:
        raise ServiceError(f"还没有比对结果：{'、'.join(missing)}，请先登记部门比对。")
    _must_agree(family)
    return finish(actor, family, before, "compare", on, note=note, evidence=evidence)


@transaction.atomic
def approve_family(*, actor: User, family: Family, note: str = "") -> Family:
    """Approve after the notice: its last day is over, no objection stands, and nobody decides on his own entries."""
    family, before = begin(actor, family, "approve")
    must_be_other_person(actor, family)
    if clock.today() <= family.notice.ends_on:
        raise ServiceError(f"公示 {family.notice} 到 {family.notice.ends_on} 为止，期满次日起才能批准。")
    raised = family.objections.filter(received_on__gte=family.notice.starts_on)
    if opened := raised.filter(answered_on=None).count():
        raise ServiceError(f"还有 {opened} 件公示异议没有核查，请先登记核查结论。")
    if raised.filter(is_upheld=True).exists():
        raise ServiceError("公示异议核查成立，不能批准，请办理“不予批准”。")
    _must_agree(family)
    return finish(actor, family, before, "approve", clock.today(), note=note)


@transaction.atomic
def queue_family(*, actor: User, family: Family, on: date, note: str = "") -> Family:
    """Put an approved family in the queue for a home."""
    family, before = begin(actor, family, "queue")
    family.waiting_since = on
    return finish(actor, family, before, "queue", on, note=note)


@transaction.atomic
def suspend_family(*, actor: User, family: Family, on: date, reason: str) -> Family:
    """Suspend a family's subsidy together with its grant."""
    return _with_grant(actor, family, "suspend", grant_versions.halt, on, reason)


@transaction.atomic
def resume_family(*, actor: User, family: Family, on: date, reason: str) -> Family:
    """Resume a family's subsidy together with its grant."""
    return _with_grant(actor, family, "resume", grant_versions.carry_on, on, reason)


@transaction.atomic
def reject_family(*, actor: User, family: Family, reason: str) -> Family:
    """Refuse the application; its members are free to apply anew."""
    family, before = begin(actor, family, "reject")
    must_be_other_person(actor, family)
    return _end(actor, family, before, "reject", clock.today(), reason)


@transaction.atomic
def withdraw_family(*, actor: User, family: Family, on: date, reason: str) -> Family:
    """Enter that the family has taken its application back."""
    family, before = begin(actor, family, "withdraw")
    return _end(actor, family, before, "withdraw", on, reason)


@transaction.atomic
def exit_family(*, actor: User, family: Family, on: date, reason: str) -> Family:
    """Let a family leave the system; lease or grant have ended before."""
    family, before = begin(actor, family, "exit")
    if held := family.benefits.current().first():
        deed = {"lease": "终止租约", "grant": "终止补贴发放"}[held.kind]
        raise ServiceError(f"这个家庭还在享受{held.get_kind_display()}（{held.from_on} 起），请先{deed}。")
    return _end(actor, family, before, "exit", on, reason)


# -- shared steps -----------------------------------------------------------------------------------------


def move_family(
    actor: User, family: Family, code: str, on: date, *, note: str = "", evidence: Evidence = (),
) -> Family:
    """Take one step of the workflow on ``on``: lock, check, dated step, diary. Rounds, leases, grants move it so."""
    family, before = begin(actor, family, code)
    return finish(actor, family, before, code, on, note=note, evidence=evidence)


def begin(actor: User, family: Family, code: str) -> tuple[Family, Facts]:
    """Lock a family and move it in memory; ``finish`` stores it."""
    family = lock_record(actor, family)
    before = snapshot(family)
    FAMILY.enter(family, code, actor)
    return family, before


def finish(
    actor: User, family: Family, before: Facts, code: str, on: date, *, note: str = "", evidence: Evidence = (),
) -> Family:
    """Store the step that ``begin`` took."""
    step = FAMILY.steps[code]
    not_in_future("on", on)
    last = family.steps.standing().order_by("-pk").first()
    not_before("on", on, last.on if last else family.applied_on, f"“{last.get_code_display()}”" if last else "申请日期")
    if step.needs_reason and not text.clean(note):
        raise ServiceError({"reason": "请写明原因。"})
    happen(actor, FamilyStep(family=family, code=family.status, on=on, note=note))
    return change(actor, step.label, family, before, evidence, reason=note)


def find_family(user: User, number: str) -> Family:
    """Return the family of this number, as far as ``user`` sees it."""
    number = text.half_width(number).strip().upper()
    family = Family.objects.visible_to(user).filter(number=number).select_related("unit").first()
    if family is None:
        raise ServiceError(f"没有编号为“{number}”的保障对象，请核对。")
    return family


def latest_checks(family: Family) -> dict[str, DepartmentCheck]:
    """Return the latest word of each department that has said one."""
    found: dict[str, DepartmentCheck] = {}
    for check in family.checks.newest_first():
        found.setdefault(check.department, check)
    return found


def may_be_compared(family: Family) -> bool:
    """Tell whether departments may be asked about a family: its application stands and it has not left."""
    return family.status != FamilyStatus.DRAFT and family.status in LIVE_FAMILIES


def must_be_other_person(actor: User, family: Family) -> None:
    """Refuse whoever has entered the application or one of its steps."""
    takers = family.steps.standing().values_list("recorded_by", flat=True)
    if any(actor.is_person(pk) for pk in (family.recorded_by_id, *takers)):
        raise ServiceError("这个家庭的申请或审核步骤由您本人登记，须由另一位同事决定。")


def _must_be_former(family: Family) -> None:
    """Refuse a former approval without its paper or of a year from which on everything is approved here."""
    on, number = family.former_approval_on, text.clean(family.former_approval_no)
    if on is None and not number:
        return
    if on is None:
        raise ServiceError({"former_approval_on": "请填写原批准日期，或清空原批准文号。"})
    if not number:
        raise ServiceError({"former_approval_no": "请填写原批准文号。"})
    not_before("former_approval_on", on, family.applied_on, "申请日期")
    first = parameters.number("housing_first_year")
    if on.year >= first:
        raise ServiceError({"former_approval_on": f"{first} 年起的申请须在本系统审批，原批准日期应早于 {first} 年。"})


def _of_one_place(unit: Unit) -> Unit:
    if unit.kind == UnitKind.WHOLE:
        raise ServiceError({"unit": "家庭属于一个乡镇、街道或单位，请选择具体单位，不能选全域汇总。"})
    return unit


def _must_agree(family: Family) -> None:
    different = [one for one in latest_checks(family).values() if one.result == CheckResult.DIFFERENT]
    if different:
        words = "；".join(f"{one.get_department_display()}：{one.finding}" for one in different)
        raise ServiceError(f"部门比对不符，核实后登记新的比对结果，或不予批准（{words}）。")


def _must_be_ordered(name: str, on: date, first: FamilyStep) -> None:
    if on > first.on:
        raise ServiceError({name: f"{on} 晚于“{first.get_code_display()}”的日期 {first.on}，请核对。"})


def _with_grant(
    actor: User, family: Family, code: str, follow: Callable[..., SubsidyGrant], on: date, reason: str
) -> Family:
    """Move a family and its grant together: neither is ever suspended alone."""
    family = move_family(actor, family, code, on, note=reason)
    follow(actor, family, on, reason)
    return family


def _end(actor: User, family: Family, before: Facts, code: str, on: date, reason: str) -> Family:
    """End the case: members and card belong to it no longer, so that everybody may apply anew."""
    members = family.members.current()
    latest = members.order_by("-joined_on").values_list("joined_on", flat=True).first()
    if latest is not None:
        not_before("on", on, latest, "成员加入日期")
    family = finish(actor, family, before, code, on, note=reason)
    members.update(is_current=False, left_on=on, left_reason=Departure.ENDED)
    PayoutCard.objects.filter(family=family, is_current=True).update(is_current=False)
    return family
