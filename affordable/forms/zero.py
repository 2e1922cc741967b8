"""What is said in a 零报."""
from typing import Any

from affordable.forms.base import UnitForm
from affordable.models import ZeroReport
from housing_portal.kit import clock


class ZeroForm(UnitForm):
    """Begins with the month before: it is the one that is due."""

    wide = ("note",)

    class Meta:
        model = ZeroReport
        fields = ["unit", "year", "month", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.fields["year"].initial = today.year if today.month > 1 else today.year - 1
        self.fields["month"].initial = today.month - 1 or 12
