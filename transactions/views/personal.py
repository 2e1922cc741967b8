from django.db.models import QuerySet

from housing_portal.registry.views.personal import RevealPage
from transactions.models import SaleContract
from transactions.services.buyers import in_force


class ContractReveal(RevealPage):
    """The buyers of a contract in plain text."""

    model = SaleContract

    def get_persons(self) -> QuerySet:
        return in_force(self.object)
