"""Escrow accounts with the head of their ledger, the buildings they stand for and their quota."""
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from housing_portal.kit.addresses import place
from housing_portal.kit.fields import AreaField, CleanTextField, MoneyField
from housing_portal.registry.models import Building, Estate, Organization
from presale.enums import (
    AccountStatus,
    BuildingKind,
    Granularity,
    ProposalStatus,
)
from presale.models.banks import EscrowBank
from presale.models.rules import RuleSet
from presale.querysets import AccountQuerySet, EscrowQuerySet, PlaceQuerySet
from transactions.models.base import POSITIVE, Recorded


class EscrowAccount(Recorded):
    """监管账户. The head of its ledger (last number, balance, hash) is written by the ledger alone, under its lock.

    ``reserved`` is approved and not yet paid; ``received`` is what came in and ``released`` what releases have taken
    out so far, less what was reversed; ``unidentified`` came in and belongs to no contract yet. All are sums of other
    rows; ``verify`` adds them up again.
    """

    account_no = CleanTextField("监管账号", max_length=32, unique=True, error_messages={"unique": "这个账号已登记。"})
    account_name = CleanTextField("户名", max_length=120)
    bank = models.ForeignKey(EscrowBank, models.PROTECT, verbose_name="监管银行", related_name="accounts")
    branch = CleanTextField("开户网点", max_length=60, blank=True)
    estate = models.ForeignKey(Estate, models.PROTECT, verbose_name="楼盘", related_name="escrow_accounts")
    developer = models.ForeignKey(Organization, models.PROTECT, verbose_name="开发企业", related_name="escrow_accounts")
    buildings = models.ManyToManyField(
        Building, through="AccountBuilding", verbose_name="监管楼幢", related_name="escrow_accounts"
    )
    granularity = models.CharField(
        "额度粒度", max_length=20, choices=Granularity.choices, default=Granularity.PROJECT
    )
    rules = models.ForeignKey(RuleSet, models.PROTECT, verbose_name="监管规则", related_name="accounts")
    agreement_no = CleanTextField("三方协议编号", max_length=40, blank=True)
    signed_on = models.DateField("协议签订日期", null=True, blank=True)
    opened_on = models.DateField("开户日期", null=True, blank=True)
    closed_on = models.DateField("销户日期", null=True, editable=False)
    status = models.CharField(
        "状态", max_length=20, choices=AccountStatus.choices, default=AccountStatus.PENDING, editable=False
    )
    pause_reason = CleanTextField("暂停原因", max_length=200, blank=True, editable=False)
    last_seq = models.PositiveIntegerField("末笔序号", default=0, editable=False)
    head = models.CharField("末笔校验值", max_length=64, blank=True, editable=False)
    balance = MoneyField("监管余额（元）", default=0, editable=False)
    reserved = MoneyField("已批未拨（元）", default=0, editable=False)
    received = MoneyField("累计入账（元）", default=0, editable=False)
    released = MoneyField("累计拨付（元）", default=0, editable=False)
    unidentified = MoneyField("不明款（元）", default=0, editable=False)
    note = CleanTextField("备注", max_length=200, blank=True)
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="启用人", null=True, editable=False, related_name="+"
    )
    end_applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="解除经办人", null=True, editable=False, related_name="+"
    )
    end_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="解除审批人", null=True, editable=False, related_name="+"
    )
    end_approved_at = models.DateTimeField("解除批准时间", null=True, editable=False)
    end_notice_no = CleanTextField("解除监管通知书号", max_length=40, null=True, unique=True, editable=False)

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "监管账户"
        ordering = ["estate__record_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=AccountStatus.PENDING) | ~Q(agreement_no="") & Q(signed_on__isnull=False),
                name="account_agreement", violation_error_message="签订三方协议后才能往下办理。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=(AccountStatus.PENDING, AccountStatus.AGREED)) | Q(opened_on__isnull=False),
                name="account_opened", violation_error_message="启用账户须填写开户日期。",
            ),
            models.CheckConstraint(
                condition=~Q(status=AccountStatus.CLOSED) | Q(closed_on__isnull=False, balance=0, reserved=0),
                name="account_closed_empty", violation_error_message="账户有余额或在途拨付，不能销户。",
            ),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, received__gte=0, released__gte=0, unidentified__gte=0),
                name="account_sums", violation_error_message="在途、累计入账、累计拨付、不明款不能小于 0。",
            ),
            models.CheckConstraint(
                condition=Q(signed_on=None) | Q(opened_on=None) | Q(opened_on__gte=F("signed_on")),
                name="account_dates", violation_error_message="开户日期早于协议签订日期，请核对。",
            ),
            models.CheckConstraint(
                condition=(Q(activated_by=None) | ~Q(activated_by=F("recorded_by")))
                & (Q(end_approved_by=None) | ~Q(end_approved_by=F("end_applied_by"))),
                name="account_two_persons", violation_error_message="启用人不能是登记人，解除审批人不能是经办人。",
            ),
            models.CheckConstraint(
                condition=Q(end_notice_no=None)
                | Q(end_approved_by__isnull=False, end_applied_by__isnull=False, end_approved_at__isnull=False),
                name="account_end_approved", violation_error_message="解除监管须有经办人、审批人和批准时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.estate} {self.masked_no}"

    def get_absolute_url(self) -> str:
        return place("presale:account_detail", self.pk)

    @property
    def masked_no(self) -> str:
        """Return the last four digits, as they stand on pages."""
        return f"尾号{self.account_no[-4:]}"


class AccountBuilding(models.Model):
    """A building whose money comes into the account; at most one account of a building is not closed."""

    account = models.ForeignKey(EscrowAccount, models.PROTECT, verbose_name="监管账户", related_name="places")
    building = models.ForeignKey(Building, models.PROTECT, verbose_name="楼幢", related_name="escrow_places")
    kind = models.CharField("节点适用", max_length=20, choices=BuildingKind.choices, default=BuildingKind.ANY)
    is_current = models.BooleanField("现行", default=True, editable=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "监管楼幢"
        ordering = ["building", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "building"], name="account_building_once",
                violation_error_message="这幢楼已在这个账户内。",
            ),
            models.UniqueConstraint(
                fields=["building"], condition=Q(is_current=True), name="building_one_account",
                violation_error_message="这幢楼已有监管账户。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.building)


class QuotaVersion(Recorded):
    """额度核定: never edited; a change is a new version. ``working`` keeps what it was worked out from."""

    append_only = True

    account = models.ForeignKey(EscrowAccount, models.PROTECT, verbose_name="监管账户", related_name="quotas")
    building = models.ForeignKey(
        Building, models.PROTECT, verbose_name="楼幢", null=True, blank=True, related_name="+",
        help_text="按项目核定的留空",
    )
    version = models.PositiveSmallIntegerField("版次")
    amount = MoneyField("核定额度（元）", validators=[POSITIVE])
    area = AreaField("监管面积（㎡）", null=True, blank=True)
    working = models.JSONField("计算过程")
    rules = models.ForeignKey(RuleSet, models.PROTECT, verbose_name="监管规则", related_name="+")
    effective_on = models.DateField("生效日期")
    reason = CleanTextField("核定或调整依据", max_length=200)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="核定人", related_name="+"
    )

    objects = EscrowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "额度核定"
        ordering = ["account", "building", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "building", "version"], name="quota_version_once",
                violation_error_message="这一版额度刚刚已被登记，请刷新后核对。",
            ),
            models.UniqueConstraint(
                fields=["account", "version"], condition=Q(building=None), name="project_quota_version_once",
                violation_error_message="这一版额度刚刚已被登记，请刷新后核对。",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="quota_positive", violation_error_message="额度应大于 0。"
            ),
            models.CheckConstraint(
                condition=~Q(approved_by=F("recorded_by")), name="quota_two_persons",
                violation_error_message="核定人不能是测算人本人。",
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.version} 版"


class QuotaProposal(Recorded):
    """额度测算: worked out by a clerk, its inputs kept; what the director approves becomes a version."""

    account = models.ForeignKey(EscrowAccount, models.PROTECT, verbose_name="监管账户", related_name="proposals")
    building = models.ForeignKey(
        Building, models.PROTECT, verbose_name="楼幢", null=True, blank=True, related_name="+"
    )
    rules = models.ForeignKey(RuleSet, models.PROTECT, verbose_name="监管规则", related_name="+")
    inputs = models.JSONField("测算依据")
    working = models.JSONField("计算过程")
    amount = MoneyField("拟核额度（元）", validators=[POSITIVE])
    area = AreaField("监管面积（㎡）", null=True, blank=True)
    effective_on = models.DateField("生效日期")
    reason = CleanTextField("核定或调整依据", max_length=200)
    status = models.CharField(
        "状态", max_length=20, choices=ProposalStatus.choices, default=ProposalStatus.PROPOSED, editable=False
    )
    version = models.OneToOneField(
        QuotaVersion, models.PROTECT, verbose_name="额度版本", null=True, editable=False, related_name="proposal"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="核定人", null=True, editable=False, related_name="+"
    )
    decided_on = models.DateField("核定日期", null=True, editable=False)
    opinion = CleanTextField("核定意见", max_length=200, blank=True, editable=False)

    objects = EscrowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "额度测算"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "building"], condition=Q(status=ProposalStatus.PROPOSED), name="proposal_once",
                violation_error_message="这幢楼已有待核定的额度，请先核定或撤回。",
            ),
            models.UniqueConstraint(
                fields=["account"], condition=Q(status=ProposalStatus.PROPOSED, building=None),
                name="project_proposal_once", violation_error_message="这个账户已有待核定的额度，请先核定或撤回。",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="proposal_positive", violation_error_message="额度应大于 0。"
            ),
            models.CheckConstraint(
                condition=Q(status=ProposalStatus.APPROVED, version__isnull=False)
                | ~Q(status=ProposalStatus.APPROVED) & Q(version__isnull=True),
                name="proposal_version", violation_error_message="核定的额度必须有额度版本。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} 额度测算 {self.effective_on}"

    def get_absolute_url(self) -> str:
        return place("presale:quota_detail", self.pk)
