"""Each estate of the ledger with all that leaders ask of it: homes, loans, gap. One query, however many estates."""
from django.db.models import OuterRef, QuerySet

from housing_portal.kit.scope import Scope
from presale.delivery.enums.problems import ProblemKind
from presale.delivery.models import DeliveryProblem, LoanAllocation, TroubledEstate, UnitDelivery
from presale.delivery.querysets.handover import with_handover
from presale.delivery.querysets.loans import with_loans
from presale.delivery.querysets.sums import added


def pictured(scope: Scope) -> QuerySet:
    """Return the estates of the ledger on the day, annotated with homes in sets, money and ``gap`` in 元."""
    listed = TroubledEstate.objects.listed(scope).with_figures(scope)
    rows = with_loans(with_handover(listed, UnitDelivery.objects.all(), scope), LoanAllocation.objects.all(), scope)
    fund = DeliveryProblem.objects.open_at(scope).filter(kind=ProblemKind.FUND)
    gaps = fund.with_amount(scope).filter(estate=OuterRef("pk"))
    return rows.annotate(gap=added(gaps, "estate")).select_related("estate", "developer")
