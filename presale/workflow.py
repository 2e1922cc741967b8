"""Which step leads where. The same tables draw the buttons, guard the services and feed the tests."""
from housing_portal.kit.workflow import Step, Workflow
from presale.enums import (
    IN_QUESTION,
    AccountStatus,
    AlertStatus,
    AnswerStatus,
    ApplicationStatus,
    BankStatus,
    FreezeStatus,
    LetterStatus,
    LineStatus,
    NodeStatus,
    PayeeStatus,
    ProposalStatus,
    ReconciliationStatus,
    RefundStatus,
    ReleaseStatus,
    RuleStatus,
    WorksStatus,
)

VIEW = "presale.view"
RECORD, CONFIRM, RULE = "presale.record", "presale.confirm", "presale.rules"
VERIFY, APPROVE, DECIDE = "presale.verify", "presale.approve", "presale.decide"
A, N, R, F, W, P = AccountStatus, NodeStatus, ReleaseStatus, RefundStatus, AlertStatus, ApplicationStatus
B, S, Q = BankStatus, RuleStatus, ProposalStatus

BANK = Workflow(
    dict(BankStatus.choices),
    (
        Step("suspend", "暂停", frozenset({B.LISTED}), B.SUSPENDED, RULE, needs_reason=True, danger=True),
        Step("resume", "恢复入围", frozenset({B.SUSPENDED, B.REMOVED}), B.LISTED, RULE, needs_reason=True),
        Step("remove", "退出名录", frozenset({B.LISTED, B.SUSPENDED}), B.REMOVED, RULE, needs_reason=True, danger=True),
    ),
)

RULES = Workflow(
    dict(RuleStatus.choices),
    (
        Step("activate", "启用", frozenset({S.DRAFT}), S.ACTIVE, APPROVE),
        Step("retire", "停用", frozenset({S.ACTIVE}), S.RETIRED, APPROVE, needs_reason=True, danger=True),
    ),
)

QUOTA = Workflow(
    dict(ProposalStatus.choices),
    (
        Step("approve", "核定", frozenset({Q.PROPOSED}), Q.APPROVED, DECIDE),
        Step("reject", "不予核定", frozenset({Q.PROPOSED}), Q.REJECTED, DECIDE, needs_reason=True, danger=True),
        Step("withdraw", "撤回", frozenset({Q.PROPOSED}), Q.WITHDRAWN, RECORD, needs_reason=True),
    ),
)

ACCOUNT = Workflow(
    dict(AccountStatus.choices),
    (
        Step("agree", "登记三方协议", frozenset({A.PENDING}), A.AGREED, RECORD),
        Step("activate", "启用", frozenset({A.AGREED}), A.ACTIVE, CONFIRM),
        Step("pause", "暂停拨付", frozenset({A.ACTIVE}), A.PAUSED, CONFIRM, needs_reason=True, danger=True),
        Step("resume", "恢复拨付", frozenset({A.PAUSED}), A.ACTIVE, APPROVE, needs_reason=True),
        Step("apply_release", "申请解除监管", frozenset({A.ACTIVE}), A.RELEASE_APPLIED, RECORD),
        Step("refuse_release", "不予解除", frozenset({A.RELEASE_APPLIED}), A.ACTIVE, APPROVE, needs_reason=True),
        Step("approve_release", "同意解除监管", frozenset({A.RELEASE_APPLIED}), A.RELEASED, APPROVE, danger=True),
        Step("close", "销户", frozenset({A.RELEASED}), A.CLOSED, CONFIRM, danger=True),
    ),
)

NODE = Workflow(
    dict(NodeStatus.choices),
    (
        Step("inspect", "登记查验", frozenset({N.APPLIED}), N.INSPECTED, RECORD),
        Step("certify", "核验通过", frozenset({N.INSPECTED}), N.CERTIFIED, CONFIRM),
        Step("reject", "不予通过", frozenset({N.APPLIED, N.INSPECTED}), N.REJECTED, CONFIRM, needs_reason=True),
        Step("void", "撤回误认", frozenset({N.CERTIFIED}), N.VOIDED, DECIDE, needs_reason=True, danger=True),
    ),
)

RELEASE = Workflow(
    dict(ReleaseStatus.choices),
    (
        Step("submit", "提交", frozenset({R.DRAFT, R.RETURNED}), R.SUBMITTED, RECORD),
        Step("accept", "受理", frozenset({R.SUBMITTED}), R.ACCEPTED, RECORD),
        Step("return", "退回修改", frozenset({R.SUBMITTED, R.ACCEPTED, R.VERIFIED, R.SIGNED}), R.RETURNED, RECORD,
             needs_reason=True),
        Step("verify", "财务核额", frozenset({R.ACCEPTED}), R.VERIFIED, VERIFY),
        # whoever has the application before him may send it back himself
        Step("return_finance", "财务退回", frozenset({R.ACCEPTED}), R.RETURNED, VERIFY, needs_reason=True),
        # to the director first where the tier asks for him: then the money is reserved at his signature
        Step("approve", "批准", frozenset({R.VERIFIED}), R.APPROVED, APPROVE),
        Step("return_deputy", "分管退回", frozenset({R.VERIFIED}), R.RETURNED, APPROVE, needs_reason=True),
        Step("reject", "不予批准", frozenset({R.VERIFIED}), R.REJECTED, APPROVE, needs_reason=True, danger=True),
        Step("approve_top", "局长批准", frozenset({R.SIGNED}), R.APPROVED, DECIDE),
        Step("return_top", "局长退回", frozenset({R.SIGNED}), R.RETURNED, DECIDE, needs_reason=True),
        Step("reject_top", "局长不予批准", frozenset({R.SIGNED}), R.REJECTED, DECIDE, needs_reason=True, danger=True),
        Step("notify", "出拨付通知书", frozenset({R.APPROVED}), R.NOTIFIED, RECORD),
        Step("instruct", "送银行办理", frozenset({R.NOTIFIED, R.FAILED}), R.PAYING, RECORD),
        Step("pay", "登记银行回单", frozenset({R.PAYING}), R.PAID, VERIFY),
        Step("fail", "登记退票", frozenset({R.PAYING}), R.FAILED, VERIFY, needs_reason=True),
        Step("cancel", "撤销", frozenset({R.DRAFT, R.SUBMITTED, R.ACCEPTED, R.RETURNED, R.VERIFIED, R.SIGNED,
                                          R.APPROVED, R.NOTIFIED, R.FAILED}), R.CANCELLED, RECORD, needs_reason=True,
             danger=True),
    ),
)

REFUND = Workflow(
    dict(RefundStatus.choices),
    (
        Step("submit", "提交", frozenset({F.DRAFT}), F.SUBMITTED, RECORD),
        Step("return", "退回修改", frozenset({F.SUBMITTED, F.CHECKED}), F.DRAFT, RECORD, needs_reason=True),
        Step("check", "财务核额", frozenset({F.SUBMITTED}), F.CHECKED, VERIFY),
        Step("return_finance", "财务退回", frozenset({F.SUBMITTED}), F.DRAFT, VERIFY, needs_reason=True),
        Step("approve", "批准", frozenset({F.CHECKED}), F.APPROVED, APPROVE),
        Step("return_deputy", "分管退回", frozenset({F.CHECKED}), F.DRAFT, APPROVE, needs_reason=True),
        Step("reject", "不予批准", frozenset({F.SUBMITTED, F.CHECKED}), F.REJECTED, APPROVE, needs_reason=True,
             danger=True),
        Step("instruct", "出退款通知书并送银行", frozenset({F.APPROVED, F.FAILED}), F.PAYING, RECORD),
        Step("pay", "登记银行回单", frozenset({F.PAYING}), F.PAID, VERIFY),
        Step("fail", "登记退票", frozenset({F.PAYING}), F.FAILED, VERIFY, needs_reason=True),
        Step("cancel", "撤销", frozenset({F.DRAFT, F.SUBMITTED, F.CHECKED, F.APPROVED, F.FAILED}), F.CANCELLED, RECORD,
             needs_reason=True, danger=True),
    ),
)

ALERT = Workflow(
    dict(AlertStatus.choices),
    (
        Step("confirm", "确认", frozenset({W.OPEN}), W.CONFIRMED, RECORD),
        Step("handle", "登记处置", frozenset({W.OPEN, W.CONFIRMED}), W.HANDLED, RECORD, needs_reason=True),
        Step("close", "关闭", frozenset({W.HANDLED}), W.CLOSED, CONFIRM),
        Step("reopen", "退回处置", frozenset({W.HANDLED}), W.CONFIRMED, CONFIRM, needs_reason=True),
    ),
)

APPLICATION = Workflow(
    dict(ApplicationStatus.choices),
    (
        Step("submit", "提交", frozenset({P.DRAFT, P.FIXING}), P.SUBMITTED, RECORD),
        Step("fix", "一次告知补正", frozenset({P.SUBMITTED}), P.FIXING, RECORD, needs_reason=True),
        Step("accept", "受理", frozenset({P.SUBMITTED}), P.ACCEPTED, RECORD),
        Step("review", "登记现场核查", frozenset({P.ACCEPTED}), P.REVIEWED, CONFIRM),
        Step("issue", "准予许可", frozenset({P.REVIEWED}), P.ISSUED, APPROVE),
        Step("reject", "不予许可", frozenset({P.ACCEPTED, P.REVIEWED}), P.REJECTED, APPROVE, needs_reason=True,
             danger=True),
        Step("withdraw", "撤回申请", frozenset({P.DRAFT, P.SUBMITTED, P.FIXING, P.ACCEPTED}), P.WITHDRAWN, RECORD,
             needs_reason=True),
    ),
)

# a line of a bank's statement, and the comparison of both sides
L, C = LineStatus, ReconciliationStatus
LINE = Workflow(
    dict(LineStatus.choices),
    (
        Step("book", "入账", frozenset({L.OPEN}), L.BOOKED, VERIFY),
        Step("kind", "改款项性质", frozenset({L.OPEN}), L.OPEN, VERIFY),
        Step("ignore", "不入账", frozenset({L.OPEN}), L.IGNORED, VERIFY, needs_reason=True, danger=True),
        Step("reopen", "恢复待入账", frozenset({L.IGNORED}), L.OPEN, VERIFY),
    ),
)

# the bank was asked; what becomes of the line in question, and of the one beside it that it replaces
QUESTION = Workflow(
    dict(LineStatus.choices),
    (
        Step("accept", "采用银行更正", frozenset(IN_QUESTION), L.OPEN, CONFIRM),
        Step("rebook", "采用银行更正并入账", frozenset(IN_QUESTION), L.BOOKED, CONFIRM),
        Step("keep", "维持原内容", frozenset(IN_QUESTION), L.VOID, CONFIRM),
        Step("replace", "由更正取代", frozenset({L.OPEN, L.BOOKED, L.IGNORED, L.DISPUTED}), L.VOID, CONFIRM),
    ),
)

ANSWER = Workflow(
    dict(AnswerStatus.choices),
    (
        Step("confirm", "复核答复", frozenset({AnswerStatus.PROPOSED}), AnswerStatus.CONFIRMED, CONFIRM),
        Step("return", "退回答复", frozenset({AnswerStatus.PROPOSED}), AnswerStatus.RETURNED, CONFIRM,
             needs_reason=True, danger=True),
    ),
)

RECONCILIATION = Workflow(
    dict(ReconciliationStatus.choices),
    (
        Step("explain", "说明差异", frozenset({C.DIFFERENT, C.EXPLAINED}), C.EXPLAINED, VERIFY),
        Step("close", "复核关闭", frozenset({C.EXPLAINED}), C.MATCHED, CONFIRM),
    ),
)

WORKS = Workflow(
    dict(WorksStatus.choices),
    (
        Step("confirm", "复核通过", frozenset({WorksStatus.PROPOSED}), WorksStatus.CONFIRMED, CONFIRM),
        Step("reject", "不予通过", frozenset({WorksStatus.PROPOSED}), WorksStatus.REJECTED, CONFIRM, needs_reason=True,
             danger=True),
    ),
)

# who may be paid, what replaces cash, what courts hold
Y, G, Z = PayeeStatus, LetterStatus, FreezeStatus
PAYEE = Workflow(
    dict(PayeeStatus.choices),
    (
        Step("confirm", "复核，列入名单", frozenset({Y.PROPOSED}), Y.LISTED, CONFIRM),
        Step("remove", "移出名单", frozenset({Y.PROPOSED, Y.LISTED}), Y.REMOVED, CONFIRM, needs_reason=True,
             danger=True),
    ),
)

LETTER = Workflow(
    dict(LetterStatus.choices),
    (
        Step("confirm", "复核生效", frozenset({G.PROPOSED}), G.EFFECTIVE, CONFIRM),
        Step("end", "登记失效", frozenset({G.PROPOSED, G.EFFECTIVE}), G.ENDED, CONFIRM, needs_reason=True, danger=True),
    ),
)
# what the calendar does: written down by the nightly command, whoever it runs for; no button
LETTER_TERM = Workflow(
    dict(LetterStatus.choices),
    (Step("expire", "到期失效", frozenset({G.PROPOSED, G.EFFECTIVE}), G.ENDED, VIEW),),
)

FREEZE = Workflow(
    dict(FreezeStatus.choices),
    (
        Step("confirm", "复核冻结", frozenset({Z.PROPOSED}), Z.EFFECTIVE, CONFIRM),
        Step("reject", "登记有误，撤销", frozenset({Z.PROPOSED}), Z.REJECTED, CONFIRM, needs_reason=True, danger=True),
        Step("effect", "轮候生效", frozenset({Z.EFFECTIVE}), Z.EFFECTIVE, RECORD),
        Step("extend", "续冻", frozenset({Z.EFFECTIVE}), Z.EFFECTIVE, RECORD),
        Step("release", "解除冻结", frozenset({Z.EFFECTIVE}), Z.RELEASING, RECORD, danger=True),
        Step("confirm_release", "复核解除", frozenset({Z.RELEASING}), Z.RELEASED, CONFIRM, danger=True),
        Step("refuse_release", "不予解除", frozenset({Z.RELEASING}), Z.EFFECTIVE, CONFIRM, needs_reason=True),
    ),
)
