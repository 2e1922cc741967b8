from typing import Any

from housing_portal.journal.forms import ProvedDayForm, proof, word
from housing_portal.kit import clock
from presale.delivery.forms.base import RecordForm, organization_field
from presale.delivery.models import FinancingAttempt


class FinancingForm(RecordForm):
    bank = organization_field("银行")
    evidence = proof("申请材料")
    cards = [("申请", ["bank", "applied_on", "amount", "note", "evidence"])]
    wide = ("note", "evidence")

    class Meta:
        model = FinancingAttempt
        fields = ["applied_on", "amount", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["applied_on"].initial = clock.today


class RefusalForm(ProvedDayForm):
    note = word("没有批准的原因")
