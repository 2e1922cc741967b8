"""原有租约: tenants who lived in their homes before the portal was there; the lease comes in as it stands on paper.

Only what was approved and signed in former days comes in so: everything since then goes through a round.
"""
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from affordable.enums import LETTABLE, FamilyStatus, LeaseStatus
from affordable.models import Family, Lease, RentalHome
from affordable.services.checks import lock_record, lock_units
from affordable.services.families import begin, finish
from affordable.services.homes import move_home
from affordable.services.leases import AHEAD, begin_lease, last_day, monthly_rent
from affordable.workflow import ENTER
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.entry import Evidence, must, not_before, not_in_future
from housing_portal.kit import text
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.figures import grouped
from housing_portal.registry import parameters

TAKEN_OVER = "登记原有租约"
OWN_NUMBER = re.compile(r"ZL\d{4}-\d+")  # numbers that the portal gives to the leases signed here


@transaction.atomic
def take_over_lease(
    *, actor: User, family: Family, home: RentalHome, contract_no: str, signed_on: date, from_on: date, to_on: date,
    area: Decimal | None = None, rent_standard: Decimal | None = None, reduction: Decimal = Decimal(1),
    rent: Decimal | None = None, occupied_on: date | None = None, reason: str = "", evidence: Evidence = (),
) -> Lease:
    """Enter a lease of former days; the family has its home, the home is let.

    Area and standard are the home's unless said otherwise. ``rent`` is what the contract says in 元 per month: when it
    is not the product, or the term is unusual, a reason is asked for.
    """
    must(actor, ENTER)
    lock_units(Unit.objects.filter(pk__in=(family.unit_id, home.unit_id)))
    home = lock_record(actor, home)
    family, before = begin(actor, family, "keep_home")
    area, standard = area or home.area, home.rent_standard if rent_standard is None else rent_standard
    lease = Lease(
        family=family, home=home, contract_no=_free_number(contract_no), signed_on=signed_on, from_on=from_on,
        to_on=to_on, area=area, rent_standard=standard, reduction=reduction, occupied_on=occupied_on,
        monthly_rent=monthly_rent(area, standard, reduction) if rent is None else rent,
        status=LeaseStatus.OCCUPIED if occupied_on else LeaseStatus.SIGNED,
    )
    _must_be_free(family, home)
    _must_be_former(lease)
    _must_have_days(lease)
    doubts = "；".join(_doubts(lease))
    if doubts and not text.clean(reason):
        raise NeedsReason(f"{doubts}，请确认并说明。")
    day = min(signed_on, from_on)
    last = family.steps.standing().order_by("-pk").first()
    finish(actor, family, before, "keep_home", max(day, last.on), note=f"{lease} {home}")
    move_home(actor, home, "allocate", day, note=f"{family} 原有租约")
    return begin_lease(actor, TAKEN_OVER, lease, evidence, text.clean(reason))


# -- checks ---------------------------------------------------------------------------------------------------


def _free_number(typed: str) -> str:
    """Return the number of the paper contract, which is nobody else's."""
    number = text.clean(text.half_width(typed))
    if not number:
        raise ServiceError({"contract_no": "请填写合同编号。"})
    if OWN_NUMBER.fullmatch(number.upper()):
        raise ServiceError({"contract_no": f"“{number}”是本系统签约时自编的编号，请填写原合同上的编号。"})
    if Lease.objects.filter(contract_no=number).exists():
        raise ServiceError({"contract_no": f"合同编号“{number}”已登记，请核对。"})
    return number


def _must_be_free(family: Family, home: RentalHome) -> None:
    """Refuse a home that is let or out of use, and what a round has listed."""
    if home.status not in LETTABLE:
        raise ServiceError({"home": f"{home} {home.get_status_display()}，不能登记原有租约，请核对房源。"})
    if listed := family.entries.filter(is_open=True).select_related("round").first():
        raise ServiceError({"family": f"{family} 在分配批次 {listed.round} 的名单中，请先移出名单。"})
    if listed := home.rounds.filter(is_open=True).select_related("round").first():
        raise ServiceError({"home": f"{home} 在分配批次 {listed.round} 中，请先办结或作废该批次。"})


def _must_be_former(lease: Lease) -> None:
    """Refuse what belongs into a round: approved or signed since everything is done here."""
    if lease.family.former_approval_on is None:
        raise ServiceError({"family": f"{lease.family} 在本系统批准，须经分配批次配房后签约。"})
    not_in_future("signed_on", lease.signed_on)
    first = parameters.number("housing_first_year")
    if lease.signed_on.year >= first:
        raise ServiceError({"signed_on": f"{first} 年起的租约须经分配批次签订，原有租约的签约日期应早于 {first} 年。"})


def _must_have_days(lease: Lease) -> None:
    """Refuse days that contradict the approval, the stock of homes, or what the family had before."""
    approved = lease.family.steps.standing().filter(code=FamilyStatus.APPROVED).order_by("-pk").first()
    moved = lease.home.steps.standing().order_by("-on", "-pk").first()
    for name in ("signed_on", "from_on"):
        on = getattr(lease, name)
        not_before(name, on, approved.on, "批准日期")
        not_before(name, on, lease.home.received_on, "房源接收日期")
        if moved:
            not_before(name, on, moved.on, f"房源“{moved.get_code_display()}”的日期")
    if lease.from_on > lease.signed_on + AHEAD:
        raise ServiceError({"from_on": f"{lease.from_on} 比签约日期晚三个月以上，请核对。"})
    if held := lease.family.benefits.exclude(to_on=None).order_by("-to_on").first():
        what = f"上一次{held.get_kind_display()}终止的次日"
        not_before("from_on", lease.from_on, held.to_on + timedelta(days=1), what)
    not_before("to_on", lease.to_on, lease.from_on + timedelta(days=1), "租期起的次日")
    if lease.occupied_on:
        not_in_future("occupied_on", lease.occupied_on)
        not_before("occupied_on", lease.occupied_on, lease.signed_on, "签约日期")


def _doubts(lease: Lease) -> Iterator[str]:
    """Yield what a contract may say although it is unusual."""
    if lease.from_on < lease.signed_on:
        yield f"租期起 {lease.from_on} 早于签约日期 {lease.signed_on}"
    if lease.to_on > (latest := last_day(lease.from_on)):
        yield f"租期止 {lease.to_on} 超过最长 {parameters.number('lease_most_years')} 年的 {latest}"
    product = monthly_rent(lease.area, lease.rent_standard, lease.reduction)
    if lease.monthly_rent != product:
        said, right = grouped(lease.monthly_rent, 2), grouped(product, 2)
        yield f"合同月租金 {said} 元，按计租面积 × 租金标准 × 减免系数为 {right} 元"
