"""Dated steps of a record: taken once, taken back by a second row."""
from typing import TypeVar

from affordable.models.base import Happening
from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.saving import save_checked

Step = TypeVar("Step", bound=Happening)


def happen(actor: User, step: Step) -> Step:
    """Store a step; the caller writes the diary entry of the record that it belongs to."""
    step.recorded_by, step.recorded_at = actor, clock.now()
    save_checked(step)
    return step


def take_back(actor: User, step: Step, note: str) -> Step:
    """Store the row that undoes ``step``: it counts no longer from now on, figures of earlier cut-offs keep it."""
    facts = {
        field.name: getattr(step, field.name) for field in step._meta.concrete_fields
        if field.name not in ("id", "undoes", "note", "recorded_by", "recorded_at")
    }
    return happen(actor, type(step)(**facts, undoes=step, note=note))
