from typing import Any

from django import forms

from affordable.forms.base import UnitForm
from affordable.models import (
    AffordableProject,
)
from housing_portal.journal.forms import day, proof
from housing_portal.kit import clock
from housing_portal.kit.forms import Form


class ProjectForm(UnitForm):
    cards = [
        ("项目", ["unit", "kind", "name", "plan_year", "undertaker", "district"]),
        ("规模", ["sets_planned", "old_core_sets_planned", "households_planned", "area_planned", "invest_total"]),
        ("手续", ["land_status", "build_mode", "policy_doc"]),
        ("保障性租赁住房", ["recognition_no", "operator", "rent_standard"]),
    ]

    class Meta:
        model = AffordableProject
        fields = [
            "unit", "kind", "name", "plan_year", "undertaker", "district", "sets_planned", "old_core_sets_planned",
            "households_planned", "area_planned", "invest_total", "land_status", "build_mode", "policy_doc",
            "recognition_no", "operator", "rent_standard",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan_year"].initial = clock.today().year
        undertakers = self.fields["undertaker"]
        undertakers.queryset = undertakers.queryset.current()


class SuspendForm(Form):
    """A project rests on the strength of a paper."""

    state_doc = forms.CharField(label="依据文件", max_length=120, help_text="名称和文号")
    reason = forms.CharField(label="原因", max_length=500, widget=forms.Textarea)
    evidence = proof("文件扫描件")
    wide = ("reason", "evidence")


class CancelForm(SuspendForm):
    """A project is given up on the strength of the paper that changed the target."""

    cancelled_on = day("取消日期", help_text="文件的日期；截至日早于它的报表仍计入这个项目")
    field_order = ("state_doc", "cancelled_on", "reason", "evidence")
