"""What new and existing homes share: an event that moves the figures of sales."""
from django.db import models

from housing_portal.kit.fields import AreaField, MoneyField
from transactions.enums import Special
from transactions.models.base import Recorded
from transactions.querysets import EventQuerySet


class SaleEvent(Recorded):
    """What happened to a contract, once and for all.

    ``sets``, ``area`` and ``amount`` are what the event adds to sales: negative when a contract ends, the difference
    when it is changed. ``was_filed`` tells whether it also moves the figures of filings.
    """

    append_only = True

    was_filed = models.BooleanField("已备案")
    occurred_on = models.DateField("发生日期")
    month = models.PositiveIntegerField("月份", help_text="年月，例如 202605")
    is_residential = models.BooleanField("住宅")
    special = models.CharField("特殊交易", max_length=20, choices=Special.choices)
    sets = models.SmallIntegerField("套数")
    area = AreaField("面积（㎡）")
    amount = MoneyField("金额（元）")

    objects = EventQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["occurred_on", "pk"]

    def __str__(self) -> str:
        return f"{self.occurred_on} {self.get_kind_display()} {self.contract}"
