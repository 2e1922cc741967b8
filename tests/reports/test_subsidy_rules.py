"""Each rule about subsidies finds what a hand in the database has done, and nothing else."""
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from affordable.models import BankReceipt, SubsidyBatch, SubsidyPayment, SubsidyProgress
from housing_portal.accounts.models import User
from housing_portal.kit import clock
from reports.rules.subsidy import SUBSIDY_RULES
from tests.affordable import subsidies as made
from tests.affordable.subsidies import Treasury
from tests.conftest import Office

pytestmark = pytest.mark.django_db
SUMS, SEAL, BANK, PROGRESS, FILES, DEEDS = SUBSIDY_RULES


@pytest.fixture
def who(clerk: User, chief: User) -> Treasury:
    return made.treasury(clerk, chief)


@pytest.fixture
def quarters(who: Treasury, office: Office) -> list[SubsidyBatch]:
    """Return a batch that is computed, one that the bank has, one that it has answered: last year's quarters."""
    batches = []
    for bring, town in zip((made.computed, made.sent, made.sent), office.townships, strict=False):
        made.granted(who.clerk, who.chief, town, 2)
        batches.append(bring(who, town))
    made.answered(who, batches[2], returned=(1,))
    return batches


def found() -> dict[str, list[str]]:
    return {rule: said for rule, ask in SUBSIDY_RULES.items() if (said := list(ask()))}


def test_nothing_is_found_where_nothing_was_touched(quarters: list[SubsidyBatch]) -> None:
    assert found() == {}


def an_amount(batch: SubsidyBatch) -> None:
    SubsidyBatch.objects.filter(pk=batch.pk).update(amount=F("amount") + Decimal("1.00"))


def a_card(batch: SubsidyBatch) -> None:
    batch.payments.update(card="6217000000000000")


def a_receipt(batch: SubsidyBatch) -> None:
    BankReceipt.objects.create(
        unit=batch.unit, batch=batch, file_name="x.csv", sha256="0" * 64, paid_count=1, returned_count=0,
        recorded_by=batch.recorded_by, recorded_at=clock.now(),
    )


def progress(batch: SubsidyBatch) -> None:
    row = SubsidyProgress.objects.get(unit=batch.unit)
    row.pk, row.households_cum = None, 9
    row.save()


def a_card_after_the_answer(batch: SubsidyBatch) -> None:
    batch.payments.filter(status="paid").update(card="6217000000000000")


def a_day(batch: SubsidyBatch) -> None:
    batch.payments.filter(status="paid").update(paid_on=clock.today() - timedelta(days=1))


def a_file(batch: SubsidyBatch) -> None:
    SubsidyBatch.objects.filter(pk=batch.pk).update(file_digest="0" * 64)


def a_clerk(batch: SubsidyBatch) -> None:
    SubsidyBatch.objects.filter(pk=batch.pk).update(computed_by=User.objects.get(username="subsidy.deputy"))


@pytest.mark.parametrize(("place", "spoil", "rule"), [
    (0, an_amount, SUMS), (1, a_card, SEAL), (2, a_receipt, BANK), (2, progress, PROGRESS), (2, a_day, BANK),
    (2, a_card_after_the_answer, FILES), (2, a_file, FILES), (0, a_clerk, DEEDS),
])
def test_what_was_touched_is_found(
    quarters: list[SubsidyBatch], place: int, spoil: Callable[[SubsidyBatch], None], rule: str
) -> None:
    spoil(quarters[place])
    assert [(name, len(said)) for name, said in found().items()] == [(rule, 1)]


@pytest.mark.parametrize("change", [{"amount": Decimal("1.00")}, {"months": 9}, {"payee_name": "吴某"}])
def test_the_table_keeps_what_was_approved(quarters: list[SubsidyBatch], change: dict) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SubsidyPayment.objects.filter(batch=quarters[1]).update(**change)


def test_the_table_lets_nothing_leave_or_be_paid_unheard(quarters: list[SubsidyBatch]) -> None:
    lines = SubsidyPayment.objects.filter(batch=quarters[1])
    with pytest.raises(IntegrityError), transaction.atomic():
        lines.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        lines.update(status="paid", paid_on=clock.today())
    with pytest.raises(IntegrityError), transaction.atomic():
        SubsidyBatch.objects.filter(pk=quarters[1].pk).update(amount=Decimal("1.00"))
