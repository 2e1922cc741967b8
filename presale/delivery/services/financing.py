"""融资申请: a bank is asked, and answers."""
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal import stages
from housing_portal.journal.entry import Evidence, enter, lock, must, not_before, not_in_future
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.models import Organization
from presale.delivery.models import FinancingAttempt, FinancingStep, TroubledEstate
from presale.delivery.services.facts import must_be_kept
from presale.delivery.workflow import FINANCING, RECORD


@transaction.atomic
def ask_bank(
    *, actor: User, estate: TroubledEstate, bank: Organization, applied_on: date, amount: Decimal, note: str = "",
    evidence: Evidence = (),
) -> FinancingAttempt:
    """Enter that a bank was asked for a loan of ``amount`` 元."""
    must(actor, RECORD)
    estate = lock(estate)
    must_be_kept(estate)
    not_in_future("applied_on", applied_on)
    if not bank.roles.filter(kind=OrganizationKind.BANK).exists():
        raise ServiceError({"bank": f"“{bank}”没有登记为银行，请核对，或先在机构台账登记。"})
    if amount <= 0:
        raise ServiceError({"amount": "申请金额应大于 0。"})
    attempt = FinancingAttempt(estate=estate, bank=bank, applied_on=applied_on, amount=amount, note=note)
    return enter(actor, "登记融资申请", attempt, evidence)


@transaction.atomic
def grant(*, actor: User, financing: FinancingAttempt, on: date, note: str = "", evidence: Evidence = ()) -> Any:
    """Enter that the bank has approved."""
    return _answer(actor, financing, "grant", on, note, evidence)


@transaction.atomic
def refuse(*, actor: User, financing: FinancingAttempt, on: date, note: str, evidence: Evidence = ()) -> Any:
    """Enter that the bank has refused, and why."""
    if not note.strip():
        raise ServiceError({"note": "请写明银行没有批准的原因。"})
    return _answer(actor, financing, "refuse", on, note, evidence)


@transaction.atomic
def undo_answer(*, actor: User, financing: FinancingAttempt, reason: str) -> FinancingAttempt:
    """Take the answer back; not by whoever entered it."""
    return stages.undo(actor, financing, FINANCING, reason)


def _answer(
    actor: User, financing: FinancingAttempt, code: str, on: date, note: str, evidence: Evidence
) -> FinancingAttempt:
    financing, before = stages.begin(actor, financing, FINANCING, code)
    not_before("on", on, financing.applied_on, "申请日期")
    step = FinancingStep(financing=financing, code=financing.status, on=on, note=note)
    return stages.finish(actor, financing, before, step, FINANCING.steps[code].label, evidence)
