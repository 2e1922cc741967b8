"""A published index and look-ups of homes in each state, made by the services."""
from datetime import timedelta

from housing_portal.accounts.models import Unit
from housing_portal.kit import clock
from tests.pages.records import PROOF, Writers
from tests.transactions import builders
from transactions.models import HousingLookup, PriceIndex
from transactions.months import month_of, shifted
from transactions.services.indices import close_month
from transactions.services.lookups import PersonFacts, approve_lookup, request_lookup


def index(by: Writers, unit: Unit) -> PriceIndex:
    """Return the index of the month after the last closed one, or of a month well in the past."""
    latest = PriceIndex.objects.order_by("-month").first()
    month = shifted(latest.month, 1) if latest else month_of(clock.today() - timedelta(days=300))
    return close_month(actor=by.chief, month=month)[0]


def lookup(by: Writers, unit: Unit) -> HousingLookup:
    person = PersonFacts("周小静", "id_card", builders.identity(unit.pk % 1000))
    return request_lookup(
        actor=by.clerk, purpose="loan", applicant=f"{unit}居民", basis="本人身份证件", persons=[person], evidence=PROOF
    )


def answered(by: Writers, unit: Unit) -> HousingLookup:
    return approve_lookup(actor=by.chief, lookup=lookup(by, unit))
