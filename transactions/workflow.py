"""Which step leads where. The same tables draw the buttons, guard the services and feed the tests."""
from housing_portal.kit.workflow import Permitted, Step, Workflow
from transactions.enums import (
    UNFILED,
    ContractStatus,
    FundStatus,
    LookupStatus,
    PriceStatus,
    ReportStatus,
    ResaleStatus,
)

RECORD, CONFIRM = "transactions.record", "transactions.confirm"
C, R, F, D = ContractStatus, ResaleStatus, FundStatus, ReportStatus

CONTRACT = Workflow(
    dict(ContractStatus.choices),
    (
        Step("sign", "网签", frozenset({C.DRAFT}), C.SIGNED, RECORD),
        Step("submit", "提交备案", frozenset({C.SIGNED, C.FILE_FAILED}), C.FILING, RECORD),
        Step("file", "备案", frozenset({C.FILING}), C.FILED, CONFIRM),
        Step("fail", "退回", frozenset({C.FILING}), C.FILE_FAILED, CONFIRM, needs_reason=True),
        Step("title", "登记产权", frozenset({C.FILED}), C.TITLED, RECORD),
        Step("void", "撤销网签", frozenset(UNFILED) - {C.FILING}, C.VOIDED, RECORD, needs_reason=True, danger=True),
        Step("cancel", "申请注销", frozenset({C.FILED}), C.CANCELLING, RECORD, needs_reason=True, danger=True),
        Step("approve_cancel", "同意注销", frozenset({C.CANCELLING}), C.CANCELLED, CONFIRM, danger=True),
        Step("refuse_cancel", "不予注销", frozenset({C.CANCELLING}), C.FILED, CONFIRM, needs_reason=True),
    ),
)
# by which step a contract that waits is brought on; what is filed or has ended waits for nobody
_BRINGS_ON = {
    C.DRAFT: "sign", C.SIGNED: "submit", C.FILE_FAILED: "submit", C.FILING: "file", C.CANCELLING: "approve_cancel",
}


def next_steps(user: Permitted) -> dict[str, Step]:
    """Return state → the step that ``user`` may take next on a contract in it."""
    steps = {state.value: CONTRACT.steps[code] for state, code in _BRINGS_ON.items()}
    return {state: step for state, step in steps.items() if user.can(step.permission)}


# a change keeps the state and makes a new version
CHANGEABLE = frozenset({C.SIGNED, C.FILE_FAILED, C.FILED})

PRICE = Workflow(
    dict(PriceStatus.choices),
    (
        Step("confirm", "复核备案", frozenset({PriceStatus.SUBMITTED}), PriceStatus.FILED, CONFIRM),
        Step("return", "退回", frozenset({PriceStatus.SUBMITTED}), PriceStatus.RETURNED, CONFIRM, needs_reason=True),
    ),
)

RESALE = Workflow(
    dict(ResaleStatus.choices),
    (
        Step("sign", "网签", frozenset({R.VERIFIED}), R.SIGNED, RECORD),
        Step("file", "备案", frozenset({R.SIGNED}), R.FILED, CONFIRM),
        Step("transfer", "登记过户", frozenset({R.FILED}), R.TRANSFERRED, RECORD),
        Step("cancel", "注销", frozenset({R.VERIFIED, R.SIGNED, R.FILED}), R.CANCELLED, CONFIRM,
             needs_reason=True, danger=True),
    ),
)

# which entries and events move the supervised money (dossier §3.4): it leaves only after the transfer
FUND = Workflow(
    dict(FundStatus.choices),
    (
        Step("fund", "登记存入", frozenset({F.OPENED}), F.FUNDED, RECORD),
        Step("transfer", "确认过户", frozenset({F.FUNDED}), F.TRANSFER_DONE, RECORD),
        Step("pay", "划付卖方", frozenset({F.TRANSFER_DONE}), F.PAID_OUT, CONFIRM),
        Step("cancel", "撤销监管", frozenset({F.OPENED, F.FUNDED}), F.CANCELLED, CONFIRM,
             needs_reason=True, danger=True),
        Step("refund", "退还买方", frozenset({F.CANCELLED}), F.REFUNDED, CONFIRM),
    ),
)

DAILY = Workflow(
    dict(ReportStatus.choices),
    (
        Step("check", "核对", frozenset({D.GENERATED}), D.CHECKED, CONFIRM),
        Step("submit", "报送", frozenset({D.CHECKED}), D.SUBMITTED, RECORD),
        Step("accept", "登记已接收", frozenset({D.SUBMITTED, D.RESUBMITTED}), D.ACCEPTED, RECORD),
        Step("reject", "登记被退回", frozenset({D.SUBMITTED, D.RESUBMITTED}), D.REJECTED, RECORD, needs_reason=True),
        Step("resubmit", "重新报送", frozenset({D.REJECTED}), D.RESUBMITTED, RECORD, needs_reason=True),
    ),
)

LOOKUP = Workflow(
    dict(LookupStatus.choices),
    (
        Step("approve", "同意查询", frozenset({LookupStatus.REQUESTED}), LookupStatus.APPROVED, CONFIRM),
        Step("refuse", "不予查询", frozenset({LookupStatus.REQUESTED}), LookupStatus.REFUSED, CONFIRM,
             needs_reason=True),
    ),
)
