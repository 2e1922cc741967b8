"""Drafts of official papers that wait for whoever may issue them."""
from housing_portal.accounts.models import User
from housing_portal.todos.parts import Source, Todo
from reports.enums import DocumentStatus
from reports.models import Document


def to_review(user: User) -> list[Source]:
    """Return the drafts of others."""
    if not user.can("reports.issue"):
        return []
    drafts = Document.objects.visible_to(user).filter(status=DocumentStatus.DRAFT).exclude(drafted_by__in=user.accounts)
    return [Source(drafts.select_related("drafted_by__unit").order_by("drafted_at", "pk"), _draft)]


def _draft(it: Document) -> Todo:
    note = f"截至 {it.as_of}；{it.drafted_by} 起草"
    return Todo("公文签发", it.title, note, str(it.drafted_by.unit), it.get_absolute_url(), "审阅", it.drafted_at)
