"""Public rental homes: the stock, the rounds in which they are given out, leases and what is paid for them."""
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from affordable.enums import AllocationMethod, EntryStatus, FamilyCategory, LeaseEnd, Ownership
from affordable.models import AllocationEntry, AllocationRound, Lease, RentalHome, RentBill, RentPayment
from affordable.services import bills, homes, leases, rounds
from housing_portal.kit import clock
from housing_portal.kit.periods import month_end
from reports.demo.families import LAUNCH
from reports.demo.pictures import SCAN
from reports.demo.place import HOMES, WHOLE
from reports.demo.scene import ONE, Scene

# estate, building, rooms, ㎡, whose, year of the plan, days ago received, 元/㎡
STOCK = (
    ("安居苑", "1 号楼", 12, 52, Ownership.GOVERNMENT, 2013, 2900, 3),
    ("安居苑", "2 号楼", 8, 46, Ownership.GOVERNMENT, 2014, 2500, 3),
    ("惠民小区", "3 号楼", 6, 58, Ownership.ENTERPRISE, 2017, 1500, 4),
)
# place in the stock, step, days ago, why
STEPS = (
    (12, "idle", 1350, "位置偏远，连续三次公告无人申请"), (13, "idle", 260, "配套供暖未接通"),
    (14, "repair", 90, "屋面渗漏，正在翻修"), (15, "repair", 700, "户内管线更换"), (15, "free", 660, ""),
    (16, "dispose", 300, "调整用作乡镇干部周转房"), (17, "lose", 420, "山体滑坡避险拆除"),
)
FIRST, LOTTERY, PUBLISHED, DRAFT, VOID = 262, 30, 5, 1, 60  # days ago
TENANTS, ONLY_ONCE, EXEMPT, LEAVING, ADJUSTED = 5, 2, 3, 4, 1  # places among the tenants of the first round
LEFT = 118  # days ago
# per cent of the rent, by category
REDUCTION = {FamilyCategory.MINIMUM: 30, FamilyCategory.LOW_INCOME: 50}


def course(scene: Scene) -> None:
    """Put stock, rounds and rents on the agenda."""
    deeds = Rentals(scene)
    scene.ago(LAUNCH - 6, deeds.take_stock)
    for place, step, days, why in sorted(STEPS, key=lambda row: -row[2]):
        scene.ago(min(days, LAUNCH - 7), deeds.move, place, step, days, why)
    scene.ago(FIRST, deeds.hold, AllocationMethod.QUEUE, TENANTS, range(5), deeds.first_results)
    scene.ago(VOID, deeds.give_up)
    scene.ago(LOTTERY, deeds.hold, AllocationMethod.LOTTERY, 6, range(5, 9), deeds.lottery_results)
    scene.ago(PUBLISHED, deeds.announce, AllocationMethod.LOTTERY, 3, range(9, 11))
    scene.ago(DRAFT, deeds.draft, AllocationMethod.SCORING, 2, range(20, 21))
    for month in _months(scene.before(FIRST), scene.year.today):
        scene.agenda.on(month + ONE * 4, bills_of, scene)
        scene.agenda.on(month + ONE * 21, deeds.pay)
    scene.ago(100, deeds.adjust)
    scene.ago(70, deeds.find_empty)
    scene.ago(LEFT, deeds.leave)
    scene.ago(40, deeds.pay_by_mistake)


def bills_of(scene: Scene) -> None:
    """Make the bills of this month."""
    today = clock.today()
    bills.make_bills(actor=scene.clerk, month=today.year * 100 + today.month)


def _months(first: date, last: date) -> list[date]:
    """Return the first day of every month after that of ``first`` up to ``last``."""
    found = [month_end(first.year, first.month) + ONE]
    while found[-1] <= last:
        found.append(month_end(found[-1].year, found[-1].month) + ONE)
    return found[:-1]


class Rentals:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.stock: list[RentalHome] = []
        self.tenants: list[Lease] = []
        self.vouchers = 0

    # -- homes -------------------------------------------------------------------------------------------

    def take_stock(self) -> None:
        """Register the homes; some are not in the housing security system yet."""
        company = self.scene.unit(HOMES)
        for estate, building, rooms, area, ownership, year, ago, rent in STOCK:
            for number in range(rooms):
                self.stock.append(homes.register_home(
                    actor=self.scene.clerk, unit=company, estate=estate, building=building, area=Decimal(area),
                    room=f"{number // 4 + 1}0{number % 4 + 1}", ownership=ownership, source_plan_year=year,
                    rent_standard=Decimal(rent), received_on=self.scene.before(ago),
                    entered_system_on=clock.today() if number < 7 else None,
                ))

    def move(self, place: int, step: str, ago: int, why: str) -> None:
        """Take a step of a home; what happened before the files were taken over keeps its day."""
        actor = self.scene.chief if step in ("dispose", "lose") else self.scene.clerk
        self.stock[place] = homes.take_home_step(
            actor=actor, home=self.stock[place], code=step, on=self.scene.before(ago), reason=why
        )

    # -- rounds ------------------------------------------------------------------------------------------

    def draft(self, method: AllocationMethod, families: int, places: range) -> AllocationRound:
        """Make a round of the first of the queue, for the homes at ``places``."""
        return rounds.create_round(
            actor=self.scene.clerk, unit=self.scene.unit(WHOLE), method=method, families=families,
            homes=[self.stock[place] for place in places],
        )

    def announce(self, method: AllocationMethod, families: int, places: range) -> AllocationRound:
        made = self.draft(method, families, places)
        return rounds.publish_round(actor=self.scene.clerk, allocation=made, on=clock.today())

    def hold(self, method: AllocationMethod, families: int, places: range, results: Callable[..., None]) -> None:
        listed = self.announce(method, families, places)
        self.scene.agenda.on(clock.today() + ONE * 8, self.draw, listed, results)

    def draw(self, listed: AllocationRound, results: Callable[..., None]) -> None:
        drawn = rounds.draw_round(actor=self.scene.chief, allocation=listed, witness="7 3 9", evidence=SCAN)
        self.scene.agenda.on(clock.today() + ONE * 4, results, drawn)

    def give_up(self) -> None:
        rounds.void_round(
            actor=self.scene.chief, allocation=self.draft(AllocationMethod.QUEUE, 1, range(18, 19)),
            reason="房源公示后发现水表未分户，整改后重新编制。",
        )

    def first_results(self, drawn: AllocationRound) -> None:
        """Let everybody of the first round sign, then close it."""
        for place, entry in enumerate(_offers(drawn)):
            self.tenants.append(self.sign(entry, exempt=place == EXEMPT))
            self.scene.agenda.on(clock.today() + ONE * 6, self.move_in, self.tenants[-1])
        rounds.close_round(actor=self.scene.chief, allocation=drawn)

    def lottery_results(self, drawn: AllocationRound) -> None:
        """Of four lucky families two sign, one declines, one has not come yet."""
        first, second, third, _last = _offers(drawn)
        self.scene.agenda.on(clock.today() + ONE * 6, self.move_in, self.sign(first))
        self.sign(second)
        leases.decline_offer(actor=self.scene.clerk, entry=third, on=clock.today(), reason="楼层过高，老人行动不便")

    # -- leases ------------------------------------------------------------------------------------------

    def sign(self, entry: AllocationEntry, *, exempt: bool = False) -> Lease:
        """Sign for a year from the first of the next month on."""
        today, home = clock.today(), entry.home
        first = month_end(today.year, today.month) + ONE
        percent = 0 if exempt else REDUCTION.get(entry.family.category, 100)
        return leases.sign_lease(
            actor=self.scene.clerk, entry=entry, signed_on=today, from_on=first, to_on=first + ONE * 364,
            area=home.area, rent_standard=home.rent_standard, reduction=Decimal(percent) / 100, evidence=SCAN,
        )

    def move_in(self, lease: Lease) -> None:
        leases.occupy_lease(actor=self.scene.clerk, lease=lease, on=clock.today())

    def adjust(self) -> None:
        lease = self.tenants[ADJUSTED]
        leases.adjust_rent(
            actor=self.scene.chief, lease=lease, area=lease.area, rent_standard=lease.rent_standard,
            reduction=Decimal("0.80"), reason="年审核定收入增加，减免系数调整",
        )

    def find_empty(self) -> None:
        leases.note_empty(
            actor=self.scene.clerk, lease=self.tenants[EXEMPT], empty_since=clock.today() - ONE * 120,
            reason="入户核查三次无人居住，水电无用量",
        )

    def leave(self) -> None:
        """A family gives its home back."""
        leases.end_lease(
            actor=self.scene.chief, lease=self.tenants[LEAVING], on=clock.today(), end_reason=LeaseEnd.OWN_WISH,
            note="随子女迁居外地，自愿退出，租金已结清", evidence=SCAN,
        )

    # -- rent --------------------------------------------------------------------------------------------

    def pay(self) -> None:
        """Pay the bills of this month; one tenant paid the first one alone."""
        month = clock.today().year * 100 + clock.today().month
        for place, lease in enumerate(self.tenants):
            bill = lease.bills.filter(month=month).first()
            if bill and (place != ONLY_ONCE or lease.bills.count() == 1):
                self._pay(bill, bill.amount)

    def pay_by_mistake(self) -> None:
        """A payment is entered for the wrong tenant and taken back."""
        bill = self.tenants[ONLY_ONCE].bills.order_by("month").last()
        payment = self._pay(bill, bill.amount)
        bills.undo_payment(actor=self.scene.finance, payment=payment, reason="登错户，该款属隔壁 104 室。")

    def _pay(self, bill: RentBill, amount: Decimal) -> RentPayment:
        self.vouchers += 1
        return bills.pay_bill(
            actor=self.scene.finance, bill=bill, on=clock.today(), amount=amount,
            serial=f"JK{clock.today():%Y%m}{self.vouchers:04}",
        )


def _offers(drawn: AllocationRound) -> list[AllocationEntry]:
    """Return who was given a home, in the order of the draw."""
    offered = drawn.entries.filter(status=EntryStatus.OFFERED).select_related("family", "home", "round")
    return list(offered.order_by("rank"))
