from affordable.enums import PaymentStatus
from affordable.models import PaymentResult, SubsidyPayment
from affordable.tables.base import UnitColumn
from housing_portal.kit import tables
from housing_portal.kit.secrecy import mask_names


class PaymentTable(tables.Table):
    """Payments with the payee masked; cards stand on no list."""

    family = tables.CodeColumn(linkify=lambda record: record.get_absolute_url())
    payee_name = tables.MaskedColumn(mask_names, orderable=False)
    year = tables.YearColumn()
    quarter = tables.NumberColumn()
    kind = tables.TextColumn()
    months = tables.NumberColumn()
    monthly_amount = tables.MoneyColumn()
    amount = tables.MoneyColumn()
    unit = UnitColumn()
    paid_on = tables.DateColumn()
    return_reason = tables.TextColumn()
    status = tables.ChipColumn(PaymentStatus)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = SubsidyPayment
        fields = ()


class ResultTable(tables.Table):
    on = tables.DateColumn()
    attempt = tables.NumberColumn()
    kind = tables.TextColumn()
    amount = tables.MoneyColumn()
    reason = tables.TextColumn()
    note = tables.WordsColumn()
    receipt = tables.TextColumn()
    recorded_by = tables.TextColumn()
    recorded_at = tables.DateColumn(moment=True)

    class Meta(tables.Table.Meta):
        model = PaymentResult
        fields = ()
