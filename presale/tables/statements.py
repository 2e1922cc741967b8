from typing import Any

from django.utils.safestring import SafeString

from housing_portal.kit import tables
from housing_portal.kit.addresses import place
from housing_portal.kit.secrecy import mask_names
from presale.enums import AnswerStatus, LineStatus
from presale.models import LineAnswer, StatementFile, StatementLine

# what a reader sees until other columns are chosen
FILES_SHOWN = ("name", "account", "from_on", "to_on", "lines_new", "lines_conflict", "closing", "recorded_by",
               "recorded_at")
LINES_SHOWN = ("account", "booked_on", "serial", "amount", "balance", "counterparty", "memo", "booked_as", "status")


class StatementTable(tables.Table):
    name = tables.LinkColumn(orderable=False, attrs={"td": {"class": "long"}})
    account = tables.TextColumn(orderable=False)
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


class PreviewTable(tables.Table):
    """What each line will be booked as; a receipt's kind can be changed before."""

    booked_on = tables.DateColumn(accessor="line__booked_on", verbose_name="记账日期")
    serial = tables.CodeColumn(accessor="line__serial", verbose_name="银行流水号")
    amount = tables.MoneyColumn(accessor="line__amount", verbose_name="金额（元）")
    counterparty = tables.MaskedColumn(mask_names, accessor="line__counterparty", verbose_name="对方户名")
    memo = tables.TextColumn(accessor="line__memo", verbose_name="摘要")
    booked_as = tables.TextColumn(accessor="proposal", verbose_name="将记为")
    ops = tables.TextColumn(accessor="line", verbose_name="操作")

    class Meta(tables.Table.Meta):
        fields = ()

    def __init__(self, data: list[dict[str, Any]]) -> None:
        super().__init__(data, orderable=False, empty_text="没有待入账的行")

    def render_booked_as(self, value: Any, record: dict[str, Any]) -> str:
        is_nobody_s = record["line"].amount < 0 and value.order is None
        return "没有对应的用款或退款，留待办理" if is_nobody_s else str(value)

    def render_ops(self, value: StatementLine) -> SafeString:
        if value.amount < 0:
            return SafeString(f'<a href="{value.get_absolute_url()}">查看</a>')
        return SafeString(f'<a href="{place("presale:line_kind", value.pk)}">改款项性质</a>')


class AgainstTable(tables.Table):
    """What else is said under the serial of a line in question."""

    side = tables.CodeColumn(verbose_name="出处", linkify=lambda record: record["record"].get_absolute_url())
    booked_on = tables.DateColumn(verbose_name="记账日期")
    amount = tables.MoneyColumn(verbose_name="金额（元）")
    counterparty = tables.MaskedColumn(mask_names, verbose_name="对方户名")
    words = tables.TextColumn(verbose_name="状态")

    class Meta(tables.Table.Meta):
        fields = ()

    def __init__(self, data: list[dict[str, Any]]) -> None:
        super().__init__(data, orderable=False, empty_text="没有同号的另一内容")


class AnswerTable(tables.Table):
    choice = tables.CodeColumn()
    document = tables.TextColumn()
    reason = tables.TextColumn()
    recorded_by = tables.TextColumn(accessor="recorded_by__name", verbose_name="登记人")
    recorded_at = tables.DateColumn(moment=True, verbose_name="登记时间")
    status = tables.ChipColumn(AnswerStatus)
    decided_by = tables.TextColumn(accessor="decided_by__name", verbose_name="复核人")
    remark = tables.TextColumn()

    class Meta(tables.Table.Meta):
        model = LineAnswer
        fields = ()


class LineTable(tables.Table):
    may_book = False

    account = tables.TextColumn(orderable=False)
    booked_on = tables.DateColumn()
    serial = tables.CodeColumn(orderable=False)
    amount = tables.MoneyColumn(orderable=False)
    balance = tables.MoneyColumn(orderable=False)
    counterparty = tables.MaskedColumn(mask_names, orderable=False)
    memo = tables.TextColumn(orderable=False)
    kind = tables.CodeColumn(orderable=False)
    booked_as = tables.CodeColumn(orderable=False, accessor="entry__get_kind_display", verbose_name="已记为")
    status = tables.ChipColumn(LineStatus, orderable=False)
    note = tables.TextColumn(orderable=False)
    ops = BookColumn()

    class Meta(tables.Table.Meta):
        model = StatementLine
        fields = ()
