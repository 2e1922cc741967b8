"""Who acted on a record, and that different duties are different persons."""
from django.conf import settings
from django.db import models
from django.db.models import F, Q


def person(label: str) -> models.ForeignKey:
    """Return the field of somebody who acted; empty until then."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=True, editable=False, related_name="+",
        db_index=False,
    )


def different(*names: str) -> Q:
    """Return the condition that no two of these persons are the same; who has not acted yet is nobody."""
    condition = Q()
    for index, one in enumerate(names):
        for other in names[index + 1 :]:
            condition &= Q(**{one: None}) | Q(**{other: None}) | ~Q(**{one: F(other)})
    return condition
