"""Old communities of the year, one in every state; one is not of the state's plan, one has not begun in time."""
from decimal import Decimal

from affordable.enums import FundingKind, WorkCategory, WorkScope
from affordable.models import FundingSource, RenovationCommunity, WorkItem
from affordable.services import communities, community_buildings, fundings, works
from affordable.services.community_buildings import BuildingFacts
from affordable.services.works import WorkRow
from housing_portal.kit import clock
from reports.demo.pictures import SCAN
from reports.demo.place import TOWNSHIPS, ZONE
from reports.demo.scene import Scene
from reports.demo.targets import WAN

TOWN, EAST, CLEAR, STONE = TOWNSHIPS[:4]
STEPS = ("design", "bid", "start", "build", "complete", "accept", "settle")
# name, unit, built, households, ㎡, main and infrastructure in 万元, day of the planned start, days of the steps
PLAN = (
    ("建设路小区", TOWN, 1996, 96, 8600, 480, 240, 45, (10, 20, 36, 44, 130, 148, 170)),
    ("机床厂家属院", TOWN, 1988, 142, 11800, 620, 350, 50, (12, 24, 45, 52, 150, 172)),
    ("供销社小区", EAST, 1994, 68, 5400, 260, 150, 55, (15, 28, 50, 60, 165, 230)),
    ("东屏一中家属院", EAST, 1998, 54, 4700, 230, 120, 70, (15, 40, 64, 74, 220)),
    ("清溪粮油小区", CLEAR, 1992, 72, 5900, 310, 160, 105, (30, 62, 100, 200)),
    ("石桥建材厂小区", STONE, 1990, 60, 4800, 250, 140, 120, (35, 80)),
    ("园区职工小区", ZONE, 1999, 88, 7200, 360, 190, 240, (40,)),
)
DONE = 300  # the day by which all are to be done
OUTSIDE = ("文化巷单位院", TOWN, 1997, 36, 2900, 90, 40, 250)
ITEMS = (
    ("屋面防水", WorkCategory.BASIC, WorkScope.MAIN, 22, 3200, "㎡"),
    ("外墙保温", WorkCategory.BASIC, WorkScope.MAIN, 46, 5400, "㎡"),
    ("雨污管网", WorkCategory.IMPROVE, WorkScope.INFRA, 32, 860, "m"),
)
# community, its share of the work that is reported on its days, in per cent
WORK = (("建设路小区", (60, 100), (90, 125)), ("机床厂家属院", (55, 100), (92, 146)),
        ("供销社小区", (35, 100), (95, 160)), ("东屏一中家属院", (20, 55, 100), (100, 175, 215)),
        ("清溪粮油小区", (15, 40), (222, 262)), ("石桥建材厂小区", (), ()), ("园区职工小区", (), ()))
MONEY = ((FundingKind.CENTRAL, 60), (FundingKind.COUNTY, 25), (FundingKind.RESIDENTS, 15))


def course(scene: Scene) -> None:
    """Put the year of the communities on the agenda."""
    deeds = Communities(scene)
    scene.on_day(6, deeds.register)
    scene.on_day(7, deeds.describe)
    for name, *_facts, days in PLAN:
        for step, day in zip(STEPS, days, strict=False):
            scene.on_day(day, deeds.advance, name, step)
    for name, shares, days in WORK:
        for share, day in zip(shares, days, strict=True):
            scene.on_day(day, deeds.report, name, share)
    scene.on_day(84, deeds.receive)


class Communities:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.known: dict[str, RenovationCommunity] = {}
        self.items: dict[str, list[WorkItem]] = {}
        self.sources: list[FundingSource] = []

    def register(self) -> None:
        for facts in (*(row[:-1] for row in PLAN), OUTSIDE):
            self._register(*facts)

    def _register(
        self, name: str, unit: str, built: int, households: int, area: int, main: int, infra: int, start: int
    ) -> None:
        scene, is_in_plan = self.scene, name != OUTSIDE[0]
        self.known[name] = communities.register_community(
            actor=scene.clerk, unit=scene.unit(unit), name=name, plan_year=scene.year.year, is_in_plan=is_in_plan,
            built_year=built, building_count=max(1, households // 48), households=households, area=Decimal(area),
            invest_main=Decimal(main * WAN), invest_infra=Decimal(infra * WAN),
            planned_start_on=scene.day(start), planned_done_on=scene.day(DONE),
            policy_doc=scene.office.policies["targets"] if is_in_plan else None,
        )

    def describe(self) -> None:
        """Enter buildings, what is to be done and who pays, where work is to be reported."""
        clerk = self.scene.clerk
        first = self.known[PLAN[0][0]]
        halves = [BuildingFacts(place, f"{place} 号楼", 48, Decimal(4300)) for place in (1, 2)]
        community_buildings.add_buildings(actor=clerk, community=first, buildings=halves)
        for name, _shares, _days in WORK:
            community = self.known[name]
            self.items[name] = [
                works.add_item(actor=clerk, community=community, category=category, scope=scope, item=item,
                               budget=Decimal(wan * WAN), qty=Decimal(qty), measure=measure)
                for item, category, scope, wan, qty, measure in ITEMS
            ]
        total = first.invest_main + first.invest_infra
        self.sources = [
            fundings.add_funding(actor=clerk, kind=kind, planned=total * percent / 100, community=first)
            for kind, percent in MONEY
        ]

    def receive(self) -> None:
        """Enter what has arrived: of what the county and the residents pay, half."""
        for place, source in enumerate(self.sources):
            fundings.record_arrival(
                actor=self.scene.finance, source=source, as_of=clock.today(),
                arrived_cum=source.planned / (2 if place else 1),
            )

    def advance(self, name: str, step: str) -> None:
        """Take a step; whoever accepts has not entered the completion."""
        accepts = step == "accept"
        self.known[name] = communities.advance_community(
            actor=self.scene.chief if accepts else self.scene.clerk, community=self.known[name], code=step,
            on=clock.today(), evidence=SCAN if accepts else (),
        )

    def report(self, name: str, percent: int) -> None:
        """Report how much of the work of a community is done."""
        rows = [WorkRow(item, item.qty * percent / 100) for item in self.items[name]]
        works.record_works(actor=self.scene.clerk, community=self.known[name], as_of=clock.today(), rows=rows)
