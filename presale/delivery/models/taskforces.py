"""专班, their meetings and what these decided, and how they were assessed (周调度 · 月通报 · 季考核, source 001)."""
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from housing_portal.journal.happening import Happening, Recorded
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField, MoneyField
from presale.delivery.enums.taskforces import (
    AssessmentStatus,
    DecisionKind,
    DecisionStatus,
    MeetingKind,
    TaskForceKind,
)
from presale.delivery.querysets.taskforces import (
    AssessmentQuerySet,
    BudgetQuerySet,
    DecisionQuerySet,
    DecisionStepQuerySet,
    MeetingQuerySet,
    TaskForceQuerySet,
)


class TaskForce(Recorded):
    """专班. It works from the day it was set up to the day it was dissolved."""

    name = CleanTextField(
        "专班名称", max_length=60, unique=True, error_messages={"unique": "已有同名专班，请直接使用。"}
    )
    kind = models.CharField("类别", max_length=20, choices=TaskForceKind.choices)
    leader = CleanTextField("组长", max_length=30)
    members = CleanTextField("成员", max_length=400, blank=True, help_text="单位和姓名，用顿号隔开")
    from_on = models.DateField("成立日期")
    to_on = models.DateField("撤销日期", null=True, blank=True, help_text="仍在运行的留空")

    objects = TaskForceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "专班"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="taskforce_span",
                violation_error_message="撤销日期不能早于成立日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return place("delivery:taskforce_detail", self.pk)


class TaskForceMeeting(Happening):
    """A meeting as it was held; one that was entered by mistake is taken back by another person."""

    taskforce = models.ForeignKey(
        TaskForce, models.PROTECT, verbose_name="专班", related_name="meetings", db_index=False
    )
    kind = models.CharField("会议类型", max_length=20, choices=MeetingKind.choices)
    attendees = CleanTextField("参加人员", max_length=400)
    estates = models.ManyToManyField(
        "delivery.TroubledEstate", through="MeetingEstate", verbose_name="涉及项目", related_name="meetings"
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "调度会议"
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["taskforce", "undoes"], name="meeting_of_taskforce")]

    def __str__(self) -> str:
        return f"{self.taskforce} {self.get_kind_display()} {self.on}"

    def get_absolute_url(self) -> str:
        return place("delivery:meeting_detail", self.pk)


class MeetingEstate(models.Model):
    """An estate that a meeting dealt with."""

    append_only = True

    meeting = models.ForeignKey(TaskForceMeeting, models.PROTECT, verbose_name="调度会议", related_name="+")
    estate = models.ForeignKey("delivery.TroubledEstate", models.PROTECT, verbose_name="保交房项目", related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "会议涉及项目"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "estate"], name="meeting_estate_once",
                violation_error_message="这个项目已列入本次会议。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting} {self.estate}"


class MeetingDecision(Recorded):
    """What a meeting decided: who settles which problem until when."""

    meeting = models.ForeignKey(TaskForceMeeting, models.PROTECT, verbose_name="调度会议", related_name="decisions")
    text = CleanTextField("议定事项", max_length=200)
    kind = models.CharField("问题类别", max_length=10, choices=DecisionKind.choices)
    responsible = CleanTextField("责任单位", max_length=60)
    due_on = models.DateField("完成时限")
    status = models.CharField(
        "状态", max_length=10, choices=DecisionStatus.choices, default=DecisionStatus.OPEN, editable=False
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "议定事项"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "text"], name="decision_once", violation_error_message="这一事项已登记。",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return place("delivery:decision_detail", self.pk)


class DecisionStep(Happening):
    decision = models.ForeignKey(
        MeetingDecision, models.PROTECT, verbose_name="议定事项", related_name="steps", db_index=False
    )
    code = models.CharField("步骤", max_length=10, choices=DecisionStatus.choices)

    objects = DecisionStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "议定事项办理"
        ordering = ["decision", "on", "pk"]
        indexes = [models.Index(fields=["decision", "undoes"], name="step_of_decision")]

    def __str__(self) -> str:
        return f"{self.decision} {self.get_code_display()}"

    def get_absolute_url(self) -> str:
        return self.decision.get_absolute_url()


class Assessment(Recorded):
    """季考核 of a task force; confirmed by a second person."""

    taskforce = models.ForeignKey(TaskForce, models.PROTECT, verbose_name="专班", related_name="assessments")
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度", validators=[MinValueValidator(1), MaxValueValidator(4)])
    score = models.PositiveSmallIntegerField("得分", validators=[MaxValueValidator(100)], help_text="0 至 100 的整数")
    note = CleanTextField("评语", max_length=200)
    status = models.CharField(
        "状态", max_length=10, choices=AssessmentStatus.choices, default=AssessmentStatus.RECORDED, editable=False
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="复核人", related_name="+", null=True, editable=False
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "专班考核"
        ordering = ["-year", "-quarter", "taskforce"]
        constraints = [
            models.UniqueConstraint(
                fields=["taskforce", "year", "quarter"], condition=~Q(status=AssessmentStatus.VOID),
                name="assessment_once", violation_error_message="这个专班本季度已有考核结果，作废后才能重新登记。",
            ),
            models.CheckConstraint(
                condition=Q(score__lte=100), name="assessment_score", violation_error_message="得分不能大于 100。",
            ),
            models.CheckConstraint(
                condition=~Q(status=AssessmentStatus.CONFIRMED) | Q(confirmed_by__isnull=False)
                & ~Q(confirmed_by=F("recorded_by")), name="assessment_confirmed",
                violation_error_message="考核结果由您本人登记，须由另一位同事复核。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.taskforce} {self.year} 年第 {self.quarter} 季度考核"

    def get_absolute_url(self) -> str:
        return place("delivery:assessment_detail", self.pk)


class WorkBudget(Happening):
    """专项工作经费 that the treasury has set aside for a task force on ``on``."""

    taskforce = models.ForeignKey(
        TaskForce, models.PROTECT, verbose_name="使用专班", related_name="budgets", db_index=False
    )
    year = models.PositiveSmallIntegerField("年度")
    amount = MoneyField("金额（元）")
    paper = CleanTextField("文号", max_length=60)

    objects = BudgetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "专项工作经费"
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["taskforce", "undoes"], name="budget_of_taskforce")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="work_budget_positive", violation_error_message="金额应大于 0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年专项工作经费 {self.paper}"

    def get_absolute_url(self) -> str:
        return place("delivery:budget_detail", self.pk)
