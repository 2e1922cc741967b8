"""What every record of this area carries: who entered it and when. Market records belong to the bureau as a whole."""
from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

# at the box where it was typed; the constraints of the tables say it again for whatever comes another way
POSITIVE = MinValueValidator(Decimal("0.01"), "应大于 0，请核对。")
NOT_NEGATIVE = MinValueValidator(Decimal(0), "不能小于 0，请核对。")


class Recorded(models.Model):
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="录入人", related_name="+", editable=False,
        db_index=False,
    )
    recorded_at = models.DateTimeField("录入时间", editable=False)

    class Meta:
        abstract = True
