"""Existing homes on their way from verification to transfer, and the days on which the tests stand."""
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.models import Organization
from tests.material import pdf_bytes
from tests.transactions import builders
from transactions.enums import EndReason, Side
from transactions.models import ExistingHomeContract, ExistingHomeFund
from transactions.services import funds, resale
from transactions.services.parties import PartyFacts

DAY = date(2026, 3, 10)
PRICE = Decimal("480000.00")
PROOF = [("双方申请.pdf", pdf_bytes("双方申请"))]
UNIT = "620799001001GB00001F0001"  # and four digits


def on(day: date, hour: int = 10) -> time_machine.travel:
    """Stand on a day of the tests."""
    return time_machine.travel(datetime(day.year, day.month, day.day, hour, tzinfo=clock.SHANGHAI), tick=False)


@contextmanager
def refused(said: object) -> Iterator[None]:
    """Expect exactly these sentences (per field, or a list) and that the diary stays as it was."""
    before = Entry.objects.count()
    with pytest.raises(ServiceError) as caught:
        yield
    error = caught.value
    assert (error.message_dict if hasattr(error, "error_dict") else error.messages) == said
    assert Entry.objects.count() == before


def seller(serial: int = 1, **changes: object) -> PartyFacts:
    facts = {"side": Side.SELLER, "name": "马兰英", "identity_kind": "id_card", "identity": builders.identity(serial)}
    return PartyFacts(**{**facts, **changes})


def buyer(serial: int = 51, **changes: object) -> PartyFacts:
    facts = {"side": Side.BUYER, "name": "周静", "identity_kind": "id_card", "identity": builders.identity(serial)}
    return PartyFacts(**{**facts, **changes})


def facts(number: int = 1, **changes: object) -> dict[str, object]:
    """Return what is filled in for a home that passes all four checks."""
    return {
        "estate_unit_no": f"{UNIT}{number:04}", "title_no": f"云（2020）云岭县不动产权第{number:07}号",
        "address": f"云岭县城关镇新民路{number}号", "area": Decimal("96.00"), "total_price": PRICE, "verified_on": DAY,
        "title_agrees": True, "no_seal": True, "co_owners_agree": True,
        "parties": [seller(number), buyer(number + 50)], "evidence": PROOF, **changes,
    }


def verified(by: User, number: int = 1, **changes: object) -> ExistingHomeContract:
    return resale.verify_home(actor=by, **facts(number, **changes))


def signed(by: User, day: date = DAY, number: int = 1, **changes: object) -> ExistingHomeContract:
    return resale.sign_resale(actor=by, contract=verified(by, number, **changes), signed_on=day)


def filed(by: User, chief: User, day: date = DAY, number: int = 1, **changes: object) -> ExistingHomeContract:
    return resale.file_resale(actor=chief, contract=signed(by, day, number, **changes), filed_on=day)


def cancelled(contract: ExistingHomeContract, by: User, day: date) -> ExistingHomeContract:
    return resale.cancel_resale(
        actor=by, contract=contract, ended_on=day, end_reason=EndReason.AGREED, end_note="双方协商解除，已交申请",
        evidence=PROOF,
    )


def bank() -> Organization:
    found = Organization.objects.filter(name="云岭县农村信用合作联社").first()
    return found or builders.organization("云岭县农村信用合作联社", OrganizationKind.BANK)


def opened(contract: ExistingHomeContract, by: User, due: Decimal = PRICE, day: date = DAY) -> ExistingHomeFund:
    return funds.open_fund(actor=by, contract=contract, bank=bank(), due_amount=due, opened_on=day)


def paid_in(fund: ExistingHomeFund, by: User, amount: Decimal | str, payer: str = "周静",
            day: date = DAY) -> ExistingHomeFund:
    return funds.deposit(
        actor=by, fund=fund, occurred_on=day, amount=Decimal(amount), payer=payer, account="6018", voucher="存001"
    )


def transferred(fund: ExistingHomeFund, by: User, day: date = DAY) -> ExistingHomeFund:
    """Return a fund that is full, its home transferred and the transfer confirmed."""
    resale.transfer_resale(actor=by, contract=fund.contract, transferred_on=day)
    return funds.confirm_transfer(actor=by, fund=fund)
