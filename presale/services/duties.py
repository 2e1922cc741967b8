"""Who must stay out of an approval because he has set the terms of the account (dossier §8.2)."""
from housing_portal.accounts.models import User
from housing_portal.kit.errors import ServiceError
from presale.models import EscrowAccount


def maintainers(account: EscrowAccount) -> set[int]:
    """Return the keys of everybody who entered the rules or a quota of ``account``, or put a payee on its list.

    Whoever activated the rules or decided on the quota is not one of them: deciding is his duty, not upkeep.
    """
    payees = account.payees.values_list("recorded_by", "confirmed_by")
    found = {account.rules.recorded_by_id, *account.quotas.values_list("recorded_by", flat=True)}
    return (found | {person for pair in payees for person in pair}) - {None}


def must_not_maintain(actor: User, account: EscrowAccount) -> None:
    """Refuse whoever maintains the terms of ``account`` as one who approves in it."""
    if actor.accounts & maintainers(account):
        raise ServiceError("您维护过这个账户的规则、额度或收款人名单，不能参与这个账户的审批，请由其他同事审批。")


def must_be_another(actor: User, maker: int | None, what: str) -> None:
    """Refuse whoever has entered ``what`` himself as the one who confirms it."""
    if actor.is_person(maker):
        raise ServiceError(f"不能复核自己登记的{what}，请由另一位同事复核。")
