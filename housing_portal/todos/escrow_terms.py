"""The terms of 预售监管: answers to applications, reviews of releases and of emergencies, guarantee letters."""
from collections.abc import Callable
from datetime import date, datetime
from functools import cache

from django.db.models import QuerySet

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.registry import parameters
from housing_portal.registry.workdays import add_workdays
from housing_portal.todos.escrow import ESTATE, MONEY
from housing_portal.todos.parts import Source, Todo
from presale.enums import LetterStatus
from presale.models import GuaranteeLetter, PermitApplication, Release
from presale.overview import UNDER_REVIEW
from presale.workflow import APPROVE, CONFIRM, RECORD, VERIFY


def dated(user: User, first: date | None, last: date) -> list[Source]:
    """Return the records whose term falls from ``first`` to ``last``; without ``first``, those whose term is over."""
    if not any(user.can(permission) for permission in (RECORD, CONFIRM, VERIFY, APPROVE)):
        return []
    answers = PermitApplication.objects.unanswered().filter(**_between("answer_due_on", first, last))
    letters = GuaranteeLetter.objects.filter(status=LetterStatus.EFFECTIVE, **_between("valid_to", first, last))
    return [
        Source(answers.select_related(*ESTATE).order_by("answer_due_on", "pk"), _answer),
        Source(letters.select_related("account__estate", "issuer").order_by("valid_to", "pk"), _letter),
        _reviews("用款审核", Release.objects.filter(status__in=UNDER_REVIEW), _review_due(), first, last),
        _reviews("应急补审", Release.objects.unreviewed(), _late_review_due(), first, last),
    ]


def _reviews(
    kind: str, rows: QuerySet, due_of: Callable[[Release], date | None], first: date | None, last: date,
) -> Source:
    """Return the releases due in these days; working days are counted here, for no database knows them."""
    found = rows.select_related("account__rules").order_by("pk")
    due = {release.pk: day for release in found if (day := due_of(release)) is not None}
    keys = [pk for pk, day in due.items() if (first is None or day >= first) and day <= last]

    def todo(it: Release) -> Todo:
        note = f"{it.account}；{it.get_status_display()}"
        return Todo(kind, str(it), note, str(it.account.developer), it.get_absolute_url(), "查看", it.submitted_at,
                    due[it.pk])

    return Source(Release.objects.filter(pk__in=keys).select_related(*MONEY).order_by("submitted_at", "pk"), todo)


def _review_due() -> Callable[[Release], date | None]:
    until = cache(add_workdays)  # many are handed in on one day
    return lambda it: it.submitted_at and until(_day(it.submitted_at), it.account.rules.review_days)


def _late_review_due() -> Callable[[Release], date | None]:
    until, days = cache(add_workdays), parameters.number("emergency_review_days")
    return lambda it: it.approved_at and until(_day(it.approved_at), days)


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.SHANGHAI).date()


def _between(field: str, first: date | None, last: date) -> dict[str, date]:
    return {f"{field}__lte": last, **({f"{field}__gte": first} if first else {})}


def _answer(it: PermitApplication) -> Todo:
    note = f"{it.estate}；{it.accepted_on} 受理，{it.get_status_display()}"
    return Todo("许可答复期限", str(it), note, str(it.developer), it.get_absolute_url(), "查看", it.recorded_at,
                it.answer_due_on)


def _letter(it: GuaranteeLetter) -> Todo:
    note = f"{it.account}；到期前须续保或补足现金"
    return Todo("保函到期", str(it), note, str(it.issuer), it.get_absolute_url(), "查看", it.recorded_at, it.valid_to)
