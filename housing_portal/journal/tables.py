from housing_portal.journal import objects
from housing_portal.journal.enums import ExportState
from housing_portal.journal.models import Entry, Export
from housing_portal.kit.tables import (
    ChipColumn,
    CodeColumn,
    DateColumn,
    LinkColumn,
    NumberColumn,
    OpenColumn,
    Table,
    TextColumn,
    WordsColumn,
)


class KindColumn(TextColumn):
    """The type of a record in words."""

    def render(self, value: str) -> str:
        return super().render(objects.words(value))

    def export(self, value: str) -> str | None:
        return objects.words(value) if value else None


class EntryTable(Table):
    at = DateColumn(moment=True)
    actor_name = TextColumn()
    unit = TextColumn(orderable=False)
    label = LinkColumn(attrs={"td": {"class": "long"}})
    object_type = KindColumn()
    reason = TextColumn(orderable=False)
    address = CodeColumn(orderable=False)

    class Meta(Table.Meta):
        model = Entry
        fields = []


class ChangeTable(Table):
    """Before and after of one entry; the rows are dictionaries."""

    label = TextColumn(verbose_name="项目")
    before = TextColumn(verbose_name="改前")
    after = TextColumn(verbose_name="改后")

    class Meta(Table.Meta):
        fields = []
        empty_text = "没有字段变化"


class ExportTable(Table):
    number = CodeColumn(linkify=True, orderable=False)
    title = TextColumn(orderable=False)
    conditions = TextColumn(orderable=False)
    rows_total = NumberColumn(orderable=False)
    is_unmasked = TextColumn(verbose_name="个人信息", orderable=False)
    reason = TextColumn(orderable=False)
    requested_by = TextColumn(orderable=False)
    requested_at = DateColumn(moment=True)
    shown_state = ChipColumn(ExportState, verbose_name="状态", orderable=False)
    ops = OpenColumn()

    class Meta(Table.Meta):
        model = Export
        fields = []

    def render_is_unmasked(self, value: bool) -> str:
        return "未脱敏" if value else "脱敏"

    def value_is_unmasked(self, record: Export) -> str:
        return self.render_is_unmasked(record.is_unmasked)


class StepTable(Table):
    """The dated steps of a record; each table names whose steps."""

    on = DateColumn()
    code = TextColumn()
    note = WordsColumn()
    recorded_by = TextColumn()
    recorded_at = DateColumn(moment=True)
