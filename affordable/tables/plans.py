from affordable.models import MilestonePlan
from affordable.tables.base import RecordTable, UnitColumn
from housing_portal.kit.tables import DateColumn, LinkColumn, NumberColumn, Table, TextColumn, WordsColumn


class PlanTable(RecordTable):
    """The plans in force, each with the first day that was ever planned and how much has got there."""

    project = LinkColumn()
    code = TextColumn(linkify=True)
    unit = UnitColumn()
    planned_on = DateColumn()
    first_on = DateColumn(verbose_name="首次计划")
    sets = NumberColumn(verbose_name="计划（套）")
    done_sets = NumberColumn(verbose_name="已复核（套）")
    revision = NumberColumn()

    class Meta(Table.Meta):
        model = MilestonePlan
        fields = ()


class PlanRevisionTable(Table):
    """All that was planned for one step, the newest first."""

    revision = NumberColumn()
    planned_on = DateColumn()
    sets = NumberColumn()
    reason = WordsColumn()
    recorded_by = TextColumn()
    recorded_at = DateColumn(moment=True)

    class Meta(Table.Meta):
        model = MilestonePlan
        fields = ()
