"""补贴标准."""
from decimal import Decimal
from typing import Any

from affordable.enums import FamilyCategory, RuleStatus
from affordable.filters.subsidy_rules import SubsidyRuleFilter
from affordable.forms.subsidy_rules import SubsidyRuleForm
from affordable.models import SubsidyRule
from affordable.services import subsidy_rules as services
from affordable.tables.subsidy_rules import SubsidyRuleTable
from affordable.views.record import LedgerPage, RecordList, ReviewPage
from affordable.workflow import ENTER, SUBSIDY_RULE
from housing_portal.kit.figures import grouped, plain
from housing_portal.kit.forms import Form
from housing_portal.kit.pages import CreatePage, KeyFigure
from housing_portal.kit.workflow import Step

VIEW = "rental.view"


def rule_facts(rule: SubsidyRule) -> list[tuple[str, Any]]:
    """Return the figures of a standard with the coefficients in words."""
    found = "；".join(f"{one.label} {plain(Decimal(rule.coefficients[one]))}" for one in FamilyCategory)
    return [
        ("执行日期", str(rule.effective_on)), ("补贴标准（元/㎡·月）", grouped(rule.standard, 2)),
        ("人均保障面积（㎡）", grouped(rule.guaranteed_area, 2)), ("最多计补人数", rule.most_persons),
        ("收入系数", found), ("依据文件", rule.policy), ("录入人", rule.recorded_by), ("复核人", rule.confirmed_by),
    ]


class SubsidyRuleList(RecordList):
    permission, write_permission = VIEW, ENTER
    title = "补贴标准"
    model = SubsidyRule
    table_class = SubsidyRuleTable
    filterset_class = SubsidyRuleFilter
    related = ("recorded_by", "confirmed_by")
    create_url, create_label = "affordable:subsidy_rule_create", "登记标准"


class SubsidyRuleCreate(CreatePage):
    permission = ENTER
    title = "登记补贴标准"
    model = SubsidyRule
    form_class = SubsidyRuleForm
    list_url = "affordable:subsidy_rule_list"
    done = "已登记，另一位同事复核后生效。"

    def perform(self, form: SubsidyRuleForm) -> SubsidyRule:
        return services.record_rule(actor=self.request.user, **form.cleaned_data)


class SubsidyRulePage(LedgerPage):
    permission = VIEW
    model = SubsidyRule
    workflow = SUBSIDY_RULE
    related = ("recorded_by", "confirmed_by")
    has_files = True

    def get_chips(self) -> list[Any]:
        return [RuleStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        return [KeyFigure("补贴标准（元/㎡·月）", grouped(self.object.standard, 2), main=True),
                KeyFigure("人均保障面积（㎡）", grouped(self.object.guaranteed_area, 2))]

    def get_facts(self) -> list[tuple[str, Any]]:
        return rule_facts(self.object)

    def get_step_url(self, step: Step) -> str:
        return f"{self.object.get_absolute_url()}{step.code}/"


class RuleStep(ReviewPage):
    model = SubsidyRule
    workflow = SUBSIDY_RULE
    related = ("recorded_by", "confirmed_by")

    def get_facts(self) -> list[tuple[str, Any]]:
        return rule_facts(self.object)


class SubsidyRuleConfirm(RuleStep):
    step = SUBSIDY_RULE.steps["confirm"]
    done = "已生效。"

    def get_blocked(self) -> str:
        if self.request.user.is_person(self.object.recorded_by_id):
            return "这份标准由您本人登记，须由另一位同事复核。"
        return super().get_blocked()

    def get_effects(self) -> list[str]:
        return [f"{self.object.effective_on} 起核定的补贴按这份标准计算；以前核定的不变。", "生效后各项数字不能再改。"]

    def perform(self, form: Form) -> SubsidyRule:
        return services.confirm_rule(actor=self.request.user, rule=self.object)


class SubsidyRuleVoid(RuleStep):
    step = SUBSIDY_RULE.steps["void"]
    done = "已作废。"

    def perform(self, form: Form) -> SubsidyRule:
        return services.void_rule(actor=self.request.user, rule=self.object, reason=form.reason)
