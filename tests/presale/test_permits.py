"""Applications for sale permits: from the draft to the permit, the terms, the persons, changes of a permit."""
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.scope import Scope, current
from housing_portal.registry import services as registry
from housing_portal.registry.models import Building, SalePermit
from presale.enums import ApplicationStatus
from presale.models import ApplicationVersion, EscrowAccount, PermitApplication
from presale.services import issuing, permits
from presale.services.judging import fix_due
from reports.evaluate import evaluate
from tests.presale import applications
from tests.presale import builders as escrow
from tests.transactions import builders as market


@pytest.fixture
def building(estate: object) -> Building:
    return market.building(estate, area_predicted=Decimal("10000.00"))


@pytest.fixture
def ready(building: Building, account: EscrowAccount, clerk: User, chief: User) -> PermitApplication:
    """Return an application that only waits for the decision."""
    return applications.reviewed(building, account, clerk, chief)


def issue(application: PermitApplication, deputy: User, **facts: object) -> PermitApplication:
    return issuing.issue_permit(
        actor=deputy, application=application, **{"decided_on": clock.today(), "issuer": applications.ISSUER, **facts}
    )


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(ServiceError) as caught:
        act()
    return caught.value.sentence


def test_the_permit_stands_in_the_register_as_applied_for(ready: PermitApplication, deputy: User) -> None:
    permit = issue(ready, deputy).permit
    year = clock.today().year
    assert (permit.number, permit.kind) == (f"（云）房预售证第{year}001号", "presale")
    assert (permit.area_total, permit.area_commercial) == (Decimal("10000.00"), Decimal("1000.00"))
    assert (permit.sets_total, permit.issuer) == (80, applications.ISSUER)
    assert [str(row) for row in permit.scope.order_by("pk")] == ["7#楼"]
    assert (permit.issued_on, permit.recorded_by, permit.developer) == (clock.today(), deputy, ready.developer)


def test_issuing_locks_the_rules_once(ready: PermitApplication, deputy: User, account: EscrowAccount) -> None:
    issue(ready, deputy)
    account.rules.refresh_from_db()
    assert account.rules.locked_on == clock.today()


def test_a_number_of_an_older_permit_is_passed_over(ready: PermitApplication, deputy: User, clerk: User) -> None:
    year = clock.today().year
    market.permit(market.building(ready.estate, "9#楼"), by=clerk, number=f"（云）房预售证第{year}001号")
    assert issue(ready, deputy).permit.number == f"（云）房预售证第{year}002号"


def test_a_typed_number_stands_as_typed(ready: PermitApplication, deputy: User) -> None:
    assert issue(ready, deputy, number="（云）房预售证第2024900号").permit.number == "（云）房预售证第2024900号"


def test_conditions_are_judged_again_at_the_decision(
    ready: PermitApplication, deputy: User, account: EscrowAccount
) -> None:
    EscrowAccount.objects.filter(pk=account.pk).update(status="paused")
    assert refusal(lambda: issue(ready, deputy)) == (
        "法定条件没有全部满足，不能准予许可。开立监管账户并签订三方协议：账户暂停拨付，须为协议已签或正常。"
    )
    ready.refresh_from_db()
    assert (ready.status, SalePermit.objects.count()) == ("reviewed", 0)


def test_every_condition_is_kept_as_it_was_judged(ready: PermitApplication, deputy: User) -> None:
    issue(ready, deputy)
    kept = ready.checks.order_by("pk").values_list("step", "place", "missing")
    assert list(kept) == [(step, place, "") for step in ("reviewed", "issued") for place in range(1, 11)]


def test_areas_that_do_not_add_up_need_a_reason(
    building: Building, account: EscrowAccount, clerk: User, chief: User, deputy: User
) -> None:
    odd = applications.reviewed(building, account, clerk, chief, area_other=Decimal(500))
    with pytest.raises(NeedsReason):
        issue(odd, deputy)
    assert issue(odd, deputy, reason="架空层计入").permit.area_total == Decimal("10500.00")


def test_the_term_runs_in_plain_days_from_the_acceptance(ready: PermitApplication) -> None:
    assert (ready.answer_due_on - ready.accepted_on).days == 10


def test_the_fix_is_due_in_working_days(building: Building, account: EscrowAccount, clerk: User) -> None:
    with time_machine.travel(datetime(2026, 5, 21, 10, tzinfo=clock.SHANGHAI), tick=False):  # a Thursday
        application = applications.submitted(building, account, clerk)
        assert fix_due(application) == date(2026, 5, 28)


def test_what_is_missing_is_said_once(building: Building, account: EscrowAccount, clerk: User) -> None:
    application = applications.submitted(building, account, clerk)
    fixing = permits.notify_fix(actor=clerk, application=application, fix_notice="请补充总平面图")
    again = permits.submit_application(actor=clerk, application=fixing)
    assert refusal(lambda: permits.notify_fix(actor=clerk, application=again, fix_notice="再补")) == (
        f"{clock.today()} 已一次告知补正，不得再次要求；请受理，不符合条件的受理后作出不予许可决定。"
    )
    assert (fixing.fix_notice, again.version) == ("请补充总平面图", 2)


def test_a_late_notice_is_refused_and_the_application_counts_as_accepted(
    building: Building, account: EscrowAccount, clerk: User
) -> None:
    with time_machine.travel(datetime(2026, 5, 21, 10, tzinfo=clock.SHANGHAI), tick=False):
        application = applications.submitted(building, account, clerk)
    with time_machine.travel(datetime(2026, 5, 29, 10, tzinfo=clock.SHANGHAI), tick=False):
        late = refusal(lambda: permits.notify_fix(actor=clerk, application=application, fix_notice="缺图"))
        today = refusal(
            lambda: permits.accept_application(actor=clerk, application=application, accepted_on=clock.today())
        )
        done = permits.accept_application(actor=clerk, application=application, accepted_on=date(2026, 5, 21))
    assert late == "一次告知期限 2026-05-28 已过，自收到申请之日起即为受理；请登记受理。"
    assert today == "逾期没有告知补正，自收到申请之日起即为受理，受理日期应为 2026-05-21。"
    assert done.answer_due_on == date(2026, 5, 31)


def test_each_submission_is_kept(building: Building, account: EscrowAccount, clerk: User) -> None:
    application = applications.submitted(building, account, clerk)
    permits.notify_fix(actor=clerk, application=application, fix_notice="套数不符")
    facts = {**applications.FACTS, "sets_total": 78, "sets_residential": 70}
    permits.edit_application(actor=clerk, application=application, buildings=[(building, 12)], account=account, **facts)
    permits.submit_application(actor=clerk, application=application)
    kept = [(v.version, v.content["申请套数"], v.content["申请楼幢"]) for v in application.versions.order_by("version")]
    assert kept == [(1, 80, "7#楼"), (2, 78, "7#楼（至 12 层）")]


def test_a_version_is_never_changed(building: Building, account: EscrowAccount, clerk: User) -> None:
    applications.submitted(building, account, clerk)
    with pytest.raises(IntegrityError if connection.vendor == "sqlite" else Exception) as caught, transaction.atomic():
        ApplicationVersion.objects.update(version=9)
    assert "append-only table presale_applicationversion" in str(caught.value)


def test_a_half_filled_draft_lists_what_is_missing(building: Building, clerk: User) -> None:
    application = permits.draft_application(actor=clerk, kind="presale", estate=building.estate)
    assert refusal(lambda: permits.submit_application(actor=clerk, application=application)) == (
        "还没有填写或上传：申请楼幢、申请面积、申请套数、企业经办人、工程建设总投资、已投入建设资金、计划竣工交付日期、"
        "预售方案。请补齐后再提交。"
    )


def test_a_building_is_applied_for_once(building: Building, account: EscrowAccount, clerk: User) -> None:
    first = applications.submitted(building, account, clerk)
    second = applications.draft(building, account, clerk)
    sentence = f"“7#楼”的申请 {first} 正在办理，不能重复申请。"
    assert refusal(lambda: permits.submit_application(actor=clerk, application=second)) == sentence
    permits.withdraw_application(actor=clerk, application=first, reason="企业撤回")
    assert permits.submit_application(actor=clerk, application=second).status == ApplicationStatus.SUBMITTED


def test_a_building_under_a_permit_needs_a_change(building: Building, account: EscrowAccount, clerk: User) -> None:
    permit = market.permit(building, by=clerk)
    assert refusal(lambda: applications.submitted(building, account, clerk)) == (
        f"“7#楼”已在现行许可 {permit} 内，请在该许可上办理变更、撤销或转现售。"
    )


def test_who_recorded_or_accepted_does_not_review(
    building: Building, account: EscrowAccount, person: Callable[..., User]
) -> None:
    both = person("clerk")
    person_grants(both, "chief")
    application = applications.accepted(building, account, both)
    assert refusal(lambda: permits.review_application(
        actor=both, application=application, inspected_on=clock.today(), inspector_one=both,
        inspector_two=person("clerk"), finding="属实",
    )) == "这份申请由您本人录入、提交、受理，须由另一位同事办理。"


def person_grants(user: User, role: str) -> None:
    user.role_grants.create(role=role, reason="兼任")
    for name in ("role_codes", "permissions"):
        user.__dict__.pop(name, None)
    user._prefetched_objects_cache = {}


def test_the_database_refuses_one_person_for_two_parts(ready: PermitApplication) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PermitApplication.objects.filter(pk=ready.pk).update(accepted_by=ready.reviewed_by)


def test_two_inspectors_are_two(building: Building, account: EscrowAccount, clerk: User, chief: User) -> None:
    application = applications.accepted(building, account, clerk)
    assert refusal(lambda: permits.review_application(
        actor=chief, application=application, inspected_on=clock.today(), inspector_one=clerk, inspector_two=clerk,
        finding="属实",
    )) == "现场核查须由两位不同的同事进行。"


def test_a_refusal_says_why(ready: PermitApplication, deputy: User) -> None:
    assert refusal(lambda: permits.reject_application(actor=deputy, application=ready, decision=" ")) == (
        "请书面说明不予许可的理由。"
    )
    rejected = permits.reject_application(actor=deputy, application=ready, decision="施工进度与申报不符")
    assert (rejected.status, rejected.decision) == ("rejected", "施工进度与申报不符")
    assert list(rejected.scope.values_list("is_open", flat=True)) == [False]


def test_an_account_of_another_estate_is_refused(building: Building, account: EscrowAccount, clerk: User) -> None:
    other = market.building(market.estate("清溪湾"))
    assert refusal(lambda: applications.draft(other, account, clerk)) == f"{account}不是“清溪湾”的监管账户，请核对。"


def test_a_change_is_a_new_version_of_the_permit(
    ready: PermitApplication, account: EscrowAccount, clerk: User, chief: User, deputy: User
) -> None:
    permit = issue(ready, deputy).permit
    added = market.building(ready.estate, "8#楼", area_predicted=Decimal("2000.00"))
    escrow.AccountBuilding.objects.create(account=account, building=added)
    scope = [(ready.scope.get().building, None), (added, None)]
    change = applications.issued(
        added, account, clerk, chief, deputy, changes=permit, buildings=scope, area_residential=Decimal(11000),
        sets_total=96, sets_residential=88,
    )
    permit.refresh_from_db()
    assert (change.permit_id, SalePermit.objects.count()) == (permit.pk, 1)
    assert (permit.area_total, permit.sets_total) == (Decimal("12000.00"), 96)
    assert change.area_total - change.area_former == Decimal("2000.00")
    changed = Entry.objects.about(permit).order_by("-pk").first()
    assert (changed.before["批准面积合计（㎡）"], changed.after["批准面积合计（㎡）"]) == ("10000.00", "12000.00")


def test_what_a_change_adds_is_a_figure_of_its_own(
    ready: PermitApplication, account: EscrowAccount, clerk: User, chief: User, deputy: User
) -> None:
    keys = ("permits_issued_year", "permits_area_year", "permits_changed_year", "permits_grown_area_year")
    permit = issue(ready, deputy).permit
    scope, later = [(ready.scope.get().building, None)], clock.now() + timedelta(hours=1)
    with time_machine.travel(later, tick=False):
        change = applications.issued(
            ready.scope.get().building, account, clerk, chief, deputy, changes=permit, buildings=scope,
            area_residential=Decimal("8999.50"),
        )
        now = evaluate(current())
        assert [now.total(key).value for key in keys] == [1, Decimal("10000.00"), 1, Decimal("-0.50")]
        rows = {key: list(now.indicators[key].queryset(now.scope)) for key in keys}
        assert rows == dict(zip(keys, ([permit], [permit], [change], [change]), strict=True))
    # as it was known before the change
    before = evaluate(Scope(clock.today(), later - timedelta(seconds=1)))
    assert [before.total(key).value for key in keys] == [1, Decimal("10000.00"), 0, Decimal(0)]
    SalePermit.objects.filter(pk=permit.pk).update(
        status="revoked", ended_on=clock.today(), ended_at=clock.now() + timedelta(hours=2))
    gone = evaluate(Scope(clock.today(), clock.now() + timedelta(hours=3)))
    assert [gone.total(key).value for key in keys] == [0, 0, 0, 0]


def test_a_spot_filing_needs_completion_and_no_account(
    building: Building, clerk: User, chief: User, deputy: User
) -> None:
    facts = {"kind": "spot", "completion_doc": "竣备2026-03", "facilities_doc": "水电路验收单",
             "property_doc": "物业合同2026-01", "scheme": (), "total_invest": None, "invested": None}
    ready = applications.reviewed(building, None, clerk, chief, **facts)
    assert refusal(lambda: issue(ready, deputy)) == (
        "法定条件没有全部满足，不能准予许可。通过竣工验收备案：7#楼没有登记竣工备案日期。"
    )
    Building.objects.filter(pk=building.pk).update(completed_on=date(2026, 3, 1))
    assert issue(ready, deputy).permit.number == f"（云）房现售备第{clock.today().year}001号"


def test_one_diary_entry_for_each_deed(ready: PermitApplication, deputy: User) -> None:
    issue(ready, deputy)
    said = Entry.objects.about(ready).order_by("pk").values_list("action", flat=True)
    assert list(said) == ["起草", "提交", "受理", "复核", "准予许可"]


@pytest.mark.parametrize("step", ["submit", "accept", "review", "issue"])
def test_nobody_without_the_right_takes_a_step(
    ready: PermitApplication, auditor: User, client_of: Callable[[User], Client], step: str
) -> None:
    assert client_of(auditor).post(f"/escrow/applications/{ready.pk}/{step}/").status_code == 403


def test_a_permit_with_living_contracts_is_not_revoked(
    building: Building, clerk: User, chief: User
) -> None:
    permit = market.permit(building, by=clerk)
    market.signed(market.room(building), clerk)
    assert refusal(lambda: registry.step_permit(actor=chief, permit=permit, step="revoke", reason="隐瞒真实情况")) == (
        "本许可下有履行中的商品房买卖合同 1 份，须先处理好已售合同（撤销或解除），再撤销许可；可先“暂停网签”。"
    )
