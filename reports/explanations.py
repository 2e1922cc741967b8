"""Written reasons for what does not fit together: each holds for the one sentence that it was written for."""
from collections.abc import Sequence
from typing import Any

from housing_portal.journal.services import plain
from reports.enums import Severity
from reports.models import Document, Explanation
from reports.warning import Warning, warning_json


def explained(document: Document, warnings: Sequence[Warning]) -> dict[str, Explanation]:
    """Return the explanations that still hold: same warning, same sentence with the same two numbers."""
    sentences = {warning.key: warning.sentence for warning in warnings}
    return {
        row.warning: row
        for row in document.explanations.select_related("explained_by")
        if sentences.get(row.warning) == row.sentence
    }


def open_warnings(document: Document, warnings: Sequence[Warning]) -> list[Warning]:
    """Return the red warnings that nobody has explained yet: they stop a paper."""
    reasons = explained(document, warnings)
    return [w for w in warnings if w.severity == Severity.RED and w.key not in reasons]


def explained_json(document: Document, warnings: Sequence[Warning]) -> list[dict[str, Any]]:
    """Return the warnings as they are kept with a paper, each with its reason, who gave it and when."""
    reasons = explained(document, warnings)
    return [{**warning_json(warning), **_reason(reasons.get(warning.key))} for warning in warnings]


def _reason(found: Explanation | None) -> dict[str, str]:
    if found is None:
        return {"reason": "", "explained_by": "", "explained_at": ""}
    return {
        "reason": found.reason, "explained_by": found.explained_by.name, "explained_at": plain(found.explained_at),
    }
