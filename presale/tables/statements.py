from django.utils.safestring import SafeString

from housing_portal.kit import tables
from housing_portal.kit.addresses import place
from housing_portal.kit.secrecy import mask_names
from presale.enums import LineStatus
from presale.models import StatementFile, StatementLine


class StatementTable(tables.Table):
    name = tables.LinkColumn(orderable=False)
    estate = tables.TextColumn(orderable=False, accessor="account__estate__record_name", verbose_name="楼盘")
    bank = tables.TextColumn(orderable=False, accessor="bank__organization__name", verbose_name="监管银行")
    from_on = tables.DateColumn(orderable=False)
    to_on = tables.DateColumn()
    lines_new = tables.NumberColumn(orderable=False)
    lines_known = tables.NumberColumn(orderable=False)
    lines_conflict = tables.NumberColumn(orderable=False)
    closing = tables.MoneyColumn(orderable=False)
    recorded_by = tables.TextColumn(orderable=False, accessor="recorded_by__name", verbose_name="导入人")
    recorded_at = tables.DateColumn(moment=True, orderable=False, verbose_name="导入时间")
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = StatementFile
        fields = ()


class BookColumn(tables.OpenColumn):
    """操作: 入账 for whoever may, then 查看; the page says who may."""

    def render(self, record: StatementLine, table: tables.Table) -> SafeString:
        opens = super().render(record=record)
        if not table.may_book or record.status != LineStatus.OPEN:
            return opens
        return SafeString(f'<a href="{place("presale:line_book", record.pk)}">入账</a>{opens}')


class LineTable(tables.Table):
    may_book = False

    estate = tables.TextColumn(orderable=False, accessor="account__estate__record_name", verbose_name="楼盘")
    booked_on = tables.DateColumn()
    serial = tables.CodeColumn(orderable=False)
    amount = tables.MoneyColumn(orderable=False)
    balance = tables.MoneyColumn(orderable=False)
    counterparty = tables.MaskedColumn(mask_names, orderable=False)
    memo = tables.TextColumn(orderable=False)
    status = tables.ChipColumn(LineStatus, orderable=False)
    note = tables.TextColumn(orderable=False)
    ops = BookColumn()

    class Meta(tables.Table.Meta):
        model = StatementLine
        fields = ()
