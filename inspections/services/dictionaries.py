"""检查字典: domains, kinds of violation, lines of the checklist; what has been used is replaced, never rewritten."""
from typing import Any, TypeVar

from django.db import models, transaction

from housing_portal.accounts.models import User
from housing_portal.journal.entry import change, enter, lock, must
from housing_portal.kit.errors import ServiceError
from inspections.models.domain import CheckItem, InspectionDomain, ViolationType
from inspections.services.told import named
from inspections.workflow import RULES

Row = TypeVar("Row", bound=models.Model)
WORDS = ("aspect", "text", "basis")  # what a log has printed


@transaction.atomic
def add_domain(*, actor: User, **facts: Any) -> InspectionDomain:
    """Add a domain; its code stays."""
    must(actor, RULES)
    return enter(actor, "登记检查领域", InspectionDomain(**facts))


@transaction.atomic
def edit_domain(*, actor: User, domain: InspectionDomain, **facts: Any) -> InspectionDomain:
    """Rename a domain, or take it out of use."""
    return _edit(actor, "修改检查领域", domain, facts)


@transaction.atomic
def add_violation(*, actor: User, **facts: Any) -> ViolationType:
    """Add a kind of violation; its number and name stay."""
    must(actor, RULES)
    return enter(actor, "登记违规情形", ViolationType(**facts))


@transaction.atomic
def edit_violation(
    *, actor: User, violation: ViolationType, basis: str, usual_severity: str, is_active: bool
) -> ViolationType:
    """Correct the legal basis and the usual severity, or take a kind out of use."""
    facts = {"basis": basis, "usual_severity": usual_severity, "is_active": is_active}
    return _edit(actor, "修改违规情形", violation, facts)


@transaction.atomic
def add_item(*, actor: User, **facts: Any) -> CheckItem:
    """Add a line to the checklist of a domain."""
    must(actor, RULES)
    item = CheckItem(**facts)
    _must_fit(item)
    return enter(actor, "登记检查项目", item)


@transaction.atomic
def edit_item(*, actor: User, item: CheckItem, **facts: Any) -> CheckItem:
    """Change a line; one that inspections have answered is taken out of use and a new one follows it."""
    must(actor, RULES)
    item = lock(item)
    reworded = any(facts[name] != getattr(item, name) for name in WORDS if name in facts)
    if not reworded or not item.answers.exists():
        return _edit(actor, "修改检查项目", item, facts)
    if hasattr(item, "replaced_by"):
        raise ServiceError(f"这一项已由“{item.replaced_by}”替换，请修改新的一项。")
    _edit(actor, "停用检查项目", item, {"is_active": False})
    kept = {name: getattr(item, name) for name in ("order", "aspect", "text", "basis", "violation", "target_kinds")}
    successor = CheckItem(**{**kept, **facts}, domain=item.domain, replaces=item)
    _must_fit(successor)
    return enter(actor, "替换检查项目", successor)


def _edit(actor: User, action: str, row: Row, facts: dict[str, Any]) -> Row:
    must(actor, RULES)
    row = lock(row)
    before = named(row)
    for name, value in facts.items():
        setattr(row, name, value)
    if isinstance(row, CheckItem):
        _must_fit(row)
    return change(actor, action, row, before)


def _must_fit(item: CheckItem) -> None:
    if item.violation is not None and item.violation.domain_id != item.domain_id:
        raise ServiceError({"violation": f"“{item.violation.name}”不属于{item.domain}，请选择本领域的违规情形。"})
