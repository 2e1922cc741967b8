
from affordable.models import (
    InvestmentRecord,
    ProgressNote,
    SubsidyProgress,
)
from affordable.tables.base import RecordTable
from housing_portal.kit.tables import (
    DateColumn,
    LinkColumn,
    MoneyColumn,
    NumberColumn,
    Table,
    TextColumn,
    WordsColumn,
)


class InvestmentTable(RecordTable):
    as_of = DateColumn()
    project = LinkColumn()
    amount_cum = MoneyColumn(unit="万元", verbose_name="本年累计完成投资（万元）")
    basis = TextColumn()
    note = TextColumn()
    recorded_by = TextColumn(orderable=False)

    class Meta(Table.Meta):
        model = InvestmentRecord
        fields = ("as_of", "unit")


class SubsidyTable(RecordTable):
    as_of = DateColumn()
    quarter = NumberColumn()
    households_cum = NumberColumn(verbose_name="本年累计已发户数（户）")
    amount_cum = MoneyColumn(unit="万元", verbose_name="本年累计已发金额（万元）")
    note = TextColumn()
    recorded_by = TextColumn(orderable=False)

    class Meta(Table.Meta):
        model = SubsidyProgress
        fields = ("as_of", "unit")


class NoteTable(RecordTable):
    as_of = DateColumn()
    kind = TextColumn()
    project = LinkColumn()
    stage = TextColumn()
    text = WordsColumn(linkify=True)

    class Meta(Table.Meta):
        model = ProgressNote
        fields = ("as_of", "unit")
