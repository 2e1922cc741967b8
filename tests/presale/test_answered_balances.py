"""What the bank has taken back no longer counts in the balances of the statements that came before its answer."""
from datetime import date

import pytest

from housing_portal.accounts.models import User
from presale.enums import LineStatus
from presale.models import EscrowAccount, StatementFile
from presale.services import answers, statements
from tests.material import pdf_bytes
from tests.presale.builders import received, yuan
from tests.presale.statements import laid_out, movements, taken

MARCH, APRIL, MAY = date(2024, 3, 31), date(2024, 4, 30), date(2024, 5, 31)


@pytest.fixture
def held(account: EscrowAccount, chief: User) -> EscrowAccount:
    return laid_out(account, chief)


def april(held: EscrowAccount, by: User, opening: int, amount: int = 50) -> StatementFile:
    rows = movements(amount, opening=opening, on="2024-04-02", first=8)
    return taken(held, by, rows, from_on=date(2024, 4, 1), to_on=APRIL, name="四月.csv")


def answered(held: EscrowAccount, by: User, other: User, choice: str) -> None:
    answer = answers.answer_line(
        actor=by, line=held.lines.in_question().get(), choice=choice, document="更正函 1 号", reason="柜员录错",
        evidence=[("更正函.pdf", pdf_bytes("更正函"))],
    )
    answers.confirm_answer(actor=other, answer=answer)


def balances(held: EscrowAccount) -> tuple:
    return statements.balance_at(held, MARCH), statements.balance_at(held, APRIL)


@pytest.fixture
def disputed(held: EscrowAccount, clerk: User, finance: User) -> EscrowAccount:
    """Return an account of which the ledger says 601 元 where the bank says 600."""
    received(held, 601, by=clerk, bank_serial="B1", on=date(2024, 3, 1))
    taken(held, finance, movements(600))
    assert held.lines.get().status == LineStatus.DISPUTED
    return held


def test_a_line_taken_back_counts_in_no_later_statement(disputed: EscrowAccount, finance: User, chief: User) -> None:
    april(disputed, finance, 600)
    assert balances(disputed) == (yuan(600), yuan(650))
    answered(disputed, finance, chief, "keep")
    assert balances(disputed) == (yuan(0), yuan(50))
    taken(disputed, finance, movements(601), name="更正.csv")
    assert balances(disputed) == (yuan(601), yuan(651))
    assert balances(disputed)[1] == sum(disputed.entries.values_list("amount", flat=True)) + yuan(50)


def test_nor_in_one_of_the_same_days_that_repeats_it(disputed: EscrowAccount, finance: User, chief: User) -> None:
    rows = movements(600) + movements(50, opening=600, on="2024-04-02", first=8)
    assert taken(disputed, finance, rows, to_on=APRIL, name="两月.csv").lines_known == 1
    answered(disputed, finance, chief, "keep")
    assert balances(disputed) == (yuan(0), yuan(50))


def test_what_the_bank_said_by_mistake_counts_in_no_later_statement(
    held: EscrowAccount, finance: User, chief: User
) -> None:
    taken(held, finance, movements(600))
    taken(held, finance, movements(700), name="再次.csv")
    april(held, finance, 700)
    answered(held, finance, chief, "keep")
    assert balances(held) == (yuan(600), yuan(650))


def test_a_later_statement_that_never_had_the_mistake_stays_as_it_is(
    held: EscrowAccount, finance: User, chief: User
) -> None:
    taken(held, finance, movements(600))
    taken(held, finance, movements(700), name="再次.csv")
    april(held, finance, 600, 70)
    answered(held, finance, chief, "keep")
    assert balances(held) == (yuan(600), yuan(670))


def test_what_the_bank_leaves_out_stays_a_difference(held: EscrowAccount, finance: User, chief: User) -> None:
    taken(held, finance, movements(600))
    taken(held, finance, movements(700), name="再次.csv")
    april(held, finance, 640)
    answered(held, finance, chief, "keep")
    assert balances(held) == (yuan(600), yuan(690))


@pytest.mark.parametrize("opening", [600, 700])
def test_what_the_bank_corrects_counts_in_every_later_statement(
    held: EscrowAccount, finance: User, chief: User, opening: int
) -> None:
    """Whether April came before the correction of March or after it."""
    taken(held, finance, movements(600))
    if opening == 600:
        april(held, finance, opening)
    taken(held, finance, movements(700), name="更正.csv")
    if opening == 700:
        april(held, finance, opening)
    answered(held, finance, chief, "accept")
    assert balances(held) == (yuan(700), yuan(750))


def test_a_statement_that_comes_after_the_answer_is_right(disputed: EscrowAccount, finance: User, chief: User) -> None:
    answered(disputed, finance, chief, "keep")
    taken(disputed, finance, movements(601), name="更正.csv")
    april(disputed, finance, 601)
    rows = movements(9, opening=651, on="2024-05-06", first=9)
    taken(disputed, finance, rows, from_on=date(2024, 5, 1), to_on=MAY, name="五月.csv")
    assert (*balances(disputed), statements.balance_at(disputed, MAY)) == (yuan(601), yuan(651), yuan(660))
