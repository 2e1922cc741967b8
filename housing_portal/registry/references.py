"""Which records refer to one. Tables that are only added to keep what they said, and never move."""
from collections.abc import Iterator

from django.db import models
from django.db.models import QuerySet, UniqueConstraint


def relations(model: type[models.Model]) -> Iterator[models.Field]:
    """Yield the foreign keys that lead to ``model``, also those without a way back."""
    for relation in model._meta.get_fields(include_hidden=True):
        leads_here = relation.auto_created and not relation.concrete and not relation.many_to_many
        if leads_here and not getattr(relation.related_model, "append_only", False):
            yield relation.field


def rows_of(field: models.Field, obj: models.Model) -> QuerySet:
    """Return the records that refer to ``obj`` by ``field``."""
    return field.model._base_manager.filter(**{field.name: obj})


def counted(obj: models.Model) -> list[tuple[str, int]]:
    """Return what refers to ``obj``: (kind, number of records), kinds without any left out."""
    found: dict[str, int] = {}
    for field in relations(type(obj)):
        if count := rows_of(field, obj).count():
            name = str(field.model._meta.verbose_name)
            found[name] = found.get(name, 0) + count
    return list(found.items())


def living(obj: models.Model) -> list[tuple[str, int]]:
    """Return what refers to ``obj`` and still binds somebody: of kinds that know ``live`` records, these."""
    found = []
    for field in relations(type(obj)):
        live = getattr(field.model._default_manager, "live", None)
        if live and (count := live().filter(**{field.name: obj}).count()):
            found.append((str(field.model._meta.verbose_name), count))
    return found


def move(duplicate: models.Model, kept: models.Model) -> None:
    """Let everything that refers to ``duplicate`` refer to ``kept``.

    In the order of the models: rooms come before contracts, so a signing under way is waited for, then moved.
    """
    for field in relations(type(duplicate)):
        rows_of(field, duplicate).update(**{field.name: kept})


def collisions(duplicate: models.Model, kept: models.Model) -> list[str]:
    """Return the records that could not stand side by side at ``kept``, each with the rule that it would break."""
    return [
        sentence
        for field in relations(type(duplicate))
        for rule in field.model._meta.constraints
        if isinstance(rule, UniqueConstraint) and field.name in rule.fields
        for sentence in _broken(field, rule, duplicate, kept)
    ]


def _broken(field: models.Field, rule: UniqueConstraint, duplicate: models.Model, kept: models.Model) -> list[str]:
    others = [name for name in rule.fields if name != field.name]

    def key(row: models.Model) -> tuple:
        return tuple(getattr(row, field.model._meta.get_field(name).attname) for name in others)

    def rows(obj: models.Model) -> QuerySet:
        found = rows_of(field, obj).order_by("pk")
        return found.filter(rule.condition) if rule.condition is not None else found

    taken = {key(row) for row in rows(kept)}
    sentence = str(rule.violation_error_message).removesuffix("。")
    return [f"{field.model._meta.verbose_name}“{row}”：{sentence}" for row in rows(duplicate) if key(row) in taken]
