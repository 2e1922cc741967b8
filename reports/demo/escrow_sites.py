"""The accounts of the invented county: which buildings have one, and what their buyers pay when."""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from housing_portal.kit import clock
from housing_portal.registry.models import Building, Estate
from presale.enums import EntryKind, Granularity
from presale.models import EscrowAccount, Payee
from transactions.enums import ContractStatus, PayMethod, RoomUse
from transactions.models import ContractParty, Room, SaleContract

BEGAN, TAKEN_OVER = 300, 120  # days ago: permits issued since need an account; when older houses got one
# the accounts by what becomes of them
WORKS, YOUNG, FROZEN, SPLIT, BLOCKED, LEAVING, ENDED = range(7)
OWN = 7  # estates
FUND = "云川市住房公积金管理中心云岭管理部"
EARNEST = Decimal(20_000)
LATE = 70  # days: whatever was filed before should have been paid by now
LOANS = {PayMethod.LOAN: (EntryKind.MORTGAGE,), PayMethod.FUND: (EntryKind.PF_LOAN,),
         PayMethod.MIXED: (EntryKind.MORTGAGE, EntryKind.PF_LOAN)}


@dataclass(frozen=True)
class Payment:
    """Money on its way to an account; without a contract nobody knows whose it is."""

    on: date
    kind: EntryKind
    amount: Decimal
    payer: str
    contract: SaleContract | None = None
    memo: str = ""


@dataclass
class Site:
    """An account with its buildings, what is still to come in, and what only the bank knows of."""

    estate: Estate
    buildings: Sequence[Building]
    opened_on: date
    granularity: Granularity = Granularity.PROJECT
    account: EscrowAccount | None = None
    due: list[Payment] = field(default_factory=list)
    payees: dict[str, Payee] = field(default_factory=dict)
    unknown: list[tuple[date, str, Decimal, str, str]] = field(default_factory=list)

    @property
    def area(self) -> Decimal:
        return sum(Room.objects.filter(building__in=self.buildings).values_list("area", flat=True), Decimal(0))

    def contracts(self) -> list[SaleContract]:
        """Return the contracts whose money comes into the account, in the order of their signing."""
        rows = SaleContract.objects.filter(
            building__in=self.buildings, signed_on__gte=self.opened_on, contract_no__isnull=False,
        ).exclude(status=ContractStatus.DRAFT)
        return list(rows.select_related("room", "loan_bank").order_by("signed_on", "pk"))


def estates() -> list[Estate]:
    """Return the estates of the county's own market; what may have been generated on top is not supervised."""
    return list(Estate.objects.select_related("developer").order_by("pk")[:OWN])


def permitted(building: Building) -> date:
    return min(permit.issued_on for permit in building.permits.all())


def supervised() -> list[Site]:
    """Return the sites whose buildings were permitted since the supervision began, estate by estate."""
    since = clock.today() - timedelta(days=BEGAN)
    found: dict[Estate, list[Building]] = {}
    rows = Building.objects.filter(permits__issued_on__gt=since, estate__in=estates())
    rows = rows.select_related("estate__developer")
    for building in rows.prefetch_related("permits").order_by("estate_id", "pk"):
        found.setdefault(building.estate, []).append(building)
    return [Site(estate, own, min(map(permitted, own)) - timedelta(days=10)) for estate, own in found.items()]


def finished(of: Sequence[Estate]) -> list[Site]:
    """Return sites of one building each that was permitted long before, and is done by now."""
    opened = clock.today() - timedelta(days=TAKEN_OVER)
    oldest = [estate.buildings.filter(permits__isnull=False).order_by("permits__issued_on").select_related(
        "estate__developer")[0] for estate in of]
    return [Site(building.estate, [building], opened) for building in oldest]


def expect(site: Site, *, faulty: bool) -> None:
    """Put on the site's list what its buyers pay; of a faulty one three do not pay as they should."""
    contracts = site.contracts()
    names = dict(ContractParty.objects.in_force().filter(contract__in=contracts).order_by("-order").values_list(
        "contract", "name"))
    silent, short, unlent = _faults(contracts) if faulty else (None, None, None)
    for place, contract in enumerate(contracts):
        if contract != silent:
            less = EARNEST if contract == short else Decimal(0)
            site.due += [one for one in _payments(contract, place, names[contract.pk], less)
                         if one.contract != unlent or one.kind not in (EntryKind.MORTGAGE, EntryKind.PF_LOAN)]


def _faults(contracts: Sequence[SaleContract]) -> list[SaleContract | None]:
    """Return who pays nothing, who too little, and whose loan has gone elsewhere."""
    last = clock.today() - timedelta(days=LATE)
    filed = [one for one in contracts
             if one.status == ContractStatus.FILED and one.filed_on <= last and one.use == RoomUse.HOME]
    owed = [one for one in filed if one.loan_amount]
    own = [one for one in filed if not one.loan_amount]
    return [next(iter(rows), None) for rows in (own[2:], owed[3:], owed[6:])]


def _payments(contract: SaleContract, place: int, buyer: str, less: Decimal) -> Iterator[Payment]:
    """Yield what is paid for a contract until today, or until it ended."""
    end = min(contract.ended_on or clock.today(), clock.today()) - timedelta(days=1)
    for days, kind, amount, payer in _terms(contract, place, buyer, less):
        on = contract.signed_on + timedelta(days=days)
        if on <= end and amount > 0:
            yield Payment(on, kind, amount, payer, contract, f"{contract.room_label} {kind.label}")


def _terms(
    contract: SaleContract, place: int, buyer: str, less: Decimal
) -> Iterator[tuple[int, EntryKind, Decimal, str]]:
    """Yield days after the signing, kind, amount, payer; ``place`` keeps buyers from paying all alike."""
    spread = place % 5
    method, rest = PayMethod(contract.pay_method), contract.down_payment - EARNEST - less
    yield 0, EntryKind.EARNEST, EARNEST, buyer
    if method == PayMethod.FULL:
        yield 1 + spread, EntryKind.FULL, rest, buyer
    elif method == PayMethod.INSTALMENTS:
        yield 1 + spread, EntryKind.INSTALMENT, rest, buyer
        yield 120, EntryKind.INSTALMENT, contract.total_price - contract.down_payment, buyer
    else:
        yield 1 + spread, EntryKind.DOWN, rest, buyer
    if contract.filed_on and contract.loan_amount:
        kinds = LOANS[method]
        lent = (contract.filed_on - contract.signed_on).days + 20 + place % 20
        part = (contract.loan_amount / len(kinds)).quantize(Decimal(1))
        for place, kind in enumerate(kinds):
            amount = part if place else contract.loan_amount - part * (len(kinds) - 1)
            yield lent, kind, amount, FUND if kind == EntryKind.PF_LOAN else contract.loan_bank.name
