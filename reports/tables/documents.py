from django.utils.html import format_html
from django.utils.safestring import SafeString

from housing_portal.kit import tables
from reports.enums import DocumentStatus, TemplateStatus
from reports.models import Document, DocumentNumber, StatedFigure, TemplateVersion


class DocumentTable(tables.Table):
    title = tables.TextColumn(linkify=True, attrs={"td": {"class": "long"}})
    number = tables.CodeColumn()
    kind = tables.TextColumn()
    unit = tables.TextColumn()
    as_of = tables.DateColumn()
    issued_on = tables.DateColumn()
    drafted_by = tables.TextColumn()
    status = tables.ChipColumn(DocumentStatus)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = Document
        fields = []


class DocumentNumberTable(tables.Table):
    number = tables.CodeColumn(
        accessor="pk", verbose_name="发文字号", linkify=lambda record: record.get_absolute_url(),
        order_by=("prefix", "year", "seq"),
    )
    prefix = tables.TextColumn()
    year = tables.YearColumn()
    seq = tables.NumberColumn()
    document = tables.TextColumn()
    taken_by = tables.TextColumn()
    taken_at = tables.DateColumn(moment=True)
    state = tables.TextColumn(accessor="voided_at", verbose_name="状态", empty_values=(), orderable=False)
    voided_by = tables.TextColumn()
    voided_at = tables.DateColumn(moment=True)
    void_reason = tables.WordsColumn()

    class Meta(tables.Table.Meta):
        model = DocumentNumber
        fields = []

    def render_number(self, record: DocumentNumber) -> str:
        return str(record)

    def value_number(self, record: DocumentNumber) -> str:
        return str(record)

    def render_state(self, record: DocumentNumber) -> SafeString:
        colour, word = ("green", "有效") if record.voided_at is None else ("red", "作废")
        return format_html('<span class="chip {}">{}</span>', colour, word)

    def value_state(self, record: DocumentNumber) -> str:
        return "有效" if record.voided_at is None else "作废"


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


class TemplateTable(tables.Table):
    kind = tables.TextColumn(linkify=True)
    number = tables.NumberColumn()
    note = tables.WordsColumn()
    made_by = tables.TextColumn()
    made_at = tables.DateColumn(moment=True)
    approved_by = tables.TextColumn()
    approved_at = tables.DateColumn(moment=True)
    status = tables.ChipColumn(TemplateStatus)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = TemplateVersion
        fields = []
