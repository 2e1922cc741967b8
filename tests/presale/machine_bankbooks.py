"""The plain-Python model of the bank: what it has booked, what of it was imported, and what the days agree on."""
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Sides = tuple[int, int, int, int, int, int]


@dataclass(eq=False)
class Row:
    """One movement in the bank's own books, in the order of time."""

    serial: str
    on: date
    cents: int
    payer: str

    @property
    def content(self) -> tuple[Any, ...]:
        return self.serial, self.on, self.cents, self.payer


@dataclass(eq=False)
class Stated(Row):
    """A line as it was imported, with the balance after it."""

    balance: int
    state: str


@dataclass(eq=False)
class File:
    first: date
    last: date
    closing: int
    lines: list[Stated]


@dataclass
class Day:
    """A comparison; ``sides`` are number, amount and balance in the ledger and at the bank."""

    sides: Sides
    state: str
    explained: int = 0

    @property
    def difference(self) -> int:
        return self.sides[5] - self.sides[2]


@dataclass
class Bank:
    rows: list[Row] = field(default_factory=list)
    lines: dict[int, Stated] = field(default_factory=dict)
    files: dict[int, File] = field(default_factory=dict)
    days: dict[date, Day] = field(default_factory=dict)
    heard: set[tuple[date, date, bytes]] = field(default_factory=set)

    @property
    def agrees(self) -> bool:
        """Tell whether the last day that was compared is settled."""
        return not self.days or self.days[max(self.days)].state == "matched"

    @property
    def is_even(self) -> bool:
        """Tell whether every line is in the ledger, and both sides stood at the same balance on the last day."""
        last = self.days[max(self.days)].difference if self.days else 0
        return last == 0 and all(one.state != "open" for one in self.lines.values())

    def covering(self, day: date) -> list[File]:
        return [one for one in self.files.values() if one.first <= day <= one.last]

    @property
    def stated(self) -> list[Stated]:
        """Return what the bank stands by, in the order of time."""
        return sorted((one for one in self.lines.values() if one.state not in ("conflict", "void")),
                      key=lambda one: one.on)

    def in_question(self, day: date = date.max) -> list[int]:
        return [pk for pk, one in self.lines.items() if one.state in ("conflict", "disputed") and one.on <= day]

    # -- statements --------------------------------------------------------------------------------------

    def statement(self, first: date, last: date) -> list[tuple[Row, int]]:
        """Return the movements of some days, each with the balance after it."""
        found, balance = [], 0
        for row in self.rows:
            balance += row.cents
            if first <= row.on <= last:
                found.append((row, balance))
        return found

    def balance_at(self, day: date) -> int:
        """Return the bank's last word on the balance at the end of a day."""
        covering = self.covering(day)
        if not covering:
            return next((one.balance for one in reversed(self.stated) if one.on <= day), 0)
        file = covering[-1]
        void = [one for one in file.lines if one.state == "void"]
        instead = [one for one in self.stated if one.serial in {other.serial for other in void} and one.on <= file.last]
        until = [*self.files.values()].index(file) + 1
        told = {*instead, *(one for other in [*self.files.values()][:until] for one in other.lines)}
        return (file.closing - sum(one.cents for one in void) + sum(one.cents for one in instead)
                - sum(one.cents for one in self.stated if one in told and day < one.on <= file.last))

    def takes(self, said: list[tuple[Row, int]], eve: date) -> bool:
        """Tell whether a statement goes with what was imported: nothing void again, and no gap before it."""
        void = {one.content for one in self.lines.values() if one.state == "void"}
        if any(row.content in void for row, _balance in said):
            return False
        if not said:
            return True
        opening, moved = said[0][1] - said[0][0].cents, sum(row.cents for row, _balance in said)
        more = opening - self.balance_at(eve)
        return more == 0 or (more != -2 * moved and (not self.covering(eve) or self.in_question() != []))

    def told(self, row: Row, balance: int) -> Stated | None:
        """Return the line that a movement on a statement becomes; None when the bank has said just this before."""
        known = [one for one in self.lines.values() if one.serial == row.serial and one.state != "void"]
        if any(one.content == row.content for one in known):
            return None
        return Stated(row.serial, row.on, row.cents, row.payer, balance, "conflict" if known else "open")

    def pair(self, movements: list[Any]) -> None:
        """Join every open line with the entry of the same serial; with other content it must be asked about."""
        known = {one.serial: (one.on, one.cents) for one in movements}
        for one in self.lines.values():
            if one.state == "open" and one.serial in known:
                one.state = "booked" if known[one.serial] == (one.on, one.cents) else "disputed"

    # -- days --------------------------------------------------------------------------------------------

    def sides(self, movements: list[Any], day: date) -> Sides:
        """Return both sides; what the bank never moved is counted on neither."""
        mine, theirs = [one for one in movements if one.on == day], [one for one in self.stated if one.on == day]
        return (
            len([one for one in mine if not one.corrected]), sum(one.cents for one in mine),
            sum(one.cents for one in movements if one.on <= day), len(theirs), sum(one.cents for one in theirs),
            self.balance_at(day),
        )

    def compare(self, movements: list[Any], day: date) -> tuple[Day, bool]:
        """Compare a day and tell whether that is new; an earlier comparison of the same figures stands as it is."""
        sides, known, asked = self.sides(movements, day), self.days.get(day), self.in_question(day) != []
        agree = not asked and sides[:3] == sides[3:]
        if known is not None and known.sides == sides and not (asked if known.state == "matched" else agree):
            return known, False
        self.days[day] = Day(sides, "matched" if agree else "diff")
        return self.days[day], True
