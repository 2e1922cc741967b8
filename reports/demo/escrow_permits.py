"""Applications for permits of the invented county, one in every state; one of them ends in a permit."""
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from housing_portal.kit import clock
from housing_portal.registry import services as registry
from housing_portal.registry.enums import OrganizationKind, PermitKind
from housing_portal.registry.models import Estate, Organization
from presale.models import PermitApplication
from presale.services import issuing, permits
from reports.demo.escrow_desk import PAPER, Desk
from reports.demo.escrow_sites import Site, estates
from reports.demo.past import Agenda
from reports.demo.place import BUREAU

ONE = timedelta(days=1)
SETS, AREA, COST = 66, Decimal(7_260), Decimal(3_100)
# how far each has come, with the days since it was drafted
CASES = (("issued", 32), ("reviewed", 9), ("accepted", 5), ("submitted", 2), ("fixing", 6), ("draft", 1),
         ("rejected", 40), ("withdrawn", 60))
STEPS = {
    "draft": (), "submitted": (("submit", 0),), "fixing": (("submit", 0), ("fix", 3)),
    "withdrawn": (("submit", 0), ("withdraw", 5)), "accepted": (("submit", 0), ("accept", 2)),
    "reviewed": (("submit", 0), ("accept", 2), ("review", 6)),
    "rejected": (("submit", 0), ("accept", 2), ("reject", 9)),
    "issued": (("submit", 0), ("accept", 2), ("review", 6), ("issue", 9)),
}


def course(desk: Desk, agenda: Agenda) -> None:
    """Let new buildings of the estates apply."""
    today, own = clock.today(), estates()
    agenda.on(today - ONE * 70, _qualify, desk)
    for place, (state, days) in enumerate(CASES):
        number = f"{5 + place // len(own)}#楼"
        agenda.on(today - ONE * days, Case(desk, agenda).begin, own[place % len(own)], number, state)


def _qualify(desk: Desk) -> None:
    """Enter the qualifications of the developers: one runs out soon."""
    today = clock.today()
    developers = Organization.objects.filter(estates__in=estates()).distinct().order_by("pk")
    for place, developer in enumerate(developers):
        registry.edit_organization(
            actor=desk.clerk, organization=developer, name=developer.name, kinds=[OrganizationKind.DEVELOPER],
            qualification="二级", qualification_until=today + timedelta(days=91 if place else 800),
        )


class Case:
    """One application."""

    def __init__(self, desk: Desk, agenda: Agenda) -> None:
        self.desk, self.agenda = desk, agenda

    def begin(self, estate: Estate, number: str, state: str) -> None:
        """Register the building and its account, and draft the application."""
        self.building = registry.register_building(
            actor=self.desk.clerk, estate=estate, number=number, sections=1, floors_above=11,
            started_on=clock.today() - timedelta(days=150),
        )
        site = Site(estate, [self.building], clock.today())
        self.desk.open(site)
        if state not in ("draft", "withdrawn", "rejected"):
            self.desk.agree(site)
        self.application = self._draft(site, Decimal(20) if state == "rejected" else Decimal(31))
        for step, days in STEPS[state]:
            self.agenda.on(clock.today() + ONE * days, self._step, getattr(self, f"_{step}"))

    def _draft(self, site: Site, percent: Decimal) -> PermitApplication:
        total = AREA * COST
        return permits.draft_application(
            actor=self.desk.clerk, kind=PermitKind.PRESALE, estate=site.estate, buildings=[(self.building, None)],
            scheme=PAPER, account=site.account, applicant="孙慧敏", area_residential=AREA, sets_total=SETS,
            sets_residential=SETS, total_invest=total, invested=total * percent / 100,
            fund_to_deliver=total * (100 - percent) / 100, progress="主体施工至六层，十个月后竣工",
            planned_delivery_on=clock.today() + timedelta(days=620), land_paid_doc="土地出让金缴款书 0217",
            land_certificate=f"云岭县不动产权第 {1000 + self.building.pk} 号",
            planning_permit=f"建字第 {self.building.pk:05} 号", construction_permit=f"施字第 {self.building.pk:05} 号",
            has_mortgage=False,
        )

    def _step(self, deed: Callable[[], PermitApplication]) -> None:
        self.application = deed()

    def _submit(self) -> PermitApplication:
        return permits.submit_application(actor=self.desk.clerk, application=self.application)

    def _fix(self) -> PermitApplication:
        return permits.notify_fix(actor=self.desk.clerk, application=self.application,
                                  fix_notice="预售方案缺分层平面图；施工进度说明未加盖监理单位公章。")

    def _withdraw(self) -> PermitApplication:
        return permits.withdraw_application(actor=self.desk.clerk, application=self.application,
                                            reason="企业调整开盘计划。")

    def _accept(self) -> PermitApplication:
        return permits.accept_application(actor=self.desk.clerk, application=self.application,
                                          accepted_on=clock.today())

    def _review(self) -> PermitApplication:
        return permits.review_application(
            actor=self.desk.chief, application=self.application, inspected_on=clock.today(),
            inspector_one=self.desk.clerk, inspector_two=self.desk.inspector, finding="形象进度与申请一致",
            evidence=PAPER,
        )

    def _reject(self) -> PermitApplication:
        return permits.reject_application(actor=self.desk.deputy, application=self.application,
                                          decision="投入开发建设的资金未达到工程建设总投资的 25%。")

    def _issue(self) -> PermitApplication:
        return issuing.issue_permit(actor=self.desk.deputy, application=self.application, decided_on=clock.today(),
                                    issuer=BUREAU)
