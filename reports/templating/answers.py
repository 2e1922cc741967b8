"""What the slots of a template answer for one paper, each asked once."""
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from housing_portal.accounts.models import Unit
from housing_portal.kit.gongwen import Figure, Run
from housing_portal.kit.gongwen.paper import as_runs
from housing_portal.kit.periods import written
from reports.documents.phrases import measured, plain_value
from reports.slots import Library
from reports.slots.parts import Answer, Facts, Slot

from .conditions import Value
from .tree import If, Nodes


@dataclass
class Answers:
    facts: Facts
    library: Library
    _answers: dict[tuple[str, int | None], Answer] = field(default_factory=dict)
    _units: dict[str, list[Unit]] = field(default_factory=dict)

    def answer(self, slot: Slot, unit: Unit | None) -> Answer:
        address = (slot.code, unit.pk if unit else None)
        if address not in self._answers:
            self._answers[address] = slot.answer(self.facts, unit)
        return self._answers[address]

    def value(self, name: str, unit: Unit | None) -> Value:
        slot = self.library.find(name)
        return None if slot is None else self.answer(slot, unit).value

    def chosen(self, node: If, unit: Unit | None) -> Nodes:
        """Return the branch whose condition holds, which may be empty."""
        return node.then if node.condition.holds(lambda name: self.value(name, unit)) else node.otherwise

    def units_with(self, slot: Slot) -> list[Unit]:
        """Return the units that have something to say, the largest first; the whole is no unit of its own."""
        if slot.code not in self._units:
            units = self._stating([slot]) if self._is_indicator(slot) else self.facts.figures.reporting_units
            values = [(unit, self.answer(slot, unit).value) for unit in units]
            self._units[slot.code] = [unit for unit, value in sorted(values, key=_largest_first)
                                      if value not in (None, "", 0)]
        return self._units[slot.code]

    def everyone(self, slots: Sequence[Slot]) -> list[Unit]:
        """Return every responsible unit in the order of the register, then others that have one of the figures.

        With those rows a table adds up to its total: 本级 has findings and arrears, a closed unit has its past.
        """
        named = self.facts.figures.units
        others = self._stating([slot for slot in slots if self._is_indicator(slot)])
        return [*named, *(unit for unit in others if unit not in named)]

    def _is_indicator(self, slot: Slot) -> bool:
        return slot.code in self.facts.figures.indicators

    def _stating(self, slots: Sequence[Slot]) -> list[Unit]:
        """Return the units, in their order, for which one of ``slots`` is not nothing."""
        figures = self.facts.figures
        told = {pk for slot in slots for pk, figure in figures.figures(slot.code).by_unit.items() if figure.value}
        units = Unit.objects.filter(pk__in=told).order_by("order", "pk")
        return [unit for unit in units if unit != figures.whole]


def _largest_first(pair: tuple[Unit, Value]) -> tuple[int | Decimal, int, int]:
    unit, value = pair
    return (-value if isinstance(value, int | Decimal) else 0, unit.order, unit.pk)


def printed(slot: Slot, answer: Answer, unit: Unit | None, *, bare: bool = False) -> Sequence[Run]:
    """Return what a slot prints: its own words, else its value in words with its unit of measure."""
    if answer.runs and not bare:
        return as_runs(answer.runs)
    if isinstance(answer.value, date):
        words = written(answer.value)
    elif isinstance(answer.value, str):
        words = answer.value
    else:
        words = (plain_value if bare else measured)(answer.value, slot.measured_in)
    return (figure(slot, unit, words),)


def figure(slot: Slot, unit: Unit | None, words: str) -> Figure:
    """Return ``words`` as the figure of ``slot``, so that they open what stands behind it."""
    address = slot.code if unit is None else f"{slot.code}@{unit.pk}"
    return Figure(words, address, f"{slot.label}：{slot.formula}")
