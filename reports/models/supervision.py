"""督办事项: what a unit has been told to settle by when, its dated steps, feedback, more time and letters (§4.6)."""
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from affordable.models import AuditFinding
from housing_portal.accounts.models import Unit
from housing_portal.journal.duties import different, person
from housing_portal.journal.extension import MoreTimeRequest, more_time_constraints
from housing_portal.journal.happening import Happening, Recorded
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField
from housing_portal.kit.triggers import Guard
from housing_portal.registry.models import PolicyDoc
from inspections.models import Finding, Petition
from presale.delivery.models import MeetingDecision
from reports.enums import (
    LIVE,
    LetterPurpose,
    Quality,
    SupervisionMethod,
    SupervisionSource,
    SupervisionStatus,
)
from reports.models.document import Document
from reports.querysets import MoreTimeQuerySet, SupervisionQuerySet, SupervisionStepQuerySet

ORIGINS = {
    SupervisionSource.BULLETIN: "bulletin", SupervisionSource.DECISION: "decision",
    SupervisionSource.AUDIT: "audit_finding", SupervisionSource.PETITION: "petition",
    SupervisionSource.FINDING: "finding",
}
# what a matter and the record that it comes from are named by
NAMED = ("unit", "authority_doc", "bulletin", "decision", "audit_finding__unit", "petition", "finding__target",
         "finding__violation", "fed_by", "accepted_by", "recorded_by")
BEFORE_ISSUE = (SupervisionStatus.DRAFTED, SupervisionStatus.VOID)


def _of_its_source() -> Q:
    """Return the condition that the record a matter comes from is one of its source, and the programme likewise."""
    condition = Q(source=SupervisionSource.TARGET) & ~Q(programme="") | (
        ~Q(source=SupervisionSource.TARGET) & Q(programme="")
    )
    for source, field in ORIGINS.items():
        condition &= Q(**{field: None}) | Q(source=source)
    return condition


def _origin(model: type[models.Model] | str, label: str) -> models.ForeignKey:
    return models.ForeignKey(
        model, models.PROTECT, verbose_name=label, null=True, blank=True, related_name="supervisions"
    )


class SupervisionItem(Recorded):
    """督办事项. Its terms are reckoned once, when it is handed over, and stored: no holiday notice moves them.

    ``due_on`` follows approved extensions, ``first_due_on`` never moves. ``captured`` is how the matter stood when it
    was taken up: target, done, rate and gap of a programme as texts, or the day that had passed.
    """

    guards = (
        Guard(
            "handed_over_stays", "UPDATE",
            """OLD.issued_on IS NOT NULL AND (NEW.issued_on IS NULL OR NEW.issued_on <> OLD.issued_on
               OR NEW.receipt_due_on <> OLD.receipt_due_on OR NEW.feedback_due_on <> OLD.feedback_due_on
               OR NEW.first_due_on <> OLD.first_due_on OR NEW.unit_id <> OLD.unit_id OR NEW.source <> OLD.source
               OR NEW.method <> OLD.method OR NEW.title <> OLD.title OR NEW.requirement <> OLD.requirement)""",
            "supervision item: what was handed over stays as it is",
        ),
    )

    source = models.CharField(
        "来源", max_length=20, choices=SupervisionSource.choices, default=SupervisionSource.MANUAL
    )
    source_note = CleanTextField(
        "来源说明", max_length=120, blank=True, help_text="哪次会议、哪份通报；来源不是本系统记录的必须写明"
    )
    programme = models.CharField("年度任务", max_length=20, blank=True)
    bulletin = _origin(Document, "通报")
    decision = _origin(MeetingDecision, "议定事项")
    audit_finding = _origin(AuditFinding, "审计问题")
    petition = _origin(Petition, "信访件")
    finding = _origin(Finding, "检查问题")
    captured = models.JSONField("立项时情况", default=dict, editable=False)
    title = CleanTextField("督办事项", max_length=80)
    requirement = CleanTextField("办理标准", max_length=300, help_text="做到什么程度算办结；印在督办通知上")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="责任单位", related_name="supervisions")
    leader = CleanTextField("责任领导", max_length=30, blank=True)
    lead_dept = CleanTextField("牵头股室", max_length=40, blank=True)
    method = models.CharField(
        "方式", max_length=20, choices=SupervisionMethod.choices, default=SupervisionMethod.SUPERVISE
    )
    authority_doc = models.ForeignKey(
        PolicyDoc, models.PROTECT, verbose_name="督查授权文件", null=True, blank=True, related_name="+",
        help_text="方式为督查的必须写明政府指定或领导小组授权的文件（政府督查工作条例 §7）",
    )
    issued_on = models.DateField("交办日期", null=True, editable=False)
    receipt_due_on = models.DateField("签收期限", null=True, editable=False)
    feedback_due_on = models.DateField("反馈期限", null=True, editable=False)
    first_due_on = models.DateField("首次办理期限", null=True, editable=False)
    due_on = models.DateField("办理期限")
    fed_by = person("反馈登记人")
    accepted_by = person("办结核定人")
    quality = models.CharField("办理质量", max_length=10, choices=Quality.choices, blank=True, editable=False)
    status = models.CharField(
        "状态", max_length=20, choices=SupervisionStatus.choices, default=SupervisionStatus.DRAFTED, editable=False
    )

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督办事项"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["status", "due_on"], name="supervision_open_due")]
        constraints = [
            models.CheckConstraint(
                condition=_of_its_source(), name="supervision_of_its_source",
                violation_error_message="来源与所选的记录不符：年度目标须选任务，其他来源只能选本来源的记录。",
            ),
            models.CheckConstraint(
                condition=~Q(method=SupervisionMethod.INSPECT) | Q(authority_doc__isnull=False),
                name="supervision_inspects_with_authority",
                violation_error_message="没有授权文件不得以督查方式办理，请改用督办或工作提示（政府督查工作条例 §7）。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=BEFORE_ISSUE) | Q(
                    issued_on__isnull=False, receipt_due_on__isnull=False, feedback_due_on__isnull=False,
                    first_due_on__isnull=False,
                ),
                name="supervision_issued_has_terms", violation_error_message="交办的事项须有交办日期和各项期限。",
            ),
            models.CheckConstraint(
                condition=Q(issued_on=None, receipt_due_on=None, feedback_due_on=None, first_due_on=None)
                | Q(receipt_due_on__gte=F("issued_on"), feedback_due_on__gte=F("receipt_due_on"),
                    first_due_on__gte=F("issued_on"), due_on__gte=F("first_due_on")),
                name="supervision_terms_in_order",
                violation_error_message="期限不能早于交办日期，反馈期限不能早于签收期限，延期不能提前期限。",
            ),
            models.CheckConstraint(
                condition=different("fed_by", "accepted_by") & different("recorded_by", "accepted_by"),
                name="supervision_accepted_by_other",
                violation_error_message="办结须由立项、登记反馈以外的人核定。",
            ),
            models.CheckConstraint(
                condition=Q(status=SupervisionStatus.ACCEPTED, accepted_by__isnull=False) & ~Q(quality="")
                | ~Q(status=SupervisionStatus.ACCEPTED) & Q(accepted_by=None, quality=""),
                name="supervision_accepted_facts", violation_error_message="办结须有核定人和办理质量。",
            ),
            models.UniqueConstraint(
                fields=["unit", "programme"], condition=~Q(programme="") & Q(status__in=LIVE),
                name="supervision_programme_once",
                violation_error_message="这个单位的这项任务已有在办的督办事项。",
            ),
            *(
                models.UniqueConstraint(
                    fields=[field], condition=Q(status__in=LIVE), name=f"supervision_{field}_once",
                    violation_error_message="这条记录已有在办的督办事项。",
                )
                for field in ("decision", "audit_finding", "petition", "finding")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return place("reports:supervision_detail", self.pk)

    @property
    def origin(self) -> models.Model | None:
        """Return the record that it comes from, if it is one of the portal."""
        return getattr(self, ORIGINS[self.source]) if self.source in ORIGINS else None


class SupervisionStep(Happening):
    """A step of a matter on its day."""

    item = models.ForeignKey(
        SupervisionItem, models.PROTECT, verbose_name="督办事项", related_name="steps", db_index=False
    )
    code = models.CharField("步骤", max_length=20, choices=SupervisionStatus.choices)

    objects = SupervisionStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督办进度"
        ordering = ["item", "on", "pk"]
        indexes = [models.Index(fields=["item", "undoes"], name="step_of_supervision")]

    def __str__(self) -> str:
        return f"{self.item} {self.get_code_display()}"


class SupervisionFeedback(models.Model):
    """反馈: what the unit has answered; it stands as long as its step does."""

    append_only = True

    step = models.OneToOneField(SupervisionStep, models.PROTECT, verbose_name="步骤", related_name="feedback")
    text = CleanTextField("反馈内容", max_length=600)
    by = CleanTextField("反馈人", max_length=40, help_text="单位和姓名")

    class Meta:
        verbose_name = verbose_name_plural = "督办反馈"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class SupervisionExtension(MoreTimeRequest):
    """督办延期: who enters the request does not approve it; the first term stays on record."""

    item = models.ForeignKey(SupervisionItem, models.PROTECT, verbose_name="督办事项", related_name="extensions")
    former_due_on = models.DateField("原期限", editable=False)
    new_due_on = models.DateField("申请延至")

    objects = MoreTimeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督办延期"
        ordering = ["-pk"]
        constraints = more_time_constraints(
            "supervision_extension", "item", "former_due_on", "new_due_on", decided="supervision_extension_decided",
            once="这一事项已有一份待批准的延期申请。", others="延期须由申请登记人以外的人批准。",
        )

    def __str__(self) -> str:
        return f"{self.item} 延期至 {self.new_due_on}"

    def get_absolute_url(self) -> str:
        return place("reports:supervision_extension_detail", self.pk)


class SupervisionLetter(models.Model):
    """A paper about a matter. ``answer_by`` is the further term that an urging letter sets; it stays as written."""

    append_only = True

    item = models.ForeignKey(SupervisionItem, models.PROTECT, verbose_name="督办事项", related_name="letters")
    document = models.ForeignKey(Document, models.PROTECT, verbose_name="公文", related_name="supervision_letters")
    purpose = models.CharField("用途", max_length=10, choices=LetterPurpose.choices)
    answer_by = models.DateField("再次时限", null=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="起草人", related_name="+")
    made_at = models.DateTimeField("起草时间")

    class Meta:
        verbose_name = verbose_name_plural = "督办文书"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "document"], name="supervision_letter_once",
                violation_error_message="这份公文已列有这一事项。",
            ),
            models.CheckConstraint(
                condition=~Q(purpose=LetterPurpose.URGE) | Q(answer_by__isnull=False),
                name="supervision_urge_sets_a_term", violation_error_message="催办须有再次时限。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.get_purpose_display()}"
