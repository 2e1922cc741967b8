"""Full coverage: every responsible unit has a row or is named, zero included (dossier §6.3, 5, 12, 14; pitfall 44)."""
import re
from collections.abc import Iterator

from reports.catalogue import PROGRAMMES
from reports.paper_checks.reading import Reading, found
from reports.warning import Warning

SPOKEN = re.compile(r"分别[是为]|分单位看|分(?:县|乡镇)[^，。]{0,6}看")
YEAR_OPEN = re.compile(r"^audit_(\d{4})_open_total$")


def tables_name_every_unit(reading: Reading) -> Iterator[Warning]:
    """A table by unit has a row for each unit that reports on it; the 本级 row is not owed in tables of targets."""
    for sheet in reading.sheets:
        cells = {cell for row in sheet.texts for cell in row if cell}
        named = [unit for unit in reading.figures.units if {unit.name, unit.short_name} & cells]
        missing = [unit.name for unit in reading.figures.units if unit not in named]
        if len(named) * 2 > len(reading.figures.units) and missing:
            yield found(
                "table_units", sheet.where, f"应有 {len(named) + len(missing)} 个责任单位，实有 {len(named)} 行，缺"
                f"{'、'.join(missing)[:120]}。没有任务或零进展的也要列行。",
                len(named) + len(missing), "应列", len(named), "已列", "个",
            )


def sentences_name_every_unit(reading: Reading) -> Iterator[Warning]:
    """Where a paper without a table by unit lists most units, it says something of the others too."""
    if any(all(unit.name in cells for unit in reading.figures.units) for cells in _cells(reading)):
        return
    for passage in reading.passages:
        if not SPOKEN.search(passage.text):
            continue
        named = reading.named(passage.text)
        missing = [unit.name for unit in reading.figures.units if unit not in named]
        named = [unit for unit in named if unit in reading.figures.units]
        if len(named) * 2 > len(reading.figures.units) and missing:
            yield found(
                "named_units", passage.place,
                f"{len(named) + len(missing)} 个责任单位中列了 {len(named)} 个，未交代的有{'、'.join(missing)[:120]}。"
                "没有的请写明“没有”或 0。",
                len(named) + len(missing), "应交代", len(named), "已交代", "个",
            )


def _cells(reading: Reading) -> list[set[str]]:
    return [{cell for row in sheet.texts for cell in row} for sheet in reading.sheets]


def like_figures_have_rates(reading: Reading) -> Iterator[Warning]:
    """Target and result of one task stand without a rate while others have theirs (dossier §6.3, 12)."""
    keys = {one.figure.key for one in reading.printed}
    if not any(programme.rate in keys for programme in PROGRAMMES):
        return
    for programme in PROGRAMMES:
        rate = reading.figures.value(programme.rate) if programme.done in keys else None
        if rate is not None and programme.rate not in keys:
            yield found(
                "rate_missing", programme.label,
                f"写了完成 {reading.figures.value(programme.done)} {programme.unit}，没有写完成率 {rate}%，"
                "其他任务写了。同类指标请同列。",
                amber=True, indicator=programme.rate,
            )


def years_have_a_total(reading: Reading) -> Iterator[Warning]:
    """Findings of several audit years need their total (dossier §6.3, 14)."""
    keys = {one.figure.key for one in reading.printed}
    years = sorted(match[1] for key in keys if (match := YEAR_OPEN.match(key)))
    if len(years) > 1 and "audit_open_total" not in keys:
        yield found(
            "total_missing", "审计未整改问题",
            f"写了 {'、'.join(years)} 年各自的个数，没有写合计 {reading.figures.value('audit_open_total')} 个。"
            "请写明合计。",
            amber=True, indicator="audit_open_total",
        )


CHECKS = (tables_name_every_unit, sentences_name_every_unit, like_figures_have_rates, years_have_a_total)
