"""A paper that one sends on while another sends it back, corrects or withdraws it: one of them, and a sentence."""
from collections.abc import Callable
from functools import partial

import pytest

from housing_portal.accounts.models import User
from housing_portal.journal.models import NumberSequence
from reports.enums import DocumentStatus
from reports.models import Document, DocumentNumber, IssuedCopy
from reports.services import checking, corrections, drafts, signing
from tests.concurrency.conftest import Meeting
from tests.concurrency.test_papers import checked, light, number, paper
from tests.races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("light")]
__all__ = ["checked", "light", "paper"]


def now(document: Document) -> str:
    return Document.objects.get(pk=document.pk).status


def test_a_paper_is_signed_or_sent_back(checked: Callable, deputy: User, director: User, meeting: Meeting) -> None:
    document = checked()
    meeting(Document)
    first, second = at_once(
        partial(signing.sign, actor=deputy, document=document),
        partial(checking.send_back, actor=director, document=document, reason="措施不具体"),
    )
    assert (first, second.startswith("当前状态是“")) == ("", True)
    assert (now(document), DocumentNumber.objects.count()) in [(DocumentStatus.SIGNED, 1), (DocumentStatus.DRAFT, 0)]


def test_a_paper_goes_out_or_its_signature_is_taken_back(
    checked: Callable, deputy: User, clerk: User, meeting: Meeting
) -> None:
    document = signing.sign(actor=deputy, document=checked())
    meeting(Document, IssuedCopy)
    first, second = at_once(
        partial(signing.issue, actor=clerk, document=document),
        partial(signing.unsign, actor=deputy, document=document, reason="措施不具体"),
    )
    assert (first, second.startswith("当前状态是“")) == ("", True)
    void = DocumentNumber.objects.exclude(voided_at=None).count()
    assert (now(document), IssuedCopy.objects.count(), void) in [
        (DocumentStatus.ISSUED, 1, 0), (DocumentStatus.DRAFT, 0, 1)]


def test_a_paper_is_withdrawn_by_one_draft(checked: Callable, deputy: User, clerk: User, chief: User,
                                           meeting: Meeting) -> None:
    document = signing.sign(actor=deputy, document=checked())
    signing.issue(actor=clerk, document=document)
    meeting(Document)
    first, second = at_once(*[
        partial(corrections.draft_withdrawal, actor=one, document=document, reason="引用依据有误")
        for one in (clerk, chief)
    ])
    assert (first, second.startswith("已有一份《")) == ("", True)
    assert Document.objects.count() == 2


def test_a_number_passed_over_is_not_taken_away_meanwhile(
    checked: Callable, paper: Callable, deputy: User, chief: User, meeting: Meeting
) -> None:
    """The number of an old paper is corrected while a signing counts past it: no number is left without a paper."""
    signing.sign(actor=deputy, document=checked())
    old, document = paper(number=number(2)), checked()
    meeting(DocumentNumber, Document)
    answers = at_once(
        partial(signing.sign, actor=deputy, document=document),
        partial(drafts.edit_document, actor=chief, document=old, number=number(9)),
    )
    taken = {*Document.objects.exclude(number="").values_list("number", flat=True)}
    assert NumberSequence.objects.get(prefix="公文：云房保办发").last in (2, 3)
    assert (answers, taken) in [
        (["", ""], {number(1), number(2), number(9)}),
        (["", f"取号时已跳过{number(2)}，这份公文的文号不能再改。"], {number(1), number(2), number(3)}),
    ]
