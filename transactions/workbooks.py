"""交易日报 in the office's layout. Everything printed comes from the frozen report, so its bytes never change."""
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from housing_portal.kit import clock
from housing_portal.kit.excel.form import FormSheet, Head, write_forms
from housing_portal.kit.figures import in_unit
from housing_portal.kit.periods import written
from transactions.daily import Figures, figures_in, together
from transactions.enums import Market
from transactions.models import DailyReport, DailyReportLine

Lines = Sequence[DailyReportLine]
TITLE = "房地产交易日报表"
SIGNOFF = "单位负责人：　　　　　　审核人：　　　　　　填表人：　　　　　　联系电话：　　　　　　报送日期："
AREA = MONEY = "#,##0.00"
NEW = (Market.PRESALE, Market.SPOT)
SCOPE = (
    "口径：1.网签按签订日期、备案按备案日期统计，均为当日发生额；撤销（撤销网签、注销备案）按撤销日期计入当日，不冲减原签订日、备案日的日报。",
    "2.净额＝网签＋变更增减－撤销；变更增减为当日合同变更引起的面积、金额差额，不计套数。",
    "3.日末可售＝已批准预售或现售备案、无有效合同、无查封等限制的房屋，有抵押的须抵押权人同意销售；不含自持、配套、安置；"
    "与统计部门“待售面积”（已竣工未售）口径不同。",
    "4.“0”为当日无发生额（零报），“——”为不适用。",
)
# row: number and words, markets, residential or not (None is both), steps of indentation, stock column of the report
ROWS: Sequence[tuple[str, Sequence[str], bool | None, int, str]] = (
    ("一、新建商品房", NEW, None, 0, "stock"),
    ("住宅", NEW, True, 1, "stock_home"),
    ("非住宅", NEW, False, 1, "stock_other"),
    ("其中：预售", (Market.PRESALE,), None, 1, ""),
    ("住宅", (Market.PRESALE,), True, 2, ""),
    ("非住宅", (Market.PRESALE,), False, 2, ""),
    ("其中：现售", (Market.SPOT,), None, 1, ""),
    ("住宅", (Market.SPOT,), True, 2, ""),
    ("非住宅", (Market.SPOT,), False, 2, ""),
    ("二、存量房", (Market.EXISTING,), None, 0, ""),
    ("住宅", (Market.EXISTING,), True, 1, ""),
    ("非住宅", (Market.EXISTING,), False, 1, ""),
)


def columns() -> list[Head]:
    """Return the two-row head."""
    parts = [
        Head(words, Head("套数", key=f"{part}_sets", width=7), Head("面积", key=f"{part}_area", width=11, number=AREA),
             Head("金额", key=f"{part}_amount", width=12, number=MONEY))
        for part, words in (("signed", "网签"), ("filed", "备案"), ("ended", "撤销"))
    ]
    return [
        Head("项　目", key="words", width=18, align="left"),
        *parts,
        Head("变更增减", Head("面积", key="changed_area", width=10, number=AREA),
             Head("金额", key="changed_amount", width=12, number=MONEY)),
        Head("净　额", Head("套数", key="net_sets", width=7), Head("面积", key="net_area", width=11, number=AREA),
             Head("金额", key="net_amount", width=12, number=MONEY)),
        Head("日末可售", Head("套数", key="stock_sets", width=8),
             Head("面积", key="stock_area", width=13, number=AREA)),
    ]


def daily_rows(report: DailyReport, lines: Lines) -> Iterator[tuple[str, int, Figures]]:
    """Yield words, indentation and figures of every row of the form; the last one is 合计."""
    for words, markets, is_residential, indent, stock in ROWS:
        chosen = [
            figures_in(line) for line in lines
            if line.market in markets and is_residential in (None, line.is_residential)
        ]
        yield words, indent, together(chosen) | _stock(report, stock)
    yield "合　计", 0, together(map(figures_in, lines))


def _stock(report: DailyReport, name: str) -> Figures:
    if not name:
        return {}
    if name == "stock_other":
        return {
            "stock_sets": report.stock_sets - report.stock_home_sets,
            "stock_area": report.stock_area - report.stock_home_area,
        }
    return {f"stock_{measure}": getattr(report, f"{name}_{measure}") for measure in ("sets", "area")}


def _cells(words: str, indent: int, figures: Figures) -> Mapping[str, str | int | Decimal]:
    """Return a row for the sheet; money stands in 万元, exactly."""
    shown = {
        name: in_unit(value, "万元") if name.endswith("_amount") else value for name, value in figures.items()
    }
    return {"words": words, "indent": indent, **shown}


def daily_sheet(report: DailyReport, lines: Lines) -> FormSheet:
    """Return the form of one day."""
    *rows, total = (_cells(*row) for row in daily_rows(report, lines))
    taken = report.cutoff.astimezone(clock.SHANGHAI)
    revision = f"，第 {report.revision} 版" if report.revision > 1 else ""
    return FormSheet(
        name=f"{report.on}", title=TITLE, filler="填报单位（盖章）：",
        unit_line=f"{written(report.on)}　单位：套、㎡、万元", columns=columns(), rows=rows, total=total,
        notes=[*SCOPE, f"5.取数时刻：{taken:%Y-%m-%d %H:%M:%S}{revision}；此后补录的事项不改本表。"],
        signoff=SIGNOFF, indent="indent",
    )


def daily_workbook(report: DailyReport, lines: Lines) -> bytes:
    """Return the Excel form; the same frozen lines give the same bytes."""
    return write_forms([daily_sheet(report, lines)])
