"""What waits in 住房保障: families, reviews and rounds to decide, objections to look into, terms of reviews."""
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from affordable.enums import RoundStatus
from affordable.models import AllocationRound, AnnualReview, Family, Objection
from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.todos.parts import Source, Todo


def _reviews(user: User) -> QuerySet:
    rows = AnnualReview.objects.visible_to(user).open().select_related("unit", "family")
    return rows.order_by("due_on", "pk")


def _families(user: User) -> QuerySet:
    """Return the families whose notice is over without an open objection and that somebody else has entered."""
    own = user.accounts
    rows = Family.objects.visible_to(user).ready(clock.today()).exclude(recorded_by__in=own)
    return rows.exclude(steps__recorded_by__in=own).select_related("unit", "notice").order_by("notice__ends_on", "pk")


def _objections(user: User) -> QuerySet:
    rows = Objection.objects.visible_to(user).filter(answered_on=None).select_related("unit", "family")
    return rows.order_by("received_on", "pk")


def _rounds(user: User) -> QuerySet:
    """Return the rounds whose list is published and that somebody else has entered."""
    rows = AllocationRound.objects.visible_to(user).filter(status=RoundStatus.PUBLISHED)
    return rows.exclude(recorded_by__in=user.accounts).select_related("unit").order_by("published_on", "pk")


def dated(user: User, first: date | None, last: date) -> list[Source]:
    """Return the reviews due from ``first`` to ``last``."""
    days = {"due_on__lte": last, **({"due_on__gte": first} if first else {})}
    place = f"{reverse('affordable:review_list')}?{'status=pending' if first else 'status=overdue'}"
    return [Source(_reviews(user).filter(**days), _review, "年审", place)]


def to_review(user: User) -> list[Source]:
    """Return what ``user`` may decide and has not entered, and the objections that a clerk looks into."""
    open_ones = [Source(_objections(user), _objection)] if user.can("rental.record") else []
    if not user.can("rental.confirm"):
        return open_ones
    own = user.accounts
    handed_in = _reviews(user).handed_in().exclude(recorded_by__in=own).exclude(submitted_by__in=own)
    former = Family.objects.visible_to(user).to_take_over().exclude(recorded_by__in=own).select_related("unit")
    return [
        *open_ones, Source(_families(user), _family), Source(handed_in, _decision),
        Source(former.order_by("recorded_at", "pk"), _former), Source(_rounds(user), _round),
    ]


def sent_back(user: User) -> list[Source]:
    """Return nothing: what is refused here has ended."""
    return []


def _family(it: Family) -> Todo:
    url = reverse("affordable:family_approve", args=[it.pk])
    return Todo("保障资格批准", f"保障对象 {it}", f"公示 {it.notice} 已期满", str(it.unit), url, "批准", it.recorded_at)


def _former(it: Family) -> Todo:
    url = reverse("affordable:family_take_over", args=[it.pk])
    note = f"{it.former_approval_on} {it.former_approval_no}"
    return Todo("原批准确认", f"保障对象 {it}", note, str(it.unit), url, "确认", it.recorded_at)


def _round(it: AllocationRound) -> Todo:
    url = reverse("affordable:round_draw", args=[it.pk])
    return Todo("房源分配", str(it), f"{it.published_on} 公示名单", str(it.unit), url, "抽取", it.recorded_at)


def _objection(it: Objection) -> Todo:
    url = reverse("affordable:objection_answer", args=[it.pk])
    return Todo("公示异议", f"保障对象 {it.family}", it.content, str(it.unit), url, "核查", it.recorded_at)


def _decision(it: AnnualReview) -> Todo:
    note = f"{it.submitted_on} 提交材料"
    return Todo("年审", str(it), note, str(it.unit), it.get_absolute_url(), "年审", it.recorded_at, it.due_on)


def _review(it: AnnualReview) -> Todo:
    return Todo("年审", str(it), it.get_status_display(), str(it.unit), it.get_absolute_url(), "查看", it.recorded_at,
                it.due_on)
