"""What a reader is told about an account beside its figures."""
from housing_portal.kit.figures import grouped
from presale.available import ZERO, Working
from presale.enums import AccountStatus
from presale.models import EscrowAccount
from presale.services.accounts import unreconciled


def hindrances(account: EscrowAccount, working: Working) -> list[str]:
    """Return, one by one, what stands against releases from ``account`` now, or narrows them."""
    if account.status in (AccountStatus.RELEASED, AccountStatus.CLOSED):
        return [f"账户{account.get_status_display()}，不再受理用款。"]
    found = []
    if account.status != AccountStatus.ACTIVE:
        reason = f"（{account.pause_reason}）" if account.pause_reason else ""
        found.append(f"账户{account.get_status_display()}{reason}，不能申请用款。")
    if not working.parts:
        found.append("账户还没有核定额度，请先核定额度。")
    elif working.available == ZERO:
        found.append(
            f"没有可拨付的资金：可用余额 {grouped(working.usable, 2)} 元，须留存 {grouped(working.effective, 2)} 元，"
            f"在途 {grouped(working.pending, 2)} 元。"
        )
    if working.gap:
        found.append(f"监管余额低于应留存额，缺 {grouped(working.gap, 2)} 元。")
    if working.frozen:
        found.append(f"法院冻结 {grouped(working.frozen, 2)} 元，不能拨付。")
    if fault := unreconciled(account):
        found.append(fault)
    return found
