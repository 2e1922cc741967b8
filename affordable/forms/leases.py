from datetime import timedelta
from typing import Any

from django import forms

from affordable.enums import LeaseEnd
from affordable.models import AllocationEntry, Lease
from affordable.services.leases import last_day
from housing_portal.journal.forms import day, proof, word
from housing_portal.kit import clock
from housing_portal.kit.forms import Form, ModelForm

TERM, RENT = ["signed_on", "from_on", "to_on"], ["area", "rent_standard", "reduction"]


class LeaseForm(ModelForm):
    """The terms of a lease for what a round has given; they begin with what the home is."""

    evidence = proof("租赁合同")
    cards = [("租期", TERM), ("租金", RENT), ("材料", ["evidence"])]
    wide = ("evidence",)

    class Meta:
        model = Lease
        fields = [*TERM, *RENT]

    def __init__(self, *args: Any, entry: AllocationEntry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.initial |= {"signed_on": today, "from_on": today, "to_on": last_day(today)}
        if entry.home:
            self.initial |= {"area": entry.home.area, "rent_standard": entry.home.rent_standard}

    def _post_clean(self) -> None:
        """Write nothing into a record: the service checks it."""


class DeclineForm(Form):
    on = day("放弃日期")
    reason = word("放弃的原因")
    wide = ("reason",)


class OccupyForm(Form):
    on = day("入住日期")
    evidence = proof("交房、入住材料")
    wide = ("evidence",)


class RentForm(ModelForm):
    """What the rent is worked out from."""

    reason = word("调整的原因")
    wide = ("reason",)

    class Meta:
        model = Lease
        fields = RENT

    def _post_clean(self) -> None:
        """Write nothing into the record that is shown: the service reads and checks it anew."""


class RenewForm(Form):
    """The new end of the term, and what shows that the family is still entitled."""

    to_on = forms.DateField(label="新的租期止")
    reason = word("审核情况")
    evidence = proof("续租申请、合同")
    wide = ("reason", "evidence")

    def __init__(self, *args: Any, lease: Lease, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"to_on": last_day(lease.to_on + timedelta(days=1)), **self.initial}


class EmptyForm(Form):
    empty_since = forms.DateField(label="空置起始", required=False, help_text="重新入住的留空")
    reason = word("核查情况")
    wide = ("reason",)


class EndForm(Form):
    """The last day of a lease, and why it ends."""

    on = day("终止日期")
    end_reason = forms.ChoiceField(label="终止原因", choices=[("", ""), *LeaseEnd.choices])
    note = word("终止情况和依据")
    evidence = proof("终止协议、通知")
    wide = ("note", "evidence")
