"""Supervised money of the invented county: banks, rules, four accounts, receipts, and releases in every state."""
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from housing_portal.kit import clock
from housing_portal.registry.models import Building, Estate
from presale import ledger
from presale.enums import EntryKind, NodeCode, NodeForm, PayeeKind, Purpose, QuotaBasis
from presale.models import EscrowAccount, EscrowBank, NodeCertification, Payee, Release, RuleSet
from presale.quota import Inputs
from presale.rule_checks import Node
from presale.services import (
    accounts,
    alerts,
    approvals,
    banks,
    freezes,
    letters,
    nodes,
    payees,
    payouts,
    quotas,
    releases,
    rules,
)
from reports.demo import pictures
from reports.demo.office import Office
from reports.demo.place import BANK
from transactions.models import ContractParty, SaleContract

PAPER = [("扫描件.png", pictures.site(902))]
BUILDER = "云岭县恒筑建筑工程有限公司"
RECEIPTS = 18  # of each account
# 留存 after each stage, in hundredths of a per cent
NODES = ((NodeCode.FOUNDATION, 8000), (NodeCode.HALF, 6000), (NodeCode.TOPOUT, 4000), (NodeCode.FACADE, 2000),
         (NodeCode.REGISTRATION, 0))
STANDARD = Decimal(1800)  # 元/㎡


def fill(office: Office) -> None:
    """Fill the supervision: the accounts of the first estates that have sold something under a permit."""
    desk = Desk(office)
    first, second, third, fourth = desk.estates(4)
    desk.course(desk.account(first, 60, NodeCode.HALF))
    desk.letter(desk.account(second, 180, NodeCode.FOUNDATION))
    desk.frozen(desk.account(third, 80, NodeCode.FOUNDATION))
    desk.agreed(fourth)
    alerts.run_rules(actor=office.people["clerk"], day=clock.today())


class Desk:
    """Everybody's deeds, in their order."""

    def __init__(self, office: Office) -> None:
        self.office, self.today = office, clock.today()
        who = office.people
        self.clerk, self.chief, self.finance = who["clerk"], who["chief"], who["finance"]
        self.deputy, self.director, self.inspector = who["deputy"], who["director"], who["deliv_office"]
        self.serial = 0
        self.rules, self.bank = self._rules(), self._bank()

    def _rules(self) -> RuleSet:
        drafted = rules.draft_rules(
            actor=self.chief, nodes=[Node(code, share, evidence="验收记录、现场照片") for code, share in NODES],
            name="云岭县预售资金监管规则（2023）", effective_from=date(2023, 1, 1), basis=QuotaBasis.FIXED_PER_SQM,
            unit_price=STANDARD, form=NodeForm.RETAIN, source="演示规则，比例须由县局确认",
        )
        return rules.activate_rules(actor=self.deputy, rules=drafted, reason="演示")

    def _bank(self) -> EscrowBank:
        return banks.list_bank(
            actor=self.chief, organization=self.office.organizations[BANK], batch="第一批",
            selected_on=date(2023, 1, 10),
        )

    def estates(self, how_many: int) -> list[Estate]:
        sold = Estate.objects.filter(
            buildings__permits__isnull=False, buildings__rooms__contracts__filed_on__isnull=False,
        )
        return list(sold.select_related("developer").distinct().order_by("pk")[:how_many])

    # -- accounts ----------------------------------------------------------------------------------------

    def _opened(self, estate: Estate) -> tuple[EscrowAccount, date]:
        start = min(estate.permits.values_list("issued_on", flat=True)) - timedelta(days=10)
        self.serial += 1
        account = accounts.open_account(
            actor=self.clerk, estate=estate, buildings=self.buildings(estate), account_no=f"62099260{self.serial:08}",
            account_name=f"{estate.developer}预售资金监管专户", bank=self.bank, branch="城关支行", rules=self.rules,
        )
        return account, start

    def agreed(self, estate: Estate) -> EscrowAccount:
        """Open an account whose agreement is signed; another has yet to put it into service."""
        account, start = self._opened(estate)
        return accounts.agree(actor=self.clerk, account=account, signed_on=start, evidence=PAPER,
                              agreement_no=f"云监协{start.year}-{self.serial:03}")

    def account(self, estate: Estate, percent: int, reached: NodeCode) -> EscrowAccount:
        """Open an account with receipts, a quota of ``percent`` of them, and buildings that have come so far."""
        account = self.agreed(estate)
        account = accounts.activate(actor=self.chief, account=account, opened_on=account.signed_on)
        received = self.receipts(account)
        area = sum((one.area_priced for one in self.contracts(account)), Decimal(0))
        proposal = quotas.propose_quota(
            actor=self.clerk, account=account, given=Inputs(area=area or Decimal(1)), effective_on=account.opened_on,
            amount=(received * percent / 100).quantize(Decimal(1)), reason="按监管面积和现行标准核定",
        )
        quotas.approve_quota(actor=self.director, proposal=proposal)
        for building in self.buildings(estate):
            self.certify(building, reached)
        return EscrowAccount.objects.get(pk=account.pk)

    def buildings(self, estate: Estate) -> list[Building]:
        return list(estate.buildings.filter(permits__isnull=False, merged_into=None).distinct().order_by("pk"))

    def contracts(self, account: EscrowAccount) -> list[SaleContract]:
        rows = SaleContract.objects.filter(
            room__building__in=self.buildings(account.estate), signed_on__gte=account.opened_on, ended_on=None,
            contract_no__isnull=False,
        )
        return list(rows.select_related("room").order_by("signed_on", "pk")[:RECEIPTS])

    def receipts(self, account: EscrowAccount) -> Decimal:
        """Book what the buyers have paid, and two sums that nobody has named; return their total."""
        contracts = self.contracts(account)
        names = dict(ContractParty.objects.in_force().filter(contract__in=contracts).order_by("-order").values_list(
            "contract", "name"))
        for contract in contracts:
            self.receive(account, contract.total_price, contract.signed_on, EntryKind.FULL, payer=names[contract.pk],
                         contract=contract)
        for amount in (Decimal(20_000), Decimal("50000.50")):
            self.receive(account, amount, self.today, EntryKind.OTHER, payer="付款人不详")
        account.refresh_from_db()
        return account.balance

    def receive(self, account: EscrowAccount, amount: Decimal, on: date, kind: EntryKind, **facts: object) -> None:
        self.serial += 1
        serial = f"YS{self.serial:08}"
        ledger.receive(actor=self.finance, account=account, kind=kind, amount=amount, booked_on=on,
                       bank_serial=serial, token=f"demo-{serial}", **facts)

    def certify(self, building: Building, node: NodeCode) -> NodeCertification:
        asked = nodes.apply_node(actor=self.clerk, building=building, node=node, applied_on=self.today)
        seen = nodes.inspect_node(
            actor=self.clerk, node=asked, inspected_on=self.today, inspector_one=self.chief,
            inspector_two=self.inspector, finding="现场与形象进度相符", evidence=PAPER,
        )
        return nodes.certify_node(actor=self.chief, node=seen)

    # -- releases ----------------------------------------------------------------------------------------

    def course(self, account: EscrowAccount) -> None:
        """Leave a release in every state; what one may ask for is shared among them."""
        self.payee = self._payee(account)
        self.node = NodeCertification.objects.certified().filter(building__in=account.buildings.all()).order_by("pk")[0]
        steps: tuple[Callable[[Release], Release], ...] = (self._submit, self._accept, self._verify, self._approve,
                                                           self._notify, self._instruct, self._pay)
        for taken in (7, 6, 5, 3, 2, 1, 0):
            release = self._draft(account, Decimal(120_000 + 1_000 * taken))
            for step in steps[:taken]:
                release = step(release)
        returned = self._submit(self._draft(account, Decimal(90_000)))
        releases.return_release(actor=self.clerk, release=returned, revision=returned.revision, open_fields=["amount"],
                                reason="金额与工程量清单不符，请核对后重新提交。")
        refused = self._draft(account, Decimal(60_000))
        releases.cancel_release(actor=self.clerk, release=refused, revision=refused.revision, reason="重复登记")

    def _payee(self, account: EscrowAccount) -> Payee:
        proposed = payees.propose_payee(
            actor=self.clerk, account=account, payee_account="6228480099001234", evidence=PAPER, name=BUILDER,
            kind=PayeeKind.CONTRACTOR, bank_name="云岭农村商业银行城关支行", contract_doc="施工总承包合同 SG-01",
            contract_amount=Decimal(30_000_000),
        )
        return payees.list_payee(actor=self.chief, payee=proposed)

    def _draft(self, account: EscrowAccount, amount: Decimal) -> Release:
        return releases.draft_release(
            actor=self.clerk, account=account, evidence=PAPER, node=self.node, building=None, amount=amount,
            payee=self.payee, purpose=Purpose.PROGRESS, contract_doc="施工总承包合同 SG-01、工程款发票",
            applicant="马建国", applied_on=self.today,
        )

    def _submit(self, release: Release) -> Release:
        return releases.submit_release(actor=self.clerk, release=release, revision=release.revision)

    def _accept(self, release: Release) -> Release:
        return releases.accept_release(actor=self.clerk, release=release, revision=release.revision)

    def _verify(self, release: Release) -> Release:
        return releases.verify_release(actor=self.finance, release=release, revision=release.revision,
                                       approved_amount=release.amount)

    def _approve(self, release: Release) -> Release:
        """Sign as the deputy; where the tier asks for it, as the director too."""
        signed = approvals.approve_release(actor=self.deputy, release=release, revision=release.revision)
        if signed.status == "signed":
            signed = approvals.approve_top(actor=self.director, release=signed, revision=signed.revision)
        return signed

    def _notify(self, release: Release) -> Release:
        return payouts.notify_release(actor=self.clerk, release=release, revision=release.revision)

    def _instruct(self, release: Release) -> Release:
        return payouts.instruct_release(actor=self.clerk, release=release, revision=release.revision)

    def _pay(self, release: Release) -> Release:
        self.serial += 1
        return payouts.pay_release(
            actor=self.finance, release=release, revision=release.revision, amount=release.approved_amount,
            booked_on=self.today, bank_serial=f"YS{self.serial:08}", token=f"demo-{self.serial}",
        )

    # -- courts and guarantees ---------------------------------------------------------------------------

    def letter(self, account: EscrowAccount) -> None:
        proposed = letters.propose_letter(
            actor=self.clerk, account=account, valid_from=self.today - timedelta(days=30), evidence=PAPER,
            valid_to=self.today + timedelta(days=25), number="云农商保函第 1 号", amount=Decimal(500_000),
            issuer=self.bank.organization,
        )
        letters.confirm_letter(actor=self.chief, letter=proposed)

    def frozen(self, account: EscrowAccount) -> None:
        """A court holds part, another waits for its turn."""
        court = {"account": account, "from_on": self.today - timedelta(days=1),
                 "to_on": self.today + timedelta(days=364), "evidence": PAPER, "notified_on": self.today}
        freezes.lay_freeze(actor=self.clerk, court="云岭县人民法院", case_no="（云）执字第 52 号",
                           doc_no="协执 52 号", cap_amount=Decimal(800_000), **court)
        freezes.lay_freeze(actor=self.clerk, court="云川市中级人民法院", case_no="（云川）执字第 9 号",
                           doc_no="协执 9 号", cap_amount=None, **court)
