
from affordable.models import (
    ImportBatch,
)
from housing_portal.kit.tables import (
    DateColumn,
    LinkColumn,
    NumberColumn,
    OpenColumn,
    Table,
    TextColumn,
)


class BatchTable(Table):
    recorded_at = DateColumn(moment=True)
    file_name = LinkColumn()
    kind = TextColumn()
    as_of = DateColumn()
    created = NumberColumn()
    unchanged = NumberColumn()
    recorded_by = TextColumn(orderable=False)
    ops = OpenColumn()

    class Meta(Table.Meta):
        model = ImportBatch
        fields = ()
