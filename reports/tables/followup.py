from housing_portal.kit import tables
from reports.enums import CheckResult, ReviewResult
from reports.models import Conclusion, MendingCheck, ReviewDecision, ReviewRequest, Talk


class TalkTable(tables.Table):
    on = tables.DateColumn(verbose_name="约谈日期")
    talked_by = tables.TextColumn()
    talked_to = tables.TextColumn()
    place = tables.TextColumn()
    promise = tables.WordsColumn()
    promised_by = tables.DateColumn()
    recorded_by = tables.TextColumn()

    class Meta(tables.Table.Meta):
        model = Talk
        fields = ()


class ConclusionTable(tables.Table):
    on = tables.DateColumn(verbose_name="结论日期")
    delivered_on = tables.DateColumn()
    text = tables.WordsColumn()
    mend_due_on = tables.DateColumn()
    ask_by = tables.DateColumn()
    recorded_by = tables.TextColumn()

    class Meta(tables.Table.Meta):
        model = Conclusion
        fields = ()


class ReviewRequestTable(tables.Table):
    on = tables.DateColumn(verbose_name="申请日期")
    grounds = tables.WordsColumn()
    decide_by = tables.DateColumn()
    recorded_by = tables.TextColumn()

    class Meta(tables.Table.Meta):
        model = ReviewRequest
        fields = ()


class ReviewDecisionTable(tables.Table):
    on = tables.DateColumn(verbose_name="决定日期")
    result = tables.ChipColumn(ReviewResult)
    text = tables.WordsColumn()
    mend_due_on = tables.DateColumn()
    recorded_by = tables.TextColumn()

    class Meta(tables.Table.Meta):
        model = ReviewDecision
        fields = ()


class MendingCheckTable(tables.Table):
    on = tables.DateColumn(verbose_name="核查日期")
    result = tables.ChipColumn(CheckResult)
    text = tables.WordsColumn()
    checked_by = tables.TextColumn()
    again_by = tables.DateColumn()
    recorded_by = tables.TextColumn()

    class Meta(tables.Table.Meta):
        model = MendingCheck
        fields = ()


TABLES = {
    Talk: TalkTable, Conclusion: ConclusionTable, ReviewRequest: ReviewRequestTable,
    ReviewDecision: ReviewDecisionTable, MendingCheck: MendingCheckTable,
}
