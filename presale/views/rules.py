from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal.pages import RecordPage
from housing_portal.kit import clock
from housing_portal.kit.pages import (
    ActionPage,
    Button,
    CreatePage,
    EditPage,
    ListPage,
)
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from presale.enums import RuleStatus
from presale.filters.rules import RuleFilter
from presale.forms.rules import CopyForm, RuleForm
from presale.models import RuleSet
from presale.rule_checks import basis_faults, doubts, node_faults
from presale.services import rules as services
from presale.tables.rules import RuleNodeTable, RuleTable
from presale.workflow import RULE, RULES

VIEW = "presale.view"
COPY = Step("copy", "复制为草稿", frozenset(), "", RULE)


class RuleList(ListPage):
    permission = VIEW
    title = "监管规则"
    model = RuleSet
    table_class = RuleTable
    filterset_class = RuleFilter
    create_url, create_label, write_permission = "presale:rule_create", "起草规则", RULE

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("recorded_by", "activated_by")


class RulePage(RecordPage):
    permission = VIEW
    model = RuleSet
    related = ("policy", "recorded_by", "activated_by")
    workflow = RULES
    template_name = "presale/rule.html"
    facts = (
        "source", "policy", "effective_from", "basis", "unit_price", "finished_extra", "rate", "cap_rough",
        "cap_finished", "form", "release_condition", "review_days", "pay_days", "recorded_by", "activated_by",
        "activated_at", "locked_on",
    )

    def get_chips(self) -> list[Any]:
        return [RuleStatus(self.object.status)]

    def get_facts(self) -> list[tuple[str, Any]]:
        found = super().get_facts()
        if self.object.status == RuleStatus.TEMPLATE:
            return [(label, None if label == "施行日期" else value) for label, value in found]
        return found

    def get_tables(self) -> list[tuple[str, Table]]:
        nodes = self.object.nodes.select_related("rules").order_by("building_kind", "seq")
        return [("节点（留存与累计使用上限两种写法对照）",
                 RuleNodeTable(nodes, orderable=False, empty_text="还没有节点"))]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"presale:rule_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        it, buttons = self.object, super().get_buttons()
        if not self.request.user.can(RULE):
            return buttons
        edit = [Button("修改", reverse("presale:rule_edit", args=[it.pk]))] if it.status == RuleStatus.DRAFT else []
        return [*edit, *buttons, Button(COPY.label, self.get_step_url(COPY))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        it, nodes = self.object, services.nodes_of(self.object)
        waits = it.status == RuleStatus.DRAFT
        faults = [*basis_faults(it).values(), *node_faults(it.form, nodes)] if waits else []
        found = doubts(it.form, nodes) if it.status != RuleStatus.TEMPLATE else []
        return super().get_context_data(faults=faults, doubts=found, **kwargs)


class RuleCreate(CreatePage):
    permission = RULE
    title = "起草监管规则"
    model = RuleSet
    form_class = RuleForm
    template_name = "presale/rule_form.html"
    list_url = "presale:rule_list"
    done = "已保存草稿，由另一位有权限的同事启用。"

    def perform(self, form: RuleForm) -> RuleSet:
        return services.draft_rules(actor=self.request.user, **form.cleaned_data)


class RuleEdit(EditPage):
    permission = RULE
    model = RuleSet
    form_class = RuleForm
    template_name = "presale/rule_form.html"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().filter(status=RuleStatus.DRAFT)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "nodes": services.nodes_of(self.object)}

    def perform(self, form: RuleForm) -> RuleSet:
        return services.amend_rules(actor=self.request.user, rules=self.object, **form.cleaned_data)


class RuleStep(ActionPage):
    model = RuleSet
    workflow = RULES


class RuleActivate(RuleStep):
    step = RULES.steps["activate"]
    done = "已启用，新开账户可以选用。"

    def get_effects(self) -> list[str]:
        return [f"{self.object.effective_from} 起新开的监管账户可以选用；启用后不能修改，只能复制为新的草稿。",
                "已有账户仍按开户时的规则，不受影响。"]

    def get_blocked(self) -> str:
        if self.request.user.is_person(self.object.recorded_by_id):
            return "启用人不能是录入人本人，请由另一位同事启用。"
        return super().get_blocked()

    def perform(self, form: Any) -> RuleSet:
        return services.activate_rules(actor=self.request.user, rules=self.object, reason=form.reason)


class RuleRetire(RuleStep):
    step = RULES.steps["retire"]
    done = "已停用。"

    def get_effects(self) -> list[str]:
        return ["新开账户不能再选用；按这份规则开立的账户不受影响。"]

    def perform(self, form: Any) -> RuleSet:
        return services.retire_rules(actor=self.request.user, rules=self.object, reason=form.reason)


class RuleCopy(ActionPage):
    model = RuleSet
    step = COPY
    form_class = CopyForm
    done = "已复制为草稿，可以修改。"

    def get_initial(self) -> dict[str, Any]:
        name = self.object.name.removeprefix("样本：")
        today = clock.today()
        return {**super().get_initial(), "name": f"{name}（{today.year}年修订）", "effective_from": today}

    def get_effects(self) -> list[str]:
        return ["算法、参数、节点原样带到新的草稿，原规则不变；核对并修改后由另一位同事启用。"]

    def perform(self, form: CopyForm) -> RuleSet:
        return services.copy_rules(actor=self.request.user, rules=self.object, **form.cleaned_data)
