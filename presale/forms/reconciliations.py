from typing import Any

from django import forms

from housing_portal.kit import clock
from housing_portal.kit.forms import DateInput, Form
from presale.forms.receipts import AccountField
from presale.models import Reconciliation, ReconciliationItem, StatementLine

_field = ReconciliationItem._meta.get_field


class ReconcileForm(Form):
    account = AccountField(required=False, help_text="不选为全部监管账户")
    day = Reconciliation._meta.get_field("day").formfield(widget=DateInput, initial=clock.today)


class LineChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: StatementLine) -> str:
        return f"{obj.booked_on}　{obj.serial}　{obj.amount:,} 元"


class ExplainForm(Form):
    amount = _field("amount").formfield(help_text="银行比系统多的填正数，银行比系统少的填负数")
    cause = _field("cause").formfield()
    line = LineChoice(StatementLine.objects.none(), label="对应的银行流水", required=False)
    wide = ("cause",)

    def __init__(self, *args: Any, reconciliation: Reconciliation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = reconciliation.account.lines.filter(entry=None, booked_on__lte=reconciliation.day)
        self.fields["line"].queryset = waiting.order_by("booked_on", "pk")
        self.fields["amount"].initial = reconciliation.difference - reconciliation.explained
