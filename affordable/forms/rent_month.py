"""批量登记租金: one row of boxes per open bill, all of them empty at first."""
import hashlib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from affordable.models import RentBill, RentPayment
from affordable.services.rent_month import Received
from housing_portal.journal.forms import day
from housing_portal.kit.forms import Form, ask, dress
from housing_portal.kit.secrecy import mask_names

BOXES = ("amount", "serial")
HEADS = {"amount": "实缴（元）", "serial": "缴款凭证号"}


class RentMonthForm(Form):
    """A row is a bill; those without an amount are not paid, unless all are and only exceptions are filled in."""

    on = day("缴款日期")
    serial = forms.CharField(
        label="缴款凭证号", max_length=40, required=False, help_text="本页共用，例如代扣批次号；各户不同的填在行内"
    )
    all_paid = forms.BooleanField(
        label="本页都已缴清：没有填金额的按未缴金额登记，没有缴的填 0", required=False
    )

    def __init__(self, *args: Any, bills: Sequence[RentBill], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bills = bills
        for bill in bills:
            for name in BOXES:
                label = f"{bill} {HEADS[name]}"
                field = RentPayment._meta.get_field(name).formfield(label=label, required=False, help_text="")
                field.widget.attrs["aria-label"] = label
                dress(field)
                ask(field, HEADS[name])
                self.fields[f"{name}_{bill.pk}"] = field

    def drawn_cards(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Yield what all rows share; the rows have a table of their own."""
        yield "", [self[name] for name in ("on", "serial", "all_paid")]

    @property
    def rows(self) -> list[tuple[RentBill, str, list[forms.BoundField]]]:
        """Return (bill, masked tenant, boxes) in the order of the page."""
        return [
            (bill, mask_names(bill.applicant or ""), [self[f"{name}_{bill.pk}"] for name in BOXES])
            for bill in self.bills
        ]

    @property
    def stamp(self) -> str:
        """Return a mark of what the page shows as open, to tell one that is out of date."""
        return hashlib.sha256(repr([(bill.pk, bill.open) for bill in self.bills]).encode()).hexdigest()

    def clean(self) -> dict[str, Any]:
        """Refuse what would be lost without a word: a voucher without an amount, an amount without a voucher."""
        data = super().clean()
        for bill in self.bills:
            amount, own = self._amount(data, bill), data.get(f"serial_{bill.pk}")
            if own and not amount and f"amount_{bill.pk}" not in self.errors:
                self.add_error(f"amount_{bill.pk}", "填了凭证号，请填写实缴金额。")
            if amount and not own and not data.get("serial"):
                self.add_error(f"serial_{bill.pk}", "请填写凭证号，或在上面填写本页共用的凭证号。")
        return data

    def typed(self) -> list[Received]:
        """Return what was paid of which bill."""
        data = self.cleaned_data
        paid = [(bill, self._amount(data, bill)) for bill in self.bills]
        return [
            Received(bill, amount, data[f"serial_{bill.pk}"] or data["serial"]) for bill, amount in paid if amount
        ]

    def _amount(self, data: dict[str, Any], bill: RentBill) -> Decimal | None:
        amount = data.get(f"amount_{bill.pk}")
        return bill.open if amount is None and data.get("all_paid") else amount
