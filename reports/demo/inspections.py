"""检查: three inspectors, all firms and sales offices, a campaign that is over, one drawn by lot, visits of every day.

Findings and notices are put on these visits by their own part of the demonstration.
"""
from collections.abc import Sequence
from datetime import date, timedelta

from django.apps import apps

from housing_portal.kit import clock
from inspections import seeds
from inspections.enums.ground import TargetKind, TieKind
from inspections.enums.inspections import ItemResult, Method
from inspections.models.campaign import Campaign
from inspections.models.domain import InspectionDomain
from inspections.models.draw import DrawTarget
from inspections.models.inspection import Inspection
from inspections.models.inspector import Inspector
from inspections.models.target import InspectionTarget
from inspections.services import campaigns, draws, inspections, inspectors, targets
from inspections.services.inspections import Answer
from reports.demo import past
from reports.demo.office import Office
from reports.demo.pictures import site

INSPECTORS = ("clerk", "chief", "auditor")
OFFICES, FIRMS, LOTS = 6, 3, 3  # visits of the first campaign, and how many offices are drawn for the second
WORKS_AT = "栖云"  # the firm from which one inspector keeps away
LOG = "现场查看销售大厅公示和宣传资料，听取企业负责人介绍，查阅预售许可、网签合同和监管账户资料。"
# which line of the checklist failed at which visit, and what was written down
FAILED = {1: (4, "大厅公示的许可证不是最新一期"), 3: (12, "3#楼一房一价表未上墙"), 4: (14, "监管账户信息仍为原开户行")}
# days ago on which a campaign states what it has screened: 图斑, 存在安全隐患
SCREENED = ((60, 1_860, 21), (30, 3_240, 34), (6, 3_905, 41))


def fill(cast: Office) -> None:
    """Tell the inspections of the last months."""
    seeds.seed(apps)
    Inspections(cast).run()


class Inspections:
    def __init__(self, cast: Office) -> None:
        self.cast, self.today = cast, clock.today()
        self.market = InspectionDomain.objects.get(code="market")
        self.team: list[Inspector] = []

    def run(self) -> None:
        with past.at(self._day(160)):
            self._prepare()
        self._first_campaign()
        self._drawn_campaign()
        self._screening()
        self._daily()

    def _day(self, ago: int) -> date:
        return self.today - timedelta(days=ago)

    def _prepare(self) -> None:
        cast = self.cast
        for serial, role in enumerate(INSPECTORS, 1):
            self.team.append(inspectors.register_inspector(
                actor=cast.chief, user=cast.people[role], certificate_no=f"云执法{serial:05}",
                valid_to=self.today + timedelta(days=700),
            ))
        for kind in (TargetKind.DEVELOPER, TargetKind.SALES_OFFICE, TargetKind.PROPERTY):
            targets.register_many(actor=cast.clerk, domain=self.market, kind=kind)
        firm = next((one for name, one in cast.organizations.items() if WORKS_AT in name), None)
        if firm is not None:
            inspectors.declare_tie(
                actor=cast.people["auditor"], inspector=self.team[2], organization=firm, relation=TieKind.RELATIVE,
                from_on=self._day(900), note="配偶在该企业任职",
            )

    def _campaign(self, name: str, domain: InspectionDomain, starts: int, ends: int) -> Campaign:
        """Plan and open a campaign that runs from ``starts`` days ago to ``ends`` days ago."""
        row = campaigns.plan_campaign(
            actor=self.cast.clerk, name=name, domain=domain, led_by="主要负责同志带队、分管领导协同",
            starts_on=self._day(starts), ends_on=self._day(ends),
        )
        return campaigns.open_campaign(actor=self.cast.chief, campaign=row)

    def _first_campaign(self) -> None:
        with past.at(self._day(150)):
            campaign = self._campaign("房地产市场秩序专项整治", self.market, 150, 90)
        rows = self._targets(TargetKind.SALES_OFFICE, OFFICES) + self._targets(TargetKind.DEVELOPER, FIRMS)
        for place, target in enumerate(rows):
            with past.at(self._day(145 - 5 * place)):
                self._visit(target, campaign, place)
        with past.at(self._day(88)):
            campaigns.close_campaign(actor=self.cast.chief, campaign=campaign)

    def _drawn_campaign(self) -> None:
        with past.at(self._day(50)):
            campaign = self._campaign("售房部公示资料双随机检查", self.market, 50, -15)
            listed = draws.pool(campaign, [TargetKind.SALES_OFFICE]).count()
            drawing = draws.prepare_draw(
                actor=self.cast.clerk, campaign=campaign, kinds=[TargetKind.SALES_OFFICE], inspectors=self.team,
                number=min(LOTS, listed),
            )
        with past.at(self._day(48)):
            drawing = draws.draw_lots(actor=self.cast.chief, drawing=drawing, witness="青山")
        chosen = drawing.targets.chosen().select_related("draw", "target__estate").prefetch_related("pairs__inspector")
        for place, one in enumerate(chosen):
            with past.at(self._day(44 - 20 * place)):
                self._visit(one.target, None, OFFICES + FIRMS + place, drawn=one, sign=place < LOTS - 1)

    def _screening(self) -> None:
        domain = InspectionDomain.objects.get(code="self_built")
        with past.at(self._day(75)):
            campaign = self._campaign("自建房安全专项整治", domain, 75, -100)
        for ago, screened, found in SCREENED:
            with past.at(self._day(ago)):
                campaigns.state_screening(
                    actor=self.cast.clerk, campaign=campaign, on=self._day(ago), what="排查图斑", screened=screened,
                    found_what="存在安全隐患", found=found,
                )

    def _daily(self) -> None:
        """A visit of every day; one that was entered for the wrong firm is void."""
        for target in self._targets(TargetKind.PROPERTY, 1):
            with past.at(self._day(20)):
                self._visit(target, None, 20)
        wrong, *_more = reversed(self._targets(TargetKind.DEVELOPER, FIRMS))
        with past.at(self._day(12)):
            visit = self._visit(wrong, None, 21, sign=False)
        with past.at(self._day(11)):
            inspections.void_inspection(
                actor=self.cast.chief, inspection=visit, reason="对象登记有误，实际检查的是另一家"
            )

    def _targets(self, kind: str, most: int) -> list[InspectionTarget]:
        return list(InspectionTarget.objects.filter(domain=self.market, kind=kind).order_by("pk")[:most])

    def _visit(
        self, target: InspectionTarget, campaign: Campaign | None, serial: int, drawn: DrawTarget | None = None,
        sign: bool = True,
    ) -> Inspection:
        people: Sequence[Inspector] = self.team[:2]
        if drawn is not None:
            people = [pair.inspector for pair in drawn.pairs.all()]
        visit = inspections.record_inspection(
            actor=self.cast.clerk, target=target, on=clock.today(), leader=self.cast.chief, inspectors=people,
            methods=[Method.SITE, Method.PAPERS, Method.SYSTEM], campaign=campaign, drawn=drawn,
            answers=self._answers(target, serial), log_text=LOG, photos=[("现场.png", site(300 + serial))],
            handling="已当场向企业负责人说明问题和整改要求。" if serial in FAILED else "",
        )
        if sign:
            return inspections.sign_log(actor=self.cast.chief, inspection=visit)
        return visit

    def _answers(self, target: InspectionTarget, serial: int) -> list[Answer]:
        failed, words = FAILED.get(serial, (-1, ""))
        return [
            Answer(item, ItemResult.FAIL, words) if place == failed else Answer(item, ItemResult.PASS)
            for place, item in enumerate(inspections.items_for(target))
        ]
