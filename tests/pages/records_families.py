"""Families in each of their states, notices and reviews, made by the services."""
from datetime import date

from affordable.models import AnnualReview, Family, Member, Objection, PublicNotice
from affordable.services import notices, reviews
from housing_portal.accounts.models import Unit
from tests.affordable import families as make
from tests.pages.records import Writers
from tests.pages.route import Route

DAY = date(2026, 5, 20)


def draft(by: Writers, unit: Unit) -> Family:
    return make.draft(by, unit)


def former(by: Writers, unit: Unit) -> Family:
    former_approval = {"former_approval_on": date(2024, 6, 3), "former_approval_no": "云住保〔2024〕12号"}
    return make.draft(by, unit, applied_on=date(2024, 4, 1), **former_approval)


def accepted(by: Writers, unit: Unit) -> Family:
    return make.accepted(by, unit)


def checked(by: Writers, unit: Unit) -> Family:
    return make.checked(by, unit)


def compared(by: Writers, unit: Unit) -> Family:
    return make.compared(by, unit)


def published(by: Writers, unit: Unit) -> Family:
    return make.published(by, unit)


def approved(by: Writers, unit: Unit) -> Family:
    return make.approved(by, unit)


def waiting(by: Writers, unit: Unit) -> Family:
    return make.waiting(by, unit)


def subsidized(by: Writers, unit: Unit) -> Family:
    return make.subsidized(by, unit)


def suspended(by: Writers, unit: Unit) -> Family:
    family = make.subsidized(by, unit)
    Family.objects.filter(pk=family.pk).update(status="suspended")
    return make.again(family)


def member(by: Writers, unit: Unit) -> Member:
    return make.checked(by, unit).members.get(relation="spouse")


def notice(by: Writers, unit: Unit) -> PublicNotice:
    return make.published(by, unit).notice


def objection(by: Writers, unit: Unit) -> Objection:
    return notices.receive_objection(
        actor=by.clerk, family=make.published(by, unit), received_on=DAY, content="名下另有住房"
    )


def review(by: Writers, unit: Unit) -> AnnualReview:
    family = make.tenant(by, unit)
    reviews.open_reviews(actor=by.clerk, year=2026, due_on=date(2026, 9, 30))
    return family.reviews.get()


def submitted(by: Writers, unit: Unit) -> AnnualReview:
    return reviews.submit_review(actor=by.clerk, review=review(by, unit), submitted_on=DAY)


def failed(by: Writers, unit: Unit) -> AnnualReview:
    return reviews.fail_review(actor=by.chief, review=submitted(by, unit), finding="收入超过标准")


VIEW, ENTER, CHECK = "rental.view", "rental.record", "rental.confirm"
# families belong to the bureau: nobody else has the permissions
FAMILIES = [
    *(Route(f"affordable:{noun}_list", VIEW) for noun in ("family", "waiting", "member", "notice", "review")),
    Route("affordable:entry_progress", VIEW),
    Route("affordable:family_take_over_many", CHECK),
    *(Route(f"affordable:{name}", ENTER) for name in (
        "family_create", "family_import", "family_template", "family_queue_many", "family_enter",
        "notice_create", "review_open",
    )),
    *(Route(f"affordable:{name}", VIEW, made, outside=403) for name, made in (
        ("family_detail", checked), ("notice_detail", notice), ("notice_sheet", notice), ("review_detail", failed),
    )),
    *(Route(f"affordable:{name}", ENTER, made, outside=403) for name, made in (
        ("family_edit", accepted), ("family_accept", draft), ("family_check", accepted), ("family_checks", checked),
        ("family_compare", checked), ("family_queue", approved), ("family_withdraw", accepted),
        ("member_join", checked), ("member_edit", member), ("member_leave", member), ("card_create", checked),
        ("objection_create", published), ("objection_answer", objection), ("review_submit", review),
    )),
    Route("affordable:family_reveal", "personal.reveal", checked, outside=403),
    *(Route(f"affordable:{name}", CHECK, made, outside=403) for name, made in (
        ("family_approve", published), ("family_take_over", former), ("family_suspend", subsidized),
        ("family_resume", suspended),
        ("family_exit", waiting), ("family_reject", accepted), ("review_pass", submitted),
        ("review_adjust", submitted), ("review_fail", submitted), ("review_exit", failed),
    )),
]
