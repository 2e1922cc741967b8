"""Rows of invented escrow: a bank, rules, an account under supervision. What a test is not about is made directly."""
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.models import Building
from presale import ledger
from presale.enums import (
    AccountStatus,
    EntryKind,
    NodeCode,
    NodeForm,
    NodeStatus,
    PayeeKind,
    PayeeStatus,
    QuotaBasis,
    RuleStatus,
)
from presale.models import (
    AccountBuilding,
    EscrowAccount,
    EscrowBank,
    LedgerEntry,
    NodeCertification,
    Payee,
    QuotaVersion,
    RuleNode,
    RuleSet,
)
from tests.transactions import builders as market

TODAY = date(2026, 5, 20)
OPENED = date(2024, 2, 1)
NODES = ((NodeCode.FOUNDATION, 8000), (NodeCode.HALF, 6000), (NodeCode.TOPOUT, 4000), (NodeCode.FACADE, 2000),
         (NodeCode.COMPLETION, 0))
_serials = count(1)


def yuan(amount: str | int) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"))


def bank(by: User, name: str = "云岭农商银行") -> EscrowBank:
    return EscrowBank.objects.create(
        organization=market.organization(name, OrganizationKind.BANK), batch="第一批", selected_on=date(2023, 6, 1),
        recorded_by=by, recorded_at=clock.now(),
    )


def rules(by: User, activated_by: User, *, nodes: Sequence[tuple[NodeCode, int]] = NODES,
          form: NodeForm = NodeForm.RETAIN, **facts: Any) -> RuleSet:
    made = RuleSet.objects.create(
        **{"name": "云岭县监管规则", "effective_from": date(2023, 1, 1), "basis": QuotaBasis.FIXED_PER_SQM,
           "unit_price": yuan(2000), "status": RuleStatus.ACTIVE, "activated_at": clock.now(), **facts},
        form=form, recorded_by=by, activated_by=activated_by, recorded_at=clock.now(),
    )
    for seq, (code, share) in enumerate(nodes, 1):
        RuleNode.objects.create(rules=made, seq=seq, code=code, share=share)
    return made


def account(*buildings: Building, by: User, other: User, quota: str | int | None = 10_000_000,
            of_rules: RuleSet | None = None, of_bank: EscrowBank | None = None, **facts: Any) -> EscrowAccount:
    """Return an active account with its quota; ``other`` activated the rules and approved the quota."""
    estate = buildings[0].estate
    made = EscrowAccount.objects.create(
        **{"account_no": f"6210{next(_serials):012}", "account_name": f"{estate.developer}预售资金监管专户",
           "status": AccountStatus.ACTIVE, "agreement_no": "JG2024-001", "signed_on": OPENED, "opened_on": OPENED,
           **facts},
        bank=of_bank or bank(by), estate=estate, developer=estate.developer,
        rules=of_rules or rules(by, other), recorded_by=by, recorded_at=clock.now(),
    )
    for one in buildings:
        AccountBuilding.objects.create(account=made, building=one)
    if quota is not None:
        quota_version(made, quota, by=by, approved_by=other)
    return made


def quota_version(of: EscrowAccount, amount: str | int, *, by: User, approved_by: User, **facts: Any) -> QuotaVersion:
    version = of.quotas.filter(building=facts.get("building")).count() + 1
    return QuotaVersion.objects.create(
        account=of, version=version, amount=yuan(amount), working=["测算"], rules=of.rules, effective_on=OPENED,
        reason="核定", recorded_by=by, approved_by=approved_by, recorded_at=clock.now(), **facts,
    )


def certified(of: Building, node: NodeCode, *, by: User, inspectors: tuple[User, User]) -> NodeCertification:
    return NodeCertification.objects.create(
        building=of, node=node, applied_on=OPENED, inspected_on=OPENED, inspector_one=inspectors[0],
        inspector_two=inspectors[1], certified_on=OPENED, certified_by=inspectors[1], status=NodeStatus.CERTIFIED,
        recorded_by=by, recorded_at=clock.now(),
    )


def payee(of: EscrowAccount, *, by: User, confirmed_by: User, name: str = "云岭第一建筑公司", **facts: Any) -> Payee:
    return Payee.objects.create(
        **{"kind": PayeeKind.CONTRACTOR, "bank_name": "云岭农商银行城关支行",
           "payee_account": f"6228{next(_serials):012}", "contract_doc": "施工总承包合同 SG-2024-01", **facts},
        account=of, name=name, status=PayeeStatus.LISTED, confirmed_by=confirmed_by, recorded_by=by,
        recorded_at=clock.now(),
    )


def received(of: EscrowAccount, amount: str | int, *, by: User, kind: EntryKind = EntryKind.OTHER,
             on: date = OPENED, **facts: Any) -> LedgerEntry:
    """Return a receipt in the books; without contract and kind it is unidentified."""
    serial = f"S{next(_serials):08}"
    return ledger.receive(
        actor=by, account=of, kind=kind, amount=yuan(amount), booked_on=on,
        **{"bank_serial": serial, "token": f"t{serial}", **facts},
    )
