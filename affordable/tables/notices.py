from affordable.models import Family, Objection, PublicNotice
from affordable.querysets.families import family_count
from affordable.tables.base import UnitColumn
from housing_portal.kit import tables


class NoticeTable(tables.Table):
    borrowed = {"families_count": family_count(Family.objects)}

    number = tables.CodeColumn(linkify=True)
    unit = UnitColumn()
    starts_on = tables.DateColumn()
    ends_on = tables.DateColumn()
    posted_at = tables.TextColumn()
    families_count = tables.NumberColumn(verbose_name="户数", orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = PublicNotice
        fields = ()


class ObjectionTable(tables.Table):
    family = tables.CodeColumn(linkify=True)
    received_on = tables.DateColumn()
    content = tables.WordsColumn()
    answered_on = tables.DateColumn()
    is_upheld = tables.TextColumn()
    answer = tables.WordsColumn()

    class Meta(tables.Table.Meta):
        model = Objection
        fields = ()

    def render_is_upheld(self, value: bool) -> str:
        return "成立" if value else "不成立"


class AnswerTable(ObjectionTable):
    """The same for whoever may look into an objection."""

    ops = tables.OpsColumn("affordable/objection_ops.html")

    class Meta(ObjectionTable.Meta):
        pass
