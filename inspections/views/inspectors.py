"""检查人员, and the firms that each keeps away from."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal.pages import RecordPage
from housing_portal.kit.pages import ActionPage, Button, CreatePage, EditPage, ListPage
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from inspections.filters.grounds import InspectorFilter
from inspections.forms.grounds import InspectorEditForm, InspectorForm, TieEndForm, TieForm
from inspections.models.inspector import Inspector, InspectorTie
from inspections.services import inspectors as services
from inspections.tables.grounds import InspectorTable, TieTable
from inspections.workflow import RULES, VIEW

TIE = Step("tie", "申报回避关系", frozenset(), "", VIEW)
END = Step("end", "登记回避期满", frozenset(), "", RULES, danger=True)
NOT_OWN = "回避关系由检查人员本人申报，或由维护检查人员的同事登记。"


class InspectorList(ListPage):
    permission, write_permission = VIEW, RULES
    title = "检查人员"
    model = Inspector
    table_class = InspectorTable
    filterset_class = InspectorFilter
    create_url, create_label = "inspections:inspector_create", "登记人员"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("user__unit")


class InspectorCreate(CreatePage):
    permission = RULES
    title = "登记检查人员"
    model = Inspector
    form_class = InspectorForm
    list_url = "inspections:inspector_list"

    def perform(self, form: InspectorForm) -> Inspector:
        return services.register_inspector(actor=self.request.user, **form.cleaned_data)


class InspectorPage(RecordPage):
    permission = VIEW
    model = Inspector
    related = ("user__unit", "recorded_by")
    edit_url, edit_permission = "inspections:inspector_edit", RULES
    facts = ("certificate_no", "valid_to", "is_active", "recorded_by", "recorded_at")

    def get_facts(self) -> list[tuple[str, Any]]:
        return [("科室", self.object.user.unit), *super().get_facts()]

    def get_buttons(self) -> list[Button]:
        user, found = self.request.user, super().get_buttons()
        if user.can(RULES) or user.is_person(self.object.user_id):
            found.append(Button(TIE.label, reverse("inspections:tie_create", args=[self.object.pk])))
        return found

    def get_tables(self) -> list[tuple[str, Table]]:
        ties = self.object.ties.select_related("organization").order_by("-from_on", "-pk")
        hidden = () if self.request.user.can(RULES) else ("ops",)
        return [("须回避的企业", TieTable(ties, orderable=False, exclude=hidden))]


class InspectorEdit(EditPage):
    permission = RULES
    model = Inspector
    form_class = InspectorEditForm

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("user")

    def perform(self, form: InspectorEditForm) -> Inspector:
        return services.edit_inspector(actor=self.request.user, inspector=self.object, **form.cleaned_data)


class TieCreate(ActionPage):
    """Everybody declares for himself."""

    model = Inspector
    step = TIE
    form_class = TieForm
    done = "已申报，以后检查和抽取时自动回避。"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("user")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": InspectorTie(inspector=self.object)}

    def get_blocked(self) -> str:
        user = self.request.user
        return "" if user.can(RULES) or user.is_person(self.object.user_id) else NOT_OWN

    def get_effects(self) -> list[str]:
        return [f"从“回避起”到“回避至”，{self.object}不参加对这家企业及其楼盘的检查。"]

    def perform(self, form: TieForm) -> Inspector:
        services.declare_tie(actor=self.request.user, inspector=self.object, **form.cleaned_data)
        return self.object


class TieEnd(ActionPage):
    model = InspectorTie
    step = END
    form_class = TieEndForm

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("inspector__user", "organization")

    def get_effects(self) -> list[str]:
        return [f"{self.object}：期满次日起可以参加检查。"]

    def perform(self, form: TieEndForm) -> InspectorTie:
        return services.end_tie(actor=self.request.user, tie=self.object, **form.cleaned_data)
