from decimal import Decimal

from housing_portal.kit import tables
from housing_portal.kit.secrecy import mask_names
from transactions.enums import FundStatus
from transactions.models import ExistingHomeFund, ExistingHomeFundEntry


class FundTable(tables.Table):
    agreement_no = tables.CodeColumn(linkify=True, orderable=False)
    contract = tables.CodeColumn(accessor="contract__contract_no", verbose_name="存量房合同", orderable=False)
    address = tables.TextColumn(accessor="contract__address", verbose_name="坐落", orderable=False)
    bank = tables.TextColumn(accessor="bank__name", verbose_name="监管银行", orderable=False)
    due_amount = tables.MoneyColumn(orderable=False)
    balance = tables.MoneyColumn(verbose_name="余额（元）", orderable=False, default="0.00")
    opened_on = tables.DateColumn()
    transferred_on = tables.DateColumn(orderable=False)
    status = tables.ChipColumn(FundStatus, orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = ExistingHomeFund
        fields = ()

    def value_balance(self, value: Decimal | None) -> Decimal:
        return value or Decimal(0)


class FundEntryTable(tables.Table):
    """Money in and out; payers are persons as a rule, so their names are masked."""

    occurred_on = tables.DateColumn()
    kind = tables.TextColumn()
    amount = tables.MoneyColumn()
    payer = tables.MaskedColumn(mask_names)
    account = tables.CodeColumn()
    voucher = tables.CodeColumn()
    returns = tables.DateColumn(accessor="returns__occurred_on", verbose_name="退自存入（日期）")
    recorded_by = tables.TextColumn()
    recorded_at = tables.DateColumn(moment=True)

    class Meta(tables.Table.Meta):
        model = ExistingHomeFundEntry
        fields = ()
