"""What the figures of one scope share: events, free rooms and market prices, each read from the database once."""
from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet

from housing_portal.kit.indicators import Figure
from housing_portal.kit.scope import Scope
from housing_portal.registry import parameters
from transactions import ledger
from transactions.enums import EventKind, Special
from transactions.ledger import Moved, Stock
from transactions.models import ContractEvent
from transactions.months import last_full, month_of, shifted, span
from transactions.outliers import far_off, is_tight

A_YEAR = 12
Column = str  # sets, area or amount


def figure(value: int | Decimal, records: int) -> Figure:
    """Return a sum with the number of its records; of none it is plainly zero."""
    return Figure(value if records else 0, records)


def counted(records: int) -> Figure:
    """Return the number of records as a figure."""
    return Figure(records, records)


class Priced:
    """The filings of the year that stand for market prices, and those to be checked before they do."""

    def __init__(self, scope: Scope) -> None:
        self.scope, self.start = scope, scope.as_of.replace(month=1, day=1)

    def of_the_year(self) -> QuerySet:
        events = ContractEvent.objects.known(self.scope).filings().filter(occurred_on__gte=self.start)
        filed_on = (self.start, self.scope.as_of)
        return events.filter(special=Special.NONE, contract__filed_on__range=filed_on)

    @cached_property
    def _groups(self) -> list[tuple]:
        return list(self.of_the_year().by_price_group())

    @cached_property
    def suspects(self) -> list[int]:
        """Return the contracts whose price is far off; only groups with prices far apart are looked at."""
        percent, prices = parameters.number("price_deviation_percent"), defaultdict(list)
        for estate, use, _home, low, high, *_sums in self._groups:
            prices[estate, use] += [price for price in (low, high) if price is not None]
        wide = [group for group, both in prices.items() if both and not is_tight(min(both), max(both), percent)]
        if not wide:
            return []
        rows = self.of_the_year().filter(
            kind=EventKind.FILE, contract__estate__in={estate for estate, _ in wide},
            contract__use__in={use for _, use in wide},
        ).order_by().values_list("contract", "contract__estate", "contract__use", "amount", "area")
        return far_off(((key, (estate, use), amount, area) for key, estate, use, amount, area in rows), percent)

    @cached_property
    def _left_out(self) -> list[tuple]:
        return list(self.of_the_year().filter(contract__in=self.suspects).by_price_group()) if self.suspects else []

    def sum(self, column: Column, residential: bool | None) -> Figure:
        """Return amount or area of the deals that count."""
        value, records = Decimal("0.00"), 0
        for sign, groups in ((1, self._groups), (-1, self._left_out)):
            for _estate, _use, home, _low, _high, amount, area, events in groups:
                if residential in (None, home):
                    value += sign * (amount if column == "amount" else area)
                    records += sign * events
        return figure(value, records)

    def all(self, _scope: Scope) -> QuerySet:
        return self.of_the_year().exclude(contract__in=self.suspects)

    def homes(self, scope: Scope) -> QuerySet:
        return self.all(scope).filter(is_residential=True)

    def doubtful(self, _scope: Scope) -> QuerySet:
        return self.of_the_year().filter(kind=EventKind.FILE, contract__in=self.suspects)


class Totals:
    """The sums of one scope."""

    def __init__(self, scope: Scope) -> None:
        self.scope, self.priced = scope, Priced(scope)

    @cached_property
    def moved(self) -> list[Moved]:
        """Return what moved in this year and in the last twelve full months."""
        last, first = month_of(self.scope.as_of), shifted(last_full(self.scope.as_of), 1 - A_YEAR)
        return ledger.movements(self.scope, span(min(first, last // 100 * 100 + 1), last), ledger.SELLING)

    def sum(self, column: Column, months: Iterable[int], takes: Callable[[Moved], bool]) -> Figure:
        wanted = set(months)
        rows = [row for row in self.moved if row.month in wanted and takes(row)]
        return figure(sum(getattr(row, column) for row in rows), sum(row.events for row in rows))

    @cached_property
    def stock(self) -> Stock:
        return ledger.stock(self.scope)

    def left(self, column: Column, wanted: str, residential: bool | None = None) -> Figure:
        """Return sets or area of the free rooms that are ``wanted``, one of the words of Stock.of."""
        found = self.stock.of(wanted, residential)
        return figure(getattr(found, column), found.sets)
