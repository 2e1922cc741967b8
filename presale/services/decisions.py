"""Who decided what on a release or refund: an append-only row for every step, with the digest of what was seen."""
import json

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.kit.secrecy import is_signature, signature
from housing_portal.kit.workflow import Step
from presale.models import Decision, Refund, Release
from presale.services.terminals import same_terminal

PURPOSE = "escrow decision"
Decided = Release | Refund
STALE = "打开本页之后，这一单已被他人办理或修改。您填写的内容仍在下面，请刷新页面核对最新内容后再办理。"
# who must all be different natural persons: (field, what he does)
RELEASE_PERSONS = (
    ("accepted_by", "受理"), ("inspected_by", "节点查验"), ("verified_by", "财务核额"), ("approved_by", "审批"),
    ("second_approved_by", "局长审批"),
)
RELEASE_NOT_OWN = (
    ("recorded_by", "录入"), ("verified_by", "财务核额"), ("approved_by", "审批"), ("second_approved_by", "局长审批"),
)
REFUND_PERSONS = (("recorded_by", "录入"), ("checked_by", "财务核额"), ("approved_by", "审批"))


def decide(actor: User, it: Decided, step: Step, opinion: str = "") -> Decision:
    """Write down that ``actor`` took ``step``, and what the record said then.

    A signature from the desk at which somebody else has just worked on the record is kept with a warning.
    """
    key = "release" if isinstance(it, Release) else "refund"
    made = Decision(
        **{key: it}, step=step.code, label=step.label, by=actor, at=clock.now(), opinion=opinion,
        digest=signature(PURPOSE, content(it)), caution=same_terminal(it, actor, step.code),
    )
    save_checked(made)
    return made


def told(made: Decision) -> dict[str, tuple[str, str]]:
    """Return what the diary tells of a decision beside the record's own fields."""
    return {"提示": ("", made.caution)} if made.caution else {}


def content(it: Decided) -> bytes:
    """Return what a decision stands for: nothing of it may change between two steps."""
    facts = _release(it) if isinstance(it, Release) else _refund(it)
    return json.dumps([it.pk, it.account_id, *facts], default=str, ensure_ascii=False).encode()


def must_be_as_seen(it: Decided) -> None:
    """Refuse a record whose amount, payee, purpose, node or quota is not what the last decision was made on."""
    last = it.decisions.order_by("-pk").first()
    if last is not None and not is_signature(PURPOSE, content(it), last.digest):
        raise ServiceError("金额、收款人、账号、用途、节点或额度与上一环节办理时不一致，不能继续办理，请退回重新提交。")


def must_be_fresh(it: Decided, revision: int) -> None:
    """Refuse a form that was opened before somebody else changed the record."""
    if it.revision != revision:
        raise ServiceError(STALE)


def conflict(it: Decided, actor: User, role: str) -> str:
    """Return why ``actor`` cannot take ``role`` because of what he did before, or nothing."""
    groups = (RELEASE_PERSONS, RELEASE_NOT_OWN) if isinstance(it, Release) else (REFUND_PERSONS,)
    for group in groups:
        if role not in dict(group):
            continue
        for field, deed in group:
            if field != role and actor.is_person(getattr(it, f"{field}_id")):
                return f"您已担任本单的{deed}，{dict(group)[role]}须由另一位同事办理。"
    return ""


def must_be_another(it: Decided, actor: User, role: str) -> None:
    """Let ``actor`` take ``role`` unless he had another part in the same case."""
    if sentence := conflict(it, actor, role):
        raise ServiceError(sentence)
    setattr(it, role, actor)


def _release(it: Release) -> list[object]:
    amount = it.amount if it.approved_amount is None else it.approved_amount
    return [amount, it.payee_id, it.payee_name, it.payee_bank, it.payee_account, it.purpose, it.building_id,
            it.node_id, it.quota_id, it.is_emergency]


def _refund(it: Refund) -> list[object]:
    return [it.amount, it.contract_id, it.kind, it.receiver, it.receiver_bank, it.receiver_account, it.lender_id]
