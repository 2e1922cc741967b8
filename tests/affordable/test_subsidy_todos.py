"""Each step of a batch waits on the first page of whoever may take it, and of nobody who had a hand in it."""
from collections.abc import Callable
from datetime import date

import pytest

from affordable.models import SubsidyBatch
from affordable.services import batch_files, grants, payments, subsidy_batches
from housing_portal.accounts.models import RoleGrant, Unit, User
from housing_portal.todos import piles
from tests.affordable import families as make
from tests.affordable import subsidies as made
from tests.affordable.subsidies import Treasury
from tests.pages.records import Writers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("may_20")]


@pytest.fixture
def who(clerk: User, chief: User) -> Treasury:
    return made.treasury(clerk, chief)


def waits(user: User, key: str = "review") -> list[tuple[str, str]]:
    pile = next(pile for pile in piles(user) if pile.key == key)
    assert pile.count == len(pile.todos)
    return [(todo.kind, todo.deed) for todo in pile.todos]


@pytest.mark.parametrize(("state", "deed", "role"), [
    (made.created, "测算", "clerk"), (made.computed, "复核", "chief"), (made.checked, "批准", "deputy"),
    (made.approved, "登记到账", "finance"), (made.funded, "生成代发文件", "finance"),
    (made.exported, "登记送银行", "finance"), (made.sent, "导入回单", "finance"),
])
def test_each_step_waits_for_its_own_people(
    who: Treasury, town: Unit, state: Callable[..., SubsidyBatch], deed: str, role: str
) -> None:
    made.granted(who.clerk, who.chief, town, 1)
    state(who, town)
    seen = {name: waits(getattr(who, name)) for name in ("clerk", "chief", "deputy", "finance")}
    assert seen == {name: [("补贴发放", deed)] if name == role else [] for name in seen}


def test_nobody_is_asked_who_had_a_hand_in_it(who: Treasury, town: Unit) -> None:
    made.granted(who.clerk, who.chief, town, 1)
    made.computed(who, town)
    RoleGrant.objects.create(user=who.clerk, role="chief", reason="代理")
    RoleGrant.objects.create(user=who.second, role="chief", reason="代理")
    assert [waits(User.objects.get(pk=one.pk)) for one in (who.clerk, who.second)] == [[], [("补贴发放", "复核")]]


def test_what_is_returned_goes_back_to_its_clerk(who: Treasury, town: Unit) -> None:
    made.granted(who.clerk, who.chief, town, 1)
    subsidy_batches.return_batch(actor=who.chief, batch=made.computed(who, town), reason="户数不符")
    assert (waits(who.clerk), waits(who.clerk, "returned")) == ([], [("补贴发放", "重算")])
    assert (waits(who.second), waits(who.second, "returned")) == ([], [])


def test_a_returned_payment_waits_until_it_is_put_right(who: Treasury, town: Unit) -> None:
    made.granted(who.clerk, who.chief, town, 2)
    batch = made.answered(who, made.sent(who, town), returned=(1,))
    assert (waits(who.clerk), waits(who.finance)) == ([("补贴退票", "更正")], [])
    payment = batch.payments.get(status="returned")
    made.new_card(payment.family, who.clerk, 90_000)
    payments.ready_payment(actor=who.clerk, payment=payment)
    assert (waits(who.clerk), waits(who.finance)) == ([], [("补贴发放", "补发")])
    again = batch_files.reissue_batch(actor=who.finance, batch=batch, file_format="csv", reason="补发")
    made.answered(who, again)
    assert (waits(who.finance), waits(who.chief)) == ([], [("补贴发放", "办结")])


def test_what_should_have_arrived_is_overdue(who: Treasury, town: Unit) -> None:
    made.granted(who.clerk, who.chief, town, 1)
    batch = made.sent(who, town)
    late = [(todo.title, todo.due) for pile in piles(who.chief) if pile.key == "overdue" for todo in pile.todos]
    assert late == [(str(batch), date(2026, 4, 30))]


def test_a_standard_and_a_grant_wait_for_a_second_person(by: Writers, town: Unit) -> None:
    made.recorded_rule(by.clerk, effective_on=date(2026, 6, 1))
    made.rule(by.clerk, by.chief)
    grants.propose_grant(actor=by.clerk, family=make.approved(by, town), from_on=date(2026, 5, 20), reason="符合条件")
    assert (waits(by.chief), waits(by.clerk)) == ([("补贴标准", "复核"), ("补贴资格", "复核")], [])
