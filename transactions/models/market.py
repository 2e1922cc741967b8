"""Published price indices, and the look-up of persons' homes."""
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from housing_portal.kit.addresses import place
from housing_portal.kit.fields import AreaField, CleanTextField, MoneyField
from housing_portal.kit.figures import Ratio, rounded
from transactions.enums import LookupPurpose, LookupStatus, Market
from transactions.models.base import Recorded
from transactions.models.contract import Person
from transactions.months import written
from transactions.querysets import IndexQuerySet, LookupQuerySet


class PriceIndex(Recorded):
    """价格指数 of a closed month (dossier §5.1): internal reference, never 国家统计局口径. Frozen when published.

    Indices are whole millionths: 100 is stored as 100,000,000.
    """

    append_only = True

    segment = models.CharField("市场", max_length=10, choices=[("new", "新建住宅"), ("existing", "存量住宅")])
    month = models.PositiveIntegerField("月份", help_text="年月，例如 202605")
    revision = models.PositiveSmallIntegerField("版次", default=1)
    month_on_month = models.PositiveBigIntegerField("环比指数（百万分之一）", null=True)
    level = models.PositiveBigIntegerField("定基指数（百万分之一）", help_text="基期 = 100")
    sets = models.PositiveIntegerField("成交套数")
    strata = models.PositiveIntegerField("参与层数")
    # the weights of the strata with a price of their own this month, of those carried forward, and of all
    weight_valid = MoneyField("有效层权重（元）")
    weight_carried = MoneyField("承前层权重（元）")
    weight_all = MoneyField("全部层权重（元）")
    is_published = models.BooleanField("发布环比", help_text="当月全县成交不足规定套数的不发布环比")
    average_price = MoneyField("均价（元/㎡）", null=True)
    detail = models.JSONField("分层明细", default=list)

    objects = IndexQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "价格指数"
        ordering = ["-month", "segment", "-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "month", "revision"], name="index_month_once",
                violation_error_message="这个月的这一版指数已计算。",
            ),
            models.CheckConstraint(
                condition=Q(weight_valid__gte=0, weight_carried__gte=0, weight_all__gte=0)
                & (Q(average_price=None) | Q(average_price__gt=0)),
                name="index_amounts", violation_error_message="权重不能小于 0，均价应大于 0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{written(self.month)}{self.get_segment_display()}价格指数"

    def get_absolute_url(self) -> str:
        return place("transactions:index_detail", self.pk)

    @property
    def shown_level(self) -> Decimal:
        """Return the chained index with two decimals, the base month being 100."""
        return rounded(Decimal(self.level).scaleb(-6))

    @property
    def shown_change(self) -> Decimal | None:
        """Return the index against the month before with two decimals; None where it is not published."""
        return rounded(Decimal(self.month_on_month).scaleb(-6)) if self.is_published else None

    @property
    def shown_yearly(self) -> Decimal | None:
        """Return the index against the same month a year before; read it ``with_year_before``."""
        return self.against(self.level_before)

    def against(self, level: int | None) -> Decimal | None:
        """Return this month's level where ``level`` is 100, with two decimals."""
        return None if level is None else rounded(Decimal(self.level * 100) / level)

    @property
    def coverage(self) -> Ratio:
        """Return the share of the weights that had a price of their own this month."""
        return Ratio(self.weight_valid, self.weight_all)

    @property
    def carried(self) -> Ratio:
        """Return the share of the weights whose last price stood (承前)."""
        return Ratio(self.weight_carried, self.weight_all)


class HousingLookup(Recorded):
    """住房情况查询: who wants to know, why, who allowed it, and what was found at that moment (frozen)."""

    files_permission = "personal.reveal"  # identity cards, bank cards, agreements with names and numbers

    purpose = models.CharField("用途", max_length=20, choices=LookupPurpose.choices)
    applicant = CleanTextField("申请人（单位）", max_length=80, help_text="本人、受托人或来函单位")
    basis = CleanTextField("查询依据", max_length=120, help_text="本人身份证件、授权书或公函文号")
    scope_note = CleanTextField("查询范围", max_length=100, default="本县商品房、存量房网签备案记录")
    status = models.CharField(
        "状态", max_length=20, choices=LookupStatus.choices, default=LookupStatus.REQUESTED, editable=False
    )
    number = CleanTextField("查询编号", max_length=40, null=True, unique=True, editable=False,
                            error_messages={"unique": "这个查询编号已使用。"})
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="审批人", null=True, editable=False, related_name="+"
    )
    decided_at = models.DateTimeField("审批时间", null=True, editable=False)
    refusal = CleanTextField("不予查询的理由", max_length=200, blank=True, editable=False)

    objects = LookupQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "住房情况查询"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("recorded_by")), name="lookup_two_persons",
                violation_error_message="审批人不能是申请的经办人，请由另一位同事审批。",
            ),
            models.CheckConstraint(
                condition=Q(status=LookupStatus.APPROVED, number__isnull=False, decided_by__isnull=False)
                | (~Q(status=LookupStatus.APPROVED) & Q(number__isnull=True)),
                name="lookup_numbered",
                violation_error_message="批准的查询必须有编号和审批人。",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"查询申请 {self.pk}"

    @property
    def masked_persons(self) -> str:
        """Return those whose homes are looked up; load ``persons`` beforehand."""
        return "、".join(str(person) for person in self.persons.all())

    def get_absolute_url(self) -> str:
        return place("transactions:lookup_detail", self.pk)


class LookupPerson(Person):
    """A person whose homes are looked up."""

    lookup = models.ForeignKey(HousingLookup, models.CASCADE, verbose_name="查询", related_name="persons")
    relation = CleanTextField("与申请人关系", max_length=20, default="本人")

    class Meta:
        verbose_name = verbose_name_plural = "被查询人"
        ordering = ["pk"]


class LookupFinding(models.Model):
    """A home found for a person, as the records stood at the approval."""

    append_only = True

    lookup = models.ForeignKey(HousingLookup, models.PROTECT, verbose_name="查询", related_name="findings")
    person = models.ForeignKey(LookupPerson, models.PROTECT, verbose_name="被查询人", related_name="findings")
    market = models.CharField("来源", max_length=10, choices=Market.choices)
    contract_no = CleanTextField("合同编号", max_length=40)
    address = CleanTextField("坐落", max_length=200)
    use = CleanTextField("用途", max_length=20)
    area = AreaField("建筑面积（㎡）")
    share = CleanTextField("份额", max_length=20)
    signed_on = models.DateField("签订日期")
    state = CleanTextField("合同状态", max_length=20)

    class Meta:
        verbose_name = verbose_name_plural = "查询结果"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(area__gt=0), name="finding_some_area", violation_error_message="建筑面积应大于 0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.contract_no}"
