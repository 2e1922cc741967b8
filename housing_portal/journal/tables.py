from housing_portal.journal import objects
from housing_portal.journal.models import Entry
from housing_portal.kit.tables import CodeColumn, DateColumn, LinkColumn, Table, TextColumn


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
