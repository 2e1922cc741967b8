"""From the figures that a paper prints to what stands behind each: its slot, its value, and what every record adds."""
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from housing_portal.accounts.models import Unit
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.indicators import machine
from reports.models import FigureBinding
from reports.overrides import in_force
from reports.slots import Library
from reports.slots.parts import Answer, Facts, Line, Slot, Value

Key = tuple[str, int | None]


def bound(facts: Facts, printed: Mapping[str, Sequence[str]]) -> list[FigureBinding]:
    """Return a binding, not yet stored, for every key of ``printed``. Raises ServiceError for a key that no slot has.

    A figure that opens nothing must not be captured: it would be a typed number in the dress of a record. One that is
    printed with another value keeps that of its records beside the override.
    """
    pairs = [(split(key), texts) for key, texts in printed.items()]
    units = Unit.objects.in_bulk({pk for (_, pk), _ in pairs if pk is not None})
    library, found, others = Library(facts.figures), [], in_force(facts)
    subject = replace(facts, document=facts.document.subject)
    for place, ((code, pk), texts) in enumerate(pairs):
        slot = library.find(code)
        if slot is None or (pk is not None and pk not in units):
            raise ServiceError(f"文中的数字“{'、'.join(texts)}”没有对应的取数项（{code}），请联系系统管理员核对模板。")
        unit = None if pk is None else units[pk]
        binding = binding_of(slot, slot.answer(subject if texts else facts, unit), unit, place, texts)
        binding.override = others.get(binding.printed_key)
        found.append(binding)
    return found


def binding_of(slot: Slot, answer: Answer, unit: Unit | None, place: int, texts: Sequence[str]) -> FigureBinding:
    """Return the binding of one figure, not yet stored."""
    return FigureBinding(
        place=place, key=slot.code, unit=unit, label=f"{unit.name if unit else ''}{slot.label}"[:80],
        measured_in=slot.measured_in, formula=slot.formula, basis=slot.basis, texts=list(texts),
        value=kept(answer.value, slot.measured_in), numerator=kept(answer.numerator),
        denominator=kept(answer.denominator), records=list(_records(answer)),
    )


def split(key: str) -> Key:
    """Return code and unit of a figure's key: ``code`` or ``code@unit``."""
    code, _, unit = key.partition("@")
    return code, int(unit) if unit else None


def kept(value: Value, measured_in: str = "") -> Any:
    """Return a value as JSON holds it: numbers without loss, a day as its text."""
    if isinstance(value, int | Decimal):
        return machine(value, measured_in)
    return value.isoformat() if isinstance(value, date) else value


def _records(answer: Answer) -> Iterator[list[Any]]:
    """Yield label, key and share of the records, in the order of their keys."""
    rows = [(row._meta.label_lower, row.pk, kept(adds)) for row, adds in _lines(answer)]
    yield from (list(row) for row in sorted(rows, key=lambda row: row[:2]))


def _lines(answer: Answer) -> Sequence[Line]:
    """Return the records with what they add; where nothing is said, each of as many rows as the value counts one."""
    if not isinstance(answer.records, QuerySet):
        return answer.records
    rows = list(answer.records)
    counts = isinstance(answer.value, int) and answer.value == len(rows)
    return [(row, 1 if counts else None) for row in rows]
