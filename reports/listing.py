"""All figures as plain rows for the command line and for exchange."""
from collections.abc import Iterable
from typing import Any

from housing_portal.kit.indicators import Figures, Indicator, machine
from reports.evaluate import IndicatorSet, audit_years


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


def figures_json(figures: IndicatorSet, shown: Iterable[tuple[Indicator, Figures]]) -> dict[str, dict[str, Any]]:
    """Return the figures ``shown``, in total and by unit, as JSON can hold them."""
    return {
        indicator.key: {
            "label": indicator.label,
            "unit": indicator.unit,
            "value": machine(indicator.shown(values.total.value), indicator.unit),
            "numerator": machine(values.total.numerator),
            "denominator": machine(values.total.denominator),
            "record_count": values.total.records,
            "by_unit": {
                unit.name: machine(indicator.shown(values.of(unit.pk).value), indicator.unit)
                for unit in figures.reporting_units
                if unit.pk in values.by_unit
            },
        }
        for indicator, values in shown
    }
