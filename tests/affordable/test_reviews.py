"""Annual reviews: one list a year, two persons, what is late, and the figures of the reports."""
from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from affordable.enums import FamilyCategory, FamilyStatus, ReviewStatus
from affordable.measures.families import MEASURES
from affordable.models import AnnualReview, Family
from affordable.services import reviews as services
from affordable.services.families import exit_family
from housing_portal.accounts.models import Unit
from housing_portal.kit import clock, scope
from tests.affordable import families as make
from tests.affordable.families import said
from tests.pages.records import Writers

DAY, DUE = date(2026, 5, 20), date(2026, 9, 30)


def opened(by: Writers, family: Family) -> AnnualReview:
    services.open_reviews(actor=by.clerk, year=2026, due_on=DUE)
    return family.reviews.get()


def submitted(by: Writers, family: Family) -> AnnualReview:
    return services.submit_review(actor=by.clerk, review=opened(by, family), submitted_on=DAY)


def figure(key: str, as_of: date | None = None) -> int:
    measure = next(one for one in MEASURES if one.key == key)
    return measure.evaluate(scope.current(as_of), None).total.value


def test_one_action_lists_whoever_is_in_care(by: Writers, town: Unit, town2: Unit) -> None:
    tenant, drawing = make.tenant(by, town), make.subsidized(by, town2)
    make.waiting(by, town)
    assert services.open_reviews(actor=by.clerk, year=2026, due_on=DUE) == 2
    assert list(AnnualReview.objects.order_by("pk").values_list("family", "was_tenant", "unit", "status")) == [
        (tenant.pk, True, town.pk, "pending"), (drawing.pk, False, town2.pk, "pending")
    ]
    again = {"actor": by.clerk, "year": 2026, "due_on": DUE}
    assert said(services.open_reviews, **again) == ["2026 年没有需要新列入年审的在保家庭。"]
    make.tenant(by, town)
    assert services.open_reviews(**again) == 1


@pytest.mark.parametrize(("year", "due_on", "refusal"), [
    (2026, date(2027, 1, 1), {"due_on": ["2027-01-01 不在 2026 年内，请填写本年度的年审期限。"]}),
    (2026, date(2026, 5, 19), {"due_on": ["2026-05-19 早于今天 2026-05-20，请核对。"]}),
    (2031, date(2031, 5, 1), {"year": ["2031 年不在 1990—2027 年之间，请核对年份。"]}),
])
def test_days_of_the_list(by: Writers, year: int, due_on: date, refusal: dict) -> None:
    assert said(services.open_reviews, actor=by.clerk, year=year, due_on=due_on) == refusal


def test_two_persons(by: Writers, town: Unit) -> None:
    review = submitted(by, make.tenant(by, town))
    AnnualReview.objects.filter(pk=review.pk).update(submitted_by=by.chief)
    assert said(services.pass_review, actor=by.chief, review=review) == [
        "年审名单或材料由您本人登记，须由另一位同事作出年审结论。"
    ]
    AnnualReview.objects.filter(pk=review.pk).update(submitted_by=by.clerk)
    decided = services.pass_review(actor=by.chief, review=review)
    assert (decided.status, decided.decided_on, decided.decided_by) == (ReviewStatus.PASSED, DAY, by.chief)


def test_adjusted_facts_are_the_family_s(by: Writers, town: Unit) -> None:
    family = make.subsidized(by, town)
    deed = {"actor": by.chief, "review": submitted(by, family), "category": FamilyCategory.MINIMUM,
            "income_pc": Decimal("500.00"), "house_area_pc": Decimal("6.50")}
    assert said(services.adjust_review, **deed, finding="") == {"finding": ["请写明年审意见。"]}
    assert services.adjust_review(**deed, finding="转为低保").status == ReviewStatus.ADJUSTED
    stored = make.again(family)
    assert (stored.category, stored.income_pc) == (FamilyCategory.MINIMUM, Decimal("500.00"))


def test_nothing_handed_in_fails_only_after_the_day(by: Writers, town: Unit) -> None:
    deed = {"actor": by.chief, "review": opened(by, make.tenant(by, town)), "finding": "未提交材料"}
    assert said(services.fail_review, **deed) == [
        "年审期限 2026-09-30 未到，材料还可以提交，不能以未提交材料认定不通过。"
    ]
    with time_machine.travel(datetime(2026, 10, 1, 9, tzinfo=clock.SHANGHAI)):
        assert figure("reviews_overdue") == 1
        assert services.fail_review(**deed).status == ReviewStatus.FAILED
        assert (figure("reviews_overdue"), figure("reviews_overdue", DUE)) == (0, 0)


def test_a_family_that_failed_leaves(by: Writers, town: Unit) -> None:
    family = make.tenant(by, town)
    review = services.fail_review(actor=by.chief, review=submitted(by, family), finding="收入超过标准")
    assert said(services.exit_review, actor=by.chief, review=review, on=DAY)[0].startswith("这个家庭还在享受实物配租")
    make.out_of_care(family)
    assert services.exit_review(actor=by.chief, review=review, on=DAY).status == ReviewStatus.EXITED
    assert (make.again(family).status, figure("reviewed_tenants")) == (FamilyStatus.EXITED, 1)


def test_reviewed_tenants_are_those_of_the_year_and_no_others(by: Writers, town: Unit) -> None:
    tenant, drawing = make.tenant(by, town), make.subsidized(by, town)
    services.open_reviews(actor=by.clerk, year=2026, due_on=DUE)
    for family in (tenant, drawing):
        review = services.submit_review(actor=by.clerk, review=family.reviews.get(), submitted_on=DAY)
        services.pass_review(actor=by.chief, review=review)
    assert [figure("reviewed_tenants", day) for day in (date(2026, 5, 19), DAY)] == [0, 1]


def test_pages_of_a_review(pen: Client, seal: Client, by: Writers, town: Unit) -> None:
    family = make.tenant(by, town)
    answer = pen.post("/affordable/reviews/open/", {"year": "2026", "due_on": "2026-09-30"})
    assert answer.headers["Location"] == "/affordable/reviews/?year=2026&status=pending"
    place = family.reviews.get().get_absolute_url()
    assert list(pen.get("/affordable/reviews/", {"status": "overdue"}).context["object_list"]) == []
    family.reviews.update(due_on=date(2026, 5, 19))
    assert list(pen.get("/affordable/reviews/", {"status": "overdue"}).context["object_list"]) == [family.reviews.get()]
    assert pen.post(f"{place}submit/", {"submitted_on": "2026-05-20"}).status_code == 302
    assert [button.label for button in seal.get(place).context["buttons"]] == ["年审通过", "调整标准", "年审不通过"]
    typed = {"category": "minimum", "income_pc": "500", "house_area_pc": "6.5", "finding": "转为低保"}
    assert seal.post(f"{place}adjust/", typed).headers["Location"] == place
    assert make.again(family).category == FamilyCategory.MINIMUM


def test_who_left_before_the_review_needs_none(pen: Client, seal: Client, by: Writers, town: Unit) -> None:
    family = make.tenant(by, town)
    review = submitted(by, family)
    exit_family(actor=by.chief, family=make.out_of_care(family), on=DAY, reason="自愿退出")
    place, rows = review.get_absolute_url(), "/affordable/reviews/"
    assert said(services.pass_review, actor=by.chief, review=review) == ["这个家庭已退出，不需要年审。"]
    page = seal.get(place).context
    assert ([chip.label for chip in page["chips"]], page["buttons"]) == (["无需年审", "已退出"], [])
    assert seal.get(f"{place}pass/").context["blocked"] == "这个家庭已退出，不需要年审。"
    found = {state: len(pen.get(rows, {"status": state}).context["object_list"]) for state in ("submitted", "none")}
    assert found == {"submitted": 0, "none": 1}
    assert AnnualReview.objects.get().standing.label == "无需年审"
