"""信用规则: drafted, copied from a sample or from the version before, given its items, confirmed by another."""
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from housing_portal.journal.pages import RecordPage
from housing_portal.kit import clock
from housing_portal.kit.forms import Form, ReasonForm
from housing_portal.kit.pages import ActionPage, Button, CreatePage, EditPage, KeyFigure, ListPage
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from inspections.enums.credit import CreditRuleStatus
from inspections.filters.credit import CreditRuleFilter
from inspections.forms.credit import CopyForm, ItemForm, RuleForm, SampleForm
from inspections.models.credit import CreditItem, CreditRule
from inspections.services import credit_rules as services
from inspections.tables.credit import CreditItemDraftTable, CreditItemTable, CreditRuleTable
from inspections.workflow import CREDIT_RULE, RULES, VIEW

COPY = Step("copy", "复制为新版本", frozenset(), "", RULES)
DROP = Step("drop", "删除条目", frozenset(), "", RULES, danger=True)


class CreditRuleList(ListPage):
    permission = VIEW
    title = "信用规则"
    model = CreditRule
    table_class = CreditRuleTable
    filterset_class = CreditRuleFilter
    empty_text = "还没有信用规则，可从模板新建"
    create_url, create_label, write_permission = "inspections:credit_rule_create", "起草规则", RULES

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("recorded_by", "confirmed_by")

    def get_buttons(self) -> list[Button]:
        buttons = super().get_buttons()
        return [*buttons, Button("从模板新建", reverse("inspections:credit_rule_sample"))] if buttons else []


class CreditRulePage(RecordPage):
    permission = VIEW
    model = CreditRule
    related = ("recorded_by", "confirmed_by")
    workflow = CREDIT_RULE
    edit_url, edit_permission = "inspections:credit_rule_edit", RULES
    facts = (
        "subject_kind", "basis", "effective_from", "base_score", "max_base", "max_operation", "max_good",
        "notice_days", "objection_days", "recorded_by", "recorded_at", "confirmed_by", "confirmed_at",
    )

    def get_chips(self) -> list[Any]:
        return [CreditRuleStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        grades = services.grades_of(self.object)
        return [KeyFigure(f"{grade} 级（分）", f"≥ {at_least}") for grade, at_least in grades[:6]]

    @property
    def _is_draft(self) -> bool:
        return self.object.status == CreditRuleStatus.RECORDED and self.request.user.can(RULES)

    def get_tables(self) -> list[tuple[str, Table]]:
        items = self.object.items.order_by("code", "pk")
        made = CreditItemDraftTable if self._is_draft else CreditItemTable
        return [("信用条目", made(items, orderable=False, empty_text="还没有信用条目"))]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"inspections:credit_rule_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        if self.object.status != CreditRuleStatus.RECORDED:
            self.edit_url = ""
        more = []
        if self._is_draft:
            more.append(Button("增加条目", reverse("inspections:credit_item_create", args=[self.object.pk])))
        if self.request.user.can(RULES):
            more.append(Button(COPY.label, self.get_step_url(COPY)))
        return [*super().get_buttons(), *more]


class CreditRuleCreate(CreatePage):
    permission = RULES
    title = "起草信用规则"
    model = CreditRule
    form_class = RuleForm
    list_url = "inspections:credit_rule_list"
    done = "已保存，请增加信用条目，再由另一位同事确认。"

    def perform(self, form: RuleForm) -> CreditRule:
        return services.draft_rule(actor=self.request.user, **form.cleaned_data)


class CreditRuleSample(CreditRuleCreate):
    title = "从模板新建信用规则"
    form_class = SampleForm
    done = "已从模板新建，每一项分值都待县局核定，改好后由另一位同事确认。"

    def perform(self, form: SampleForm) -> CreditRule:
        return services.from_sample(actor=self.request.user, **form.cleaned_data)


class CreditRuleEdit(EditPage):
    permission = RULES
    model = CreditRule
    form_class = RuleForm

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().filter(status=CreditRuleStatus.RECORDED)

    def perform(self, form: RuleForm) -> CreditRule:
        return services.amend_rule(actor=self.request.user, rule=self.object, **form.cleaned_data)


class CreditRuleStep(ActionPage):
    model = CreditRule
    workflow = CREDIT_RULE


class CreditRuleConfirm(CreditRuleStep):
    step = CREDIT_RULE.steps["confirm"]
    done = "已确认。"

    def get_effects(self) -> list[str]:
        it = self.object
        return [
            f"{it.effective_from} 起用于{it.get_subject_kind_display()}；确认后不能修改，只能复制为新版本。",
            "此前的得分仍按当时的规则计算。",
        ]

    def get_blocked(self) -> str:
        own = self.request.user.is_person(self.object.recorded_by_id)
        return services.OWN if own else super().get_blocked()

    def perform(self, form: Form) -> CreditRule:
        return services.confirm_rule(actor=self.request.user, rule=self.object)


class CreditRuleVoid(CreditRuleStep):
    step = CREDIT_RULE.steps["void"]
    done = "已作废。"

    def perform(self, form: ReasonForm) -> CreditRule:
        return services.void_rule(actor=self.request.user, rule=self.object, reason=form.reason)


class CreditRuleCopy(ActionPage):
    model = CreditRule
    step = COPY
    form_class = CopyForm
    done = "已复制，可以修改。"

    def get_initial(self) -> dict[str, Any]:
        today = clock.today()
        name = f"{self.object.name}（{today.year} 年修订）"
        return {**super().get_initial(), "name": name, "effective_from": today}

    def get_effects(self) -> list[str]:
        return ["分值、等级、条目原样带到新版本，原规则不变；改好后由另一位同事确认。"]

    def perform(self, form: CopyForm) -> CreditRule:
        return services.copy_rule(actor=self.request.user, rule=self.object, **form.cleaned_data)


# -- items -----------------------------------------------------------------------------------------------------


class CreditItemCreate(CreatePage):
    permission = RULES
    title = "增加信用条目"
    model = CreditItem
    form_class = ItemForm
    done = "已增加条目。"

    @cached_property
    def rule(self) -> CreditRule:
        return get_object_or_404(CreditRule.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.rule), self.rule.get_absolute_url())]

    def get_cancel_url(self) -> str:
        return self.rule.get_absolute_url()

    def get_success_url(self) -> str:
        return self.rule.get_absolute_url()

    def perform(self, form: ItemForm) -> CreditItem:
        return services.add_item(actor=self.request.user, rule=self.rule, **form.cleaned_data)


class CreditItemDrop(ActionPage):
    model = CreditItem
    step = DROP
    done = "已删除条目。"

    def get_effects(self) -> list[str]:
        return [f"从“{self.object.rule}”中删除条目“{self.object}”，办理记录中保留。"]

    def get_cancel_url(self) -> str:
        return self.object.rule.get_absolute_url()

    def get_blocked(self) -> str:
        rule = self.object.rule
        if rule.status == CreditRuleStatus.RECORDED:
            return ""
        return f"规则“{rule}”{rule.get_status_display()}，不能修改；需要调整请复制为新版本。"

    def perform(self, form: Form) -> CreditRule:
        return services.drop_item(actor=self.request.user, item=self.object)
