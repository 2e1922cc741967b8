"""All figures as plain rows for the command line and for exchange."""
from typing import Any

from housing_portal.kit.indicators import machine
from reports.evaluate import IndicatorSet, audit_years
from reports.issue import figures_json


def indicator_rows(figures: IndicatorSet) -> list[dict[str, Any]]:
    """Return one row per indicator, in the order of the catalogue, with its values per unit."""
    rows = [
        {"key": key, **row, "by_unit": _by_unit(figures, key)} for key, row in figures_json(figures).items()
    ]
    return [*rows, *(_unit_counts(figures, year) for year in audit_years(figures))]


def _by_unit(figures: IndicatorSet, key: str) -> dict[str, Any]:
    indicator, values = figures.indicators[key], figures.figures(key).by_unit
    return {
        unit.name: machine(indicator.shown(values[unit.pk].value), indicator.unit)
        for unit in figures.reporting_units
        if unit.pk in values
    }


def _unit_counts(figures: IndicatorSet, year: int) -> dict[str, Any]:
    """The cross-table's margin by unit, as one figure: {unit: open findings}."""
    key = f"audit_{year}_open_total"
    counts = {name: count for name, count in _by_unit(figures, key).items() if count}
    return {
        "key": f"audit_{year}_unit_counts",
        "label": f"{year}年审计未整改问题（分单位）",
        "unit": "个",
        "value": counts,
        "numerator": None,
        "denominator": None,
        "records": figures.total(key).records,
        "by_unit": counts,
    }
