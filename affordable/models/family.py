"""Families that ask for or have public housing: who belongs to them, what they are entitled to (dossier §3.10)."""
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from affordable.enums import (
    IN_CARE,
    REVIEWED,
    BenefitKind,
    CheckResult,
    Department,
    Departure,
    FamilyCategory,
    FamilyStatus,
    Relation,
    ReviewNeed,
    ReviewStatus,
    SupportMode,
)
from affordable.models.base import Owned
from affordable.querysets import (
    BenefitQuerySet,
    CheckQuerySet,
    FamilyQuerySet,
    FamilyStepQuerySet,
    MemberQuerySet,
    ObjectionQuerySet,
    RentalOwnedQuerySet,
    ReviewQuerySet,
)
from housing_portal.journal.happening import Happening
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import AreaField, CleanTextField, MoneyField
from housing_portal.kit.secrecy import SealedField, mask_number
from housing_portal.registry.people import Person


class PublicNotice(Owned):
    """公示: a list of families, open to objections for the days of the parameter."""

    number = CleanTextField("公示编号", max_length=40, unique=True, editable=False)
    starts_on = models.DateField("公示起")
    ends_on = models.DateField("公示止", editable=False)
    posted_at = CleanTextField("公示地点或网址", max_length=120, help_text="例如 县政府门户网站、社区公示栏")

    objects = RentalOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公示"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="notice_days",
                violation_error_message="公示截止早于开始，请核对。",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return place("affordable:notice_detail", self.pk)


class Family(Owned):
    """保障对象. Who belongs to it are its members; how many they are is never typed."""

    number = CleanTextField("编号", max_length=40, unique=True, editable=False)
    category = models.CharField("家庭类别", max_length=20, choices=FamilyCategory.choices)
    wanted = models.CharField("申请方式", max_length=20, choices=SupportMode.choices, help_text="实物配租须轮候")
    address = CleanTextField("现住址", max_length=100)
    income_pc = MoneyField("人均月收入（元）", help_text="家庭月平均收入除以家庭人口")
    house_area_pc = AreaField("人均住房面积（㎡）", help_text="家庭成员名下住房面积除以家庭人口，没有住房的填 0")
    applied_on = models.DateField("申请日期", help_text="申请书落款日期")
    former_approval_on = models.DateField(
        "原批准日期", null=True, blank=True, help_text="在本系统启用之前已批准的家庭填写，其他家庭留空"
    )
    former_approval_no = CleanTextField("原批准文号", max_length=60, blank=True, help_text="与原批准日期一同填写")
    notice = models.ForeignKey(
        PublicNotice, models.PROTECT, verbose_name="公示", null=True, editable=False, related_name="families"
    )
    waiting_since = models.DateField("轮候起始", null=True, editable=False)
    declined = models.PositiveSmallIntegerField("放弃配房次数", default=0, editable=False)
    entered_system_on = models.DateField("录入住房保障系统日期", null=True, editable=False)
    entered_at = models.DateTimeField("录入情况登记时间", null=True, editable=False)
    status = models.CharField(
        "状态", max_length=20, choices=FamilyStatus.choices, default=FamilyStatus.DRAFT, editable=False
    )
    note = CleanTextField("备注", max_length=200, blank=True)

    files_permission = "personal.reveal"  # identity cards, proof of income

    objects = FamilyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "保障对象"
        ordering = ["-applied_on", "-pk"]
        indexes = [models.Index(fields=["status", "waiting_since"], name="family_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(income_pc__gte=0, house_area_pc__gte=0), name="family_sizes",
                violation_error_message="收入和面积不能是负数。",
            ),
            models.CheckConstraint(
                condition=~Q(status=FamilyStatus.WAITING) | Q(waiting_since__isnull=False), name="family_waiting",
                violation_error_message="轮候家庭须有轮候起始日期。",
            ),
            models.CheckConstraint(
                condition=Q(former_approval_on=None, former_approval_no="")
                | Q(former_approval_on__gte=F("applied_on")) & ~Q(former_approval_no=""),
                name="family_former_approval",
                violation_error_message="原批准日期与文号须同时填写，且不早于申请日期。",
            ),
            models.CheckConstraint(
                condition=Q(entered_system_on=None, entered_at=None)
                | Q(entered_system_on__isnull=False, entered_at__isnull=False),
                name="family_entered", violation_error_message="录入日期与登记时间须同时填写。",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return place("affordable:family_detail", self.pk)


class Member(Person):
    """A member of a family; nobody belongs to two families that are under way or in care."""

    family = models.ForeignKey(Family, models.CASCADE, verbose_name="保障对象", related_name="members")
    relation = models.CharField("与申请人关系", max_length=20, choices=Relation.choices)
    joined_on = models.DateField("加入日期", editable=False)
    is_current = models.BooleanField("现有成员", default=True, editable=False)
    left_on = models.DateField("离开日期", null=True, editable=False)
    left_reason = models.CharField(
        "离开原因", max_length=20, choices=Departure.choices, blank=True, editable=False
    )

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "家庭成员"
        ordering = ["family", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["identity_index"], condition=Q(is_current=True), name="member_of_one_family",
                violation_error_message="这个人已在另一个在办或在保的家庭中。",
            ),
            models.UniqueConstraint(
                fields=["family"], condition=Q(relation=Relation.APPLICANT, is_current=True),
                name="family_one_applicant", violation_error_message="一个家庭只有一名申请人。",
            ),
            models.CheckConstraint(
                condition=Q(is_current=True, left_on=None, left_reason="")
                | Q(is_current=False, left_on__gte=F("joined_on")) & ~Q(left_reason=""),
                name="member_left", violation_error_message="离开的成员须有离开原因和不早于加入日期的离开日期。",
            ),
        ]


class FamilyStep(Happening):
    """How the case moved on; ``code`` is the state it led to."""

    family = models.ForeignKey(
        Family, models.PROTECT, verbose_name="保障对象", related_name="steps", db_index=False
    )
    code = models.CharField("步骤", max_length=20, choices=FamilyStatus.choices)

    objects = FamilyStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办理进度"
        ordering = ["family", "pk"]
        indexes = [models.Index(fields=["family", "undoes"], name="step_of_family")]

    def __str__(self) -> str:
        return f"{self.family} {self.get_code_display()}"


class DepartmentCheck(Happening):
    """部门比对: what another office has said about the family's facts."""

    family = models.ForeignKey(
        Family, models.PROTECT, verbose_name="保障对象", related_name="checks", db_index=False
    )
    department = models.CharField("部门", max_length=20, choices=Department.choices)
    result = models.CharField("结果", max_length=20, choices=CheckResult.choices)
    finding = CleanTextField("比对情况", max_length=200, blank=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "部门比对"
        ordering = ["family", "pk"]
        indexes = [models.Index(fields=["family", "undoes"], name="check_of_family")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(result=CheckResult.DIFFERENT) | ~Q(finding=""), name="check_finding",
                violation_error_message="比对不符的须写明情况。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_department_display()} {self.get_result_display()}"


class Objection(Owned):
    """异议: during a notice; a family with an open one is not approved."""

    family = models.ForeignKey(Family, models.PROTECT, verbose_name="保障对象", related_name="objections")
    received_on = models.DateField("收到日期")
    content = CleanTextField("异议内容", max_length=300)
    answer = CleanTextField("核查结论", max_length=300, blank=True, editable=False)
    answered_on = models.DateField("核查日期", null=True, editable=False)
    is_upheld = models.BooleanField("异议成立", null=True, editable=False)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公示异议"
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on=None, is_upheld=None) | Q(answered_on__isnull=False, is_upheld__isnull=False)
                & ~Q(answer=""),
                name="objection_answered", violation_error_message="核查异议须写明结论。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family} 异议 {self.received_on}"

    def get_absolute_url(self) -> str:
        return self.family.get_absolute_url()


class Benefit(models.Model):
    """What a family has: a lease or a grant. At most one at a time, kept by the database."""

    family = models.ForeignKey(Family, models.PROTECT, verbose_name="保障对象", related_name="benefits")
    kind = models.CharField("保障方式", max_length=10, choices=BenefitKind.choices)
    from_on = models.DateField("起始日期")
    to_on = models.DateField("终止日期", null=True, blank=True)
    is_current = models.BooleanField("现行", default=True)

    objects = BenefitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "保障方式"
        ordering = ["family", "from_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["family"], condition=Q(is_current=True), name="benefit_one_at_a_time",
                violation_error_message="这个家庭已享受实物配租或租赁补贴，两者不能同时享受。",
            ),
            models.CheckConstraint(
                condition=Q(is_current=True) | Q(to_on__isnull=False), name="benefit_ended",
                violation_error_message="终止的保障须有终止日期。",
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="benefit_days",
                violation_error_message="终止日期早于起始日期，请核对。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family} {self.get_kind_display()}"


class PayoutCard(Owned):
    """代发账户: the card of a member of the family; the name is the member's and nobody else's."""

    family = models.ForeignKey(Family, models.PROTECT, verbose_name="保障对象", related_name="cards")
    holder = models.ForeignKey(Member, models.PROTECT, verbose_name="户名", related_name="cards")
    bank_name = CleanTextField("开户行", max_length=80, help_text="写到支行，例如 云岭农商银行城关支行")
    card = SealedField("卡号", purpose="card", mask=mask_number, max_length=40)
    card_index = models.CharField("卡号索引", max_length=32, editable=False)
    is_current = models.BooleanField("现用", default=True, editable=False)

    objects = RentalOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "代发账户"
        ordering = ["family", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["family"], condition=Q(is_current=True), name="card_one_in_use",
                violation_error_message="这个家庭已有现用的代发账户。",
            ),
            models.UniqueConstraint(
                fields=["card_index"], condition=Q(is_current=True) & ~Q(card_index=""), name="card_of_one_family",
                violation_error_message="这张卡已是另一个家庭的代发账户。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.bank_name}"

    def get_absolute_url(self) -> str:
        return self.family.get_absolute_url()


class AnnualReview(Owned):
    """年审: whether a family in care is still entitled, once a year."""

    family = models.ForeignKey(Family, models.PROTECT, verbose_name="保障对象", related_name="reviews")
    year = models.PositiveSmallIntegerField("年度")
    due_on = models.DateField("年审期限")
    submitted_on = models.DateField("提交日期", null=True, editable=False)
    decided_on = models.DateField("年审日期", null=True, editable=False)
    decided_at = models.DateTimeField("年审登记时间", null=True, editable=False)
    was_tenant = models.BooleanField("承租户", editable=False)
    finding = CleanTextField("年审意见", max_length=200, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="材料登记人", null=True, editable=False, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="年审人", null=True, editable=False, related_name="+"
    )
    status = models.CharField(
        "状态", max_length=20, choices=ReviewStatus.choices, default=ReviewStatus.PENDING, editable=False
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年审"
        ordering = ["-year", "due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["family", "year"], name="review_once", violation_error_message="这个家庭本年度已列入年审。"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("recorded_by")) & (
                    Q(submitted_by=None) | ~Q(decided_by=F("submitted_by"))
                ),
                name="review_two_persons", violation_error_message="年审人不能是列入名单或登记材料的本人。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=REVIEWED, decided_on__isnull=False, decided_by__isnull=False)
                | ~Q(status__in=REVIEWED) & Q(decided_on=None),
                name="review_decided", violation_error_message="年审有结果的须有年审日期和年审人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family} {self.year} 年年审"

    @property
    def standing(self) -> ReviewStatus | ReviewNeed:
        """The status, or that a family which left care undecided needs no review (unless it comes back)."""
        idle = self.decided_on is None and self.family.status not in IN_CARE
        return ReviewNeed.NONE if idle else ReviewStatus(self.status)

    def get_absolute_url(self) -> str:
        return place("affordable:review_detail", self.pk)
