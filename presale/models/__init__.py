"""Presale escrow: banks, rules, accounts, the ledger, releases, the bank's side, alerts."""
from presale.models.accounts import AccountBuilding, EscrowAccount, QuotaProposal, QuotaVersion
from presale.models.alerts import EscrowAlert
from presale.models.banks import EscrowBank, StatementLayout
from presale.models.bankside import LineAnswer, Reconciliation, ReconciliationItem, StatementFile, StatementLine
from presale.models.entries import Anchor, ClosedMonth, LedgerEntry, Match
from presale.models.events import EscrowEvent, PresalePipeline
from presale.models.permits import ApplicationBuilding, ApplicationVersion, ConditionCheck, PermitApplication
from presale.models.releases import Decision, NodeCertification, Refund, Release
from presale.models.rules import RuleNode, RuleSet
from presale.models.terms import Freeze, GuaranteeLetter, Payee
from presale.models.works import WorksReport

__all__ = [
    "AccountBuilding",
    "Anchor",
    "ApplicationBuilding",
    "ApplicationVersion",
    "ClosedMonth",
    "ConditionCheck",
    "Decision",
    "EscrowAccount",
    "EscrowAlert",
    "EscrowBank",
    "EscrowEvent",
    "Freeze",
    "GuaranteeLetter",
    "LedgerEntry",
    "LineAnswer",
    "Match",
    "NodeCertification",
    "Payee",
    "PermitApplication",
    "PresalePipeline",
    "QuotaProposal",
    "QuotaVersion",
    "Reconciliation",
    "ReconciliationItem",
    "Refund",
    "Release",
    "RuleNode",
    "RuleSet",
    "StatementFile",
    "StatementLayout",
    "StatementLine",
    "WorksReport",
]
