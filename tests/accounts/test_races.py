"""Two people at once. Each waits for the other just before the end: only a lock keeps both from being right."""
import threading
from collections.abc import Callable, Iterator

import pytest
from django.db.models import QuerySet

from housing_portal.accounts import services
from housing_portal.accounts.deeds import done
from housing_portal.accounts.models import Unit, User
from tests.races import Deed, at_once

PATIENCE = 0.5  # seconds; the second one stands at a lock meanwhile and never arrives

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting() -> Iterator[None]:
    """Let every deed wait at its end for the other one, or until patience is over."""
    place = threading.Barrier(2)

    def wait(**deed: object) -> None:
        try:
            place.wait(PATIENCE)
        except threading.BrokenBarrierError:
            return

    done.connect(wait)
    yield
    done.disconnect(wait)


def removals(one: User, other: User) -> dict[str, tuple[Deed, Deed]]:
    """Return the ways in which two administrators can remove each other."""
    return {
        "switch": tuple(
            lambda a=a, b=b: services.switch_user(actor=a, user=b, on=False) for a, b in ((one, other), (other, one))
        ),
        "revoke": tuple(
            lambda a=a, b=b: services.revoke_role(actor=a, user=b, role="sysadmin")
            for a, b in ((one, other), (other, one))
        ),
    }


@pytest.mark.parametrize("way", ["switch", "revoke"])
def test_two_administrators_do_not_remove_each_other(
    way: str, sysadmin: User, person: Callable[..., User], meeting: None
) -> None:
    answers = at_once(*removals(sysadmin, person("sysadmin"))[way])
    assert [answer == "" for answer in answers] == [True, False]
    assert User.objects.filter(is_active=True).holding("sysadmin").count() == 1


def circle(actor: User, office: object) -> tuple[Deed, Deed]:
    """Return the two edits that make each of two townships the superior of the other."""
    one, other = office.townships[:2]
    return tuple(
        lambda a=a, b=b: services.edit_unit(actor=actor, unit=a, name=a.name, kind=a.kind, parent=b)
        for a, b in ((one, other), (other, one))
    )


def test_two_edits_close_no_circle(sysadmin: User, office: object, meeting: None) -> None:
    assert at_once(*circle(sysadmin, office)) == ["", "上级单位不能是本单位或其下级，请另选。"]


@pytest.mark.postgres
class TestWithoutLocks:
    """The negative control: with the locks taken away, everything above goes wrong."""

    @pytest.fixture(autouse=True)
    def _no_locks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)

    @pytest.mark.parametrize("way", ["switch", "revoke"])
    def test_nobody_is_left(self, way: str, sysadmin: User, person: Callable[..., User], meeting: None) -> None:
        assert at_once(*removals(sysadmin, person("sysadmin"))[way]) == ["", ""]
        assert User.objects.filter(is_active=True).holding("sysadmin").count() == 0

    def test_a_circle_is_closed(self, sysadmin: User, office: object, meeting: None) -> None:
        assert at_once(*circle(sysadmin, office)) == ["", ""]
        one, other = Unit.objects.filter(pk__in=[u.pk for u in office.townships[:2]])
        assert (one.parent_id, other.parent_id) == (other.pk, one.pk)
