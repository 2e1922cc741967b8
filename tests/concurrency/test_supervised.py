"""Supervised matters in several hands at once: handed over once, one letter, one decision."""
from collections.abc import Callable
from datetime import date
from functools import partial

import pytest

from housing_portal.accounts.models import Unit, User
from reports.models import Conclusion, Document, SupervisionExtension, SupervisionItem, SupervisionStep
from reports.services import followup, letters, more_time
from reports.services import supervision as services
from tests.concurrency.conftest import Meeting
from tests.pages import records_supervision as make
from tests.pages.records import Writers
from tests.races import Deed, at_once

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 5, 20)
NOT_AGAIN = ("当前状态是“已交办待签收”，不能“登记交办”（须为：待交办）。请刷新页面查看最新状态。",
             "这份公文还没有印发，或者所列事项都已交办。")


@pytest.fixture
def by(clerk: User, chief: User) -> Writers:
    return Writers(clerk, chief)


def hand_overs(by: Writers, unit: Unit) -> list[Deed]:
    paper = make.noticed(by, unit)
    return [partial(services.issue_of_paper, actor=who, document=paper) for who in (by.clerk, by.chief)]


def drafts(by: Writers, unit: Unit) -> list[Deed]:
    item = make.drafted(by, unit)
    return [partial(letters.draft_notices, actor=who, items=[item]) for who in (by.clerk, by.chief)]


def decisions(by: Writers, unit: Unit, person: Callable[..., User]) -> list[Deed]:
    extension = make.extension(by, unit)
    one, other = person("deputy"), person("director")
    return [partial(more_time.approve_extension, actor=one, extension=extension),
            partial(more_time.refuse_extension, actor=other, extension=extension, reason="理由不足")]


def test_a_paper_hands_over_once(by: Writers, town: Unit, meeting: Meeting) -> None:
    deeds = hand_overs(by, town)
    meeting(SupervisionStep)
    first, second = at_once(*deeds)
    assert first == "" and second in NOT_AGAIN
    assert SupervisionStep.objects.filter(code="issued").count() == 1


def test_a_matter_gets_one_letter(by: Writers, town: Unit, meeting: Meeting) -> None:
    deeds = drafts(by, town)
    meeting(Document)
    assert at_once(*deeds) == [
        "", "“城关镇配套道路”已有起草中的《关于抓紧落实有关工作的督办通知》，请先办完或修改那一份。"]
    assert Document.objects.count() == 1


def test_more_time_is_decided_once(
    by: Writers, town: Unit, person: Callable[..., User], meeting: Meeting
) -> None:
    deeds = decisions(by, town, person)
    meeting(SupervisionExtension)
    first, second = at_once(*deeds)
    assert first == "" and second.startswith("当前状态是“")
    granted = SupervisionExtension.objects.get().status == "approved"
    assert SupervisionItem.objects.get().due_on == (date(2026, 7, 31) if granted else make.DUE)


def acceptances(by: Writers, unit: Unit, person: Callable[..., User]) -> list[Deed]:
    item = make.answered(by, unit)
    return [partial(services.accept, actor=person(role), item=item, on=DAY, quality="good")
            for role in ("deputy", "director")]


def conclusions(by: Writers, unit: Unit) -> list[Deed]:
    item = make.inspected(by, unit)
    return [
        partial(followup.follow_up, actor=who, item=item, fact=Conclusion(on=DAY, delivered_on=DAY, text="限期整改。"))
        for who in (by.clerk, by.chief)
    ]


def test_an_answer_is_accepted_once(by: Writers, town: Unit, person: Callable[..., User], meeting: Meeting) -> None:
    deeds = acceptances(by, town, person)
    meeting(SupervisionStep)
    first, second = at_once(*deeds)
    assert first == "" and second.startswith("当前状态是“已办结”")
    assert SupervisionStep.objects.filter(code="accepted").count() == 1


def test_a_matter_has_one_conclusion(by: Writers, town: Unit, meeting: Meeting) -> None:
    deeds = conclusions(by, town)
    meeting(Conclusion)
    assert at_once(*deeds) == ["", followup.CONCLUDED]
    assert Conclusion.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.usefixtures("no_locks")
class TestWithoutLocks:
    """With the locks taken away, everything above goes wrong."""

    @pytest.fixture
    def patience(self) -> float:
        return 30  # nobody is held up, so all arrive

    def test_both_hand_over(self, by: Writers, town: Unit, meeting: Meeting) -> None:
        deeds = hand_overs(by, town)
        meeting(SupervisionStep)
        assert at_once(*deeds) == ["", ""]
        assert SupervisionStep.objects.filter(code="issued").count() == 2

    def test_both_draft(self, by: Writers, town: Unit, meeting: Meeting) -> None:
        deeds = drafts(by, town)
        meeting(Document)
        assert at_once(*deeds) == ["", ""]
        assert Document.objects.count() == 2

    def test_both_decide(
        self, by: Writers, town: Unit, person: Callable[..., User], meeting: Meeting
    ) -> None:
        deeds = decisions(by, town, person)
        meeting(SupervisionExtension)
        assert at_once(*deeds) == ["", ""]

    def test_both_accept(self, by: Writers, town: Unit, person: Callable[..., User], meeting: Meeting) -> None:
        deeds = acceptances(by, town, person)
        meeting(SupervisionStep)
        assert at_once(*deeds) == ["", ""]

    def test_both_conclude(self, by: Writers, town: Unit, meeting: Meeting) -> None:
        deeds = conclusions(by, town)
        meeting(Conclusion)
        assert at_once(*deeds) == ["", ""]
