"""What the deeds on a paper share: who may act, the paper under lock, its last capture, a reason in words."""
from typing import Any

from housing_portal.accounts.models import User
from housing_portal.accounts.roles import PERMISSIONS
from housing_portal.journal import entry
from housing_portal.journal.services import snapshot
from housing_portal.kit import text
from housing_portal.kit.errors import ServiceError
from reports.enums import OUT, DocumentStatus
from reports.models import Capture, Document
from reports.workflow import DOCUMENT

ISSUED = "这份公文已印发，内容不再改动；有误请另发更正。"
NOT_CAPTURED = "这份公文还没有取数，请先取数。"
RECAPTURED = "打开本页之后，这份公文已退回修改或重新取数。请返回重新阅读全文和数字，再办理。"
EDITED, RENEWED = "修改公文", "换用新模板"
DUTIES = (("drafted_by", "起草"), ("checked_by", "校核"), ("countersigned_by", "会签"), ("signed_by", "签发"))


def permit(actor: User, permission: str) -> None:
    """Refuse whoever lacks ``permission`` or sees some units only: papers are the bureau's."""
    if not actor.sees_everything:
        raise ServiceError(f"您没有“{PERMISSIONS[permission]}”的权限，请联系有此权限的同事办理。")
    entry.must(actor, permission)


def locked_draft(document: Document) -> Document:
    """Lock and return a paper whose content may still change."""
    fresh = entry.lock(document)
    if fresh.status in OUT:
        raise ServiceError(ISSUED)
    if fresh.status != DocumentStatus.DRAFT:
        raise ServiceError(
            f"当前状态是“{fresh.get_status_display()}”，内容已固定。要修改，请先撤回修改、退回起草或撤销签发。"
        )
    return fresh


def stepped(actor: User, document: Document, code: str) -> tuple[Document, dict[str, Any]]:
    """Lock the paper, take step ``code`` in memory, and return it with its snapshot from before."""
    permit(actor, DOCUMENT.steps[code].permission)
    fresh = entry.lock(document)
    before = snapshot(fresh)
    DOCUMENT.enter(fresh, code, actor)
    return fresh, before


def last_capture(document: Document) -> Capture | None:
    """Return the capture that is checked, signed and issued."""
    return document.captures.order_by("-pk").first()


def captured(document: Document, seen: str = "") -> Capture:
    """Return the last capture; a paper without one goes no further.

    ``seen`` is the key of the capture that the actor has read, if a page has shown one: nobody answers for another.
    """
    found = last_capture(document)
    if found is None:
        raise ServiceError(NOT_CAPTURED)
    if seen and seen != str(found.pk):
        raise ServiceError(RECAPTURED)
    return found


def another_person(actor: User, document: Document, deed: str, *also: tuple[int, str]) -> None:
    """Refuse whoever has drafted, checked, countersigned or signed the paper himself (second-person rule)."""
    acted = [(getattr(document, f"{field}_id"), done) for field, done in DUTIES]
    for pk, done in (*acted, *also):
        if pk is not None and actor.is_person(pk):
            raise ServiceError(f"这份公文由您本人{done}，须由另一位同事{deed}。")


def given_reason(reason: str, what: str) -> str:
    """Return the reason cleaned; refused below four characters."""
    cleaned = text.clean(reason)
    if len(cleaned) < 4:
        raise ServiceError({"reason": f"请写明{what}，至少 4 个字。"})
    return cleaned
