from affordable.enums import YardState
from affordable.models import Compound
from affordable.tables.base import RecordTable
from housing_portal.kit.tables import ChipColumn, CodeColumn, LinkColumn, NumberColumn, Table, TextColumn


class CompoundTable(RecordTable):
    """Yards with how far their households have come; nothing of it is entered."""

    no = CodeColumn(linkify=True)
    project = LinkColumn()
    address = TextColumn()
    yard_kind = TextColumn()
    households_count = NumberColumn(verbose_name="户数（户）")
    signed_count = NumberColumn(verbose_name="已签（户）")
    decided_count = NumberColumn(verbose_name="决定（户）")
    demolished_count = NumberColumn(verbose_name="已拆（户）")
    state = ChipColumn(YardState, verbose_name="进度")

    class Meta(Table.Meta):
        model = Compound
        fields = ("no", "unit")
