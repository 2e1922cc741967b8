"""One way to store a checked record: every refusal is a sentence, also when somebody else was faster."""
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from housing_portal.kit.errors import ServiceError


def save_checked(obj: models.Model, fields: Iterable[str] | None = None) -> None:
    """Check ``obj`` against its fields and constraints and save it; raises ServiceError with a sentence per field.

    The table itself holds the constraints: only what it has refused is asked for their sentences, one by one.
    """
    try:
        obj.full_clean(validate_unique=False, validate_constraints=False)
        with transaction.atomic():
            obj.save(update_fields=fields)
    except (ValidationError, IntegrityError):
        raise _refusal(obj) from None


def _refusal(obj: models.Model) -> ServiceError:
    try:
        obj.full_clean()
    except ValidationError as error:
        return ServiceError(error)
    return ServiceError("同名或同号的记录刚刚被他人登记，请刷新后核对。")
