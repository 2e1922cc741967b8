
from affordable.enums import MilestoneStatus
from affordable.models import (
    Milestone,
)
from affordable.tables.base import RecordTable
from housing_portal.kit.tables import (
    ChipColumn,
    DateColumn,
    LinkColumn,
    NumberColumn,
    Table,
    TextColumn,
)


class MilestoneTable(RecordTable):
    actual_on = DateColumn()
    code = LinkColumn()
    kind = TextColumn()
    project = LinkColumn()
    building = TextColumn()
    sets = NumberColumn(verbose_name="套数")
    old_core_sets = NumberColumn(verbose_name="其中：老旧城区")
    status = ChipColumn(MilestoneStatus)

    class Meta(Table.Meta):
        model = Milestone
        fields = ("actual_on", "unit")
