"""What a second person is to do waits on his first page; the first person is not asked."""
import pytest

from housing_portal.accounts.models import RoleGrant, Unit, User
from housing_portal.todos import piles
from tests.pages import records_communities, records_rental, records_rural
from tests.pages.records import Writers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("may_20")]


def waits(user: User) -> list[tuple[str, str]]:
    """Return what waits for the decision of ``user``, who may decide whatever role he has besides."""
    RoleGrant.objects.get_or_create(user=user, role="chief", defaults={"reason": "代理"})
    pile = piles(User.objects.get(pk=user.pk))[0]
    assert pile.count == len(pile.todos)
    return [(todo.title, todo.deed) for todo in pile.todos]


def test_a_community_waits_for_its_acceptance(by: Writers, town: Unit) -> None:
    built = records_communities.advanced(by, records_communities.community(by, town), "complete")
    records_communities.community(by, town, name="粮站家属院")
    assert (waits(by.chief), waits(by.clerk)) == ([(str(built), "验收")], [])


@pytest.mark.parametrize(("until", "deed"), [("publish", "批准"), ("complete", "验收")])
def test_a_rural_house_waits_for_approval_and_acceptance(by: Writers, town: Unit, until: str, deed: str) -> None:
    house = records_rural.advanced(by, records_rural.house(by, town), until)
    title = f"{house.village}　{house}"
    assert (waits(by.chief), waits(by.clerk)) == ([(title, deed)], [])


def test_a_round_waits_for_its_draw(by: Writers, town: Unit) -> None:
    allocation = records_rental.published(by, town)
    assert (waits(by.chief), waits(by.clerk)) == ([(str(allocation), "抽取")], [])
