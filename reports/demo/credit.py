"""Credit files of the invented county: rules from the samples, and records of developers, agents and others."""
from collections.abc import Sequence
from datetime import date, timedelta

from housing_portal.kit import clock
from housing_portal.registry import services as registry
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.models import Organization
from inspections.credit_templates import SAMPLES
from inspections.enums.credit import CreditSubject
from inspections.models.credit import CreditItem, CreditRecord
from inspections.services import credit_records, credit_rules
from reports.demo.office import Office
from reports.demo.past import Agenda

ONE = timedelta(days=1)
LAUNCH = 330  # days ago: the rules were laid down
LAST = "销售代理（60 分起评）"  # still waits for its confirmation
FIRMS = (
    ("云岭县安居乐房产经纪有限公司", OrganizationKind.BROKER),
    ("云岭县万家缘房产中介有限公司", OrganizationKind.BROKER),
    ("云岭县中衡房地产估价有限公司", OrganizationKind.APPRAISER),
)
# kind, place of the enterprise, item, days ago, how far it has come
RECORDS = (
    *(("developer", place, code, 300, "confirmed") for place in range(4) for code in ("J01", "J02")),
    *(("developer", place, code, 200, "confirmed") for place in range(2) for code in ("Y01", "Y02")),
    ("developer", 0, "L01", 120, "confirmed"), ("developer", 1, "L02", 90, "confirmed"),
    ("developer", 2, "B03", 110, "notified"), ("developer", 2, "B02", 75, "upheld"),
    ("developer", 3, "B05", 70, "withdrawn"), ("developer", 1, "B06", 24, "objected"),
    ("developer", 3, "B02", 12, "notified"), ("developer", 0, "B02", 6, "confirmed"),
    ("developer", 1, "B02", 2, "recorded"), ("broker", 0, "B03", 95, "notified"), ("broker", 1, "L02", 60, "confirmed"),
    ("broker", 0, "B02", 30, "revoked"), ("property", 0, "B02", 80, "notified"),
    ("appraiser", 0, "L01", 45, "confirmed"),
)
# what was done on the way, with the days after the entry
WAYS = {
    "recorded": (), "confirmed": (("confirm", 2),), "notified": (("confirm", 2), ("notify", 4)),
    "objected": (("confirm", 2), ("notify", 4), ("object_to", 14)),
    "upheld": (("confirm", 2), ("notify", 4), ("object_to", 14), ("uphold", 22)),
    "withdrawn": (("confirm", 2), ("notify", 4), ("object_to", 14), ("withdraw", 22)),
    "revoked": (("confirm", 2), ("notify", 4), ("revoke", 25)),
}
WORDS = {
    "object_to": {"note": "企业提交书面异议和佐证材料。"}, "uphold": {"note": "经复查，事实清楚，异议不成立。"},
    "withdraw": {"note": "已补办竣工验收备案，异议成立。"}, "revoke": {"reason": "已主动公示并整改，经复查撤销。"},
}
SOURCES = {"B": "市场检查", "L": "主管部门认定", "J": "年度申报", "Y": "日常监管"}


def fill(cast: Office) -> None:
    """Lay down the rules, then tell the records in the order of their days."""
    agenda, files = Agenda(), Files(cast)
    agenda.on(clock.today() - ONE * LAUNCH, files.lay_down)
    for kind, place, code, ago, way in RECORDS:
        files.course(agenda, kind, place, code, clock.today() - ONE * (ago + place), way)
    agenda.run()


class Files:
    def __init__(self, cast: Office) -> None:
        self.cast = cast

    def lay_down(self) -> None:
        """Make the rules out of the samples, and register the firms that nobody else brings along."""
        for name, kind in FIRMS:
            registry.register_organization(actor=self.cast.clerk, name=name, kinds=[kind])
        for sample in SAMPLES:
            rule = credit_rules.from_sample(
                actor=self.cast.chief, sample=sample, name=f"云岭县{sample}信用评价规则", effective_from=clock.today()
            )
            if sample != LAST:
                credit_rules.confirm_rule(actor=self.cast.people["deputy"], rule=rule)

    def course(self, agenda: Agenda, kind: str, place: int, code: str, day: date, way: str) -> None:
        """Put a record and its steps on the agenda."""
        made: list[CreditRecord] = []
        agenda.on(day, self.enter, made, kind, place, code)
        for step, days in WAYS[way]:
            agenda.on(day + ONE * days, self.take, made, step)

    def enter(self, made: list[CreditRecord], kind: str, place: int, code: str) -> None:
        firms = self._firms(kind)
        item = CreditItem.objects.in_force(clock.today()).get(rule__subject_kind=kind, code=code)
        paper = f"云住建罚〔{clock.today().year}〕{CreditRecord.objects.count() + 1}号" if item.is_publishable else ""
        made.append(credit_records.enter_record(
            actor=self.cast.clerk, organization=firms[place % len(firms)], item=item, on=clock.today(),
            source=SOURCES[code[0]], paper_no=paper,
        ))

    def take(self, made: list[CreditRecord], step: str) -> None:
        """Take a step: the chief confirms, the leader decides and revokes."""
        actors = {"confirm": "chief", "uphold": "deputy", "withdraw": "deputy", "revoke": "deputy"}
        made[0] = getattr(credit_records, step)(
            actor=self.cast.people[actors.get(step, "clerk")], record=made[0], on=clock.today(), **WORDS.get(step, {}),
        )

    def _firms(self, kind: str) -> Sequence[Organization]:
        rows = Organization.objects.current().filter(roles__kind=CreditSubject(kind).capacity)
        return list(rows.order_by("pk")[:4])
