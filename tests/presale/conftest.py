"""An account under supervision, and the house whose money comes into it."""
from collections.abc import Callable, Iterator

import pytest
import time_machine

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.registry.models import Building, Estate, SalePermit
from presale.models import EscrowAccount, NodeCertification, Payee
from tests.presale import builders, cases
from tests.presale.cases import Office
from tests.transactions import builders as market
from transactions.models import Room, SaleContract


@pytest.fixture
def may_20() -> Iterator[None]:
    """Let it be the evening of 20 May 2026."""
    with time_machine.travel(clock.end_of(builders.TODAY), tick=False):
        yield


@pytest.fixture
def estate(db: None) -> Estate:
    return market.estate()


@pytest.fixture
def building(estate: Estate) -> Building:
    return market.building(estate)


@pytest.fixture
def permit(building: Building, clerk: User) -> SalePermit:
    return market.permit(building, by=clerk)


@pytest.fixture
def room(building: Building, permit: SalePermit) -> Room:
    return market.room(building)


@pytest.fixture
def account(building: Building, clerk: User, director: User) -> EscrowAccount:
    return builders.account(building, by=clerk, other=director)


@pytest.fixture
def contract(room: Room, clerk: User, chief: User) -> SaleContract:
    return market.filed(room, clerk, chief)


@pytest.fixture
def who(
    clerk: User, finance: User, deputy: User, director: User, chief: User, person: Callable[..., User]
) -> Office:
    second, inspector = person("clerk", name="周经办"), person("clerk", name="吴查验")
    return Office(clerk, second, finance, deputy, director, chief, inspector)


@pytest.fixture
def payee(account: EscrowAccount, clerk: User, chief: User) -> Payee:
    return builders.payee(account, by=clerk, confirmed_by=chief)


@pytest.fixture
def funded(account: EscrowAccount, contract: SaleContract, clerk: User) -> EscrowAccount:
    """Return the account with 6 million of a quota of 10 million."""
    cases.sold(account, contract, 6_000_000, clerk)
    return account


@pytest.fixture
def node(who: Office, funded: EscrowAccount) -> NodeCertification:
    """Return 主体封顶: 4 million must be retained."""
    return cases.topped_out(who, funded)


@pytest.fixture
def later(who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification) -> EscrowAccount:
    """Return an account whose first release has been paid, so that the tier is that of its sums."""
    cases.paid(who, cases.drafted(who, funded, payee, 100_000, node))
    return funded
