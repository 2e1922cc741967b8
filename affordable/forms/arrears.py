from typing import Any

from affordable.forms.base import UnitForm
from affordable.models import (
    ArrearsPlan,
    ContinuedTask,
    RentalStock,
)
from housing_portal.kit import clock


class StockForm(UnitForm):
    cards = [
        ("范围", ["unit", "as_of", "period_from", "period_to"]),
        ("历年合计", ["assigned_sets", "reported_done_sets", "reused_sets", "existing_sets", "note"]),
    ]
    wide = ("note",)

    class Meta:
        model = RentalStock
        fields = [
            "unit", "as_of", "period_from", "period_to", "assigned_sets", "reported_done_sets", "reused_sets",
            "existing_sets", "note",
        ]


class ArrearsForm(UnitForm):
    wide = ("note",)

    class Meta:
        model = ArrearsPlan
        fields = ["unit", "as_of", "arranged_sets", "due_on", "note"]


class ContinuedForm(UnitForm):
    wide = ("note",)

    class Meta:
        model = ContinuedTask
        fields = ["unit", "as_of", "year", "begun_before", "sets", "forecast", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = clock.today().year
