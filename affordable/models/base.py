"""What every record of this area carries: whose it is, who entered it, when."""
from django.conf import settings
from django.db import models

from housing_portal.accounts.models import Unit
from housing_portal.kit.fields import CleanTextField


class Owned(models.Model):
    """A record of one responsible unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="责任单位", related_name="+")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="录入人", related_name="+", editable=False
    )
    recorded_at = models.DateTimeField("录入时间", editable=False)

    class Meta:
        abstract = True


class Statement(Owned):
    """An append-only statement of how things stood on a day; a correction is a new row, the latest counts."""

    append_only = True

    as_of = models.DateField("截至日期", help_text="数据截至哪一天（含当日）")

    class Meta:
        abstract = True


class Happening(models.Model):
    """One dated step of a record, never edited; taken back by a second row that undoes it.

    A figure of a past day counts the steps that had happened by that day and had been entered by the cut-off.
    The record it belongs to is indexed together with ``undoes``, not alone: SQLite would look through all the rows
    that undo nothing, once per record.
    """

    append_only = True

    on = models.DateField("发生日期")
    note = CleanTextField("说明", max_length=200, blank=True)
    undoes = models.OneToOneField(
        "self", models.PROTECT, verbose_name="撤回的步骤", null=True, editable=False, related_name="undone"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="录入人", related_name="+", editable=False,
        db_index=False,
    )
    recorded_at = models.DateTimeField("录入时间", editable=False)

    class Meta:
        abstract = True
