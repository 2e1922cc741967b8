"""Templates of papers that wait for approval by another person."""
from housing_portal.accounts.models import User
from housing_portal.todos.parts import Source, Todo
from reports.enums import TemplateStatus
from reports.models import TemplateVersion


def to_review(user: User) -> list[Source]:
    """Return the versions of others that were handed in."""
    if not user.can("reports.check"):
        return []
    waiting = TemplateVersion.objects.visible_to(user).filter(status=TemplateStatus.SUBMITTED)
    return [Source(waiting.exclude(made_by__in=user.accounts).select_related("made_by__unit").order_by("pk"), _version)]


def _version(it: TemplateVersion) -> Todo:
    return Todo("公文模板", str(it), it.note, str(it.made_by.unit), it.get_absolute_url(), "批准", it.made_at)
