"""What every record carries, and its dated steps: never edited, taken back by a second row."""
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef

from housing_portal.kit.fields import CleanTextField
from housing_portal.kit.scope import Scope


class HappeningQuerySet(models.QuerySet):
    """Dated steps as they count on a day."""

    def counted(self, scope: Scope) -> "HappeningQuerySet":
        """Keep what had happened by the day, was entered by the cut-off and not taken back by then."""
        undone = self.model.objects.filter(undoes=OuterRef("pk"), recorded_at__lte=scope.cutoff)
        return self.filter(
            ~Exists(undone), undoes=None, on__lte=scope.as_of, recorded_at__lte=scope.cutoff
        )

    def standing(self) -> "HappeningQuerySet":
        """Keep what has not been taken back."""
        return self.filter(undoes=None, undone=None)


class Recorded(models.Model):
    """A record with who entered it and when."""

    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="录入人", related_name="+", editable=False
    )
    recorded_at = models.DateTimeField("录入时间", editable=False)

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
