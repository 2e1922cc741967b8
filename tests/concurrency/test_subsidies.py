"""A quarter under several hands at once: one batch, every family once, one answer of the bank."""
from collections.abc import Callable
from functools import partial

import pytest

from affordable.models import BankReceipt, SubsidyBatch, SubsidyPayment
from affordable.services import receipts, subsidy_batches
from housing_portal.accounts.models import Unit, User
from tests.affordable import subsidies as made
from tests.affordable.subsidies import Treasury
from tests.concurrency.conftest import Meeting
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
KNOWN = "2026 年第 1 季度租赁补贴已有批次（城关镇，已建立），请打开办理。"


@pytest.fixture
def who(clerk: User, chief: User) -> Treasury:
    return made.treasury(clerk, chief)


def test_a_quarter_has_one_batch_however_many_ask_for_it(
    who: Treasury, town: Unit, office: object, meeting: Meeting
) -> None:
    meeting(SubsidyBatch)
    create = partial(subsidy_batches.create_batch, year=2026, quarter=1)
    answers = at_once(partial(create, actor=who.clerk, unit=town), partial(create, actor=who.second, unit=town))
    assert (answers, SubsidyBatch.objects.count()) == (["", KNOWN], 1)


def test_a_batch_of_the_whole_and_one_of_a_unit(who: Treasury, town: Unit, office: object, meeting: Meeting) -> None:
    meeting(SubsidyBatch)
    create = partial(subsidy_batches.create_batch, year=2026, quarter=1)
    answers = at_once(
        partial(create, actor=who.clerk, unit=town), partial(create, actor=who.second, unit=office.whole)
    )
    assert (answers[0], SubsidyBatch.objects.count()) == ("", 1)


def test_computed_by_two_at_once_every_family_stands_in_it_once(who: Treasury, town: Unit, meeting: Meeting) -> None:
    made.granted(who.clerk, who.chief, town, 20)
    batch = made.created(who, town)
    meeting(SubsidyBatch)
    compute = partial(subsidy_batches.compute_batch, batch=batch)
    answers = at_once(partial(compute, actor=who.clerk), partial(compute, actor=who.second))
    batch.refresh_from_db()
    assert (answers, SubsidyPayment.objects.count(), batch.households) == (["", ""], 20, 20)


def test_a_receipt_is_taken_over_once(who: Treasury, town: Unit, meeting: Meeting) -> None:
    made.granted(who.clerk, who.chief, town, 3)
    batch = made.sent(who, town)
    content = made.receipt(batch)
    meeting(BankReceipt)
    take = partial(receipts.import_receipt, actor=who.finance, batch=batch, name="回单.csv", content=content)
    answers = at_once(take, take)
    assert (answers, BankReceipt.objects.count()) == (["", "批次全部到账，没有等待银行回单的明细。"], 1)


def test_a_batch_is_checked_once(
    who: Treasury, town: Unit, person: Callable[..., User], meeting: Meeting
) -> None:
    made.granted(who.clerk, who.chief, town, 2)
    batch = made.computed(who, town)
    meeting(SubsidyBatch)
    check = partial(subsidy_batches.check_batch, batch=batch)
    answers = at_once(partial(check, actor=who.chief), partial(check, actor=person("chief")))
    assert (answers[0], answers[1][:13]) == ("", "当前状态是“已复核”，不能")
