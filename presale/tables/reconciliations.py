from typing import Any

import django_tables2

from housing_portal.kit import tables
from presale.enums import ReconciliationStatus
from presale.models import Reconciliation, ReconciliationItem


class ReconciliationTable(tables.Table):
    account = tables.TextColumn(orderable=False)
    day = tables.DateColumn()
    ledger_count = tables.NumberColumn(orderable=False)
    bank_count = tables.NumberColumn(orderable=False)
    ledger_balance = tables.MoneyColumn(orderable=False)
    bank_balance = tables.MoneyColumn(orderable=False)
    difference = tables.MoneyColumn(orderable=False)
    explained = tables.MoneyColumn(orderable=False)
    status = tables.ChipColumn(ReconciliationStatus, orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = Reconciliation
        fields = ()


class SidesTable(tables.Table):
    """Both sides of a day and what lies between them: rows of words and three figures."""

    what = tables.CodeColumn(verbose_name="项目")
    ledger = django_tables2.Column(verbose_name="监管流水", attrs=tables.columns.RIGHT)
    bank = django_tables2.Column(verbose_name="银行对账单", attrs=tables.columns.RIGHT)
    between = django_tables2.Column(verbose_name="银行 − 系统", attrs=tables.columns.RIGHT)

    class Meta(tables.Table.Meta):
        fields = ()


class ItemTable(tables.Table):
    amount = tables.MoneyColumn()
    cause = tables.TextColumn()
    line = tables.LinkColumn(verbose_name="银行流水")
    recorded_by = tables.TextColumn(accessor="recorded_by__name", verbose_name="说明人")
    recorded_at = tables.DateColumn(moment=True, verbose_name="说明时间")

    class Meta(tables.Table.Meta):
        model = ReconciliationItem
        fields = ()


class UnpairedTable(tables.Table):
    """What stands on one side alone: a bank's line without entry, or an entry that no statement has confirmed."""

    side = tables.CodeColumn(verbose_name="在哪一边")
    booked_on = tables.DateColumn(verbose_name="记账日期")
    serial = tables.CodeColumn(verbose_name="银行流水号", linkify=lambda record: record["url"])
    amount = tables.MoneyColumn(verbose_name="金额（元）")
    words = tables.TextColumn(verbose_name="说明")

    class Meta(tables.Table.Meta):
        fields = ()

    def __init__(self, data: list[dict[str, Any]]) -> None:
        super().__init__(data, orderable=False, empty_text="两边逐笔对上")
