"""Which step leads a permit where (dossier §3.1), and the two steps that stop and resume an enterprise's signing."""
from housing_portal.kit.workflow import Step, Workflow
from housing_portal.registry.enums import PermitStatus

CONFIRM = "registry.confirm"
_LIVE = frozenset({PermitStatus.ISSUED, PermitStatus.SUSPENDED})

PERMIT = Workflow(
    dict(PermitStatus.choices),
    (
        Step("suspend", "暂停网签", frozenset({PermitStatus.ISSUED}), PermitStatus.SUSPENDED, CONFIRM,
             needs_reason=True, danger=True),
        Step("resume", "恢复网签", frozenset({PermitStatus.SUSPENDED}), PermitStatus.ISSUED, CONFIRM,
             needs_reason=True),
        Step("convert", "登记转现售", _LIVE, PermitStatus.CONVERTED, CONFIRM),
        Step("expire", "登记到期", _LIVE, PermitStatus.EXPIRED, CONFIRM),
        Step("revoke", "撤销许可", _LIVE, PermitStatus.REVOKED, CONFIRM, needs_reason=True, danger=True),
    ),
)

SUSPEND_SIGNING = Step("suspend", "暂停网签", frozenset(), "", CONFIRM, needs_reason=True, danger=True)
RESUME_SIGNING = Step("resume", "恢复网签", frozenset(), "", CONFIRM, needs_reason=True)
MERGE = Step("merge", "并入另一条记录", frozenset(), "", CONFIRM, needs_reason=True, danger=True)
