from django.db.models import Q

from affordable.enums import FindingStatus
from affordable.querysets.base import UnitOwnedQuerySet
from housing_portal.kit.scope import Scope


class FindingQuerySet(UnitOwnedQuerySet):
    def open_at(self, scope: Scope) -> "FindingQuerySet":
        """Keep what was on the list by the day and not closed by then."""
        closed = Q(status=FindingStatus.CLOSED, closed_on__lte=scope.as_of, closed_at__lte=scope.cutoff)
        return self.filter(listed_on__lte=scope.as_of, recorded_at__lte=scope.cutoff).exclude(closed)

    def of_audit(self, year: int) -> "FindingQuerySet":
        return self.filter(audit_year=year)

    def waiting(self) -> "FindingQuerySet":
        return self.filter(status=FindingStatus.SUBMITTED)
