"""What goes wrong in the invented county, each once: courts, a node taken back, letters, clues, an account at rest."""
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from housing_portal.kit import clock
from presale import ledger
from presale.enums import EntryKind, NodeCode
from presale.models import EscrowAlert, Freeze, LedgerEntry, NodeCertification
from presale.services import alerts, endings, freezes, letters, nodes, receipts
from reports.demo.escrow_desk import PAPER, Desk
from reports.demo.escrow_sites import BLOCKED, ENDED, FROZEN, LEAVING, SPLIT, WORKS, YOUNG, Payment, Site
from reports.demo.past import Agenda

ONE = timedelta(days=1)
COURT, HIGHER_COURT = "云岭县人民法院", "云川市中级人民法院"
NOBODY, TWICE = "", "重复入账"


def course(desk: Desk, agenda: Agenda, sites: Sequence[Site]) -> None:
    """Put everything on the agenda."""
    today = clock.today()
    risks = Risks(desk, sites)
    for days, deed in (
        (30, risks.freeze), (16, risks.deduct), (14, risks.freeze_all), (40, risks.guarantee), (10, risks.take_back),
        (43, risks.reverse), (27, risks.match), (20, risks.clue), (12, risks.look), (8, risks.apply_end),
        (0, risks.settle),
    ):
        agenda.on(today - ONE * days, deed)
    risks.unnamed(today)


class Risks:
    """Deeds on the accounts, by their place."""

    def __init__(self, desk: Desk, sites: Sequence[Site]) -> None:
        self.desk, self.sites = desk, sites

    # -- courts ------------------------------------------------------------------------------------------

    def freeze(self) -> None:
        """Let a court hold part of an account."""
        freezes.confirm_freeze(actor=self.desk.chief, freeze=self._laid(FROZEN, COURT, 52, Decimal(800_000)))

    def freeze_all(self) -> None:
        """Let a court hold all of another; a second one waits for its turn."""
        for laid in (self._laid(BLOCKED, COURT, 66, None), self._laid(BLOCKED, HIGHER_COURT, 9, Decimal(2_600_000))):
            freezes.confirm_freeze(actor=self.desk.chief, freeze=laid)

    def _laid(self, place: int, court: str, case: int, cap: Decimal | None) -> Freeze:
        today = clock.today()
        return freezes.lay_freeze(
            actor=self.desk.clerk, account=self.sites[place].account, from_on=today, notified_on=today, evidence=PAPER,
            to_on=today + timedelta(days=365), court=court, case_no=f"（云）执字第 {case} 号", cap_amount=cap,
            doc_no=f"协执 {case} 号",
        )

    def deduct(self) -> None:
        """A court takes money out: the account stands still."""
        site, today = self.sites[BLOCKED], clock.today()
        self.desk.book(site)
        receipts.record_deduction(
            actor=self.desk.finance, account=site.account, amount=Decimal(326_400), booked_on=today, court=COURT,
            bank_serial=self.desk.serial(today), document="（云）执字第 66 号之一", token=self.desk.token(),
            evidence=PAPER,
        )

    # -- the works ---------------------------------------------------------------------------------------

    def take_back(self) -> None:
        """The director takes back a node on whose strength money has gone out."""
        node = NodeCertification.objects.certified().filter(
            building__in=self.sites[SPLIT].buildings, node=NodeCode.TOPOUT).order_by("pk").first()
        nodes.void_node(actor=self.desk.director, node=node, reason="复查发现屋面结构尚未完成，原核验有误。")

    def guarantee(self) -> None:
        """Letters: one runs out soon, one runs on, one has been withdrawn, one waits for its confirmation."""
        bank = self.desk.office.organizations
        for place, days, amount in (
            (FROZEN, 65, 500_000), (BLOCKED, 330, 1_200_000), (WORKS, 200, 300_000), (SPLIT, 300, 800_000),
        ):
            site, today = self.sites[place], clock.today()
            letter = letters.propose_letter(
                actor=self.desk.clerk, account=site.account, valid_from=today, valid_to=today + timedelta(days=days),
                evidence=PAPER, number=f"云农商保函第 {place + 1} 号", amount=Decimal(amount),
                issuer=bank["云岭农村商业银行"],
            )
            if place != SPLIT:
                letter = letters.confirm_letter(actor=self.desk.chief, letter=letter)
            if place == WORKS:
                letters.end_letter(actor=self.desk.chief, letter=letter, ended_on=today, reason="企业以现金置换保函。")

    # -- receipts that are not what they seem ------------------------------------------------------------

    def unnamed(self, today: date) -> None:
        """Money of which nobody knows whose it is, and a receipt that the bank has entered twice."""
        first, last = self.sites[WORKS], self.sites[YOUNG]
        first.due += [Payment(today - ONE * 9, EntryKind.OTHER, Decimal(20_000), NOBODY, memo="购房款"),
                      Payment(today - ONE * 4, EntryKind.OTHER, Decimal("50000.50"), NOBODY)]
        last.due.append(Payment(today - ONE * 30, EntryKind.OTHER, Decimal(30_000), NOBODY, memo="首付"))
        twice = Payment(today - ONE * 45, EntryKind.OTHER, Decimal(60_000), NOBODY, memo=TWICE)
        self.sites[FROZEN].due.append(twice)

    def reverse(self) -> None:
        """The bank corrects what it has entered twice."""
        site, today = self.sites[FROZEN], clock.today()
        self.desk.book(site)
        ledger.reverse(
            actor=self.desk.finance, entry=LedgerEntry.objects.get(account=site.account, memo=TWICE),
            booked_on=today, bank_serial=self.desk.serial(today), document="冲正证明 2 号", token=self.desk.token(),
            memo="同一笔款项重复入账",
        )

    def match(self) -> None:
        """A buyer shows the slip of his payment."""
        site = self.sites[YOUNG]
        self.desk.book(site)
        entry = LedgerEntry.objects.unnamed().filter(account=site.account).first()
        receipts.match_receipt(actor=self.desk.finance, entry=entry, contract_no=site.contracts()[0].contract_no,
                               kind=EntryKind.DOWN, basis="买受人提供缴款凭证")

    def clue(self) -> None:
        alerts.report_clue(actor=self.desk.clerk, account=self.sites[BLOCKED].account, document="信访 12 号",
                           sentence="购房人反映售楼部现场刷卡收取“团购费”，未进监管账户")

    def look(self) -> None:
        """Run the rules as the timer does, when all receipts have been booked; what they find today comes on top."""
        for site in self.sites:
            self.desk.book(site)
        alerts.run_rules(actor=self.desk.clerk, day=clock.today())

    # -- ends --------------------------------------------------------------------------------------------

    def apply_end(self) -> None:
        """The houses of two accounts are registered; one may be ended at once."""
        for site in self.sites[LEAVING:]:
            self.desk.book(site)
            endings.apply_end(actor=self.desk.clerk, account=site.account, reason="首次登记已办理", evidence=PAPER)
        site = self.sites[ENDED]
        site.account = endings.approve_end(actor=self.desk.deputy, account=site.account)

    def settle(self) -> None:
        """Book what the bank has paid out to the developer under the notice."""
        site, today = self.sites[ENDED], clock.today()
        self.desk.book(site)
        endings.settle_account(actor=self.desk.finance, account=site.account, booked_on=today,
                               bank_serial=self.desk.serial(today), token=self.desk.token())


def answer(desk: Desk) -> None:
    """Take the alerts up: some are confirmed, some handled, some closed."""
    for rule, deeds in (
        ("gap", 1), ("frozen", 1), ("short_down_payment", 2), ("expiring", 2), ("same_payee", 3), ("loan_outside", 3),
    ):
        alert = EscrowAlert.objects.unclosed().filter(rule=rule).order_by("pk").first()
        if alert is None:
            continue
        alerts.confirm_alert(actor=desk.clerk, alert=alert)
        if deeds > 1:
            alerts.handle_alert(actor=desk.clerk, alert=alert, reason="已约谈开发企业和监管银行，限 5 个工作日内补足。")
        if deeds > 2:
            alerts.close_alert(actor=desk.chief, alert=alert)
