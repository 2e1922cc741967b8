"""Events added up once and for all."""
from django.db import models

from housing_portal.kit.fields import AreaField, MoneyField
from transactions.enums import EventKind, RoomUse
from transactions.models.contract import ContractEvent
from transactions.tallies.querysets import TallyQuerySet


class EventTally(models.Model):
    """What the events of one month, kind and use add up to: those as far as ``upto`` that no earlier tally holds."""

    append_only = True

    month = models.PositiveIntegerField("月份")
    kind = models.CharField("事项", max_length=10, choices=EventKind.choices)
    was_filed = models.BooleanField("已备案")
    is_residential = models.BooleanField("住宅")
    use = models.CharField("用途", max_length=20, choices=RoomUse.choices)
    events = models.PositiveIntegerField("件数")
    sets = models.IntegerField("套数")
    area = AreaField("面积（㎡）")
    amount = MoneyField("金额（元）")
    upto = models.ForeignKey(
        ContractEvent, models.PROTECT, verbose_name="计至事项", related_name="tallies", db_index=False
    )

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "合同事项小计"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "kind", "was_filed", "is_residential", "use", "upto"], name="tally_once",
                violation_error_message="这些事项已小计。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.get_kind_display()} 计至 {self.upto_id}"
