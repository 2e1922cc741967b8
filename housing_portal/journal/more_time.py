"""Deeds on requests for more time (延期): what every request is asked for, and its decision by another person."""
from datetime import date
from typing import Any, TypeVar

from django.db import models

from housing_portal.accounts.models import User
from housing_portal.journal.entry import change, lock, not_before, not_in_future
from housing_portal.journal.extension import MoreTimeRequest
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.text import clean
from housing_portal.kit.workflow import Workflow

OWN_REQUEST = "这份延期申请由您本人登记，须由另一位领导批准。"
Request = TypeVar("Request", bound=MoreTimeRequest)


def checked_reason(
    asked_on: date, since: tuple[date, str], due: tuple[date, str], new: tuple[date, str], reason: str,
    late_reason: str,
) -> str:
    """Return why more time is asked for, in words; the days are those of a request that may be entered.

    ``since``: the day from which one may ask, and its name; ``due``: the term in force, and its name; ``new``: the day
    asked for, and the field that holds it. Raises NeedsReason, which ``late_reason`` answers, after the term.
    """
    not_in_future("asked_on", asked_on)
    not_before("asked_on", asked_on, *since)
    (due_on, term), (new_on, field) = due, new
    if new_on <= due_on:
        raise ServiceError({field: f"延期后的期限须晚于现行期限 {due_on}。"})
    if asked_on > due_on and not clean(late_reason):
        raise NeedsReason(f"{term} {due_on} 已过，逾期后申请延期请说明原因。", "late_extension")
    return "；".join(filter(None, (clean(reason), clean(late_reason))))


def begin_decision(
    actor: User, request: Request, owner: str, workflow: Workflow, code: str
) -> tuple[Request, Any, dict[str, Any]]:
    """Lock the record and then its request, and move it in memory; not for whoever entered it.

    Returns the request, the record and the request's snapshot from before.
    """
    record: models.Model = lock(getattr(request, owner))
    request = lock(request)
    before = snapshot(request)
    workflow.enter(request, code, actor)
    if actor.is_person(request.recorded_by_id):
        raise ServiceError(OWN_REQUEST)
    return request, record, before


def finish_decision(actor: User, request: Request, before: dict[str, Any], label: str, answer: str) -> Request:
    """Store who decided and what; ``label`` begins the line of the diary."""
    request.decided_by, request.decided_on, request.answer = actor, clock.today(), answer
    return change(actor, f"{label}{request.get_status_display()}", request, before, reason=answer)
