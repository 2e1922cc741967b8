"""What waits in 督查督办: to hand over, to decide, to close; what a unit owes soon or owes already."""
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.scope import current
from housing_portal.todos.parts import Source, Todo
from reports.enums import RUNNING, SupervisionStatus
from reports.evaluate import IndicatorSet
from reports.models import SupervisionExtension, SupervisionItem
from reports.supervision import cannot_close, owed, recovered
from reports.workflow import ACCEPT, SUPERVISE

OFFICE = "督查督办"
RECORDS = ("audit_finding__unit", "decision", "finding__target", "finding__violation", "petition")


def _items(user: User) -> QuerySet:
    return SupervisionItem.objects.visible_to(user).select_related("unit").order_by("due_on", "pk")


def _reviews(user: User, first: date | None, last: date) -> QuerySet:
    """Return the reviews to be decided from ``first`` to ``last``, without a hand of ``user`` before."""
    own = user.accounts
    rows = _items(user).to_review(first, last).exclude(conclusions__recorded_by__in=own)
    return rows.exclude(reviewrequests__recorded_by__in=own).order_by("decide_by", "pk")


def to_review(user: User) -> list[Source]:
    """Return what ``user`` may decide and has had no hand in, and what a clerk has to hand over."""
    own, found = user.accounts, []
    if user.can(ACCEPT):
        rows = _items(user).to_accept()
        others = rows.exclude(fed_by__in=own).exclude(recorded_by__in=own)
        found.append(Source(others, _of("督办反馈", "accept", "核定")))
        found.append(Source(_reviews(user, None, date.max), _by("督查复核", "decide", "决定", "decide_by")))
        asked = SupervisionExtension.objects.visible_to(user).open().exclude(recorded_by__in=own)
        found.append(Source(asked.select_related("item__unit").order_by("pk"), _extension))
    if user.can(SUPERVISE):
        found.append(Source(_items(user).to_hand_over(), _hand_over))
        talks = _items(user).to_talk(clock.today()).order_by("next_due", "pk")
        found.append(Source(talks, _by("督办约谈", "talk", "约谈", "next_due")))
        found.append(Source(_items(user).to_conclude(), _of("督查结论", "conclude", "登记")))
    return found


def sent_back(user: User) -> list[Source]:
    """Return the answers entered by ``user`` that came back."""
    if not user.can(SUPERVISE):
        return []
    rows = _items(user).filter(status=SupervisionStatus.RETURNED, fed_by__in=user.accounts)
    return [Source(rows, _of("反馈退回", "begin", "查看"))]


def dated(user: User, first: date | None, last: date) -> list[Source]:
    """Return what the units owe from ``first`` to ``last``, and the checks and reviews of 督查 that are due then."""
    if not (user.can(SUPERVISE) or user.can(ACCEPT)):
        return []
    rows = SupervisionItem.objects.visible_to(user).awaited(first, last).select_related("unit")
    query = "live" if first else "late"
    found = [Source(rows.order_by("next_due", "pk"), _due, "督办事项",
                    f"{reverse('reports:supervision_list')}?status={query}")]
    if user.can(SUPERVISE):
        checks = _items(user).to_check(first, last).order_by("mend_by", "pk")
        found.append(Source(checks, _by("整改核查", "check", "核查", "mend_by")))
    if user.can(ACCEPT):
        found.append(Source(_reviews(user, first, last), _by("督查复核", "decide", "决定", "decide_by")))
    return found


def missing(user: User, is_over: bool) -> list[Todo]:
    """Return, among what is soon due, the matters that the records show to be settled: somebody closes them."""
    if is_over or not user.can(ACCEPT):
        return []
    rows = _items(user).with_followups().filter(status__in=RUNNING).exclude(recorded_by__in=user.accounts)
    free = [item for item in rows.select_related("unit", *RECORDS) if not cannot_close(item)]
    return [
        Todo("建议办结", f"{item.unit}　{item}", why, OFFICE, reverse("reports:supervision_recover", args=[item.pk]),
             "核定", item.recorded_at, item.due_on)
        for item, why in recovered(free, IndicatorSet(current()))
    ]


def _of(kind: str, step: str, deed: str) -> Callable[[SupervisionItem], Todo]:
    def todo(it: SupervisionItem) -> Todo:
        url = reverse(f"reports:supervision_{step}", args=[it.pk])
        return Todo(kind, f"{it.unit}　{it}", it.get_status_display(), OFFICE, url, deed, it.recorded_at, it.due_on)

    return todo


def _by(kind: str, step: str, deed: str, term: str) -> Callable[[SupervisionItem], Todo]:
    """Return how a matter is written down of which ``term`` is the day that counts."""
    def todo(it: SupervisionItem) -> Todo:
        return replace(_of(kind, step, deed)(it), due=getattr(it, term))

    return todo


def _hand_over(it: SupervisionItem) -> Todo:
    url = reverse("reports:supervision_paper_issue", args=[it.paper])
    return Todo("督办交办", f"{it.unit}　{it}", "督办文书已印发", OFFICE, url, "交办", it.recorded_at, it.due_on)


def _extension(it: SupervisionExtension) -> Todo:
    url = reverse("reports:supervision_extension_approve", args=[it.pk])
    words = f"申请延至 {it.new_due_on}"
    return Todo("督办延期", f"{it.item.unit}　{it.item}", words, OFFICE, url, "批准", it.recorded_at)


def _due(it: SupervisionItem) -> Todo:
    return Todo(f"督办{owed(it)}", f"{it.unit}　{it}", it.get_status_display(), OFFICE, it.get_absolute_url(), "查看",
                it.recorded_at, it.next_due)
