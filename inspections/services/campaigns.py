"""专项检查: planned, opened, closed when all its inspections are finished; its screening totals as stated."""
from datetime import date
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal import stages
from housing_portal.journal.entry import change, enter, lock, must, not_in_future
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import NeedsReason, ServiceError
from inspections.enums.inspections import CampaignStatus, InspectionStatus
from inspections.models.campaign import Campaign, Screening
from inspections.models.draw import DrawTarget
from inspections.services.told import named
from inspections.workflow import CAMPAIGN, RECORD

STATED = ("on", "what", "screened", "found_what", "found", "note")  # of a statement, what the diary repeats


@transaction.atomic
def plan_campaign(*, actor: User, **facts: Any) -> Campaign:
    """Plan a campaign in one domain."""
    must(actor, RECORD)
    return enter(actor, "拟定专项检查", Campaign(**facts))


@transaction.atomic
def edit_campaign(*, actor: User, campaign: Campaign, **facts: Any) -> Campaign:
    """Change a campaign that is not closed; its domain stays once it has inspections, draws or totals."""
    must(actor, RECORD)
    campaign = lock(campaign)
    before = named(campaign)
    if campaign.status == CampaignStatus.CLOSED:
        raise ServiceError("专项已结束，不能再改；确需更正的请先重新启动。")
    is_used = campaign.inspections.exists() or campaign.draws.exists() or campaign.screenings.exists()
    if is_used and facts.get("domain", campaign.domain) != campaign.domain:
        raise ServiceError({"domain": "专项已有检查、抽取或排查统计，检查领域不能再改。"})
    for name, value in facts.items():
        setattr(campaign, name, value)
    return change(actor, "修改专项检查", campaign, before)


@transaction.atomic
def open_campaign(*, actor: User, campaign: Campaign) -> Campaign:
    """Start a campaign: from now on inspections can be entered for it."""
    campaign, before = stages.begin(actor, campaign, CAMPAIGN, "open")
    return change(actor, CAMPAIGN.steps["open"].label, campaign, before)


@transaction.atomic
def close_campaign(*, actor: User, campaign: Campaign, reason: str = "") -> Campaign:
    """Close a campaign all of whose logs are signed or void.

    Raises NeedsReason, which ``reason`` answers, when a target that was drawn has not been inspected.
    """
    campaign, before = stages.begin(actor, campaign, CAMPAIGN, "close")
    if waiting := campaign.inspections.filter(status=InspectionStatus.RECORDED).count():
        raise ServiceError(f"还有 {waiting} 次检查的日志没有签字，签完或作废后再结束。")
    if open_draws := campaign.draws.prepared().count():
        raise ServiceError(f"还有 {open_draws} 份双随机名单没有抽取，抽取或作废后再结束。")
    left = DrawTarget.objects.unvisited().filter(draw__campaign=campaign).count()
    if left and not reason.strip():
        raise NeedsReason(f"双随机抽中的对象还有 {left} 个没有检查，结束请说明原因。", "drawn_not_visited")
    campaign.closed_on = clock.today()
    return change(actor, CAMPAIGN.steps["close"].label, campaign, before, reason=reason)


@transaction.atomic
def reopen_campaign(*, actor: User, campaign: Campaign, reason: str) -> Campaign:
    """Open a closed campaign again."""
    campaign, before = stages.begin(actor, campaign, CAMPAIGN, "reopen")
    words = stages.must_say(reason)
    campaign.closed_on = None
    return change(actor, CAMPAIGN.steps["reopen"].label, campaign, before, reason=words)


@transaction.atomic
def state_screening(
    *, actor: User, campaign: Campaign, on: date, what: str, screened: int, found_what: str = "",
    found: int | None = None, note: str = "",
) -> Screening:
    """State the totals of a campaign on a day, cumulative; they never go down without the wrong ones taken back."""
    must(actor, RECORD)
    campaign = lock(campaign)
    not_in_future("on", on)
    if campaign.status != CampaignStatus.OPEN:
        raise ServiceError("专项启动后、结束前才能登记排查统计。")
    screening = Screening(
        campaign=campaign, on=on, what=what, screened=screened, found_what=found_what, found=found, note=note
    )
    earlier = campaign.screenings.standing().filter(what=what, on__lte=on).order_by("-on", "-pk").first()
    if earlier and screened < earlier.screened:
        words = f"{earlier.on} 已累计 {earlier.screened}，累计数不能减少；前一次填错的请先撤回。"
        raise ServiceError({"screened": words})
    stages.happen(actor, screening)
    record(
        actor=actor, action="登记排查统计", label=f"登记排查统计：{campaign}", obj=campaign,
        after=snapshot(screening, STATED),
    )
    return screening


@transaction.atomic
def take_back_screening(*, actor: User, screening: Screening, reason: str) -> Campaign:
    """Take a statement back; not by whoever entered it. Figures of earlier cut-offs keep it."""
    must(actor, CAMPAIGN.steps["close"].permission)
    campaign = lock(screening.campaign)
    screening = Screening.objects.get(pk=screening.pk)
    if screening.undoes_id or hasattr(screening, "undone"):
        raise ServiceError("这一次统计已经撤回。")
    if actor.is_person(screening.recorded_by_id):
        raise ServiceError("这一次统计由您本人登记，撤回须由另一位同事进行。")
    words = stages.must_say(reason)
    stages.take_back(actor, screening, words)
    record(
        actor=actor, action="撤回排查统计", label=f"撤回排查统计：{campaign}", obj=campaign,
        before=snapshot(screening, STATED), reason=words,
    )
    return campaign
