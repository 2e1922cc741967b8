"""风险预警: what a rule found, and how it was handled until it was closed."""
from django.conf import settings
from django.db import models
from django.db.models import Q

from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField
from housing_portal.registry.models import Estate
from presale.enums import AlertLevel, AlertStatus
from presale.models.accounts import EscrowAccount
from presale.querysets import AlertQuerySet


class EscrowAlert(models.Model):
    """One finding of one rule on one subject; while it is open the rule does not find it again."""

    rule = models.CharField("规则", max_length=40)
    level = models.CharField("级别", max_length=20, choices=AlertLevel.choices)
    account = models.ForeignKey(
        EscrowAccount, models.PROTECT, verbose_name="监管账户", null=True, blank=True, related_name="alerts"
    )
    estate = models.ForeignKey(
        Estate, models.PROTECT, verbose_name="楼盘", null=True, blank=True, related_name="escrow_alerts"
    )
    subject = models.CharField("对象", max_length=60, help_text="同一对象未关闭前不重复预警")
    sentence = CleanTextField("预警内容", max_length=300)
    found_on = models.DateField("发现日期")
    found_at = models.DateTimeField("生成时间")
    status = models.CharField(
        "状态", max_length=20, choices=AlertStatus.choices, default=AlertStatus.OPEN, editable=False
    )
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="处置人", null=True, editable=False, related_name="+"
    )
    handling = CleanTextField("处置情况", max_length=300, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="关闭人", null=True, editable=False, related_name="+"
    )
    closed_on = models.DateField("关闭日期", null=True, editable=False)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "风险预警"
        ordering = ["-found_on", "-pk"]
        indexes = [models.Index(fields=["status", "level"], name="alert_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject"], condition=~Q(status=AlertStatus.CLOSED), name="alert_once",
                violation_error_message="这一预警尚未关闭。",
            ),
            models.CheckConstraint(
                condition=~Q(status=AlertStatus.CLOSED) | Q(closed_by__isnull=False, closed_on__isnull=False),
                name="alert_closed_by", violation_error_message="关闭的预警必须有关闭人和日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.sentence

    def get_absolute_url(self) -> str:
        return place("presale:alert_detail", self.pk)
