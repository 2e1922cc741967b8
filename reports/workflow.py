"""The status table of official documents and of their templates."""
from housing_portal.kit.workflow import Step, Workflow
from reports.enums import (
    AWAITED,
    RUNNING,
    DocumentStatus,
    MoreTime,
    OverrideStatus,
    SupervisionStatus,
    TemplateStatus,
)

_D = DocumentStatus
CAPTURED, CHECKED = frozenset({_D.CAPTURED}), frozenset({_D.PROOFREAD, _D.COUNTERSIGNED})

DOCUMENT = Workflow(
    dict(_D.choices),
    (
        Step("capture", "取数", frozenset({_D.DRAFT, _D.CAPTURED}), _D.CAPTURED, "reports.draft"),
        Step("proofread", "校核", CAPTURED, _D.PROOFREAD, "reports.check"),
        Step("countersign", "会签", frozenset({_D.PROOFREAD}), _D.COUNTERSIGNED, "reports.check"),
        Step("sign", "签发", CHECKED, _D.SIGNED, "reports.issue"),
        Step("issue", "印发", frozenset({_D.SIGNED}), _D.ISSUED, "reports.dispatch"),
        Step("take_back", "撤回修改", CAPTURED, _D.DRAFT, "reports.draft"),
        Step("return", "退回起草", CAPTURED | CHECKED, _D.DRAFT, "reports.check", needs_reason=True, danger=True),
        Step("unsign", "撤销签发", frozenset({_D.SIGNED}), _D.DRAFT, "reports.issue", needs_reason=True, danger=True),
        # taken when the correcting or withdrawing paper is issued
        Step("correct", "更正", frozenset({_D.ISSUED, _D.CORRECTED, _D.ARCHIVED}), _D.CORRECTED, "reports.dispatch"),
        Step("withdraw", "撤回", frozenset({_D.ISSUED, _D.CORRECTED, _D.ARCHIVED}), _D.WITHDRAWN, "reports.dispatch"),
        # a withdrawn paper stays 已撤回: filed, it would stand among those that hold
        Step("archive", "归档", frozenset({_D.ISSUED, _D.CORRECTED}), _D.ARCHIVED, "reports.dispatch"),
    ),
)

_O = OverrideStatus
ASKED = frozenset({_O.ASKED})
OVERRIDE = Workflow(
    dict(_O.choices),
    (
        Step("approve", "批准改写", ASKED, _O.APPROVED, "reports.check"),
        Step("refuse", "不同意", ASKED, _O.REFUSED, "reports.check", needs_reason=True, danger=True),
        Step("take_back", "收回申请", ASKED, _O.TAKEN_BACK, "reports.draft"),
    ),
)

_T = TemplateStatus
SUBMITTED = frozenset({_T.SUBMITTED})
TEMPLATE = Workflow(
    dict(_T.choices),
    (
        Step("submit", "提交批准", frozenset({_T.DRAFT}), _T.SUBMITTED, "reports.templates"),
        Step("approve", "批准启用", SUBMITTED, _T.IN_FORCE, "reports.check"),
        Step("return", "退回修改", SUBMITTED, _T.DRAFT, "reports.check", needs_reason=True, danger=True),
        Step("retire", "停用", frozenset({_T.IN_FORCE}), _T.RETIRED, "reports.check", needs_reason=True, danger=True),
    ),
)

_S = SupervisionStatus
SUPERVISE, ACCEPT = "reports.supervise", "reports.accept"
SUPERVISION = Workflow(
    dict(_S.choices),
    (
        Step("issue", "登记交办", frozenset({_S.DRAFTED}), _S.ISSUED, SUPERVISE),
        Step("receive", "登记签收", frozenset({_S.ISSUED}), _S.RECEIVED, SUPERVISE),
        Step("begin", "登记开始办理", frozenset({_S.RECEIVED, _S.RETURNED}), _S.IN_PROGRESS, SUPERVISE),
        Step("feedback", "登记反馈", frozenset(AWAITED) - {_S.ISSUED}, _S.FEEDBACK, SUPERVISE),
        Step("accept", "核定办结", frozenset({_S.FEEDBACK}), _S.ACCEPTED, ACCEPT),
        Step("return", "退回反馈", frozenset({_S.FEEDBACK}), _S.RETURNED, ACCEPT, needs_reason=True),
        # only when the records show that the matter is settled; the service asks them
        Step("recover", "恢复正常办结", frozenset(RUNNING), _S.ACCEPTED, ACCEPT),
        Step("undo", "撤回上一步", frozenset(RUNNING) - {_S.ISSUED} | {_S.ACCEPTED}, _S.ISSUED, ACCEPT,
             needs_reason=True, danger=True),
        Step("void", "撤销事项", frozenset({_S.DRAFTED, *AWAITED}), _S.VOID, ACCEPT, needs_reason=True, danger=True),
    ),
)
# beside the states: they may be entered whenever a matter runs and their ground is there (reports/services/followup.py)
FOLLOW_UP = {
    "talk": Step("talk", "登记约谈", frozenset(), "", SUPERVISE),
    "conclude": Step("conclude", "登记督查结论", frozenset(), "", SUPERVISE),
    "review": Step("review", "登记复核申请", frozenset(), "", SUPERVISE),
    "decide": Step("decide", "登记复核决定", frozenset(), "", ACCEPT),
    "check": Step("check", "登记整改核查", frozenset(), "", SUPERVISE),
    "talk_undo": Step("talk_undo", "撤回约谈", frozenset(), "", ACCEPT, needs_reason=True, danger=True),
    "inspect_undo": Step("inspect_undo", "撤回督查登记", frozenset(), "", ACCEPT, needs_reason=True, danger=True),
}
MORE_TIME = Workflow(
    dict(MoreTime.choices),
    (
        Step("approve", "同意延期", frozenset({MoreTime.ASKED}), MoreTime.APPROVED, ACCEPT),
        Step("refuse", "不同意", frozenset({MoreTime.ASKED}), MoreTime.REFUSED, ACCEPT, needs_reason=True,
             danger=True),
    ),
)
