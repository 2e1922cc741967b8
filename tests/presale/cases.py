"""Releases and refunds on their way, taken there by the services."""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from presale.enums import EntryKind, NodeCode
from presale.models import EscrowAccount, NodeCertification, Payee, Refund, Release
from presale.services import approvals, payouts, refunds, releases
from tests.material import pdf_bytes
from tests.presale import builders
from tests.presale.builders import yuan
from transactions.models import SaleContract

PROOF = [("发票.pdf", pdf_bytes("发票"))]
MINUTES = [("纪要.pdf", pdf_bytes("纪要"))]
DAY = date(2024, 6, 3)
_serials = count(1)


@dataclass(frozen=True)
class Office:
    """Who works on releases; the inspectors went to the site."""

    clerk: User
    second: User
    finance: User
    deputy: User
    director: User
    chief: User
    inspector: User


def drafted(who: Office, account: EscrowAccount, payee: Payee, amount: str | int = 1_000_000,
            node: NodeCertification | None = None, **facts: Any) -> Release:
    return releases.draft_release(**{
        "actor": who.clerk, "account": account, "payee": payee, "node": node, "building": None,
        "amount": yuan(amount), "purpose": "progress", "contract_doc": "发票 001", "applicant": "马会计",
        "applied_on": DAY, "is_emergency": False, "emergency_reason": "", "evidence": PROOF, **facts,
    })


def next_of(release: Release, deed: Callable[..., Release], actor: User, **facts: Any) -> Release:
    """Take the next step with a form that has seen the latest revision."""
    revision = Release.objects.get(pk=release.pk).revision
    return deed(actor=actor, release=release, revision=revision, **facts)


def submitted(who: Office, release: Release) -> Release:
    return next_of(release, releases.submit_release, who.clerk)


def verified(who: Office, release: Release, approved: str | int | None = None) -> Release:
    next_of(submitted(who, release), releases.accept_release, who.second)
    amount = release.amount if approved is None else yuan(approved)
    return next_of(release, releases.verify_release, who.finance, approved_amount=amount, opinion="核对合同")


def approved(who: Office, release: Release, **facts: Any) -> Release:
    release = next_of(verified(who, release), approvals.approve_release, who.deputy, **facts)
    return next_of(release, approvals.approve_top, who.director) if release.status == "signed" else release


def paying(who: Office, release: Release) -> Release:
    release = next_of(approved(who, release), payouts.notify_release, who.clerk)
    return next_of(release, payouts.instruct_release, who.clerk)


def paid(who: Office, release: Release, **facts: Any) -> Release:
    return receipt(who, paying(who, release), **facts)


def receipt(who: Office, release: Release, **facts: Any) -> Release:
    serial = f"P{next(_serials):06}"
    return next_of(release, payouts.pay_release, who.finance, **{
        "amount": release.approved_amount, "booked_on": clock.today(), "bank_serial": serial, "token": f"t-{serial}",
        **facts,
    })


def topped_out(who: Office, account: EscrowAccount, node: NodeCode = NodeCode.TOPOUT) -> NodeCertification:
    return builders.certified(account.buildings.get(), node, by=who.clerk, inspectors=(who.inspector, who.chief))


def sold(account: EscrowAccount, contract: SaleContract, amount: str | int, by: User) -> None:
    """Let that much come in for ``contract``."""
    builders.received(account, amount, by=by, kind=EntryKind.FULL, contract=contract)


def refund_drafted(who: Office, account: EscrowAccount, contract: SaleContract | None, amount: str | int,
                   **facts: Any) -> Refund:
    return refunds.draft_refund(**{
        "actor": who.clerk, "account": account, "contract": contract, "amount": yuan(amount), "kind": "no_loan",
        "receiver": "周小静", "receiver_bank": "云岭农商银行", "receiver_account": "6228480000000000001",
        "lender": None, "applied_on": clock.today(), "reason": "双方解除合同", "evidence": PROOF, **facts,
    })


def refund_next(refund: Refund, deed: Callable[..., Refund], actor: User, **facts: Any) -> Refund:
    revision = Refund.objects.get(pk=refund.pk).revision
    return deed(actor=actor, refund=refund, revision=revision, **facts)


def refund_paying(who: Office, refund: Refund) -> Refund:
    refund_next(refund, refunds.submit_refund, who.clerk)
    refund_next(refund, refunds.check_refund, who.finance)
    refund_next(refund, refunds.approve_refund, who.deputy)
    return refund_next(refund, refunds.instruct_refund, who.clerk)


def refused(deed: Callable[[], object]) -> list[str]:
    """Return the sentences with which ``deed`` was refused."""
    with pytest.raises(ServiceError) as error:
        deed()
    return error.value.messages


def sums(account: EscrowAccount) -> tuple[Decimal, Decimal, Decimal]:
    """Return balance, reserved and released as they are stored now."""
    return EscrowAccount.objects.values_list("balance", "reserved", "released").get(pk=account.pk)
