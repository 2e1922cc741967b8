from housing_portal.kit import tables
from presale.event_enums import EventKind
from presale.models import EscrowEvent, PresalePipeline


class PipelineTable(tables.Table):
    project_name = tables.LinkColumn(orderable=False)
    developer = tables.TextColumn(accessor="developer__name", verbose_name="开发企业", orderable=False)
    expected_on = tables.DateColumn()
    contacted_on = tables.DateColumn()
    trained_on = tables.DateColumn()
    application = tables.TextColumn(accessor="application__number", verbose_name="许可申请", orderable=False)
    note = tables.TextColumn(orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = PresalePipeline
        fields = ()


class EventTable(tables.Table):
    on = tables.DateColumn()
    kind = tables.ChipColumn(EventKind, orderable=False)
    subject = tables.TextColumn(orderable=False)
    place = tables.TextColumn(orderable=False)
    lecturer = tables.TextColumn(orderable=False)
    attendance = tables.NumberColumn(verbose_name="参加单位（家）", orderable=False)
    note = tables.TextColumn(orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = EscrowEvent
        fields = ()
