"""What the works cost and what is still owed for them: reported for a day by one person, confirmed by another."""
from django.db import models
from django.db.models import F, Q

from housing_portal.journal.duties import person
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField, MoneyField
from housing_portal.kit.triggers import Guard
from presale.enums import WorksStatus
from presale.models.accounts import EscrowAccount
from presale.querysets import WorksQuerySet
from transactions.models.base import NOT_NEGATIVE, POSITIVE, Recorded


class WorksReport(Recorded):
    """工程造价报告: never changed once it has been decided on; what was wrong in it is reported anew."""

    guards = (
        Guard("decided_stays", "UPDATE", "OLD.status <> 'proposed'", "works report: what was decided on stays"),
        Guard("decided_is_kept", "DELETE", "OLD.status <> 'proposed'", "works report: what was decided on is kept"),
    )

    account = models.ForeignKey(EscrowAccount, models.PROTECT, verbose_name="监管账户", related_name="works_reports")
    as_of = models.DateField("截至日期", help_text="造价和欠付统计到这一天")
    cost_total = MoneyField(
        "工程造价总额（元）", validators=[POSITIVE], help_text="监管楼幢达到交付条件的全部造价，含地下室和配套"
    )
    cost_done = MoneyField("已完工程造价（元）", validators=[NOT_NEGATIVE], help_text="按形象进度计，不论是否付款")
    unpaid = MoneyField("应付未付（元）", validators=[NOT_NEGATIVE], help_text="已完工程应付而未付的款项")
    source = CleanTextField("依据", max_length=120, help_text="例如 造价咨询报告、监理月报的名称及编号")
    status = models.CharField(
        "状态", max_length=20, choices=WorksStatus.choices, default=WorksStatus.PROPOSED, editable=False
    )
    decided_by = person("复核人")
    decided_at = models.DateTimeField("复核时间", null=True, editable=False)

    objects = WorksQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工程造价报告"
        ordering = ["-as_of", "-pk"]
        indexes = [models.Index(fields=["account", "as_of"], name="works_of_account")]
        constraints = [
            models.CheckConstraint(
                condition=Q(cost_total__gt=0, cost_done__gte=0, unpaid__gte=0), name="works_amounts",
                violation_error_message="工程造价总额应大于 0，已完造价和应付未付不能小于 0。",
            ),
            models.CheckConstraint(
                condition=Q(cost_done__lte=F("cost_total")), name="works_done_within",
                violation_error_message="已完工程造价不能大于工程造价总额。",
            ),
            models.CheckConstraint(
                condition=Q(status=WorksStatus.PROPOSED, decided_by=None, decided_at=None)
                | ~Q(status=WorksStatus.PROPOSED) & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="works_decided_by", violation_error_message="复核的报告必须有复核人和时间，未复核的不能有。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("recorded_by")), name="works_two_persons",
                violation_error_message="复核人不能是登记人本人，请由另一位同事复核。",
            ),
            models.UniqueConstraint(
                fields=["account"], condition=Q(status=WorksStatus.PROPOSED), name="works_one_waiting",
                violation_error_message="这个账户有一份造价报告正待复核，请先复核。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.as_of} 工程造价"

    def get_absolute_url(self) -> str:
        return place("presale:works_detail", self.pk)
