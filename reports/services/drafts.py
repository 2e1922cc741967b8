"""Drafting a paper, changing the draft, and taking over the template that is in force now."""
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal import services as journal
from housing_portal.journal.entry import change, not_in_future
from housing_portal.kit import clock, text
from housing_portal.kit.saving import save_checked
from reports.enums import DocumentKind
from reports.kinds import KINDS
from reports.models import Document
from reports.services import numbers
from reports.services.parts import EDITED, RENEWED, locked_draft, permit
from reports.services.templates import current_template

WORDS = ("assessment", "problems", "measures")


@transaction.atomic
def draft_document(*, actor: User, **content: Any) -> Document:
    """Begin a paper; what its kind settles is filled in unless given: title, countersigning, template in force.

    Raises ServiceError without the permission, for a number that the register has given out, or when the content
    breaks a rule.
    """
    permit(actor, "reports.draft")
    kind = KINDS[content.get("kind", DocumentKind.BULLETIN)]
    usual = {"title": kind.title, "needs_countersign": kind.countersign, "template": current_template(kind.code)}
    document = Document(**{**usual, **content}, drafted_by=actor, drafted_at=clock.now())
    _must_be_sound(document)
    save_checked(document)
    journal.record(actor=actor, action="起草公文", label=f"起草公文《{document}》", obj=document,
                   after=journal.snapshot(document))
    return document


@transaction.atomic
def edit_document(*, actor: User, document: Document, **content: Any) -> Document:
    """Change a draft. What has been captured goes back to draft first; issued papers are never changed."""
    permit(actor, "reports.draft")
    document = locked_draft(document)
    before, typed = journal.snapshot(document), document.number
    for name, value in content.items():
        setattr(document, name, value)
    if document.number != typed:
        numbers.must_stay(typed)
    _must_be_sound(document)
    return change(actor, EDITED, document, before)


def _must_be_sound(document: Document) -> None:
    """Refuse figures of a day that has not come, an old paper dated after today, a number that is not free.

    What is written over several lines is rid of what nobody sees, as single lines are by their fields.
    """
    for name in WORDS:
        setattr(document, name, text.clean(getattr(document, name)))
    not_in_future("as_of", document.as_of)
    if document.number:
        not_in_future("issued_on", document.issued_on)
    numbers.must_be_free(document)


@transaction.atomic
def take_newest_template(*, actor: User, document: Document) -> Document:
    """Write a draft with the template that is in force now; drafts keep theirs until somebody asks for this."""
    permit(actor, "reports.draft")
    document = locked_draft(document)
    before = journal.snapshot(document)
    document.template = current_template(document.kind)
    return change(actor, RENEWED, document, before)
