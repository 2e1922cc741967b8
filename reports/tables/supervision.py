from functools import cached_property
from typing import Any

from django.utils.html import format_html

from housing_portal.journal.tables import StepTable
from housing_portal.kit import clock, tables
from housing_portal.kit.tables import NIL
from housing_portal.registry import parameters
from reports.enums import MoreTime, SupervisionStatus
from reports.models import (
    SupervisionExtension,
    SupervisionFeedback,
    SupervisionItem,
    SupervisionLetter,
    SupervisionStep,
)
from reports.supervision import days_over, escalation, score, standing

SHOWN = ("title", "unit", "source", "issued_on", "due_on", "standing", "urged", "next", "status")


class SupervisionTable(tables.Table):
    """督办台账. What is reckoned — days over, what comes next, points — is reckoned for today."""

    title = tables.LinkColumn()
    unit = tables.TextColumn()
    source = tables.TextColumn()
    requirement = tables.TextColumn(orderable=False)
    leader = tables.TextColumn(orderable=False)
    lead_dept = tables.TextColumn(orderable=False)
    method = tables.TextColumn(orderable=False)
    issued_on = tables.DateColumn()
    receipt_due_on = tables.DateColumn()
    feedback_due_on = tables.DateColumn()
    first_due_on = tables.DateColumn()
    due_on = tables.DateColumn()
    standing = tables.TextColumn(verbose_name="时限状态", empty_values=(), orderable=False)
    over = tables.NumberColumn(verbose_name="逾期（天）", empty_values=(), orderable=False)
    urged = tables.NumberColumn(verbose_name="催办（次）", orderable=False)
    listed_on = tables.DateColumn(verbose_name="列入通报日期", orderable=False)
    talked_on = tables.DateColumn(verbose_name="约谈日期", orderable=False)
    concluded_on = tables.DateColumn(verbose_name="督查结论送达日期", orderable=False)
    mend_by = tables.DateColumn(verbose_name="整改期限", orderable=False)
    next = tables.TextColumn(verbose_name="下一步", empty_values=(), orderable=False)
    points = tables.NumberColumn(verbose_name="得分（分）", empty_values=(), orderable=False)
    status = tables.ChipColumn(SupervisionStatus)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = SupervisionItem
        fields = ()

    @cached_property
    def rules(self) -> dict[str, str]:
        return parameters.in_force()

    def render_standing(self, record: SupervisionItem) -> Any:
        words = self.value_standing(record)
        if not words:
            return NIL
        return format_html('<span class="bad">{}</span>', words) if days_over(record, clock.today()) else words

    def value_standing(self, record: SupervisionItem) -> str:
        return standing(record, clock.today())

    def render_over(self, record: SupervisionItem) -> Any:
        return self.value_over(record) or NIL

    def value_over(self, record: SupervisionItem) -> int | None:
        return days_over(record, clock.today()) or None

    def render_next(self, record: SupervisionItem) -> Any:
        step = escalation(record, clock.today(), self.rules)
        return format_html('<span title="{}">{}</span>', step.why, step.label) if step else NIL

    def value_next(self, record: SupervisionItem) -> str | None:
        step = escalation(record, clock.today(), self.rules)
        return step.label if step else None

    def render_points(self, record: SupervisionItem) -> Any:
        points = self.value_points(record)
        return NIL if points is None else points

    def value_points(self, record: SupervisionItem) -> int | None:
        found = score(record, self.rules)
        return found.points if found else None


class SupervisionStepTable(StepTable):
    code = tables.ChipColumn(SupervisionStatus)

    class Meta(tables.Table.Meta):
        model = SupervisionStep
        fields = ()


class FeedbackTable(tables.Table):
    on = tables.DateColumn(accessor="step__on", verbose_name="反馈日期")
    by = tables.TextColumn()
    text = tables.WordsColumn()
    recorded_by = tables.TextColumn(accessor="step__recorded_by", verbose_name="录入人")

    class Meta(tables.Table.Meta):
        model = SupervisionFeedback
        fields = ()


class MoreTimeTable(tables.Table):
    asked_on = tables.DateColumn(linkify=True)
    former_due_on = tables.DateColumn()
    new_due_on = tables.DateColumn()
    reason = tables.WordsColumn()
    decided_by = tables.TextColumn()
    decided_on = tables.DateColumn()
    status = tables.ChipColumn(MoreTime)

    class Meta(tables.Table.Meta):
        model = SupervisionExtension
        fields = ()


class LetterTable(tables.Table):
    document = tables.TextColumn(linkify=lambda record: record.document.get_absolute_url())
    number = tables.CodeColumn(accessor="document__number", verbose_name="发文字号")
    purpose = tables.TextColumn()
    issued_on = tables.DateColumn(accessor="document__issued_on", verbose_name="成文日期")
    answer_by = tables.DateColumn()
    status = tables.TextColumn(accessor="document__get_status_display", verbose_name="状态")

    class Meta(tables.Table.Meta):
        model = SupervisionLetter
        fields = ()


class PointTable(tables.Table):
    """How the points of a settled matter came about; the rows are dictionaries."""

    rule = tables.TextColumn(verbose_name="规则", orderable=False)
    taken = tables.NumberColumn(verbose_name="分值", orderable=False)

    class Meta(tables.Table.Meta):
        fields = ()
        empty_text = "没有扣分"
