"""Digests of what is stored with a paper. The diary, chained, keeps them: no hand can change a capture unseen."""
import hashlib
import json
from datetime import UTC
from typing import Any

from django.db.models import Model

from reports.models import Capture, FigureBinding, IssuedCopy

DIGEST = "内容摘要"


def capture_digest(capture: Capture) -> str:
    """Return the SHA-256 of a capture: the paper as written, and every figure with its records."""
    bindings = capture.bindings.order_by("place", "pk")
    return _sha256([_facts(capture, "document"), [_binding(one) for one in bindings.select_related("override")]])


def copy_digest(copy: IssuedCopy) -> str:
    """Return the SHA-256 of what is stored beside the bytes of an issued copy, their own digest included."""
    return _sha256(_facts(copy, "pdf"))


def _binding(row: FigureBinding) -> dict[str, Any]:
    """Return a figure with the whole of its override; one without any is told as before there were overrides."""
    facts = _facts(row, "capture", "override")
    return facts if row.override is None else {**facts, "override": _facts(row.override)}


def _facts(row: Model, *without: str) -> dict[str, Any]:
    """Return the fields of a stored row; a moment in UTC, since databases hand it out in zones of their own."""
    fields = [field for field in row._meta.concrete_fields if field.name not in ("id", *without)]
    values = ((field.attname, getattr(row, field.attname)) for field in fields)
    return {name: value.astimezone(UTC) if hasattr(value, "astimezone") else value for name, value in values}


def _sha256(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
