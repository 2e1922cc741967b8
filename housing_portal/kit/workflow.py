"""The status table: which step leads from where to where, and who may take it.

One table per kind of record draws the buttons, guards the service, feeds the tests and prints the manual.
"""
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from housing_portal.kit.errors import ServiceError


class Permitted(Protocol):
    """Whoever may or may not do something; accounts.User is the only one."""

    def can(self, permission: str) -> bool: ...


@dataclass(frozen=True)
class Step:
    """One step: ``label`` is what the button says."""

    code: str
    label: str
    sources: frozenset[str]
    target: str
    permission: str
    needs_reason: bool = False
    danger: bool = False


class Workflow:
    """The steps of one kind of record, in the order in which buttons stand."""

    def __init__(self, states: dict[str, str], steps: tuple[Step, ...], field: str = "status") -> None:
        self.states = states
        self.steps = {step.code: step for step in steps}
        self.field = field

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps.values())

    def state(self, obj: Any) -> str:
        """Return the state of ``obj``."""
        return str(getattr(obj, self.field))

    def available(self, obj: Any, user: Permitted) -> list[Step]:
        """Return the steps that ``user`` may take on ``obj`` now."""
        return [s for s in self if self.state(obj) in s.sources and user.can(s.permission)]

    def enter(self, obj: Any, code: str, user: Permitted) -> Step:
        """Move ``obj`` along step ``code`` in memory and return the step.

        Raises ServiceError when the state or the permission does not allow it. The caller holds the lock and saves.
        """
        step = self.steps[code]
        if not user.can(step.permission):
            raise ServiceError(f"您没有“{step.label}”的权限，请联系有此权限的同事办理。")
        if self.state(obj) not in step.sources:
            now = self.states.get(self.state(obj), self.state(obj))
            allowed = "、".join(label for state, label in self.states.items() if state in step.sources)
            raise ServiceError(f"当前状态是“{now}”，不能“{step.label}”（须为：{allowed}）。请刷新页面查看最新状态。")
        setattr(obj, self.field, step.target)
        return step
