"""Daily reports of the last weeks: sent in the morning after, one rejected, one never made."""
import hashlib
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from housing_portal.accounts.models import User
from housing_portal.journal.services import attach, record, snapshot
from housing_portal.kit import clock
from housing_portal.kit.scope import Scope
from transactions.daily import due_moments, figures_of, lines_of
from transactions.enums import ReportStatus
from transactions.models import DailyReport, DailyReportLine, Room
from transactions.services.daily import PAPER
from transactions.workbooks import daily_workbook

FORGOTTEN, REJECTED, LATE = 9, 3, (5, 17)  # days ago
CHANNEL = "省房地产市场监测平台"
TAKEN, SENT, SENT_LATE = time(8, 30, tzinfo=clock.SHANGHAI), time(8, 55, tzinfo=clock.SHANGHAI), timedelta(hours=26)


def report(clerk: User, chief: User, days: int) -> None:
    """Make the reports of the days before today, as if each had been made on its morning."""
    today = clock.today()
    due = due_moments(today - timedelta(days=days), today)
    for ago in range(days, 1, -1):
        on = today - timedelta(days=ago)
        if ago != FORGOTTEN and due[on] + SENT_LATE < clock.now():
            _make(clerk, chief, on, due[on], ago)


def _make(clerk: User, chief: User, on: date, due_at: datetime, ago: int) -> None:
    """Write one report. The services would stamp it with the present moment."""
    morning = due_at.astimezone(clock.SHANGHAI).date()
    cutoff = datetime.combine(morning, TAKEN)
    sent = datetime.combine(morning, SENT) + (SENT_LATE if ago in LATE else timedelta())
    stock = Room.objects.saleable(Scope(on, cutoff)).stock()
    made = DailyReport.objects.create(
        on=on, cutoff=cutoff, due_at=due_at, recorded_by=clerk, recorded_at=cutoff, checked_by=chief,
        status=ReportStatus.REJECTED if ago == REJECTED else ReportStatus.SUBMITTED, submitted_by=clerk,
        first_submitted_at=sent, submitted_at=sent, channel=CHANNEL,
        **{name: Decimal(0) if value is None else value for name, value in stock.items()},
    )
    DailyReportLine.objects.bulk_create(
        DailyReportLine(report=made, revision=1, market=market, is_residential=residential, **figures)
        for (market, residential), figures in figures_of(on, cutoff).items()
    )
    content = daily_workbook(made, lines_of(made))
    made.digest = hashlib.sha256(content).hexdigest()
    made.save(update_fields=["digest"])
    for person, action in ((clerk, "生成日报"), (chief, "核对日报"), (clerk, "报送日报")):
        record(actor=person, action=action, label=f"{action}：{made}", obj=made, after=snapshot(made))
    attach(actor=clerk, obj=made, name=f"交易日报-{on}-第1版.xlsx", content=content, kind=PAPER)
