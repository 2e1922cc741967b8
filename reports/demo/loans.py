"""Special loans of two estates and homes handed over of two others, in every state that their tables have."""
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.registry import services as registry
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.models import Building, Organization
from presale.delivery.models import LoanAllocation, LoanUse, SpecialLoan, TroubledEstate
from presale.delivery.services import handover, loans, readiness, tasks, uses
from reports.demo import place
from reports.demo.office import Office
from reports.demo.past import Agenda
from reports.demo.pictures import SCAN
from transactions.enums import ANCILLARY
from transactions.models import Room, SaleContract

ONE, WAN = timedelta(days=1), 10_000
LENDER = "国家开发银行云川市分行"
SIGNED, TERM = 200, 365 * 3  # days ago, days
# allocated so many days ago, 万元, arrivals as (days ago, 万元)
ALLOCATIONS = ((190, 4800, ((150, 2000), (60, 1200))), (185, 3200, ((140, 900),)))
# place of the allocation, applied so many days ago, 万元, purpose, what it rests on, how far it came
USES = (
    (0, 130, 680, "works", "1#楼外墙保温完成，监理签认", "pay"),
    (0, 96, 420, "labor", "班组工资表、考勤表", "pay"),
    (0, 50, 510, "materials", "门窗进场验收单", "pay"),
    (0, 12, 260, "utilities", "供电外线施工合同", "approve"),
    (0, 6, 180, "works", "室外管网完成 60%", "check"),
    (1, 100, 330, "works", "主体封顶，监理签认", "pay"),
    (1, 9, 150, "acceptance", "消防检测合同", ""),
    (1, 5, 90, "works", "楼梯间抹灰", "send_back"),
)
WAYS = {"": (), "check": ("check",), "approve": ("check", "approve"), "pay": ("check", "approve", "pay"),
        "send_back": ("send_back",)}
REPAID = (0, 20, 120, "receipts")  # place, days ago, 万元, from where
READY = 44  # days ago
SPRING = 185  # days
# step of the homes, days ago, from which home to which; in two batches, the second one this week
HOMES = ((40, "notice", 0, 46), (30, "hand", 0, 30), (4, "hand", 30, 42), (10, "title", 0, 16))
EARLY, EARLY_AGO = 2, 30  # handed over without 竣工备案
TASK = 60  # sets of the county and year


def fill(cast: Office) -> None:
    """Tell everything in the order of its days; the ledger of 保交房 is there already."""
    helped = list(TroubledEstate.objects.filter(on_loan_list=True).order_by("pk")[: len(ALLOCATIONS)])
    rest = list(TroubledEstate.objects.filter(on_loan_list=False).order_by("-pk")[:2])
    agenda, deeds = Agenda(), Money(cast)
    day = clock.today() - ONE * SIGNED
    agenda.on(day, deeds.borrow)
    agenda.on(day, deeds.set_task)
    for at, estate in enumerate(helped):
        ago, amount, arrivals = ALLOCATIONS[at]
        agenda.on(clock.today() - ONE * ago, deeds.allocate, estate, amount)
        for days, arrived in arrivals:
            agenda.on(clock.today() - ONE * days, deeds.draw, at, arrived)
    for told in USES:
        if told[0] < len(helped):
            agenda.on(clock.today() - ONE * told[1], deeds.use, *told)
    if helped:
        agenda.on(clock.today() - ONE * REPAID[1], deeds.repay)
    for estate in rest[:1]:
        _hand_over(agenda, Homes(cast), estate)
    for estate in rest[1:]:
        agenda.on(clock.today() - ONE * EARLY_AGO, Homes(cast).take, estate, "hand", 0, EARLY)
    agenda.run()


def _hand_over(agenda: Agenda, deeds: "Homes", estate: TroubledEstate) -> None:
    last_day = told_by(clock.today())
    agenda.on(last_day - ONE * READY, deeds.make_ready, estate)
    for days, code, first, last in sorted(HOMES, reverse=True):
        agenda.on(last_day - ONE * days, deeds.take, estate, code, first, last)


def told_by(today: date) -> date:
    """Return the day by which the handovers are told: the middle of the year when that has passed.

    The estates have been on the ledger since the days of spring at the latest.
    """
    middle = date(today.year, 6, 28)
    return middle if middle <= today <= middle + ONE * SPRING else today


class Money:
    """Loans: finance books, a clerk applies, finance checks, the deputy approves."""

    def __init__(self, cast: Office) -> None:
        self.cast, self.finance, self.deputy = cast, cast.people["finance"], cast.people["deputy"]
        self.loan: SpecialLoan | None = None
        self.allocations: list[LoanAllocation] = []

    def borrow(self) -> None:
        """Register the lender and the contract of the county's platform company."""
        lender = registry.register_organization(actor=self.cast.clerk, name=LENDER, kinds=[OrganizationKind.BANK])
        today = clock.today()
        self.loan = loans.register_loan(
            actor=self.finance, lender=lender, borrower=self.cast.organizations[place.DEVELOPMENT],
            contract_no=f"云专借〔{today.year}〕001号", amount=_yuan(10_000), rate=Decimal("2.80"), signed_on=today,
            due_on=today + ONE * TERM, evidence=SCAN,
        )

    def set_task(self) -> None:
        """Set the county's task of this year."""
        year = (clock.today() + ONE * SIGNED).year
        tasks.issue_task(actor=self.cast.clerk, year=year, sets=TASK, issued_on=clock.today(),
                         paper=f"云政办〔{year}〕3号")

    def allocate(self, estate: TroubledEstate, amount: int) -> None:
        self.allocations.append(loans.allocate(
            actor=self.finance, loan=self.loan, estate=estate, on=clock.today(), amount=_yuan(amount),
            paper=f"云专借办〔{clock.today().year}〕{len(self.allocations) + 1}号", evidence=SCAN,
        ))

    def draw(self, at: int, amount: int) -> None:
        loans.record_draw(actor=self.finance, allocation=self.allocations[at], on=clock.today(), amount=_yuan(amount),
                          voucher=f"JZ{clock.today():%m%d}{at}", evidence=SCAN)

    def use(self, at: int, _ago: int, amount: int, purpose: str, basis: str, reached: str) -> None:
        """Apply, and take the further steps on the same day."""
        use = uses.apply_use(
            actor=self.cast.clerk, allocation=self.allocations[at], applied_on=clock.today(), covers="sold_homes",
            purpose=purpose, progress_basis=basis, payee=self._payee(), payee_bank=f"{place.BANK}城关支行",
            payee_account="6210889900010003", amount=_yuan(amount), evidence=SCAN,
        )
        for code in WAYS[reached]:
            use = self._take(use, code)

    def repay(self) -> None:
        """Pay principal back out of what buyers have paid: special loans come first."""
        at, _ago, amount, source = REPAID
        loans.record_repayment(
            actor=self.finance, allocation=self.allocations[at], kind="principal", source=source, on=clock.today(),
            amount=_yuan(amount), voucher=f"HK{clock.today():%m%d}", evidence=SCAN,
        )

    def _payee(self) -> Organization:
        return self.cast.organizations[place.BUILDER]

    def _take(self, use: LoanUse, code: str) -> LoanUse:
        today = clock.today()
        ways: dict[str, tuple[Any, User, dict[str, Any]]] = {
            "check": (uses.check_use, self.finance, {"on": today}),
            "approve": (uses.approve_use, self.deputy, {"on": today}),
            "pay": (uses.pay_use, self.finance, {"on": today, "voucher": f"FK{today:%m%d}{use.pk}", "evidence": SCAN}),
            "send_back": (uses.send_back_use, self.finance, {"reason": "缺监理签认的工程量清单"}),
        }
        deed, actor, given = ways[code]
        return deed(actor=actor, use=use, **given)


class Homes:
    """Homes: the building is made ready, then its sold rooms are handed over."""

    def __init__(self, cast: Office) -> None:
        self.cast, self.bought_by = cast, told_by(clock.today()) - ONE * READY

    def make_ready(self, estate: TroubledEstate) -> None:
        """Enter 竣工备案 of the building and what was found there; the chief confirms it."""
        building, today = self._building(estate), clock.today()
        days = {"accepted_on": today - ONE, "completed_on": today}
        registry.edit_building(actor=self.cast.clerk, building=building, **days)
        found = readiness.submit_readiness(
            actor=self.cast.clerk, building=building, on=today, water="passed", power="passed", gas="none",
            heat="passed", fire="passed", filing_no=f"云竣备{today.year}-{building.pk:03}", evidence=SCAN,
        )
        readiness.confirm_readiness(actor=self.cast.chief, readiness=found, on=today)

    def take(self, estate: TroubledEstate, code: str, first: int, last: int) -> None:
        """Take a step of the rooms from ``first`` to before ``last`` that were sold long enough ago."""
        if rooms := self._rooms(estate)[first:last]:
            handover.take_steps(actor=self.cast.clerk, rooms=rooms, code=code, on=clock.today(), evidence=SCAN)

    def _rooms(self, estate: TroubledEstate) -> Sequence[Room]:
        sold = self._sold(self._building(estate)).values("room")
        return list(Room.objects.filter(pk__in=sold).order_by("door_key", "pk"))

    def _building(self, estate: TroubledEstate) -> Building:
        """Return the building of which most was sold before anything was handed over."""
        buildings = estate.estate.buildings.current().order_by("number_key", "pk")
        return max(buildings, key=lambda one: self._sold(one).count())

    def _sold(self, building: Building) -> QuerySet:
        bought = SaleContract.objects.live().filter(building=building, signed_on__lte=self.bought_by)
        return bought.exclude(use__in=ANCILLARY)


def _yuan(wan: int) -> Decimal:
    return Decimal(wan * WAN)
