"""Projects and their milestones, in every state that the workflow has."""
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from affordable import services
from affordable.enums import MilestoneCode, ProjectKind
from affordable.models import AffordableProject, Milestone
from housing_portal.accounts.models import User
from reports.demo import pictures, plan
from reports.demo.calendar import YearSoFar
from reports.demo.office import Office
from reports.demo.place import DEVELOPMENT, HOMES, TASKS
from reports.demo.plan import Site
from reports.demo.targets import WAN

PACES = {task.unit: task.pace for task in TASKS}
STARTED_KINDS = frozenset({ProjectKind.SHANTYTOWN, ProjectKind.RENTAL, ProjectKind.GUARANTEED_RENTAL})
FOUNDED = ("文昌街片区", "电机厂家属区片区")  # of which the first buildings have their foundation
NOTE = "验槽合格，基础垫层完成，影像资料已核对"


@dataclass
class Builder:
    """Registers the projects and reports what they have reached."""

    office: Office
    year: YearSoFar
    pictures: int = 0

    def build(self) -> dict[str, AffordableProject]:
        """Return the projects by name."""
        projects = {site.name: self._register(site) for site in plan.SITES}
        for site in plan.SITES:
            self._progress(site, projects[site.name])
        self._unfinished(projects)
        return projects

    def _register(self, site: Site) -> AffordableProject:
        undertaker = site.unit if site.unit in (DEVELOPMENT, HOMES) else DEVELOPMENT
        return services.create_project(
            actor=self.office.clerk, unit=self.office.units[site.unit], kind=site.kind, name=site.name,
            plan_year=self.year.year - site.back, sets_planned=site.sets, old_core_sets_planned=site.old_core,
            households_planned=site.sets, area_planned=Decimal(site.sets * 92), invest_total=Decimal(site.wan * WAN),
            undertaker=self.office.organizations[undertaker],
            policy_doc=None if site.back else self.office.policies["targets"],
        )

    def _progress(self, site: Site, project: AffordableProject) -> None:
        done = self.year.due(site.sets, PACES[site.unit], self.year.today)
        if site.back:
            self._step(project, MilestoneCode.TOPPED, done, self.year.at(30))
            self._step(project, MilestoneCode.BASIC_DONE, done, self.year.at(75))
        elif site.kind in STARTED_KINDS:
            old_core = min(site.old_core or 0, done)
            early, late = done * 3 // 5, done - done * 3 // 5
            self._step(project, MilestoneCode.DEMOLISHED, done, self.year.at(20))
            self._step(project, MilestoneCode.STARTED, early, self.year.at(40), min(old_core, early), "1—3 号楼")
            if site.name in FOUNDED:
                self._step(project, MilestoneCode.FOUNDATION, early // 2, self.year.at(48), building="1—3 号楼")
            self._step(project, MilestoneCode.STARTED, late, self.year.at(85), max(0, old_core - early), "4 号楼起")

    def _step(
        self, project: AffordableProject, code: str, sets: int, on: date, old_core: int = 0, building: str = ""
    ) -> None:
        milestone = self._record(self.office.clerk, project, code, sets, on, old_core, building)
        if milestone:
            services.confirm_milestone(actor=self.office.chief, milestone=milestone)

    def _record(
        self, actor: User, project: AffordableProject, code: str, sets: int, on: date, old_core: int = 0,
        building: str = "",
    ) -> Milestone | None:
        """Record a milestone with its photographs; nothing on the first days of a year, when nothing is done yet."""
        if not sets:
            return None
        return services.record_milestone(
            actor=actor, unit=project.unit, kind=project.kind, code=code, actual_on=on, sets=sets,
            old_core_sets=old_core, project=project, building=building, note=NOTE,
            evidence=[(f"{project.name}{on:%m%d}.png", self.picture())],
        )

    def picture(self) -> bytes:
        """Return the next photograph."""
        self.pictures += 1
        return pictures.site(self.pictures)

    def _unfinished(self, projects: dict[str, AffordableProject]) -> None:
        """Leave something to do: two to confirm, one sent back, and one that was taken back."""
        town, clerk, chief = self.office.people["town.clerk"], self.office.clerk, self.office.chief
        started, today = MilestoneCode.STARTED, self.year.today
        self._record(town, projects["北关片区"], started, 12, self.year.at(97), building="7 号楼")
        self._record(clerk, projects["安和公租房"], started, 20, today, building="1 号楼")
        returned = self._record(clerk, projects["锦绣家园安置片区"], started, 16, self.year.at(95), building="9 号楼")
        services.return_milestone(actor=chief, milestone=returned, reason="影像看不出楼号，请补拍带楼号牌的照片。")
        revoked = self._record(clerk, projects["柳河片区"], started, 20, self.year.at(60), building="5 号楼")
        services.confirm_milestone(actor=chief, milestone=revoked)
        services.revoke_milestone(actor=chief, milestone=revoked, reason="现场复查仅平整场地，未达开工标准。")
