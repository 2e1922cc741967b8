from affordable.models import FundingArrival, FundingSource
from affordable.tables.base import RecordTable
from housing_portal.kit.tables import DateColumn, LinkColumn, MoneyColumn, Table, TextColumn, WordsColumn


class FundingTable(RecordTable):
    """Where money comes from, what was planned and what has arrived."""

    kind = LinkColumn()
    project = LinkColumn()
    community = LinkColumn()
    planned = MoneyColumn(unit="万元", verbose_name="计划（万元）")
    arrived = MoneyColumn(unit="万元", verbose_name="累计到位（万元）")
    arrived_on = DateColumn(verbose_name="到位截至")
    doc = TextColumn()

    class Meta(Table.Meta):
        model = FundingSource
        fields = ("kind", "unit")


class ArrivalTable(Table):
    """The cumulative statements of one source, the latest first."""

    as_of = DateColumn()
    arrived_cum = MoneyColumn()
    note = WordsColumn()
    recorded_by = TextColumn()
    recorded_at = DateColumn(moment=True)

    class Meta(Table.Meta):
        model = FundingArrival
        fields = ()
