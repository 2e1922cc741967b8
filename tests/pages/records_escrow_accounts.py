"""Escrow accounts in each of their states, with payees, letters and freezes, made by the services."""
from collections.abc import Sequence
from datetime import timedelta

from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import RoleGrant, Unit, User
from housing_portal.kit import clock
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.models import Building, Organization
from presale.enums import PayeeKind
from presale.models import (
    EscrowAccount,
    EscrowBank,
    Freeze,
    GuaranteeLetter,
    Payee,
    RuleSet,
    WorksReport,
)
from presale.services import accounts, endings, freezes, letters, payees
from tests.material import pdf_bytes
from tests.pages import records_registers as registers
from tests.pages.records import DAY, Writers
from tests.pages.route import Route
from tests.presale import builders, works
from tests.transactions import builders as market

PROOF: Sequence[tuple[str, bytes]] = [("证明.pdf", pdf_bytes("证明"))]


def pending(by: Writers, unit: Unit) -> EscrowAccount:
    building = registers.building(by, unit)
    rules = RuleSet.objects.filter(name="云岭县监管规则").first() or builders.rules(by.clerk, by.chief)
    bank = EscrowBank.objects.order_by("pk").first() or builders.bank(by.clerk)
    return accounts.open_account(
        actor=by.clerk, estate=building.estate, buildings=[building], bank=bank, rules=rules,
        account_no=f"6210{unit.pk:012}", account_name=f"{building.estate.developer}（7#楼）预售资金监管专户",
    )


def agreed(by: Writers, unit: Unit) -> EscrowAccount:
    return accounts.agree(
        actor=by.clerk, account=pending(by, unit), agreement_no=f"JG-{unit.pk}", signed_on=builders.OPENED,
        evidence=PROOF,
    )


def active(by: Writers, unit: Unit) -> EscrowAccount:
    account = accounts.activate(actor=by.chief, account=agreed(by, unit), opened_on=builders.OPENED)
    builders.quota_version(account, 10_000_000, by=by.clerk, approved_by=by.chief)
    return account


def paused(by: Writers, unit: Unit) -> EscrowAccount:
    return accounts.pause(actor=by.chief, account=active(by, unit), reason="停工")


def finished(by: Writers, unit: Unit) -> EscrowAccount:
    account = active(by, unit)
    Building.objects.filter(escrow_accounts=account).update(registered_on=DAY)
    return account


def ending(by: Writers, unit: Unit) -> EscrowAccount:
    return endings.apply_end(actor=by.clerk, account=finished(by, unit), evidence=PROOF)


def released(by: Writers, unit: Unit) -> EscrowAccount:
    return endings.approve_end(actor=deputy(), account=ending(by, unit))


def payee(by: Writers, unit: Unit) -> Payee:
    return payees.propose_payee(
        actor=by.clerk, account=active(by, unit), kind=PayeeKind.CONTRACTOR, name=f"{unit}建筑公司",
        bank_name="云岭农商银行", payee_account=f"6228{unit.pk:012}", contract_doc="施工合同", evidence=PROOF,
    )


def letter(by: Writers, unit: Unit) -> GuaranteeLetter:
    name = "云岭商业银行"
    issuer = Organization.objects.filter(name=name).first() or market.organization(name, OrganizationKind.BANK)
    return letters.propose_letter(
        actor=by.clerk, account=active(by, unit), number=f"BH-{unit.pk}", issuer=issuer, amount=builders.yuan(50_000),
        valid_from=DAY, valid_to=clock.today() + timedelta(days=90), evidence=PROOF,
    )


def works_report(by: Writers, unit: Unit) -> WorksReport:
    return works.reported(active(by, unit), by.clerk)


def freeze(by: Writers, unit: Unit) -> Freeze:
    return _freeze(by, active(by, unit), "（2026）执1号")


def confirmed(by: Writers, unit: Unit) -> Freeze:
    return freezes.confirm_freeze(actor=by.chief, freeze=freeze(by, unit))


def lifting(by: Writers, unit: Unit) -> Freeze:
    return freezes.release_freeze(
        actor=by.clerk, freeze=confirmed(by, unit), released_on=DAY, release_doc="解1号", evidence=PROOF)


def waiting(by: Writers, unit: Unit) -> Freeze:
    account = active(by, unit)
    _freeze(by, account, "（2026）执1号")
    return _freeze(by, account, "（2026）执2号")


def _freeze(by: Writers, account: EscrowAccount, case_no: str) -> Freeze:
    return freezes.lay_freeze(
        actor=by.clerk, account=account, court="云岭县人民法院", case_no=case_no, doc_no="协执1号", cap_amount=None,
        from_on=DAY, to_on=None, evidence=PROOF,
    )


def deputy() -> User:
    """Return the leader who approves; one for all accounts."""
    known = User.objects.filter(username="deputy.accounts").first()
    if known:
        return known
    bureau = Unit.objects.get(kind=UnitKind.BUREAU)
    made = User.objects.create(username="deputy.accounts", name="钱副局", unit=bureau)
    RoleGrant.objects.create(user=made, role="deputy", reason="测试授权")
    return made


VIEW, RECORD, CONFIRM, APPROVE = "presale.view", "presale.record", "presale.confirm", "presale.approve"
# escrow belongs to the bureau: nobody else has the permissions
ESCROW_ACCOUNTS = [
    *(Route(f"presale:{noun}_list", VIEW) for noun in ("account", "payee", "letter", "freeze", "works")),
    Route("presale:account_create", RECORD),
    *(Route(f"presale:{noun}_detail", VIEW, make, outside=403) for noun, make in (
        ("account", active), ("payee", payee), ("letter", letter), ("works", works_report), ("freeze", waiting),
    )),
    *(Route(f"presale:{name}", RECORD, make, outside=403) for name, make in (
        ("account_edit", active), ("account_agree", pending), ("account_apply_release", finished),
        ("payee_create", active), ("letter_create", active), ("works_create", active),
        ("freeze_create", active), ("freeze_extend", confirmed),
        ("freeze_effect", waiting), ("freeze_release", confirmed),
    )),
    *(Route(f"presale:{name}", CONFIRM, make, outside=403) for name, make in (
        ("account_activate", agreed), ("account_pause", active), ("account_close", released),
        ("works_confirm", works_report), ("works_reject", works_report),
        ("payee_confirm", payee), ("payee_remove", payee), ("letter_confirm", letter), ("letter_end", letter),
        ("freeze_confirm", freeze), ("freeze_reject", freeze), ("freeze_confirm_release", lifting),
        ("freeze_refuse_release", lifting),
    )),
    *(Route(f"presale:account_{step}", APPROVE, make, outside=403) for step, make in (
        ("resume", paused), ("refuse_release", ending), ("approve_release", ending),
    )),
    Route("presale:account_settle", "presale.verify", released, outside=403),
]
