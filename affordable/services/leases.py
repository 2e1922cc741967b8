"""公租房租约: signed for what a draw has given, occupied, adjusted, ended; with it the benefit begins and ends."""
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from affordable.enums import BenefitKind, EntryStatus, LeaseEnd, LeaseStatus
from affordable.models import AllocationEntry, Benefit, Family, Lease, RentalHome
from affordable.querysets.rental import months_back
from affordable.services.checks import lock_record, lock_units
from affordable.services.families import begin, exit_family, finish, move_family
from affordable.services.homes import move_home
from affordable.workflow import CHECK, ENTER, LEASE
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.entry import Evidence, change, enter, lock, must, not_before, not_in_future
from housing_portal.journal.services import record, snapshot, take_number
from housing_portal.kit import clock, text
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import rounded
from housing_portal.kit.saving import save_checked
from housing_portal.registry import parameters

AHEAD = timedelta(days=92)  # a term begins soon after the signature or not at all


def monthly_rent(area: Decimal, standard: Decimal, reduction: Decimal) -> Decimal:
    """Return 元 per month: ㎡ × 元/㎡ × reduction, half up to the 分."""
    return rounded(area * standard * reduction)


def last_day(from_on: date) -> date:
    """Return the last day that a term may have."""
    return months_back(from_on, -12 * parameters.number("lease_most_years")) - timedelta(days=1)


@transaction.atomic
def sign_lease(
    *, actor: User, entry: AllocationEntry, signed_on: date, from_on: date, to_on: date, area: Decimal,
    rent_standard: Decimal, reduction: Decimal, evidence: Evidence = (),
) -> Lease:
    """Sign the lease of a home that a round has given; the family has its benefit from the first day of the term."""
    must(actor, ENTER)
    family, home, entry = _lock(actor, entry)
    not_in_future("signed_on", signed_on)
    not_before("signed_on", signed_on, entry.round.drawn_on, "抽取日期")
    not_before("from_on", from_on, signed_on, "签约日期")
    if from_on > signed_on + AHEAD:
        raise ServiceError({"from_on": f"{from_on} 比签约日期晚三个月以上，请核对。"})
    not_before("to_on", to_on, from_on + timedelta(days=1), "租期起的次日")
    if to_on > (latest := last_day(from_on)):
        years = parameters.number("lease_most_years")
        raise ServiceError({"to_on": f"租期最长 {years} 年，租期止最晚为 {latest}。"})
    move_family(actor, family, "move_in", signed_on, note=f"{entry.round} {home}")
    move_home(actor, home, "allocate", signed_on, note=f"{family} 签约")
    year = clock.today().year
    lease = Lease(
        family=family, home=home, entry=entry, signed_on=signed_on, from_on=from_on,
        contract_no=f"ZL{year}-{take_number(prefix='ZL', year=year):04}", to_on=to_on, area=area,
        rent_standard=rent_standard, reduction=reduction, monthly_rent=monthly_rent(area, rent_standard, reduction),
    )
    begin_lease(actor, "签订公租房租约", lease, evidence)
    entry.status, entry.is_open = EntryStatus.SIGNED, False
    save_checked(entry)
    return lease


@transaction.atomic
def decline_offer(*, actor: User, entry: AllocationEntry, on: date, reason: str) -> AllocationEntry:
    """Enter that a family declines what it was given; after so many times it goes to the end of the queue or leaves."""
    must(actor, ENTER)
    family, _home, entry = _lock(actor, entry)
    most, leaves = parameters.number("allocation_declines"), parameters.switched_on("allocation_declines_exit")
    is_last = family.declined + 1 >= most
    if is_last and leaves and not actor.can(CHECK):
        raise ServiceError(f"这是第 {family.declined + 1} 次放弃，将退出轮候，请由有复核权限的同事登记。")
    family = move_family(actor, family, "decline", on, note=reason)
    before = snapshot(family)
    family.declined += 1
    if is_last and not leaves:
        family.waiting_since, family.declined = on, 0
    change(actor, "放弃配房计次", family, before, reason=reason)
    entry.status, entry.declined_on, entry.is_open, entry.note = EntryStatus.DECLINED, on, False, reason
    save_checked(entry)
    record(actor=actor, action="放弃配房", label=f"放弃配房：{family}", obj=entry.round, reason=reason)
    if is_last and leaves:
        exit_family(actor=actor, family=family, on=on, reason=f"累计放弃配房 {most} 次")
    return entry


@transaction.atomic
def occupy_lease(*, actor: User, lease: Lease, on: date, evidence: Evidence = ()) -> Lease:
    """Enter that the family has moved in."""
    lease = lock_record(actor, lease)
    before = snapshot(lease)
    step = LEASE.enter(lease, "occupy", actor)
    not_in_future("on", on)
    not_before("on", on, lease.signed_on, "签约日期")
    lease.occupied_on = on
    return change(actor, step.label, lease, before, evidence)


@transaction.atomic
def adjust_rent(
    *, actor: User, lease: Lease, area: Decimal, rent_standard: Decimal, reduction: Decimal, reason: str
) -> Lease:
    """Change what the rent is worked out from; bills that are made already stay, the next ones follow."""
    must(actor, CHECK)
    lease = _running(actor, lease)
    if not text.clean(reason):
        raise ServiceError({"reason": "请写明调整的原因。"})
    before = snapshot(lease)
    lease.area, lease.rent_standard, lease.reduction = area, rent_standard, reduction
    lease.monthly_rent = monthly_rent(area, rent_standard, reduction)
    return change(actor, "调整租金", lease, before, reason=reason)


@transaction.atomic
def renew_lease(*, actor: User, lease: Lease, to_on: date, reason: str, evidence: Evidence = ()) -> Lease:
    """Let a family that is still entitled stay for another term, which follows the one before without a gap."""
    must(actor, CHECK)
    lease = _running(actor, lease)
    not_before("to_on", to_on, lease.to_on + timedelta(days=1), "原租期止的次日")
    if to_on > (latest := last_day(lease.to_on + timedelta(days=1))):
        years = parameters.number("lease_most_years")
        raise ServiceError({"to_on": f"租期最长 {years} 年，续租的租期止最晚为 {latest}。"})
    if not text.clean(reason):
        raise ServiceError({"reason": "请写明续租的审核情况。"})
    before = snapshot(lease)
    lease.to_on = to_on
    return change(actor, "续租", lease, before, evidence, reason=reason)


@transaction.atomic
def note_empty(*, actor: User, lease: Lease, empty_since: date | None, reason: str) -> Lease:
    """Enter since when nobody lives in a home that is let, or that somebody lives there again."""
    must(actor, ENTER)
    lease = _running(actor, lease)
    if empty_since is not None:
        not_in_future("empty_since", empty_since)
        not_before("empty_since", empty_since, lease.signed_on, "签约日期")
    if not text.clean(reason):
        raise ServiceError({"reason": "请写明核查情况。"})
    before = snapshot(lease)
    lease.empty_since = empty_since
    return change(actor, "登记空置" if empty_since else "解除空置", lease, before, reason=reason)


@transaction.atomic
def end_lease(
    *, actor: User, lease: Lease, on: date, end_reason: LeaseEnd, note: str, evidence: Evidence = ()
) -> Lease:
    """End a lease; ``on`` is its last day. The home is free, the benefit ends, the family leaves or waits again.

    Rent that is not paid stays owed. Whole months are billed, so the lease cannot end before a month that has a bill.
    """
    must(actor, CHECK)
    lock_units(Unit.objects.filter(pk__in=(lease.unit_id, lease.home.unit_id, lease.family.unit_id)))
    lease = lock_record(actor, lease)
    before = snapshot(lease)
    step = LEASE.enter(lease, "end", actor)
    not_in_future("on", on)
    not_before("on", on, lease.occupied_on or lease.signed_on, "入住（签约）日期")
    if not text.clean(note):
        raise ServiceError({"note": "请写明终止的情况和依据。"})
    if later := lease.bills.filter(month__gt=on.year * 100 + on.month).order_by("-month").first():
        raise ServiceError({"on": f"已生成 {later.month} 的租金账单，终止日期不能早于该月。"})
    lease.ended_on, lease.end_reason, lease.empty_since = on, end_reason, None
    change(actor, step.label, lease, before, evidence, reason=note)
    _end_benefit(actor, lock(lease.benefit), on)
    move_home(actor, lock(lease.home), "vacate", on, note=f"{lease} 终止")
    why = f"{LeaseEnd(end_reason).label}：{note}"[:200]
    if end_reason == LeaseEnd.EXCHANGE:
        family, before = begin(actor, lease.family, "requeue")
        # a tenant of former days has never waited here
        family.waiting_since = family.waiting_since or family.former_approval_on
        finish(actor, family, before, "requeue", on, note=why)
    else:
        exit_family(actor=actor, family=lease.family, on=on, reason=why)
    return lease


# -- shared steps ---------------------------------------------------------------------------------------------


def begin_lease(actor: User, action: str, lease: Lease, evidence: Evidence, reason: str = "") -> Lease:
    """Store a lease, and the benefit that begins with its term; family and home have been moved before."""
    benefit = Benefit(family=lease.family, kind=BenefitKind.LEASE, from_on=lease.from_on)
    lease.unit, lease.benefit = lease.family.unit, change(actor, "开始实物配租", benefit, {})
    return enter(actor, action, lease, evidence, reason)


def _lock(actor: User, entry: AllocationEntry) -> tuple[Family, RentalHome, AllocationEntry]:
    """Lock family, home and entry of an offer that is open: units first, by key."""
    if entry.home_id is None:
        raise ServiceError("这个家庭没有配到房。")
    lock_units(Unit.objects.filter(pk__in=(entry.round.unit_id, entry.family.unit_id, entry.home.unit_id)))
    lock_record(actor, entry.round)
    family, home, entry = lock_record(actor, entry.family), lock(entry.home), lock(entry)
    if entry.status != EntryStatus.OFFERED:
        raise ServiceError(f"这一户的结果是“{entry.get_status_display()}”，已不能办理。")
    return family, home, entry


def _running(actor: User, lease: Lease) -> Lease:
    lease = lock_record(actor, lease)
    if lease.status == LeaseStatus.ENDED:
        raise ServiceError(f"这份租约已于 {lease.ended_on} 终止。")
    return lease


def _end_benefit(actor: User, benefit: Benefit, on: date) -> None:
    before = snapshot(benefit)
    benefit.is_current, benefit.to_on = False, max(on, benefit.from_on)
    change(actor, "终止保障方式", benefit, before)
