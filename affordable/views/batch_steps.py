"""The steps of a batch; whoever approves, pays or sends proves it with the own password."""
from typing import Any

from affordable.enums import OmissionReason, PaymentStatus
from affordable.forms.subsidy_batches import CloseForm, ExportForm, FundForm, SendForm
from affordable.models import SubsidyBatch
from affordable.services import batch_files
from affordable.services import subsidy_batches as services
from affordable.services.batch_plan import plan_batch
from affordable.views.record import ReviewPage
from affordable.views.subsidy_batches import RELATED
from affordable.workflow import BATCH
from housing_portal.accounts.signing import Signed
from housing_portal.kit.figures import grouped
from housing_portal.kit.forms import Form

NAMED = 20  # families named before a computation


class BatchStep(ReviewPage):
    model = SubsidyBatch
    workflow = BATCH
    related = RELATED
    role = ""  # what nobody takes who has taken another part

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [
            ("责任单位", it.unit), ("户数", grouped(it.households)), ("金额（元）", grouped(it.amount, 2)),
            ("未列入户数", grouped(it.omissions.count())), ("测算人", it.computed_by), ("复核人", it.checked_by),
            ("审批人", it.approved_by),
        ]

    def get_blocked(self) -> str:
        own = self.role and services.conflict(self.object, self.request.user, self.role)
        return own or super().get_blocked()


class BatchCompute(BatchStep):
    step = BATCH.steps["compute"]
    done = "已测算，等待另一位同事复核。"

    def get_effects(self) -> list[str]:
        """Return what the batch would hold, and first of all who seems to be helped twice."""
        plan = plan_batch(self.object)
        counts = [f"{reason.label} {count} 户" for reason, count in services.reasons(plan).items()]
        named = [one for one in plan.omissions if one.reason in (OmissionReason.DOUBLE, OmissionReason.CHANGED)]
        return [
            f"列入 {plan.households} 户，共 {grouped(plan.amount, 2)} 元。",
            f"不列入：{'，'.join(counts)}。" if counts else "没有不列入的家庭。",
            *(f"保障对象 {one.number}：{one.reason.label}，{one.note}。" for one in named[:NAMED]),
        ]

    def perform(self, form: Form) -> SubsidyBatch:
        return services.compute_batch(actor=self.request.user, batch=self.object)


class BatchCheck(BatchStep):
    step = BATCH.steps["check"]
    role = "checked_by"
    done = "已复核，等待审批。"

    def perform(self, form: Form) -> SubsidyBatch:
        return services.check_batch(actor=self.request.user, batch=self.object)


class BatchReturn(BatchStep):
    step = BATCH.steps["return"]
    done = "已退回，请重新测算。"

    def perform(self, form: Form) -> SubsidyBatch:
        return services.return_batch(actor=self.request.user, batch=self.object, reason=form.reason)


class BatchApprove(Signed, BatchStep):
    step = BATCH.steps["approve"]
    role = "approved_by"
    done = "已批准，等待财政资金到账。"

    def get_effects(self) -> list[str]:
        return ["批准后家庭、金额、户名、卡号不能再改；内容校验值记录在案，代发前再次核对。"]

    def perform(self, form: Form) -> SubsidyBatch:
        return services.approve_batch(actor=self.request.user, batch=self.object)


class BatchFund(BatchStep):
    step = BATCH.steps["fund"]
    form_class = FundForm
    done = "已登记到账，可以生成代发文件。"

    def perform(self, form: FundForm) -> SubsidyBatch:
        return services.fund_batch(actor=self.request.user, batch=self.object, **form.cleaned_data)


class BatchExport(Signed, BatchStep):
    step = BATCH.steps["export"]
    role = "exported_by"
    form_class = ExportForm
    done = "代发文件已生成，在附件中打开。"

    def get_effects(self) -> list[str]:
        lines = grouped(self.object.payments.count())
        return [f"{lines} 笔列入代发文件，文件及校验值保存在附件中。", "以后每次打开文件都要写明理由。"]

    def perform(self, form: ExportForm) -> SubsidyBatch:
        return batch_files.export_batch(actor=self.request.user, batch=self.object, **form.cleaned_data)


class BatchSend(BatchStep):
    step = BATCH.steps["send"]
    form_class = SendForm
    done = "已登记送银行，等待回单。"

    def get_effects(self) -> list[str]:
        return ["送银行后批次不能作废；银行回单导入前不计已发。"]

    def perform(self, form: SendForm) -> SubsidyBatch:
        return services.send_batch(actor=self.request.user, batch=self.object, **form.cleaned_data)


class BatchReissue(Signed, BatchStep):
    step = BATCH.steps["reissue"]
    form_class = ExportForm
    done = "补发文件已生成，在附件中打开。"

    def get_effects(self) -> list[str]:
        returned = self.object.payments.filter(status=PaymentStatus.RETURNED)
        ready, left = returned.filter(is_ready=True).count(), returned.filter(is_ready=False).count()
        return [f"已核对代发账户的退票 {ready} 笔列入补发文件，仍归原季度。", f"尚未核对的 {left} 笔不列入。"]

    def perform(self, form: ExportForm) -> SubsidyBatch:
        return batch_files.reissue_batch(actor=self.request.user, batch=self.object, **form.cleaned_data)


class BatchClose(BatchStep):
    step = BATCH.steps["close"]
    form_class = CloseForm
    done = "已办结。"

    def perform(self, form: CloseForm) -> SubsidyBatch:
        return services.close_batch(actor=self.request.user, batch=self.object, reason=form.reason)


class BatchVoid(BatchStep):
    step = BATCH.steps["void"]
    done = "已作废，这个季度可以重新建立批次。"

    def perform(self, form: Form) -> SubsidyBatch:
        return services.void_batch(actor=self.request.user, batch=self.object, reason=form.reason)
