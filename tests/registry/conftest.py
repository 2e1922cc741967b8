"""An estate with a building, registered by the services."""
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from housing_portal.accounts.models import User
from housing_portal.registry import services
from housing_portal.registry.models import Building, Estate, Organization, SalePermit

ISSUER = "云岭县住房和城乡建设局"


@pytest.fixture
def developer(clerk: User) -> Organization:
    return services.register_organization(actor=clerk, name="云岭锦川置业有限公司", kinds=["developer"])


@pytest.fixture
def estate(clerk: User, developer: Organization) -> Estate:
    return services.register_estate(actor=clerk, record_name="锦川云栖里", promo_name="云栖府", developer=developer)


@pytest.fixture
def build(clerk: User, estate: Estate) -> Callable[..., Building]:
    """Return the maker of buildings: ``build("7#楼")``."""

    def make(number: str, of: Estate = estate, **facts: object) -> Building:
        given = {"floors_above": 18, "area_predicted": Decimal("9000.00"), **facts}
        return services.register_building(actor=clerk, estate=of, number=number, **given)

    return make


@pytest.fixture
def issue(clerk: User, estate: Estate) -> Callable[..., SalePermit]:
    """Return the maker of permits: ``issue(building, …)``; areas are those of whole buildings."""

    def make(*buildings: Building, **facts: object) -> SalePermit:
        return services.register_permit(actor=clerk, **terms(estate, *buildings, **facts))

    return make


def terms(estate: Estate, *buildings: Building, **facts: object) -> dict[str, object]:
    """Return what the paper says about wholly approved ``buildings`` of 9,000 ㎡ each."""
    area = Decimal("9000.00") * len(buildings)
    return {
        "kind": "presale", "number": "（云）房预售证第2025001号", "issuer": ISSUER, "estate": estate,
        "buildings": [(one, None) for one in buildings], "area_residential": area, "area_total": area,
        "sets_total": 72, "sets_residential": 72, "issued_on": date(2025, 3, 1), **facts,
    }
