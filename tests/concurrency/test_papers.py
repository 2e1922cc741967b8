"""Papers issued at the same time: numbers without gaps, one copy each, and no record half seen."""
import threading
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.db.models.signals import pre_save

from affordable import services
from affordable.models import InvestmentRecord
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.models import NumberSequence
from housing_portal.journal.services import take_number
from housing_portal.kit.scope import Scope
from reports import issue
from reports.evaluate import evaluate
from reports.models import Document, IssuedCopy
from tests.concurrency.conftest import Meeting
from tests.races import Deed, at_once

DAY = date(2026, 4, 23)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paper(clerk: User) -> Callable[..., Document]:
    return lambda **changes: issue.draft_document(
        actor=clerk, title="关于全县住房保障工作督查情况的通报", issuer="云岭县住房保障办",
        mark="云岭县住房保障办公室文件", prefix="云房保办发", addressees="各乡（镇）人民政府",
        imprint_office="云岭县住房保障办公室", as_of=DAY, issued_on=date(2026, 4, 30),
        problems="部分单位重视不够，手续办理缓慢。", measures="加快手续办理，强化要素保障。",
        **changes,
    )


@pytest.fixture
def deputies(person: Callable[..., User]) -> list[User]:
    return [person("deputy"), person("deputy")]


def issues(deputies: list[User], *papers: Document) -> list[Deed]:
    pairs = zip(deputies, papers, strict=True)
    return [partial(issue.issue_document, actor=deputy, document=paper) for deputy, paper in pairs]


def test_two_papers_take_two_numbers(paper: Callable, deputies: list[User], meeting: Meeting) -> None:
    deeds = issues(deputies, paper(), paper())
    meeting(NumberSequence)
    assert at_once(*deeds) == ["", ""]
    numbers = Document.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == ["云房保办发〔2026〕1号", "云房保办发〔2026〕2号"]


def test_one_paper_is_issued_once(paper: Callable, deputies: list[User], meeting: Meeting) -> None:
    deeds = issues(deputies, *[paper()] * 2)
    meeting(NumberSequence)
    assert at_once(*deeds) == ["", "这份公文已印发，内容不再改动；有误请另发更正。"]
    assert IssuedCopy.objects.count() == 1
    assert NumberSequence.objects.get().last == 1


def test_an_old_number_is_registered_once(paper: Callable, meeting: Meeting) -> None:
    meeting(Document)
    assert at_once(*[partial(paper, number="云房保办发〔2026〕7号")] * 2) in (
        ["", "这个文号已用于另一份公文。"], ["", "同名或同号的记录刚刚被他人登记，请刷新后核对。"]
    )


# -- an entry under way while a paper is issued ---------------------------------------------------------


@pytest.fixture
def entry_under_way(
    paper: Callable, clerk: User, town: Unit, deputies: list[User], meeting: Meeting
) -> Iterator[list[Deed]]:
    """Return an entry, and the issue of a paper that begins when the entry has its time and is not yet stored."""
    under_way, document = threading.Event(), paper()

    def tell(**saved: object) -> None:
        under_way.set()

    def issue_meanwhile() -> None:
        under_way.wait()
        issue.issue_document(actor=deputies[0], document=document)

    pre_save.connect(tell, sender=InvestmentRecord)
    meeting(InvestmentRecord, IssuedCopy)
    yield [
        partial(services.record_investment, actor=clerk, unit=town, as_of=DAY, amount_cum=Decimal("9190000.00")),
        issue_meanwhile,
    ]
    pre_save.disconnect(tell, sender=InvestmentRecord)


def invested() -> tuple[int, int]:
    """Return the investment in 万元 that the paper prints, and the one that its cut-off gives now."""
    copy = IssuedCopy.objects.select_related("document").get()
    then = evaluate(Scope(copy.document.as_of, copy.data_cutoff))
    again = issue.figures_json(then, then.in_papers())
    return tuple(figures["investment_total_wan_derived"]["value"] for figures in (copy.figures, again))


def test_the_cut_off_of_a_paper_reproduces_its_figures(entry_under_way: list[Deed]) -> None:
    assert at_once(*entry_under_way) == ["", ""]
    assert invested() == (919, 919)


# -- the negative control -------------------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.usefixtures("no_locks")
class TestWithoutLocks:
    """With the locks taken away, only the database's constraints are left."""

    @pytest.fixture
    def patience(self) -> float:
        return 30  # nobody is held up, so all arrive

    def test_two_take_the_same_number(self, meeting: Meeting) -> None:
        NumberSequence.objects.create(prefix="云房保办发", year=2026, last=4)
        meeting(NumberSequence)
        taken: list[int] = []
        assert at_once(*[lambda: taken.append(take_number(prefix="云房保办发", year=2026))] * 2) == ["", ""]
        assert taken == [5, 5]

    def test_only_the_constraint_refuses_a_second_copy(
        self, paper: Callable, deputies: list[User], meeting: Meeting
    ) -> None:
        deeds = issues(deputies, *[paper()] * 2)
        meeting(NumberSequence)
        assert at_once(*deeds) == ["", "IntegrityError"]

    def test_the_cut_off_gives_other_figures(self, entry_under_way: list[Deed]) -> None:
        assert at_once(*entry_under_way) == ["", ""]
        assert invested() == (0, 919)
