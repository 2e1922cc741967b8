"""The facts of a supervision notice, as ``facts.json`` states them. What it does not state is None or missing.

Money comes in 万元 and leaves in 元. The key ``expected`` is for whoever checks the result and is never read.
"""
import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from affordable.enums import MONEY_PROGRAMS, Forecast, Program, ProjectKind
from reports.cases.reading import Node, load

FILE = "facts.json"
WAN = Decimal(10000)
TARGETS = {
    "shantytown_start_sets": Program.SHANTYTOWN,
    "shantytown_old_core_start_sets": Program.SHANTYTOWN_OLD,
    "public_rental_new_sets": Program.RENTAL_NEW,
    "continued_basic_done_sets": Program.CONTINUED_DONE,
    "subsidy_households": Program.SUBSIDY,
    "investment_yuan": Program.INVESTMENT,
}
FORECASTS = {"can_finish": Forecast.CAN, "partly": Forecast.PARTLY, "difficult": Forecast.DIFFICULT}
PROJECTS = {"shantytown": ProjectKind.SHANTYTOWN, "public_rental": ProjectKind.RENTAL}
AUDIT = re.compile(r"audit_(\d{4})_open")
PAID = re.compile(r"units_that_paid_q([1-4])")
KNOWN = frozenset({
    "source", "what", "authority", "units", "city_targets", "unit_targets", "started", "not_started_but_ready",
    "continued_basic_done", "investment_wan", "investment_total_wan_as_printed", "subsidy", "public_rental_history",
    "continued_push", "projects", "expected",
})

Targets = dict[Program, int | Decimal]


@dataclass(frozen=True)
class Authority:
    issuer: str
    as_of: date
    number_prefix: str
    number: str = ""
    policy_docs: list[str] = field(default_factory=list)
    campaign_from: date | None = None
    campaign_to: date | None = None
    campaign_groups: int | None = None


@dataclass(frozen=True)
class Subsidy:
    """``paid`` is unit → last quarter paid; ``split`` is unit → (households, 元) when the notice splits its total."""

    paid: dict[str, int]
    split: dict[str, tuple[int | None, Decimal | None]]
    households: int | None
    amount: Decimal | None


@dataclass(frozen=True)
class Stock:
    """The rental homes of earlier years; arrears follow from all of these together."""

    period: tuple[int, int]
    assigned: int
    reported_done: int
    reused: int
    existing: int


@dataclass(frozen=True)
class History:
    """``stock`` is None when the notice leaves out one of its numbers: a part of them would make a wrong arrear."""

    stock: Stock | None
    printed_arrears: int | None
    arranged: dict[str, int]
    due: date | None


@dataclass(frozen=True)
class Push:
    total: int | None
    cutoff: date | None
    forecasts: dict[str, Forecast]


@dataclass(frozen=True)
class Finding:
    """A number of open findings of one audit year, unit and class ("" when the notice gives none)."""

    year: int
    unit: str
    category: str
    number: int


@dataclass(frozen=True)
class Facts:
    source: str
    authority: Authority
    units: list[str]
    whole_targets: Targets
    targets: dict[str, Targets]
    started: dict[str, tuple[int, int]]
    ready: dict[str, str]
    continued_done: dict[str, int]
    investment: dict[str, Decimal]
    printed_investment_wan: Decimal | None
    subsidy: Subsidy | None
    history: History | None
    findings: list[Finding]
    push: Push | None
    printed_projects: dict[ProjectKind, int]
    named_projects: dict[str, list[str]]
    unread: list[str]

    @property
    def gaps(self) -> list[str]:
        """Return what cannot be entered because the notice says only a part of it."""
        found = []
        if self.history and self.history.stock is None:
            found.append("public_rental_history 没有写全任务年度、下达任务、上报完成、盘活和实有，历年公租房没有登记。")
        if self.push and self.push.cutoff is None:
            found.append("continued_push 没有写开工截止日（cutoff），续建攻坚没有登记。")
        return found


def read(directory: Path) -> Facts:
    """Return the facts in ``directory``; raises ServiceError with the place and the remedy."""
    root = Node(load(directory / FILE), FILE)
    source, projects = root.get("source"), root.get("projects")
    printed = root.get("investment_total_wan_as_printed")
    return Facts(
        source=source.text() if source else FILE,
        authority=_authority(root.get("authority")),
        units=_units(root.get("units")),
        whole_targets=_targets(root.get("city_targets")),
        targets={unit: _targets(node) for unit, node in root.get("unit_targets").items()},
        started={unit: _started(node) for unit, node in root.get("started").items() if node.get("sets")},
        ready={unit: node.text() for unit, node in root.get("not_started_but_ready").items() if node},
        continued_done={unit: node.whole() for unit, node in root.get("continued_basic_done").items() if node},
        # null means that the notice does not say, which differs from 0
        investment={unit: _yuan(node) for unit, node in root.get("investment_wan").items() if node},
        printed_investment_wan=printed.amount() if printed else None,
        subsidy=_subsidy(root.get("subsidy")),
        history=_history(root.get("public_rental_history")),
        findings=[finding for key, node in root.items() for finding in _findings(key, node)],
        push=_push(root.get("continued_push")),
        printed_projects={kind: projects.get(key).whole() for key, kind in PROJECTS.items() if projects.get(key)},
        named_projects={unit: node.texts() for unit, node in projects.get("named").items()},
        unread=[key for key, _ in root.items() if key not in KNOWN and not AUDIT.fullmatch(key)],
    )


def _units(node: Node) -> list[str]:
    units = node.texts()
    if not units:
        raise node.fail("责任单位名称的列表")
    return units


def _authority(node: Node) -> Authority:
    campaign, number = node.get("campaign"), node.get("number")
    groups, start, end = campaign.get("groups"), campaign.get("from"), campaign.get("to")
    return Authority(
        issuer=node.get("issuer").text(),
        as_of=node.get("as_of").day(),
        number_prefix=node.get("number_prefix").text(),
        number=number.text() if number else "",
        policy_docs=node.get("policy_docs").texts(),
        campaign_from=start.day() if start else None,
        campaign_to=end.day() if end else None,
        campaign_groups=groups.whole() if groups else None,
    )


def _targets(node: Node) -> Targets:
    found: Targets = {}
    for key, value in node.items():
        if key not in TARGETS:
            raise value.fail(f"已知的任务（{'、'.join(TARGETS)}）")
        if value:
            program = TARGETS[key]
            found[program] = value.amount() if program in MONEY_PROGRAMS else value.whole()
    return found


def _started(node: Node) -> tuple[int, int]:
    part = node.get("of_which_old_core")
    sets, old_core = node.get("sets").whole(), part.whole() if part else 0
    if old_core > sets:
        raise part.fail(f"不大于开工套数 {sets} 的整数")
    return sets, old_core


def _yuan(node: Node) -> Decimal:
    """Return 万元 as 元; more than four decimals would be parts of a 分."""
    yuan = node.amount() * WAN
    if yuan != yuan.quantize(Decimal("0.01")):
        raise node.fail("精确到分的万元数（最多六位小数）")
    return yuan


def _subsidy(node: Node) -> Subsidy | None:
    if not node:
        return None
    paid: dict[str, int] = {}
    for key, value in node.items():
        if match := PAID.fullmatch(key):
            paid |= {unit: max(int(match[1]), paid.get(unit, 0)) for unit in value.texts()}
    split = {unit: _paid(value, "households", "amount_wan") for unit, value in node.get("split_by_unit").items()}
    households, amount = _paid(node, "households_total", "amount_wan_total")
    return Subsidy(paid, split, households, amount)


def _paid(node: Node, households: str, amount: str) -> tuple[int | None, Decimal | None]:
    number, money = node.get(households), node.get(amount)
    return number.whole() if number else None, _yuan(money) if money else None


def _history(node: Node) -> History | None:
    if not node:
        return None
    printed, due = node.get("arrears_sets_as_printed"), node.get("due")
    return History(
        stock=_stock(node),
        printed_arrears=printed.whole() if printed else None,
        arranged={unit: value.whole() for unit, value in node.get("arrears_arranged").items() if value},
        due=due.day() if due else None,
    )


def _stock(node: Node) -> Stock | None:
    period, *numbers = (
        node.get(key) for key in ("period", "assigned_sets", "reported_done_sets", "existing_government_sets")
    )
    # what was put to other use; the year stands in the key (reused_2017_sets)
    reused = [value for key, value in node.items() if re.fullmatch(r"reused(_\d{4})?_sets", key)]
    if not (period and all(numbers) and all(reused)):
        return None
    assigned, reported_done, existing = (number.whole() for number in numbers)
    return Stock(_period(period), assigned, reported_done, sum(value.whole() for value in reused), existing)


def _period(node: Node) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{4})\s*[-—–至]\s*(\d{4})", node.text())
    if match is None:
        raise node.fail("起止年份，例如 2008-2015")
    return int(match[1]), int(match[2])


def _findings(key: str, node: Node) -> list[Finding]:
    match = AUDIT.fullmatch(key)
    if match is None:
        return []
    found = []
    for name, value in node.items():
        # {class: {unit: number}} or, when the notice gives no classes, {unit: number}
        classed = isinstance(value.value, dict)
        cells = [(unit, name, cell) for unit, cell in value.items()] if classed else [(name, "", value)]
        found += [Finding(int(match[1]), unit, category, cell.whole()) for unit, category, cell in cells if cell]
    return found


def _push(node: Node) -> Push | None:
    if not node:
        return None
    total, cutoff = node.get("total_sets"), node.get("cutoff")
    forecasts = {unit: forecast for key, forecast in FORECASTS.items() for unit in node.get(key).texts()}
    return Push(total.whole() if total else None, cutoff.day() if cutoff else None, forecasts)
