"""From the (type, id) of a diary entry or attachment to the record, as far as the reader may see it."""
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from housing_portal.accounts.models import User
from housing_portal.accounts.roles import PERMISSIONS
from housing_portal.kit.fields import HundredthsField

GUARDS = ("revision", "digest", "snapshot")


def find(object_type: str, object_id: int | None, user: User) -> models.Model | None:
    """Return the record, or None when it does not exist for ``user``: gone, out of scope, or of a closed area."""
    try:
        model = apps.get_model(object_type)
        rows = model._default_manager.visible_to(user)
    except (LookupError, ValueError, AttributeError):
        return None
    area = f"{model._meta.app_label}.view"
    if area in PERMISSIONS and not user.can(area):
        return None
    try:
        return rows.get(pk=object_id)
    except ObjectDoesNotExist:
        return None


def kinds() -> list[tuple[str, str]]:
    """Return (type, words) of the records that the diary can speak of."""
    ours = [model for model in apps.get_models() if _is_ours(model)]
    return sorted(((m._meta.label_lower, str(m._meta.verbose_name)) for m in ours), key=lambda pair: pair[0])


def words(object_type: str) -> str:
    """Return what a record of this type is called."""
    try:
        return str(apps.get_model(object_type)._meta.verbose_name)
    except (LookupError, ValueError):
        return object_type


def labels(object_type: str) -> dict[str, int]:
    """Return the labels of the record's fields with their places."""
    return {str(field.verbose_name): place for place, field in enumerate(_fields(object_type))}


def figures(object_type: str) -> set[str]:
    """Return the labels of the record's amounts and areas."""
    return {str(field.verbose_name) for field in _fields(object_type) if isinstance(field, HundredthsField)}


def guards(object_type: str) -> set[str]:
    """Return the labels of what only guards the record: the diary keeps it, the record's own page has no use for it."""
    return {str(field.verbose_name) for field in _fields(object_type) if field.name in GUARDS}


def _fields(object_type: str) -> list[models.Field]:
    try:
        return apps.get_model(object_type)._meta.concrete_fields
    except (LookupError, ValueError):
        return []


def _is_ours(model: Any) -> bool:
    return hasattr(model._default_manager, "visible_to")
