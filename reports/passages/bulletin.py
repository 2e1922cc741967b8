"""督查通报: the passages of dossier §6.3, every figure from the IndicatorSet, a row for every unit."""
from affordable.enums import Forecast
from housing_portal.accounts.models import Unit
from housing_portal.kit.charts import SLOW
from housing_portal.kit.gongwen import Block, Figure, Paragraph, Run
from housing_portal.kit.numerals import chinese_number
from housing_portal.kit.periods import written
from reports.documents.phrases import GAP, Phrases, cited, gap_key, names, plain_rate
from reports.evaluate import IndicatorSet, audit_table, audit_years
from reports.slots.parts import Facts

TARGETS = (
    ("棚户区改造开工", "shantytown_target_sets"), ("新建公租房", "rental_target_sets"),
    ("续建项目基本建成", "continued_target_sets"), ("发放租赁补贴", "subsidy_target_households"),
    ("完成投资", "investment_target"),
)
FORECASTS = {
    Forecast.CAN: "计划年底前基本建成", Forecast.PARTLY: "能部分完成攻坚任务", Forecast.DIFFICULT: "完成有困难",
}


# -- this year's tasks ---------------------------------------------------------------------------------


def targets(facts: Facts) -> list[Block]:
    figures, say, target_doc = facts.figures, Phrases(facts.figures), facts.document.target_doc
    opening = f"{f'按照{cited(target_doc)}，' if target_doc else ''}{_whole(figures)}{figures.scope.year}年目标任务"
    runs: list[Run] = []
    for label, key in TARGETS:
        if figures.value(key) is None:
            continue
        runs += ["，" if runs else "", label, say.number(key)]
        if key == "shantytown_target_sets" and figures.value("old_core_target_sets") is not None:
            runs += ["（其中老旧城区", say.number("old_core_target_sets"), "）"]
    return [Paragraph([f"{opening}为：", *runs, "。"] if runs else f"{opening}尚未登记。")]


def started(facts: Facts) -> list[Block]:
    figures, say = facts.figures, Phrases(facts.figures)
    runs: list[Run] = [f"{_whole(figures)}棚户区改造已开工", say.number("shantytown_started_sets")]
    runs += _share(say, "shantytown_start_rate")
    if figures.value("old_core_target_sets") is not None:
        runs += ["；其中老旧城区已开工", say.number("old_core_started_sets"), *_share(say, "old_core_rate", False)]
    if figures.value("rental_target_sets") is not None:
        runs += ["；公租房已开工", say.number("rental_started_sets"), *_share(say, "rental_start_rate", False)]
    runs.append("。")
    done = say.units_with("shantytown_started_sets", figures.units)
    if done:  # it comes after the rental homes: it must say whose sets it lists
        runs += ["棚户区改造分单位看，", *say.listed("shantytown_started_sets", done), "。"]
    return [Paragraph([*runs, *_not_started(figures, say)])]


def _not_started(figures: IndicatorSet, say: Phrases) -> list[Run]:
    """Name the units with a target and no start, each with its target and, once, what its note says."""
    runs: list[Run] = []
    notes = dict(figures.remarks)
    for unit in figures.units:
        for label, target, result in (
            ("棚改", "shantytown_target_sets", "shantytown_started_sets"),
            ("公租房", "rental_target_sets", "rental_started_sets"),
        ):
            if not figures.value(target, unit) or figures.value(result, unit):
                continue
            note = notes.pop(unit.pk, "").rstrip("。")
            runs += [
                "；" if runs else "有任务尚未开工的：", unit.name, f"（{label}任务", say.number(target, unit),
                f"，{note}）" if note else "）",
            ]
    return [*runs, "。"] if runs else []


def continued(facts: Facts) -> list[Block]:
    figures, say = facts.figures, Phrases(facts.figures)
    done = say.units_with("continued_basic_done_sets", figures.units)
    runs: list[Run] = ["续建项目基本建成", say.number("continued_basic_done_sets")]
    runs += [*_share(say, "continued_basic_done_rate"), "。"]
    if done:
        runs += ["分单位看，", *say.listed("continued_basic_done_sets", done), "。"]
        broken_down, expected = _expected(figures, "continued_target_sets")
        rest = [unit for unit in expected if unit not in done]
        if rest:
            runs.append(f"{names(rest)}尚无进展。" if broken_down else "其余单位没有进展记录。")
    return [Paragraph(runs)]


def investment(facts: Facts) -> list[Block]:
    figures, say, key = facts.figures, Phrases(facts.figures), "investment_total_wan_derived"
    if not figures.states(key):
        return [Paragraph("各单位均未报完成投资。")]
    units = figures.units
    done, zero = say.units_with(key, units), say.units_with(key, units, zero=True)
    silent = [unit for unit in units if figures.value(key, unit) is None]
    runs: list[Run] = ["累计完成投资", say.number(key), *_share(say, "investment_rate"), "。"]
    if done:
        runs += ["分单位看，", *say.listed(key, done), "。"]
    if zero:
        runs.append(f"{names(zero)}完成投资为0。")
    if silent:
        runs.append(f"{names(silent)}未报完成投资。" if done or zero else "各单位未分别上报。")
    return [Paragraph(runs)]


def subsidies(facts: Facts) -> list[Block]:
    figures, say = facts.figures, Phrases(facts.figures)
    runs: list[Run] = []
    for key in ("subsidy_households", "subsidy_amount_wan"):
        if figures.states(key):
            runs += ["、" if runs else "已发放租赁补贴", say.number(key)]
    if figures.states("subsidy_households"):
        runs += _share(say, "subsidy_household_rate")
    runs.append("。" if runs else "没有登记租赁补贴发放数。")
    return [Paragraph([*runs, *_quarters(figures)])]


def _quarters(figures: IndicatorSet) -> list[Run]:
    """Say up to which quarter each unit has paid, the furthest first."""
    runs: list[Run] = []
    paid = figures.subsidy_quarters
    for quarter in sorted(set(paid.values()), reverse=True):
        reached = [unit for unit in figures.units if paid.get(unit.pk) == quarter]
        if reached:
            runs.append(f"发放至第{chinese_number(quarter)}季度的有{names(reached)}。")
    unpaid = [unit for unit in _expected(figures, "subsidy_target_households")[1] if unit.pk not in paid]
    if unpaid:
        runs.append(f"{names(unpaid) if runs else '各单位'}尚无发放记录。")
    return runs


def _expected(figures: IndicatorSet, target_key: str) -> tuple[bool, list[Unit]]:
    """Tell whether a target is broken down by unit, and name the units that have to report on it."""
    tasked = [unit for unit in figures.units if figures.value(target_key, unit)]
    return bool(tasked), tasked or figures.units


def _share(say: Phrases, rate_key: str, pace: bool = True) -> list[Run]:
    if say.figures.value(rate_key) is None:
        return []
    return ["，占年度目标任务的", say.number(rate_key), *(say.against_pace(rate_key) if pace else [])]


def _whole(figures: IndicatorSet) -> str:
    return str(figures.whole or "全域")


# -- arrears, audits, carried-over projects ------------------------------------------------------------


def arrears(facts: Facts) -> list[Block]:
    figures, say = facts.figures, Phrases(facts.figures)
    owed = figures.total("arrears_derived").records
    if not owed and not figures.value("arrears_arranged_total"):
        return [Paragraph("没有登记历年公租房建设管理情况。")]
    runs: list[Run] = []
    if owed:
        runs += [
            f"{figures.stock_period}下达{_whole(figures)}公租房建设任务", say.number("rental_assigned_sets"),
            "，上报完成", say.number("rental_reported_done_sets"), "，盘活", say.number("rental_reused_sets"),
            "，实有政府投资公租房", say.number("rental_existing_sets"),
            "，历史欠账", say.number("arrears_derived"), "。",
        ]
    arranged = say.units_with("arrears_arranged_total", figures.reporting_units)
    if arranged:
        runs += ["共落实历史欠账", say.number("arrears_arranged_total"), "，分别是："]
        runs += [*say.listed("arrears_arranged_total", arranged), "。"]
    if arranged and figures.arrears_due_on:
        runs.append(f"须于{written(figures.arrears_due_on)}前分配入住。")
    return [Paragraph(runs)]


def audits(facts: Facts) -> list[Block]:
    figures, say = facts.figures, Phrases(facts.figures)
    years = audit_years(figures)
    if not years:
        return [Paragraph("没有登记审计未整改问题。")]
    if not figures.value("audit_open_total"):
        return [Paragraph("跟踪审计发现的问题已全部整改销号。")]
    runs: list[Run] = ["跟踪审计发现的问题仍有", say.number("audit_open_total"), "未整改"]
    if len(years) > 1:
        runs.append("，其中")
        for position, year in enumerate(years):
            runs += ["、" if position else "", f"{year}年", say.number(f"audit_{year}_open_total")]
    return [Paragraph([*runs, "。"]), *(block for year in reversed(years) for block in _audit_year(figures, say, year))]


def _audit_year(figures: IndicatorSet, say: Phrases, year: int) -> list[Block]:
    table, key = audit_table(figures, year), f"audit_{year}_open_total"
    blocks: list[Block] = []
    classes: list[Run] = []
    for column, name, count in zip(table.keys, table.categories, table.totals, strict=True):
        if not count:
            continue
        units = [unit for unit, _ in table.units_of(name)]
        classes += ["；" if classes else "", f"{name}涉及", Figure(f"{len(units)}个单位", column),
                    say.number(column), "问题"]
        classes += ["，分别为", *say.listed(column, units)] if len(units) > 1 else [f"，为{names(units)}"]
    if classes:
        rest = ["；未分类", say.number(f"audit_{year}_category_0")] if table.uncategorised else []
        blocks.append(Paragraph([f"{year}年审计问题分类别看：", *classes, *rest, "。"]))
    units = [unit for unit, _, total in table.rows if total]
    if units:
        blocks.append(Paragraph([f"{year}年审计问题分单位看：", *say.listed(key, units), "。"]))
    return blocks


def push(facts: Facts) -> list[Block]:
    figures, say = facts.figures, Phrases(facts.figures)
    if not figures.total("continued_task_sets").records and not figures.forecast_units:
        return [Paragraph("没有登记续建攻坚任务。")]
    runs: list[Run] = []
    if figures.states("continued_task_sets"):
        before = f"{written(figures.push_begun_before)}前" if figures.push_begun_before else ""
        runs += [f"{before}开工未建成的", say.number("continued_task_sets"), "。"]
    told: list[Run] = []
    for forecast, text in FORECASTS.items():
        units = figures.forecast_units.get(forecast, [])
        if units:
            count = Figure(f"{len(units)}个单位", "continued_task_sets", "按研判结果列名的单位个数")
            told += ["；" if told else "", names(units), *([count] if len(units) > 1 else []), text]
    return [Paragraph([*runs, *told, *(["。"] if told else [])])]


# -- second part ---------------------------------------------------------------------------------------


def lagging(facts: Facts) -> list[Block]:
    """Name what is behind the time share by more than the amber limit, with rate and gap."""
    figures, say = facts.figures, Phrases(facts.figures)
    runs: list[Run] = []
    for programme in figures.lagging_programmes:
        pace = figures.pace(programme)
        runs += [
            "；" if runs else f"落后序时进度超过{abs(SLOW)}个百分点的有：",
            # no brackets: with an opening mark a rate would be too long to break a line before
            f"{programme.label.removeprefix('其中：').removeprefix('完成')}完成率", say.number(programme.rate), "，差",
            Figure(plain_rate(abs(pace.gap)), gap_key(programme.rate), GAP), "个百分点",
        ]
    return [Paragraph([*runs, "。"])] if runs else []


PASSAGES = {
    "年度目标任务": targets,
    "开工情况": started,
    "续建项目基本建成情况": continued,
    "完成投资情况": investment,
    "租赁补贴发放情况": subsidies,
    "历年公租房建设管理情况": arrears,
    "审计问题整改情况": audits,
    "续建项目攻坚情况": push,
    "落后序时进度的任务": lagging,
}
