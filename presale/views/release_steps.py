"""The steps of a release, each with the application and its working before one's eyes."""
from collections.abc import Sequence
from functools import partial
from typing import Any

from housing_portal.accounts.signing import Signed
from housing_portal.kit.figures import grouped
from presale.enums import ReleaseStatus
from presale.forms.releases import (
    ApproveForm,
    OpinionForm,
    ReasonedForm,
    ReceiptForm,
    ReturnForm,
    VerifyForm,
)
from presale.models import Release
from presale.services import approvals, payouts
from presale.services import releases as services
from presale.services.limits import shortfall
from presale.services.position import position
from presale.views.money import MoneyStep
from presale.views.releases import RELATED, facts_of, working_table
from presale.workflow import RELEASE


class ReleaseStep(MoneyStep):
    model = Release
    workflow = RELEASE
    related = RELATED
    noun = "用款"
    refusal = services.refusal_of
    facts = facts_of
    working = working_table


class ReleaseSubmit(ReleaseStep):
    step = RELEASE.steps["submit"]
    service = services.submit_release
    done = "已提交，等待受理。"

    def get_effects(self) -> Sequence[str]:
        return ["按现在的测算核对可拨付额，并把测算随申请保存。", "提交后不能修改，须经退回。"]


class ReleaseAccept(ReleaseStep):
    step = RELEASE.steps["accept"]
    service = services.accept_release
    done = "已受理，等待财务核额。"


class ReleaseVerify(ReleaseStep):
    step = RELEASE.steps["verify"]
    form_class = VerifyForm
    service = services.verify_release
    done = "已核额，等待审批。"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "approved_amount": self.object.amount}


class ReleaseReturn(ReleaseStep):
    step = RELEASE.steps["return"]
    form_class = ReturnForm
    service = services.return_release
    done = "已退回，只有勾选的项可以修改。"


class ReleaseReturnFinance(ReleaseReturn):
    step = RELEASE.steps["return_finance"]
    service = partial(services.return_release, code="return_finance")


class ReleaseReturnDeputy(ReleaseReturn):
    step = RELEASE.steps["return_deputy"]
    service = partial(services.return_release, code="return_deputy")


class ReleaseReturnTop(ReleaseReturn):
    step = RELEASE.steps["return_top"]
    service = partial(services.return_release, code="return_top")


def room(release: Release) -> str:
    """Say what the account allows beside what is asked: who decides sees it before, not only when it is refused."""
    amount, working = approvals.asked(release), position(release.account, without=release, approving=True)
    if sentence := shortfall(release, working, amount):
        return f"现在批准不了：{sentence}"
    if (over := amount - working.available) > 0:
        return f"应急用款动用须留存的资金：超出现可拨付额 {grouped(over, 2)} 元。"
    return f"现可拨付 {grouped(working.available, 2)} 元，批准后剩 {grouped(-over, 2)} 元。"


class ReleaseApprove(Signed, ReleaseStep):
    step = RELEASE.steps["approve"]
    form_class = ApproveForm
    service = approvals.approve_release

    @property
    def done(self) -> str:
        return "已同意，等待局长批准。" if self.object.status == ReleaseStatus.SIGNED else "已批准，资金已预留。"

    def get_effects(self) -> Sequence[str]:
        amount = grouped(approvals.asked(self.object), 2)
        top = [f"须再由局长批准：{'；'.join(reasons)}。"] if (reasons := approvals.why_director(self.object)) else []
        minutes = [f"达到集体研究金额，须上传{approvals.MINUTES}。"] if approvals.needs_minutes(self.object) else []
        return [f"批准后预留 {amount} 元，金额、收款人不能再改。", room(self.object), *top, *minutes]


class ReleaseApproveTop(Signed, ReleaseStep):
    step = RELEASE.steps["approve_top"]
    form_class = OpinionForm
    service = approvals.approve_top
    done = "已批准，资金已预留。"

    def get_effects(self) -> Sequence[str]:
        amount = grouped(approvals.asked(self.object), 2)
        top = [f"由局长批准的原因：{'；'.join(reasons)}。"] if (reasons := approvals.why_director(self.object)) else []
        return [f"批准后预留 {amount} 元，金额、收款人不能再改。", room(self.object), *top]


class ReleaseReject(ReleaseStep):
    step = RELEASE.steps["reject"]
    form_class = ReasonedForm
    service = approvals.reject_release
    done = "已登记不予批准。"


class ReleaseRejectTop(ReleaseStep):
    step = RELEASE.steps["reject_top"]
    form_class = ReasonedForm
    service = approvals.reject_top
    done = "已登记不予批准。"


class ReleaseNotify(ReleaseStep):
    step = RELEASE.steps["notify"]
    service = payouts.notify_release
    done = "已生成拨付通知书号。"

    def get_effects(self) -> Sequence[str]:
        return ["按年度连续取一个拨付通知书号，号码不再更换。"]


class ReleaseInstruct(ReleaseStep):
    step = RELEASE.steps["instruct"]
    service = payouts.instruct_release
    done = "已送银行办理。"

    def get_effects(self) -> Sequence[str]:
        return [f"凭拨付通知书 {self.object.notice_no} 由银行付给 {self.object.payee_name}；退票重发仍用原号。"]


class ReleasePay(ReleaseStep):
    step = RELEASE.steps["pay"]
    form_class = ReceiptForm
    service = payouts.pay_release
    done = "已登记回单并入账。"

    def get_effects(self) -> Sequence[str]:
        return [f"回单金额须正好是 {grouped(self.object.approved_amount, 2)} 元，记入监管流水后不能更改。"]


class ReleaseFail(ReleaseStep):
    step = RELEASE.steps["fail"]
    form_class = ReasonedForm
    service = payouts.fail_release
    done = "已登记退票，可重新送银行或撤销。"


class ReleaseCancel(ReleaseStep):
    step = RELEASE.steps["cancel"]
    form_class = ReasonedForm
    service = services.cancel_release
    done = "已撤销，预留的资金已释放。"


class ReleaseReview(ReleaseStep):
    step = approvals.REVIEW
    workflow = None
    form_class = ReasonedForm
    service = approvals.review_emergency
    done = "已补审。"
