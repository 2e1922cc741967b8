"""Every slot that a template may name: each indicator, and what is no indicator: days, names, lists.

A module brings ``SLOTS``; one whose slots have a subject (``estate_due.12``) brings ``resolve`` for such keys.
"""
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from housing_portal.kit.indicators import Indicator
from reports.evaluate import IndicatorSet
from reports.slots import (
    corrections,
    delivery,
    draft,
    escrow_events,
    estates,
    housing,
    inspections,
    market,
    names,
    notices,
    pace,
    projects,
    supervision,
    units,
)
from reports.slots.indicators import slot_of
from reports.slots.parts import Slot

# each with the heading under which the editor's picker shows it
MODULES = (
    ("公文要素", draft),
    ("更正与撤回", corrections),
    ("序时比较", pace),
    ("地名与依据文件", names),
    ("预售监管宣传培训", escrow_events),
    ("保障性安居工程进展", housing),
    ("按项目列出", projects),
    ("督办与催办", notices),
    ("督办事项", supervision),
    ("责任单位情况", units),
    ("市场同比与日报", market),
    ("检查情况", inspections),
    ("保交房情况", delivery),
    ("保交房台账", estates),
)
RESOLVERS: tuple[Callable[[str], Slot | None], ...] = (supervision.resolve, estates.resolve, projects.resolve)

GROUPS: tuple[tuple[str, tuple[Slot, ...]], ...] = tuple((title, module.SLOTS) for title, module in MODULES)
ALL: tuple[Slot, ...] = tuple(slot for _, slots in GROUPS for slot in slots)
_BY_NAME = {name: slot for slot in reversed(ALL) for name in (slot.label, slot.code)}


@dataclass(frozen=True)
class Library:
    """The slots that can be named beside one set of figures: those of every paper, and its indicators."""

    figures: IndicatorSet

    def find(self, name: str) -> Slot | None:
        """Return the slot with this code or label; None when there is none."""
        if name in _BY_NAME:
            return _BY_NAME[name]
        indicator = self.figures.indicators.get(name) or self._by_label.get(name)
        if indicator is not None:
            return slot_of(indicator)
        return next((slot for resolve in RESOLVERS if (slot := resolve(name)) is not None), None)

    @cached_property
    def _by_label(self) -> dict[str, Indicator]:
        return {indicator.label: indicator for indicator in self.figures.indicators.values()}

    def groups(self) -> Iterator[tuple[str, tuple[Slot, ...]]]:
        """Yield all slots under their headings, as the editor offers them."""
        yield from GROUPS
        for group in self.figures.groups:
            yield group.title, tuple(slot_of(indicator) for indicator in group.indicators)

    @cached_property
    def measures(self) -> set[str]:
        """Return the units of measure of all slots."""
        return {slot.measured_in for _, slots in self.groups() for slot in slots if slot.measured_in}

    def near(self, name: str) -> list[str]:
        """Return the known names that look most like ``name``."""
        known = [*_BY_NAME, *self.figures.indicators, *self._by_label]
        holding = [one for one in known if len(name) > 1 and name in one]
        return list(dict.fromkeys([*get_close_matches(name, known, 3, 0.5), *holding]))[:3]
