"""Papers signed and issued at the same time: numbers without gaps, one copy each, and no record half seen."""
import threading
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.db.models.signals import pre_save

from affordable import services
from affordable.models import InvestmentRecord
from housing_portal.accounts.models import User
from housing_portal.journal.models import NumberSequence
from housing_portal.journal.services import take_number
from housing_portal.registry import services as registry
from reports.models import Capture, Document, DocumentNumber, IssuedCopy
from reports.moments import captured_figures
from reports.services import captures, checking, signing
from reports.services.drafts import draft_document
from tests.concurrency.conftest import Meeting
from tests.races import Deed, at_once

DAY = date(2026, 4, 23)
MANY = 50

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paper(clerk: User) -> Callable[..., Document]:
    basis = registry.register_policy(
        actor=clerk, number="云政督〔2026〕1号", issuer="县人民政府", title="关于开展住房保障工作督查的通知"
    )
    return lambda **changes: draft_document(
        actor=clerk, title="关于全县住房保障工作督查情况的通报", issuer="云岭县住房保障办",
        mark="云岭县住房保障办公室文件", prefix="云房保办发", addressees="各乡（镇）人民政府",
        imprint_office="云岭县住房保障办公室", as_of=DAY, issued_on=date(2026, 4, 30), needs_countersign=False,
        problems="部分单位重视不够，手续办理缓慢。", measures="加快手续办理，强化要素保障。", basis_doc=basis,
        **changes,
    )


@pytest.fixture
def checked(paper: Callable, clerk: User, chief: User) -> Callable[[], Document]:
    """Return a maker of papers that wait for their signature."""

    def make() -> Document:
        document = paper()
        captures.capture(actor=clerk, document=document)
        return checking.proofread(actor=chief, document=document)

    return make


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let print and checks be light: fifty tell nothing about numbers, and the first test has the real ones."""
    monkeypatch.setattr(signing, "render_pdf", lambda paper: f"%PDF-{paper.number}".encode())
    for module in (checking, signing):
        monkeypatch.setattr(module, "judged", lambda document, capture: [])


def alike(first: Document, count: int) -> list[Document]:
    """Return ``first`` and copies of it: fifty drafts take long to write and tell nothing about numbers."""
    capture, papers = Capture.objects.get(document=first), [first]
    for _ in range(count - 1):
        twin = Document.objects.get(pk=first.pk)
        twin.pk, twin._state.adding = None, True
        twin.save()
        capture.pk, capture.document, capture._state.adding = None, twin, True
        capture.save()
        papers.append(twin)
    return papers


def number(seq: int) -> str:
    return f"云房保办发〔2026〕{seq}号"


def signings(actor: User, *papers: Document) -> list[Deed]:
    return [partial(signing.sign, actor=actor, document=paper) for paper in papers]


def test_two_papers_take_two_numbers(checked: Callable, deputy: User, meeting: Meeting) -> None:
    deeds = signings(deputy, checked(), checked())
    meeting(NumberSequence)
    assert at_once(*deeds) == ["", ""]
    assert sorted(map(str, DocumentNumber.objects.all())) == [number(1), number(2)]


@pytest.mark.usefixtures("light")
def test_fifty_papers_take_the_numbers_one_to_fifty(checked: Callable, clerk: User, deputy: User) -> None:
    papers = alike(checked(), MANY)
    assert at_once(*signings(deputy, *papers)) == [""] * MANY
    assert at_once(*[partial(signing.issue, actor=clerk, document=paper) for paper in papers]) == [""] * MANY
    expected = [number(seq) for seq in range(1, MANY + 1)]
    assert [str(row) for row in DocumentNumber.objects.order_by("seq")] == expected
    assert sorted(bytes(copy.pdf).decode() for copy in IssuedCopy.objects.all()) == sorted(
        f"%PDF-{one}" for one in expected
    )
    assert NumberSequence.objects.get(prefix="公文：云房保办发").last == MANY


@pytest.mark.usefixtures("light")
def test_one_paper_is_signed_once(checked: Callable, deputy: User, director: User, meeting: Meeting) -> None:
    document = checked()
    meeting(NumberSequence)
    deeds = [*signings(deputy, document), *signings(director, document)]
    first, second = at_once(*deeds)
    assert (first, second.startswith("当前状态是“已签发”，不能“签发”")) == ("", True)
    assert [str(row) for row in DocumentNumber.objects.all()] == [number(1)]


@pytest.mark.usefixtures("light")
def test_one_paper_is_issued_once(
    checked: Callable, deputy: User, clerk: User, chief: User, meeting: Meeting
) -> None:
    document = signing.sign(actor=deputy, document=checked())
    meeting(IssuedCopy)
    first, second = at_once(*[partial(signing.issue, actor=actor, document=document) for actor in (clerk, chief)])
    assert (first, second.startswith("当前状态是“已印发”，不能“印发”")) == ("", True)
    assert IssuedCopy.objects.count() == 1


def test_an_old_number_is_registered_once(paper: Callable, meeting: Meeting) -> None:
    meeting(Document)
    assert at_once(*[partial(paper, number="云房保办发〔2026〕7号")] * 2) in (
        ["", "这个文号已用于另一份公文。"], ["", "同名或同号的记录刚刚被他人登记，请刷新后核对。"]
    )


# -- an entry under way while a paper is captured --------------------------------------------------------


@pytest.fixture
def entry_under_way(paper: Callable, clerk: User, chief: User, town: object, meeting: Meeting) -> Iterator[list[Deed]]:
    """Return an entry, and the capture of a paper that begins when the entry has its time and is not yet stored."""
    under_way, document = threading.Event(), paper()

    def tell(**saved: object) -> None:
        under_way.set()

    def capture_meanwhile() -> None:
        under_way.wait()
        captures.capture(actor=chief, document=document)

    pre_save.connect(tell, sender=InvestmentRecord)
    meeting(InvestmentRecord, Capture)
    yield [
        partial(services.record_investment, actor=clerk, unit=town, as_of=DAY, amount_cum=Decimal("9190000.00")),
        capture_meanwhile,
    ]
    pre_save.disconnect(tell, sender=InvestmentRecord)


def invested() -> tuple[object, object]:
    """Return the investment in 万元 that the paper prints, and the one that its cut-off gives now."""
    capture = Capture.objects.get()
    kept = capture.bindings.filter(key="investment_total_wan_derived", unit=None).first()
    again = captured_figures(capture)
    key = "investment_total_wan_derived"
    return kept and kept.value, again.value(key) if again.states(key) else None


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

    @pytest.mark.usefixtures("light")
    def test_only_the_constraint_refuses_a_second_copy(
        self, checked: Callable, deputy: User, clerk: User, chief: User, meeting: Meeting
    ) -> None:
        document = signing.sign(actor=deputy, document=checked())
        meeting(IssuedCopy)
        deeds = [partial(signing.issue, actor=actor, document=document) for actor in (clerk, chief)]
        assert at_once(*deeds) == ["", "IntegrityError"]

    def test_an_entry_that_is_not_waited_for_is_left_out(self, entry_under_way: list[Deed]) -> None:
        """The cut-off holds even so: it lies before whatever is under way."""
        assert at_once(*entry_under_way) == ["", ""]
        assert invested() == (0, None)
