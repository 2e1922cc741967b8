
from affordable.models import (
    AnnualTarget,
)
from affordable.tables.base import RecordTable
from housing_portal.kit.tables import (
    CodeColumn,
    DateColumn,
    LinkColumn,
    MoneyColumn,
    NumberColumn,
    Table,
    TextColumn,
    WordsColumn,
    YearColumn,
)


class TargetTable(RecordTable):
    year = YearColumn()
    program = LinkColumn()
    quantity = NumberColumn(verbose_name="任务数（套、户）")
    amount = MoneyColumn(unit="万元", verbose_name="投资任务（万元）")
    revision = NumberColumn()
    issued_on = DateColumn()
    policy_doc = CodeColumn(accessor="policy_doc__number", verbose_name="下达文号")
    reason = TextColumn()

    class Meta(Table.Meta):
        model = AnnualTarget
        fields = ("year", "unit")


class RevisionTable(Table):
    """The revisions of one target, the newest first."""

    revision = NumberColumn()
    quantity = NumberColumn(verbose_name="任务数（套、户）")
    amount = MoneyColumn(verbose_name="投资任务（元）")
    issued_on = DateColumn()
    policy_doc = CodeColumn(accessor="policy_doc__number", verbose_name="下达文号")
    reason = WordsColumn()
    recorded_by = TextColumn()
    recorded_at = DateColumn(moment=True)

    class Meta(Table.Meta):
        model = AnnualTarget
        fields = ()
