"""年审: once a year whether a family in care is still entitled; whoever took in its papers does not decide."""
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from affordable.enums import IN_CARE, FamilyCategory, FamilyStatus
from affordable.models import AnnualReview, Family
from affordable.services.checks import lock_record, lock_units, must_be_year
from affordable.services.families import exit_family
from affordable.workflow import ENTER, REVIEW
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.entry import Evidence, change, must, not_before, not_in_future
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import clock, text
from housing_portal.kit.errors import ServiceError


@transaction.atomic
def open_reviews(*, actor: User, year: int, due_on: date) -> int:
    """List every family in care for the review of ``year`` and return how many are new; pressed twice, it adds none."""
    must(actor, ENTER)
    must_be_year("year", year)
    if due_on.year != year:
        raise ServiceError({"due_on": f"{due_on} 不在 {year} 年内，请填写本年度的年审期限。"})
    not_before("due_on", due_on, clock.today(), "今天")
    lock_units(Unit.objects.filter(kind=UnitKind.WHOLE))  # one list at a time
    due = Family.objects.visible_to(actor).filter(status__in=IN_CARE).exclude(reviews__year=year)
    new = [
        AnnualReview(
            family_id=pk, unit_id=unit, year=year, due_on=due_on, was_tenant=status == FamilyStatus.ALLOCATED,
            recorded_by=actor, recorded_at=clock.now(),
        )
        for pk, unit, status in due.order_by("pk").values_list("pk", "unit", "status")
    ]
    if not new:
        raise ServiceError(f"{year} 年没有需要新列入年审的在保家庭。")
    AnnualReview.objects.bulk_create(new, batch_size=500)
    record(actor=actor, action="建立年审名单", label=f"建立 {year} 年年审名单：{len(new)} 户",
           after={"年度": year, "年审期限": due_on.isoformat(), "户数": len(new)})
    return len(new)


@transaction.atomic
def submit_review(*, actor: User, review: AnnualReview, submitted_on: date, evidence: Evidence = ()) -> AnnualReview:
    """Enter that the family has handed in its papers."""
    review, before = _begin(actor, review, "submit")
    not_in_future("submitted_on", submitted_on)
    review.submitted_on, review.submitted_by = submitted_on, actor
    return change(actor, "登记年审材料", review, before, evidence)


@transaction.atomic
def pass_review(*, actor: User, review: AnnualReview, finding: str = "") -> AnnualReview:
    """Find the family entitled as before."""
    review, before = _decided(actor, review, "pass", finding)
    return change(actor, "年审通过", review, before)


@transaction.atomic
def adjust_review(
    *, actor: User, review: AnnualReview, category: FamilyCategory, income_pc: Decimal, house_area_pc: Decimal,
    finding: str,
) -> AnnualReview:
    """Find the family entitled to something else: its facts change now, lease or grant are adjusted after them."""
    review, before = _decided(actor, review, "adjust", _said(finding))
    family = lock_record(actor, review.family)
    known = snapshot(family)
    family.category, family.income_pc, family.house_area_pc = category, income_pc, house_area_pc
    if snapshot(family) != known:
        change(actor, "年审调整", family, known, reason=finding)
    return change(actor, "年审调整标准", review, before)


@transaction.atomic
def fail_review(*, actor: User, review: AnnualReview, finding: str) -> AnnualReview:
    """Find the family not entitled any more, or that it has not handed in its papers in time."""
    review, before = _decided(actor, review, "fail", _said(finding))
    if review.submitted_on is None and clock.today() <= review.due_on:
        raise ServiceError(f"年审期限 {review.due_on} 未到，材料还可以提交，不能以未提交材料认定不通过。")
    return change(actor, "年审不通过", review, before)


@transaction.atomic
def exit_review(*, actor: User, review: AnnualReview, on: date) -> AnnualReview:
    """Let a family that failed its review leave the system; lease or grant have ended before."""
    review, before = _begin(actor, review, "exit", alive=False)
    if review.family.status != FamilyStatus.EXITED:
        exit_family(actor=actor, family=review.family, on=on, reason=f"{review.year} 年年审不通过：{review.finding}")
    return change(actor, "年审退出", review, before)


# -- shared steps -----------------------------------------------------------------------------------------


def _begin(actor: User, review: AnnualReview, code: str, *, alive: bool = True) -> tuple[AnnualReview, dict[str, Any]]:
    review = lock_record(actor, review)
    before = snapshot(review)
    REVIEW.enter(review, code, actor)
    if alive and review.family.status not in IN_CARE:
        raise ServiceError(f"这个家庭{review.family.get_status_display()}，不需要年审。")
    return review, before


def _decided(actor: User, review: AnnualReview, code: str, finding: str) -> tuple[AnnualReview, dict[str, Any]]:
    review, before = _begin(actor, review, code)
    if actor.is_person(review.recorded_by_id) or actor.is_person(review.submitted_by_id):
        raise ServiceError("年审名单或材料由您本人登记，须由另一位同事作出年审结论。")
    review.decided_by, review.decided_on, review.decided_at = actor, clock.today(), clock.now()
    review.finding = finding
    return review, before


def _said(finding: str) -> str:
    if not (words := text.clean(finding)):
        raise ServiceError({"finding": "请写明年审意见。"})
    return words
