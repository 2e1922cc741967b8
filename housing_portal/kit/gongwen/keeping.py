"""A paper as JSON and back: what a capture stores and what a worker process is given."""
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from .paper import Attachment, Figure, HeadCell, Heading, Paper, Paragraph, TableBlock

_TYPES = {kind.__name__: kind for kind in (Attachment, Figure, HeadCell, Heading, Paper, Paragraph, TableBlock)}
_KIND, _DAY = "is", "day"


def paper_json(paper: Paper) -> dict[str, Any]:
    """Return ``paper`` as what JSON can hold."""
    return _kept(paper)


def paper_from(kept: Mapping[str, Any]) -> Paper:
    """Return the paper that ``paper_json`` has kept; raises KeyError or TypeError for anything else."""
    paper = _read(kept)
    if not isinstance(paper, Paper):
        raise TypeError("not a kept paper")
    return paper


def _kept(value: Any) -> Any:
    if is_dataclass(value):
        given = {field.name: getattr(value, field.name) for field in fields(value)}
        return {_KIND: type(value).__name__, **{name: _kept(item) for name, item in given.items()}}
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    if isinstance(value, str) or value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Sequence):
        return [_kept(item) for item in value]
    raise TypeError(f"a paper holds no {type(value).__name__}")


def _read(kept: Any) -> Any:
    if isinstance(kept, Mapping):
        if _DAY in kept:
            return date.fromisoformat(kept[_DAY])
        return _TYPES[kept[_KIND]](**{name: _read(item) for name, item in kept.items() if name != _KIND})
    return [_read(item) for item in kept] if isinstance(kept, list) else kept
