"""One way to store a checked record: every refusal is a sentence, also when somebody else was faster."""
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from housing_portal.kit.errors import ServiceError


def save_checked(obj: models.Model, fields: Iterable[str] | None = None) -> None:
    """Check ``obj`` against its fields and constraints and save it; raises ServiceError with a sentence per field.

    The table itself holds the constraints: only what it has refused is asked for their sentences, one by one. A record
    at hand that another one points to was read from its table and is not looked for again.
    """
    known = [
        field.name for field in obj._meta.concrete_fields if field.is_relation
        and not field.get_limit_choices_to() and (field.is_cached(obj) or not obj._state.adding)
    ]
    try:
        obj.full_clean(exclude=known, validate_unique=False, validate_constraints=False)
        with transaction.atomic():
            obj.save(update_fields=fields)
    except (ValidationError, IntegrityError):
        try:
            obj.full_clean()
        except ValidationError as refusal:
            raise ServiceError(refusal) from None
        raise ServiceError("同名或同号的记录刚刚被他人登记，请刷新后核对。") from None
