"""Projects beyond their figures: further kinds, preliminary papers, buildings, planned days and money."""
from collections.abc import Callable
from decimal import Decimal

from affordable.enums import BuildMode, FundingKind, LandStatus, MilestoneCode, PreliminaryCode, ProjectKind, Stage
from affordable.models import AffordableProject, FundingSource, PreliminaryStep
from affordable.services import (
    buildings,
    confirm_milestone,
    create_project,
    edit_project,
    fundings,
    month,
    plans,
    preliminaries,
    projects,
    record_milestone,
)
from housing_portal.kit import clock
from reports.demo.pictures import SCAN
from reports.demo.place import DEVELOPMENT, DIRECT, HOMES, TOWNSHIPS, ZONE
from reports.demo.scene import ONE, Scene
from reports.demo.targets import WAN

Deed = Callable[..., AffordableProject]
C, F, M = PreliminaryCode, FundingKind, MilestoneCode
# whose papers are complete, half way, hardly begun
READY, BEGUN, EARLY = "文昌街片区", "石桥粮站片区", "建设路老旧小区改造"
SHARED, RURAL, PAUSED, GIVEN_UP = "安泰家园共有产权住房", "农村危房改造（县级统筹）", "产业园蓝领公寓", "北沟二期安置房"
RENTED = "青年公寓保障性租赁住房"

# name, unit, kind, sets, 万元, what else is known
NEW = (
    (SHARED, HOMES, ProjectKind.SHARED, 48, 1900, {"land_status": LandStatus.AVAILABLE, "build_mode": BuildMode.NEW}),
    (RURAL, DIRECT, ProjectKind.RURAL, None, 62, {"households_planned": 15, "build_mode": BuildMode.REBUILD}),
    (PAUSED, ZONE, ProjectKind.GUARANTEED_RENTAL, 60, 1800,
     {"land_status": LandStatus.UNTRANSFERRED, "build_mode": BuildMode.CONVERT}),
    (GIVEN_UP, TOWNSHIPS[5], ProjectKind.RESETTLEMENT, 40, 2100,
     {"land_status": LandStatus.APPLYING, "build_mode": BuildMode.NEW}),
)
UNDERTAKERS = {PAUSED: DEVELOPMENT}
REFORM, LAND = ("县发展和改革局", "云发改"), ("县自然资源局", "云自然资")
TRADE, BUREAU = ("县公共资源交易中心", "云交易"), ("县住房和城乡建设局", "云住建")
# who gives each paper, and what its number begins with
ISSUERS = {
    C.PROPOSAL: REFORM, C.FEASIBILITY: REFORM, C.STABILITY: ("县社会稳定风险评估办公室", "云稳评"), C.SITE: LAND,
    C.LAND_PLANNING: LAND, C.WORK_PLANNING: LAND, C.LAND_TITLE: ("县不动产登记中心", "云不动产"),
    C.DESIGN_BID: TRADE, C.DESIGN: BUREAU, C.BID: TRADE, C.CONSTRUCTION: BUREAU,
}
# project, step, day by which it is to be reached, sets
PLANS = (
    (READY, M.STARTED, 272, 220), ("东屏老街片区", M.STARTED, 303, 120), (BEGUN, M.STARTED, 89, 120),
    ("南麓集镇片区", M.STARTED, 242, 60), ("城西安置房一期", M.BASIC_DONE, 333, 150), (SHARED, M.TOPPED, 300, 48),
)
MONEY = (
    (READY, F.CENTRAL, 2200, 100), (READY, F.PROVINCE, 900, 60), (READY, F.BOND, 6000, 70), (READY, F.COUNTY, 4100, 20),
    (RENTED, F.CENTRAL, 640, 100), (RENTED, F.ENTERPRISE, 1960, 45),
)
WORDS = (
    ("钟楼巷片区", Stage.BUILDING, "1—3 号楼主体施工，4 号楼基坑开挖。"),
    ("清溪河滩片区", Stage.BUILDING, "临河挡墙完成，2 号楼封顶。"),
)


def course(scene: Scene) -> None:
    """Put on the agenda what happens to projects."""
    deeds = Programme(scene)
    for place, code in enumerate(C):
        scene.on_day(-230 + 24 * place, deeds.approve, READY, code)
    for place, code in enumerate((C.PROPOSAL, C.FEASIBILITY, C.SITE, C.LAND_PLANNING)):
        scene.on_day(-60 + 30 * place, deeds.approve, BEGUN, code)
    scene.on_day(41, deeds.approve, RENTED, C.FEASIBILITY)
    scene.on_day(55, deeds.draw_up)
    scene.on_day(20, deeds.half_way)
    scene.on_day(24, deeds.at_the_beginning)
    scene.on_day(11, deeds.register)
    scene.on_day(16, deeds.plan)
    scene.on_day(18, deeds.finance)
    scene.on_day(62, deeds.build)
    scene.on_day(88, deeds.plan_again)
    scene.on_day(99, deeds.pause)
    scene.on_day(119, deeds.give_up)
    for days, part in ((75, 40), (150, 100)):
        scene.on_day(days, deeds.receive, part)
    scene.on_day(150, deeds.say)


class Programme:
    def __init__(self, scene: Scene) -> None:
        self.scene, self.projects = scene, dict(scene.projects)
        self.sources: list[tuple[FundingSource, int]] = []

    def register(self) -> None:
        """Register what the notice of the year adds, and who runs the rental homes."""
        scene, office = self.scene, self.scene.office
        for name, unit, kind, sets, wan, details in NEW:
            self.projects[name] = create_project(
                actor=scene.clerk, unit=scene.unit(unit), kind=kind, name=name, plan_year=scene.year.year,
                sets_planned=sets, invest_total=Decimal(wan * WAN), policy_doc=office.policies["targets"],
                undertaker=None if sets is None else office.organizations[UNDERTAKERS.get(name, HOMES)], **details,
            )
        self.projects[RENTED] = edit_project(
            actor=scene.clerk, project=self.projects[RENTED], operator=HOMES, rent_standard=Decimal(9),
            recognition_no=f"云保租认〔{scene.year.year}〕2号", land_status=LandStatus.AVAILABLE,
            build_mode=BuildMode.CONVERT,
        )

    # -- papers ------------------------------------------------------------------------------------------

    def approve(self, name: str, code: PreliminaryCode) -> None:
        today, (issuer, mark) = clock.today(), ISSUERS[code]
        preliminaries.approve_preliminary(
            actor=self.scene.clerk, preliminary=self._paper(name, code), issuer=issuer, approved_on=today,
            doc_no=f"{mark}〔{today.year}〕{10 + len(name) + list(C).index(code) * 7}号", evidence=SCAN,
        )

    def half_way(self) -> None:
        """One step is not needed, one lies with the authority, one is being drawn up and late."""
        clerk, today = self.scene.clerk, clock.today()
        preliminaries.skip_preliminary(
            actor=clerk, preliminary=self._paper(BEGUN, C.STABILITY), reason="与文昌街片区合并评估，结论适用本项目。"
        )
        preliminaries.submit_preliminary(
            actor=clerk, preliminary=self._paper(BEGUN, C.LAND_TITLE), applied_on=today, note="材料已齐，待登簿"
        )
        preliminaries.prepare_preliminary(
            actor=clerk, preliminary=self._paper(BEGUN, C.DESIGN), planned_on=today + ONE * 120, note="施工图审查中"
        )

    def draw_up(self) -> None:
        """The study of the homes in the zone is being drawn up."""
        preliminaries.prepare_preliminary(
            actor=self.scene.clerk, preliminary=self._paper(PAUSED, C.FEASIBILITY), note="正在编制可研报告",
            planned_on=clock.today() + ONE * 90,
        )

    def at_the_beginning(self) -> None:
        """What the authority sent back is drawn up again; a wrong entry is taken back by the chief."""
        clerk, today = self.scene.clerk, clock.today()
        sent = preliminaries.submit_preliminary(
            actor=clerk, preliminary=self._paper(EARLY, C.FEASIBILITY), applied_on=today
        )
        preliminaries.return_preliminary(actor=clerk, preliminary=sent, reason="地下管线未摸清，补充勘察后再报。")
        self.approve(EARLY, C.PROPOSAL)
        preliminaries.reset_preliminary(
            actor=self.scene.chief, preliminary=self._paper(EARLY, C.PROPOSAL), reason="批复文号登错，更正后重新登记。"
        )

    def _paper(self, name: str, code: PreliminaryCode) -> PreliminaryStep:
        return PreliminaryStep.objects.get(project=self.projects[name], code=code)

    # -- ground, plans, words ----------------------------------------------------------------------------

    def build(self) -> None:
        """Register buildings; of two the start is confirmed, of the third it waits."""
        scene, project = self.scene, self.projects[SHARED]
        for number in (1, 2, 3):
            house = buildings.add_building(actor=scene.clerk, project=project, no=f"{number} 号楼", sets=16, floors=8)
            started = record_milestone(
                actor=scene.clerk, unit=project.unit, kind=project.kind, code=M.STARTED, actual_on=clock.today(),
                sets=house.sets, project=project, building=house.no, evidence=SCAN,
            )
            if number < 3:
                confirm_milestone(actor=scene.chief, milestone=started)

    def plan(self) -> None:
        for name, code, number, sets in PLANS:
            plans.plan_milestone(
                actor=self.scene.clerk, project=self.projects[name], code=code, sets=sets,
                planned_on=self.scene.day(number),
            )

    def plan_again(self) -> None:
        """The day of one project is put off, and not kept either."""
        plans.plan_milestone(
            actor=self.scene.clerk, project=self.projects[BEGUN], code=M.STARTED, sets=120,
            planned_on=self.scene.day(150), reason="施工图审查延后，开工计划顺延两个月。",
        )

    def pause(self) -> None:
        self._change(PAUSED, projects.suspend_project, "县政府专题会议纪要 18 号", "用地未出让，暂停实施。")

    def give_up(self) -> None:
        self._change(GIVEN_UP, projects.cancel_project, "云政办函 31 号", "与北沟安置小区合并建设，本项目取消。",
                     cancelled_on=clock.today())

    def _change(self, name: str, deed: Deed, paper: str, reason: str, **facts: object) -> None:
        self.projects[name] = deed(
            actor=self.scene.chief, project=self.projects[name], state_doc=paper, reason=reason, evidence=SCAN, **facts
        )

    def finance(self) -> None:
        """Register whose money it is."""
        year = self.scene.year.year
        self.sources = [
            (fundings.add_funding(actor=self.scene.clerk, kind=kind, planned=Decimal(wan * WAN),
                                  project=self.projects[name], doc=f"云财建〔{year}〕{20 + place}号"), percent)
            for place, (name, kind, wan, percent) in enumerate(MONEY)
        ]

    def receive(self, part: int) -> None:
        """Enter what has arrived by today: ``part`` per cent of what arrives in all."""
        for source, percent in self.sources:
            fundings.record_arrival(
                actor=self.scene.finance, source=source, as_of=clock.today(),
                arrived_cum=source.planned * percent * part / 10_000,
            )

    def say(self) -> None:
        """Report a month in words, several projects at once."""
        rows = [month.MonthRow(self.projects[name], stage=stage, text=text) for name, stage, text in WORDS]
        month.record_month(actor=self.scene.clerk, as_of=clock.today(), rows=rows)
