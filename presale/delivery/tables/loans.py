from django.utils.safestring import SafeString

from housing_portal.journal.tables import StepTable
from housing_portal.kit import tables
from housing_portal.kit.addresses import place
from housing_portal.kit.secrecy import mask_number
from presale.delivery.enums.loans import UseStatus
from presale.delivery.models.loans import LoanAllocation, LoanDraw, LoanUse, LoanUseStep, Repayment, SpecialLoan


def money(label: str) -> tables.MoneyColumn:
    """Return a column of a figure that the queryset has added."""
    return tables.MoneyColumn(verbose_name=label, orderable=False)


class LoanTable(tables.Table):
    contract_no = tables.CodeColumn(linkify=True)
    lender = tables.TextColumn(orderable=False)
    borrower = tables.TextColumn(orderable=False)
    amount = tables.MoneyColumn()
    rate = tables.NumberColumn(places=2, orderable=False)
    signed_on = tables.DateColumn()
    due_on = tables.DateColumn()
    approved, arrived, paid, principal = (
        money(label) for label in ("已批准（元）", "已到账（元）", "已拨付（元）", "已还本金（元）")
    )
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = SpecialLoan
        fields = []


class AllocationTable(tables.Table):
    estate = tables.TextColumn(linkify=True, orderable=False)
    loan = tables.CodeColumn(orderable=False)
    paper = tables.TextColumn(orderable=False)
    on = tables.DateColumn(verbose_name="批准日期")
    amount = tables.MoneyColumn()
    arrived, paid, left, flight, owed = (
        money(label) for label in ("到账（元）", "拨付（元）", "账上余额（元）", "在途（元）", "未还本金（元）")
    )
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = LoanAllocation
        fields = []


class BackColumn(tables.OpenColumn):
    """操作: 撤回 for a row that stands; the page says who may."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def render(self, record: LoanDraw | Repayment, table: tables.Table) -> SafeString:
        if record.is_undone or not table.may_take_back:
            return SafeString("")
        return SafeString(f'<a href="{place(self.name, record.pk)}">撤回</a>')


class MoneyRows(tables.Table):
    """Rows of money; the page says who may take them back."""

    may_take_back = False
    on = tables.DateColumn()
    amount = tables.MoneyColumn()
    voucher = tables.CodeColumn()
    note = tables.WordsColumn()
    recorded_by = tables.TextColumn()
    is_undone = tables.TextColumn(verbose_name="状态")

    def render_is_undone(self, value: bool) -> str:
        return "已撤回" if value else "有效"


class DrawTable(MoneyRows):
    ops = BackColumn("delivery:draw_reverse")

    class Meta(tables.Table.Meta):
        model = LoanDraw
        fields = []


class RepaymentTable(MoneyRows):
    kind = tables.TextColumn()
    source = tables.TextColumn()
    ops = BackColumn("delivery:repayment_reverse")

    class Meta(tables.Table.Meta):
        model = Repayment
        fields = []
        sequence = ("on", "kind", "source", "...")


class UseTable(tables.Table):
    number = tables.CodeColumn(linkify=True, orderable=False)
    estate = tables.TextColumn(accessor="allocation__estate", verbose_name="项目", orderable=False)
    purpose = tables.TextColumn(orderable=False)
    payee = tables.TextColumn(orderable=False)
    payee_account = tables.MaskedColumn(mask_number, orderable=False)
    amount = tables.MoneyColumn()
    applied_on = tables.DateColumn()
    paid_on = tables.DateColumn()
    voucher = tables.CodeColumn(orderable=False)
    audit_flag = tables.TextColumn(orderable=False)
    status = tables.ChipColumn(UseStatus, orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = LoanUse
        fields = []

    def render_audit_flag(self, value: bool) -> str:
        return "是" if value else "否"


class UseStepTable(StepTable):
    class Meta(tables.Table.Meta):
        model = LoanUseStep
        fields = []
