"""What a release must keep to: the state of its account, its payee, its node, and what may be paid."""
from decimal import Decimal

from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import grouped
from presale.available import ZERO, Working
from presale.enums import AccountStatus, NodeStatus, PayeeKind, PayeeStatus, Purpose, ReconciliationStatus
from presale.models import EscrowAccount, QuotaVersion, Release
from presale.services.position import position, quotas

# money for these goes to one kind of payee alone
KIND_OF_PAYEE = {Purpose.WAGES: PayeeKind.WAGES, Purpose.TAX: PayeeKind.TAX, Purpose.LOAN: PayeeKind.LENDER}


def must_be_open(account: EscrowAccount) -> None:
    """Refuse money out of an account that is not in order, with the reason."""
    if account.status != AccountStatus.ACTIVE:
        is_paused = account.status == AccountStatus.PAUSED
        why = f"：{account.pause_reason}" if is_paused and account.pause_reason else ""
        then = "；请在原因消除、恢复拨付后办理" if is_paused else ""
        raise ServiceError(f"账户{account.get_status_display()}{why}，现在不能拨付{then}。")
    last = account.reconciliations.order_by("-day").first()
    if last is not None and last.status != ReconciliationStatus.MATCHED:
        raise ServiceError(f"{last.day} 的对账{last.get_status_display()}，对平之前不能拨付。")


def must_be_payable(release: Release) -> None:
    """Refuse a payee outside the list of the account, or of a kind that the purpose does not allow."""
    payee = release.payee
    if payee.account_id != release.account_id or payee.status != PayeeStatus.LISTED:
        raise ServiceError({"payee": f"{payee} 不在这个账户的收款人名单内，请先登记合同并复核收款人。"})
    if (kind := KIND_OF_PAYEE.get(Purpose(release.purpose))) and payee.kind != kind:
        words, found = release.get_purpose_display(), payee.get_kind_display()
        raise ServiceError({"payee": f"{words}只能付给{PayeeKind(kind).label}，{payee} 是{found}。"})
    if release.is_emergency and release.purpose != Purpose.WAGES:
        raise ServiceError({"is_emergency": "应急用款只限支付农民工工资，请改用途为“人工费”或按一般用款申请。"})
    if release.is_emergency and not release.emergency_reason:
        raise ServiceError({"emergency_reason": "应急用款须写明事由。"})


def must_rest_on_node(release: Release) -> None:
    """Refuse a node that is not certified, or of a building whose money is elsewhere."""
    buildings = set(release.account.places.filter(is_current=True).values_list("building", flat=True))
    if release.building_id and release.building_id not in buildings:
        raise ServiceError({"building": f"{release.building} 不由这个账户监管。"})
    if release.node_id is None:
        return
    node = release.node
    if node.building_id not in buildings:
        raise ServiceError({"node": f"{node} 不属于这个账户监管的楼幢。"})
    if node.status != NodeStatus.CERTIFIED:
        raise ServiceError({"node": f"{node} {node.get_status_display()}，未核验的节点不能作为用款依据。"})


def must_be_available(release: Release, amount: Decimal, *, approving: bool = False) -> Working:
    """Refuse more than may be paid now, and say by how much; return the working otherwise."""
    working = position(release.account, without=release, approving=approving)
    if sentence := shortfall(release, working, amount):
        raise ServiceError({"amount": sentence})
    return working


def shortfall(release: Release, working: Working, amount: Decimal) -> str:
    """Return why ``amount`` cannot be paid, or nothing.

    Wages in an emergency may use what must otherwise be retained; without a node only what lies above the quota.
    """
    if release.is_emergency and working.parts:
        return _too_much("应急用款", amount, working.usable - working.pending, "可用余额减在途")
    if sentence := working.refusal(amount):
        held = f"其中冻结 {grouped(working.frozen, 2)} 元不能使用。" if working.frozen else ""
        return sentence + held
    if release.node_id is None:
        return _too_much(
            "没有选依据节点，", amount, working.usable - working.cash_quota - working.pending,
            "超过额度的资金，即可用余额减现金受限额减在途",
        )
    return ""


def quota_of(release: Release) -> QuotaVersion | None:
    """Return the quota in force that the release is held against: its building's, or the project's."""
    known = {quota.building_id: quota for quota in quotas(release.account)}
    building = release.building_id or (release.node.building_id if release.node_id else None)
    return known.get(building) or known.get(None)


def _too_much(head: str, amount: Decimal, limit: Decimal, what: str) -> str:
    limit = max(ZERO, limit)
    if amount <= limit:
        return ""
    return (f"{head}本次 {grouped(amount, 2)} 元，最多可用 {grouped(limit, 2)} 元（{what}），"
            f"多 {grouped(amount - limit, 2)} 元。")
