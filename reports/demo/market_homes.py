"""Existing homes of the invented county: one in every state, with the supervised money where it belongs."""
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.registry.identity import IdentityKind
from housing_portal.registry.models import Organization
from reports.demo import market_names, past, pictures
from reports.demo.office import Office
from reports.demo.place import BANK, COUNTY_CODE
from transactions.enums import EndReason, EscrowChoice, RoomUse, Side
from transactions.models import ExistingHomeContract, ExistingHomeFund
from transactions.services import funds, resale
from transactions.services.parties import PartyFacts

SEED = 3_019
PAPER = [("解除协议.png", pictures.site(902))]
STREETS = ("城关镇解放路", "城关镇文化巷", "东屏镇东街", "清溪镇滨河路", "石桥镇南街", "城关镇建设路")
# how far each one has come
STATES = ("verified", "signed", "opened", "part", "funded", "filed", "transferred", "paid", "cancelled", "refunded",
          "waived")
SPRING = ((4, 2), (5, 8), (6, 5), (6, 26))  # days of the year on which a sale had been transferred


def act(office: Office) -> None:
    """Record the sales: some of spring, when it is over, and those of the last month."""
    today = clock.today()
    for serial, day in enumerate((date(today.year, *day) for day in SPRING), len(STATES) + 1):
        if day < today - timedelta(days=32):
            with past.at(day):
                _market(office, serial).sell(serial, "transferred")
    market = _market(office, 0)
    for serial, state in enumerate(STATES, 1):
        market.sell(serial, state)


def _market(office: Office, more: int) -> "Homes":
    return Homes(office.clerk, office.chief, office.organizations[BANK], SEED + more)


class Homes:
    """Leads each sale to its state, a few days between the steps."""

    def __init__(self, clerk: User, chief: User, bank: Organization, seed: int) -> None:
        self.clerk, self.chief, self.bank = clerk, chief, bank
        self.today, self.rng = clock.today(), Random(seed)  # noqa: S311 - invented names, no secrets

    def sell(self, serial: int, state: str) -> None:
        contract = self._verify(serial, state)
        if state == "verified":
            return
        contract = resale.sign_resale(actor=self.clerk, contract=contract, signed_on=self._ago(30))
        if state == "signed":
            return
        if state == "waived":
            contract = resale.file_resale(actor=self.chief, contract=contract, filed_on=self._ago(26))
            resale.transfer_resale(actor=self.clerk, contract=contract, transferred_on=self._ago(12))
            return
        fund = funds.open_fund(actor=self.clerk, contract=contract, bank=self.bank, due_amount=contract.total_price,
                               opened_on=self._ago(29))
        if state != "opened":
            self._supervise(contract, fund, state)

    def _supervise(self, contract: ExistingHomeContract, fund: ExistingHomeFund, state: str) -> None:
        half = contract.total_price / 2
        fund = self._deposit(fund, half)
        if state == "part":
            return
        fund = self._deposit(fund, half)
        if state == "funded":
            return
        contract = resale.file_resale(actor=self.chief, contract=contract, filed_on=self._ago(26))
        if state == "filed":
            return
        if state in ("cancelled", "refunded"):
            resale.cancel_resale(actor=self.chief, contract=contract, ended_on=self._ago(10),
                                 end_reason=EndReason.BUYER_DEFAULT, end_note="买受人未按期付清余款。",
                                 evidence=PAPER)
            fund = funds.cancel_fund(actor=self.chief, fund=fund, reason="合同已注销。")
            if state == "refunded":
                funds.refund(actor=self.chief, fund=fund, occurred_on=self._ago(8), voucher="退 0001")
            return
        resale.transfer_resale(actor=self.clerk, contract=contract, transferred_on=self._ago(15))
        fund = funds.confirm_transfer(actor=self.clerk, fund=fund)
        if state == "paid":
            funds.pay_out(actor=self.chief, fund=fund, occurred_on=self._ago(13),
                          payee=funds.sellers(contract)[0], account="0001", voucher="付 0001")

    def _verify(self, serial: int, state: str) -> ExistingHomeContract:
        area = Decimal(80 + serial * 4)
        return resale.verify_home(
            actor=self.clerk, parties=[self._party(Side.SELLER), self._party(Side.BUYER)],
            estate_unit_no=f"{COUNTY_CODE}001001GB{serial:05}F00010001", title_no=f"云（房）第{8000 + serial}号",
            address=f"云岭县{STREETS[serial % len(STREETS)]}{serial + 10}号", use=RoomUse.HOME, area=area,
            total_price=area * 4200, title_agrees=True, no_seal=True, co_owners_agree=True,
            escrow_choice=EscrowChoice.WAIVED if state == "waived" else EscrowChoice.SUPERVISED,
            verified_on=self._ago(32), evidence=PAPER if state == "waived" else (),
        )

    def _party(self, side: Side) -> PartyFacts:
        rng = self.rng
        return PartyFacts(side, market_names.person(rng), IdentityKind.ID_CARD, market_names.identity(rng),
                          market_names.phone(rng))

    def _deposit(self, fund: ExistingHomeFund, amount: Decimal) -> ExistingHomeFund:
        payer = fund.contract.parties.filter(side=Side.BUYER).order_by("order")[0].name
        return funds.deposit(actor=self.clerk, fund=fund, occurred_on=self._ago(27), amount=amount, payer=payer,
                             account="0002", voucher="存 0001")

    def _ago(self, days: int) -> date:
        return self.today - timedelta(days=days)
