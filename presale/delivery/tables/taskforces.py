from housing_portal.journal.tables import StepTable
from housing_portal.kit import tables
from presale.delivery.enums.taskforces import AssessmentStatus, DecisionStatus
from presale.delivery.models import (
    Assessment,
    DecisionStep,
    MeetingDecision,
    TaskForce,
    TaskForceMeeting,
    WorkBudget,
)


class TaskForceTable(tables.Table):
    name = tables.TextColumn(linkify=True)
    kind = tables.TextColumn()
    leader = tables.TextColumn()
    members = tables.WordsColumn(orderable=False)
    estate_count = tables.NumberColumn(verbose_name="责任项目（个）")
    from_on = tables.DateColumn()
    to_on = tables.DateColumn()
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = TaskForce
        fields = ()


class AssessmentTable(tables.Table):
    year = tables.YearColumn(linkify=True)
    quarter = tables.NumberColumn()
    score = tables.NumberColumn()
    note = tables.WordsColumn(orderable=False)
    status = tables.ChipColumn(AssessmentStatus)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = Assessment
        fields = ()


class MeetingTable(tables.Table):
    on = tables.DateColumn(verbose_name="会议日期", linkify=True)
    taskforce = tables.TextColumn(order_by="taskforce__name")
    kind = tables.TextColumn()
    attendees = tables.WordsColumn(orderable=False)
    note = tables.WordsColumn(verbose_name="会议内容", orderable=False)
    recorded_by = tables.TextColumn(orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = TaskForceMeeting
        fields = ()


class DecisionTable(tables.Table):
    text = tables.TextColumn(linkify=True)
    meeting = tables.TextColumn(order_by="meeting__on")
    kind = tables.TextColumn()
    responsible = tables.TextColumn()
    due_on = tables.DateColumn()
    status = tables.ChipColumn(DecisionStatus)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = MeetingDecision
        fields = ()


class DecisionStepTable(StepTable):
    class Meta(tables.Table.Meta):
        model = DecisionStep
        fields = ()


class BudgetTable(tables.Table):
    paper = tables.TextColumn(linkify=True)
    taskforce = tables.TextColumn(order_by="taskforce__name")
    year = tables.YearColumn()
    amount = tables.MoneyColumn()
    on = tables.DateColumn(verbose_name="下达日期")
    note = tables.WordsColumn(orderable=False)
    recorded_by = tables.TextColumn(orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = WorkBudget
        fields = ()
