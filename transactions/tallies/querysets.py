"""How many contracts there are, told by their events instead of being counted one by one.

Events are only ever added, so what they add up to as far as a certain one is true for ever: that is a tally. All
tallies and the few events after the last of them are all events, whoever writes or tallies meanwhile.
"""
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Count, Sum

from transactions.enums import ContractStatus, EventKind, RoomUse

# which events bring contracts into a state, and what takes them out of it again (−1)
SIGNED = {EventKind.SIGN: 1}
LASTING = {
    ContractStatus.FILED: {
        EventKind.FILE: 1, EventKind.TITLE: -1, EventKind.CANCEL: -1, ContractStatus.CANCELLING: -1,
    },
    ContractStatus.TITLED: {EventKind.TITLE: 1},
    ContractStatus.VOIDED: {EventKind.VOID: 1},
    ContractStatus.CANCELLED: {EventKind.CANCEL: 1},
}
KEYS = ("month", "kind", "was_filed", "is_residential")
SUMS = ("sets", "area", "amount")


class TallyQuerySet(models.QuerySet):
    def last_event(self) -> int:
        """Return the key of the last event that is in a tally; 0 for none."""
        return self.order_by("-pk").values_list("upto", flat=True).first() or 0

    def made_of(self, events: models.QuerySet, upto: int) -> list[Any]:
        """Return new tallies of ``events``, not stored; ``upto`` is the last of these."""
        rows = events.order_by().values_list(*KEYS, "contract__use").annotate(Count("pk"), *map(Sum, SUMS))
        names = (*KEYS, "use", "events", *SUMS)
        return [self.model(**dict(zip(names, row, strict=True)), upto_id=upto) for row in rows]

    def all_told(self) -> models.QuerySet:
        """Return (month, kind, 已备案, 住宅, use, events, sets, area, amount) of all tallies together."""
        return self.order_by().values_list(*KEYS, "use").annotate(*map(Sum, ("events", *SUMS)))


class Told(NamedTuple):
    """Contracts of which events tell the number: how they are called, what makes it up, and of which use they are."""

    name: str
    rows: models.QuerySet
    moves: dict[str, int]
    use: dict[str, str]


class CountedByEvents(models.QuerySet):
    def known_total(self) -> int | None:
        """Return how many rows there are where events tell; None where they have to be counted."""
        asked = _question(self)
        return next((self._added_up(told) for told in self.told() if _question(told.rows) == asked), None)

    def told(self) -> Iterator[Told]:
        """Yield what events tell: all contracts but drafts, those of one use, those in a state that lasts for years."""
        contracts = self.model.objects
        yield Told("不含草稿", contracts.without_drafts(), SIGNED, {})
        for status, moves in LASTING.items():
            yield Told(status.label, contracts.filter(status=status), moves, {})
        for use in RoomUse:
            yield Told(use.label, contracts.filter(use=use).without_drafts(), SIGNED, {"use": use})

    def _added_up(self, told: Told) -> int:
        """Add up in one question: a contract on its way from one state to another is never counted in both."""
        events = self.model._meta.get_field("events").related_model.objects.order_by()
        tallies = events.model._meta.get_field("tallies").related_model.objects.order_by()
        upto, leaving = tallies.last_event(), self.model.objects.filter(status=ContractStatus.CANCELLING).order_by()
        of_use = {f"contract__{name}": use for name, use in told.use.items()}
        parts = tallies.filter(upto__lte=upto, **told.use).values_list("kind").annotate(found=Sum("events")).union(
            events.filter(pk__gt=upto, **of_use).values_list("kind").annotate(found=Count("pk")),
            leaving.filter(**told.use).values_list("status").annotate(found=Count("pk")), all=True,
        )
        return sum(told.moves.get(kind, 0) * found for kind, found in parts)


def _question(rows: models.QuerySet) -> tuple[str, tuple]:
    """Return what the database would be asked for the keys, whatever their order."""
    return rows.order_by().values("pk").query.sql_with_params()
