from django import forms

from affordable.models import RentPayment
from housing_portal.journal.forms import day, word
from housing_portal.kit import clock
from housing_portal.kit.forms import Form


def this_month() -> int:
    today = clock.today()
    return today.year * 100 + today.month


class BillsForm(Form):
    month = forms.IntegerField(label="月份", initial=this_month, help_text="例如 202605；已生成的不会重复")


class PayForm(Form):
    """What was paid of one bill."""

    on = day("缴款日期")
    amount = RentPayment._meta.get_field("amount").formfield()
    serial = forms.CharField(label="缴款凭证号", max_length=40)
    note = word("说明", required=False)
    wide = ("note",)
