"""Dilapidated houses of the year's list, some in every state; one is not done in time, one has left the list."""
from decimal import Decimal
from random import Random

from affordable.enums import Appraisal, RuralMode, RuralTarget
from affordable.models import RuralHouse
from affordable.services import rural
from housing_portal.kit import clock
from reports.demo import market_names
from reports.demo.pictures import SCAN
from reports.demo.place import TOWNSHIPS
from reports.demo.scene import Scene

SEED = 20260108
LIST = 12  # day of the year
# days of the year on which the fastest house takes its steps; each further one is slower
PACE = {"appraise": 30, "publish": 42, "approve": 62, "start": 80, "complete": 128, "accept": 146, "pay": 160}
APART = 2
DONE, LATE = 290, 165  # by when houses are to be done, and one of them
STEPS = tuple(PACE)
EAST, SOUTH, NORTH = TOWNSHIPS[1], TOWNSHIPS[4], TOWNSHIPS[5]
T, C, D, NONE = RuralTarget, Appraisal.C, Appraisal.D, Appraisal.NONE
# unit, village, kind of household, what the appraisal says, how many steps it takes this year
HOUSES = (
    (NORTH, "北沟乡上坪村一组", T.MINIMUM, D, 7), (NORTH, "北沟乡上坪村三组", T.DESTITUTE, D, 7),
    (NORTH, "北沟乡柳湾村二组", T.EDGE, C, 6), (SOUTH, "南麓乡松树村四组", T.MINIMUM, D, 5),
    (SOUTH, "南麓乡松树村一组", T.RETURNING, C, 5), (SOUTH, "南麓乡石窑村二组", T.MINIMUM, D, 4),
    (NORTH, "北沟乡柳湾村五组", T.EDGE, D, 4), (EAST, "东屏镇高崖村三组", T.SUDDEN, NONE, 4),
    (EAST, "东屏镇高崖村一组", T.ESCAPED, C, 3), (SOUTH, "南麓乡石窑村六组", T.DESTITUTE, D, 3),
    (NORTH, "北沟乡王庄村二组", T.MINIMUM, C, 2), (EAST, "东屏镇河口村四组", T.EDGE, D, 1),
    (SOUTH, "南麓乡松树村二组", T.RETURNING, D, 0), (NORTH, "北沟乡王庄村五组", T.MINIMUM, C, 1),
)
SLOW, SOUND = 5, 11  # the house that is not done in time, and the one that is taken off the list
SUBSIDY = {RuralMode.REPAIR: Decimal(18_000), RuralMode.REBUILD: Decimal(42_000)}


def course(scene: Scene) -> None:
    """Put the year of the houses on the agenda."""
    deeds = Rural(scene)
    scene.on_day(LIST, deeds.register)
    for place, (*_facts, reached) in enumerate(HOUSES):
        for step in STEPS[:reached]:
            scene.on_day(PACE[step] + APART * place, deeds.take, place, step)
    scene.on_day(92, deeds.drop)


class Rural:
    def __init__(self, scene: Scene) -> None:
        self.scene, self.rng = scene, Random(SEED)  # noqa: S311 -- invented people, the same every time
        self.houses: list[RuralHouse] = []

    def register(self) -> None:
        """Register the households of the list that 民政 and 乡村振兴 have sent."""
        year = self.scene.year.year
        for unit, village, kind, _appraisal, _reached in HOUSES:
            self.houses.append(rural.register_house(
                actor=self.scene.clerk, unit=self.scene.unit(unit), plan_year=year, village=village, target_kind=kind,
                list_doc=f"云民函〔{year}〕5号", name=market_names.person(self.rng),
                identity=market_names.identity(self.rng), phone=market_names.phone(self.rng),
            ))

    def take(self, place: int, step: str) -> None:
        """Take a step of a house; chief and clerk take turns where two have to."""
        deeds = {"appraise": self._appraise, "approve": self._approve, "accept": self._accept}
        deed = deeds.get(step)
        house = self.houses[place]
        self.houses[place] = deed(house, place) if deed else getattr(rural, step)(
            actor=self.scene.clerk, house=house, on=clock.today()
        )

    def drop(self) -> None:
        """Take a house off the list that a second look has found sound."""
        self.houses[SOUND] = rural.drop(
            actor=self.scene.chief, house=self.houses[SOUND], reason="复核为 B 级，不属于危房。"
        )

    def _appraise(self, house: RuralHouse, place: int) -> RuralHouse:
        return rural.appraise(actor=self.scene.clerk, house=house, on=clock.today(), appraisal=HOUSES[place][3])

    def _approve(self, house: RuralHouse, place: int) -> RuralHouse:
        mode = rural.USUAL[house.appraisal]
        return rural.approve(
            actor=self.scene.chief, house=house, on=clock.today(), mode=mode, subsidy=SUBSIDY[mode],
            planned_done_on=self.scene.day(LATE if place == SLOW else DONE),
        )

    def _accept(self, house: RuralHouse, _place: int) -> RuralHouse:
        return rural.accept(actor=self.scene.chief, house=house, on=clock.today(), evidence=SCAN)
