"""老旧小区: planned inside or outside the state's plan, then designed, tendered, built, accepted, settled."""
from datetime import date
from typing import Any

from django.db import transaction

from affordable.enums import CommunityStatus
from affordable.models import CommunityStep, RenovationCommunity
from affordable.services.checks import lock_for_entry, lock_record, must_be_year
from affordable.workflow import COMMUNITY
from housing_portal.accounts.models import Unit, User
from housing_portal.journal import stages
from housing_portal.journal.entry import Evidence, change, enter, must
from housing_portal.journal.services import snapshot
from housing_portal.kit import scope
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.figures import Ratio

PERMISSION = "affordable.record"
OWN = "完工由您本人登记，须由另一位同事登记验收。"
OLDEST = 1900
ENDED = frozenset({CommunityStatus.ACCEPTED, CommunityStatus.SETTLED})
BEFORE_START = frozenset({CommunityStatus.PLANNED, CommunityStatus.DESIGNED, CommunityStatus.BID})
AT_WORK = frozenset({CommunityStatus.STARTED, CommunityStatus.IN_PROGRESS, CommunityStatus.COMPLETED})


@transaction.atomic
def register_community(*, actor: User, unit: Unit, **facts: Any) -> RenovationCommunity:
    """Register a community as planned; ``facts`` are the fields of the model."""
    unit = lock_for_entry(actor, PERMISSION, unit)
    community = RenovationCommunity(unit=unit, **facts)
    _check_years(community)
    return enter(actor, "登记老旧小区", community)


@transaction.atomic
def edit_community(*, actor: User, community: RenovationCommunity, **facts: Any) -> RenovationCommunity:
    """Correct a community; its unit stays, and after the acceptance everything does."""
    must(actor, PERMISSION)
    community = lock_record(actor, community)
    must_be_open(community)
    before = snapshot(community)
    for name, value in facts.items():
        setattr(community, name, value)
    _check_years(community)
    return change(actor, "修改老旧小区", community, before)


@transaction.atomic
def advance_community(
    *, actor: User, community: RenovationCommunity, code: str, on: date, note: str = "", evidence: Evidence = (),
) -> RenovationCommunity:
    """Enter the step ``code`` of the workflow on its day.

    Completion raises NeedsReason, which ``note`` answers, while work is left. Acceptance needs its papers and is not
    entered by whoever entered the completion.
    """
    community, before = stages.begin(actor, community, COMMUNITY, code, lock_record)
    if code == "complete" and not note.strip():
        _work_must_be_done(community)
    if code == "accept":
        if stages.entered_by(actor, community, {CommunityStatus.COMPLETED}):
            raise ServiceError(OWN)
        if not evidence:
            raise ServiceError({"evidence": "请上传验收材料。"})
    step = CommunityStep(community=community, code=community.status, on=on, note=note)
    return stages.finish(actor, community, before, step, COMMUNITY.steps[code].label, evidence)


@transaction.atomic
def undo_community_step(*, actor: User, community: RenovationCommunity, reason: str) -> RenovationCommunity:
    """Take the last step back; not by whoever entered it. A start stays as long as work is reported as done."""
    community = stages.undo(actor, community, COMMUNITY, reason, lock_record)
    _budget, done = community.items.all().totals(scope.current())
    if done and community.status in BEFORE_START:
        raise ServiceError("已填报工程进度，开工不能撤回；确需撤回请先把各项累计完成量更正为 0 并说明。")
    return community


def must_be_open(community: RenovationCommunity) -> None:
    """Refuse a community that has been accepted. Called under the lock of its unit."""
    if community.status in ENDED:
        raise ServiceError(f"“{community}”{community.get_status_display()}，不能再改动；确需更正请先撤回验收。")


def _check_years(community: RenovationCommunity) -> None:
    must_be_year("plan_year", community.plan_year)
    if not OLDEST <= community.built_year <= community.plan_year:
        raise ServiceError({"built_year": f"建成年份应在 {OLDEST}—{community.plan_year} 之间，请核对。"})


def _work_must_be_done(community: RenovationCommunity) -> None:
    budget, done = community.items.all().totals(scope.current())
    if budget is not None and done < budget:
        share = Ratio(done, budget)
        raise NeedsReason(f"已填报的工程量为 {share}%，还没有全部完成，请确认并说明。", "work_left")
