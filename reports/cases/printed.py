"""Figures that a paper prints: those among the facts, and those that stand only in its text, listed per paper."""
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from affordable.enums import ProjectKind
from housing_portal.kit.figures import plain
from reports.cases.case import Case
from reports.cases.facts import Facts
from reports.cases.reading import Node, load
from reports.models import StatedFigure
from reports.stated import record_stated

OWN_FILE = "stated_figures.json"
LISTED = Path(__file__).resolve().parent.parent / "stated_figures"
COUNTS = {ProjectKind.SHANTYTOWN: "shantytown_projects", ProjectKind.RENTAL: "rental_projects"}


@dataclass(frozen=True)
class Printed:
    indicator: str
    label: str
    unit: str
    value: str
    subject: str = ""
    line: int | None = None


def enter_printed(case: Case) -> None:
    """Enter what the paper prints. It never enters a sum; it is only compared with what the records give."""
    as_of = case.facts.authority.as_of
    for printed in [*_from_facts(case.facts), *_from_text(case)]:
        known = StatedFigure.objects.filter(
            as_of=as_of, indicator=printed.indicator, subject=printed.subject, source=_source(case, printed)
        ).first()
        case.settle(
            f"{printed.label}（所写数值）", known and known.value, printed.value,
            lambda printed=printed: record_stated(
                actor=case.clerk, as_of=as_of, source=_source(case, printed), indicator=printed.indicator,
                label=printed.label, unit=printed.unit, value=printed.value, subject=printed.subject,
            ),
        )


def _from_facts(facts: Facts) -> Iterator[Printed]:
    if facts.printed_investment_wan is not None:
        yield Printed("investment_total_wan_derived", "完成投资合计", "万元", plain(facts.printed_investment_wan))
    if facts.history and facts.history.printed_arrears is not None:
        yield Printed("arrears_derived", "公租房历史欠账", "套", str(facts.history.printed_arrears))
    for kind, number in facts.printed_projects.items():
        yield Printed(COUNTS[kind], f"{kind.label}项目", "个", str(number))


def _from_text(case: Case) -> list[Printed]:
    """Return the figures listed beside the facts or, when there is no such list, those listed here for the paper."""
    own = case.directory / OWN_FILE
    listed = LISTED / f"{Path(case.facts.source).stem}.json"
    path = own if own.exists() else listed
    if not path.exists():
        return []
    figures = Node(load(path), path.name).get("figures")
    if not isinstance(figures.value, list):
        raise figures.fail("列表 […]")
    return [_printed(Node(value, f"{figures.place}[{number}]")) for number, value in enumerate(figures.value)]


def _printed(node: Node) -> Printed:
    line, subject = node.get("line"), node.get("subject")
    return Printed(
        indicator=node.get("indicator").text(), label=node.get("label").text(), unit=node.get("unit").text(),
        # as many decimals as the paper prints: 13.4 and 13.40 say different things
        value=f"{node.get('value').amount():f}",
        subject=subject.text() if subject else "", line=line.whole() if line else None,
    )


def _source(case: Case, printed: Printed) -> str:
    paper = case.facts.authority.number or case.facts.source
    return f"{paper}第{printed.line}行" if printed.line else paper
