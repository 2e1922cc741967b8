"""The workbench shows whose turn it is: never what one has entered oneself."""
from datetime import date

from housing_portal.accounts.models import User
from housing_portal.todos import delivery_money as todos
from presale.delivery.models.loans import SpecialLoan
from presale.delivery.services import uses
from tests.delivery import loans as make
from tests.delivery.loans import People
from tests.pages import records_delivery_money as records
from tests.pages.records import Writers


def waiting(user: User) -> list[tuple[str, str]]:
    return [(one.kind, one.deed) for source in todos.to_review(user) for one in map(source.todo, source.rows)]


def test_each_step_waits_for_whoever_may_take_it(who: People) -> None:
    use = make.applied(who, make.funded(who))
    assert [waiting(user) for user in (who.clerk, who.finance, who.deputy)] == [[], [("借款使用", "核验")], []]
    use = make.checked(who, use)
    assert [waiting(user) for user in (who.finance, who.deputy)] == [[], [("借款使用", "批准")]]
    uses.approve_use(actor=who.deputy, use=use, on=make.DAY)
    assert [waiting(user) for user in (who.finance, who.deputy)] == [[("借款使用", "登记拨付")], []]


def test_what_came_back_and_what_waits_for_a_second_look(who: People) -> None:
    uses.send_back_use(actor=who.finance, use=make.applied(who, make.funded(who)), reason="缺签认")
    [source] = todos.sent_back(who.clerk)
    assert [source.todo(row).deed for row in source.rows] == ["修改重报"]
    records.ready(Writers(who.clerk, who.chief), None)
    assert waiting(who.chief) == [("交付条件", "复核")]


def test_a_loan_falls_due_while_it_is_owed(who: People) -> None:
    loan = make.loan(who, due_on=date(2026, 5, 25))
    allocation = make.allocated(who, of=loan)

    def due() -> list[str]:
        [source] = todos.dated(who.finance, date(2026, 5, 20), date(2026, 5, 30))
        return [source.todo(row).note for row in source.rows]

    assert (due(), SpecialLoan.objects.count()) == ([], 1)
    make.drawn(who, allocation, 1_000_000)
    make.paid(who, allocation, 1_000_000)
    assert due() == ["未还本金 1,000,000.00 元；项目回款先还专项借款"]
