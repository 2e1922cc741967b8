from affordable.enums import BatchStatus, OmissionReason
from affordable.models import BankReceipt, SubsidyBatch, SubsidyOmission
from affordable.tables.base import UnitColumn
from housing_portal.kit import tables


class BatchTable(tables.Table):
    year = tables.YearColumn(linkify=True)
    quarter = tables.NumberColumn()
    unit = UnitColumn()
    households = tables.NumberColumn()
    amount = tables.MoneyColumn()
    planned_on = tables.DateColumn()
    approved_on = tables.DateColumn()
    funded_on = tables.DateColumn()
    sent_on = tables.DateColumn()
    closed_on = tables.DateColumn()
    status = tables.ChipColumn(BatchStatus)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = SubsidyBatch
        fields = ()


class OmissionTable(tables.Table):
    """The first so many of them: a list, which has no model to take its heads from."""

    family = tables.CodeColumn(verbose_name="保障对象", linkify=True)
    reason = tables.ChipColumn(OmissionReason, verbose_name="未列入原因")
    note = tables.WordsColumn(verbose_name="说明")

    class Meta(tables.Table.Meta):
        model = SubsidyOmission
        fields = ()


class ReceiptTable(tables.Table):
    file_name = tables.WordsColumn()
    paid_count = tables.NumberColumn()
    returned_count = tables.NumberColumn()
    sha256 = tables.WordsColumn()
    recorded_by = tables.TextColumn()
    recorded_at = tables.DateColumn(moment=True)

    class Meta(tables.Table.Meta):
        model = BankReceipt
        fields = ()
