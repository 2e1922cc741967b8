"""Credit files of enterprises (dossier §4.4, [E22]): rules are data, records are dated, the grade is never stored."""
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from housing_portal.journal.happening import Happening, Recorded
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField
from housing_portal.kit.triggers import Guard
from housing_portal.registry.models import Organization
from inspections.enums.credit import CreditRuleStatus, CreditStatus, CreditSubject, InfoKind
from inspections.querysets.credit import (
    CreditItemQuerySet,
    CreditRecordQuerySet,
    CreditRuleQuerySet,
    CreditStepQuerySet,
)

LONGEST = 365  # days
AFTER_NOTICE = (CreditStatus.NOTIFIED, CreditStatus.OBJECTED, CreditStatus.UPHELD, CreditStatus.WITHDRAWN)


class CreditRule(Recorded):
    """信用评价规则, one version for one kind of enterprise. What has been confirmed is copied, never edited."""

    guards = (
        Guard(
            "confirmed_stays", "UPDATE",
            """OLD.status <> 'recorded' AND (NEW.status = 'recorded' OR NEW.subject_kind <> OLD.subject_kind
               OR NEW.effective_from <> OLD.effective_from OR NEW.base_score <> OLD.base_score
               OR NEW.notice_days <> OLD.notice_days OR NEW.objection_days <> OLD.objection_days
               OR COALESCE(NEW.max_base, -1) <> COALESCE(OLD.max_base, -1)
               OR COALESCE(NEW.max_operation, -1) <> COALESCE(OLD.max_operation, -1)
               OR COALESCE(NEW.max_good, -1) <> COALESCE(OLD.max_good, -1))""",
            "credit rule: it has been confirmed",
        ),
    )

    name = CleanTextField("名称", max_length=60, unique=True, error_messages={"unique": "已有同名规则。"})
    subject_kind = models.CharField("企业类别", max_length=20, choices=CreditSubject.choices)
    basis = CleanTextField("依据", max_length=200, help_text="办法的名称和文号；尚未制定的写“待县局确认”")
    effective_from = models.DateField("施行日期", help_text="只用于这一天及以后发生的事项")
    base_score = models.PositiveIntegerField("基础分", default=0, help_text="没有任何记录时的得分")
    max_base = models.PositiveIntegerField("基本信息上限（分）", null=True, blank=True, help_text="留空为不封顶")
    max_operation = models.PositiveIntegerField("经营信息上限（分）", null=True, blank=True, help_text="留空为不封顶")
    max_good = models.PositiveIntegerField("良好信息上限（分）", null=True, blank=True, help_text="留空为不封顶")
    notice_days = models.PositiveSmallIntegerField(
        "告知期限（日）", default=5, validators=[MinValueValidator(1), MaxValueValidator(LONGEST)],
        help_text="不良信息复核后，多少日内书面告知企业",
    )
    objection_days = models.PositiveSmallIntegerField(
        "异议期（日）", default=15, validators=[MinValueValidator(1), MaxValueValidator(LONGEST)],
        help_text="自告知次日起算，期满没有异议才计分",
    )
    status = models.CharField(
        "状态", max_length=20, choices=CreditRuleStatus.choices, default=CreditRuleStatus.RECORDED, editable=False
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="确认人", null=True, editable=False, related_name="+"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, editable=False)

    objects = CreditRuleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "信用规则"
        ordering = ["subject_kind", "-effective_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "effective_from"], condition=Q(status=CreditRuleStatus.CONFIRMED),
                name="credit_rule_once", violation_error_message="这一类企业已有同日施行的规则。",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("recorded_by")), name="credit_rule_two_persons",
                violation_error_message="确认人不能是录入人本人，请由另一位同事确认。",
            ),
            models.CheckConstraint(
                condition=~Q(status=CreditRuleStatus.CONFIRMED)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="credit_rule_confirmed_by", violation_error_message="已确认的规则必须有确认人。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return place("inspections:credit_rule_detail", self.pk)


class CreditGrade(models.Model):
    """信用等级: given to whoever has at least so many points."""

    rule = models.ForeignKey(CreditRule, models.PROTECT, verbose_name="信用规则", related_name="grades")
    grade = CleanTextField("等级", max_length=20)
    at_least = models.PositiveIntegerField("最低得分")

    class Meta:
        verbose_name = verbose_name_plural = "信用等级"
        ordering = ["rule", "-at_least"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "grade"], name="credit_grade_once", violation_error_message="等级名称重复。"
            ),
            models.UniqueConstraint(
                fields=["rule", "at_least"], name="credit_threshold_once",
                violation_error_message="两个等级的最低得分相同。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grade}（{self.at_least} 分及以上）"


class CreditItem(models.Model):
    """信用信息条目: what is worth how many points, and for how long."""

    rule = models.ForeignKey(CreditRule, models.PROTECT, verbose_name="信用规则", related_name="items")
    code = CleanTextField("编码", max_length=10)
    info_kind = models.CharField("信息类别", max_length=20, choices=InfoKind.choices)
    text = CleanTextField("内容", max_length=120)
    points = models.SmallIntegerField("分值", help_text="不良信息填负数，其他填正数")
    months = models.PositiveSmallIntegerField(
        "有效期（月）", default=12, validators=[MaxValueValidator(240)], help_text="自发生之日起算，0 为长期有效"
    )
    is_publishable = models.BooleanField("处罚信息，可对外公示", default=False)
    basis = CleanTextField("依据", max_length=120, blank=True)

    objects = CreditItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "信用条目"
        ordering = ["rule", "code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "code"], name="credit_item_once", violation_error_message="这个编码已在规则中。"
            ),
            models.CheckConstraint(
                condition=Q(info_kind=InfoKind.BAD, points__lt=0) | ~Q(info_kind=InfoKind.BAD) & Q(points__gt=0),
                name="credit_points_sign", violation_error_message="不良信息的分值须为负数，其他信息的分值须为正数。",
            ),
            models.CheckConstraint(
                condition=Q(is_publishable=False) | Q(info_kind=InfoKind.BAD), name="credit_only_bad_published",
                violation_error_message="只有不良信息中的处罚可以对外公示。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class CreditRecord(Recorded):
    """信用记录: something that happened to an enterprise and counts for or against it until a day."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="企业", related_name="credit_records"
    )
    subject_kind = models.CharField("企业类别", max_length=20, choices=CreditSubject.choices, editable=False)
    item = models.ForeignKey(CreditItem, models.PROTECT, verbose_name="信用条目", related_name="records")
    points = models.SmallIntegerField("分值", editable=False, help_text="录入时照条目带入，不能手工填写")
    on = models.DateField("发生日期")
    valid_to = models.DateField("有效期至", null=True, editable=False)
    source = CleanTextField("来源", max_length=120, help_text="检查、处罚、表彰等，写明机关和事由")
    finding = models.ForeignKey(
        "inspections.Finding", models.PROTECT, verbose_name="检查问题", null=True, blank=True, related_name="+"
    )
    notice = models.ForeignKey(
        "inspections.RectificationNotice", models.PROTECT, verbose_name="整改通知单", null=True, blank=True,
        related_name="+",
    )
    paper_no = CleanTextField("决定文书号", max_length=60, blank=True, help_text="处罚决定书文号，没有的不能对外公示")
    status = models.CharField(
        "状态", max_length=20, choices=CreditStatus.choices, default=CreditStatus.RECORDED, editable=False
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="复核人", null=True, editable=False, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="异议裁定人", null=True, editable=False,
        related_name="+",
    )

    objects = CreditRecordQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "信用记录"
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["organization", "subject_kind", "status"], name="credit_of_organization")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "item", "on", "paper_no"], condition=~Q(status=CreditStatus.REVOKED),
                name="credit_record_once", violation_error_message="这家企业同一天的同一条目已登记。",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("recorded_by")), name="credit_two_persons",
                violation_error_message="不能复核自己登记的信用记录，请由另一位同事复核。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=(CreditStatus.RECORDED, CreditStatus.REVOKED)) | Q(confirmed_by__isnull=False),
                name="credit_confirmed_by", violation_error_message="复核之后的信用记录必须有复核人。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("recorded_by")) & ~Q(decided_by=F("confirmed_by")),
                name="credit_three_persons", violation_error_message="异议须由录入人、复核人以外的第三人裁定。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(CreditStatus.UPHELD, CreditStatus.WITHDRAWN)) | Q(decided_by__isnull=False),
                name="credit_decided_by", violation_error_message="已裁定的异议必须有裁定人。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=AFTER_NOTICE) | Q(points__lt=0), name="credit_only_bad_notified",
                violation_error_message="只有不良信息须告知并设异议期。",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("on")), name="credit_valid_after",
                violation_error_message="有效期不能早于发生日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.item}"

    def get_absolute_url(self) -> str:
        return place("inspections:credit_record_detail", self.pk)

    @property
    def is_bad(self) -> bool:
        """Return whether it takes points away, so that the enterprise is told first and may object."""
        return self.points < 0


class CreditStep(Happening):
    record = models.ForeignKey(
        CreditRecord, models.PROTECT, verbose_name="信用记录", related_name="steps", db_index=False
    )
    code = models.CharField("步骤", max_length=20, choices=CreditStatus.choices)

    objects = CreditStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "信用记录进度"
        ordering = ["record", "on", "pk"]
        indexes = [models.Index(fields=["record", "code", "undoes"], name="step_of_credit_record")]

    def __str__(self) -> str:
        return f"{self.record} {self.get_code_display()}"
