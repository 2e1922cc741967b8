"""Districts, organizations, policy documents, work calendar."""
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField, CreditCodeField, DocumentNumberField, MoneyField
from housing_portal.registry.enums import DayKind, OrganizationKind, OrganizationStatus, PaperUse
from housing_portal.registry.querysets import DayQuerySet, MergeableQuerySet, SharedQuerySet


class District(models.Model):
    """行政区划 (GB/T 2260): place names in papers come from here, never from code."""

    code = CleanTextField(
        "区划代码", max_length=12, unique=True,
        validators=[RegexValidator(r"^\d{6}(\d{3})?(\d{3})?$", "区划代码是 6、9 或 12 位数字（县、乡镇、村）。")],
        error_messages={"unique": "这个区划代码已登记。"},
    )
    name = CleanTextField("名称", max_length=40)
    parent = models.ForeignKey("self", models.PROTECT, verbose_name="上级区划", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True, help_text="区划调整后填写；历史记录仍按原区划")

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "行政区划"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return place("registry:district_detail", self.pk)


class Organization(models.Model):
    """机构: enterprises, banks, undertakers, departments. One legal person may have several kinds."""

    name = CleanTextField(
        "机构全称", max_length=80, unique=True, error_messages={"unique": "已有同名机构，请直接使用。"}
    )
    short_name = CleanTextField("简称", max_length=30, blank=True)
    credit_code = CreditCodeField(
        "统一社会信用代码", unique=True, null=True, blank=True, error_messages={"unique": "这个代码已登记给另一机构。"}
    )
    status = models.CharField(
        "状态", max_length=20, choices=OrganizationStatus.choices, default=OrganizationStatus.ACTIVE
    )
    legal_representative = CleanTextField("法定代表人", max_length=30, blank=True)
    contact = CleanTextField("联系人", max_length=30, blank=True)
    phone = CleanTextField("联系电话", max_length=30, blank=True)
    address = CleanTextField("地址", max_length=120, blank=True)
    registered_capital = MoneyField("注册资本（元）", null=True, blank=True)
    qualification = CleanTextField("资质等级", max_length=20, blank=True)
    qualification_no = CleanTextField("资质证书号", max_length=40, blank=True)
    qualification_until = models.DateField("资质有效期至", null=True, blank=True)
    signing_suspended_on = models.DateField("暂停网签日期", null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, verbose_name="已并入", null=True, blank=True, editable=False, related_name="merged"
    )

    objects = MergeableQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "机构"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return place("registry:organization_detail", self.pk)

    @property
    def kinds(self) -> str:
        """Return the capacities in words; load ``roles`` beforehand."""
        held = {role.kind for role in self.roles.all()}
        return "、".join(kind.label for kind in OrganizationKind if kind in held)


class OrganizationRole(models.Model):
    """A capacity in which an organization acts: a county developer may also be the undertaker of a project."""

    organization = models.ForeignKey(Organization, models.CASCADE, verbose_name="机构", related_name="roles")
    kind = models.CharField("机构类别", max_length=20, choices=OrganizationKind.choices)

    class Meta:
        verbose_name = verbose_name_plural = "机构类别"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind"], name="organization_kind_once",
                violation_error_message="这个类别已登记。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class PolicyDoc(models.Model):
    """依据文件: what targets, rules and bulletins refer to."""

    number = DocumentNumberField("发文字号", unique=True, error_messages={"unique": "这个文号已登记。"})
    title = CleanTextField("标题", max_length=120, blank=True)
    issuer = CleanTextField("发文机关", max_length=60)
    issued_on = models.DateField("发文日期", null=True, blank=True, help_text="不清楚时留空，不要估填")
    joint_issuers = models.PositiveSmallIntegerField(
        "联合发文机关数", null=True, blank=True, help_text="含主办机关；单独发文的留空"
    )
    paper_use = models.CharField(
        "公文引用", max_length=20, choices=PaperUse.choices, blank=True, default="",
        help_text="工作汇报等公文引用它的哪一处；每处只能指定一份文件",
    )

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "依据文件"
        ordering = ["-issued_on", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper_use"], condition=~Q(paper_use=""), name="policy_use_once",
                violation_error_message="公文的这一处引用已指定另一份文件，请先取消那一份。",
            ),
            models.CheckConstraint(
                condition=Q(joint_issuers=None) | Q(joint_issuers__gte=2), name="policy_joint_issuers",
                violation_error_message="联合发文至少两个机关；单独发文的请留空。",
            ),
        ]

    def __str__(self) -> str:
        return f"《{self.title}》（{self.number}）" if self.title else self.number

    def get_absolute_url(self) -> str:
        return place("registry:policy_detail", self.pk)


class CalendarDay(models.Model):
    """A day that differs from the plain week: a holiday or a worked weekend day (国务院办公厅 yearly notice)."""

    on = models.DateField("日期", unique=True, error_messages={"unique": "这一天已登记。"})
    kind = models.CharField("性质", max_length=20, choices=DayKind.choices)
    name = CleanTextField("名称", max_length=30)

    objects = DayQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工作日历"
        ordering = ["on"]

    def __str__(self) -> str:
        return f"{self.on} {self.get_kind_display()} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("registry:calendar") + f"?year={self.on.year}"


class Setting(models.Model):
    """What holds for this database as a whole, for example that its records are invented."""

    key = CleanTextField("名称", max_length=40, unique=True)
    value = CleanTextField("值", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "数据库设置"

    def __str__(self) -> str:
        return f"{self.key}：{self.value}"
