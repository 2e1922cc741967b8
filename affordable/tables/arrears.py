
from affordable.models import (
    ArrearsPlan,
    ContinuedTask,
    RentalStock,
)
from affordable.tables.base import RecordTable
from housing_portal.kit.tables import (
    DateColumn,
    NumberColumn,
    Table,
    TextColumn,
    YearColumn,
)


class StockTable(RecordTable):
    as_of = DateColumn()
    period_from = YearColumn()
    period_to = YearColumn()
    assigned_sets = NumberColumn()
    reported_done_sets = NumberColumn()
    reused_sets = NumberColumn()
    existing_sets = NumberColumn()
    arrears_sets = NumberColumn(verbose_name="历史欠账（套）")

    class Meta(Table.Meta):
        model = RentalStock
        fields = ("as_of", "unit")


class ArrearsTable(RecordTable):
    as_of = DateColumn()
    arranged_sets = NumberColumn()
    due_on = DateColumn()
    note = TextColumn()
    recorded_by = TextColumn(orderable=False)

    class Meta(Table.Meta):
        model = ArrearsPlan
        fields = ("as_of", "unit")


class ContinuedTable(RecordTable):
    year = YearColumn()
    as_of = DateColumn()
    begun_before = DateColumn()
    sets = NumberColumn(verbose_name="未建成（套）")
    forecast = TextColumn()
    note = TextColumn()

    class Meta(Table.Meta):
        model = ContinuedTask
        fields = ("year", "unit")
