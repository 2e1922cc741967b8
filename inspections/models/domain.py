"""What inspections are about: domains, kinds of violation, lines of the checklist. All of it is data."""
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField
from housing_portal.kit.triggers import Guard
from inspections.enums.ground import CheckAspect, CountUnit, Severity, TargetKind
from inspections.querysets.ground import DictionaryQuerySet


class InspectionDomain(models.Model):
    """检查领域. Each counts its targets and its findings in its own words (source 002)."""

    code = CleanTextField(
        "代码", max_length=30, unique=True,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*$", "代码用小写字母开头，只含小写字母、数字、下划线。")],
        error_messages={"unique": "这个代码已被使用。"},
    )
    name = CleanTextField("检查领域", max_length=40, unique=True, error_messages={"unique": "已有同名的检查领域。"})
    count_unit = models.CharField("对象计量单位", max_length=4, choices=CountUnit.choices, default=CountUnit.FIRM)
    finding_unit = models.CharField("问题计量单位", max_length=4, choices=CountUnit.choices, default=CountUnit.PIECE)
    order = models.PositiveSmallIntegerField("排序号", default=100, help_text="小的在前")
    is_active = models.BooleanField("在用", default=True)

    objects = DictionaryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检查领域"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return place("inspections:domain_detail", self.pk)


class ViolationType(models.Model):
    """违规情形. Number and name stay for ever: figures of past years speak of them."""

    guards = (
        Guard(
            "name_stays", "UPDATE",
            "NEW.domain_id <> OLD.domain_id OR NEW.number <> OLD.number OR NEW.name <> OLD.name",
            "violation type: number and name stay",
        ),
    )

    domain = models.ForeignKey(
        InspectionDomain, models.PROTECT, verbose_name="检查领域", related_name="violations"
    )
    number = models.PositiveSmallIntegerField("编号", help_text="同一领域内不重复，登记后不能改")
    name = CleanTextField("违规情形", max_length=60, help_text="登记后不能改；写错的停用后另行登记")
    basis = CleanTextField("法律依据", max_length=200, blank=True)
    usual_severity = models.CharField(
        "通常程度", max_length=10, choices=Severity.choices, default=Severity.MINOR
    )
    is_active = models.BooleanField("在用", default=True)

    objects = DictionaryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "违规情形"
        ordering = ["domain__order", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["domain", "number"], name="violation_number_once",
                violation_error_message="这个领域已有同号的违规情形。",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="violation_number_from_one",
                violation_error_message="编号从 1 开始。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"

    def get_absolute_url(self) -> str:
        return place("inspections:domain_detail", self.domain_id)


class CheckItem(models.Model):
    """检查清单 line. What inspections have answered is not reworded: a new line takes its place."""

    guards = (
        Guard(
            "answered_stays", "UPDATE",
            """(NEW.domain_id <> OLD.domain_id OR NEW.aspect <> OLD.aspect OR NEW.text <> OLD.text
                OR NEW.basis <> OLD.basis)
               AND EXISTS (SELECT 1 FROM inspections_inspectionitem i WHERE i.item_id = OLD.id)""",
            "check item: what has been answered stays as it is",
        ),
    )

    domain = models.ForeignKey(InspectionDomain, models.PROTECT, verbose_name="检查领域", related_name="items")
    order = models.PositiveSmallIntegerField("排序号", default=100)
    aspect = models.CharField("检查内容", max_length=20, choices=CheckAspect.choices)
    text = CleanTextField("检查项目", max_length=200)
    basis = CleanTextField("法律依据", max_length=200, blank=True)
    violation = models.ForeignKey(
        ViolationType, models.PROTECT, verbose_name="不合格时的违规情形", null=True, blank=True, related_name="items"
    )
    target_kinds = models.JSONField(
        "适用对象", default=list, blank=True, help_text="不选即适用于这个领域的所有对象"
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, verbose_name="替换的项目", null=True, editable=False, related_name="replaced_by"
    )
    is_active = models.BooleanField("在用", default=True)

    objects = DictionaryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检查项目"
        ordering = ["domain__order", "order", "pk"]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return place("inspections:domain_detail", self.domain_id)

    @property
    def kinds(self) -> str:
        """Return the kinds of target that the line is for, in words."""
        return "、".join(TargetKind(kind).label for kind in self.target_kinds) or "全部"
