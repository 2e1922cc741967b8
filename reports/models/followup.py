"""What follows when urging or 督查 has said its word: 约谈, 督查结论, 复核, 整改核查 (dossier §4.6)."""
from django.db import models
from django.db.models import F, Q

from housing_portal.journal.happening import Happening, HappeningQuerySet
from housing_portal.kit.fields import CleanTextField
from reports.enums import CheckResult, ReviewResult
from reports.models.supervision import SupervisionItem


class Followup(Happening):
    """A dated fact of a matter, never edited, taken back by a second row; the diary of the matter tells of it."""

    item = models.ForeignKey(
        SupervisionItem, models.PROTECT, verbose_name="督办事项", related_name="%(class)ss", db_index=False
    )

    objects = HappeningQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["item", "pk"]
        indexes = [models.Index(fields=["item", "undoes"], name="%(class)s_item")]

    def __str__(self) -> str:
        return f"{self.item} {self._meta.verbose_name} {self.on}"


class Talk(Followup):
    """约谈: after urging and bulletin a leader has it out with the unit, which promises to settle it by a day."""

    talked_by = CleanTextField("约谈人", max_length=40, help_text="分管领导的姓名和职务")
    talked_to = CleanTextField("被约谈人", max_length=60, help_text="姓名和职务")
    place = CleanTextField("约谈地点", max_length=60)
    promise = CleanTextField("整改承诺", max_length=300, help_text="答应做到什么；仍未落实时写进通报")
    promised_by = models.DateField("承诺期限")

    class Meta(Followup.Meta):
        verbose_name = verbose_name_plural = "督办约谈"
        constraints = [
            models.CheckConstraint(
                condition=Q(promised_by__gte=F("on")), name="talk_promises_ahead",
                violation_error_message="承诺期限不能早于约谈日期。",
            ),
        ]


class Conclusion(Followup):
    """督查结论, delivered to the unit; ``ask_by`` is reckoned once, when it is entered, and stays."""

    delivered_on = models.DateField("送达日期", help_text="督查对象收到结论的日期，申请复核的 30 日从次日起算")
    text = CleanTextField("督查结论", max_length=600, help_text="查明的事实、结论和整改要求，按书面结论摘录")
    mend_due_on = models.DateField("整改期限", null=True, blank=True, help_text="结论没有要求整改的留空")
    ask_by = models.DateField("申请复核期限", editable=False)

    class Meta(Followup.Meta):
        verbose_name = verbose_name_plural = "督查结论"
        constraints = [
            models.CheckConstraint(
                condition=Q(delivered_on__gte=F("on"), ask_by__gt=F("delivered_on")), name="conclusion_days_in_order",
                violation_error_message="送达日期不能早于结论日期。",
            ),
            models.CheckConstraint(
                condition=Q(mend_due_on=None) | Q(mend_due_on__gte=F("delivered_on")), name="conclusion_mends_later",
                violation_error_message="整改期限不能早于送达日期。",
            ),
        ]


class ReviewRequest(Followup):
    """复核申请: the unit objects to the conclusion; ``decide_by`` is reckoned once and stays."""

    grounds = CleanTextField("异议理由", max_length=300)
    decide_by = models.DateField("复核决定期限", editable=False)

    class Meta(Followup.Meta):
        verbose_name = verbose_name_plural = "督查复核申请"
        constraints = [
            models.CheckConstraint(
                condition=Q(decide_by__gt=F("on")), name="review_decided_later",
                violation_error_message="复核决定期限须晚于申请日期。",
            ),
        ]


class ReviewDecision(Followup):
    """复核决定; whoever had a hand in the conclusion stays out of it."""

    result = models.CharField("复核结果", max_length=10, choices=ReviewResult.choices)
    text = CleanTextField("变更后的结论", max_length=600, blank=True, help_text="变更结论的必填")
    mend_due_on = models.DateField("变更后的整改期限", null=True, blank=True, help_text="整改期限不变的留空")

    class Meta(Followup.Meta):
        verbose_name = verbose_name_plural = "督查复核决定"
        constraints = [
            models.CheckConstraint(
                condition=Q(result=ReviewResult.CHANGED) & ~Q(text="")
                | Q(result=ReviewResult.UPHELD, text="", mend_due_on=None),
                name="review_changes_in_words",
                violation_error_message="变更结论的须写明变更后的结论；维持原结论的不填变更内容。",
            ),
        ]


class MendingCheck(Followup):
    """整改核查: what was found on the spot; what is not settled gets a further term."""

    result = models.CharField("核查结果", max_length=10, choices=CheckResult.choices)
    text = CleanTextField("核查情况", max_length=600)
    checked_by = CleanTextField("核查人", max_length=60, help_text="姓名，两人以上用顿号隔开")
    again_by = models.DateField("再次整改期限", null=True, blank=True, help_text="未落实的必填")

    class Meta(Followup.Meta):
        verbose_name = verbose_name_plural = "督查整改核查"
        constraints = [
            models.CheckConstraint(
                condition=Q(result=CheckResult.SETTLED, again_by=None)
                | Q(result=CheckResult.OPEN, again_by__isnull=False, again_by__gte=F("on")),
                name="check_gives_time",
                violation_error_message="未落实的须写明再次整改期限，且不早于核查日期；已落实的不填。",
            ),
        ]
