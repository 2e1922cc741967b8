"""A family on its way from the application to the exit, by the services and by the pages."""
from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from affordable.enums import CheckResult, Department, FamilyCategory, FamilyStatus
from affordable.models import Family, Member
from affordable.services import families as services
from affordable.services import grants, notices, subsidy_rules
from housing_portal.accounts.models import Unit
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.errors import NeedsReason
from tests.affordable import families as make
from tests.affordable.families import said
from tests.conftest import Office
from tests.pages.records import Writers

DAY = date(2026, 5, 20)


def test_application_with_its_members(by: Writers, town: Unit) -> None:
    family = make.draft(by, town, serial=1, count=3)
    members = family.members.order_by("pk")
    assert (family.number, family.status, members.count()) == ("BZ2026-0001", "draft", 3)
    assert [(str(one), one.relation, one.identity.reveal()) for one in members] == [
        ("吴*1", "applicant", make.identity(1)), ("郑*2", "spouse", make.identity(2)),
        ("王*3", "child", make.identity(3)),
    ]
    entry = Entry.objects.get(label="登记保障申请：BZ2026-0001")
    assert entry.after["成员"] == "；".join(
        f"{one} {one.get_relation_display()} {one.identity.trace}" for one in members
    )
    assert make.identity(1) not in str(entry.after)


def test_the_whole_way_to_the_queue(by: Writers, town: Unit) -> None:
    family = make.waiting(by, town, since=DAY)
    assert (family.status, family.waiting_since) == (FamilyStatus.WAITING, DAY)
    assert list(family.steps.order_by("pk").values_list("code", "on")) == [
        ("accepted", make.APPLIED), ("community_check", date(2026, 3, 9)), ("dept_check", date(2026, 3, 20)),
        ("public_notice", make.POSTED), ("approved", DAY), ("waiting", DAY),
    ]


@pytest.mark.parametrize(("changes", "refusal"), [
    ({"applied_on": date(2026, 5, 21)}, {"applied_on": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]}),
    ({"members": []}, {"member_1_name": ["请填写申请人。"]}),
    ({"members": [make.person(1, "spouse")]}, {"member_1_relation": ["申请人填在第一行，有且只有一名。"]}),
    ({"members": [make.person(1), make.person(2)]}, {"member_2_relation": ["申请人填在第一行，有且只有一名。"]}),
    ({"members": [make.person(1), make.person(1, "spouse")]},
     {"member_2_identity": ["第 2 人与第 1 人的证件号码相同，一个人只能填一次，请核对。"]}),
    ({"members": [make.person(1, name="周*静")]}, {"member_1_name": ["请填写完整姓名，不带星号（*）。"]}),
    ({"income_pc": Decimal("-1")}, {"__all__": ["收入和面积不能是负数。"]}),
])
def test_what_cannot_be_entered(by: Writers, town: Unit, changes: dict, refusal: dict) -> None:
    assert said(services.register_family, actor=by.clerk, unit=town, **{**make.facts(1), **changes}) == refusal
    assert (Family.objects.count(), Member.objects.count()) == (0, 0)


def test_a_family_belongs_to_one_place(by: Writers, office: Office) -> None:
    assert said(services.register_family, actor=by.clerk, unit=office.whole, **make.facts(1)) == {
        "unit": ["家庭属于一个乡镇、街道或单位，请选择具体单位，不能选全域汇总。"]
    }


def test_an_application_is_edited_until_it_has_been_checked(by: Writers, town: Unit, town2: Unit) -> None:
    family = make.accepted(by, town, serial=1)
    services.edit_family(
        actor=by.clerk, family=family, members=make.people(1, 3), unit=town2, income_pc=Decimal("800.00")
    )
    stored = make.again(family)
    assert (stored.unit, stored.income_pc, stored.members.count()) == (town2, Decimal("800.00"), 3)
    services.pass_community(actor=by.clerk, family=family, on=DAY)
    assert said(services.edit_family, actor=by.clerk, family=family, members=make.people(1)) == [
        "这个家庭社区（街道）初审通过，不能直接修改；成员变动请登记加入或离开，收入、住房变化在年审中调整。"
    ]


def test_steps_follow_one_another_in_time(by: Writers, town: Unit) -> None:
    family = make.accepted(by, town)
    early = {"on": ["2026-03-01 早于“已受理” 2026-03-02，请核对。"]}
    assert said(services.pass_community, actor=by.clerk, family=family, on=date(2026, 3, 1)) == early
    assert said(services.pass_departments, actor=by.clerk, family=family, on=DAY) == [
        "当前状态是“已受理”，不能“部门比对通过”（须为：社区（街道）初审通过）。请刷新页面查看最新状态。"
    ]


def test_every_department_must_have_agreed(by: Writers, town: Unit) -> None:
    family = make.checked(by, town)
    some = {Department.CIVIL: (CheckResult.MATCHED, ""), Department.VEHICLES: (CheckResult.DIFFERENT, "名下有轿车一辆")}
    services.record_checks(actor=by.clerk, family=family, on=date(2026, 3, 20), results=some)
    deed = {"actor": by.clerk, "family": family, "on": date(2026, 4, 1)}
    assert said(services.pass_departments, **deed) == [
        "还没有比对结果：不动产登记、社会保险、住房公积金、税务（工商），请先登记部门比对。"
    ]
    rest = {one: (CheckResult.MATCHED, "") for one in Department if one not in some}
    services.record_checks(actor=by.clerk, family=family, on=date(2026, 3, 21), results=rest)
    assert said(services.pass_departments, **deed) == [
        "部门比对不符，核实后登记新的比对结果，或不予批准（车辆管理：名下有轿车一辆）。"
    ]
    # an older word does not undo a later one; a later one does
    again = {Department.VEHICLES: (CheckResult.MATCHED, "轿车已过户")}
    services.record_checks(actor=by.clerk, family=family, on=date(2026, 3, 10), results=again)
    assert said(services.pass_departments, **deed)[0].startswith("部门比对不符")
    services.record_checks(actor=by.clerk, family=family, on=date(2026, 3, 25), results=again)
    assert services.pass_departments(**deed).status == FamilyStatus.DEPARTMENTS


def test_a_difference_needs_its_words(by: Writers, town: Unit) -> None:
    family = make.checked(by, town)
    results = {Department.TAX: (CheckResult.DIFFERENT, "")}
    assert said(services.record_checks, actor=by.clerk, family=family, on=DAY, results=results) == {
        "tax_finding": ["比对不符的请写明情况。"]
    }


def test_nobody_approves_what_he_has_entered(by: Writers, town: Unit, person: object) -> None:
    family = make.published(by, town)
    Family.objects.filter(pk=family.pk).update(recorded_by=by.chief)
    assert said(services.approve_family, actor=by.chief, family=family) == [
        "这个家庭的申请或审核步骤由您本人登记，须由另一位同事决定。"
    ]
    assert services.approve_family(actor=person("chief"), family=family).status == FamilyStatus.APPROVED


def test_queue_in_order_of_waiting(by: Writers, town: Unit, town2: Unit) -> None:
    third = make.waiting(by, town, since=DAY)
    first, second = make.approved(by, town2), make.approved(by, town)
    Family.objects.filter(pk__in=[first.pk, second.pk]).update(status="waiting", waiting_since=date(2026, 5, 1))
    assert list(Family.objects.waiting()) == [first, second, third]
    assert [Family.objects.ahead_of(make.again(one)).count() for one in (first, second, third)] == [0, 1, 2]


def test_exit_ends_members_and_card_and_waits_for_the_benefit(by: Writers, town: Unit) -> None:
    family = make.tenant(by, town, serial=1)
    deed = {"actor": by.chief, "family": family, "on": DAY, "reason": "收入超过标准"}
    assert said(services.exit_family, **deed) == ["这个家庭还在享受实物配租（2026-05-20 起），请先终止租约。"]
    make.out_of_care(family)
    assert said(services.exit_family, **{**deed, "reason": " "}) == {"reason": ["请写明原因。"]}
    assert services.exit_family(**deed).status == FamilyStatus.EXITED
    assert list(family.members.values_list("is_current", "left_on", "left_reason").distinct().order_by("left_on")) == [
        (False, DAY, "ended")
    ]
    assert make.draft(by, town, serial=1).number == "BZ2026-0002"


def test_refused_and_withdrawn_families_are_free_again(by: Writers, town: Unit) -> None:
    services.reject_family(actor=by.chief, family=make.accepted(by, town, serial=1), reason="住房面积超过标准")
    services.withdraw_family(actor=by.clerk, family=make.draft(by, town, serial=1), on=DAY, reason="已购房")
    assert make.draft(by, town, serial=1).members.current().count() == 2
    assert sorted(Family.objects.values_list("status", flat=True)) == ["draft", "rejected", "withdrawn"]


def test_day_of_entry_into_the_system(by: Writers, town: Unit, town2: Unit) -> None:
    one, two, new = make.accepted(by, town), make.accepted(by, town2), make.draft(by, town)
    assert said(services.enter_system, actor=by.clerk, families=[new], on=DAY) == [
        f"{new} 还是草稿，受理后再登记录入。"
    ]
    assert services.enter_system(actor=by.clerk, families=[two, one], on=date(2026, 5, 6)) == 2
    assert services.enter_system(actor=by.clerk, families=[two, one], on=date(2026, 5, 6)) == 0
    with pytest.raises(NeedsReason) as asked:
        services.enter_system(actor=by.clerk, families=[one], on=DAY)
    assert asked.value.sentence == f"{one} 已登记 2026-05-06 录入，要改为 2026-05-20 请写明理由。"
    assert services.enter_system(actor=by.clerk, families=[one], on=DAY, reason="登记有误") == 1
    assert make.again(one).entered_system_on == DAY


def test_a_family_approved_before_the_portal_keeps_its_day(by: Writers, town: Unit) -> None:
    day = date(2024, 6, 3)
    former = {"applied_on": date(2024, 4, 1), "former_approval_on": day, "former_approval_no": "云住保〔2024〕12号"}
    family = make.draft(by, town, **former)
    assert said(services.accept_family, actor=by.clerk, family=family, on=DAY) == [
        "这个家庭登记了原批准日期，由另一位同事确认原批准；要重新审批的，请先修改申请、清空原批准。"
    ]
    assert services.take_over_family(actor=by.chief, family=family).status == FamilyStatus.APPROVED
    assert family.steps.values_list("code", "on", "note").get() == ("approved", day, "原批准 云住保〔2024〕12号")
    waiting = services.queue_family(actor=by.clerk, family=family, on=date(2024, 7, 1))
    assert (waiting.waiting_since, grants.approved_on(waiting)) == (date(2024, 7, 1), day)
    new = make.draft(by, town)
    assert said(services.take_over_family, actor=by.chief, family=new) == [
        "这个家庭没有登记原批准日期，须从受理开始审批。"
    ]


@pytest.mark.parametrize(("day", "number", "refusal"), [
    (date(2025, 6, 3), "", {"former_approval_no": ["请填写原批准文号。"]}),
    (None, "云住保〔2024〕12号", {"former_approval_on": ["请填写原批准日期，或清空原批准文号。"]}),
    (date(2025, 1, 1), "1号", {"former_approval_on": ["2025-01-01 早于申请日期 2025-03-02，请核对。"]}),
    (date(2026, 1, 1), "1号", {"former_approval_on": ["2026 年起的申请须在本系统审批，原批准日期应早于 2026 年。"]}),
])
def test_former_approvals_are_of_former_days(
    by: Writers, town: Unit, day: date | None, number: str, refusal: dict
) -> None:
    changes = {"applied_on": date(2025, 3, 2), "former_approval_on": day, "former_approval_no": number}
    assert said(services.register_family, actor=by.clerk, unit=town, **make.facts(1, **changes)) == refusal


def test_family_and_grant_are_suspended_and_resumed_together(by: Writers, town: Unit, person: object) -> None:
    subsidy_rules.confirm_rule(actor=by.chief, rule=subsidy_rules.record_rule(
        actor=by.clerk, effective_on=date(2026, 1, 1), standard=Decimal("8.00"), guaranteed_area=Decimal("15.00"),
        most_persons=4, policy="云政办发〔2026〕1号", coefficients=dict.fromkeys(FamilyCategory, Decimal("1.00")),
    ))
    family = make.approved(by, town)
    grant = grants.propose_grant(actor=by.clerk, family=family, from_on=date(2026, 6, 1), reason="核定")
    grants.confirm_grant(actor=by.chief, grant=grant)
    with time_machine.travel(datetime(2026, 7, 15, 9, tzinfo=clock.SHANGHAI)):
        services.suspend_family(actor=by.chief, family=family, on=date(2026, 6, 30), reason="外出务工")
        assert [make.again(family).status, grants.running_of(family).status] == ["suspended", "suspended"]
        services.resume_family(actor=by.chief, family=family, on=date(2026, 7, 15), reason="已返回")
        running = grants.running_of(family)
        assert [make.again(family).status, running.status, running.from_on] == [
            "subsidized", "active", date(2026, 7, 15)
        ]


# -- pages ------------------------------------------------------------------------------------------------

FORM = {
    "category": "low_income", "wanted": "allocation", "applied_on": "2026-03-02", "address": "城关镇北街 12 号",
    "income_pc": "780", "house_area_pc": "6.5", "member_1_name": "周小静", "member_1_identity": make.identity(1),
    "member_1_identity_kind": "id_card", "member_1_relation": "applicant", "member_3_name": "吴大勇",
    "member_3_identity": make.identity(2), "member_3_identity_kind": "id_card", "member_3_relation": "spouse",
}


def test_form_enters_edits_and_keeps_what_is_masked(pen: Client, town: Unit) -> None:
    answer = pen.post("/affordable/families/new/", {**FORM, "unit": town.pk})
    family = Family.objects.get()
    assert answer.headers["Location"] == f"/affordable/families/{family.pk}/"
    page = pen.get(f"/affordable/families/{family.pk}/edit/").content.decode()
    assert ("周*静" in page, "周小静" in page, make.identity(1) in page) == (True, False, False)
    form = pen.get(f"/affordable/families/{family.pk}/edit/").context["form"]
    back = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    back = {name: str(value) for name, value in back.items() if not name.startswith("evidence")}
    assert pen.post(f"/affordable/families/{family.pk}/edit/", {**back, "income_pc": "900"}).status_code == 302
    stored = make.again(family)
    assert (stored.income_pc, [one.name for one in stored.members.order_by("pk")]) == (
        Decimal("900.00"), ["周小静", "吴大勇"]
    )
    assert [one.identity.reveal() for one in stored.members.order_by("pk")] == [make.identity(1), make.identity(2)]


def test_what_was_typed_too_late_is_kept_and_told_why(pen: Client, by: Writers, town: Unit) -> None:
    family = make.draft(by, town)
    place = f"/affordable/families/{family.pk}/edit/"
    form = pen.get(place).context["form"]
    back = {name: str(form[name].value()) for name in form.fields if form[name].value() not in (None, "")}
    Family.objects.filter(pk=family.pk).update(status="approved")
    form = pen.post(place, {**back, "income_pc": "901"}).context["form"]
    assert (form["income_pc"].value(), form.non_field_errors()) == (
        "901", ["这个家庭已批准，不能直接修改；成员变动请登记加入或离开，收入、住房变化在年审中调整。"]
    )
    assert pen.get(place).status_code == 404


def test_refusal_stands_at_the_row_as_it_was_typed(pen: Client, by: Writers, town: Unit) -> None:
    family = make.draft(by, town, serial=2)
    form = pen.post("/affordable/families/new/", {**FORM, "unit": town.pk}).context["form"]
    assert form.errors == {"member_3_identity": [
        f"吴*勇（{make.person(2).identity[:6]}********{make.identity(2)[-4:]}）已在保障对象 {family} 中（草稿），"
        "一个人只能属于一个在办或在保的家庭。请核对证件，或先在该家庭登记离开。"
    ]}


def test_steps_from_the_page(pen: Client, seal: Client, by: Writers, town: Unit) -> None:
    family = make.draft(by, town)
    place = f"/affordable/families/{family.pk}/"
    for step in ("accept", "check"):
        assert pen.post(f"{place}{step}/", {"on": "2026-05-20"}).status_code == 302
    results = {f"{one}_result": "matched" for one in Department}
    assert pen.post(f"{place}checks/", {"on": "2026-05-20", **results}).status_code == 302
    assert pen.post(f"{place}compare/", {"on": "2026-05-20"}).status_code == 302
    labels = [button.label for button in pen.get(place).context["buttons"]]
    assert labels == [
        "登记部门比对", "成员加入", "登记代发账户", "列入公示", "登记录入系统", "查看完整证件", "撤回申请"
    ]
    assert [button.label for button in seal.get(place).context["buttons"]] == ["查看完整证件", "不予批准"]
    assert seal.post(f"{place}reject/", {"reason": "住房面积超过标准"}).status_code == 302
    assert make.again(family).status == FamilyStatus.REJECTED


def test_result_without_a_department_word_is_asked_for(pen: Client, by: Writers, town: Unit) -> None:
    family = make.checked(by, town)
    answer = pen.post(f"/affordable/families/{family.pk}/checks/", {"on": "2026-05-20", "civil_finding": "低保户"})
    assert answer.context["form"].errors == {"civil_result": ["请选择民政的比对结果。"]}


def test_waiting_page_shows_places_and_masked_names(pen: Client, by: Writers, town: Unit, town2: Unit) -> None:
    for unit in (town, town2):
        make.waiting(by, unit, since=DAY)
    answer = pen.get("/affordable/waiting/", {"unit": town2.pk})
    (row,), name = answer.context["table"].data[0:20], Member.objects.get(family__unit=town2, relation="applicant")
    assert (row.position, row.persons, row.applicant_name) == (2, 2, name.name)
    assert (str(name) in answer.content.decode(), name.name in answer.content.decode()) == (True, False)


def test_a_former_approval_is_confirmed_from_the_page(pen: Client, seal: Client, by: Writers, town: Unit) -> None:
    typed = {**FORM, "unit": town.pk, "applied_on": "2024-04-01", "former_approval_on": "2024-06-03",
             "former_approval_no": "云住保〔2024〕12号"}
    place = pen.post("/affordable/families/new/", typed).headers["Location"]
    assert [button.label for button in pen.get(place).context["buttons"]] == ["修改", "查看完整证件", "撤回申请"]
    waiting = [(one.kind, one.url) for one in seal.get("/").context["pile"].todos]
    assert waiting == [("原批准确认", f"{place}take_over/")]
    assert [button.label for button in seal.get(place).context["buttons"]] == ["查看完整证件", "确认原批准"]
    assert seal.post(f"{place}take_over/", {"note": ""}).status_code == 302
    assert Family.objects.get().status == FamilyStatus.APPROVED


def test_what_waits_for_the_decision(pen: Client, seal: Client, by: Writers, town: Unit) -> None:
    family, disputed = make.published(by, town), make.published(by, town)
    make.published(by, town, starts_on=date(2026, 5, 6))  # its notice runs until tomorrow
    objection = notices.receive_objection(actor=by.clerk, family=disputed, received_on=DAY, content="名下另有住房")
    place = f"/affordable/families/{family.pk}/approve/"
    assert [(one.kind, one.url) for one in seal.get("/").context["pile"].todos] == [("保障资格批准", place)]
    assert [(one.kind, one.url) for one in pen.get("/").context["pile"].todos] == [
        ("公示异议", f"/affordable/objections/{objection.pk}/answer/")
    ]
    assert seal.post(place, {"note": "符合条件"}).status_code == 302
    assert make.again(family).status == FamilyStatus.APPROVED


def test_many_families_are_entered_at_once(pen: Client, by: Writers, town: Unit) -> None:
    one, two = make.accepted(by, town), make.accepted(by, town)
    place = "/affordable/families/entered/"
    wrong = pen.post(place, {"on": "2026-05-20", "numbers": f"{one}，BZ2026-9999"}).context["form"]
    assert wrong.errors == {"numbers": ["没有这些编号：BZ2026-9999，请核对。"]}
    assert pen.post(place, {"on": "2026-05-20", "numbers": f"{one}\n{two}"}).status_code == 302
    assert list(Family.objects.values_list("entered_system_on", flat=True).distinct().order_by()) == [DAY]


def test_family_is_found_by_number_and_by_whole_name(pen: Client, by: Writers, town: Unit) -> None:
    family = make.draft(by, town, members=[make.person(1, name="周小静")])
    groups = pen.get("/search/", {"q": family.number}).context["groups"]
    assert [(one.label, one.rows) for one in groups] == [
        ("保障对象", [(family.number, f"{town}　低收入　草稿", family.get_absolute_url())])
    ]
    for words, found in (("周小静", [family]), ("周小", []), (make.identity(1), [family])):
        assert list(pen.get("/affordable/families/", {"person": words}).context["object_list"]) == found
