from housing_portal.kit import tables
from presale.enums import DATE_FORMATS, BankStatus
from presale.models import EscrowBank, StatementLayout


class BankTable(tables.Table):
    organization = tables.LinkColumn(accessor="organization__name", verbose_name="银行", orderable=False)
    batch = tables.TextColumn(orderable=False)
    selected_on = tables.DateColumn()
    valid_to = tables.DateColumn()
    interface_online_on = tables.DateColumn(orderable=False)
    layout = tables.TextColumn(accessor="layout__name", verbose_name="对账单格式", orderable=False)
    accounts = tables.NumberColumn(accessor="account_count", verbose_name="未销户账户", orderable=False)
    status = tables.ChipColumn(BankStatus, orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = EscrowBank
        fields = ()


class LayoutTable(tables.Table):
    name = tables.LinkColumn(orderable=False)
    date_format = tables.CodeColumn(orderable=False)
    head_rows = tables.NumberColumn(orderable=False)
    out_mark = tables.TextColumn(orderable=False)
    recorded_by = tables.TextColumn(accessor="recorded_by__name", verbose_name="录入人", orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = StatementLayout
        fields = ()

    def render_date_format(self, value: str) -> str:
        return dict(DATE_FORMATS).get(value, value)
