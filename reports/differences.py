"""What an official paper says, against what the records say today: figure by figure, record by record."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from housing_portal.accounts.models import Unit
from reports.bindings import binding_of, kept
from reports.documents.phrases import exact
from reports.enums import OUT, DocumentKind, DocumentStatus
from reports.evaluate import IndicatorSet
from reports.models import Capture, Document, FigureBinding
from reports.moments import figures_for, live_figures
from reports.overrides import POINTS
from reports.services.parts import last_capture
from reports.slots import Library
from reports.slots.parts import Answer, Facts, Slot

Record = tuple[str, int]


@dataclass(frozen=True)
class Difference:
    """A figure that would be another today: its slot, if there still is one, and today's answer."""

    binding: FigureBinding
    slot: Slot | None
    answer: Answer

    @property
    def label(self) -> str:
        return self.binding.label

    @property
    def written(self) -> str:
        """Return what the records gave: as the paper prints it, written out or else in every way of writing it.

        A column that names the unit of measure in its head prints the bare value. Of an overridden figure the paper
        prints another one, see ``printed``.
        """
        if self.is_directed:
            return directed(self.binding.value)
        value = exact(self.binding.value, self.binding.measured_in)
        texts = [value] if self.binding.override else self.binding.texts
        return value if value in texts or exact(self.binding.value, "") in texts else "、".join(texts) or value

    @property
    def printed(self) -> str:
        """Return what the paper prints: the value of the records, or the one that was approved in its place."""
        other = self.binding.override
        if other is None:
            return self.written
        return directed(other.value) if self.is_directed else exact(other.value, other.measured_in)

    @property
    def is_directed(self) -> bool:
        """Tell whether the paper prints a distance without its sign, the direction in words: 低16.67个百分点."""
        binding = self.binding
        return binding.measured_in == POINTS and exact(binding.value, POINTS) not in binding.texts

    @cached_property
    def now(self) -> FigureBinding:
        """Return the binding that a capture would make today, not stored."""
        old = self.binding
        if self.slot is None:
            return FigureBinding(key=old.key, unit=old.unit, label=old.label, measured_in=old.measured_in)
        return binding_of(self.slot, self.answer, old.unit, old.place, [])

    @property
    def written_now(self) -> str:
        """Return today's value with its unit of measure."""
        if self.is_directed:
            return directed(kept(self.answer.value, self.binding.measured_in))
        return exact(kept(self.answer.value, self.binding.measured_in), self.binding.measured_in)

    @property
    def delta(self) -> Decimal | None:
        """Return today's value less the printed one; None where one of them is no number."""
        now, then = number(self.now.value), number(self.binding.value)
        return None if now is None or then is None else now - then

    @cached_property
    def added(self) -> list[list[Any]]:
        """Return the records that count today and did not then."""
        then = by_record(self.binding.records)
        return [row for row in self.now.records if record_of(row) not in then]

    @cached_property
    def removed(self) -> list[list[Any]]:
        """Return the records that counted then and do not today."""
        now = by_record(self.now.records)
        return [row for row in self.binding.records if record_of(row) not in now]

    @cached_property
    def changed(self) -> list[tuple[list[Any], list[Any]]]:
        """Return the records that add another amount today: (then, now)."""
        then = by_record(self.binding.records)
        pairs = [(then.get(record_of(row)), row) for row in self.now.records]
        return [(old, row) for old, row in pairs if old is not None and old[2] != row[2]]


def differences(document: Document) -> list[Difference]:
    """Return the figures of the paper as captured that would be printed otherwise, in the paper's order.

    A paper that is out is held against the records as they are today; one under way against what a new capture
    would print, which in a locked month is what was locked.
    """
    figures = live_figures(document) if document.status in OUT else figures_for(document)
    return compared(document, bindings_of(document), figures)


def said(document: Document) -> list[FigureBinding]:
    """Return what is said of each figure by now: by the paper itself, or by the last notice that has corrected it."""
    rows = {row.printed_key: row for row in bindings_of(document)}
    out = document.corrections.filter(kind=DocumentKind.CORRECTION, status__in=OUT - {DocumentStatus.WITHDRAWN})
    for notice in out.order_by("pk"):  # one at a time is under way: they were issued in this order
        rows |= {row.printed_key: row for row in said(notice) if row.printed_key in rows}
    return list(rows.values())


def bindings_of(document: Document) -> list[FigureBinding]:
    """Return the figures of the last capture; those that a paper of earlier days was stored with; or none."""
    capture = last_capture(document)
    return captured_bindings(capture) if capture else old_bindings(document)


def compared(document: Document, bindings: Sequence[FigureBinding], figures: IndicatorSet) -> list[Difference]:
    """Return which of ``bindings`` differ from what ``figures`` answer."""
    facts, library = Facts(document.subject, figures), Library(figures)
    found = [(binding, library.find(binding.key)) for binding in bindings]
    answers = [(binding, slot, slot.answer(facts, binding.unit) if slot else Answer(None)) for binding, slot in found]
    return [Difference(binding, slot, answer) for binding, slot, answer in answers if differs(binding, answer)]


def differs(binding: FigureBinding, answer: Answer) -> bool:
    """Tell whether value, numerator or denominator has moved."""
    then = (binding.value, binding.numerator, binding.denominator)
    now = (kept(answer.value, binding.measured_in), kept(answer.numerator), kept(answer.denominator))
    return then != now


def captured_bindings(capture: Capture) -> list[FigureBinding]:
    with_persons = ("unit", "capture__document", "override__asked_by", "override__decided_by")
    return list(capture.bindings.select_related(*with_persons).order_by("place"))


def old_bindings(document: Document) -> list[FigureBinding]:
    """Return the figures of a paper issued before captures were kept; of their records only the number is known."""
    copy = getattr(document, "issued_copy", None)
    figures: Mapping[str, Mapping[str, Any]] = copy.figures if copy else {}
    units = {unit.name: unit for unit in Unit.objects.order_by("pk")}
    found = []
    for key, figure in figures.items():
        of_units = [(units[name], value) for name, value in figure["by_unit"].items() if name in units]
        found.append(_old(key, figure, None, figure["value"], figure["numerator"], figure["denominator"]))
        found += [_old(key, figure, unit, value, None, None) for unit, value in of_units if figure["unit"] != "%"]
    return found


def _old(
    key: str, figure: Mapping[str, Any], unit: Unit | None, value: Any, numerator: Any, denominator: Any
) -> FigureBinding:
    return FigureBinding(
        key=key, unit=unit, label=f"{unit.name if unit else ''}{figure['label']}", measured_in=figure["unit"],
        value=value, numerator=numerator, denominator=denominator,
    )


def by_record(rows: Sequence[Sequence[Any]]) -> dict[Record, Sequence[Any]]:
    return {record_of(row): row for row in rows}


def record_of(row: Sequence[Any]) -> Record:
    """Return model label and key of a kept record."""
    return row[0], row[1]


def number(value: Any) -> Decimal | None:
    """Return a kept value as a number; None for words and days."""
    try:
        found = Decimal(value) if isinstance(value, int | str) and not isinstance(value, bool) else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None


def directed(value: Any) -> str:
    """Write a distance in points the way papers do, without a sign: 低16.67个百分点, 高0.41个百分点, 持平."""
    points = number(value)
    if not points:
        return exact(value, POINTS) if points is None else "持平"
    return f"{'低' if points < 0 else '高'}{abs(points)}{POINTS}"
