"""What the leaders' page of inspections says: what was inspected and found, what is still open and overdue."""
from dataclasses import dataclass
from functools import cached_property

from housing_portal.kit.figures import Ratio
from housing_portal.kit.indicators import Measure
from housing_portal.kit.scope import Scope
from inspections.enums.findings import HANDED_OVER, MENDED, FindingStatus
from inspections.measures import findings as measures
from inspections.measures import inspections as ground
from inspections.models.domain import InspectionDomain, ViolationType
from inspections.models.finding import Finding


@dataclass(frozen=True)
class Row:
    """Findings of one domain or one kind of violation; ``key`` names the figure that opens them."""

    label: str
    key: str
    found: int
    mended: int
    closed: int
    handed_over: int

    @property
    def open(self) -> int:
        return self.found - self.mended - self.handed_over

    @property
    def mended_rate(self) -> Ratio:
        return Ratio(self.mended, self.found)

    @property
    def closed_rate(self) -> Ratio:
        return Ratio(self.closed, self.found)


@dataclass(frozen=True)
class Late:
    """A finding past its deadline and by how many days."""

    finding: Finding
    days: int


@dataclass
class Overview:
    """Inspections at one scope; every part is read from the database when first asked for."""

    scope: Scope

    @cached_property
    def figures(self) -> dict[str, int]:
        """Return key → figure of the measures that the page shows."""
        shown = [one for one in (*measures.MEASURES, *ground.MEASURES) if isinstance(one, Measure)]
        return {one.key: one.evaluate(self.scope, None).total.value for one in shown}

    def rate(self, numerator: str, denominator: str) -> Ratio:
        return Ratio(self.figures[numerator], self.figures[denominator])

    @cached_property
    def tally(self) -> dict[tuple, int]:
        """Return (domain, violation, state) → number of findings of the year."""
        return Finding.objects.found_in(self.scope).tally("target__domain", "violation", "stood")

    @cached_property
    def domains(self) -> list[Row]:
        """Return the domains with findings this year, in their order."""
        rows = InspectionDomain.objects.order_by("order", "pk")
        made = [self._row(one.name, f"check_{one.code}_findings", 0, one.pk) for one in rows]
        return [row for row in made if row.found]

    @cached_property
    def violations(self) -> list[Row]:
        """Return the kinds of violation found this year, the most frequent first."""
        kinds = ViolationType.objects.select_related("domain").order_by("domain__order", "domain", "number", "pk")
        made = [self._row(one.name, f"check_violation_{one.domain.code}_{one.number}", 1, one.pk) for one in kinds]
        return sorted((row for row in made if row.found), key=lambda row: -row.found)

    @cached_property
    def late(self) -> list[Late]:
        """Return what is past its deadline, the longest first."""
        rows = Finding.objects.known(self.scope).overdue_at(self.scope)
        rows = rows.select_related("target__domain", "violation").order_by("stood_due", "pk")
        return [Late(row, (self.scope.as_of - row.stood_due).days) for row in rows]

    @cached_property
    def repeated(self) -> list[Finding]:
        """Return what failed a re-check and is not closed, the most often first."""
        rows = Finding.objects.known(self.scope).unclosed().filter(stood_round__gt=1)
        return list(rows.select_related("target__domain", "violation").order_by("-stood_round", "stood_due", "pk"))

    def _row(self, label: str, key: str, place: int, pk: int) -> Row:
        own = {keys[2]: 0 for keys in self.tally}
        for keys, number in self.tally.items():
            if keys[place] == pk:
                own[keys[2]] += number
        return Row(
            label, key, sum(own.values()), sum(own.get(state, 0) for state in MENDED),
            own.get(FindingStatus.CLOSED, 0), sum(own.get(state, 0) for state in HANDED_OVER),
        )
