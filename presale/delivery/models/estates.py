"""保交房台账 (dossier §4.1): the estates, and what is said of them on a day."""
from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from housing_portal.journal.happening import Happening, Recorded
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import AreaField, CleanTextField, HundredthsField, MoneyField
from housing_portal.registry.models import Estate, Organization
from presale.delivery.enums.estates import EstateStatus, ListSource, Risk, WorkState
from presale.delivery.querysets.estates import FactQuerySet, TroubledEstateQuerySet


class TroubledEstate(Recorded):
    """An estate of the ledger. Figures that change come from the rows that say so on a day, never from here."""

    estate = models.ForeignKey(Estate, models.PROTECT, verbose_name="项目名称", related_name="troubled")
    developer = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="开发企业", related_name="+", help_text="列入台账时的开发企业"
    )
    builder_unit = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="建设单位", related_name="+", null=True, blank=True
    )
    general_contractor = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="总包单位", related_name="+", null=True, blank=True
    )
    total_floor_area = AreaField("总建筑面积（㎡）")
    on_loan_list = models.BooleanField("列入专项借款", default=False)
    on_whitelist = models.BooleanField("列入白名单", default=False)
    on_county_list = models.BooleanField("县级自排", default=False)
    on_petition_list = models.BooleanField("信访反映", default=False)
    listed_on = models.DateField("列入日期", help_text="列入保交房台账的日期")
    contract_delivery_on = models.DateField("合同约定交房日", help_text="多批交房的填最早一批")
    is_insolvent = models.BooleanField("企业已破产", default=False)
    administrator = CleanTextField("破产管理人", max_length=80, blank=True)
    annual_year = models.PositiveSmallIntegerField(
        "列入年度任务", null=True, blank=True, help_text="列为哪一年的交房任务；没有列入的留空"
    )
    taskforce = models.ForeignKey(
        "delivery.TaskForce", models.PROTECT, verbose_name="责任专班", related_name="estates", null=True, blank=True
    )
    lead_county_leader = CleanTextField("包案领导", max_length=40, blank=True)
    note = CleanTextField("备注", max_length=200, blank=True)
    status = models.CharField(
        "状态", max_length=10, choices=EstateStatus.choices, default=EstateStatus.KEPT, editable=False
    )

    objects = TroubledEstateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "保交房项目"
        ordering = ["estate__record_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["estate"], name="troubled_estate_once",
                violation_error_message="这个项目已在保交房台账中，请打开原台账办理。",
            ),
            models.CheckConstraint(
                condition=Q(total_floor_area__gt=0), name="delivery_floor_area",
                violation_error_message="总建筑面积应大于 0。",
            ),
            models.CheckConstraint(
                condition=Q(on_loan_list=True) | Q(on_whitelist=True) | Q(on_county_list=True)
                | Q(on_petition_list=True), name="delivery_has_source",
                violation_error_message="请至少勾选一个清单来源。",
            ),
            models.CheckConstraint(
                condition=~Q(administrator="") & Q(is_insolvent=True) | Q(is_insolvent=False, administrator=""),
                name="delivery_administrator",
                violation_error_message="企业已破产的须填写破产管理人，未破产的不填。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.estate)

    def get_absolute_url(self) -> str:
        return place("delivery:estate_detail", self.pk)

    @property
    def sources(self) -> str:
        """Return the lists on which the estate stands, in words."""
        return "、".join(one.label for one in ListSource if getattr(self, one.value))


class EstateStep(Happening):
    """An estate is taken off the ledger, for example when all of it is handed over."""

    estate = models.ForeignKey(
        TroubledEstate, models.PROTECT, verbose_name="保交房项目", related_name="steps", db_index=False
    )
    code = models.CharField("步骤", max_length=10, choices=EstateStatus.choices)

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "台账变动"
        ordering = ["estate", "on", "pk"]
        indexes = [models.Index(fields=["estate", "undoes"], name="step_of_troubled_estate")]

    def __str__(self) -> str:
        return f"{self.estate} {self.get_code_display()}"

    def get_absolute_url(self) -> str:
        return self.estate.get_absolute_url()


class EstateFact(Happening):
    """What is said of an estate on a day; a mistake is taken back by another person."""

    estate = models.ForeignKey(
        TroubledEstate, models.PROTECT, verbose_name="保交房项目", related_name="%(class)s_rows", db_index=False
    )

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["estate", "on", "pk"]

    def __str__(self) -> str:
        return f"{self.estate} {self._meta.verbose_name} {self.on}"

    def get_absolute_url(self) -> str:
        return self.estate.get_absolute_url()

    @property
    def undo_address(self) -> str:
        """Return the page on which the row is taken back."""
        return place(f"delivery:{self._meta.model_name}_undo", self.pk)


class WorkStateChange(EstateFact):
    """From ``on`` the works stand like this."""

    code = models.CharField("施工状态", max_length=20, choices=WorkState.choices)

    class Meta(EstateFact.Meta):
        verbose_name = verbose_name_plural = "施工状态变化"
        indexes = [models.Index(fields=["estate", "undoes"], name="state_of_estate")]


class RiskRating(EstateFact):
    """From ``on`` the estate is held to be of this risk."""

    code = models.CharField("风险等级", max_length=10, choices=Risk.choices)

    class Meta(EstateFact.Meta):
        verbose_name = verbose_name_plural = "风险评定"
        indexes = [models.Index(fields=["estate", "undoes"], name="risk_of_estate")]


class SoldStatement(EstateFact):
    """What is sold and has to be handed over by ``on``, as the developer or the task force has counted it."""

    sold_area = AreaField("已售面积（㎡）")
    sold_sets = models.PositiveIntegerField("已售套数")
    due_sets = models.PositiveIntegerField("已售应交付套数", help_text="截至这一天应当交付的累计套数，含已经交付的")
    households = models.PositiveIntegerField("购房户数")

    class Meta(EstateFact.Meta):
        verbose_name = verbose_name_plural = "销售与应交付"
        indexes = [models.Index(fields=["estate", "undoes"], name="sold_of_estate")]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_sets__lte=F("sold_sets")), name="due_within_sold",
                violation_error_message="应交付套数不能大于已售套数。",
            ),
            models.CheckConstraint(
                condition=Q(sold_area__gte=0), name="sold_area_positive",
                violation_error_message="已售面积不能小于 0。",
            ),
        ]


class SiteProgress(EstateFact):
    """How much of the works is done by ``on``."""

    percent = HundredthsField("完成工程量（%）", help_text="占总工程量的百分比，0 至 100，可填两位小数")

    class Meta(EstateFact.Meta):
        verbose_name = verbose_name_plural = "工程进度"
        indexes = [models.Index(fields=["estate", "undoes"], name="progress_of_estate")]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100), name="progress_is_share",
                violation_error_message="完成工程量应在 0 至 100 之间。",
            ),
        ]


class Promise(EstateFact):
    """A promised day of delivery, said on ``on``. The latest is the expected one; none is ever edited."""

    delivery_on = models.DateField("承诺交房日期")
    by_whom = CleanTextField("承诺人", max_length=60, help_text="开发企业、专班或责任人")

    class Meta(EstateFact.Meta):
        verbose_name = verbose_name_plural = "交房承诺"
        indexes = [models.Index(fields=["estate", "undoes"], name="promise_of_estate")]
        constraints = [
            models.CheckConstraint(
                condition=Q(delivery_on__gte=F("on")), name="promise_ahead",
                violation_error_message="承诺交房日期不能早于作出承诺的日期。",
            ),
        ]


class Accident(EstateFact):
    """工程事故."""

    injured = models.PositiveSmallIntegerField("受伤人数", validators=[MinValueValidator(0), MaxValueValidator(1000)])
    loss = MoneyField("直接经济损失（元）")

    class Meta(EstateFact.Meta):
        verbose_name = verbose_name_plural = "工程事故"
        indexes = [models.Index(fields=["estate", "undoes"], name="accident_of_estate")]
        constraints = [
            models.CheckConstraint(
                condition=Q(loss__gte=0), name="accident_loss", violation_error_message="经济损失不能小于 0。",
            ),
        ]


def delay_days(contract_on: date, expected_on: date | None, delivered_on: date | None, as_of: date) -> int:
    """Return 延期天数 at ``as_of``: to the day of delivery, else to the expected day or ``as_of``, the later one."""
    end = delivered_on or max(expected_on or as_of, as_of)
    return max(0, (end - contract_on).days)
