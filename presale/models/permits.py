"""Applications for sale permits: what was handed in, who looked at it when, and what became of it."""
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from housing_portal.journal.duties import different, person
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import AreaField, CleanTextField, MoneyField
from housing_portal.registry.enums import PermitKind
from housing_portal.registry.models import Building, Estate, Organization, SalePermit
from presale.enums import ApplicationStatus
from presale.models.accounts import EscrowAccount
from presale.querysets import ApplicationQuerySet, EscrowQuerySet
from transactions.models.base import NOT_NEGATIVE, POSITIVE, Recorded

DECIDED = (ApplicationStatus.ISSUED, ApplicationStatus.REJECTED)
LONG = 400


class PermitApplication(Recorded):
    """预售许可或现售备案申请. One that ``changes`` an issued permit goes the same way and ends in a new version of it.

    ``answer_due_on`` is fixed at the acceptance: a term that is changed later does not reach back.
    """

    number = CleanTextField("申请编号", max_length=40, unique=True, editable=False)
    kind = models.CharField("类别", max_length=20, choices=PermitKind.choices, default=PermitKind.PRESALE)
    changes = models.ForeignKey(
        SalePermit, models.PROTECT, verbose_name="变更的许可", null=True, blank=True, editable=False,
        related_name="change_applications",
    )
    estate = models.ForeignKey(Estate, models.PROTECT, verbose_name="楼盘", related_name="permit_applications")
    developer = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="开发企业", editable=False, related_name="permit_applications"
    )
    applicant = CleanTextField("企业经办人", max_length=30, blank=True)
    # what is to be sold
    area_residential = AreaField("住宅面积（㎡）", default=0, validators=[NOT_NEGATIVE])
    area_commercial = AreaField("商业面积（㎡）", default=0, validators=[NOT_NEGATIVE])
    area_other = AreaField("其他面积（㎡）", default=0, validators=[NOT_NEGATIVE])
    area_total = AreaField("申请面积合计（㎡）", default=0, editable=False)
    sets_total = models.PositiveIntegerField("申请套数", default=0)
    sets_residential = models.PositiveIntegerField("其中：住宅套数", default=0)
    # what the statutory conditions ask for
    total_invest = MoneyField(
        "工程建设总投资（元）", null=True, blank=True, validators=[POSITIVE], help_text="按提供预售的商品房计算"
    )
    invested = MoneyField("已投入建设资金（元）", null=True, blank=True, validators=[NOT_NEGATIVE])
    fund_to_deliver = MoneyField("完成交付所需后续资金（元）", null=True, blank=True, validators=[NOT_NEGATIVE])
    progress = CleanTextField("施工进度及安排", max_length=200, blank=True)
    planned_delivery_on = models.DateField("计划竣工交付日期", null=True, blank=True)
    land_paid_doc = CleanTextField("土地出让金付清凭证", max_length=80, blank=True, help_text="凭证名称及编号")
    land_certificate = CleanTextField("土地不动产权证号", max_length=80, blank=True)
    planning_permit = CleanTextField("建设工程规划许可证号", max_length=80, blank=True)
    construction_permit = CleanTextField("施工许可证号", max_length=80, blank=True)
    has_mortgage = models.BooleanField("土地或在建工程有抵押", null=True, blank=True)
    mortgagee_consent = CleanTextField(
        "抵押权人同意书", max_length=120, blank=True, help_text="抵押权人及文书编号，有抵押的填写"
    )
    account = models.ForeignKey(
        EscrowAccount, models.PROTECT, verbose_name="监管账户", null=True, blank=True, related_name="applications"
    )
    completion_doc = CleanTextField("竣工验收备案表号", max_length=80, blank=True)
    facilities_doc = CleanTextField("配套设施交付条件证明", max_length=120, blank=True, help_text="水、电、路等")
    property_doc = CleanTextField("前期物业服务合同", max_length=120, blank=True)
    note = CleanTextField("备注", max_length=200, blank=True)
    # the way through the office
    status = models.CharField(
        "状态", max_length=20, choices=ApplicationStatus.choices, default=ApplicationStatus.DRAFT, editable=False
    )
    version = models.PositiveSmallIntegerField("提交次数", default=0, editable=False)
    submitted_on = models.DateField("提交日期", null=True, editable=False)
    submitted_by = person("提交人")
    fix_notice = CleanTextField("一次告知内容", max_length=LONG, blank=True, editable=False)
    fix_notified_on = models.DateField("一次告知日期", null=True, editable=False)
    accepted_on = models.DateField("受理日期", null=True, editable=False)
    accepted_by = person("受理人")
    answer_due_on = models.DateField("答复期限", null=True, editable=False)
    inspected_on = models.DateField("现场核查日期", null=True, editable=False)
    inspector_one = person("核查人一")
    inspector_two = person("核查人二")
    finding = CleanTextField("核查意见", max_length=LONG, blank=True, editable=False)
    reviewed_on = models.DateField("复核日期", null=True, editable=False)
    reviewed_by = person("复核人")
    decided_on = models.DateField("决定日期", null=True, editable=False)
    decided_by = person("决定人")
    decision = CleanTextField("决定理由", max_length=LONG, blank=True, editable=False)
    permit = models.ForeignKey(
        SalePermit, models.PROTECT, verbose_name="核发的许可", null=True, editable=False, related_name="applications"
    )
    area_former = AreaField("变更前批准面积（㎡）", null=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "许可申请"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["status", "answer_due_on"], name="application_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(area_total=F("area_residential") + F("area_commercial") + F("area_other")),
                name="application_areas", violation_error_message="申请面积合计应等于住宅、商业、其他面积之和。",
            ),
            models.CheckConstraint(
                condition=Q(sets_residential__lte=F("sets_total")), name="application_sets",
                violation_error_message="住宅套数不能大于申请套数。",
            ),
            models.CheckConstraint(
                condition=different("accepted_by", "reviewed_by", "decided_by"), name="application_persons",
                violation_error_message="受理、复核、决定必须由不同的人办理。",
            ),
            models.CheckConstraint(
                condition=different("recorded_by", "reviewed_by") & different("recorded_by", "decided_by")
                & different("submitted_by", "reviewed_by") & different("submitted_by", "decided_by"),
                name="application_not_own", violation_error_message="不得复核或决定自己录入、提交的申请。",
            ),
            models.CheckConstraint(
                condition=different("inspector_one", "inspector_two"), name="application_two_inspectors",
                violation_error_message="现场核查须由两位不同的同事进行。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(ApplicationStatus.ACCEPTED, ApplicationStatus.REVIEWED, *DECIDED))
                | Q(submitted_by__isnull=False, accepted_by__isnull=False, answer_due_on__isnull=False),
                name="application_accepted_by", violation_error_message="受理的申请必须有提交人、受理人和答复期限。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(ApplicationStatus.REVIEWED, ApplicationStatus.ISSUED))
                | Q(reviewed_by__isnull=False, inspector_one__isnull=False, inspector_two__isnull=False),
                name="application_reviewed_by", violation_error_message="复核的申请必须有复核人和两位核查人。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=DECIDED) | Q(decided_by__isnull=False, decided_on__isnull=False),
                name="application_decided_by", violation_error_message="已决定的申请必须有决定人和日期。",
            ),
            models.CheckConstraint(
                condition=Q(status=ApplicationStatus.ISSUED, permit__isnull=False)
                | ~Q(status=ApplicationStatus.ISSUED) & Q(permit=None),
                name="application_permit", violation_error_message="准予许可的申请必须有许可证，其他的不能有。",
            ),
            models.CheckConstraint(
                condition=~Q(status=ApplicationStatus.REJECTED) | ~Q(decision=""), name="application_rejected_why",
                violation_error_message="不予许可须写明理由。",
            ),
            models.UniqueConstraint(
                fields=["permit"], condition=Q(changes=None), name="permit_of_one_application",
                violation_error_message="这个许可已由另一申请核发。",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return place("presale:application_detail", self.pk)

    @property
    def title(self) -> str:
        return f"{self.get_kind_display()}变更" if self.changes_id else self.get_kind_display()


class ApplicationBuilding(models.Model):
    """A building that is applied for, wholly or up to a floor; ``is_open`` from the submission to the end."""

    application = models.ForeignKey(
        PermitApplication, models.CASCADE, verbose_name="许可申请", related_name="scope"
    )
    building = models.ForeignKey(Building, models.PROTECT, verbose_name="楼幢", related_name="application_scopes")
    up_to_floor = models.PositiveSmallIntegerField("至第几层", null=True, blank=True)
    is_open = models.BooleanField("办理中", default=False, editable=False)

    objects = EscrowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申请楼幢"
        ordering = ["building", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "building"], name="application_building_once",
                violation_error_message="这幢楼已在这份申请内。",
            ),
            models.UniqueConstraint(
                fields=["building"], condition=Q(is_open=True), name="building_one_open_application",
                violation_error_message="这幢楼有一份申请正在办理。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.building}" if self.up_to_floor is None else f"{self.building}（至 {self.up_to_floor} 层）"


class ApplicationVersion(models.Model):
    """What an application said when it was submitted; the next submission adds another."""

    append_only = True

    application = models.ForeignKey(
        PermitApplication, models.PROTECT, verbose_name="许可申请", related_name="versions"
    )
    version = models.PositiveSmallIntegerField("第几次提交")
    content = models.JSONField("提交内容")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="提交人", related_name="+"
    )
    submitted_at = models.DateTimeField("提交时间")

    objects = EscrowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申请版本"
        ordering = ["application", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "version"], name="application_version_once",
                violation_error_message="这一次提交已登记。",
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.version} 次提交"


class ConditionCheck(models.Model):
    """A statutory condition as it was judged at a step: the law, what was known, and what was missing, if anything."""

    append_only = True

    application = models.ForeignKey(
        PermitApplication, models.PROTECT, verbose_name="许可申请", related_name="checks"
    )
    step = models.CharField("环节", max_length=20, choices=ApplicationStatus.choices)
    place = models.PositiveSmallIntegerField("次序")
    name = CleanTextField("法定条件", max_length=60)
    law = CleanTextField("依据", max_length=60)
    known = CleanTextField("核对情况", max_length=300)
    missing = CleanTextField("不符合之处", max_length=600, blank=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="核对人", related_name="+")
    judged_at = models.DateTimeField("核对时间")

    objects = EscrowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "条件核对"
        ordering = ["application", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "step", "place"], name="condition_once",
                violation_error_message="这个环节的条件已核对。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_met(self) -> bool:
        return not self.missing
