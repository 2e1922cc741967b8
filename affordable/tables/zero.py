from affordable.models import ZeroReport
from affordable.tables.base import RecordTable
from housing_portal.kit.tables import DateColumn, NumberColumn, Table, TextColumn


class ZeroTable(RecordTable):
    year = TextColumn()
    month = NumberColumn()
    note = TextColumn()
    recorded_by = TextColumn(orderable=False)
    recorded_at = DateColumn(moment=True)

    class Meta(Table.Meta):
        model = ZeroReport
        fields = ("year", "month", "unit")
