"""After a change of ``encryption_key``: everything sealed is sealed, and indexed, with the new one.

Block by block, each a transaction of its own: broken off, it is simply started again, and goes over what is done
already without writing. People may work meanwhile; searches look for the indexes of all keys.
"""
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from housing_portal.accounts.models import User
from housing_portal.journal.models import EXPORT_QUERY, Export
from housing_portal.journal.services import record
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.secrecy import Sealed, SealedField, blind_index, resealed

BLOCK = 2_000
Values = dict[str, Any]
Renew = Callable[[models.Model], Values]


@dataclass
class Resealing:
    """How many rows of each kind were sealed anew, looked at, and could not be read with any key."""

    renewed: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    damaged: list[str] = field(default_factory=list)


def reseal(*, actor: User, progress: Callable[[str, int], None]) -> Resealing:
    """Seal everything with the newest key; one entry in the diary says how much it was."""
    done = Resealing()
    for model, renew in _sealing_models():
        last = 0
        while last is not None:
            last = _block(model, renew, last, done)
            progress(str(model._meta.verbose_name), done.seen[model._meta.verbose_name])
    after = {f"{name}（条）": f"{done.renewed[name]} / {seen}" for name, seen in done.seen.items()}
    record(actor=actor, action="重新加密", label="更换加密密钥后重新加密个人信息",
           after={**after, "无法读取（条）": len(done.damaged)})
    return done


@transaction.atomic
def _block(model: type[models.Model], renew: Renew, last: int, done: Resealing) -> int | None:
    """Renew the rows after ``last`` and return the last of them; None when there are no more."""
    rows = list(model._base_manager.select_for_update(no_key=True).filter(pk__gt=last).order_by("pk")[:BLOCK])
    name, changed = model._meta.verbose_name, []
    for row in rows:
        try:
            if values := renew(row):
                changed.append((row.pk, values))
        except ServiceError:
            done.damaged.append(f"{name} {row.pk}")
    _write(model, changed)
    done.seen[name] += len(rows)
    done.renewed[name] += len(changed)
    return rows[-1].pk if rows else None


def _write(model: type[models.Model], changed: list[tuple[int, Values]]) -> None:
    """Write each row's columns: all rows of a model have the same."""
    if not changed:
        return
    quote, names = connection.ops.quote_name, list(changed[0][1])
    columns = ", ".join(f"{quote(model._meta.get_field(name).column)} = %s" for name in names)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(model._meta.db_table)} SET {columns} WHERE id = %s",  # noqa: S608 - names of our own
            [[*(values[name] for name in names), pk] for pk, values in changed],
        )


def _sealing_models() -> Iterator[tuple[type[models.Model], Renew]]:
    """Yield every model that keeps something sealed, with what renews one of its rows."""
    for model in apps.get_models():
        if any(isinstance(column, SealedField) for column in model._meta.concrete_fields):
            yield model, _renewed_numbers
    yield Export, _renewed_query


def _renewed_numbers(row: models.Model) -> Values:
    """Return the row's columns sealed and indexed with the newest key; nothing where they already are."""
    values: Values = {}
    for column in row._meta.concrete_fields:
        sealed = getattr(row, column.attname)
        if not isinstance(column, SealedField):
            continue
        values[column.name] = None if sealed is None else resealed(column.purpose, sealed.token)
        if hasattr(row, index := f"{column.name}_index"):
            values[index] = blind_index(column.purpose, sealed.reveal()) if sealed else ""
    unchanged = all(_stored(row, name) == value for name, value in values.items())
    return {} if unchanged else {name: _prepared(value) for name, value in values.items()}


def _stored(row: models.Model, name: str) -> Any:
    value = getattr(row, name)
    return value.token if isinstance(value, Sealed) else value


def _prepared(value: Any) -> Any:
    return connection.Database.Binary(value) if isinstance(value, bytes) else value


def _renewed_query(export: Export) -> Values:
    if not export.query:
        return {}
    renewed = b64encode(resealed(EXPORT_QUERY, b64decode(export.query))).decode()
    return {} if renewed == export.query else {"query": renewed}
