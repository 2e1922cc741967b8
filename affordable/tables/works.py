from affordable.models import WorkItem, WorkProgress
from affordable.tables.base import RecordTable
from housing_portal.kit import tables
from housing_portal.kit.figures import Ratio


class WorkTable(RecordTable):
    """Items of work with what is done of them."""

    item = tables.LinkColumn()
    community = tables.LinkColumn()
    building = tables.TextColumn()
    scope = tables.TextColumn()
    category = tables.TextColumn()
    budget = tables.MoneyColumn()
    qty = tables.NumberColumn(places=2)
    measure = tables.TextColumn()
    done_qty = tables.NumberColumn(places=2, verbose_name="累计完成量")
    done_as_of = tables.DateColumn(verbose_name="截至日期")
    share = tables.RatioColumn(verbose_name="完成（%）", orderable=False, empty_values=())

    class Meta(tables.Table.Meta):
        model = WorkItem
        fields = ("item", "unit")

    def render_share(self, record: WorkItem) -> str:
        return str(Ratio(record.done_qty, record.qty))

    def value_share(self, record: WorkItem) -> str:
        return self.render_share(record)


class WorkProgressTable(tables.Table):
    as_of = tables.DateColumn()
    done_qty = tables.NumberColumn(places=2)
    note = tables.WordsColumn()
    recorded_by = tables.TextColumn()
    recorded_at = tables.DateColumn(moment=True)

    class Meta(tables.Table.Meta):
        model = WorkProgress
        fields = ()
