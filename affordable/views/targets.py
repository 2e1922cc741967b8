from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from affordable import services
from affordable.filters.targets import TargetFilter
from affordable.forms.targets import RevisionForm, TargetForm
from affordable.models import AnnualTarget
from affordable.tables.targets import RevisionTable, TargetTable
from affordable.views.record import LedgerPage, RecordCreate, RecordList
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import ActionPage, Button, KeyFigure
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from housing_portal.registry.views.base import BureauOnly

PERMISSION = "affordable.target"
REVISE = Step("revise", "调整目标", frozenset(), "", PERMISSION)


class TargetList(RecordList):
    title = "年度目标"
    model = AnnualTarget
    table_class = TargetTable
    filterset_class = TargetFilter
    related = ("unit", "policy_doc")
    create_url, import_url, create_label = "affordable:target_create", "affordable:import", "下达目标"
    write_permission = PERMISSION

    def get_buttons(self) -> list[Button]:
        return super().get_buttons() if self.request.user.sees_everything else []


class TargetCreate(BureauOnly, RecordCreate):
    permission = PERMISSION
    title = "下达目标"
    model = AnnualTarget
    form_class = TargetForm
    list_url = "affordable:target_list"

    def perform(self, form: TargetForm) -> AnnualTarget:
        return services.issue_target(actor=self.request.user, **form.cleaned_data)


class TargetPage(LedgerPage):
    model = AnnualTarget
    related = ("unit", "policy_doc", "recorded_by", "successor")
    facts = ("unit", "year", "program", "revision", "policy_doc", "issued_on", "reason", "recorded_by")

    def get_figures(self) -> list[KeyFigure]:
        target = self.object
        later = getattr(target, "successor", None)
        note = f"{later.issued_on} 起按第 {later.revision} 版" if later else "现行版本"
        places = 0 if target.amount is None else 2
        return [
            KeyFigure(f"任务（{target.measure}）", grouped(target.value, places), note, main=True),
            KeyFigure("版次", f"第 {target.revision} 版"),
            KeyFigure("下达日期", str(target.issued_on)),
        ]

    def get_tables(self) -> list[tuple[str, Table]]:
        return [("各版次", RevisionTable(self._revisions(), orderable=False))]

    def _revisions(self) -> QuerySet:
        target = self.object
        same = {"unit": target.unit, "year": target.year, "program": target.program}
        return AnnualTarget.objects.filter(**same).select_related("policy_doc", "recorded_by").order_by("-revision")

    def get_buttons(self) -> list[Button]:
        user, target = self.request.user, self.object
        if not user.can(PERMISSION) or not user.sees_everything or hasattr(target, "successor"):
            return []
        return [Button(REVISE.label, reverse("affordable:target_revise", args=[target.pk]), style="primary")]


class TargetRevise(BureauOnly, ActionPage):
    model = AnnualTarget
    step = REVISE
    form_class = RevisionForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "target": self.object}

    def get_effects(self) -> list[str]:
        target = self.object
        places = 0 if target.amount is None else 2
        return [
            f"现行第 {target.revision} 版 {grouped(target.value, places)} {target.measure}"
            f"（{target.issued_on} 下达）留存；截至日早于新版下达日期的报表仍按它计算。",
            "新版自下达日期起生效，完成率随之改变。",
        ]

    def get_blocked(self) -> str:
        later = getattr(self.object, "successor", None)
        return f"这一版已调整为第 {later.revision} 版，请在最新一版上调整。" if later else ""

    def perform(self, form: RevisionForm) -> AnnualTarget:
        return services.revise_target(actor=self.request.user, target=self.object, **form.cleaned_data)
