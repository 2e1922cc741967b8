from housing_portal.kit.tables import ChipColumn, CodeColumn, DateColumn, LinkColumn, NumberColumn, Table, TextColumn
from transactions.enums import BatchStatus
from transactions.models import ImportBatch


class BatchTable(Table):
    recorded_at = DateColumn(moment=True, verbose_name="时间", orderable=False)
    kind = CodeColumn(orderable=False)
    name = LinkColumn(orderable=False)
    rows_read = NumberColumn(accessor="rows", verbose_name="行数", orderable=False)
    added = NumberColumn(orderable=False)
    faults = NumberColumn(orderable=False)
    status = ChipColumn(BatchStatus, accessor="shown_status", verbose_name="状态", orderable=False)
    recorded_by = TextColumn(accessor="recorded_by__name", verbose_name="经办人", orderable=False)

    class Meta(Table.Meta):
        model = ImportBatch
        fields = ()
