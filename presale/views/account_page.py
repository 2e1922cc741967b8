"""The page of an account: what it holds and must hold, what may be released now, and all that bears on it."""
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal.history import attachments_of, changes
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.charts import line_chart
from housing_portal.kit.figures import Ratio, grouped, in_unit
from housing_portal.kit.pages import Attachment, Button, DetailPage, HistoryLine, KeyFigure
from housing_portal.kit.scope import current
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from presale.available import Working
from presale.completion import completion_of
from presale.enums import AccountStatus, AlertStatus, EntryKind
from presale.models import EscrowAccount, LedgerEntry, Reconciliation
from presale.picture import bars, curve
from presale.services.accounts import CHANGEABLE, buildings_of
from presale.services.endings import can_be_settled, end_obstacles
from presale.services.position import position, quotas
from presale.services.reading import hindrances
from presale.tables import accounts as tables
from presale.tables.freezes import FreezeTable
from presale.tables.letters import LetterTable
from presale.tables.payees import PayeeTable
from presale.tables.quotas import QuotaVersionTable
from presale.tables.works import WorksTable
from presale.workflow import ACCOUNT, RECORD, VERIFY

VIEW = "presale.view"
HERE = ("account", "bank_name")  # columns that say what the page says already, or have no room
LATEST = 10  # rows of each table; the lists hold the rest
HISTORY = 100
BOOKED = [f"登记{kind.label}" for kind in EntryKind]  # as the ledger calls its deeds in the diary
STATEMENTS = 3  # months whose statement is offered
# beside the working: (page of this account, label, permission)
LINKS = (
    ("account_quota", "额度核定", VIEW), ("ledger_workbook", "台账导出", VIEW), ("payee_create", "登记收款人", RECORD),
    ("refund_create", "登记退款", RECORD), ("letter_create", "登记保函", RECORD), ("freeze_create", "登记冻结", RECORD),
    ("works_create", "登记工程造价", RECORD),
)
MONEY_OPEN = (AccountStatus.ACTIVE, AccountStatus.PAUSED, AccountStatus.RELEASE_APPLIED)


def wan(amount: Any) -> str:
    return grouped(in_unit(amount, "万元"), 2)


class AccountPage(DetailPage):
    permission = VIEW
    model = EscrowAccount
    workflow = ACCOUNT
    template_name = "presale/account.html"
    facts = (
        "account_no", "account_name", "branch", "granularity", "agreement_no", "signed_on", "opened_on", "activated_by",
        "pause_reason", "end_applied_by", "end_approved_by", "end_notice_no", "closed_on", "note", "recorded_by",
        "recorded_at",
    )

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(
            "estate", "developer", "bank__organization", "rules", "recorded_by", "activated_by", "end_applied_by",
            "end_approved_by",
        )

    def get_title(self) -> str:
        buildings = "、".join(one.number for one in buildings_of(self.object))
        return f"{self.object.estate} {buildings}预售资金监管账户"

    def get_chips(self) -> list[Any]:
        return [AccountStatus(self.object.status)]

    def get_step_url(self, step: Step) -> str:
        return self._url(step.code)

    def get_buttons(self) -> list[Button]:
        account, user = self.object, self.request.user
        own = []
        if account.status in CHANGEABLE and user.can(RECORD):
            own.append(Button("账户变更", self._url("edit")))
        if can_be_settled(account) and user.can(VERIFY):
            own.append(Button("转出余额", self._url("settle"), style="primary"))
        if account.end_notice_no is not None:
            own.append(Button("解除监管通知书", reverse("reports:end_notice", args=[account.pk]), "print"))
        if account.status == AccountStatus.ACTIVE and user.can(RECORD):
            own.append(Button("用款申请", reverse("presale:release_create", args=[account.pk]), "plus", "primary"))
        return [*own, *super().get_buttons()]

    def get_links(self) -> list[Button]:
        """Return the buttons beside the working: what else there is of this account, and what may be entered."""
        user, is_open = self.request.user, self.object.status in MONEY_OPEN
        receipt = f"{reverse('presale:receipt_create')}?account={self.object.pk}"
        own = [Button("登记入账", receipt)] if is_open and user.can(VERIFY) else []
        return [
            Button(label, reverse(f"presale:{name}", args=[self.object.pk])) for name, label, permission in LINKS
            if user.can(permission) and (is_open or permission == VIEW)
        ] + own

    def get_statements(self) -> list[tuple[str, str]]:
        """Return (month, address) of the statements of the last full months."""
        opened, found = self.object.opened_on, []
        first = clock.today().replace(day=1)
        while opened and len(found) < STATEMENTS and (first := _month_before(first)) >= opened.replace(day=1):
            found.append((f"{first:%Y-%m}", reverse(
                "reports:account_statement", args=[self.object.pk, first.year, first.month])))
        return found

    def get_facts(self) -> list[tuple[str, Any]]:
        given = [(label, value) for label, value in super().get_facts() if value not in (None, "")]
        return [("监管规则", self.object.rules), *given]

    def get_figures(self) -> list[KeyFigure]:
        work, latest = self.working, max((quota.effective_on for quota in self.quotas), default=None)
        return [
            KeyFigure("核定监管额度（万元）", wan(work.quota) if work.parts else "——",
                      f"{latest} 起" if latest else "尚未核定"),
            KeyFigure("监管余额（万元）", wan(work.balance), self.reconciled()),
            KeyFigure("应留存额（万元）", wan(work.effective), "节点额度与现金受限额取小"),
            KeyFigure("在途（万元）", wan(work.pending), "已申请未拨付"),
            KeyFigure("可拨付（万元）", wan(work.available), "余额 − 应留存 − 在途", main=True),
            KeyFigure("覆盖率 B÷Qe（%）", str(Ratio(work.balance, work.effective)),
                      f"B÷Q0 为 {Ratio(work.balance, work.quota)}"),
        ]

    def reconciled(self) -> str:
        """Return what the last comparison with the bank has said."""
        last = Reconciliation.objects.filter(account=self.object).order_by("-day").first()
        return f"{last.day} 对账{last.get_status_display()}" if last else "尚未对账"

    def get_tables(self) -> list[tuple[str, Table]]:
        account, found = self.object, []
        rows = {
            "在途用款": (tables.FlightTable, account.releases.in_flight()),
            "在途退款": (tables.RefundFlightTable, account.refunds.in_flight()),
            "未关闭预警": (tables.OpenAlertTable, account.alerts.exclude(status=AlertStatus.CLOSED)),
            "额度核定": (QuotaVersionTable, account.quotas.select_related(
                "building", "rules", "recorded_by", "approved_by").order_by("-effective_on", "-version", "-pk")),
            "收款人": (PayeeTable, account.payees.all()),
            "司法冻结": (FreezeTable, account.freezes.stated(clock.today())),
            "保函": (LetterTable, account.letters.stated(clock.today()).select_related("issuer")),
            "工程造价": (WorksTable, account.works_reports.select_related("decided_by")),
            "对账": (tables.LatestReconciliationTable, Reconciliation.objects.filter(account=account)),
        }
        for title, (table, queryset) in rows.items():
            held = first_of(queryset)
            found += [(title, table(held, orderable=False, exclude=HERE))] if held else []
        entries = LedgerEntry.objects.filter(account=account).order_by("-seq")
        latest = tables.LatestEntryTable(first_of(entries), orderable=False, empty_text="还没有流水")
        return [("最近流水", latest), *found]

    def get_attachments(self) -> list[Attachment]:
        return attachments_of(self.object)

    def get_history(self) -> list[HistoryLine]:
        """Return the diary of the account itself; what was booked stands in the ledger."""
        own = Entry.objects.about(self.object).exclude(action__in=BOOKED)[:HISTORY]
        return [HistoryLine(line.at, line.actor_name, line.label, line.reason, changes(line)) for line in own]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        account = self.object
        self.working: Working = position(account)
        self.quotas = quotas(account)
        applied = account.status == AccountStatus.RELEASE_APPLIED
        own = {
            "working": self.working, "lines": self.working.lines(), "why": hindrances(account, self.working),
            "bars": bars(account, self.quotas), "links": self.get_links(),
            "statements": self.get_statements(),
            "chart": line_chart("月末监管余额", "万元", curve(account), places=2, width=680),
            "completion": completion_of(account, current()),
            "obstacles": end_obstacles(account) if applied else [],
        }
        return super().get_context_data(**own, **kwargs)

    def _url(self, code: str) -> str:
        return reverse(f"presale:account_{code}", args=[self.object.pk])


def first_of(queryset: QuerySet) -> QuerySet:
    """Return the first rows as a query of their own: a table takes its heads from the model and may order its rows."""
    return queryset.filter(pk__in=list(queryset.values_list("pk", flat=True)[:LATEST]))


def _month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)
