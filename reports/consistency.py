"""勾稽: what does not fit together, with both numbers, before a paper is issued.

Every check takes the same IndicatorSet as the surfaces, so a warning and a page never disagree. Rules: dossier §6.1,
§6.3 (list of inconsistencies).
"""
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from django.db.models import QuerySet

from affordable import indicators as affordable
from affordable.models import ImportBatch, Milestone
from housing_portal.accounts.models import Unit
from housing_portal.kit.figures import plain
from housing_portal.kit.scope import Scope
from reports.catalogue import PROGRAMMES
from reports.checks.programmes import PROGRAMME_CHECKS
from reports.checks.rental import RENTAL_CHECKS
from reports.enums import Severity
from reports.evaluate import IndicatorSet, audit_table, audit_years, evaluate
from reports.models import StatedFigure
from reports.warning import Number, Warning, shown

MOST_DIGITS = 20


def check(scope: Scope) -> list[Warning]:
    """Return all warnings of ``scope``, the red ones first."""
    return check_set(evaluate(scope))


def check_set(figures: IndicatorSet) -> list[Warning]:
    """Return all warnings of an evaluated set, the red ones first, each once."""
    found: dict[str, Warning] = {}
    for rule in (
        stated_against_records, import_differences, targets_add_up, parts_within_whole, ready_is_not_started,
        arranged_against_arrears, arrears_covered, investment_before_start, waiting_for_confirmation,
        *PROGRAMME_CHECKS, *RENTAL_CHECKS,
    ):
        for warning in rule(figures):
            found.setdefault(warning.key, warning)
    return sorted(found.values(), key=lambda w: w.severity != Severity.RED)


# -- printed figures ---------------------------------------------------------------------------------

def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found.adjusted()) < MOST_DIGITS else None  # 1E999990 is no figure


def _category_units(figures: IndicatorSet, year: int, category: str) -> int | None:
    table = audit_table(figures, year)
    return len(table.units_of(category)) if category in table.categories else None


def derived_value(figures: IndicatorSet, indicator: str, subject: str) -> Number | None:
    """Return what the records give for a printed figure; None when nothing here answers it.

    ``subject`` is empty for the total, a unit's name for one unit, or a class of findings for the number of units
    concerned (indicator ``audit_<year>_category_units``). Whoever sees some units only has no totals to compare with.
    """
    unit = next((u for u in figures.reporting_units if subject in (u.name, u.short_name)), None) if subject else None
    if unit is None and figures.scope.unit_ids is not None:
        return None
    if indicator.startswith("audit_") and indicator.endswith("_category_units"):
        year = indicator.split("_")[1]
        return _category_units(figures, int(year), subject) if int(year) in audit_years(figures) else None
    if indicator not in figures.indicators:
        return None
    if not subject:
        return figures.value(indicator)
    return None if unit is None else figures.value(indicator, unit)


def stated_against_records(figures: IndicatorSet) -> Iterator[Warning]:
    """A printed figure differs from what the records add up to: totals, 涉及 n 个, project counts."""
    for stated in StatedFigure.objects.known(figures.scope):
        derived = derived_value(figures, stated.indicator, stated.subject)
        value = _number(stated.value)
        if derived is None or value is None or _agree(value, Decimal(derived)):
            continue
        subject = f"{stated.label}{f'（{stated.subject}）' if stated.subject else ''}"
        yield Warning(
            "stated", Severity.RED, f"{stated.indicator}/{stated.subject}",
            f"{subject}：{stated.source}写 {plain(value)}{stated.unit}，按记录为 {shown(derived)}{stated.unit}，"
            f"相差 {plain(abs(value - derived))}{stated.unit}。请以记录为准，或写明差异原因。",
            _tidy(value), "所写", derived, "按记录", stated.unit, stated.indicator,
        )


def _agree(stated: Decimal, derived: Decimal) -> bool:
    """A figure printed with fewer decimals agrees when the exact one rounds to it (13.4 and 13.37)."""
    places = max(0, -stated.as_tuple().exponent)
    return abs(stated - derived) * 2 <= Decimal(1).scaleb(-places) if places else stated == derived


def _tidy(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else value


def import_differences(figures: IndicatorSet) -> Iterator[Warning]:
    """The 合计 row of an imported table differs from the sum of its rows: for whoever may see all the rows."""
    if figures.scope.unit_ids is not None:
        return
    for batch in ImportBatch.objects.filter(as_of=figures.scope.as_of, recorded_at__lte=figures.scope.cutoff):
        for item in batch.differences:
            stated, derived = Decimal(str(item["stated"])), Decimal(str(item["derived"]))
            yield Warning(
                "stated", Severity.RED, f"{item['indicator']}/",
                f"{item['label']}：导入表格《{batch.file_name}》合计行写 {plain(stated)}{item['unit']}，"
                f"各行之和为 {plain(derived)}{item['unit']}，相差 {plain(abs(stated - derived))}{item['unit']}。"
                "合计行不入库，请核对分项或写明差异原因。",
                _tidy(stated), "合计行", _tidy(derived), "分项和", item["unit"], item["indicator"],
            )


# -- targets -----------------------------------------------------------------------------------------

def targets_add_up(figures: IndicatorSet) -> Iterator[Warning]:
    """Σ of the units' targets must be the target of the whole (dossier §3.5)."""
    if figures.whole is None or figures.scope.unit_ids is not None:
        return
    for programme in PROGRAMMES:
        whole = figures.value(programme.target, figures.whole)
        parts = [figures.value(programme.target, unit) for unit in figures.units]
        given = [part for part in parts if part is not None]
        total = sum(given)
        if whole is None or whole == total:
            continue
        missing = len(parts) - len(given)
        yield Warning(
            "targets_add_up", Severity.RED, programme.code,
            f"{programme.label}：{figures.whole}目标 {shown(whole)}{programme.unit}，各单位目标之和 {shown(total)}"
            f"{programme.unit}，相差 {shown(abs(whole - total))}{programme.unit}（{missing} 个单位未登记目标）。"
            "请补登各单位目标或写明原因。",
            whole, f"{figures.whole}目标", total, "各单位之和", programme.unit, programme.target,
        )


def parts_within_whole(figures: IndicatorSet) -> Iterator[Warning]:
    """其中 must not exceed what it is part of, in targets and in results."""
    for part in (p for p in PROGRAMMES if p.part_of):
        main = next(p for p in PROGRAMMES if p.code == part.part_of)
        for unit in (None, *figures.units):
            for word, part_key, main_key in (("任务", part.target, main.target), ("完成", part.done, main.done)):
                inner, outer = figures.value(part_key, unit), figures.value(main_key, unit)
                if inner is None or outer is None or inner <= outer:
                    continue
                name = str(unit or "合计")
                yield Warning(
                    "part_within_whole", Severity.RED, f"{part.code}/{word}/{name}",
                    f"{name}{main.label}{word}：其中数 {shown(inner)} 大于主项 {shown(outer)}{part.unit}，请更正。",
                    inner, "其中", outer, "主项", part.unit, part_key,
                )


# -- progress ----------------------------------------------------------------------------------------

def _ready_notes(figures: IndicatorSet) -> QuerySet:
    return figures.own(affordable.ready_notes(figures.scope)).filter(as_of__year=figures.scope.year)


def ready_is_not_started(figures: IndicatorSet) -> Iterator[Warning]:
    """具备开工条件 is not 开工: the target stays unstarted (dossier §9.22)."""
    for note in _ready_notes(figures):
        target = figures.value("shantytown_target_sets", note.unit)
        started = figures.value("shantytown_started_sets", note.unit) or 0
        planned = target if target is not None else note.project and note.project.sets_planned
        if started and started >= (planned or 0):
            continue
        size = f" {shown(planned)} 套" if planned else "（任务套数未登记）"
        yield Warning(
            "ready_not_started", Severity.AMBER, note.unit.name,
            f"{note.unit}{size}：{note.text.rstrip('。') or note.get_stage_display()}。"
            "具备开工条件不计入开工，"
            f"已开工按 {shown(started)} 套统计。",
            planned, "任务", started, "计入开工", "套", "shantytown_started_sets",
        )


def investment_before_start(figures: IndicatorSet) -> Iterator[Warning]:
    """Investment without a start: a unit with starts to make has made none, yet reports money (dossier §6.3 no. 7)."""
    starts = [p for p in PROGRAMMES if p.code in ("shantytown", "rental")]
    ready = {note.unit_id for note in _ready_notes(figures)}
    for unit in figures.units:
        invested = figures.value("investment_total_wan_derived", unit)
        target = sum(figures.value(p.target, unit) or 0 for p in starts)
        started = sum(figures.value(p.done, unit) or 0 for p in starts)
        if not invested or started or not (target or unit.pk in ready):
            continue
        task = f"开工任务 {shown(target)} 套，" if target else "具备开工条件，"
        yield Warning(
            "investment_before_start", Severity.AMBER, unit.name,
            f"{unit}：{task}已开工 {shown(started)} 套（手续未齐或未开工），"
            f"却完成投资 {shown(invested)} 万元。请核实投资来源，或补登开工。",
            invested, "完成投资（万元）", started, "已开工（套）", "", "investment_total_wan_derived",
        )


def waiting_for_confirmation(figures: IndicatorSet) -> Iterator[Warning]:
    """Milestones that nobody has confirmed yet are not in any figure; say how many."""
    rows = Milestone.objects.waiting().filter(
        actual_on__lte=figures.scope.as_of, recorded_at__lte=figures.scope.cutoff, actual_on__year=figures.scope.year
    )
    sets = list(figures.own(rows).values_list("sets", flat=True))
    if sets:
        yield Warning(
            "waiting", Severity.AMBER, "milestones",
            f"有 {len(sets)} 条里程碑共 {sum(sets)} 套待复核，未计入任何数字。请先复核再取数。",
            len(sets), "待复核（条）", sum(sets), "未计入（套）",
        )


# -- arrears -----------------------------------------------------------------------------------------

def arranged_against_arrears(figures: IndicatorSet) -> Iterator[Warning]:
    """落实历史欠账 should not exceed what is owed; more needs a word (dossier §3.10)."""
    owed, arranged = figures.value("arrears_derived"), figures.value("arrears_arranged_total")
    if not figures.total("arrears_derived").records or not arranged or arranged <= owed:
        return
    yield Warning(
        "arranged_against_arrears", Severity.RED, "rental",
        f"公租房落实历史欠账 {shown(arranged)} 套，大于历史欠账 {shown(owed)} 套，"
        f"多 {shown(arranged - owed)} 套，没有说明。请写明原因或核对各单位落实数。",
        arranged, "落实", owed, "欠账", "套", "arrears_arranged_total",
    )


def arrears_covered(figures: IndicatorSet) -> Iterator[Warning]:
    """Every responsible unit has to say something about its arrears, zero included."""
    arranged = figures.figures("arrears_arranged_total").by_unit
    silent: list[Unit] = [unit for unit in figures.units if unit.pk not in arranged]
    if not arranged or not silent:
        return
    total = len(figures.units)
    yield Warning(
        "arrears_covered", Severity.AMBER, "rental",
        f"历史欠账：{total} 个单位中 {total - len(silent)} 个有登记，未交代的有 "
        f"{'、'.join(map(str, silent))}。没有欠账的请登记 0。",
        total, "单位数", total - len(silent), "已登记", "个", "arrears_arranged_total",
    )
