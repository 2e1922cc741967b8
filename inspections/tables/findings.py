from housing_portal.journal.tables import StepTable
from housing_portal.kit import tables
from inspections.enums.findings import FindingStatus, RecheckResult
from inspections.enums.ground import Severity
from inspections.models.finding import Finding, FindingStep
from inspections.models.recheck import Recheck, Reply

SHOWN = ("target", "violation", "severity", "found_on", "due_on", "round", "status")


class FindingTable(tables.Table):
    description = tables.TextColumn(linkify=True, orderable=False)
    target = tables.TextColumn(orderable=False)
    domain = tables.TextColumn(accessor="target__domain", verbose_name="检查领域", orderable=False)
    violation = tables.TextColumn(accessor="violation__name", verbose_name="违规情形", orderable=False)
    severity = tables.ChipColumn(Severity)
    found_on = tables.DateColumn()
    onsite_fixable = tables.TextColumn(orderable=False)
    first_due_on = tables.DateColumn()
    due_on = tables.DateColumn()
    round = tables.NumberColumn(verbose_name="轮次")
    submitted_by = tables.TextColumn(accessor="submitted_by__name", orderable=False)
    closed_by = tables.TextColumn(accessor="closed_by__name", orderable=False)
    status = tables.ChipColumn(FindingStatus)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = Finding
        fields = ()
        empty_text = "没有符合条件的问题。问题在检查记录页面登记，也可由检查表的不合格项生成。"

    def render_onsite_fixable(self, value: bool) -> str:
        return "是" if value else "否"

    def value_onsite_fixable(self, record: Finding) -> str:
        return self.render_onsite_fixable(record.onsite_fixable)


class FindingStepTable(StepTable):
    code = tables.ChipColumn(FindingStatus)
    round = tables.NumberColumn(verbose_name="轮次")
    due_on = tables.DateColumn()

    class Meta(tables.Table.Meta):
        model = FindingStep
        fields = ()


class ReplyTable(tables.Table):
    on = tables.DateColumn()
    round = tables.NumberColumn(verbose_name="轮次")
    text = tables.WordsColumn()
    recorded_by = tables.TextColumn()

    class Meta(tables.Table.Meta):
        model = Reply
        fields = ()


class RecheckTable(tables.Table):
    on = tables.DateColumn()
    round = tables.NumberColumn(verbose_name="轮次")
    result = tables.ChipColumn(RecheckResult)
    seen_by = tables.TextColumn(empty_values=(), verbose_name="复查人员", orderable=False)
    note = tables.WordsColumn()
    next_due_on = tables.DateColumn()
    recorded_by = tables.TextColumn()

    class Meta(tables.Table.Meta):
        model = Recheck
        fields = ()

    def render_seen_by(self, record: Recheck) -> str:
        return "、".join(str(one) for one in record.inspectors.all())
