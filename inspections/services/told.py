"""What the diary keeps of a record before it is changed."""
from typing import Any

from django.db import models

from housing_portal.journal.services import snapshot


def named(record: models.Model) -> dict[str, Any]:
    """Return the snapshot of a record with the names of what it points to: forms hand in whole records, and the diary
    would otherwise compare a key with a name.
    """
    for field in record._meta.concrete_fields:
        if field.is_relation:
            getattr(record, field.name)
    return snapshot(record)
