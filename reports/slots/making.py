"""How slots that are no indicators are made: of events, of names, of days."""
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from django.db.models import Model, QuerySet

from housing_portal.accounts.models import Unit
from housing_portal.kit.gongwen import Figure
from reports.slots.parts import Answer, Facts, Line, Slot

NOBODY = Answer(None)
NAMED = "登记簿中的名称，不接受自由文本"


def lines(rows: Iterable[Model], adds: int | None = None) -> list[Line]:
    """Return records that each add the same; ``adds`` None where nothing is counted."""
    return [(row, adds) for row in rows]


def listed(names: Sequence[str], most: int = 2) -> str:
    """Return “甲、乙等”, or all of them without 等 when there are no more (rule F 5)."""
    shown = "、".join(names[:most])
    return f"{shown}等" if len(names) > most else shown


def year_words(day: date, as_of: date) -> str:
    """Return the year of ``day`` in words when it is not that of the paper (rule F 3)."""
    return "" if day.year == as_of.year else f"{day.year}年"


def of_text(
    code: str, label: str, formula: str, basis: str, tell: Callable[[Facts], Answer], empty: str | None = None
) -> Slot:
    """Return a slot of names or words: what is told is printed as it is; an empty text is no answer."""

    def answer(facts: Facts, unit: Unit | None) -> Answer:
        told = tell(facts)
        if not told.value:
            return Answer(None, records=told.records)
        runs = told.runs or (Figure(str(told.value), code, f"{label}：{formula}"),)
        return Answer(told.value, runs, told.records, told.numerator, told.denominator)

    return Slot(code, label, "", formula, basis, answer, empty)


def of_count(
    code: str, label: str, measured_in: str, formula: str, basis: str, rows: Callable[[Facts], Iterable[Model]]
) -> Slot:
    """Return a slot that counts records; none is 0."""

    def answer(facts: Facts, unit: Unit | None) -> Answer:
        found = lines(rows(facts), 1)
        return Answer(len(found), records=found)

    return Slot(code, label, measured_in, formula, basis, answer)


Dated = tuple[date, Sequence[Model]]


def of_day(code: str, label: str, formula: str, basis: str, find: Callable[[Facts], Dated | None]) -> tuple[Slot, Slot]:
    """Return 月 and 日 of one and the same day, so that they always come as a pair; another year is added."""

    def part(name: str, word: str) -> Slot:
        full = f"{code}_{name}"

        def answer(facts: Facts, unit: Unit | None) -> Answer:
            found = find(facts)
            if found is None:
                return NOBODY
            day, rows = found
            year = year_words(day, facts.scope.as_of) if name == "month" else ""
            number = getattr(day, name)
            runs = (Figure(f"{year}{number}{word}", full, f"{label}：{formula}"),)
            return Answer(number, runs, lines(rows))

        return Slot(full, f"{label}（{word}）", word, formula, basis, answer)

    return part("month", "月"), part("day", "日")


def first_of(rows: QuerySet) -> Model | None:
    """Return the latest event of ``rows``."""
    return rows.order_by("-on", "-pk").first()
