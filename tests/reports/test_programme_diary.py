"""The programme against the diary: what a hand in the database has changed of a record is found."""
from decimal import Decimal

import pytest

from affordable.models import RenovationCommunity
from affordable.services import batch_files, payments
from housing_portal.accounts.models import Unit, User
from reports.rules.diary import records_say_what_was_entered
from tests.affordable import subsidies as made
from tests.conftest import Office
from tests.pages import records_communities
from tests.pages.records import Writers

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(office: Office) -> Unit:
    return office.townships[0]


def test_what_was_changed_past_the_services_is_found(clerk: User, chief: User, town: Unit) -> None:
    row = records_communities.community(Writers(clerk, chief), town)
    assert list(records_say_what_was_entered()) == []
    RenovationCommunity.objects.filter(pk=row.pk).update(invest_main=Decimal("1.00"))
    assert list(records_say_what_was_entered()) == [
        f"老旧小区 {row.pk}：主体改造投资（元）与操作日志最后一次登记的内容不符"
    ]


def test_what_the_bank_and_a_new_card_change_is_no_breach(clerk: User, chief: User, town: Unit) -> None:
    who = made.treasury(clerk, chief)
    made.granted(clerk, chief, town, 2)
    batch = made.answered(who, made.sent(who, town), returned=(1,))
    payment = batch.payments.get(status="returned")
    made.new_card(payment.family, clerk, 90_000)
    payments.ready_payment(actor=clerk, payment=payment)
    made.answered(who, batch_files.reissue_batch(actor=who.finance, batch=batch, file_format="csv", reason="补发"))
    assert list(records_say_what_was_entered()) == []
