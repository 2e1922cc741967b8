from affordable.models import RentBill, RentPayment
from affordable.tables.base import UnitColumn
from housing_portal.kit import tables

PAY, UNDO = "affordable/bill_ops.html", "affordable/rent_ops.html"


class BillTable(tables.Table):
    month = tables.YearColumn()
    lease = tables.CodeColumn(accessor="lease__contract_no", verbose_name="租约", linkify=True)
    home = tables.TextColumn(accessor="lease__home", verbose_name="房源", orderable=False)
    unit = UnitColumn(accessor="lease__unit", order_by=("lease__unit__order", "lease__unit_id"))
    amount = tables.MoneyColumn()
    due_on = tables.DateColumn()
    paid = tables.MoneyColumn(verbose_name="已缴（元）")
    open = tables.MoneyColumn(verbose_name="未缴（元）")
    ops = tables.OpsColumn(PAY)

    class Meta(tables.Table.Meta):
        model = RentBill
        fields = ()


class LeaseBillTable(tables.Table):
    """The bills of one lease."""

    month = tables.YearColumn()
    amount = tables.MoneyColumn()
    due_on = tables.DateColumn()
    paid = tables.MoneyColumn(verbose_name="已缴（元）")
    open = tables.MoneyColumn(verbose_name="未缴（元）")
    ops = tables.OpsColumn(PAY)

    class Meta(tables.Table.Meta):
        model = RentBill
        fields = ()


class RentTable(tables.Table):
    """What was paid for one lease, and what was taken back."""

    month = tables.YearColumn(accessor="bill__month", verbose_name="月份")
    on = tables.DateColumn(verbose_name="缴款日期")
    amount = tables.MoneyColumn()
    serial = tables.CodeColumn()
    undoes = tables.TextColumn(verbose_name="类别", empty_values=())
    note = tables.WordsColumn()
    recorded_by = tables.TextColumn()
    ops = tables.OpsColumn(UNDO)

    class Meta(tables.Table.Meta):
        model = RentPayment
        fields = ()

    def render_undoes(self, record: RentPayment) -> str:
        return "撤回" if record.undoes_id else "缴纳"
