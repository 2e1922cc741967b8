"""延期: more time for a record that has a term; who enters the request does not decide it, the first term stays."""
from django.db import models
from django.db.models import F, Q

from housing_portal.journal.duties import different, person
from housing_portal.journal.enums import MoreTime
from housing_portal.journal.happening import Recorded
from housing_portal.kit.fields import CleanTextField


class OpenRequests(models.QuerySet):
    def open(self) -> "OpenRequests":
        return self.filter(status=MoreTime.ASKED)


class MoreTimeRequest(Recorded):
    """A request for more time; the record that it belongs to and the two terms are fields of the heir."""

    asked_on = models.DateField("申请日期")
    reason = CleanTextField("延期原因", max_length=300)
    decided_by = person("批准人")
    decided_on = models.DateField("批准日期", null=True, editable=False)
    answer = CleanTextField("批准意见", max_length=500, blank=True, editable=False)
    status = models.CharField(
        "状态", max_length=10, choices=MoreTime.choices, default=MoreTime.ASKED, editable=False
    )

    class Meta:
        abstract = True


def more_time_constraints(
    prefix: str, owner: str, former: str, new: str, *, decided: str, once: str, others: str
) -> list[models.BaseConstraint]:
    """Return what holds of every request: one open at a time, later than before, decided by another, with a day.

    ``prefix`` begins the names, ``decided`` is the name of the last; ``once`` and ``others`` are sentences.
    """
    return [
        models.UniqueConstraint(
            fields=[owner], condition=Q(status=MoreTime.ASKED), name=f"{prefix}_asked_once",
            violation_error_message=once,
        ),
        models.CheckConstraint(
            condition=Q(**{f"{new}__gt": F(former)}), name=f"{prefix}_later",
            violation_error_message="延期后的期限须晚于原期限。",
        ),
        models.CheckConstraint(
            condition=different("recorded_by", "decided_by"), name=f"{prefix}_two_persons",
            violation_error_message=others,
        ),
        models.CheckConstraint(
            condition=Q(status=MoreTime.ASKED, decided_by=None, decided_on=None)
            | ~Q(status=MoreTime.ASKED) & Q(decided_by__isnull=False, decided_on__isnull=False),
            name=decided, violation_error_message="批准延期须有批准人和日期。",
        ),
    ]
