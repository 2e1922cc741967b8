from housing_portal.kit import tables
from reports.enums import DocumentStatus
from reports.models import Document, StatedFigure


class DocumentTable(tables.Table):
    title = tables.TextColumn(linkify=True)
    number = tables.CodeColumn()
    kind = tables.TextColumn()
    as_of = tables.DateColumn()
    issued_on = tables.DateColumn()
    drafted_by = tables.TextColumn()
    status = tables.ChipColumn(DocumentStatus)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = Document
        fields = []


class StatedFigureTable(tables.Table):
    as_of = tables.DateColumn()
    source = tables.TextColumn()
    label = tables.TextColumn()
    subject = tables.TextColumn()
    value = tables.TextColumn()
    unit = tables.TextColumn()
    recorded_by = tables.TextColumn()

    class Meta(tables.Table.Meta):
        model = StatedFigure
        fields = []
