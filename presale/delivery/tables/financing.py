from housing_portal.journal.tables import StepTable
from housing_portal.kit import tables
from presale.delivery.enums.funding import FinancingStatus
from presale.delivery.models import FinancingAttempt, FinancingStep


class FinancingTable(tables.Table):
    estate = tables.TextColumn(
        linkify=lambda record: record.get_absolute_url(), order_by="estate__estate__record_name"
    )
    bank = tables.TextColumn(order_by="bank__name")
    applied_on = tables.DateColumn()
    amount = tables.MoneyColumn()
    note = tables.WordsColumn(orderable=False)
    status = tables.ChipColumn(FinancingStatus)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = FinancingAttempt
        fields = ()


class FinancingStepTable(StepTable):
    class Meta(tables.Table.Meta):
        model = FinancingStep
        fields = ()
