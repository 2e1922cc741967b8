"""保交房 of the invented county: five estates that stand still, lag or are done, and what is done about them."""
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.registry import services as registry
from housing_portal.registry.models import Estate, Organization
from presale.delivery.enums.taskforces import MeetingKind
from presale.delivery.models import (
    Accident,
    FundRaised,
    Promise,
    SiteProgress,
    SoldStatement,
    TaskForce,
    TroubledEstate,
    WorkStateChange,
)
from presale.delivery.models.estates import EstateFact
from presale.delivery.services import estates, facts, financing, meetings, plans, problems, taskforces
from reports.demo import place
from reports.demo.office import Office
from reports.demo.past import Agenda
from reports.demo.pictures import SCAN
from transactions.enums import ANCILLARY
from transactions.models import SaleContract

ONE = timedelta(days=1)
LISTED, FORMED = 240, 250  # days ago
SOLD = (120, 90, 60, 30)  # days ago: what was sold is stated anew every month
STALE = 300  # days between the agreed day of the most delayed estate and today
OTHER_BANK = "云川市商业银行股份有限公司云岭支行"
WAN = 10_000
AREA, MORE_AREA = Decimal(21_500), Decimal("2860.40")  # ㎡ of the first estate, and more of each further one
# what an estate is like: risk, lists, agreed day so many days ago, its states as (days ago, state, why)
ESTATES = (
    ("high", ("on_loan_list", "on_petition_list"), STALE,
     ((235, "stopped", ""), (60, "normal", ""))),
    ("high", ("on_loan_list", "on_county_list"), 210,
     ((230, "lagging", ""), (120, "semi_stopped", "工程款拖欠，班组退场"))),
    ("mid", ("on_county_list",), 90, ((200, "lagging", ""), (70, "stopped", "总包单位退场"))),
    ("mid", ("on_whitelist",), -60, ((180, "lagging", ""),)),
    ("low", ("on_county_list", "on_petition_list"), 150, ((220, "normal", ""), (45, "completed", ""))),
)
# place of the estate, days ago, kind, 万元, permits, what is the matter, how far it got
PROBLEMS = (
    (0, 230, "fund", 5200, (), "预售资金挪用，复工资金不足", "take_up"),
    (1, 225, "fund", 3600, (), "销售停滞，工程款无法支付", ""),
    (1, 118, "labor", 186, (), "拖欠木工、钢筋班组工资", "take_up"),
    (2, 150, "quality", None, (), "顶层渗漏、外墙空鼓", "solve"),
    (3, 5, "safety", None, (), "塔吊限位器失灵，已停用待检", "take_up"),
    (3, 170, "procedure", None, ("planning", "works"), "二期调整规划后没有重新办证", "close"),
    (4, 100, "title", None, (), "首次登记资料不齐，业主办证受阻", ""),
)
REPLANNED = (0, 190, 172, 140)  # place of the estate; days ago it was found, applied for and approved
# place of the estate, how far the plan got, its measures as (what, who, day of its term before today, 万元)
PLANS = (
    (0, "approve", (("处置商铺、车位筹集资金", "栖云房产", -90, 1200), ("专项借款资金封闭拨付", "县财政局", 40, 3000),
                    ("恢复施工并完成外墙、门窗", "恒筑建工", 20, None))),
    (1, "submit", (("核实工程欠款，签订分期支付协议", "县住建局", -30, 800), ("协调银行展期", "县金融办", -45, None))),
    (3, "review", (("补办规划、施工许可", "县自然资源局", -15, None),)),
)
PROGRESS = ((0, ((150, 4200), (50, 5500), (12, 6850))), (1, ((140, 3800), (20, 4050))), (2, ((60, 7000), (10, 8125))),
            (3, ((40, 5200),)), (4, ((100, 9200), (45, 10000))))
# place, said so many days ago, promised so many days after today, why it was put off
PROMISES = ((0, 200, -20, ""), (0, 55, 160, "复工后按新的施工计划"), (1, 110, 220, ""), (2, 80, 50, ""))
# 周调度: every week but the last
WEEKS = (9, 8, 7, 6, 5, 4, 3, 2)


def fill(cast: Office) -> None:
    """Tell everything in the order of its days."""
    found = list(Estate.objects.current().order_by("pk")[: len(ESTATES)])
    agenda, county = Agenda(), County(cast)
    today = clock.today()
    for days, deed, *given in sorted(county.course(found), key=lambda one: -one[0]):
        agenda.on(today - ONE * days, deed, *given)
    agenda.run()


class County:
    """Deeds on the estates, by their place."""

    def __init__(self, cast: Office) -> None:
        self.cast, self.today = cast, clock.today()
        self.estates: list[TroubledEstate] = []
        self.lead: TaskForce | None = None

    def course(self, found: Sequence[Estate]) -> list[tuple[Any, ...]]:
        """Return (days ago, deed, its facts); of one day in this order."""
        there = range(len(found))
        return [
            (FORMED, self.form), *((LISTED, self.take_in, one, ESTATES[at]) for at, one in enumerate(found)),
            *((ago, self.say, at, WorkStateChange, {"code": code, "note": why})
              for at in there for ago, code, why in ESTATES[at][3]),
            *((ago, self.count, at) for ago in (*SOLD, *self._spring()) for at in there),
            *((told[1], self.trouble, told) for told in PROBLEMS if told[0] in there),
            *(self._replanned() if REPLANNED[0] in there else ()),
            *((95, self.plan, at, reached, rows) for at, reached, rows in PLANS if at in there),
            *((ago, self.say, at, SiteProgress, {"percent": Decimal(done) / 100})
              for at, rows in PROGRESS if at in there for ago, done in rows),
            *((ago, self.say, at, Promise,
               {"delivery_on": self.today + ONE * ahead, "by_whom": "开发企业", "note": why})
              for at, ago, ahead, why in PROMISES if at in there),
            *self._money(there), *self._meetings(),
        ]

    def _spring(self) -> tuple[int, ...]:
        """Return how many days ago the last of May was, when the ledger was there by then."""
        ago = (self.today - date(self.today.year, 5, 31)).days
        return (ago,) if max(SOLD) < ago < LISTED else ()

    def _replanned(self) -> list[tuple[Any, ...]]:
        """Return how a change of planning was found, applied for, approved and closed."""
        at, found, applied, approved = REPLANNED
        return [
            (found, self.trouble, (at, found, "planning", None, (), "沿街商业改为住宅配套，须调整规划", "")),
            (applied, self.replan, at, "take_up"), (approved, self.replan, at, "solve"),
        ]

    def _money(self, there: range) -> list[tuple[Any, ...]]:
        refused = [(85, self.ask, 1, bank) for bank in (place.BANK, OTHER_BANK)] if 1 in there else []
        raised = (
            (70, "assets", 460, "商铺处置收款凭证"), (52, "treasury", 300, "县财政垫付通知"),
            (33, "receipts", 215, "尾款归集凭证"),
        )
        return [
            (225, self.budget), *refused,
            *((ago, self.say, 0, FundRaised, {"kind": kind, "amount": Decimal(wan * WAN), "paper": paper})
              for ago, kind, wan, paper in raised if 0 in there),
            *([(48, self.say, 2, Accident,
                {"injured": 1, "loss": Decimal(86_000), "note": "外架连墙件缺失，局部倾斜"})] if 2 in there else []),
        ]

    def _meetings(self) -> list[tuple[Any, ...]]:
        monday = self.today.weekday()
        about = "通报上周进度，安排本周任务"
        weekly = [(7 * week + monday, self.meet, MeetingKind.WEEKLY, about, "") for week in WEEKS]
        return [
            (180, self.meet, MeetingKind.SPECIAL, "研究复工资金来源", "统筹专项借款与财政垫付"),
            (90, self.meet, MeetingKind.SPECIAL, "研究一楼一策", "逐个项目明确责任单位"),
            (58, self.meet, MeetingKind.SITE, "现场核对复工条件", "三日内恢复现场供电"),
            (26, self.meet, MeetingKind.SITE, "现场核对班组工资", "兑付木工班组工资"),
            (16, self.meet, MeetingKind.FOUR_PARTY, "企业、业主、施工、专班四方沟通", ""),
            (15, self.assess), *weekly,
        ]

    # -- people ----------------------------------------------------------------------------------------------

    @property
    def clerk(self) -> User:
        return self.cast.clerk

    def person(self, role: str) -> User:
        return self.cast.people[role]

    # -- deeds -----------------------------------------------------------------------------------------------

    def form(self) -> None:
        """Set up the leading task force of the county."""
        self.lead = taskforces.set_up(
            actor=self.clerk, name="云岭县保交房工作总专班", kind="lead", leader="分管副县长", from_on=clock.today(),
            members="县住建局、县财政局、县自然资源局、县信访局、城关镇", evidence=SCAN,
        )

    def take_in(self, estate: Estate, like: tuple[Any, ...]) -> None:
        """List an estate; its task force answers for it."""
        risk, sources, late, _states = like
        builder = self.cast.organizations[place.BUILDER]
        self.estates.append(estates.list_estate(
            actor=self.clerk, estate=estate, builder_unit=estate.developer, general_contractor=builder,
            total_floor_area=estate.floor_area or AREA + MORE_AREA * len(self.estates), listed_on=clock.today(),
            risk_level=risk, contract_delivery_on=self.today - ONE * late, annual_year=self.today.year,
            taskforce=self.lead, lead_county_leader="赵副县长", **dict.fromkeys(sources, True),
        ))

    def say(self, at: int, kind: type[EstateFact], said: dict[str, Any]) -> None:
        actor = self.person("finance") if kind is FundRaised else self.clerk
        facts.record_fact(actor=actor, fact=kind(estate=self.estates[at], on=clock.today(), **said), evidence=SCAN)

    def count(self, at: int) -> None:
        """State what the contracts of the estate say; most of it is due."""
        live = SaleContract.objects.live().filter(estate=self.estates[at].estate, signed_on__lte=clock.today())
        sets = live.exclude(use__in=ANCILLARY).count()
        self.say(at, SoldStatement, {
            "sold_area": live.sums("area_priced")["area_priced"] or Decimal(0), "sold_sets": sets,
            "due_sets": sets - sets // 5, "households": sets, "note": "按网签合同核对",
        })

    def trouble(self, told: tuple[Any, ...]) -> None:
        """Enter a problem and bring it as far as it got."""
        at, _ago, kind, wan, missing, detail, reached = told
        one = problems.find_problem(
            actor=self.clerk, estate=self.estates[at], kind=kind, amount=wan and Decimal(wan * WAN), missing=missing,
            found_on=clock.today(), detail=detail, evidence=SCAN,
        )
        if reached == "take_up":
            problems.take_up(actor=self.person("deliv_office"), problem=one, on=clock.today())
        elif reached:
            one = problems.solve(actor=self.clerk, problem=one, on=clock.today(), note="已整改、补办", evidence=SCAN)
            if reached == "close":
                problems.close(actor=self.cast.chief, problem=one, on=clock.today())

    def replan(self, at: int, step: str) -> None:
        """Apply for the change of planning of an estate, or enter and close what was approved."""
        one, day = self.estates[at].problems.get(kind="planning"), clock.today()
        if step == "take_up":
            problems.take_up(actor=self.person("deliv_office"), problem=one, on=day, note="已报审规划调整方案")
        else:
            one = problems.solve(actor=self.clerk, problem=one, on=day, note="规划调整方案已批复", evidence=SCAN)
            problems.close(actor=self.cast.chief, problem=one, on=day)

    def plan(self, at: int, reached: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Draft a plan with its measures and bring it as far as it got."""
        words = "先复工、后筹资、分批交付，资金专户封闭运行。"
        one = plans.draft_plan(actor=self.clerk, estate=self.estates[at], text=words)
        for text, responsible, before, wan in rows:
            plans.add_measure(
                actor=self.clerk, plan=one, text=text, responsible=responsible, owner="项目负责人",
                due_on=self.today - ONE * before, amount=wan and Decimal(wan * WAN),
            )
        one = plans.submit(actor=self.clerk, plan=one)
        if reached != "submit":
            one = plans.review(actor=self.cast.chief, plan=one)
        if reached == "approve":
            one = plans.approve(actor=self.person("deputy"), plan=one)
            first = one.measures.order_by("due_on").first()
            plans.finish_measure(actor=self.clerk, measure=first, on=clock.today(), evidence=SCAN)

    def meet(self, kind: str, about: str, decided: str) -> None:
        """Hold a meeting; what it decides is settled two weeks later, or waits."""
        day = clock.today()
        held = meetings.hold_meeting(
            actor=self.person("deliv_office"), taskforce=self.lead, kind=kind, on=day, note=about,
            attendees="专班成员单位、开发企业、施工单位", estates=self.estates[:2], evidence=SCAN,
        )
        if decided:
            major = kind == MeetingKind.SPECIAL
            one = meetings.decide(
                actor=self.clerk, meeting=held, text=decided, kind="major" if major else "concrete",
                responsible="县住建局", due_on=day + ONE * 14,
            )
            if day < self.today - ONE * 30:
                meetings.resolve(actor=self.clerk, decision=one, on=day, evidence=SCAN)

    def assess(self) -> None:
        """Assess the task force for the quarter that is over."""
        day = clock.today()
        quarter = (day.month - 1) // 3
        one = taskforces.assess(
            actor=self.clerk, taskforce=self.lead, year=day.year - (not quarter), quarter=quarter or 4, score=86,
            note="周调度正常，个别事项办结不及时",
        )
        taskforces.confirm_assessment(actor=self.cast.chief, assessment=one)

    def budget(self) -> None:
        day = clock.today()
        taskforces.set_aside(
            actor=self.person("finance"), taskforce=self.lead, year=day.year, amount=Decimal(60 * WAN), on=day,
            paper=f"云财建〔{day.year}〕18号", evidence=SCAN,
        )

    def ask(self, at: int, bank: str) -> None:
        """Ask a bank, which refuses."""
        attempt = financing.ask_bank(
            actor=self.clerk, estate=self.estates[at], bank=self._bank(bank), applied_on=clock.today(),
            amount=Decimal(2000 * WAN), note="以未售商铺抵押",
        )
        financing.refuse(
            actor=self.clerk, financing=attempt, on=clock.today(), evidence=SCAN,
            note="企业负债率高，存在逾期贷款，抵押物不足",
        )

    def _bank(self, name: str) -> Organization:
        known = Organization.objects.filter(name=name).first()
        return known or registry.register_organization(actor=self.clerk, name=name, kinds=["bank"])
