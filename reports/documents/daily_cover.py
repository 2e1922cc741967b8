"""日报报送函: what was sold on a day and what was left to sell, in the words of a letter; the form is its attachment.

Every figure is one of the report's frozen lines, so that the letter says what the report said when it was sent.
"""
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from housing_portal.kit.clock import SHANGHAI
from housing_portal.kit.figures import in_unit, rounded
from housing_portal.kit.gongwen import Block, Paper, Paragraph
from housing_portal.kit.periods import written
from housing_portal.registry import parameters
from reports.documents.tables import attachment
from transactions.daily import CELLS, Cell, Figures, figures_in, lines_of, together
from transactions.enums import Market
from transactions.models import DailyReport
from transactions.workbooks import daily_sheet

WORDS = {"signed": "网签", "filed": "备案", "ended": "撤销"}
ZERO = "当日无网签、备案、撤销和变更事项，为零报告。"
KEPT = (
    "日报数据在取数时固定，此后补录、更正和撤销的事项不改本日报，由以后的月报按取数时刻另行反映。"
    "对数据有疑问的，请与我单位联系，我们将逐笔核对合同记录后书面答复。"
)


def daily_cover(report: DailyReport, issuer: str) -> Paper:
    """Return the letter of a report that was sent, dated the day of its sending."""
    lines = dict(zip(CELLS, map(figures_in, lines_of(report)), strict=True))
    taken, sent = (moment.astimezone(SHANGHAI) for moment in (report.cutoff, report.submitted_at))
    revision = f"，第{report.revision}版" if report.revision > 1 else ""
    body: list[Block] = [
        Paragraph(f"现报送{written(report.on)}全县房地产交易日报（取数时刻{written(taken.date())}{taken:%H:%M}{revision}）。"),
        *(Paragraph(text) for text in (_sold(lines) if any(map(_moved, lines.values())) else [ZERO])),
        Paragraph(
            f"当日末可售商品房{report.stock_sets}套、{_area(report.stock_area)}，其中住宅{report.stock_home_sets}套、"
            f"{_area(report.stock_home_area)}。"
        ),
        Paragraph(KEPT),
    ]
    form = daily_sheet(report, lines_of(report))
    form = replace(form, filler=f"{form.filler}{issuer}", signoff=f"{form.signoff}{written(sent.date())}")
    number = f"{parameters.text('daily_mark')}〔{report.on.year}〕{report.on.timetuple().tm_yday}号"
    return Paper(
        mark=issuer, number=number, title_lines=[f"关于报送{written(report.on)}", "房地产交易日报的函"],
        addressee=parameters.text("daily_addressee"), body=body, issuer=issuer, issued_on=sent.date(),
        attachments=[attachment(form)], letter=True, double_sided=False,
    )


def _sold(lines: dict[Cell, Figures]) -> list[str]:
    """Return a paragraph for the whole, and one for each market where something happened."""
    parts = [("全县", list(lines.values()))]
    for market in Market:
        own = [figures for (of, _), figures in lines.items() if of == market]
        if any(map(_moved, own)):
            parts.append((f"{market.label}（其中住宅网签{lines[market, True]['signed_sets']}套）", own))
    return [_said(name, own) for name, own in parts]


def _said(name: str, lines: Sequence[Figures]) -> str:
    total = together(lines)
    said = [
        f"{words}{total[f'{part}_sets']}套、{_area(total[f'{part}_area'])}、{_money(total[f'{part}_amount'])}"
        for part, words in WORDS.items() if total[f"{part}_sets"]
    ]
    if total["changed_area"] or total["changed_amount"]:
        said.append(f"合同变更增减面积{_area(total['changed_area'])}、金额{_money(total['changed_amount'])}")
    said.append(f"净额{total['net_sets']}套、{_area(total['net_area'])}、{_money(total['net_amount'])}")
    return f"{name}：{'；'.join(said)}。"


def _moved(figures: Figures) -> bool:
    return any(figures.values())


def _area(value: Decimal) -> str:
    return f"{rounded(Decimal(value)):.2f}㎡"


def _money(value: Decimal) -> str:
    return f"{rounded(in_unit(value, '万元')):.2f}万元"

