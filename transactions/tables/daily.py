from django.urls import reverse

from housing_portal.kit import tables
from transactions.daily import Day
from transactions.enums import ReportDay, ReportStatus
from transactions.models import DailyReport


class DailyTable(tables.Table):
    on = tables.DateColumn(linkify=True)
    is_zero = tables.TextColumn(verbose_name="零报", orderable=False)
    revision = tables.NumberColumn(orderable=False)
    stock_sets = tables.NumberColumn(orderable=False)
    stock_area = tables.NumberColumn(places=2, orderable=False)
    due_at = tables.DateColumn(moment=True, orderable=False)
    first_submitted_at = tables.DateColumn(moment=True, orderable=False)
    channel = tables.TextColumn(orderable=False)
    recorded_by = tables.TextColumn(orderable=False)
    checked_by = tables.TextColumn(orderable=False)
    submitted_by = tables.TextColumn(orderable=False)
    status = tables.ChipColumn(ReportStatus, orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = DailyReport
        fields = ()

    def render_is_zero(self, value: bool) -> str:
        return "零报" if value else ""


def _opens(day: Day, may_record: bool) -> str | None:
    """Return where the day is dealt with: its report, or the form that makes one for whoever may use it."""
    if day.report:
        return day.report.get_absolute_url()
    return f"{reverse('transactions:daily_generate')}?on={day.on}" if may_record else None


class MissingTable(tables.Table):
    """The days of a period that were not reported as they should have been; ``may_record`` is set by the page."""

    may_record = False

    on = tables.DateColumn(verbose_name="日期", linkify=lambda record, table: _opens(record, table.may_record))
    state = tables.ChipColumn(ReportDay, verbose_name="情况")
    due_at = tables.DateColumn(moment=True, verbose_name="报送时限")
    sent_at = tables.DateColumn(moment=True, verbose_name="首次报送", accessor="report__first_submitted_at")

    class Meta(tables.Table.Meta):
        pass


class DayEventTable(tables.Table):
    """The events behind a cell of a report, of new or of existing homes; a list names no model, hence the heads."""

    contract = tables.CodeColumn(linkify=lambda record: record.get_absolute_url(), verbose_name="合同")
    kind = tables.TextColumn(verbose_name="事项")
    sets = tables.NumberColumn(verbose_name="套数（套）")
    area = tables.NumberColumn(places=2, verbose_name="面积（㎡）")
    amount = tables.MoneyColumn(verbose_name="金额（元）")
    recorded_by = tables.TextColumn(verbose_name="录入人")
    recorded_at = tables.DateColumn(moment=True, verbose_name="录入时间")

    class Meta(tables.Table.Meta):
        pass
