"""What waits in 信访投诉: to decide on and to sign, what came back, and the terms of the law."""
from collections.abc import Callable
from datetime import date
from functools import cached_property, partial

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.kit import clock, scope
from housing_portal.todos.parts import Source, Todo
from inspections.enums.petitions import PetitionStatus
from inspections.models.petition import Petition
from inspections.petition_clock import Term, next_due
from inspections.workflow import GRANT, HEAR, SIGN


def _petitions(user: User) -> QuerySet:
    return Petition.objects.visible_to(user).select_related("estate").order_by("recorded_at", "pk")


def to_review(user: User) -> list[Source]:
    """Return what ``user`` may decide on and has not drawn up."""
    own, rows, found = user.accounts, _petitions(user), []
    if user.can(HEAR):
        found.append(Source(rows.filter(status=PetitionStatus.REGISTERED), _of("信访受理", "accept", "受理")))
    if user.can(SIGN):
        found.append(Source(rows.to_sign(own), _of("信访答复", "sign", "审签")))
        found.append(Source(rows.to_close(own), _of("信访办结", "close", "办结")))
    if user.can(GRANT):
        found.append(Source(rows.to_extend(own), _of("信访延期", "grant", "批准")))
    return found


def sent_back(user: User) -> list[Source]:
    """Return the drafts of ``user`` that came back."""
    return [Source(_petitions(user).sent_back(user.accounts), _returned)] if user.can(HEAR) else []


def dated(user: User, first: date | None, last: date) -> list[Source]:
    """Return what must be done under the law from ``first`` to ``last``."""
    if not user.can(HEAR):
        return []
    rows = _petitions(user).due(scope.current(), first, last)
    return [Source(rows, partial(_due, _Terms(rows)))]


class _Terms:
    """The next duty of each of the rows, read at once when the first is asked for."""

    def __init__(self, rows: QuerySet) -> None:
        self.rows = rows

    @cached_property
    def found(self) -> dict[int, Term]:
        today = clock.today()
        return {pk: next_due(terms, today) for pk, terms in self.rows.terms_at(scope.current()).items()}


def _of(kind: str, step: str, deed: str) -> Callable[[Petition], Todo]:
    def todo(it: Petition) -> Todo:
        url = reverse(f"inspections:petition_{step}", args=[it.pk])
        return Todo(kind, _title(it), it.get_status_display(), _source(it), url, deed, it.recorded_at)

    return todo


def _returned(it: Petition) -> Todo:
    url = reverse("inspections:petition_draft", args=[it.pk])
    return Todo("退回修改", _title(it), f"退回原因：{it.why}", _source(it), url, "修改", it.recorded_at)


def _due(terms: _Terms, it: Petition) -> Todo:
    term = terms.found[it.pk]
    url = it.get_absolute_url()
    return Todo("信访时限", _title(it), term.label, _source(it), url, "查看", it.recorded_at, term.due)


def _title(it: Petition) -> str:
    return f"{it}　{it.title}"


def _source(it: Petition) -> str:
    return str(it.estate or it.get_channel_display())
