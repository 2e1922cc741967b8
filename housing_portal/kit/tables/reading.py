"""From a record to the value behind a cell: worked out once per column, not once per cell."""
from collections.abc import Callable
from functools import partialmethod
from inspect import getattr_static
from operator import attrgetter
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import QuerySet
from django.db.models.query import ModelIterable
from django_tables2.utils import A

Reader = Callable[[Any], Any]


def holds_records(data: Any) -> bool:
    """Tell whether ``data`` is a queryset of whole records, not of ``values()``."""
    return isinstance(data, QuerySet) and issubclass(data._iterable_class, ModelIterable)


def reader(accessor: str, data: Any, *, in_words: bool = True) -> Reader:
    """Return the function that reads ``accessor`` off one record of ``data``; choices come as their labels.

    None stands for whatever cannot be read, as in the library's own tables.
    """
    if not holds_records(data):
        return lambda record: _resolved(accessor, record, in_words)
    words = labels(data.model, accessor) if in_words else {}
    if words is None:
        return lambda record: _resolved(accessor, record, in_words)
    get = attrgetter(accessor.replace("__", "."))

    def read(record: Any) -> Any:
        try:
            value = get(record)
        except (AttributeError, LookupError, TypeError, ValueError):
            return A(accessor).resolve(record, quiet=True)  # a step that is empty, called, or looked up in a dictionary
        if callable(value):
            return A(accessor).resolve(record, quiet=True)
        return words.get(value, value) if words else value
    return read


def address(record: Any) -> str:
    """Return where a record opens; its number and 查看 both lead there, and it is worked out once."""
    kept = record.__dict__
    if "_address" not in kept:
        kept["_address"] = record.get_absolute_url()
    return kept["_address"]


def labels(model: type[models.Model], accessor: str) -> dict[Any, str] | None:
    """Return the labels of a field with choices, nothing for other fields; None when the model has words of its own."""
    owner, field = field_at(model, accessor) or (model, None)
    if not getattr(field, "choices", None):
        return {}
    stock = isinstance(getattr_static(owner, f"get_{field.name}_display", None), partialmethod)
    return {value: str(label) for value, label in field.flatchoices} if stock else None


def field_at(model: type[models.Model], accessor: str) -> tuple[type[models.Model], Any] | None:
    """Return the field to which ``accessor`` leads over single records, with its model; None if it leads elsewhere."""
    *steps, last = A(accessor).bits
    try:
        for step in steps:
            relation = model._meta.get_field(step)
            if not (relation.many_to_one or relation.one_to_one):
                return None
            model = relation.related_model
        return model, model._meta.get_field(last)
    except FieldDoesNotExist:
        return None


def _resolved(accessor: str, record: Any, in_words: bool) -> Any:
    owner, name = A(accessor).penultimate(record, quiet=True)
    if in_words and isinstance(owner, models.Model) and getattr(A(accessor).get_field(record), "choices", None):
        return getattr(owner, f"get_{name}_display")()
    return A(accessor).resolve(record, quiet=True)
