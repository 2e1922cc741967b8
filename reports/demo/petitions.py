"""Petitions of the invented county: one in nearly every state, a group, a repeat, one that went through recheck."""
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from housing_portal.kit import clock
from housing_portal.registry.models import Estate
from inspections.models.petition import Petition
from inspections.services import petition_marks, petitioners
from inspections.services import petitions as services
from reports.demo import market_names
from reports.demo.office import Office
from reports.demo.past import Agenda

ONE = timedelta(days=1)
SEED = 20260401
# received so many days ago, channel, category, persons, place of the estate (None: none), matter, what became of it
CASES = (
    (150, "visit", "late", 12, 0, "约定交房日期已过，要求明确交房时间和违约金", "final"),
    (118, "hotline", "quality", 1, 1, "地下车库渗水多次维修未解决", "closed"),
    (96, "letter", "title", 3, 2, "入住两年未办理不动产登记", "closed"),
    (88, "superior", "late", 26, 0, "业主代表反映项目停工", "review"),
    (81, "web", "property", 1, 3, "物业擅自提高停车收费", "closed"),
    (70, "phone", "broker", 1, None, "中介收取意向金不予退还", "served"),
    (52, "hotline", "money", 2, 0, "担心预售资金未进监管账户", "granted"),
    (47, "hotline", "rental", 1, None, "出租人拒不退还押金", "drafted"),
    (64, "visit", "late", 7, 4, "封顶后长期没有工人施工", "handling"),
    (21, "web", "quality", 1, 5, "外墙保温层脱落", "handling"),
    (16, "superior", "other", 1, None, "反映宅基地确权问题", "transferred"),
    (12, "letter", "broker", 1, None, "与中介公司的合同纠纷，法院已立案", "rejected"),
    (9, "hotline", "property", 1, 3, "电梯故障一周未修", "accepted"),
    (4, "hotline", "late", 1, 0, "再次询问何时交房", "registered"),
    (1, "web", "title", 1, 2, "询问办证需要补交哪些材料", "registered"),
)
# received on that day of this year, when it is long enough ago
SPRING = (
    ((3, 16), "visit", "late", 8, 1, "催问复工时间和交房安排", "closed"),
    ((4, 20), "hotline", "quality", 1, 3, "楼道外窗密封不严", "closed"),
    ((5, 11), "web", "property", 1, 2, "小区照明损坏未及时更换", "closed"),
)
REPEAT = 13  # repeats the matter of the first
# the steps of a case, with the days after its receipt
BASIC = (("accept", 5), ("assign", 6))
ANSWER = (*BASIC, ("draft", 24), ("sign", 25), ("serve", 27))
SETTLED = (*ANSWER, ("close", 29), ("rate", 31))
WAYS: Mapping[str, tuple[tuple[str, int], ...]] = {
    "registered": (), "accepted": BASIC[:1], "handling": BASIC, "drafted": ANSWER[:3], "served": ANSWER,
    "closed": SETTLED, "granted": (*BASIC, ("extend", 40), ("grant", 41)),
    "review": (*SETTLED, ("ask_review", 50)),
    "final": (*SETTLED, ("ask_review", 50), ("opine", 70), ("ask_recheck", 85), ("conclude", 108)),
    "transferred": (("transfer", 3),), "rejected": (("reject", 6),),
}
TOLD = {"accept", "transfer", "reject", "grant", "opine", "conclude"}
Known = dict[int, Petition]  # by the place of the case
RATINGS = ("content", "mostly", "discontent")


def fill(cast: Office) -> None:
    """Tell the cases in the order of their days."""
    agenda, rng = Agenda(), Random(SEED)  # noqa: S311 -- invented people, the same every time
    estates = list(Estate.objects.current().order_by("pk")[:6])
    known: Known = {}
    for place, (ago, *facts, way) in enumerate((*CASES, *_spring())):
        case = Case(cast, rng, place, facts, estates, known)
        received = clock.today() - ONE * ago
        agenda.on(received, case.register)
        for step, days in WAYS[way]:
            agenda.on(received + ONE * days, case.take, step)
    agenda.run()


def _spring() -> list[tuple[Any, ...]]:
    """Return the cases of spring that are over, with how many days ago they came in."""
    today = clock.today()
    told = [((today - date(today.year, *day)).days, *facts) for day, *facts in SPRING]
    return [case for case in told if case[0] > SETTLED[-1][1]]


class Case:
    """One petition; the numbers run in the order in which they came in."""

    def __init__(
        self, cast: Office, rng: Random, place: int, facts: Sequence[Any], estates: list[Estate], all_of: Known
    ) -> None:
        self.cast, self.rng, self.place, self.facts = cast, rng, place, facts
        self.estates, self.known = estates, all_of

    def register(self) -> None:
        """Register it with the first of those who came."""
        channel, category, persons, estate, title = self.facts
        at = self.estates[estate % len(self.estates)] if estate is not None and self.estates else None
        self.known[self.place] = services.register_petition(
            actor=self.cast.clerk, channel=channel, category=category, persons=persons, estate=at, title=title,
            organization=at and at.developer, received_on=clock.today(), source_no=f"GD{self.place + 1:04}",
            repeats=self.known[0] if self.place == REPEAT else None,
            reason="提供了新的施工停工证据" if self.place == REPEAT else "",
        )
        petitioners.add_petitioner(
            actor=self.cast.clerk, petition=self.known[self.place], role="delegate",
            name=market_names.person(self.rng), identity=market_names.identity(self.rng),
            phone=market_names.phone(self.rng),
        )

    def take(self, step: str) -> None:
        """Take a step: the clerk handles, the chief signs and closes, the leader decides; the task force rates."""
        actors = {"sign": "chief", "close": "chief", "reject": "deputy", "grant": "deputy", "rate": "deliv_office"}
        facts: dict[str, Any] = {
            "accept": {}, "assign": {"handler": "房地产市场监管股", "leader": "赵明远"},
            "draft": {"reply_no": f"云住建信复〔{clock.today().year}〕{self.place + 1}号"},
            "extend": {"days": 30, "reason": "需等待质量检测结论。"},
            "transfer": {"transferred_to": "县自然资源局"},
            "reject": {"reason": "已由人民法院受理，告知依法定程序解决。"},
            "opine": {"note": "维持原答复意见。"}, "conclude": {"note": "维持复查意见。"},
            "rate": {"satisfaction": RATINGS[self.place % 3], "note": "电话回访"},
        }.get(step, {})
        told = {"told_on": clock.today()} if step in TOLD else {}
        deed = petition_marks.rate if step == "rate" else getattr(services, step)
        self.known[self.place] = deed(
            actor=self.cast.people[actors.get(step, "clerk")], petition=self.known[self.place], on=clock.today(),
            **facts, **told,
        )
