"""Which step leads where. The same tables draw the buttons, guard the services and feed the tests."""
from housing_portal.journal.enums import MoreTime
from housing_portal.kit.workflow import Step, Workflow
from inspections.enums.credit import CreditRuleStatus, CreditStatus
from inspections.enums.findings import FindingStatus
from inspections.enums.inspections import CampaignStatus, DrawStatus, InspectionStatus
from inspections.enums.notices import NoticeStatus
from inspections.enums.petitions import PetitionStatus

VIEW, RECORD, CONFIRM = "inspections.view", "inspections.record", "inspections.confirm"
APPROVE, RULES = "inspections.approve", "inspections.rules"

CAMPAIGN = Workflow(
    dict(CampaignStatus.choices),
    (
        Step("open", "启动", frozenset({CampaignStatus.DRAFT}), CampaignStatus.OPEN, CONFIRM),
        Step("close", "结束", frozenset({CampaignStatus.OPEN}), CampaignStatus.CLOSED, CONFIRM),
        Step("reopen", "重新启动", frozenset({CampaignStatus.CLOSED}), CampaignStatus.OPEN, CONFIRM,
             needs_reason=True, danger=True),
    ),
)

DRAW = Workflow(
    dict(DrawStatus.choices),
    (
        Step("draw", "抽取", frozenset({DrawStatus.PREPARED}), DrawStatus.DRAWN, CONFIRM),
        Step("void", "作废", frozenset({DrawStatus.PREPARED}), DrawStatus.VOID, CONFIRM, needs_reason=True,
             danger=True),
    ),
)

# the log is signed by whoever was there, whatever the role: the service asks for leader or inspector
INSPECTION = Workflow(
    dict(InspectionStatus.choices),
    (
        Step("sign", "签字确认日志", frozenset({InspectionStatus.RECORDED}), InspectionStatus.LOGGED, VIEW),
        Step("void", "作废", frozenset({InspectionStatus.RECORDED, InspectionStatus.LOGGED}), InspectionStatus.VOID,
             CONFIRM, needs_reason=True, danger=True),
    ),
)

# findings: what leads on from a notice is taken through the notice, a failed re-check through the re-check
F = FindingStatus
FINDING = Workflow(
    dict(FindingStatus.choices),
    (
        Step("fix_onsite", "登记即知即改", frozenset({F.FOUND}), F.FIXED_ONSITE, RECORD),
        Step("confirm_onsite", "确认并销号", frozenset({F.FIXED_ONSITE}), F.CLOSED, CONFIRM),
        Step("reply", "登记整改报告", frozenset({F.NOTICED}), F.SUBMITTED, RECORD),
        Step("recheck", "登记复查", frozenset({F.SUBMITTED}), F.RECHECKING, CONFIRM),
        Step("close", "销号", frozenset({F.RECHECKING}), F.CLOSED, CONFIRM),
        Step("penalty", "立案处罚", frozenset({F.FOUND, F.NOTICED, F.SUBMITTED}), F.PENALTY, APPROVE, danger=True),
        Step("transfer", "移送其他部门", frozenset({F.FOUND, F.NOTICED, F.SUBMITTED}), F.TRANSFERRED, APPROVE,
             danger=True),
        Step("withdraw", "撤销误登", frozenset({F.FOUND}), F.WITHDRAWN, CONFIRM, needs_reason=True, danger=True),
        Step("undo", "撤回上一步", frozenset(F) - {F.FOUND}, F.FOUND, CONFIRM, needs_reason=True, danger=True),
    ),
)
FINDING_INNER = Workflow(
    dict(FindingStatus.choices),
    (
        Step("notice", "下发整改通知单", frozenset({F.FOUND, F.NOTICED}), F.NOTICED, APPROVE),
        Step("extend", "整改延期", frozenset({F.NOTICED}), F.NOTICED, APPROVE),
        Step("extend_submitted", "整改延期", frozenset({F.SUBMITTED}), F.SUBMITTED, APPROVE),
        Step("fail", "复查不合格", frozenset({F.SUBMITTED}), F.NOTICED, CONFIRM),
        Step("unnotice", "通知单作废", frozenset({F.NOTICED}), F.FOUND, CONFIRM),
    ),
)

N = NoticeStatus
NOTICE = Workflow(
    dict(NoticeStatus.choices),
    (
        Step("review", "复核", frozenset({N.DRAFTED}), N.REVIEWED, CONFIRM),
        Step("return", "退回", frozenset({N.DRAFTED}), N.RETURNED, CONFIRM, needs_reason=True),
        Step("issue", "签发", frozenset({N.REVIEWED}), N.ISSUED, APPROVE),
        Step("refuse", "不予签发", frozenset({N.REVIEWED}), N.RETURNED, APPROVE, needs_reason=True),
        Step("serve", "登记送达", frozenset({N.ISSUED}), N.SERVED, RECORD),
        Step("revoke", "作废", frozenset({N.ISSUED, N.SERVED}), N.REVOKED, CONFIRM, needs_reason=True, danger=True),
        Step("discard", "放弃草稿", frozenset({N.DRAFTED, N.RETURNED}), N.REVOKED, RECORD, needs_reason=True,
             danger=True),
    ),
)
NOTICE_INNER = Workflow(
    dict(NoticeStatus.choices),
    (
        Step("edit", "修改", frozenset({N.DRAFTED, N.RETURNED}), N.DRAFTED, RECORD),
        # a notice closes and opens again by itself, with the last of its findings
        Step("close", "办结", frozenset({N.ISSUED, N.SERVED}), N.CLOSED, VIEW),
        Step("reopen", "重新办理", frozenset({N.CLOSED}), N.SERVED, VIEW),
        Step("reopen_unserved", "重新办理", frozenset({N.CLOSED}), N.ISSUED, VIEW),
    ),
)

# -- petitions and credit files ------------------------------------------------------------------------------

HEAR, SIGN, GRANT = "petitions.record", "petitions.confirm", "petitions.approve"
P, C, K = PetitionStatus, CreditStatus, CreditRuleStatus

PETITION = Workflow(
    dict(P.choices),
    (
        Step("accept", "受理", frozenset({P.REGISTERED}), P.ACCEPTED, HEAR),
        Step("transfer", "转送", frozenset({P.REGISTERED}), P.TRANSFERRED, HEAR),
        Step("reject", "不予受理", frozenset({P.REGISTERED}), P.REJECTED, GRANT, danger=True),
        Step("object", "登记转送异议", frozenset({P.TRANSFERRED}), P.REGISTERED, HEAR),
        Step("assign", "交办", frozenset({P.ACCEPTED}), P.HANDLING, HEAR),
        Step("draft", "拟定答复", frozenset({P.HANDLING}), P.DRAFTED, HEAR),
        Step("extend", "申请延期", frozenset({P.HANDLING}), P.EXTENDED, HEAR),
        Step("grant", "批准延期", frozenset({P.EXTENDED}), P.HANDLING, GRANT),
        Step("deny", "不予延期", frozenset({P.EXTENDED}), P.HANDLING, GRANT, needs_reason=True, danger=True),
        Step("sign", "审签答复", frozenset({P.DRAFTED}), P.SIGNED, SIGN),
        Step("return", "退回答复", frozenset({P.DRAFTED}), P.HANDLING, SIGN, needs_reason=True),
        Step("serve", "登记送达", frozenset({P.SIGNED}), P.REPLIED, HEAR),
        Step("close", "办结", frozenset({P.REPLIED}), P.CLOSED, SIGN),
        Step("review", "登记复查申请", frozenset({P.CLOSED}), P.REVIEW, HEAR),
        Step("opine", "登记复查意见", frozenset({P.REVIEW}), P.REVIEWED, HEAR),
        Step("recheck", "登记复核申请", frozenset({P.REVIEWED}), P.RECHECK, HEAR),
        Step("conclude", "登记复核意见", frozenset({P.RECHECK}), P.FINAL, HEAR),
        # the service puts the petition back where the step before had left it
        Step("undo", "撤回上一步", frozenset(P) - {P.REGISTERED}, P.REGISTERED, SIGN, needs_reason=True, danger=True),
    ),
)

# the enterprise is told of bad information alone; the service refuses the others
CREDIT = Workflow(
    dict(C.choices),
    (
        Step("confirm", "复核通过", frozenset({C.RECORDED}), C.CONFIRMED, CONFIRM),
        Step("notify", "登记告知", frozenset({C.CONFIRMED}), C.NOTIFIED, RECORD),
        Step("object", "登记异议", frozenset({C.NOTIFIED}), C.OBJECTED, RECORD),
        Step("uphold", "异议不成立", frozenset({C.OBJECTED}), C.UPHELD, APPROVE),
        Step("withdraw", "异议成立", frozenset({C.OBJECTED}), C.WITHDRAWN, APPROVE, danger=True),
        Step("revoke", "撤销记录", frozenset({C.RECORDED, C.CONFIRMED, C.NOTIFIED, C.UPHELD}), C.REVOKED, APPROVE,
             needs_reason=True, danger=True),
        # the service puts the record back where the step before had left it
        Step("undo", "撤回上一步", frozenset(C) - {C.RECORDED}, C.RECORDED, CONFIRM, needs_reason=True, danger=True),
    ),
)

CREDIT_RULE = Workflow(
    dict(K.choices),
    (
        Step("confirm", "确认施行", frozenset({K.RECORDED}), K.CONFIRMED, APPROVE),
        Step("void", "作废", frozenset({K.RECORDED, K.CONFIRMED}), K.VOID, RULES, needs_reason=True, danger=True),
    ),
)

EXTENSION = Workflow(
    dict(MoreTime.choices),
    (
        Step("approve", "同意延期", frozenset({MoreTime.ASKED}), MoreTime.APPROVED, APPROVE),
        Step("refuse", "不同意", frozenset({MoreTime.ASKED}), MoreTime.REFUSED, APPROVE,
             needs_reason=True, danger=True),
    ),
)
