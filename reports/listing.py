"""All figures as plain rows for the command line and for exchange."""
from typing import Any

from reports.evaluate import IndicatorSet, audit_years
from reports.issue import figures_json


def indicator_rows(figures: IndicatorSet) -> list[dict[str, Any]]:
    """Return one row per indicator, in the order of the catalogue, with its values per unit."""
    printed = figures_json(figures, figures)
    rows = [{"key": key, **row} for key, row in printed.items()]
    return [*rows, *(_unit_counts(year, printed[f"audit_{year}_open_total"]) for year in audit_years(figures))]


def _unit_counts(year: int, total: dict[str, Any]) -> dict[str, Any]:
    """The cross-table's margin by unit, as one figure: {unit: open findings}."""
    counts = {name: count for name, count in total["by_unit"].items() if count}
    return {
        "key": f"audit_{year}_unit_counts",
        "label": f"{year}年审计未整改问题（分单位）",
        "unit": "个",
        "value": counts,
        "numerator": None,
        "denominator": None,
        "record_count": total["record_count"],
        "by_unit": counts,
    }
