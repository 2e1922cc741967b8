"""Which step leads where. The same tables draw the buttons, guard the services and feed the tests."""
from affordable.enums import FindingStatus, MilestoneStatus
from housing_portal.kit.workflow import Step, Workflow

MILESTONE = Workflow(
    dict(MilestoneStatus.choices),
    (
        Step("confirm", "复核通过", frozenset({MilestoneStatus.RECORDED}), MilestoneStatus.CONFIRMED,
             "affordable.confirm"),
        Step("return", "退回", frozenset({MilestoneStatus.RECORDED}), MilestoneStatus.RETURNED,
             "affordable.confirm", needs_reason=True),
        Step("resubmit", "修改后重报", frozenset({MilestoneStatus.RETURNED}), MilestoneStatus.RECORDED,
             "affordable.record"),
        Step("revoke", "撤销", frozenset({MilestoneStatus.CONFIRMED}), MilestoneStatus.REVOKED,
             "affordable.confirm", needs_reason=True, danger=True),
    ),
)

FINDING = Workflow(
    dict(FindingStatus.choices),
    (
        Step("submit", "报整改完成", frozenset({FindingStatus.OPEN}), FindingStatus.SUBMITTED, "affordable.record"),
        Step("close", "复核销号", frozenset({FindingStatus.SUBMITTED}), FindingStatus.CLOSED, "affordable.confirm"),
        Step("return", "退回整改", frozenset({FindingStatus.SUBMITTED}), FindingStatus.OPEN,
             "affordable.confirm", needs_reason=True),
    ),
)
