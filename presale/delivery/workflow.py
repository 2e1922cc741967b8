"""Which step leads where. The same tables draw the buttons, guard the services and feed the tests."""
from housing_portal.kit.workflow import Step, Workflow
from presale.delivery.enums.estates import EstateStatus
from presale.delivery.enums.funding import FinancingStatus
from presale.delivery.enums.handover import HandoverStatus, ReadinessStatus
from presale.delivery.enums.loans import UseStatus
from presale.delivery.enums.plans import MeasureStatus, PlanStatus
from presale.delivery.enums.problems import ProblemStatus
from presale.delivery.enums.taskforces import AssessmentStatus, DecisionStatus

VIEW, RECORD, CONFIRM = "delivery.view", "delivery.record", "delivery.confirm"

# -- special loans, handing over -------------------------------------------------------------------------------

APPROVE, FINANCE = "delivery.approve", "delivery.finance"
APPLY = "delivery.apply"  # the task force writes nothing about money
U, D, H = UseStatus, ReadinessStatus, HandoverStatus

LOAN_USE = Workflow(
    dict(U.choices),
    (
        Step("check", "核验通过", frozenset({U.APPLIED}), U.CHECKED, FINANCE),
        Step("approve", "批准", frozenset({U.CHECKED}), U.APPROVED, APPROVE),
        Step("pay", "登记拨付", frozenset({U.APPROVED}), U.PAID, FINANCE),
        Step("send_back", "退回补正", frozenset({U.APPLIED}), U.RETURNED, FINANCE, needs_reason=True),
        Step("send_back_deputy", "退回补正", frozenset({U.CHECKED}), U.RETURNED, APPROVE, needs_reason=True),
        Step("reject", "不予批准", frozenset({U.CHECKED}), U.REJECTED, APPROVE, needs_reason=True, danger=True),
        Step("resubmit", "修改后重报", frozenset({U.RETURNED}), U.APPLIED, APPLY),
        # a payment that came back, or was entered by mistake: approved as before
        Step("undo", "撤回拨付登记", frozenset({U.PAID}), U.APPROVED, CONFIRM, needs_reason=True, danger=True),
        Step("cancel", "撤销申请", frozenset({U.RETURNED, U.APPROVED}), U.REJECTED, APPROVE, needs_reason=True,
             danger=True),
    ),
)

READINESS = Workflow(
    dict(D.choices),
    (
        Step("confirm", "复核", frozenset({D.SUBMITTED}), D.CONFIRMED, CONFIRM),
        Step("reject", "退回", frozenset({D.SUBMITTED}), D.REJECTED, CONFIRM, needs_reason=True),
        # the service puts the record back to waiting
        Step("undo", "撤回复核", frozenset({D.CONFIRMED}), D.SUBMITTED, CONFIRM, needs_reason=True, danger=True),
    ),
)

HANDOVER = Workflow(
    dict(H.choices),
    (
        Step("notice", "登记交房通知", frozenset({H.OPEN}), H.NOTICED, RECORD),
        Step("hand", "登记交付", frozenset({H.OPEN, H.NOTICED, H.PRE_HANDED, H.REFUSED}), H.HANDED, RECORD),
        Step("pre_hand", "登记预交房", frozenset({H.OPEN, H.NOTICED}), H.PRE_HANDED, RECORD),
        Step("refuse", "登记拒收", frozenset({H.NOTICED}), H.REFUSED, RECORD),
        Step("title", "登记办证", frozenset({H.HANDED}), H.TITLED, RECORD),
        # the service puts the room back where the step before had left it
        Step("undo", "撤回上一步", frozenset(H) - {H.OPEN}, H.OPEN, CONFIRM, needs_reason=True, danger=True),
    ),
)
P, L = ProblemStatus, PlanStatus

# -- ledger, problems, plans, task forces ----------------------------------------------------------------------

ESTATE = Workflow(
    dict(EstateStatus.choices),
    (
        Step("remove", "移出台账", frozenset({EstateStatus.KEPT}), EstateStatus.REMOVED, CONFIRM, needs_reason=True,
             danger=True),
        Step("undo", "撤回移出", frozenset({EstateStatus.REMOVED}), EstateStatus.KEPT, CONFIRM, needs_reason=True),
    ),
)

PROBLEM = Workflow(
    dict(P.choices),
    (
        Step("take_up", "开始解决", frozenset({P.OPEN}), P.DOING, RECORD),
        Step("solve", "报解决", frozenset({P.OPEN, P.DOING}), P.SOLVED, RECORD),
        Step("close", "销号", frozenset({P.SOLVED}), P.CLOSED, CONFIRM),
        Step("reopen", "退回", frozenset({P.SOLVED}), P.DOING, CONFIRM, needs_reason=True),
        # the service puts the problem back where the step before had left it
        Step("undo", "撤回上一步", frozenset({P.DOING, P.SOLVED, P.CLOSED}), P.OPEN, CONFIRM, needs_reason=True,
             danger=True),
    ),
)

PLAN = Workflow(
    dict(L.choices),
    (
        Step("submit", "提交审核", frozenset({L.DRAFTED}), L.SUBMITTED, RECORD),
        Step("review", "审核通过", frozenset({L.SUBMITTED}), L.REVIEWED, CONFIRM),
        Step("return", "退回修改", frozenset({L.SUBMITTED}), L.DRAFTED, CONFIRM, needs_reason=True),
        Step("approve", "批准", frozenset({L.REVIEWED}), L.APPROVED, APPROVE),
        Step("reject", "退回修改", frozenset({L.REVIEWED}), L.DRAFTED, APPROVE, needs_reason=True),
        Step("supersede", "由新版取代", frozenset({L.APPROVED}), L.SUPERSEDED, APPROVE),
    ),
)
# a version is superseded when the next one is approved, by nobody alone
PLAN_BY_HAND = Workflow(PLAN.states, tuple(step for step in PLAN if step.code != "supersede"))

MEASURE = Workflow(
    dict(MeasureStatus.choices),
    (
        Step("finish", "登记完成", frozenset({MeasureStatus.OPEN}), MeasureStatus.DONE, RECORD),
        Step("undo", "撤回完成", frozenset({MeasureStatus.DONE}), MeasureStatus.OPEN, CONFIRM, needs_reason=True,
             danger=True),
    ),
)

DECISION = Workflow(
    dict(DecisionStatus.choices),
    (
        Step("resolve", "登记解决", frozenset({DecisionStatus.OPEN}), DecisionStatus.RESOLVED, RECORD),
        Step("undo", "撤回解决", frozenset({DecisionStatus.RESOLVED}), DecisionStatus.OPEN, CONFIRM, needs_reason=True,
             danger=True),
    ),
)

ASSESSMENT = Workflow(
    dict(AssessmentStatus.choices),
    (
        Step("confirm", "复核确认", frozenset({AssessmentStatus.RECORDED}), AssessmentStatus.CONFIRMED, CONFIRM),
        Step("void", "作废", frozenset({AssessmentStatus.RECORDED, AssessmentStatus.CONFIRMED}), AssessmentStatus.VOID,
             CONFIRM, needs_reason=True, danger=True),
    ),
)

FINANCING = Workflow(
    dict(FinancingStatus.choices),
    (
        Step("grant", "登记获批", frozenset({FinancingStatus.PENDING}), FinancingStatus.APPROVED, RECORD),
        Step("refuse", "登记未获批", frozenset({FinancingStatus.PENDING}), FinancingStatus.REJECTED, RECORD,
             needs_reason=True),
        Step("undo", "撤回答复", frozenset({FinancingStatus.APPROVED, FinancingStatus.REJECTED}),
             FinancingStatus.PENDING, CONFIRM, needs_reason=True, danger=True),
    ),
)
