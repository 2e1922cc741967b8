"""Families that ask for public housing or have it: taken over from the files of former years, then applied anew.

Those of one township draw subsidies, those of the other units wait for homes; new ones stand at every step.
"""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from affordable.enums import CheckResult, Department, Departure, FamilyCategory, FamilyStatus, Relation, SupportMode
from affordable.models import Family
from affordable.services import families, members, notices
from affordable.services.members import MemberFacts
from housing_portal.kit import clock
from housing_portal.registry import parameters
from reports.demo import market_names
from reports.demo.pictures import SCAN
from reports.demo.place import TOWNSHIPS
from reports.demo.scene import ONE, Scene

SEED = 20260109
LAUNCH = 400  # days ago: the files of former years were taken over
TOWN, EAST, CLEAR, SUBSIDISED = TOWNSHIPS[0], TOWNSHIPS[1], TOWNSHIPS[2], TOWNSHIPS[4]
MINIMUM, LOW, MIDDLE, YOUNG, MIGRANT = FamilyCategory
SUBSIDY, HOME = SupportMode.SUBSIDY, SupportMode.ALLOCATION
POSTED = "县政府门户网站、社区公示栏"
AGREE = dict.fromkeys(Department, (CheckResult.MATCHED, ""))
DIFFER = {**AGREE, Department.VEHICLES: (CheckResult.DIFFERENT, "名下登记小型轿车一辆，申报时未填写")}
STREETS = ("北关社区 3 号院", "南河社区 12 号楼", "集镇东街 8 号", "老车站家属院", "水磨社区 21 号")
# month's income per head by category
INCOMES = {MINIMUM: 560, LOW: 980, MIDDLE: 2100, YOUNG: 2600, MIGRANT: 2300}
# category, persons, ㎡ per head: who was approved long ago
DRAWING = (
    (MINIMUM, 2, 4), (MINIMUM, 1, 0), (LOW, 3, 6), (MINIMUM, 3, 5), (LOW, 2, 0), (MINIMUM, 1, 6), (LOW, 4, 7),
    (MINIMUM, 2, 0), (LOW, 1, 3), (MINIMUM, 1, 0), (MINIMUM, 3, 8), (LOW, 2, 5), (MINIMUM, 1, 2), (LOW, 1, 0),
)
WAITING = (
    (MINIMUM, 2, 0), (LOW, 1, 6), (LOW, 3, 5), (MINIMUM, 1, 0), (MIDDLE, 2, 8), (LOW, 2, 0), (MINIMUM, 1, 4),
    (MIDDLE, 3, 9), (YOUNG, 1, 0), (LOW, 2, 7), (MINIMUM, 1, 0), (MIGRANT, 2, 0), (LOW, 1, 5), (MINIMUM, 2, 3),
)


@dataclass(frozen=True)
class Case:
    """A new application: registered so many days ago, then its steps, each so many days ago."""

    unit: str
    category: FamilyCategory
    wanted: SupportMode
    persons: int
    ago: int
    steps: tuple[tuple[str, int], ...] = ()


CHECKED = (("accept", 72), ("check", 66), ("compare", 52))
LATELY = (("accept", 36), ("check", 29), ("compare", 15))
PUBLISHED_AGO, PUBLISHED_LATELY = 44, 8
NEW = (
    Case(TOWN, LOW, HOME, 2, 3), Case(EAST, MIGRANT, HOME, 1, 1),
    Case(TOWN, MINIMUM, SUBSIDY, 1, 12, (("accept", 9),)), Case(CLEAR, LOW, HOME, 3, 15, (("accept", 13),)),
    Case(TOWN, LOW, HOME, 2, 26, (("accept", 24), ("check", 16))),
    Case(EAST, MIDDLE, HOME, 1, 34, (("accept", 30), ("check", 24), ("differ", 10))),
    Case(TOWN, LOW, SUBSIDY, 2, 38, LATELY),
    Case(CLEAR, YOUNG, HOME, 1, 40, (("accept", 37), ("withdraw", 20))),
    Case(EAST, MIDDLE, HOME, 2, 90, (("accept", 85), ("check", 80), ("differ", 66), ("reject", 60))),
)
# published together long enough ago, and published now
FIRST = (
    Case(TOWN, LOW, HOME, 2, 75, (*CHECKED, ("approve", 24), ("queue", 23))),
    Case(TOWN, MINIMUM, SUBSIDY, 1, 74, (*CHECKED, ("approve", 24))),
    Case(TOWN, MINIMUM, SUBSIDY, 2, 73, (*CHECKED, ("approve", 24))),
    Case(TOWN, MIDDLE, HOME, 1, 73, (*CHECKED, ("complain", 36), ("uphold", 30), ("reject", 26))),
)
SECOND = (
    Case(TOWN, LOW, HOME, 3, 39, (*LATELY, ("complain", 2))),
    Case(TOWN, LOW, SUBSIDY, 1, 38, (*LATELY, ("complain", 6), ("dismiss", 3))),
)


def course(scene: Scene) -> None:
    """Put everything that happens to families, short of homes and subsidies, on the agenda."""
    deeds = Families(scene)
    for place, facts in enumerate(DRAWING):
        scene.ago(LAUNCH, deeds.take_over, SUBSIDISED, SUBSIDY, place, *facts)
    for place, facts in enumerate(WAITING):
        scene.ago(LAUNCH - 3, deeds.take_over, (TOWN, EAST, CLEAR)[place % 3], HOME, place, *facts)
    scene.ago(LAUNCH - 30, deeds.enter_system)
    for case in (*NEW, *FIRST, *SECOND):
        scene.ago(case.ago, deeds.register, case)
        for step, days in case.steps:
            scene.ago(days, getattr(deeds, step), case)
    scene.ago(PUBLISHED_AGO, deeds.publish, FIRST)
    scene.ago(PUBLISHED_LATELY, deeds.publish, SECOND)
    scene.ago(46, deeds.change_members)


class Families:
    def __init__(self, scene: Scene) -> None:
        self.scene, self.rng = scene, Random(SEED)  # noqa: S311 -- invented people, the same every time
        self.of: dict[Case, Family] = {}

    # -- from the files of former years ----------------------------------------------------------------------

    def take_over(
        self, unit: str, wanted: SupportMode, place: int, category: FamilyCategory, persons: int, area: int
    ) -> None:
        """Take a family over that was approved on paper; those who asked for a home have waited since."""
        last = min(clock.today(), date(parameters.number("housing_first_year"), 1, 1))
        approved = last - ONE * (40 + 31 * place)
        family = self._register(
            unit, category, wanted, persons, area, approved - ONE * 45, former_approval_on=approved,
            former_approval_no=f"云房保批〔{approved.year}〕{12 + place}号",
        )
        family = families.take_over_family(actor=self.scene.chief, family=family)
        if wanted == HOME:
            families.queue_family(actor=self.scene.clerk, family=family, on=approved)

    def enter_system(self) -> None:
        """Enter two thirds of the families that draw subsidies into the housing security system."""
        known = Family.objects.filter(unit=self.scene.unit(SUBSIDISED)).order_by("pk")
        families.enter_system(
            actor=self.scene.clerk, families=known[: len(DRAWING) * 2 // 3], on=clock.today() - ONE * 2
        )

    def change_members(self) -> None:
        """A child is born into one family, a member of another has died."""
        waiting = Family.objects.filter(status=FamilyStatus.WAITING).order_by("pk")
        first, other = waiting.filter(members__relation=Relation.SPOUSE).distinct()[:2]
        members.join_member(
            actor=self.scene.clerk, family=first, member=self._person(Relation.CHILD, clock.today() - ONE * 90, 30),
            joined_on=clock.today(), reason="新生子女，出生医学证明已核对", evidence=SCAN,
        )
        spouse = other.members.get(relation=Relation.SPOUSE)
        members.leave_member(actor=self.scene.clerk, member=spouse, left_on=clock.today(),
                             left_reason=Departure.DEATH)

    # -- new applications ------------------------------------------------------------------------------------

    def register(self, case: Case) -> None:
        self.of[case] = self._register(case.unit, case.category, case.wanted, case.persons, 5, clock.today())

    def accept(self, case: Case) -> None:
        self.of[case] = families.accept_family(actor=self.scene.clerk, family=self.of[case], on=clock.today())

    def check(self, case: Case) -> None:
        self.of[case] = families.pass_community(actor=self.scene.clerk, family=self.of[case], on=clock.today())

    def compare(self, case: Case) -> None:
        self._ask(case, AGREE)
        self.of[case] = families.pass_departments(actor=self.scene.clerk, family=self.of[case], on=clock.today())

    def differ(self, case: Case) -> None:
        self._ask(case, DIFFER)

    def publish(self, cases: Sequence[Case]) -> None:
        """Publish families of one unit together."""
        notice = notices.publish_families(
            actor=self.scene.clerk, unit=self.scene.unit(cases[0].unit), families=[self.of[case] for case in cases],
            starts_on=clock.today(), posted_at=POSTED,
        )
        for case in cases:
            self.of[case] = notice.families.get(pk=self.of[case].pk)

    def complain(self, case: Case) -> None:
        notices.receive_objection(
            actor=self.scene.clerk, family=self.of[case], received_on=clock.today(),
            content="来访反映该家庭在县城另有一套住房，请核查。",
        )

    def uphold(self, case: Case) -> None:
        self._answer(case, "经查询不动产登记，申请人名下确有住房一套。", is_upheld=True)

    def dismiss(self, case: Case) -> None:
        self._answer(case, "经查询，所反映的住房属同名同姓的他人。", is_upheld=False)

    def approve(self, case: Case) -> None:
        self.of[case] = families.approve_family(actor=self.scene.chief, family=self.of[case])

    def queue(self, case: Case) -> None:
        self.of[case] = families.queue_family(actor=self.scene.clerk, family=self.of[case], on=clock.today())

    def reject(self, case: Case) -> None:
        self.of[case] = families.reject_family(
            actor=self.scene.chief, family=self.of[case], reason="家庭财产超过规定，不符合条件。"
        )

    def withdraw(self, case: Case) -> None:
        self.of[case] = families.withdraw_family(
            actor=self.scene.clerk, family=self.of[case], on=clock.today(), reason="已到外地就业，自愿撤回。"
        )

    # -- shared steps ----------------------------------------------------------------------------------------

    def _ask(self, case: Case, results: dict[Department, tuple[CheckResult, str]]) -> None:
        families.record_checks(actor=self.scene.clerk, family=self.of[case], on=clock.today(), results=results)

    def _answer(self, case: Case, answer: str, *, is_upheld: bool) -> None:
        notices.answer_objection(
            actor=self.scene.clerk, objection=self.of[case].objections.get(), answered_on=clock.today(),
            is_upheld=is_upheld, answer=answer,
        )

    def _register(
        self, unit: str, category: FamilyCategory, wanted: SupportMode, persons: int, area: int, applied_on: date,
        **former: object,
    ) -> Family:
        relations = [Relation.APPLICANT, Relation.SPOUSE, Relation.CHILD, Relation.CHILD][:persons]
        return families.register_family(
            actor=self.scene.clerk, unit=self.scene.unit(unit), category=category, wanted=wanted,
            address=f"{unit}{self.rng.choice(STREETS)}", income_pc=Decimal(INCOMES[category]),
            house_area_pc=Decimal(area), applied_on=applied_on, members=[self._person(one) for one in relations],
            **former,
        )

    def _person(self, relation: Relation, born: date | None = None, days: int = 5_000) -> MemberFacts:
        """Return a member of a family, born in the ``days`` from ``born`` on; a child has no telephone."""
        is_child = relation == Relation.CHILD
        born = born or date(2008 if is_child else 1962, 1, 1)
        return MemberFacts(
            market_names.person(self.rng), relation, market_names.identity(self.rng, born, days),
            phone="" if is_child else market_names.phone(self.rng),
        )
