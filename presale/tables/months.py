from housing_portal.kit import tables
from presale.models import ClosedMonth


class MonthTable(tables.Table):
    first_day = tables.DateColumn(verbose_name="月份", linkify=True)
    last_day = tables.DateColumn(orderable=False, verbose_name="截止日")
    closed_by = tables.TextColumn(orderable=False, accessor="closed_by__name", verbose_name="结账人")
    closed_at = tables.DateColumn(moment=True, orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = ClosedMonth
        fields = ()

    def render_first_day(self, record: ClosedMonth) -> str:
        return str(record)


class ReadinessTable(tables.Table):
    """The accounts of a month, and what keeps each from being closed."""

    account = tables.TextColumn(verbose_name="监管账户", linkify=lambda value: value.get_absolute_url())
    bank = tables.TextColumn(accessor="account__bank__organization__name", verbose_name="监管银行")
    balance = tables.MoneyColumn(accessor="account__balance", verbose_name="监管余额（元）")
    obstacle = tables.TextColumn(verbose_name="月末对账")

    class Meta(tables.Table.Meta):
        fields = ()
