"""Templates approved and numbered at the same time: one is in force, no number is taken twice."""
from functools import partial

import pytest

from housing_portal.accounts.models import User
from housing_portal.journal.models import NumberSequence
from reports.models import TemplateVersion
from reports.services import templates
from tests.concurrency.conftest import Meeting
from tests.races import Deed, at_once

pytestmark = pytest.mark.django_db(transaction=True)
BODY = "截至{as_of}。"


@pytest.fixture
def approvals(chief: User, deputy: User, director: User) -> list[Deed]:
    """Return two approvals of two versions of one kind."""
    deeds = []
    for approver in (deputy, director):
        made = templates.draft_template(actor=chief, kind="bulletin", body=BODY, note="试行")
        waiting = templates.submit_template(actor=chief, template=made)
        deeds.append(partial(templates.approve_template, actor=approver, template=waiting,
                             seen=templates.digest(BODY), confirmed=False))
    return deeds


def states() -> list[str]:
    return sorted(TemplateVersion.objects.values_list("status", flat=True))


def test_of_two_approvals_the_later_replaces_the_earlier(approvals: list[Deed], meeting: Meeting) -> None:
    meeting(TemplateVersion)
    assert at_once(*approvals) == ["", ""]
    assert states() == ["in_force", "retired"]


def test_two_drafts_take_two_numbers(chief: User, meeting: Meeting) -> None:
    meeting(NumberSequence)
    draft = partial(templates.draft_template, actor=chief, kind="bulletin", body=BODY, note="试行")
    assert at_once(draft, draft) == ["", ""]
    assert sorted(TemplateVersion.objects.values_list("number", flat=True)) == [1, 2]


@pytest.mark.postgres
@pytest.mark.usefixtures("no_locks")
class TestWithoutLocks:
    """With the locks taken away, only the database's constraint is left."""

    @pytest.fixture
    def patience(self) -> float:
        return 30  # nobody is held up, so all arrive

    def test_only_the_constraint_refuses_a_second_in_force(self, approvals: list[Deed], meeting: Meeting) -> None:
        meeting(TemplateVersion)
        assert at_once(*approvals) == ["", "一个文种只能有一个使用中的模板。"]
        assert states() == ["in_force", "submitted"]
