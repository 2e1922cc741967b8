from typing import Any

from affordable.forms.base import UnitForm
from affordable.models import RentalHome
from housing_portal.journal.forms import day, proof, word
from housing_portal.kit import clock
from housing_portal.kit.forms import Form

PLACE = ["unit", "estate", "building", "room", "area", "ownership"]
SOURCE = ["project", "source_plan_year", "received_on", "rent_standard", "note"]


class HomeForm(UnitForm):
    """What a home is and where it comes from; what becomes of it is entered on its page."""

    cards = [("房源", PLACE), ("来源与租金", SOURCE)]
    wide = ("note",)

    class Meta:
        model = RentalHome
        fields = [*PLACE, *SOURCE]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["received_on"] = clock.today()

    def _post_clean(self) -> None:
        """Write nothing into the record that is shown: the service reads and checks it anew."""


class HomeStepForm(Form):
    """The day on which the new state began, why, and what proves it."""

    on = day("起始日期")
    reason = word("原因")
    evidence = proof("证明材料")
    wide = ("reason", "evidence")


class HomeFreeForm(HomeStepForm):
    reason = word("说明", required=False)


class HomeSystemForm(Form):
    on = day("录入日期")
