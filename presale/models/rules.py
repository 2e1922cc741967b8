"""Rule sets: how the quota is worked out, and what may be used at which stage. Rates are data, never code."""
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField, HundredthsField, MoneyField
from housing_portal.kit.triggers import Guard
from housing_portal.registry.models import PolicyDoc
from presale.enums import BuildingKind, NodeCode, NodeForm, QuotaBasis, ReleaseCondition, RuleStatus
from presale.querysets import EscrowQuerySet
from transactions.models.base import POSITIVE, Recorded

WHOLE = 10_000  # basis points: 100 %


class RuleSet(Recorded):
    """监管规则版本. Locked by the first permit that is issued under it; a new rule never reaches back.

    What the portal brings along as a template has been entered by nobody.
    """

    guards = (
        Guard(
            "locked_stays", "UPDATE",
            """OLD.locked_on IS NOT NULL AND (NEW.locked_on IS NULL OR NEW.basis <> OLD.basis OR NEW.form <> OLD.form
               OR NEW.effective_from <> OLD.effective_from OR NEW.release_condition <> OLD.release_condition
               OR COALESCE(NEW.unit_price, -1) <> COALESCE(OLD.unit_price, -1)
               OR COALESCE(NEW.finished_extra, -1) <> COALESCE(OLD.finished_extra, -1)
               OR COALESCE(NEW.rate, -1) <> COALESCE(OLD.rate, -1)
               OR COALESCE(NEW.cap_rough, -1) <> COALESCE(OLD.cap_rough, -1)
               OR COALESCE(NEW.cap_finished, -1) <> COALESCE(OLD.cap_finished, -1))""",
            "rules: a permit was issued under them",
        ),
    )

    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="录入人", related_name="+", null=True, editable=False,
        db_index=False,
    )
    name = CleanTextField("名称", max_length=60, unique=True, error_messages={"unique": "已有同名规则。"})
    policy = models.ForeignKey(
        PolicyDoc, models.PROTECT, verbose_name="依据文件", null=True, blank=True, related_name="+"
    )
    source = CleanTextField("出处", max_length=200, blank=True)
    effective_from = models.DateField("施行日期")
    basis = models.CharField("额度算法", max_length=30, choices=QuotaBasis.choices)
    unit_price = MoneyField("单价或标准（元/㎡）", null=True, blank=True, validators=[POSITIVE])
    finished_extra = MoneyField("成品房另加（元/㎡）", null=True, blank=True, validators=[POSITIVE])
    rate = HundredthsField(
        "比例或系数（%）", null=True, blank=True, validators=[POSITIVE], help_text="例如 120 即 ×1.2"
    )
    cap_rough = MoneyField("毛坯每平方米封顶（元）", null=True, blank=True, validators=[POSITIVE])
    cap_finished = MoneyField("成品每平方米封顶（元）", null=True, blank=True, validators=[POSITIVE])
    form = models.CharField("节点写法", max_length=20, choices=NodeForm.choices, default=NodeForm.RETAIN)
    release_condition = models.CharField(
        "解除条件", max_length=20, choices=ReleaseCondition.choices, default=ReleaseCondition.REGISTRATION
    )
    review_days = models.PositiveSmallIntegerField("审核时限（工作日）", default=3)
    pay_days = models.PositiveSmallIntegerField("银行拨付时限（工作日）", default=2)
    status = models.CharField(
        "状态", max_length=20, choices=RuleStatus.choices, default=RuleStatus.DRAFT, editable=False
    )
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="启用人", null=True, editable=False, related_name="+"
    )
    activated_at = models.DateTimeField("启用时间", null=True, editable=False)
    locked_on = models.DateField("锁定日期", null=True, editable=False)

    objects = EscrowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "监管规则"
        ordering = ["-effective_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(activated_by=None) | ~Q(activated_by=F("recorded_by")), name="rules_two_persons",
                violation_error_message="启用人不能是录入人本人，请由另一位同事启用。",
            ),
            models.CheckConstraint(
                condition=~Q(status=RuleStatus.ACTIVE) | Q(activated_by__isnull=False), name="rules_active_by",
                violation_error_message="启用的规则必须有启用人。",
            ),
            models.CheckConstraint(
                condition=Q(status=RuleStatus.TEMPLATE) | Q(recorded_by__isnull=False), name="rules_recorded_by",
                violation_error_message="样本以外的规则必须有录入人。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return place("presale:rule_detail", self.pk)


class RuleNode(models.Model):
    """A stage with its share of the quota, in hundredths of a per cent."""

    guards = tuple(
        Guard(
            f"locked_{event.lower()}", event,
            "EXISTS (SELECT 1 FROM presale_ruleset WHERE id = NEW.rules_id AND locked_on IS NOT NULL)",
            "rules: a permit was issued under them",
        )
        for event in ("INSERT", "UPDATE")
    )

    rules = models.ForeignKey(RuleSet, models.CASCADE, verbose_name="监管规则", related_name="nodes")
    building_kind = models.CharField(
        "适用", max_length=20, choices=BuildingKind.choices, default=BuildingKind.ANY
    )
    seq = models.PositiveSmallIntegerField("次序")
    code = models.CharField("节点", max_length=20, choices=NodeCode.choices)
    share = models.PositiveIntegerField(
        "比例（万分之一）", validators=[MaxValueValidator(WHOLE)],
        help_text="留存写法为达到该节点后须留存的比例，上限写法为可累计使用的比例",
    )
    evidence = CleanTextField("核验材料", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "规则节点"
        ordering = ["rules", "building_kind", "seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["rules", "building_kind", "seq"], name="node_seq_once",
                violation_error_message="这个次序已有节点。",
            ),
            models.UniqueConstraint(
                fields=["rules", "building_kind", "code"], name="node_code_once",
                violation_error_message="这个节点已列出。",
            ),
            models.CheckConstraint(
                condition=Q(share__lte=WHOLE), name="node_share_whole", violation_error_message="比例不能超过 100%。"
            ),
        ]

    def __str__(self) -> str:
        return self.get_code_display()
