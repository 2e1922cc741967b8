"""The invariants of rental housing: homes and leases, benefits and their ground, rent to the 分, draws repeated."""
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet

from affordable.draw import Candidate, Drawn, digest, draw
from affordable.enums import BenefitKind, EntryStatus, FamilyStatus, GrantStatus, HomeStatus, RoundStatus
from affordable.measures import families
from affordable.models import (
    AllocationEntry,
    AllocationRound,
    Benefit,
    Family,
    FamilyStep,
    Lease,
    RentalHome,
    RentBill,
    RentPayment,
    RoundHome,
    SubsidyGrant,
)
from affordable.services.former_leases import TAKEN_OVER
from housing_portal.journal.models import Entry
from housing_portal.kit import scope
from housing_portal.kit.figures import grouped, rounded
from reports.querysets import exceeding

Sentences = Iterator[str]
BLOCK = 2_000
RUNNING = (GrantStatus.ACTIVE, GrantStatus.SUSPENDED)
DRAWN = (RoundStatus.DRAWN, RoundStatus.CLOSED)
TERMS = ("area", "rent_standard", "reduction")
LABELS = [str(Lease._meta.get_field(name).verbose_name) for name in TERMS]
RENT_LABEL = str(Lease._meta.get_field("monthly_rent").verbose_name)


# -- homes, leases, benefits --------------------------------------------------------------------------------


def homes_are_let_as_they_say() -> Sentences:
    """A home is allocated when one lease runs on it, and then alone; no family has two."""
    homes: Counter[int] = Counter()
    tenants: Counter[str] = Counter()
    for home, family in Lease.objects.live().order_by("pk").values_list("home", "family__number"):
        homes[home] += 1
        tenants[family] += 1
    for home, status in RentalHome.objects.order_by("pk").values_list("pk", "status").iterator(BLOCK):
        if homes[home] != (status == HomeStatus.ALLOCATED):
            yield f"公租房房源 {home}：状态为{HomeStatus(status).label}，有 {homes[home]} 份有效租约"
    yield from (f"保障对象 {family}：有 {count} 份有效租约" for family, count in tenants.items() if count > 1)


def benefits_have_their_ground() -> Sentences:
    """What a family has rests on a lease or a grant that runs, and each of these gives a benefit."""
    running = SubsidyGrant.objects.filter(status__in=RUNNING)
    ground = {
        BenefitKind.LEASE: ("租约", _by_benefit(Lease.objects.live())),
        BenefitKind.GRANT: ("补贴资格", _by_benefit(running)),
    }
    held: set[tuple[str, int]] = set()
    rows = Benefit.objects.current().order_by("pk").values_list("pk", "kind", "family__number")
    for pk, kind, family in rows.iterator(BLOCK):
        held.add((kind, pk))
        noun, found = ground[kind]
        if found.get(pk) != family:
            yield f"保障对象 {family}：正在享受{BenefitKind(kind).label}，没有有效的{noun}"
    for kind, (noun, found) in ground.items():
        for pk, family in found.items():
            if (kind, pk) not in held:
                yield f"保障对象 {family}：{noun}有效，没有享受{kind.label}的登记"


def _by_benefit(rows: Any) -> dict[int | None, str]:
    return dict(rows.order_by("pk").values_list("benefit", "family__number"))


def leases_are_what_was_drawn() -> Sentences:
    """A lease is of the family and the home of its result, and every signed result has its lease.

    What comes of no round was taken over from former days, and the family had been approved by then.
    """
    drawn = Lease.objects.filter(entry__isnull=False)
    same = {"entry__home": F("home"), "entry__family": F("family"), "entry__status": EntryStatus.SIGNED}
    yield from (f"公租房租约 {one}：家庭、房源或结果与分配名单不符" for one in drawn.exclude(**same).order_by("pk"))
    unsigned = AllocationEntry.objects.filter(status=EntryStatus.SIGNED, lease=None).order_by("pk")
    for number, order in unsigned.values_list("round__number", "order"):
        yield f"分配批次 {number} 第 {order} 号：记为已签约，没有租约"
    former = Lease.objects.filter(entry=None).order_by("pk")
    known = _taken_over().values("object_id")
    yield from (f"公租房租约 {one}：没有分配结果，也没有登记为原有租约" for one in former.exclude(pk__in=known))
    approvals = FamilyStep.objects.standing().filter(code=FamilyStatus.APPROVED).order_by("pk")
    approved = dict(approvals.filter(family__in=former.values("family")).values_list("family", "on"))
    for lease in former.select_related("family"):
        if min(lease.signed_on, lease.from_on) < (day := approved.get(lease.family_id, date.max)):
            yield f"公租房租约 {lease}：签约日期或租期起早于 {lease.family} 的批准日期 {day}"


def _taken_over() -> QuerySet:
    """Return the diary entries by which leases of former days came in."""
    return Entry.objects.filter(object_type=Lease._meta.label_lower, action=TAKEN_OVER)


# -- rent -----------------------------------------------------------------------------------------------------


def rent_is_the_product() -> Sentences:
    """Rent is area × standard × reduction, half up to the 分; a bill is the rent at the time when it was made.

    A lease that was taken over may have another rent, until it is adjusted.
    """
    agreed, changed, runs = _agreed(), _earlier_terms(), _runs()
    rows = Lease.objects.order_by("pk").values_list("pk", "contract_no", "monthly_rent", *TERMS)
    for pk, number, rent, *terms in rows.iterator(BLOCK):
        right = _product(*terms) if pk in changed else agreed.get((pk, *terms), _product(*terms))
        if rent != right:
            yield f"公租房租约 {number}：月租金 {grouped(rent, 2)} 元，按面积、标准、系数为 {grouped(right, 2)} 元"
    bills = RentBill.objects.order_by("pk").select_related("lease")
    for bill in bills.exclude(lease__in=changed).exclude(amount=F("lease__monthly_rent")):
        yield _unlike(bill, [bill.lease.monthly_rent])
    for bill in bills.filter(lease__in=changed):
        rents = [_rent_at(bill.lease, changed[bill.lease_id], run, agreed) for run in runs[bill.month]]
        if bill.amount not in rents:
            yield _unlike(bill, rents)


def _unlike(bill: RentBill, rents: list[Decimal]) -> str:
    words = "或".join(f"{grouped(rent, 2)} 元" for rent in dict.fromkeys(rents)) or "无"
    return f"租金账单 {bill}：应收 {grouped(bill.amount, 2)} 元，生成时月租金为 {words}"


def _product(area: Decimal, standard: Decimal, reduction: Decimal) -> Decimal:
    return rounded(area * standard * reduction)


def _agreed() -> dict[tuple[Any, ...], Decimal]:
    """Return lease and terms → the rent with which, and with a reason, the lease was taken over."""
    told = _taken_over().exclude(reason="").order_by("pk").values_list("object_id", "after")
    return {
        (lease, *(Decimal(after[label]) for label in LABELS)): Decimal(after[RENT_LABEL]) for lease, after in told
    }


def _earlier_terms() -> dict[int, list[tuple[int, dict[str, Any]]]]:
    """Return lease → the diary entries that changed its terms and what these had been, the latest first."""
    found: dict[int, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    entries = Entry.objects.filter(object_type=Lease._meta.label_lower, action="调整租金").order_by("-pk")
    for lease, pk, before in entries.values_list("object_id", "pk", "before"):
        found[lease].append((pk, before))
    return found


def _runs() -> dict[int, list[int]]:
    """Return month → the diary entries of the runs that made its bills."""
    found: dict[int, list[int]] = defaultdict(list)
    for pk, after in Entry.objects.filter(action="生成租金账单").order_by("pk").values_list("pk", "after"):
        found[after["月份"]].append(pk)
    return found


def _rent_at(
    lease: Lease, changes: list[tuple[int, dict[str, Any]]], run: int, agreed: dict[tuple[Any, ...], Decimal]
) -> Decimal:
    """Return the rent that the terms gave at the entry ``run``: what was changed later is taken back."""
    terms = {label: getattr(lease, name) for label, name in zip(LABELS, TERMS, strict=True)}
    later = [before for pk, before in changes if pk > run]
    for before in later:
        terms |= {label: Decimal(value) for label, value in before.items() if label in terms}
    right = _product(*terms.values())
    return agreed.get((lease.pk, *terms.values()), right) if len(later) == len(changes) else right


def bills_fall_into_the_term() -> Sentences:
    """No bill before the month in which the term began, none after the month in which the lease ended."""
    rows = RentBill.objects.order_by("pk")
    spans = Lease.objects.order_by("pk").values_list("pk", "contract_no", "from_on", "ended_on")
    known = {pk: (number, _month(start), _month(end or date.max)) for pk, number, start, end in spans}
    for lease, month in rows.values_list("lease", "month").iterator(BLOCK):
        number, first, last = known[lease]
        if not first <= month <= last:
            yield f"租金账单 {number} {month}：不在租期内"


def _month(day: date) -> int:
    return day.year * 100 + day.month


def payments_stay_within_bills() -> Sentences:
    above = exceeding(RentPayment.objects.standing(), "bill", "amount", "bill__amount")
    bills = RentBill.objects.select_related("lease").in_bulk([pk for pk, _paid, _due in above])
    for pk, paid, due in above:
        yield f"租金账单 {bills[pk]}：实收 {grouped(paid, 2)} 元，大于应收 {grouped(due, 2)} 元"


# -- draws ----------------------------------------------------------------------------------------------------


def draws_can_be_repeated() -> Sentences:
    """The list is the one that was published, and its seed leads to the result that is stored."""
    entries: dict[int, list[AllocationEntry]] = defaultdict(list)
    for one in AllocationEntry.objects.select_related("family").order_by("round", "order"):
        entries[one.round_id].append(one)
    places: dict[int, list[RoundHome]] = defaultdict(list)
    for place in RoundHome.objects.select_related("home").order_by("round", "order"):
        places[place.round_id].append(place)
    for allocation in AllocationRound.objects.exclude(list_digest="").order_by("pk"):
        listed, homes = entries[allocation.pk], places[allocation.pk]
        names = [(place.order, str(place.home)) for place in homes]
        if digest(allocation.method, _candidates(listed), names) != allocation.list_digest:
            yield f"分配批次 {allocation}：名单与公示时不一致"
        if allocation.status not in DRAWN:
            continue
        in_draw = [one for one in listed if one.status != EntryStatus.STRUCK]
        orders = [place.order for place in homes]
        if draw(allocation.seed, allocation.method, _candidates(in_draw), orders) != _stored(in_draw, homes):
            yield f"分配批次 {allocation}：结果与按种子重演的不一致"


def _candidates(entries: list[AllocationEntry]) -> list[Candidate]:
    return [Candidate(one.order, one.family.number, one.score) for one in entries]


def _stored(entries: list[AllocationEntry], homes: list[RoundHome]) -> list[Drawn]:
    orders = {place.home_id: place.order for place in homes}
    ranked = sorted(entries, key=lambda one: one.rank or 0)
    return [Drawn(one.family.number, one.rank, orders.get(one.home_id)) for one in ranked]


# -- the register ---------------------------------------------------------------------------------------------


def register_is_entered_and_left() -> Sentences:
    """基准名册 = 已录入 + 剩余 (source 000 L10), counted from grants and families alone."""
    now = scope.current()
    day = date(families.base_year(now), 12, 31)
    grants = SubsidyGrant.objects.confirmed().filter(from_on__lte=day).exclude(to_on__lt=day)
    register = set(grants.values_list("family", flat=True))
    entered = set(Family.objects.filter(entered_system_on__lte=now.as_of).values_list("pk", flat=True))
    afresh = {"sub_base_hh": len(register), "sub_entered": len(register & entered), "sub_left": len(register - entered)}
    told = {one.key: one.evaluate(now, None).total.value for one in families.MEASURES if one.key in afresh}
    labels = {one.key: one.label for one in families.MEASURES}
    for key, number in afresh.items():
        if told[key] != number:
            yield f"{labels[key]}：指标为 {told[key]}，逐户清点为 {number}"


RENTAL_RULES: dict[str, Callable[[], Sentences]] = {
    "已分配的房源各有一份有效租约": homes_are_let_as_they_say,
    "保障方式与租约、补贴资格相符": benefits_have_their_ground,
    "租约与分配结果相符": leases_are_what_was_drawn,
    "租金账单等于面积、标准、减免系数之积": rent_is_the_product,
    "租金账单在租期之内": bills_fall_into_the_term,
    "实收租金不大于应收": payments_stay_within_bills,
    "分配结果可按种子重演": draws_can_be_repeated,
    "基准名册等于已录入加剩余": register_is_entered_and_left,
}
