"""What waits in 问题整改: to confirm, to re-check, to close, to review and to sign; what came back; what falls due."""
from collections.abc import Callable
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.registry import parameters
from housing_portal.todos.parts import Source, Todo
from inspections.enums.findings import SETTLED, FindingStatus
from inspections.enums.notices import NoticeStatus
from inspections.models.finding import Finding
from inspections.models.notice import Extension, RectificationNotice
from inspections.workflow import APPROVE, CONFIRM, RECORD

OFFICE = "市场检查"


def _findings(user: User) -> QuerySet:
    return Finding.objects.visible_to(user).select_related("target", "violation").order_by("due_on", "pk")


def _notices(user: User) -> QuerySet:
    return RectificationNotice.objects.visible_to(user).select_related("target").order_by("pk")


def to_review(user: User) -> list[Source]:
    """Return what ``user`` may decide and has had no hand in, and the notices that a clerk serves."""
    own, found = user.accounts, []
    if user.can(CONFIRM):
        rows = _findings(user).not_entered_by(own)
        others = rows.exclude(recorded_by__in=own)
        found += [
            Source(seen.filter(status=state), _of(kind, step, deed)) for seen, state, kind, step, deed in (
                (others, FindingStatus.FIXED_ONSITE, "即知即改", "confirm_onsite", "确认"),
                (rows, FindingStatus.SUBMITTED, "整改复查", "recheck", "复查"),
                (others, FindingStatus.RECHECKING, "问题销号", "close", "销号"),
            )
        ]
        drafts = _notices(user).filter(status=NoticeStatus.DRAFTED).exclude(recorded_by__in=own)
        found.append(Source(drafts, _notice("整改通知单", "review", "复核")))
    if user.can(APPROVE):
        reviewed = _notices(user).filter(status=NoticeStatus.REVIEWED)
        reviewed = reviewed.exclude(recorded_by__in=own).exclude(reviewed_by__in=own)
        found.append(Source(reviewed, _notice("整改通知单", "issue", "签发")))
        asked = Extension.objects.visible_to(user).open().exclude(recorded_by__in=own)
        found.append(Source(asked.select_related("notice__target").order_by("pk"), _extension))
        least = parameters.number("recheck_failures_penalty")
        stubborn = _findings(user).filter(status=FindingStatus.NOTICED, round__gt=least)
        found.append(Source(stubborn.exclude(recorded_by__in=own), _of("复查不合格", "penalty", "立案")))
    if user.can(RECORD):
        issued = _notices(user).filter(status=NoticeStatus.ISSUED)
        found.append(Source(issued, _notice("整改通知单", "serve", "送达")))
    return found


def sent_back(user: User) -> list[Source]:
    """Return the drafts of ``user`` that came back."""
    if not user.can(RECORD):
        return []
    rows = _notices(user).filter(status=NoticeStatus.RETURNED, recorded_by__in=user.accounts)
    return [Source(rows, _notice("退回修改", "edit", "修改"))]


def dated(user: User, first: date | None, last: date) -> list[Source]:
    """Return the findings that have to be closed from ``first`` to ``last``."""
    if not (user.can(RECORD) or user.can(CONFIRM)):
        return []
    days = {"due_on__lte": last, **({"due_on__gte": first} if first else {})}
    rows = _findings(user).exclude(status__in=(*SETTLED, FindingStatus.WITHDRAWN)).filter(**days)
    query = "" if first else "&overdue=true"
    return [Source(rows, _due, "问题整改", f"{reverse('inspections:finding_list')}?status=unclosed{query}")]


def _of(kind: str, step: str, deed: str) -> Callable[[Finding], Todo]:
    def todo(it: Finding) -> Todo:
        url = reverse(f"inspections:finding_{step}", args=[it.pk])
        return Todo(kind, str(it), it.get_status_display(), OFFICE, url, deed, it.recorded_at, it.due_on)

    return todo


def _notice(kind: str, step: str, deed: str) -> Callable[[RectificationNotice], Todo]:
    def todo(it: RectificationNotice) -> Todo:
        url = reverse(f"inspections:notice_{step}", args=[it.pk])
        return Todo(kind, f"{it.number or '未编号'}　{it.target}", it.get_status_display(), OFFICE, url, deed,
                    it.recorded_at)

    return todo


def _extension(it: Extension) -> Todo:
    url = reverse("inspections:extension_approve", args=[it.pk])
    return Todo("整改延期", f"{it.notice}　{it.notice.target}", f"申请延至 {it.new_deadline}", OFFICE, url, "批准",
                it.recorded_at)


def _due(it: Finding) -> Todo:
    return Todo("问题整改", str(it), it.get_status_display(), OFFICE, it.get_absolute_url(), "查看", it.recorded_at,
                it.due_on)
