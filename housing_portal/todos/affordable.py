"""What waits in 安居工程: milestones, findings, claims, communities and houses to confirm, what came back, terms."""
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from affordable.enums import QuotaStatus, RuralStatus
from affordable.models import (
    ArrearsPlan,
    AuditFinding,
    Milestone,
    RenovationCommunity,
    ResettlementQuota,
    RuralHouse,
)
from affordable.workflow import MILESTONE
from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit import scope
from housing_portal.todos.parts import Source, Todo

# what a second person does with a rural house: status → (step in the address, the deed)
HOUSE_DEEDS = {RuralStatus.PUBLISHED: ("approve", "批准"), RuralStatus.COMPLETED: ("accept", "验收")}


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


def _quotas(user: User) -> QuerySet:
    rows = ResettlementQuota.objects.visible_to(user).filter(status=QuotaStatus.PRELIMINARY)
    return rows.select_related("unit", "project", "household__compound", "recorded_by").order_by("recorded_at", "pk")


def _communities(user: User) -> QuerySet:
    rows = RenovationCommunity.objects.visible_to(user).to_accept(user.accounts)
    return rows.select_related("unit").order_by("planned_done_on", "pk")


def _houses(user: User) -> QuerySet:
    """Return the rural houses to approve after their notice, and to accept when they are built."""
    rows, own = RuralHouse.objects.visible_to(user), user.accounts
    return (rows.to_approve(own) | rows.to_accept(own)).select_related("unit").order_by("planned_done_on", "pk")


def dated(user: User, first: date | None, last: date) -> list[Source]:
    """Return what is due from ``first`` to ``last``: the same as the leaders' page calls overdue."""
    days = {"due_on__lte": last, **({"due_on__gte": first} if first else {})}
    return [
        Source(_findings(user).open_at(scope.current()).filter(**days), _finding),
        Source(_plans(user).filter(**days), _plan),
    ]


def to_review(user: User) -> list[Source]:
    """Return what ``user`` may confirm and has not recorded."""
    if not user.can("affordable.confirm"):
        return []
    return [
        Source(_milestones(user).waiting().exclude(recorded_by__in=user.accounts), _milestone),
        Source(_findings(user).waiting().exclude(submitted_by__in=user.accounts), _submitted),
        Source(_quotas(user).exclude(recorded_by__in=user.accounts), _quota),
        Source(_communities(user), _community),
        Source(_houses(user), _house),
    ]


def sent_back(user: User) -> list[Source]:
    """Return what came back to ``user``."""
    return [Source(_sent_back(user), _returned)]


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


def _quota(it: ResettlementQuota) -> Todo:
    url = reverse("affordable:resettlement_audit", args=[it.pk])
    note = f"{it.project}；{it.recorded_by} 录入"
    return Todo("安置指标审核", str(it), note, str(it.unit), url, "审核", it.recorded_at)


def _community(it: RenovationCommunity) -> Todo:
    url = reverse("affordable:community_accept", args=[it.pk])
    return Todo("老旧小区验收", str(it), it.get_status_display(), str(it.unit), url, "验收", it.recorded_at)


def _house(it: RuralHouse) -> Todo:
    step, deed = HOUSE_DEEDS[RuralStatus(it.status)]
    url = reverse(f"affordable:rural_{step}", args=[it.pk])
    return Todo("农村危房改造", f"{it.village}　{it}", it.get_status_display(), str(it.unit), url, deed, it.recorded_at)


def _finding(it: AuditFinding) -> Todo:
    return Todo("审计整改", *_of_finding(it), str(it.unit), it.get_absolute_url(), "查看", it.recorded_at, it.due_on)


def _of_finding(it: AuditFinding) -> tuple[str, str]:
    return it.title or str(it.category or "未分类"), f"{it}；{it.get_status_display()}"


def _plan(it: ArrearsPlan) -> Todo:
    title = f"历史欠账 {it.arranged_sets} 套分配入住"
    return Todo("欠账落实", title, it.note, str(it.unit), it.get_absolute_url(), "查看", it.recorded_at, it.due_on)
