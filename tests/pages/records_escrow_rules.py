"""Banks, layouts, rule sets and quotas in each of their states, made by the services."""
from datetime import date
from decimal import Decimal

from housing_portal.accounts.models import Unit
from housing_portal.registry.enums import OrganizationKind
from presale.enums import BankStatus, NodeCode, NodeForm, QuotaBasis, RuleStatus
from presale.models import EscrowAccount, EscrowBank, QuotaProposal, RuleSet, StatementLayout
from presale.quota import Inputs
from presale.rule_checks import Node
from presale.services import banks, layouts, quotas, rules
from tests.pages import records_registers as registers
from tests.pages.records import Writers
from tests.pages.route import Route
from tests.presale import builders as escrow
from tests.transactions import builders as market


def bank(by: Writers, unit: Unit) -> EscrowBank:
    organization = market.organization(f"{unit}农商银行", OrganizationKind.BANK)
    return banks.list_bank(
        actor=by.chief, organization=organization, batch="第一批", selected_on=date(2025, 6, 1),
        layout=layout(by, unit),
    )


def suspended(by: Writers, unit: Unit) -> EscrowBank:
    made = bank(by, unit)
    EscrowBank.objects.filter(pk=made.pk).update(status=BankStatus.SUSPENDED)
    return made


def layout(by: Writers, unit: Unit) -> StatementLayout:
    columns = {"serial": "流水号", "booked_on": "日期", "amount": "金额", "balance": "余额"}
    return layouts.add_layout(actor=by.chief, name=f"{unit}农商银行流水", columns=columns)


def draft(by: Writers, unit: Unit) -> RuleSet:
    nodes = [Node(NodeCode.FOUNDATION, 8000), Node(NodeCode.TOPOUT, 4000), Node(NodeCode.REGISTRATION, 0)]
    return rules.draft_rules(
        actor=by.chief, nodes=nodes, name=f"{unit}监管规则", effective_from=date(2026, 1, 1),
        basis=QuotaBasis.FIXED_PER_SQM, unit_price=Decimal("2000.00"), form=NodeForm.RETAIN,
    )


def active(by: Writers, unit: Unit) -> RuleSet:
    made = draft(by, unit)
    RuleSet.objects.filter(pk=made.pk).update(status=RuleStatus.ACTIVE, activated_by=by.clerk)
    return made


def account(by: Writers, unit: Unit) -> EscrowAccount:
    return escrow.account(
        registers.building(by, unit), by=by.clerk, other=by.chief, quota=None, of_bank=bank(by, unit),
        of_rules=active(by, unit),
    )


def proposal(by: Writers, unit: Unit) -> QuotaProposal:
    return quotas.propose_quota(
        actor=by.clerk, account=account(by, unit), given=Inputs(area=Decimal("9000.00")),
        effective_on=date(2026, 5, 1), reason="按规则测算",
    )


VIEW, RECORD, APPROVE, DECIDE, RULE = (
    f"presale.{code}" for code in ("view", "record", "approve", "decide", "rules")
)
# escrow belongs to the bureau: nobody else has the permissions
ESCROW_RULES = [
    *(Route(f"presale:{noun}_list", VIEW) for noun in ("bank", "layout", "rule")),
    *(Route(f"presale:{noun}_create", RULE) for noun in ("bank", "layout", "rule")),
    *(Route(f"presale:{name}", permission, make, outside=403) for name, permission, make in (
        ("bank_detail", VIEW, bank), ("bank_edit", RULE, bank), ("bank_suspend", RULE, bank),
        ("bank_resume", RULE, suspended), ("bank_remove", RULE, bank), ("layout_detail", VIEW, layout),
        ("layout_edit", RULE, layout), ("layout_try", VIEW, layout), ("rule_detail", VIEW, draft),
        ("rule_edit", RULE, draft),
        ("rule_copy", RULE, active), ("rule_activate", APPROVE, draft), ("rule_retire", APPROVE, active),
        ("account_quota", VIEW, account), ("quota_propose", RECORD, account), ("quota_detail", VIEW, proposal),
        ("quota_approve", DECIDE, proposal), ("quota_reject", DECIDE, proposal), ("quota_withdraw", RECORD, proposal),
    )),
]
