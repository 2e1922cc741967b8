"""What every record of this area carries: who entered it and when. Market records belong to the bureau as a whole."""
from django.conf import settings
from django.db import models


class Recorded(models.Model):
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="录入人", related_name="+", editable=False,
        db_index=False,
    )
    recorded_at = models.DateTimeField("录入时间", editable=False)

    class Meta:
        abstract = True
