"""Every slot of a paper with its value and what stands behind it: what page, workbook and paper are compared by."""
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from housing_portal.accounts.models import Unit
from housing_portal.kit.scope import Scope
from reports.bindings import bound
from reports.compose import Composed, built_in, compose
from reports.evaluate import IndicatorSet
from reports.kinds import FREE_TEXTS
from reports.models import Capture, Document, FigureBinding, FigureOverride
from reports.papers import figures_in
from reports.slots import Library
from reports.slots.parts import Facts, Slot
from reports.templating.grammar import parse, walk, words_of
from reports.templating.tree import Each, If, SlotOf


def sheet_of(document: Document, figures: IndicatorSet, composed: Composed) -> list[FigureBinding]:
    """Return, not stored, one row per figure that the paper prints, then one per slot that its template only names.

    A slot that is named but not printed stands in a condition, in a branch that was not taken, or in a sentence that
    was left out.
    """
    printed: dict[str, Sequence[str]] = dict(figures_in(composed.paper))
    library = Library(figures)
    for name in names_in(document):
        slot = library.find(name)
        if slot is not None and not any(key.partition("@")[0] == slot.code for key in printed):
            printed[slot.code] = ()
    return bound(Facts(document, figures), printed)


def names_in(document: Document) -> Iterator[str]:
    """Yield the slots that the template of ``document`` and its free text name, by code or label."""
    for node in walk(parse(template_text(document)).nodes):
        if isinstance(node, SlotOf | Each):
            yield node.name
        elif isinstance(node, If):
            yield from node.condition.names()
    for field in FREE_TEXTS:
        yield from (node.name for node in words_of(getattr(document, field)) if isinstance(node, SlotOf))


def template_text(document: Document) -> str:
    """Return the text that ``document`` is written from."""
    return document.template.body if document.template else built_in(document.kind)


def sum_of(row: FigureBinding) -> int | Decimal | None:
    """Return what the records of a row add up to; None when they only stand behind it, as behind a rate."""
    if row.denominator is not None:
        return None
    adds = [Decimal(str(share)) for _label, _pk, share in row.records if share is not None]
    return number(sum(adds, Decimal(0))) if adds else None


def number(value: Decimal) -> int | Decimal:
    """Return a whole number as such."""
    return int(value) if value == value.to_integral_value() else value


def typed(value: Any, row: FigureBinding) -> int | Decimal | str | None:
    """Return a kept value as the number that it is; names and days stay text."""
    if isinstance(value, str) and row.measured_in:
        try:
            return Decimal(value)
        except ArithmeticError:
            return value
    return value


def live_slots(document: Document, figures: IndicatorSet) -> dict[str, Any]:
    """Return all slots of a draft by their key, as it would be now, and the sentences that are left out of it."""
    composed = compose(document, figures)
    told = _told(document, figures, figures.scope, sheet_of(document, figures, composed), composed.omitted)
    return {**told, "template": composed.template_name, "template_sha256": composed.template_sha256}


def captured_slots(document: Document, capture: Capture, rows: Sequence[FigureBinding]) -> dict[str, Any]:
    """Return the same of a captured or issued paper: what was captured, whatever the records say today."""
    scope = Scope(capture.as_of, capture.data_cutoff)
    told = _told(document, IndicatorSet(scope), scope, rows, capture.omitted)
    return {**told, "template": capture.template_name, "template_sha256": capture.template_sha256}


def _told(document: Document, figures: IndicatorSet, scope: Scope, rows: Sequence[FigureBinding],
          omitted: Sequence[str]) -> dict[str, Any]:
    library, units, left_out = Library(figures), {unit.pk: unit for unit in Unit.objects.all()}, "".join(omitted)
    return {
        "kind": document.kind, "title": document.title, "as_of": scope.as_of.isoformat(),
        "period_from": Facts(document, figures).first.isoformat(),
        "data_cutoff": scope.cutoff.isoformat(timespec="seconds"),
        "slots": {row.printed_key: _slot_json(row, library.find(row.key), units, left_out) for row in rows},
        "omitted": list(omitted),
    }


def _slot_json(row: FigureBinding, slot: Slot | None, units: Mapping[int, Unit], left_out: str) -> dict[str, Any]:
    """Return one slot.

    ``empty`` tells that nobody states the slot although the paper was to print it: its sentence was left out.
    """
    total = sum_of(row)
    return {
        "label": row.label, "value": row.value, "unit": row.measured_in, "text": "、".join(row.texts),
        "numerator": row.numerator, "denominator": row.denominator, "record_count": len(row.records),
        "sum_of_records": total if isinstance(total, int | None) else str(total), "printed": bool(row.texts),
        "of_unit": units[row.unit_id].name if row.unit_id else "",
        "empty": row.value is None and (slot is None or slot.empty is None) and f"［{row.label}］" in left_out,
        **_override_json(row.override),
    }


def _override_json(row: FigureOverride | None) -> dict[str, dict[str, str]]:
    """Return, of an overridden slot alone, what is printed instead of the value, why, who asked and who agreed."""
    if row is None:
        return {}
    return {"overridden": {
        "value": row.value, "reason": row.reason, "asked_by": row.asked_by.name, "approved_by": row.decided_by.name,
    }}
