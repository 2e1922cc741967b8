from typing import Any

from affordable.forms.steps import OfProjectForm
from affordable.models import MilestonePlan
from housing_portal.journal.forms import word
from housing_portal.kit.forms import DateInput, Form


class PlanForm(OfProjectForm):
    wide = ("reason",)

    class Meta:
        model = MilestonePlan
        fields = ["project", "code", "planned_on", "sets", "reason"]
        help_texts = {"reason": "第一次登记不用填；这一节点已有计划时必须填写"}


class ReviseForm(Form):
    """The new date and sets of a step; the earlier ones stay as revisions."""

    planned_on = MilestonePlan._meta.get_field("planned_on").formfield(widget=DateInput)
    sets = MilestonePlan._meta.get_field("sets").formfield()
    reason = word("调整原因")
    wide = ("reason",)

    def __init__(self, *args: Any, plan: MilestonePlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"planned_on": plan.planned_on, "sets": plan.sets, **self.initial}
