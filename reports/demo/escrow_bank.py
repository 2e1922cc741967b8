"""The bank's side of the invented county: statements, reconciliations of month ends and of the last days, closing."""
import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from housing_portal.kit import clock
from housing_portal.kit.periods import month_end
from presale.models import EscrowAlert, LedgerEntry, Reconciliation, StatementFile
from presale.services import accounts, alerts, lines, months, reconciliations, statements
from reports.demo.escrow_desk import COLUMNS, Desk
from reports.demo.escrow_sites import LEAVING, SPLIT, YOUNG, Site
from reports.demo.past import Agenda

ONE = timedelta(days=1)
QUARTERS = (3, 6, 9, 12)
LAST_DAYS = 3  # compared day by day


class BankSide:
    """Whatever the bank sends is what the books say, but for three movements that it alone knows of at first."""

    def __init__(self, desk: Desk, agenda: Agenda, sites: Sequence[Site]) -> None:
        self.desk, self.agenda, self.sites = desk, agenda, sites

    def course(self) -> None:
        """Close every month on the first day of the next; in one a deposit comes to light late."""
        first, today = min(site.opened_on for site in self.sites).replace(day=1), clock.today()
        while (last := month_end(first.year, first.month)) < today:
            self.agenda.on(last + ONE, self._close, first, last)
            first = last + ONE
        self._late(self.sites[YOUNG], (first - ONE).replace(day=10))

    def _close(self, first: date, last: date) -> None:
        for site in self.sites:
            if site.opened_on <= last:
                self.desk.book(site, last)
                if last.month in QUARTERS:
                    self.desk.interest(site, last)
                self._state(site, max(first, site.opened_on), last)
                self._reconcile(site, last)
        months.close_month(actor=self.desk.finance, first=first)

    def last_days(self) -> None:
        """Take over the month so far, when all else is done, and find that two banks have more to say."""
        today = clock.today()
        last = max(today - ONE, today.replace(day=1))
        bank = str(self.sites[SPLIT].account.bank)
        self.sites[SPLIT].unknown.append((last, self.desk.serial(last), Decimal(86_000), "", "柜面现金存入"))
        self.sites[LEAVING].unknown.append((last, self.desk.serial(last), Decimal(-35), bank, "账户管理费"))
        for site in self.sites:
            self.desk.book(site, last)
            first = max(last.replace(day=1), site.opened_on)
            self._state(site, first, last)
            for day in (last - ONE * back for back in range(LAST_DAYS - 1, -1, -1)):
                if day >= first:
                    self._reconcile(site, day)
        row = Reconciliation.objects.get(account=self.sites[LEAVING].account, day=last)
        reconciliations.explain(actor=self.desk.finance, reconciliation=row, amount=row.difference,
                                cause="银行误扣账户管理费，已发函要求退回")

    # -- a deposit that the office did not know of -------------------------------------------------------

    def _late(self, site: Site, on: date) -> None:
        """Tell of a difference that was explained, booked, and compared again until it closed to zero."""
        for days, deed in enumerate((self._differ, self._explain, self._settle), 1):
            self.agenda.on(on + ONE * days, deed, site, on)

    def _differ(self, site: Site, on: date) -> None:
        site.unknown.append((on, self.desk.serial(on), Decimal(50_000), "", "柜面现金存入"))
        self.desk.book(site, on)
        self._state(site, max(on.replace(day=1), site.opened_on), on)
        self._reconcile(site, on)

    def _explain(self, site: Site, on: date) -> None:
        row = Reconciliation.objects.get(account=site.account, day=on)
        reconciliations.explain(actor=self.desk.finance, reconciliation=row, amount=row.difference,
                                cause="日终后柜面现金存入，银行次日送达回单")

    def _settle(self, site: Site, on: date) -> None:
        line = StatementFile.objects.filter(account=site.account).latest("pk").lines.open().get()
        lines.book_line(actor=self.desk.finance, line=line)
        self._reconcile(site, on)
        for alert in EscrowAlert.objects.unclosed().filter(account=site.account, rule="not_reconciled"):
            alerts.handle_alert(actor=self.desk.clerk, alert=alert, reason="银行补送回单，差异已入账。")
            alerts.close_alert(actor=self.desk.chief, alert=alert)
        accounts.resume(actor=self.desk.deputy, account=site.account, reason="差异已查清入账，对账已平。")

    # -- statements --------------------------------------------------------------------------------------

    def _reconcile(self, site: Site, day: date) -> None:
        reconciliations.reconcile(actor=self.desk.finance, account=site.account, day=day)

    def _state(self, site: Site, first: date, last: date) -> None:
        """Take over what the bank states of some days."""
        rows = self._rows(site, last)
        before = [row for row in rows if row[0] < first]
        balance = sum((row[2] for row in before), Decimal(0))
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(COLUMNS.values())
        for on, serial, amount, payer, memo in rows[len(before):]:
            balance += amount
            sides = (amount, "") if amount > 0 else ("", -amount)
            writer.writerow((serial, on, *sides, balance, payer, memo))
        statements.import_statement(
            actor=self.desk.finance, account=site.account, content=out.getvalue().encode(), from_on=first, to_on=last,
            name=f"{site.account.bank}{site.account.masked_no}对账单{last:%Y%m%d}.csv", closing=balance,
        )

    def _rows(self, site: Site, last: date) -> list[tuple[date, str, Decimal, str, str]]:
        """Return day, serial, amount, payer and memo of everything that the bank has done, in the order of days."""
        known = list(LedgerEntry.objects.filter(account=site.account, booked_on__lte=last).order_by("seq").values_list(
            "booked_on", "bank_serial", "amount", "counterparty", "memo"))
        serials = {row[1] for row in known}
        more = [row for row in site.unknown if row[0] <= last and row[1] not in serials]
        return sorted([*known, *more], key=lambda row: row[0])
