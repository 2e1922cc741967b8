"""What waits for a reader: to review, to mend, soon due, overdue. Scope and permissions decide what is whose."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from affordable.models import ArrearsPlan, AuditFinding, Milestone
from affordable.workflow import MILESTONE
from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock, scope
from reports.enums import DocumentStatus
from reports.models import Document

SOON = timedelta(days=10)
MOST = 20


@dataclass(frozen=True)
class Todo:
    """A matter that waits; ``at`` is when it arrived, ``due`` the day by which it must be settled, if there is one."""

    kind: str
    title: str
    note: str
    source: str
    url: str
    deed: str
    at: datetime | None = None
    due: date | None = None

    @property
    def days_left(self) -> int:
        return (self.due - clock.today()).days

    @property
    def days_over(self) -> int:
        return -self.days_left


@dataclass(frozen=True)
class Source:
    """Records of one kind that wait, and how one of them is written down."""

    rows: QuerySet
    todo: Callable[[Any], Todo]


@dataclass
class Pile:
    """A tab of the workbench."""

    key: str
    label: str
    sources: Sequence[Source]

    @cached_property
    def count(self) -> int:
        return sum(source.rows.count() for source in self.sources)

    @cached_property
    def todos(self) -> list[Todo]:
        """Return the first matters: what is due first, then what has waited longest."""
        found = [source.todo(row) for source in self.sources for row in source.rows[:MOST]]
        return sorted(found, key=lambda todo: (todo.due or date.max, todo.at))[:MOST]


def piles(user: User) -> list[Pile]:
    """Return the four tabs for ``user``, who sees only what lies in his scope and what he may act on."""
    today = clock.today()
    soon = {"due_on__range": (today, today + SOON)}
    past = {"due_on__lt": today}
    return [
        Pile("review", "待我审核", _to_review(user)),
        Pile("returned", "退回给我", [Source(_sent_back(user), _returned)]),
        Pile("due", "将到期", _dated(user, soon)),
        Pile("overdue", "已逾期", _dated(user, past)),
    ]


def waiting(user: User) -> int:
    """Return how many matters need a deed of ``user``: the number beside 待办."""
    review, returned, *_later = piles(user)
    return review.count + returned.count


def _milestones(user: User) -> QuerySet:
    rows = Milestone.objects.visible_to(user).select_related("unit", "project", "recorded_by")
    return rows.order_by("recorded_at", "pk")


def _sent_back(user: User) -> QuerySet:
    """Return what came back to ``user``, with the latest reason."""
    entries = Entry.objects.filter(object_type=Milestone._meta.label_lower, object_id=OuterRef("pk"))
    latest = entries.filter(action=MILESTONE.steps["return"].label).order_by("-pk").values("reason")[:1]
    return _milestones(user).returned().filter(recorded_by=user).annotate(why=Subquery(latest))


def _findings(user: User) -> QuerySet:
    rows = AuditFinding.objects.visible_to(user).select_related("unit", "category", "submitted_by")
    return rows.order_by("due_on", "pk")


def _plans(user: User) -> QuerySet:
    """Return what has been arranged for arrears and is still in force."""
    rows = ArrearsPlan.objects.visible_to(user).latest(scope.current()).filter(arranged_sets__gt=0)
    return rows.select_related("unit").order_by("due_on", "pk")


def _dated(user: User, days: dict[str, Any]) -> list[Source]:
    """Return the matters whose day lies within ``days``: the same as the leaders' page calls overdue."""
    return [
        Source(_findings(user).open_at(scope.current()).filter(**days), _finding),
        Source(_plans(user).filter(**days), _plan),
    ]


def _to_review(user: User) -> list[Source]:
    sources = []
    if user.can("affordable.confirm"):
        sources += [
            Source(_milestones(user).waiting().exclude(recorded_by=user), _milestone),
            Source(_findings(user).waiting().exclude(submitted_by=user), _submitted),
        ]
    if user.can("reports.issue"):
        drafts = Document.objects.visible_to(user).filter(status=DocumentStatus.DRAFT).exclude(drafted_by=user)
        sources.append(Source(drafts.select_related("drafted_by__unit").order_by("drafted_at", "pk"), _draft))
    return sources


def _milestone(it: Milestone) -> Todo:
    note = f"{it.get_kind_display()}；{it.actual_on} 发生，{it.recorded_by} 录入"
    url = reverse("affordable:milestone_confirm", args=[it.pk])
    return Todo("里程碑复核", _of_milestone(it), note, str(it.unit), url, "复核", it.recorded_at)


def _returned(it: Milestone) -> Todo:
    url = reverse("affordable:milestone_resubmit", args=[it.pk])
    return Todo("退回修改", _of_milestone(it), f"退回原因：{it.why}", str(it.unit), url, "修改", it.recorded_at)


def _of_milestone(it: Milestone) -> str:
    return f"{it.project or it.unit}　{it.get_code_display()} {it.sets} 套"


def _submitted(it: AuditFinding) -> Todo:
    url = reverse("affordable:finding_close", args=[it.pk])
    return Todo("整改复核", *_of_finding(it), str(it.unit), url, "复核", it.recorded_at, it.due_on)


def _finding(it: AuditFinding) -> Todo:
    return Todo("审计整改", *_of_finding(it), str(it.unit), it.get_absolute_url(), "查看", it.recorded_at, it.due_on)


def _of_finding(it: AuditFinding) -> tuple[str, str]:
    return it.title or str(it.category or "未分类"), f"{it}；{it.get_status_display()}"


def _plan(it: ArrearsPlan) -> Todo:
    title = f"历史欠账 {it.arranged_sets} 套分配入住"
    return Todo("欠账落实", title, it.note, str(it.unit), it.get_absolute_url(), "查看", it.recorded_at, it.due_on)


def _draft(it: Document) -> Todo:
    note = f"截至 {it.as_of}；{it.drafted_by} 起草"
    return Todo("公文签发", it.title, note, str(it.drafted_by.unit), it.get_absolute_url(), "审阅", it.drafted_at)
