from affordable.enums import RelocationStatus
from affordable.models import DemolitionPlan, RelocationHousehold
from affordable.tables.base import RecordTable
from housing_portal.kit.secrecy import mask_names
from housing_portal.kit.tables import (
    ChipColumn,
    CodeColumn,
    DateColumn,
    LinkColumn,
    MaskedColumn,
    MoneyColumn,
    NumberColumn,
    Table,
    TextColumn,
    WordsColumn,
)


class RelocatedTable(RecordTable):
    """Households of the yards; owners' names are masked."""

    owner = MaskedColumn(mask_names, linkify=True)
    compound = LinkColumn()
    project = TextColumn(accessor="compound__project__name", verbose_name="项目")
    legal_area = NumberColumn(places=2)
    actual_area = NumberColumn(places=2)
    mode = TextColumn()
    agreement_no = CodeColumn()
    compensation = MoneyColumn()
    swap_sets = NumberColumn()
    planned_demolish_on = DateColumn()
    status = ChipColumn(RelocationStatus)

    class Meta(Table.Meta):
        model = RelocationHousehold
        fields = ("owner", "unit")



class DemolitionPlanTable(Table):
    """The days by which a house was to be down, the newest first."""

    planned_on = DateColumn()
    reason = WordsColumn()
    recorded_by = TextColumn()
    recorded_at = DateColumn(moment=True)

    class Meta(Table.Meta):
        model = DemolitionPlan
        fields = ()
