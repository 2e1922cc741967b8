"""The total row: compared with its rows, never stored."""
from collections.abc import Iterable
from decimal import Decimal

from affordable.imports.plan import Figure, ImportPlan
from housing_portal.accounts.models import Unit
from housing_portal.kit.excel.reader import RowRead
from housing_portal.kit.figures import Ratio, rounded
from housing_portal.kit.indicators import Measure, Rate, machine
from housing_portal.kit.scope import Scope


def sum_of(rows: Iterable[RowRead], key: str) -> Figure | None:
    """Return the sum of what the rows state in a column, or None when none of them states anything."""
    given = [row.values[key] for row in rows if row.values[key] is not None]
    return sum(given) if given else None


def should_be(measure: Measure, rows: Iterable[RowRead], scope: Scope, whole: Unit | None) -> Figure | None:
    """Return what the total row has to say: the whole's target, else the sum of the rows, else what is on record."""
    recorded = measure.evaluate(scope, whole.pk if whole else None)
    if measure.whole_first and whole and recorded.of(whole.pk).records:
        return recorded.of(whole.pk).value
    stated = sum_of(rows, measure.key)
    if stated is None and recorded.total.records:
        return recorded.total.value
    return stated


def compare(plan: ImportPlan, measure: Measure, stated: Figure | None, derived: Figure | None) -> None:
    """Note a difference between the total row and its rows, in the unit of the table; no row filled in adds up to 0."""
    if stated is None or stated == (derived or 0):
        return
    if derived is None:
        plan.notices.append(
            f"合计行“{measure.label}”写 {machine(measure.shown(stated))}{measure.unit}，各行都没有填，"
            "无从核对，也没有导入。"
        )
        return
    plan.differences.append({
        "indicator": measure.key, "label": measure.label, "unit": measure.unit,
        "stated": machine(measure.shown(stated)), "derived": machine(measure.shown(derived)),
    })


def agree(stated: Decimal, ratio: Ratio) -> bool:
    """Return whether a rate is what it should be, with as many decimals as it is written; nothing to compare agrees."""
    if ratio.percent is None:
        return True
    places = min(2, max(0, -stated.as_tuple().exponent))
    exact = Decimal(ratio.numerator) * 100 / Decimal(ratio.denominator)
    return rounded(stated, places) == rounded(exact, places)


def compare_rate(plan: ImportPlan, rate: Rate, stated: Decimal | None, ratio: Ratio, printed: Ratio) -> None:
    """Note a rate in the total row that follows neither from the rows nor from the ``printed`` totals beside it.

    Printed totals that differ from their rows are noted already; a rate made of them is no second mistake.
    """
    if stated is not None and not agree(stated, ratio) and not agree(stated, printed):
        plan.differences.append({
            "indicator": rate.key, "label": rate.label, "unit": "%",
            "stated": machine(stated), "derived": machine(ratio.percent),
        })
