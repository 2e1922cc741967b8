"""Rental subsidies: the rule, who is granted what, the quarter's batch and who is not in it (dossier §3.10)."""
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from affordable.enums import (
    BatchStatus,
    FamilyCategory,
    GrantStatus,
    OmissionReason,
    RuleStatus,
)
from affordable.models.base import Owned
from affordable.models.family import Benefit, Family
from affordable.querysets import (
    GrantQuerySet,
    OmissionQuerySet,
    SubsidyBatchQuerySet,
    SubsidyRuleQuerySet,
)
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import AreaField, CleanTextField, HundredthsField, MoneyField
from housing_portal.kit.triggers import Guard

NOT_NEGATIVE = MinValueValidator(0, "不能小于 0。")


def person(label: str) -> models.ForeignKey:
    """Return a column for somebody who took a step."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=True, blank=True, editable=False,
        related_name="+",
    )


def apart(one: str, other: str) -> Q:
    """Return the condition that two steps were taken by two people, as far as they were taken."""
    return Q(**{one: None}) | Q(**{other: None}) | ~Q(**{one: F(other)})


class SubsidyRule(Owned):
    """补贴标准: what the county pays per ㎡, up to which area, times the coefficient of the family's income.

    In force from its day on once a second person has confirmed it; then its figures stay.
    """

    guards = (
        Guard(
            "confirmed_stays", "UPDATE",
            """OLD.status <> 'recorded' AND (NEW.status <> OLD.status OR NEW.effective_on <> OLD.effective_on
               OR NEW.standard <> OLD.standard OR NEW.guaranteed_area <> OLD.guaranteed_area
               OR NEW.most_persons <> OLD.most_persons
               OR CAST(NEW.coefficients AS text) <> CAST(OLD.coefficients AS text))""",
            "subsidy rule: what was confirmed stays as it is",
        ),
    )

    effective_on = models.DateField("执行日期")
    standard = MoneyField("补贴标准（元/㎡·月）", validators=[NOT_NEGATIVE])
    guaranteed_area = AreaField("人均保障面积（㎡）", validators=[NOT_NEGATIVE])
    most_persons = models.PositiveSmallIntegerField("最多计补人数", default=4)
    policy = CleanTextField("依据文件", max_length=120)
    coefficients = models.JSONField("收入系数", help_text="各类家庭的系数，1 为全额")
    status = models.CharField(
        "状态", max_length=20, choices=RuleStatus.choices, default=RuleStatus.RECORDED, editable=False
    )
    confirmed_by = person("复核人")
    confirmed_at = models.DateTimeField("复核时间", null=True, blank=True, editable=False)

    objects = SubsidyRuleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "补贴标准"
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["effective_on"], condition=~Q(status=RuleStatus.VOID), name="subsidy_rule_once",
                violation_error_message="这一天已有执行的补贴标准。",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("recorded_by")), name="subsidy_rule_two_persons",
                violation_error_message="复核人不能是登记人本人。",
            ),
            models.CheckConstraint(
                condition=~Q(status=RuleStatus.CONFIRMED) | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="subsidy_rule_confirmed", violation_error_message="生效的标准须有复核人和复核时间。",
            ),
            models.CheckConstraint(
                condition=Q(standard__gt=0, guaranteed_area__gt=0, most_persons__gte=1), name="subsidy_rule_sizes",
                violation_error_message="标准、保障面积应大于 0，人数至少 1。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.effective_on} 起 {self.standard} 元/㎡·月"

    def get_absolute_url(self) -> str:
        return place("affordable:subsidy_rule_detail", self.pk)


class SubsidyGrant(Owned):
    """补贴资格. Its facts and its monthly amount are fixed; whatever changes is a new version from its day on."""

    guards = (
        Guard(
            "confirmed_stays", "UPDATE",
            """OLD.confirmed_by_id IS NOT NULL AND (NEW.family_id <> OLD.family_id OR NEW.rule_id <> OLD.rule_id
               OR NEW.category <> OLD.category OR NEW.persons <> OLD.persons OR NEW.own_area <> OLD.own_area
               OR NEW.coefficient <> OLD.coefficient OR NEW.monthly_amount <> OLD.monthly_amount
               OR NEW.from_on <> OLD.from_on OR NEW.confirmed_by_id IS NULL)""",
            "grant: what was confirmed stays as it is",
        ),
        *(
            Guard(
                f"without_home_{event.lower()}", event,
                """NEW.status IN ('active', 'suspended') AND EXISTS (SELECT 1 FROM affordable_lease l
                   WHERE l.family_id = NEW.family_id AND l.status <> 'ended')""",
                "grant: the family rents a public home",
            )
            for event in ("INSERT", "UPDATE")
        ),
    )

    benefit = models.ForeignKey(
        Benefit, models.PROTECT, verbose_name="保障方式", null=True, blank=True, editable=False, related_name="grants"
    )
    family = models.ForeignKey(Family, models.PROTECT, verbose_name="保障对象", related_name="grants")
    version = models.PositiveSmallIntegerField("版次", default=1, editable=False)
    rule = models.ForeignKey(SubsidyRule, models.PROTECT, verbose_name="补贴标准", related_name="+")
    category = models.CharField("家庭类别", max_length=20, choices=FamilyCategory.choices)
    persons = models.PositiveSmallIntegerField("计补人数")
    own_area = AreaField("人均自有面积（㎡）")
    coefficient = HundredthsField("收入系数")
    monthly_amount = MoneyField("月补贴额（元）")
    from_on = models.DateField("起发日期")
    to_on = models.DateField("停发日期", null=True, blank=True, editable=False)
    status = models.CharField(
        "状态", max_length=20, choices=GrantStatus.choices, default=GrantStatus.PROPOSED, editable=False
    )
    reason = CleanTextField("核定或调整依据", max_length=200)
    confirmed_by = person("复核人")
    confirmed_at = models.DateTimeField("复核时间", null=True, blank=True, editable=False)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "补贴资格"
        ordering = ["family", "-version"]
        indexes = [models.Index(fields=["status", "from_on"], name="grant_running")]
        constraints = [
            models.UniqueConstraint(
                fields=["family", "version"], name="grant_version_once",
                violation_error_message="这一版补贴刚刚已被登记，请刷新后核对。",
            ),
            models.UniqueConstraint(
                fields=["family"], condition=Q(status__in=(GrantStatus.ACTIVE, GrantStatus.SUSPENDED)),
                name="grant_one_running", violation_error_message="这个家庭已有执行中的补贴资格。",
            ),
            models.UniqueConstraint(
                fields=["family"], condition=Q(status=GrantStatus.PROPOSED), name="grant_one_proposed",
                violation_error_message="这个家庭已有一份待复核的补贴核定。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=(GrantStatus.PROPOSED, GrantStatus.REJECTED), confirmed_by=None)
                | ~Q(status__in=(GrantStatus.PROPOSED, GrantStatus.REJECTED)) & Q(
                    confirmed_by__isnull=False, confirmed_at__isnull=False, benefit__isnull=False
                ),
                name="grant_confirmed", violation_error_message="执行的补贴资格须有复核人和保障方式。",
            ),
            models.CheckConstraint(
                condition=Q(persons__gte=1, own_area__gte=0, coefficient__gte=0, monthly_amount__gt=0),
                name="grant_sizes", violation_error_message="人数至少 1，面积、系数不能是负数，月补贴额应大于 0。",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("recorded_by")), name="grant_two_persons",
                violation_error_message="复核人不能是登记人本人。",
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="grant_days",
                violation_error_message="停发日期早于起发日期，请核对。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family} 第 {self.version} 版"

    def get_absolute_url(self) -> str:
        return place("affordable:grant_detail", self.pk)


class SubsidyBatch(Owned):
    """季度发放批次: one for each quarter, computed as a whole, sent as a whole.

    The batch of a unit holds the families of that unit, that of the whole the families of all units.
    """

    guards = (
        Guard(
            "approved_stays", "UPDATE",
            """OLD.status NOT IN ('drafted', 'computed', 'checked') AND (NEW.unit_id <> OLD.unit_id
               OR NEW.year <> OLD.year OR NEW.quarter <> OLD.quarter OR NEW.households <> OLD.households
               OR NEW.amount <> OLD.amount OR NEW.digest <> OLD.digest OR NEW.computed_by_id <> OLD.computed_by_id
               OR NEW.checked_by_id <> OLD.checked_by_id OR NEW.approved_by_id <> OLD.approved_by_id
               OR NEW.approved_on <> OLD.approved_on)""",
            "subsidy batch: what was approved stays as it is",
        ),
        # its lines are held by its state: it does not go back, and is given up only before the bank has it
        Guard(
            "goes_on", "UPDATE",
            """OLD.status NOT IN ('drafted', 'computed', 'checked')
               AND NEW.status IN ('drafted', 'computed', 'checked')
               OR OLD.status = 'void' AND NEW.status <> 'void'
               OR NEW.status = 'void'
               AND OLD.status IN ('sent', 'succeeded', 'part_returned', 'reissuing', 'closed')""",
            "subsidy batch: it does not go back",
        ),
    )

    files_permission = "rental.finance"  # names and cards in clear

    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度")
    planned_on = models.DateField("应发期限", editable=False)
    households = models.PositiveIntegerField("户数", default=0, editable=False)
    amount = MoneyField("金额（元）", default=0, editable=False)
    computed_at = models.DateTimeField("测算时间", null=True, blank=True, editable=False)
    computed_by = person("测算人")
    checked_by = person("复核人")
    approved_by = person("审批人")
    approved_on = models.DateField("批准日期", null=True, blank=True, editable=False)
    digest = models.CharField("批准内容校验值", max_length=64, blank=True, editable=False)
    funded_on = models.DateField("财政到账日期", null=True, blank=True, editable=False)
    funded_doc = CleanTextField("拨款凭证号", max_length=60, blank=True, editable=False)
    exported_by = person("导出人")
    attempt = models.PositiveSmallIntegerField("代发次数", default=0, editable=False)
    file_digest = models.CharField("代发文件校验值", max_length=64, blank=True, editable=False)
    sent_on = models.DateField("送银行日期", null=True, blank=True, editable=False)
    closed_on = models.DateField("办结日期", null=True, blank=True, editable=False)
    status = models.CharField(
        "状态", max_length=20, choices=BatchStatus.choices, default=BatchStatus.DRAFTED, editable=False
    )

    objects = SubsidyBatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "补贴发放批次"
        ordering = ["-year", "-quarter", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "quarter"], condition=~Q(status=BatchStatus.VOID), name="batch_of_quarter_once",
                violation_error_message="这个季度已有发放批次。",
            ),
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4), name="batch_quarter",
                violation_error_message="季度是 1—4。",
            ),
            models.CheckConstraint(
                condition=apart("computed_by", "checked_by") & apart("computed_by", "approved_by")
                & apart("computed_by", "exported_by") & apart("checked_by", "approved_by")
                & apart("checked_by", "exported_by") & apart("approved_by", "exported_by"),
                name="batch_persons", violation_error_message="测算、复核、审批、导出须由四个人办理。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=(BatchStatus.DRAFTED, BatchStatus.COMPUTED, BatchStatus.CHECKED,
                                        BatchStatus.VOID))
                | Q(checked_by__isnull=False, approved_by__isnull=False, approved_on__isnull=False) & ~Q(digest=""),
                name="batch_approved", violation_error_message="批准的批次须有复核人、批准人和校验值。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年第 {self.quarter} 季度租赁补贴"

    def get_absolute_url(self) -> str:
        return place("affordable:subsidy_batch_detail", self.pk)

    @property
    def code(self) -> str:
        """Return what the bank's files call the batch; every file that is sent has its own."""
        return f"BT{self.year}{self.quarter}-{self.pk}-{self.attempt}"


class SubsidyOmission(models.Model):
    """A family that has a grant and is not in the batch, with the reason; made anew by every computation."""

    batch = models.ForeignKey(SubsidyBatch, models.PROTECT, verbose_name="批次", related_name="omissions")
    family = models.ForeignKey(Family, models.PROTECT, verbose_name="保障对象", related_name="+")
    reason = models.CharField("未列入原因", max_length=20, choices=OmissionReason.choices)
    note = CleanTextField("说明", max_length=200, blank=True)

    objects = OmissionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "未列入批次的家庭"
        ordering = ["batch", "reason", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "family"], name="omission_once", violation_error_message="这个家庭已列为未列入。"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family} {self.get_reason_display()}"
