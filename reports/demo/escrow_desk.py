"""Deeds around an account: rules, bank, agreement, quota, payees, nodes, and what the bank reports of receipts."""
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from housing_portal.kit import clock
from housing_portal.registry import services as registry
from housing_portal.registry.models import Building
from presale import ledger
from presale.enums import EntryKind, NodeCode, NodeForm, PayeeKind, QuotaBasis
from presale.ledger import Posting
from presale.models import EscrowAccount, NodeCertification, QuotaProposal
from presale.quota import Inputs
from presale.rule_checks import Node
from presale.services import accounts, banks, layouts, nodes, payees, quotas, rules, works
from reports.demo import pictures
from reports.demo.escrow_sites import Site
from reports.demo.office import Office
from reports.demo.place import BANK, BUILDER

PAPER = [("扫描件.png", pictures.site(902))]
SECOND_BANK = "云川银行云岭支行"
# 留存 after each stage, in hundredths of a per cent
NODES = ((NodeCode.FOUNDATION, 8000), (NodeCode.HALF, 6000), (NodeCode.TOPOUT, 4000), (NodeCode.FACADE, 2000),
         (NodeCode.REGISTRATION, 0))
STANDARD, COST = Decimal(1800), Decimal(3100)  # 元/㎡
COLUMNS = {"serial": "流水号", "booked_on": "交易日期", "amount_in": "贷方发生额", "amount_out": "借方发生额",
           "balance": "余额", "counterparty": "对方户名", "memo": "摘要"}
# kind, name, account, contract, amount; the contractor of all sites is the same
PAYEES = (
    (PayeeKind.CONTRACTOR, BUILDER, "6228480099001234", "施工总承包合同 SG-01", 30_000_000),
    (PayeeKind.SUPPLIER, "云岭县众源建材有限公司", "6228480099005678", "商品混凝土供应合同 CL-03", 6_000_000),
    (PayeeKind.WAGES, BUILDER, "6228480099007777", "施工总承包合同 SG-01 工资专户协议", None),
)


class Desk:
    """The people of the office with what they share, and the deeds that every account sees."""

    def __init__(self, office: Office) -> None:
        self.office, self.numbers, self.accounts = office, count(1), count(1)
        who = office.people
        self.clerk, self.chief, self.finance = who["clerk"], who["chief"], who["finance"]
        self.deputy, self.director, self.inspector = who["deputy"], who["director"], who["deliv_office"]

    def begin(self) -> None:
        """Lay down the rules, and list the banks with the layout of their statements."""
        today = clock.today()
        drafted = rules.draft_rules(
            actor=self.chief, nodes=[Node(code, share, evidence="验收记录、现场照片") for code, share in NODES],
            name=f"云岭县预售资金监管规则（{today.year}）", effective_from=today, basis=QuotaBasis.FIXED_PER_SQM,
            unit_price=STANDARD, form=NodeForm.RETAIN, source="演示规则，比例须由县局确认",
        )
        self.rules = rules.activate_rules(actor=self.deputy, rules=drafted, reason="演示")
        layout = layouts.add_layout(actor=self.chief, columns=COLUMNS, name="网银明细（借贷分列）")
        second = registry.register_organization(actor=self.clerk, name=SECOND_BANK, kinds=["bank"],
                                                short_name="云川银行")
        self.banks = [
            banks.list_bank(actor=self.chief, organization=organization, batch="第一批", selected_on=today,
                            valid_to=today + timedelta(days=3 * 365), layout=layout)
            for organization in (self.office.organizations[BANK], second)
        ]

    # -- the account -------------------------------------------------------------------------------------

    def open(self, site: Site) -> None:
        """Register an account."""
        number = next(self.accounts)
        branch = "城关支行" if number % 2 else "营业部"
        site.account = accounts.open_account(
            actor=self.clerk, estate=site.estate, buildings=site.buildings, account_no=f"62099260{number:08}",
            account_name=f"{site.estate.developer}预售资金监管专户", bank=self.banks[number % 3 == 0], branch=branch,
            rules=self.rules, granularity=site.granularity,
        )

    def agree(self, site: Site) -> None:
        today = clock.today()
        site.account = accounts.agree(
            actor=self.clerk, account=site.account, signed_on=today, evidence=PAPER,
            agreement_no=f"云监协{today.year}-{site.account.account_no[-3:]}",
        )

    def begin_account(self, site: Site) -> None:
        """Open an account with everything it needs: agreement, quota, payees."""
        self.open(site)
        self.agree(site)
        site.account = accounts.activate(actor=self.chief, account=site.account, opened_on=clock.today())
        for building in site.buildings if site.account.granularity == "building" else [None]:
            self.quota(site, building)
        for kind, name, number, document, amount in PAYEES:
            proposed = payees.propose_payee(
                actor=self.clerk, account=site.account, payee_account=number, evidence=PAPER, name=name, kind=kind,
                bank_name="云岭农村商业银行城关支行", contract_doc=document, contract_amount=amount,
            )
            site.payees[kind] = payees.list_payee(actor=self.chief, payee=proposed)

    def quota(self, site: Site, building: Building | None = None, more: Decimal = Decimal(0)) -> None:
        """Let the director approve the quota by the standard; ``more`` is area that was left out before."""
        quotas.approve_quota(actor=self.director, proposal=self.propose(site, building, more), opinion="同意")

    def propose(self, site: Site, building: Building | None = None, more: Decimal = Decimal(0)) -> QuotaProposal:
        area = Site(site.estate, [building] if building else site.buildings, site.opened_on).area + more
        return quotas.propose_quota(
            actor=self.clerk, account=site.account, given=Inputs(area=area), effective_on=clock.today(),
            building=building, reason="地下储藏室计入监管面积，调整额度" if more else "按监管面积和现行标准核定",
        )

    def end_proposal(self, site: Site) -> None:
        """Refuse a quota."""
        quotas.end_quota(actor=self.director, proposal=self.propose(site, more=Decimal(900)), code="reject",
                         reason="储藏室面积未经测绘，不计入。")

    def report(self, site: Site, percent: int) -> None:
        """Enter what the works cost and how much of them is done."""
        total = site.area * COST
        reported = works.report_works(
            actor=self.clerk, account=site.account, as_of=clock.today(), cost_total=total,
            cost_done=total * percent / 100, unpaid=total * 4 / 100, source="监理月报", evidence=PAPER,
        )
        works.decide_works(actor=self.chief, report=reported, code="confirm")

    # -- nodes -------------------------------------------------------------------------------------------

    def apply(self, building: Building, node: NodeCode) -> NodeCertification:
        return nodes.apply_node(actor=self.clerk, building=building, node=node, applied_on=clock.today())

    def inspect(self, building: Building, node: NodeCode) -> NodeCertification:
        return nodes.inspect_node(
            actor=self.clerk, node=self.apply(building, node), inspected_on=clock.today(), inspector_one=self.chief,
            inspector_two=self.inspector, finding="现场与形象进度相符", evidence=PAPER,
        )

    def certify(self, building: Building, node: NodeCode) -> NodeCertification:
        return nodes.certify_node(actor=self.chief, node=self.inspect(building, node))

    # -- receipts ----------------------------------------------------------------------------------------

    def book(self, site: Site, last: date | None = None) -> None:
        """Book what has come in by ``last``, or by today."""
        last = last or clock.today()
        come = sorted((one for one in site.due if one.on <= last), key=lambda one: one.on)
        if come:
            ledger.receive_many(actor=self.finance, account=site.account, postings=[
                Posting(one.kind, one.amount, one.on, self.serial(one.on), self.token(), counterparty=one.payer,
                        memo=one.memo, contract=one.contract)
                for one in come
            ])
            site.due = [one for one in site.due if one.on > last]
        site.account = EscrowAccount.objects.select_related("estate", "rules").get(pk=site.account.pk)

    def interest(self, site: Site, on: date) -> None:
        """Book the interest of a quarter."""
        amount = (site.account.balance * 35 / 10_000 / 4).quantize(Decimal("0.01"))
        if amount > 0:
            ledger.receive(actor=self.finance, account=site.account, kind=EntryKind.INTEREST, amount=amount,
                           booked_on=on, bank_serial=self.serial(on), token=self.token(), payer=str(site.account.bank),
                           memo="结息")

    def serial(self, on: date) -> str:
        """Return the next serial of the bank."""
        return f"{on:%Y%m%d}{next(self.numbers):08}"

    def token(self) -> str:
        return f"demo-{next(self.numbers)}"
