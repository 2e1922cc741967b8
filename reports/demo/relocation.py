"""Clearance: six yards, each as far as its households have come, and the homes that some of them are entitled to."""
from collections.abc import Callable
from decimal import Decimal
from random import Random

from affordable.enums import CompensationMode, YardKind
from affordable.models import RelocationHousehold, ResettlementQuota
from affordable.services import compounds, relocated, resettlement
from housing_portal.kit import clock
from reports.demo import market_names
from reports.demo.pictures import SCAN
from reports.demo.scene import ONE, Scene

SEED = 20260107
OLD, GRAIN, CULTURE, HOMES = "东屏老街片区", "石桥粮站片区", "文昌街片区", "城西安置房一期"
SURVEY, DUE = 15, 212  # days of the year: when all is surveyed, and by when houses are to be down
LATE, FIRST_DAY, SECOND_DAY = (3, 1), 100, 140  # a house that keeps neither its first day nor the one put off
RATE = 4200  # 元/㎡
SWAP, MONEY, BOTH = CompensationMode.SWAP, CompensationMode.MONETARY, CompensationMode.BOTH
MODES = (SWAP, MONEY, SWAP, BOTH)
DEMOLISHED = ("sign", "pay", "vacate", "demolish")
# project, yard, address, kind, how far each of its households comes
YARDS = (
    (CULTURE, "文昌街 12 号院", "城关镇文昌街 12 号", YardKind.PRIVATE, (DEMOLISHED,) * 4),
    (CULTURE, "丝厂家属院", "城关镇文昌街 28 号", YardKind.EMPLOYER,
     (DEMOLISHED, ("sign", "pay", "vacate"), ("sign", "pay"), ("sign", "pay"), ("sign",), ("sign",))),
    (OLD, "老街 3 号院", "东屏镇老街 3 号", YardKind.PRIVATE,
     (("sign", "pay"), ("sign",), ("sign",), ("negotiate",), ("negotiate",), ())),
    (OLD, "老街 7 号院", "东屏镇老街 7 号", YardKind.PRIVATE,
     (("sign", "pay", "vacate"), ("sign", "pay"), ("negotiate", "decide"), ("sign",))),
    (GRAIN, "粮站家属楼", "石桥镇粮站路 1 号", YardKind.BLOCK, (("negotiate",),) * 3 + ((),) * 3),
    (GRAIN, "粮站 2 号院", "石桥镇粮站路 2 号", YardKind.PRIVATE, ((),) * 5),
)
# days after the survey on which a step is taken, and how much later than its neighbour each household takes it
PACE = {"negotiate": 12, "decide": 75, "sign": 40, "pay": 62, "vacate": 80, "demolish": 100}
APART = 3
# how far the claims of the households that exchange come
CLAIMS = (("audit", "publish", "allot"), ("audit", "publish"), ("audit",), ("audit", "return"), ())


def course(scene: Scene) -> None:
    """Put the survey, the steps of the households and their claims on the agenda."""
    deeds = Relocation(scene)
    scene.on_day(SURVEY, deeds.survey)
    for yard, (*_facts, paths) in enumerate(YARDS):
        for place, path in enumerate(paths):
            for step in path:
                deed = getattr(deeds, step)
                scene.on_day(SURVEY + PACE[step] + APART * place, deed, (yard, place))
    scene.on_day(SURVEY + 78, deeds.put_off)
    scene.on_day(SURVEY + 70, deeds.take_back, (2, 2))
    scene.on_day(SURVEY + 110, deeds.claim)


class Relocation:
    """Households by their yard and their place in it."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.rng = scene, Random(SEED)  # noqa: S311 -- invented names, the same every time
        self.households: dict[tuple[int, int], RelocationHousehold] = {}

    def survey(self) -> None:
        """Register yards and households; some have built more than is registered."""
        for yard, (project, no, address, kind, paths) in enumerate(YARDS):
            compound = compounds.add_compound(
                actor=self.scene.clerk, project=self.scene.projects[project], no=no, address=address, yard_kind=kind
            )
            for place in range(len(paths)):
                area = Decimal(52 + self.rng.randrange(60))
                more = Decimal(18) if place == 1 else Decimal(0)
                self.households[yard, place] = relocated.add_household(
                    actor=self.scene.clerk, compound=compound, owner=market_names.person(self.rng), legal_area=area,
                    actual_area=area + more, unregistered_area=more,
                    unregistered_ruling="1998 年前建成，认定为合法建筑" if more else "",
                )

    # -- steps -------------------------------------------------------------------------------------------

    def negotiate(self, key: tuple[int, int]) -> None:
        self._step(key, relocated.negotiate)

    def sign(self, key: tuple[int, int]) -> None:
        self._step(key, relocated.sign, **self._terms(key, "征协"))

    def decide(self, key: tuple[int, int]) -> None:
        self._step(key, relocated.decide, evidence=SCAN, **self._terms(key, "征补决"))

    def pay(self, key: tuple[int, int]) -> None:
        self._step(key, relocated.pay)

    def vacate(self, key: tuple[int, int]) -> None:
        self._step(key, relocated.vacate)

    def demolish(self, key: tuple[int, int]) -> None:
        self._step(key, relocated.demolish)

    def put_off(self) -> None:
        """Move the day by which one house is to come down; it stands beyond that day as well."""
        self.households[LATE] = relocated.replan_demolition(
            actor=self.scene.clerk, household=self.households[LATE], planned_demolish_on=self.scene.day(SECOND_DAY),
            reason="产权调换房尚未交付，经协商顺延。",
        )

    def take_back(self, key: tuple[int, int]) -> None:
        """Take an agreement back that was entered for the wrong household, and enter it again."""
        self.households[key] = relocated.undo_step(
            actor=self.scene.chief, household=self.households[key], reason="协议编号登到了邻户，更正。"
        )
        self.sign(key)

    def _step(self, key: tuple[int, int], deed: Callable[..., RelocationHousehold], **facts: object) -> None:
        self.households[key] = deed(
            actor=self.scene.clerk, household=self.households[key], on=clock.today(), **facts
        )

    def _terms(self, key: tuple[int, int], word: str) -> dict[str, object]:
        yard, place = key
        mode, household = MODES[place % len(MODES)], self.households[key]
        paid = mode != SWAP
        return {
            "mode": mode, "agreement_no": f"{word}{clock.today().year}-{yard + 1}{place + 1:02}",
            "planned_demolish_on": self.scene.day(FIRST_DAY if key == LATE else DUE),
            "compensation": household.actual_area * RATE / (1 if mode == MONEY else 4) if paid else None,
            "swap_sets": 0 if mode == MONEY else 1 + (household.actual_area > 100),
        }

    # -- claims ------------------------------------------------------------------------------------------

    def claim(self) -> None:
        """Let the first households that exchange claim their homes."""
        entitled = [key for key in sorted(self.households) if self.households[key].swap_sets]
        for place, (key, path) in enumerate(zip(entitled, CLAIMS, strict=False)):
            household = self.households[key]
            quota = resettlement.register_quota(
                actor=self.scene.clerk, project=self.scene.projects[HOMES], household=household,
                quota_count=household.swap_sets, material_checked_on=clock.today(),
            )
            self._advance(quota, path, place)

    def _advance(self, quota: ResettlementQuota, path: tuple[str, ...], place: int) -> None:
        """Put the next step of a claim on the agenda."""
        if path:
            self.scene.agenda.on(clock.today() + ONE * (8 + place), self._move, quota, path)

    def _move(self, quota: ResettlementQuota, path: tuple[str, ...]) -> None:
        step, *rest = path
        clerk, chief, today = self.scene.clerk, self.scene.chief, clock.today()
        if step == "audit":
            quota = resettlement.audit_quota(actor=chief, quota=quota, on=today)
        elif step == "publish":
            quota = resettlement.publish_quota(actor=clerk, quota=quota, on=today, evidence=SCAN)
        elif step == "allot":
            quota = resettlement.allot_quota(actor=clerk, quota=quota, on=today, sets_allocated=quota.quota_count)
        else:
            quota = resettlement.return_quota(actor=chief, quota=quota, reason="家庭人口证明缺页，补齐后再审。")
        self._advance(quota, tuple(rest), place=0)
