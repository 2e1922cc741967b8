"""The rules of dossier §3.3: what is worth a second look at escrow money. Thresholds are 业务参数 (``alert_…``).

A rule names its findings by subject; as long as an alert on a subject is open the rule does not raise it again.
"""
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from django.db.models import Exists, OuterRef, QuerySet

from housing_portal.kit import clock
from housing_portal.kit.figures import grouped
from housing_portal.kit.scope import Scope
from housing_portal.registry import parameters
from housing_portal.registry.enums import PermitKind
from housing_portal.registry.models import Estate, Organization, SalePermit
from presale.available import ZERO, percent
from presale.enums import (
    AlertLevel,
    EntryKind,
    LetterStatus,
    NodeCode,
    ReconciliationStatus,
)
from presale.models import (
    AccountBuilding,
    EscrowAccount,
    Freeze,
    GuaranteeLetter,
    LedgerEntry,
    Match,
    NodeCertification,
    Reconciliation,
    Release,
)
from presale.standing import Standings
from transactions.enums import LIVE, ContractStatus
from transactions.models import SaleContract, SaleViolation

BASIS = 100  # hundredths of a per cent in one per cent
LOANS = (EntryKind.MORTGAGE, EntryKind.PF_LOAN)
OWN_MONEY = (EntryKind.EARNEST, EntryKind.DOWN, EntryKind.INSTALMENT, EntryKind.FULL, EntryKind.OTHER)
FINISHED = (NodeCode.ACCEPTANCE, NodeCode.COMPLETION, NodeCode.REGISTRATION)


@dataclass(frozen=True)
class Finding:
    subject: str
    sentence: str
    account: EscrowAccount | None = None
    estate: Estate | None = None
    level: AlertLevel | None = None


@dataclass
class Look:
    """What the rules share on one day; read from the database when the first rule asks for it."""

    day: date

    def ago(self, parameter: str) -> date:
        """Return the day that lies as many days back as the parameter says."""
        return self.day - timedelta(days=parameters.number(parameter))

    @cached_property
    def standings(self) -> Standings:
        return Standings(Scope(self.day, clock.now()))

    @cached_property
    def accounts(self) -> dict[int, EscrowAccount]:
        return {account.pk: account for account in self.standings.accounts}

    @cached_property
    def by_building(self) -> dict[int, EscrowAccount]:
        """Return the supervised account of each building."""
        rows = AccountBuilding.objects.filter(is_current=True, account__in=self.accounts)
        return {building: self.accounts[account] for building, account in rows.values_list("building", "account")}

    @cached_property
    def paid_in(self) -> Mapping[int, Mapping[str, Decimal]]:
        """Return, per contract, what came in by kind; matched receipts count, corrected ones do not."""
        known = LedgerEntry.objects.known(self.standings.scope)
        found: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
        for contract, kind, total in known.filter(reversal_of=None).by_contract():
            found[contract][kind] += total
        for contract, kind, total in known.filter(reversal_of__isnull=False).by_contract_reversed():
            found[contract][kind] += total
        matches = Match.objects.filter(undoes=None, undone=None, entry__reversal=None)
        for contract, kind, amount in matches.values_list("contract", "kind", "entry__amount").order_by():
            found[contract][kind] += amount
        return found

    def filed_before(self, last: date) -> Iterator[tuple[SaleContract, EscrowAccount]]:
        """Yield the contracts in force filed by ``last`` whose money belongs into an account open at their signing."""
        rows = SaleContract.objects.filter(
            status__in=(ContractStatus.FILED, ContractStatus.CANCELLING), filed_on__lte=last,
            building__in=self.by_building,
        ).select_related("estate").order_by("pk")
        for contract in rows.iterator(chunk_size=2000):
            account = self.by_building[contract.building_id]
            if contract.signed_on >= account.opened_on:
                yield contract, account


Findings = Iterator[Finding]


@dataclass(frozen=True)
class Rule:
    """``find`` is empty where the alert comes from a deed and not from a look at the records."""

    code: str
    label: str
    level: AlertLevel
    find: Callable[[Look], Findings] | None = None


def _own_money(look: Look, contract: SaleContract) -> Decimal:
    return sum((look.paid_in[contract.pk][kind] for kind in OWN_MONEY), ZERO)


def _about(contract: SaleContract) -> str:
    return f"{contract.estate} {contract.room_label}，合同 {contract}，{contract.filed_on} 备案"


def no_down_payment(look: Look) -> Findings:
    for contract, account in look.filed_before(look.ago("alert_down_days")):
        if contract.down_payment and not _own_money(look, contract):
            days = (look.day - contract.filed_on).days
            yield Finding(f"contract:{contract.pk}", f"{_about(contract)}，{days} 日仍无首付入账"
                          f"（应收 {grouped(contract.down_payment, 2)} 元）。", account, contract.estate)


def short_down_payment(look: Look) -> Findings:
    for contract, account in look.filed_before(look.ago("alert_down_days")):
        paid = _own_money(look, contract)
        if ZERO < paid < contract.down_payment:
            lacking = contract.down_payment - paid
            yield Finding(f"contract:{contract.pk}", f"{_about(contract)}，首付 {grouped(contract.down_payment, 2)} 元"
                          f"，入账 {grouped(paid, 2)} 元，少 {grouped(lacking, 2)} 元。", account, contract.estate)


def loan_outside(look: Look) -> Findings:
    for contract, account in look.filed_before(look.ago("alert_loan_days")):
        paid = sum((look.paid_in[contract.pk][kind] for kind in LOANS), ZERO)
        if paid < contract.loan_amount:
            yield Finding(f"contract:{contract.pk}", f"{_about(contract)}，贷款 {grouped(contract.loan_amount, 2)} 元，"
                          f"进入监管账户 {grouped(paid, 2)} 元，少 {grouped(contract.loan_amount - paid, 2)} 元。",
                          account, contract.estate)


def gap(look: Look) -> Findings:
    red = parameters.number("alert_gap_percent")
    for row in look.standings.short:
        it = row.working
        level = AlertLevel.RED if it.gap * 100 >= it.effective * red else AlertLevel.ORANGE
        yield Finding(f"account:{row.account.pk}", f"{row.account} 监管余额 {grouped(it.balance, 2)} 元，须留存 "
                      f"{grouped(it.effective, 2)} 元，缺口 {grouped(it.gap, 2)} 元。", row.account, row.account.estate,
                      level)


def over_ceiling(look: Look) -> Findings:
    for row in look.standings.rows:
        it = row.working
        if it.parts and it.released > it.ceiling:
            yield Finding(f"account:{row.account.pk}", f"{row.account} 累计拨付 {grouped(it.released, 2)} 元，节点上限 "
                          f"{grouped(it.ceiling, 2)} 元，超拨 {grouped(it.released - it.ceiling, 2)} 元。",
                          row.account, row.account.estate)


def works_behind(look: Look) -> Findings:
    """The plan that everybody can read is the day of delivery in the contracts."""
    done = NodeCertification.objects.certified_at(look.standings.scope).filter(node__in=FINISHED).values("building")
    late = SaleContract.objects.filter(
        status__in=LIVE, building__in=look.by_building, delivery_on__lt=look.ago("alert_behind_days"),
        building__completed_on=None, building__accepted_on=None,
    ).exclude(building__in=done)
    seen: set[int] = set()
    for building, estate, number, promised in late.order_by("delivery_on").values_list(
        "building", "building__estate__record_name", "building__number", "delivery_on"
    ).distinct():
        if building not in seen:
            seen.add(building)
            account = look.by_building[building]
            yield Finding(f"building:{building}", f"{estate} {number}最早约定 {promised} 交房，至今未竣工，逾期 "
                          f"{(look.day - promised).days} 日。", account, account.estate)


def paid_ahead(look: Look) -> Findings:
    points = parameters.number("alert_progress_points") * BASIS
    for row in look.standings.rows:
        if row.used - row.progress > points:
            yield Finding(f"account:{row.account.pk}", f"{row.account} 额度内已拨付 {percent(row.used)}，节点进度 "
                          f"{percent(row.progress)}，超前 {percent(row.used - row.progress)}。",
                          row.account, row.account.estate)


def not_reconciled(look: Look) -> Findings:
    open_days = Reconciliation.objects.exclude(status=ReconciliationStatus.MATCHED).filter(day__lte=look.day)
    for row in open_days.select_related("account__estate").order_by("pk"):
        yield Finding(f"reconciliation:{row.pk}", f"{row.account} {row.day} 对账不平，差额 "
                      f"{grouped(row.difference, 2)} 元。", row.account, row.account.estate)


def expiring(look: Look) -> Findings:
    last = look.day + timedelta(days=parameters.number("alert_expiry_days"))
    estates, developers = ({getattr(one, name) for one in look.accounts.values()} for name in ("estate_id",
                                                                                              "developer_id"))
    permits = SalePermit.objects.filter(kind=PermitKind.PRESALE, ended_on=None, valid_to__lte=last, estate__in=estates)
    for permit in permits.select_related("estate").order_by("pk"):
        yield Finding(f"permit:{permit.pk}:{permit.valid_to}", f"{permit.estate}预售许可 {permit} "
                      f"{_until(permit.valid_to, look.day)}。", None, permit.estate)
    for firm in Organization.objects.filter(pk__in=developers, qualification_until__lte=last).order_by("pk"):
        yield Finding(f"organization:{firm.pk}:{firm.qualification_until}", f"{firm}开发资质 "
                      f"{_until(firm.qualification_until, look.day)}。")
    letters = GuaranteeLetter.objects.filter(status=LetterStatus.EFFECTIVE, valid_to__lte=last)
    for letter in letters.select_related("account__estate").order_by("pk"):
        yield Finding(f"letter:{letter.pk}", f"{letter.account}保函 {letter}（{grouped(letter.amount, 2)} 元）"
                      f"{_until(letter.valid_to, look.day)}，失效后须补足现金。", letter.account, letter.account.estate)


def _until(end: date, day: date) -> str:
    return f"{end} 到期，剩 {(end - day).days} 日" if end >= day else f"已于 {end} 到期"


def frozen(look: Look) -> Findings:
    held = Freeze.objects.in_force_at(look.standings.scope).stepped_in(look.day).select_related("account__estate")
    for freeze in held.order_by("pk"):
        how = "全额冻结" if freeze.cap_amount is None else f"冻结 {grouped(freeze.cap_amount, 2)} 元"
        level = AlertLevel.RED if freeze.cap_amount is None else AlertLevel.ORANGE
        yield Finding(f"freeze:{freeze.pk}", f"{freeze.account}被{freeze.court}{how}（{freeze.case_no}）。",
                      freeze.account, freeze.account.estate, level)


def outside_account(look: Look) -> Findings:
    """Clues on money taken outside the account; those of inspections and complaints are entered by hand."""
    clues = SaleViolation.objects.filter(found_on__range=(look.ago("alert_clue_days"), look.day))
    for clue in clues.select_related("room__building__estate").order_by("pk"):
        estate = clue.room.building.estate
        yield Finding(f"violation:{clue.pk}", f"{estate} {clue.room.label}：{clue.found_on} 发现{clue.what}，"
                      "请核查是否账外收款。", look.by_building.get(clue.room.building_id), estate)


def idle(look: Look) -> Findings:
    since = look.ago("alert_idle_days")
    moved = LedgerEntry.objects.filter(account=OuterRef("pk"), booked_on__gt=since, booked_on__lte=look.day)
    quiet: QuerySet = EscrowAccount.objects.filter(pk__in=look.accounts, opened_on__lte=since).exclude(
        Exists(moved.exclude(kind=EntryKind.INTEREST))
    )
    for account in quiet.select_related("estate").order_by("pk"):
        yield Finding(f"account:{account.pk}", f"{account} 自 {since} 起无入账、无拨付。", account, account.estate)


def same_payee(look: Look) -> Findings:
    limit, since = parameters.number("alert_payee_yuan"), look.ago("alert_payee_days")
    paid = Release.objects.paid().filter(paid_on__gt=since, paid_on__lte=look.day)
    for payee, number, total in paid.by_payee():
        if number > 1 and total >= limit:
            last = paid.filter(payee_account=payee).select_related("account__estate").order_by("-paid_on", "-pk")[0]
            yield Finding(f"payee:{payee}", f"收款人 {last.payee_name} 自 {since} 起收到 {number} 笔拨付，合计 "
                          f"{grouped(total, 2)} 元。", last.account, last.account.estate)


BLUE, YELLOW, ORANGE, RED = AlertLevel.BLUE, AlertLevel.YELLOW, AlertLevel.ORANGE, AlertLevel.RED
RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule("no_down_payment", "备案后无首付入账", ORANGE, no_down_payment),
        Rule("short_down_payment", "首付入账不足", YELLOW, short_down_payment),
        Rule("loan_outside", "按揭放款未入监管户", ORANGE, loan_outside),
        Rule("gap", "资金缺口", ORANGE, gap),
        Rule("over_ceiling", "拨付超节点上限", RED, over_ceiling),
        Rule("works_behind", "施工进度滞后", YELLOW, works_behind),
        Rule("paid_ahead", "拨付超前于进度", YELLOW, paid_ahead),
        Rule("not_reconciled", "对账不平", RED, not_reconciled),
        Rule("expiring", "许可、资质、保函到期", BLUE, expiring),
        Rule("frozen", "账户冻结", ORANGE, frozen),
        Rule("outside_account", "账外收款线索", ORANGE, outside_account),
        Rule("idle", "账户长期无收付", BLUE, idle),
        Rule("same_payee", "同一收款人短期大额", YELLOW, same_payee),
        # comes from the deed alone
        Rule("deduction", "司法扣划", RED),
    )
}
