"""Inspections of the first half of the year, in several domains, and what they found: told when their days have come.

The other inspections lie within the last months before today, whatever the day.
"""
from datetime import date, timedelta

from housing_portal.kit import clock
from inspections.enums.ground import TargetKind
from inspections.enums.inspections import Method
from inspections.models.campaign import Campaign
from inspections.models.domain import InspectionDomain
from inspections.models.inspection import Inspection
from inspections.models.inspector import Inspector
from inspections.models.target import InspectionTarget
from inspections.services import campaigns, dictionaries, inspections, targets
from reports.demo.office import Office
from reports.demo.past import Agenda
from reports.demo.rectification import Case, Way

ONE = timedelta(days=1)
BASES = {"gas": "《城镇燃气管理条例》", "property": "《物业管理条例》", "self_built": "《自建房安全专项整治工作方案》"}
MENDED = (("draft", 1), ("review", 2), ("issue", 3), ("serve", 4), ("reply", 12), ("recheck", 15), ("close", 16))
ON_NOTICE = MENDED[:4]
ONSITE = (("fix", 0), ("confirm", 1))
# domain, kind of target, name of it (empty: the next firm or sales office of the register), day of the year, finding
VISITS: tuple[tuple[str, TargetKind, str, int, Way | None], ...] = (
    ("market", TargetKind.DEVELOPER, "", 68, ("公示栏缺少监管账户信息", 8, "minor", ONSITE)),
    ("market", TargetKind.SALES_OFFICE, "", 69, ("一房一价公示表未随销售更新", 9, "minor", MENDED)),
    ("market", TargetKind.SALES_OFFICE, "", 82, ("沙盘旁未公示不利因素", 8, "minor", ONSITE)),
    ("market", TargetKind.DEVELOPER, "", 96, ("资质证书公示件已过期", 9, "minor", MENDED)),
    ("market", TargetKind.SALES_OFFICE, "", 103, ("测绘成果未公示", 8, "minor", ONSITE)),
    ("market", TargetKind.SALES_OFFICE, "", 131, None),
    ("market", TargetKind.DEVELOPER, "", 138, ("宣传单未载明预售许可证号", 8, "major", MENDED)),
    ("property", TargetKind.OTHER, "建设路小区", 75, ("消防通道堆放杂物", 1, "minor", ONSITE)),
    ("property", TargetKind.OTHER, "清溪粮油小区", 77, ("井盖防坠网破损", 1, "minor", MENDED)),
    ("gas", TargetKind.OTHER, "城关镇同福饭店", 89, ("灶具未装熄火保护装置", 1, "minor", MENDED)),
    ("gas", TargetKind.OTHER, "城关镇老街面馆", 90, ("连接软管超期使用", 1, "minor", MENDED)),
    ("gas", TargetKind.OTHER, "东屏镇川香酒楼", 91, None),
    ("self_built", TargetKind.OTHER, "石桥镇南街 12 号", 110, ("承重墙被拆改，已停止使用", 1, "grave", MENDED)),
    ("self_built", TargetKind.OTHER, "东屏镇东街 7 号", 112, ("外挑阳台开裂", 1, "minor", MENDED)),
    ("self_built", TargetKind.OTHER, "城关镇文化巷 3 号", 150, ("屋面渗漏、檩条腐朽", 1, "minor", ON_NOTICE)),
)
SCREENED = ((100, 1_240, 318, 12), (135, 2_015, 502, 21), (170, 2_680, 655, 27))  # 图斑, 经营性, 存在隐患
GROUNDS = (("排查住宅小区", 46), ("排查化粪池", 118), ("排查窨井盖", 1_560))  # of the housing estates
CAMPAIGNS = (
    ("property", "住宅小区安全隐患排查"), ("self_built", "自建房安全百日攻坚"), ("market", "房地产市场秩序春季检查"),
)
SPRING = 172  # days; what comes later is told by the others


def fill(cast: Office) -> None:
    """Tell the first half of this year up to today."""
    Spring(cast).run()


class Spring:
    def __init__(self, cast: Office) -> None:
        self.cast, self.agenda, self.domains = cast, Agenda(), {}
        self.new_year = date(clock.today().year, 1, 1)
        self.team: list[Inspector] = list(Inspector.objects.order_by("pk")[:2])
        self.campaigns: dict[str, Campaign] = {}
        self.drawn_from = {
            kind: iter(InspectionTarget.objects.filter(domain__code="market", kind=kind).order_by("pk"))
            for kind in (TargetKind.DEVELOPER, TargetKind.SALES_OFFICE)
        }

    def run(self) -> None:
        """Put it all on the agenda; a year that has just begun has told nothing yet."""
        self.agenda.on(self._day(30), self.prepare)
        for place, visit in enumerate(VISITS):
            self.agenda.on(self._day(visit[3]), self.visit, place, *visit)
        for day, screened, open_to_public, found in SCREENED:
            self.agenda.on(self._day(day), self.screen, screened, open_to_public, found)
        self.agenda.on(self._day(SCREENED[-1][0]), self.screen_grounds)
        self.agenda.run()

    def _day(self, number: int) -> date:
        return self.new_year + ONE * number

    def prepare(self) -> None:
        """Enter the kinds of violation of the further domains, and open three campaigns."""
        for code, basis in BASES.items():
            domain = self.domains[code] = InspectionDomain.objects.get(code=code)
            dictionaries.add_violation(
                actor=self.cast.chief, domain=domain, number=1, name="安全隐患", basis=basis, usual_severity="minor"
            )
        self.domains["market"] = InspectionDomain.objects.get(code="market")
        for code, name in CAMPAIGNS:
            planned = campaigns.plan_campaign(
                actor=self.cast.clerk, name=name, domain=self.domains[code], led_by="主要负责同志带队、分管领导协同",
                starts_on=clock.today(), ends_on=self._day(SPRING),
            )
            self.campaigns[code] = campaigns.open_campaign(actor=self.cast.chief, campaign=planned)

    def screen(self, screened: int, open_to_public: int, found: int) -> None:
        """State what has been screened so far, and the part of it with dangers."""
        for what, number, found_what, part in (
            ("排查自建房", screened, "经营性自建房", open_to_public),
            ("排查经营性自建房", open_to_public, "存在安全隐患", found),
        ):
            campaigns.state_screening(
                actor=self.cast.clerk, campaign=self.campaigns["self_built"], on=clock.today(), what=what,
                screened=number, found_what=found_what, found=part,
            )

    def screen_grounds(self) -> None:
        """State what has been screened of the housing estates."""
        for what, number in GROUNDS:
            campaigns.state_screening(
                actor=self.cast.clerk, campaign=self.campaigns["property"], on=clock.today(), what=what, screened=number
            )

    def visit(self, place: int, code: str, kind: TargetKind, name: str, _day: int, way: Way | None) -> None:
        """Inspect a target; what is found there takes its own course."""
        target = self._target(code, kind, name)
        if target is None:
            return
        visit = inspections.record_inspection(
            actor=self.cast.clerk, target=target, on=clock.today(), leader=self.cast.chief, inspectors=self.team,
            methods=[Method.SITE, Method.TALK, Method.PAPERS], log_text="现场查看，查阅资料，听取负责人介绍。",
            answers=self._answers(target), campaign=self.campaigns.get(code),
        )
        visit = inspections.sign_log(actor=self.cast.chief, inspection=visit)
        if way is not None:
            self._found(visit, place, way)

    def _found(self, visit: Inspection, place: int, way: Way) -> None:
        Case(self.cast, visit, 20 + place, way).course(self.agenda)

    def _target(self, code: str, kind: TargetKind, name: str) -> InspectionTarget | None:
        """Return the next firm or sales office of the register, or register a place."""
        if not name:
            return next(self.drawn_from[kind], None)
        return targets.register_target(actor=self.cast.clerk, domain=self.domains[code], kind=kind, name=name)

    def _answers(self, target: InspectionTarget) -> list[inspections.Answer]:
        return [inspections.Answer(item, "pass") for item in inspections.items_for(target)]
