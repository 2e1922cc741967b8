"""What waits in 市场检查: logs to sign, lists to draw, campaigns past their end."""
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.todos.parts import Source, Todo
from inspections.models.campaign import Campaign
from inspections.models.draw import RandomDraw
from inspections.models.inspection import Inspection
from inspections.workflow import CAMPAIGN, DRAW, INSPECTION


def to_review(user: User) -> list[Source]:
    """Return the logs that ``user`` may sign as one who was there, and the lists of others to draw from."""
    found = []
    if user.can(INSPECTION.steps["sign"].permission):
        logs = Inspection.objects.visible_to(user).to_sign(user.accounts).select_related("target", "recorded_by")
        found.append(Source(logs.order_by("recorded_at", "pk"), _log))
    if user.can(DRAW.steps["draw"].permission):
        lists = RandomDraw.objects.visible_to(user).prepared().exclude(recorded_by__in=user.accounts)
        found.append(Source(lists.select_related("campaign", "recorded_by").order_by("recorded_at", "pk"), _list))
    return found


def dated(user: User, first: date | None, last: date) -> list[Source]:
    """Return the open campaigns that end from ``first`` to ``last``, for whoever closes them."""
    if not user.can(CAMPAIGN.steps["close"].permission):
        return []
    days = Q(ends_on__lte=last) & (Q(ends_on__gte=first) if first else Q())
    return [Source(_campaigns(user).filter(days), _campaign)]


def sent_back(user: User) -> list[Source]:
    """Return nothing: what is wrong here is declared void."""
    return []


def _campaigns(user: User) -> QuerySet:
    return Campaign.objects.visible_to(user).open().select_related("domain").order_by("ends_on", "pk")


def _log(row: Inspection) -> Todo:
    return Todo(
        "检查日志", str(row), "请核对日志后签字", row.recorded_by.name,
        reverse("inspections:inspection_sign", args=[row.pk]), "签字", row.recorded_at,
    )


def _list(row: RandomDraw) -> Todo:
    return Todo(
        "双随机抽取", str(row.campaign), f"名单已编制，抽取 {row.number} 个对象", row.recorded_by.name,
        reverse("inspections:draw_draw", args=[row.pk]), "抽取", row.recorded_at,
    )


def _campaign(row: Campaign) -> Todo:
    late = "已过结束日期，请结束" if row.ends_on < clock.today() else "即将结束"
    return Todo("专项检查", str(row), late, str(row.domain), row.get_absolute_url(), "查看", due=row.ends_on)
