"""Statements that a month brought nothing to report."""
from affordable.querysets.base import UnitOwnedQuerySet


class ZeroReportQuerySet(UnitOwnedQuerySet):
    def of_month(self, year: int, month: int) -> "ZeroReportQuerySet":
        return self.filter(year=year, month=month)
