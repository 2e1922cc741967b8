"""What every record of this area carries: whose it is, who entered it, when."""
from django.db import models

from housing_portal.accounts.models import Unit
from housing_portal.journal.happening import Recorded


class Owned(Recorded):
    """A record of one responsible unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="责任单位", related_name="+")

    class Meta:
        abstract = True


class Statement(Owned):
    """An append-only statement of how things stood on a day; a correction is a new row, the latest counts."""

    append_only = True

    as_of = models.DateField("截至日期", help_text="数据截至哪一天（含当日）")

    class Meta:
        abstract = True
