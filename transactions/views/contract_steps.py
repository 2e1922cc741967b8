"""The steps of a contract after it has been drafted."""
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property

from housing_portal.journal.history import attachments_of
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import ActionPage, EditPage
from transactions.enums import ContractStatus
from transactions.forms.contracts import (
    ApproveForm,
    CancelForm,
    ChangeForm,
    FileForm,
    SubmitForm,
    TitleForm,
    VoidForm,
)
from transactions.guards import SigningCase, Verdict, examine
from transactions.models import SaleContract
from transactions.services import changes, contracts, endings, filing
from transactions.services.buyers import in_force
from transactions.services.cases import limits_now
from transactions.services.reading import checks, signing_case
from transactions.tables.contracts import PartyTable
from transactions.workflow import CHANGEABLE, CONTRACT


class ContractStep(ActionPage):
    """A step taken with the contract before one's eyes."""

    model = SaleContract
    workflow = CONTRACT
    template_name = "transactions/contract_step.html"
    confirms = False  # by another person than whoever submitted

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("estate", "seller", "loan_bank", "submitted_by", "room__building")

    def get_blocked(self) -> str:
        if self.confirms and self.request.user.is_person(self.object.submitted_by_id):
            return "这份合同由您本人提交，须由另一位同事复核。"
        return super().get_blocked()

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [
            ("合同编号", it.contract_no), ("楼盘", it.estate), ("坐落", it.room_label), ("出卖人", it.seller),
            ("计价面积（㎡）", grouped(it.area_priced, 2)), ("单价（元/㎡）", grouped(it.unit_price, 2)),
            ("总价（元）", grouped(it.total_price, 2)), ("付款方式", it.get_pay_method_display()),
            ("首付款（元）", grouped(it.down_payment, 2)), ("贷款金额（元）", grouped(it.loan_amount, 2)),
            ("贷款银行", it.loan_bank), ("特殊交易", it.get_special_display()), ("签订日期", str(it.signed_on)),
            ("约定交房日期", str(it.delivery_on)),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        it = self.object
        parties = PartyTable(in_force(it), orderable=False)
        own = {"parts": {"facts": self.get_facts(), "attachments": attachments_of(it)}, "parties": parties}
        return super().get_context_data(**{**own, "checks": [], **kwargs})


class ContractSign(ContractStep):
    step = CONTRACT.steps["sign"]
    done = "已网签，合同编号已生成；请在期限内提交备案。"

    @cached_property
    def case(self) -> SigningCase:
        return signing_case(self.object)

    @cached_property
    def verdict(self) -> Verdict:
        return examine(self.case, limits_now())

    def get_effects(self) -> list[str]:
        if self.verdict.unpermitted:
            return [f"{self.verdict.unpermitted.sentence}继续提交将被拒绝，并登记为违规线索（未批先售）。"]
        return [
            "生成合同编号，这户转为“已网签”，其他人不能再签。", f"{filing.filing_term()} 日内须办理备案。",
            "网签后条款有变须办理变更，不再履行须撤销网签。",
        ]

    def get_blocked(self) -> str:
        """Stop at what is refused anyway; 未批先售 may be sent off all the same, so that it is recorded."""
        if blocked := super().get_blocked():
            return blocked
        if self.verdict.unpermitted or not self.verdict.refusals:
            return ""
        return "；".join(one.sentence.rstrip("。") for one in self.verdict.refusals) + "。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = checks(self.case) if self.object.status == ContractStatus.DRAFT else []
        return super().get_context_data(checks=found, **kwargs)

    def perform(self, form: Any) -> SaleContract:
        return contracts.sign_contract(actor=self.request.user, contract=self.object, reason=form.reason)


class ContractSubmit(ContractStep):
    step = CONTRACT.steps["submit"]
    form_class = SubmitForm
    done = "已提交，等待另一位同事备案。"

    def get_effects(self) -> list[str]:
        return ["提交后不能变更或撤销，等待另一位同事备案或退回。"]

    def perform(self, form: SubmitForm) -> SaleContract:
        return filing.submit_filing(actor=self.request.user, contract=self.object, **form.cleaned_data)


class ContractFile(ContractStep):
    step = CONTRACT.steps["file"]
    form_class = FileForm
    confirms = True
    done = "已备案，备案号已生成。"

    def get_effects(self) -> list[str]:
        return ["生成备案号，计入备案日期当日的成交统计。", "请先核对下面的合同内容与材料是否一致。"]

    def perform(self, form: FileForm) -> SaleContract:
        return filing.file_contract(actor=self.request.user, contract=self.object, **form.cleaned_data)


class ContractFail(ContractStep):
    step = CONTRACT.steps["fail"]
    confirms = True
    done = "已退回经办人。"

    def get_effects(self) -> list[str]:
        return [f"退回给{self.object.submitted_by}，更正后重新提交；合同仍然有效，备案期限不顺延。"]

    def perform(self, form: Any) -> SaleContract:
        return filing.fail_filing(actor=self.request.user, contract=self.object, reason=form.reason)


class ContractTitle(ContractStep):
    step = CONTRACT.steps["title"]
    form_class = TitleForm
    done = "已登记产权。"

    def perform(self, form: TitleForm) -> SaleContract:
        return filing.register_title(actor=self.request.user, contract=self.object, **form.cleaned_data)


class ContractVoid(ContractStep):
    step = CONTRACT.steps["void"]
    form_class = VoidForm
    done = "网签已撤销，这户恢复可售。"

    def get_effects(self) -> list[str]:
        return ["合同编号作废，不再使用；这户恢复未签约。", "撤销记入撤销日期当日，以前的统计不变。"]

    def perform(self, form: VoidForm) -> SaleContract:
        return endings.void_contract(actor=self.request.user, contract=self.object, **form.cleaned_data)


class ContractCancel(ContractStep):
    step = CONTRACT.steps["cancel"]
    form_class = CancelForm
    done = "已申请注销，等待另一位同事审核。"

    def get_effects(self) -> list[str]:
        return ["由另一位同事审核；同意之前合同仍为有效，这户不能再签。"]

    def perform(self, form: CancelForm) -> SaleContract:
        return endings.request_cancel(actor=self.request.user, contract=self.object, **form.cleaned_data)


class ContractApproveCancel(ContractStep):
    step = CONTRACT.steps["approve_cancel"]
    form_class = ApproveForm
    confirms = True
    done = "已注销，这户恢复未签约。"

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [*super().get_facts(), ("注销原因", it.get_end_reason_display()), ("注销说明", it.end_note)]

    def get_effects(self) -> list[str]:
        return ["合同编号和备案号不再使用；这户恢复未签约。", "注销记入注销日期当日（负数），以前各日各月的统计不变。"]

    def perform(self, form: ApproveForm) -> SaleContract:
        return endings.approve_cancel(actor=self.request.user, contract=self.object, **form.cleaned_data)


class ContractRefuseCancel(ContractStep):
    step = CONTRACT.steps["refuse_cancel"]
    confirms = True
    done = "不予注销，合同仍为已备案。"

    def perform(self, form: Any) -> SaleContract:
        return endings.refuse_cancel(actor=self.request.user, contract=self.object, reason=form.reason)


class ContractChange(EditPage):
    permission = "transactions.record"
    title = "合同变更"
    model = SaleContract
    form_class = ChangeForm
    template_name = "transactions/contract_form.html"
    submit_label = "保存变更"
    done = "已变更，原版本留存。"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().filter(status__in=CHANGEABLE)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "parties": in_force(self.object)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(obstacles=[], **kwargs)

    def perform(self, form: ChangeForm) -> SaleContract:
        return changes.change_contract(actor=self.request.user, contract=self.object, **form.cleaned_data)
