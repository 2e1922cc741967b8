"""批量登记租金: what many tenants have paid, at once, all or nothing."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from affordable.models import RentBill, RentPayment
from affordable.services.bills import pay_bill
from affordable.services.checks import lock_units
from affordable.workflow import FINANCE
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.entry import must, not_in_future
from housing_portal.kit.errors import ServiceError


@dataclass(frozen=True)
class Received:
    """What was paid of one bill, and the voucher that says so."""

    bill: RentBill
    amount: Decimal
    serial: str


@transaction.atomic
def record_rents(*, actor: User, on: date, rows: Iterable[Received]) -> list[RentPayment]:
    """Enter the payments of one day. Refusals name their box, ``amount_<bill>`` or ``serial_<bill>``."""
    must(actor, FINANCE)
    not_in_future("on", on)
    rows = sorted(rows, key=lambda row: (row.bill.lease.unit_id, row.bill.pk))
    if not rows:
        raise ServiceError("还没有填写缴款金额。")
    lock_units(Unit.objects.filter(pk__in={row.bill.lease.unit_id for row in rows}))
    payments, faults = [], {}
    for row in rows:
        try:
            payments.append(pay_bill(actor=actor, bill=row.bill, on=on, amount=row.amount, serial=row.serial))
        except ValidationError as error:
            faults |= _at_row(row, error)
    if faults:
        raise ServiceError(faults)
    return payments


def _at_row(row: Received, error: ValidationError) -> dict[str, list[str]]:
    """Return the sentences under the boxes of the row: those of the voucher there, all others at the amount."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    found: dict[str, list[str]] = {}
    for field, sentences in by_field.items():
        box = "serial" if field == "serial" else "amount"
        found.setdefault(f"{box}_{row.bill.pk}", []).extend(sentences)
    return found
