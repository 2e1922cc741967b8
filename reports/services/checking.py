"""校核 and 会签 of what was captured, and the ways back to the draft; every duty has a person of its own."""
from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal import services as journal
from housing_portal.journal.entry import change, lock
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from reports.enums import DocumentStatus
from reports.explanations import open_warnings
from reports.gate import warnings_of
from reports.models import Capture, Document, Explanation
from reports.moments import captured_figures
from reports.overrides import standing
from reports.papers import captured_paper
from reports.services.parts import (
    EDITED,
    RENEWED,
    another_person,
    captured,
    given_reason,
    locked_draft,
    permit,
    stepped,
)
from reports.warning import Warning

EXPLAINABLE = frozenset({DocumentStatus.DRAFT, DocumentStatus.CAPTURED})


@transaction.atomic
def proofread(*, actor: User, document: Document, seen: str = "") -> Document:
    """Confirm that paper and figures fit together. Raises ServiceError for open red items and for the own paper.

    Whoever has written at it, has given reasons for its red items or has asked that one of its figures be printed
    otherwise does not check it: the second pair of eyes is new.
    """
    document, before = stepped(actor, document, "proofread")
    capture = captured(document, seen)
    another_person(actor, document, "校核", (capture.captured_by_id, "取数"), *written_by(document))
    must_fit(document, capture)
    document.checked_by, document.checked_at = actor, clock.now()
    return change(actor, "校核公文", document, before)


@transaction.atomic
def countersign(*, actor: User, document: Document, seen: str = "") -> Document:
    """Agree to a checked paper on behalf of another office. Papers that need no countersigning are refused here."""
    document, before = stepped(actor, document, "countersign")
    if not document.needs_countersign:
        raise ServiceError("这份公文不须会签，校核后直接送签发。")
    captured(document, seen)
    another_person(actor, document, "会签")
    document.countersigned_by, document.countersigned_at = actor, clock.now()
    return change(actor, "会签公文", document, before)


@transaction.atomic
def send_back(*, actor: User, document: Document, reason: str) -> Document:
    """Return a paper to its drafter with a reason; it is captured and checked anew."""
    document, before = stepped(actor, document, "return")
    reason = given_reason(reason, "退回原因")
    return change(actor, "退回公文", unchecked(document), before, reason=reason)


@transaction.atomic
def take_back(*, actor: User, document: Document) -> Document:
    """Make a captured paper a draft again, before anybody has checked it."""
    document, before = stepped(actor, document, "take_back")
    return change(actor, "撤回修改公文", document, before)


@transaction.atomic
def explain_warning(*, actor: User, document: Document, warning: Warning, reason: str) -> Explanation:
    """Write down why two numbers differ. Holds only as long as the two numbers stay what they are."""
    permit(actor, "reports.draft")
    document = lock(document)
    if document.status not in EXPLAINABLE:
        locked_draft(document)
    reason = given_reason(reason, "差异原因")
    explanation = Explanation(
        document=document, warning=warning.key, sentence=warning.sentence, reason=reason, explained_by=actor,
        explained_at=clock.now(),
    )
    save_checked(explanation)
    journal.record(actor=actor, action="说明差异", label=f"说明差异：{warning.sentence}", obj=document, reason=reason)
    return explanation


def written_by(document: Document) -> list[tuple[int, str]]:
    """Return who has changed the draft or its template, explained its red items or asked for another number."""
    changes = Entry.objects.about(document).filter(action__in=(EDITED, RENEWED)).order_by("pk")
    explained = document.explanations.order_by("pk")
    asked = standing(document)
    return [
        *((pk, action.removesuffix("公文")) for pk, action in changes.values_list("actor", "action")),
        *((pk, "说明差异") for pk in explained.values_list("explained_by", flat=True)),
        *((row.asked_by_id, "申请改写数字") for row in asked),
    ]


def unchecked(document: Document) -> Document:
    """Take away who has acted on a paper that goes back to its draft: all of them look at it again."""
    document.checked_by = document.countersigned_by = document.signed_by = None
    document.checked_at = document.countersigned_at = document.signed_at = None
    document.signed_name = ""
    return document


def judged(document: Document, capture: Capture) -> list[Warning]:
    """Return what does not fit together in the captured paper, with the figures of its cut-off."""
    return warnings_of(document, captured_paper(capture), captured_figures(capture))


def must_fit(document: Document, capture: Capture) -> list[Warning]:
    """Return the warnings of the captured paper; refuse one with open red ones."""
    warnings = judged(document, capture)
    stopping = open_warnings(document, warnings)
    if stopping:
        raise ServiceError([f"还有 {len(stopping)} 项须处理或说明后才能办理。", *(w.sentence for w in stopping)])
    return warnings
