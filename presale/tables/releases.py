from decimal import Decimal

from housing_portal.kit import tables
from housing_portal.kit.secrecy import mask_number
from presale.available import Line
from presale.enums import ReleaseStatus
from presale.models import Decision, Release

SHOWN = ("number", "account", "node", "amount", "approved_amount", "payee_name", "purpose", "applied_on", "status")


class ReleaseTable(tables.Table):
    number = tables.CodeColumn(linkify=True, orderable=False)
    account = tables.TextColumn(orderable=False)
    building = tables.CodeColumn(accessor="node__building__number", verbose_name="楼幢", orderable=False)
    node = tables.CodeColumn(accessor="node__get_node_display", verbose_name="依据节点", orderable=False)
    amount = tables.MoneyColumn(orderable=False)
    approved_amount = tables.MoneyColumn(orderable=False)
    payee_name = tables.TextColumn(orderable=False)
    payee_account = tables.MaskedColumn(mask_number, orderable=False)
    purpose = tables.TextColumn(orderable=False)
    applicant = tables.TextColumn(orderable=False)
    applied_on = tables.DateColumn()
    notice_no = tables.CodeColumn(orderable=False)
    paid_on = tables.DateColumn(orderable=False)
    status = tables.ChipColumn(ReleaseStatus, orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = Release
        fields = ()


class DecisionTable(tables.Table):
    """Who took which step, when, and with which opinion."""

    label = tables.TextColumn(verbose_name="环节")
    by = tables.TextColumn()
    at = tables.DateColumn(moment=True)
    opinion = tables.TextColumn()
    caution = tables.TextColumn()

    class Meta(tables.Table.Meta):
        model = Decision
        fields = ()


class WorkingTable(tables.Table):
    """The working of the available amount; its rows are the lines of ``Working`` or those kept at the application."""

    symbol = tables.CodeColumn(verbose_name="代号")
    label = tables.TextColumn(verbose_name="项目")
    amount = tables.MoneyColumn(verbose_name="金额（元）")
    how = tables.TextColumn(verbose_name="算法")

    class Meta(tables.Table.Meta):
        fields = ()


def lines_of(kept: dict) -> list[Line]:
    """Return the lines of a working that was kept with an application."""
    return [Line(one["symbol"], one["label"], Decimal(one["amount"]), one["how"]) for one in kept.get("lines", [])]
