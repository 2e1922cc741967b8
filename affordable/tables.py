"""Columns of the lists. Amounts stand in 万元 here and to the 分 on the record's own page."""
from typing import Any

from affordable.enums import FindingStatus, MilestoneStatus
from affordable.models import (
    AffordableProject,
    AnnualTarget,
    ArrearsPlan,
    AuditFinding,
    ContinuedTask,
    ImportBatch,
    InvestmentRecord,
    Milestone,
    ProgressNote,
    RentalStock,
    SubsidyProgress,
)
from housing_portal.kit.tables import (
    ChipColumn,
    CodeColumn,
    DateColumn,
    LinkColumn,
    MoneyColumn,
    NumberColumn,
    OpenColumn,
    Table,
    TextColumn,
)


class UnitColumn(TextColumn):
    """The responsible unit, sorted as in the official form."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"verbose_name": "责任单位", "order_by": ("unit__order", "unit_id"), **kwargs})


class WordsColumn(TextColumn):
    """Words that are read in full; they wrap."""

    def render(self, value: Any) -> Any:
        return value


class YearColumn(CodeColumn):
    """A year is a name: no thousands separator, and a whole number in Excel."""

    kind = "int"
    width = 8

    def export(self, value: int) -> int:
        return value


class RecordTable(Table):
    """A list of records of units; ``Meta.fields`` names what stands first."""

    unit = UnitColumn()
    ops = OpenColumn()


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


class ProjectTable(RecordTable):
    name = LinkColumn()
    kind = TextColumn()
    plan_year = YearColumn()
    undertaker = TextColumn()
    sets_planned = NumberColumn(verbose_name="计划（套）")
    started_sets = NumberColumn(verbose_name="已开工（套）")
    done_sets = NumberColumn(verbose_name="基本建成（套）")
    invest_total = MoneyColumn(unit="万元", verbose_name="总投资（万元）")

    class Meta(Table.Meta):
        model = AffordableProject
        fields = ("name", "unit")


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


class InvestmentTable(RecordTable):
    as_of = DateColumn()
    project = LinkColumn()
    amount_cum = MoneyColumn(unit="万元", verbose_name="本年累计完成投资（万元）")
    basis = TextColumn()
    note = TextColumn()
    recorded_by = TextColumn(orderable=False)

    class Meta(Table.Meta):
        model = InvestmentRecord
        fields = ("as_of", "unit")


class SubsidyTable(RecordTable):
    as_of = DateColumn()
    quarter = NumberColumn()
    households_cum = NumberColumn(verbose_name="本年累计已发户数（户）")
    amount_cum = MoneyColumn(unit="万元", verbose_name="本年累计已发金额（万元）")
    note = TextColumn()
    recorded_by = TextColumn(orderable=False)

    class Meta(Table.Meta):
        model = SubsidyProgress
        fields = ("as_of", "unit")


class StockTable(RecordTable):
    as_of = DateColumn()
    period_from = YearColumn()
    period_to = YearColumn()
    assigned_sets = NumberColumn()
    reported_done_sets = NumberColumn()
    reused_sets = NumberColumn()
    existing_sets = NumberColumn()
    arrears_sets = NumberColumn(verbose_name="历史欠账（套）")

    class Meta(Table.Meta):
        model = RentalStock
        fields = ("as_of", "unit")


class ArrearsTable(RecordTable):
    as_of = DateColumn()
    arranged_sets = NumberColumn()
    due_on = DateColumn()
    note = TextColumn()
    recorded_by = TextColumn(orderable=False)

    class Meta(Table.Meta):
        model = ArrearsPlan
        fields = ("as_of", "unit")


class ContinuedTable(RecordTable):
    year = YearColumn()
    as_of = DateColumn()
    begun_before = DateColumn()
    sets = NumberColumn(verbose_name="未建成（套）")
    forecast = TextColumn()
    note = TextColumn()

    class Meta(Table.Meta):
        model = ContinuedTask
        fields = ("year", "unit")


class NoteTable(RecordTable):
    as_of = DateColumn()
    kind = TextColumn()
    project = LinkColumn()
    stage = TextColumn()
    text = WordsColumn(linkify=True)

    class Meta(Table.Meta):
        model = ProgressNote
        fields = ("as_of", "unit")


class FindingTable(RecordTable):
    audit_year = YearColumn()
    serial = NumberColumn(verbose_name="编号")
    category = WordsColumn()
    title = WordsColumn(linkify=True)
    listed_on = DateColumn()
    due_on = DateColumn()
    status = ChipColumn(FindingStatus)

    class Meta(Table.Meta):
        model = AuditFinding
        fields = ("audit_year", "unit")


class BatchTable(Table):
    recorded_at = DateColumn(moment=True)
    file_name = LinkColumn()
    kind = TextColumn()
    as_of = DateColumn()
    created = NumberColumn()
    unchanged = NumberColumn()
    recorded_by = TextColumn(orderable=False)
    ops = OpenColumn()

    class Meta(Table.Meta):
        model = ImportBatch
        fields = ()
