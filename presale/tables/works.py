from housing_portal.kit import tables
from presale.enums import WorksStatus
from presale.models import WorksReport


class WorksTable(tables.Table):
    as_of = tables.DateColumn(linkify=True)
    account = tables.TextColumn(orderable=False)
    cost_total = tables.MoneyColumn(orderable=False)
    cost_done = tables.MoneyColumn(orderable=False)
    unpaid = tables.MoneyColumn(orderable=False)
    source = tables.TextColumn(orderable=False)
    decided_by = tables.TextColumn(orderable=False)
    status = tables.ChipColumn(WorksStatus, orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = WorksReport
        fields = ()
