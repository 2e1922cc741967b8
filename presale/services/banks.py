"""Shortlisted banks: on the list, suspended for a time, off it for good."""
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import snapshot
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.models import Organization
from presale.models import EscrowBank
from presale.workflow import BANK, RULE
from transactions.services.entry import Evidence, change, enter, lock, must, not_in_future


@transaction.atomic
def list_bank(*, actor: User, organization: Organization, evidence: Evidence = (), **facts: Any) -> EscrowBank:
    """Put a bank on the list; ``facts`` are further fields of the model."""
    must(actor, RULE)
    return enter(actor, "登记监管银行", _checked(EscrowBank(organization=organization, **facts)), evidence)


@transaction.atomic
def amend_bank(*, actor: User, bank: EscrowBank, **facts: Any) -> EscrowBank:
    """Correct the facts of a bank; which bank it is stays."""
    must(actor, RULE)
    bank = lock(bank)
    before = snapshot(bank)
    for name, value in facts.items():
        setattr(bank, name, value)
    return change(actor, "修改监管银行", _checked(bank), before)


@transaction.atomic
def step_bank(*, actor: User, bank: EscrowBank, code: str, reason: str) -> EscrowBank:
    """Suspend, resume or remove a bank; its accounts stay under supervision, new ones are not opened there."""
    bank = lock(bank)
    before, step = snapshot(bank), BANK.enter(bank, code, actor)
    if not reason.strip():
        raise ServiceError({"reason": f"请写明{step.label}的原因。"})
    return change(actor, f"监管银行{step.label}", bank, before, reason=reason)


def _checked(bank: EscrowBank) -> EscrowBank:
    if bank.selected_on:
        not_in_future("selected_on", bank.selected_on)
    if bank.selected_on and bank.valid_to and bank.valid_to < bank.selected_on:
        raise ServiceError({"valid_to": f"有效期至 {bank.valid_to} 早于入围日期 {bank.selected_on}，请核对。"})
    return bank
