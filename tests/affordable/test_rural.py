"""农村危房: listed by others, appraised, approved and accepted by a second person, paid; names stay masked."""
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from affordable.measures import rural as measures
from affordable.models import RuralHouse
from affordable.overdue import overdue_matters
from affordable.services import rural as services
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.models import Entry
from housing_portal.kit import scope
from housing_portal.kit.errors import NeedsReason
from tests.affordable.families import identity
from tests.affordable.test_communities import said
from tests.pages import records_rural as make
from tests.pages.records import PROOF, Writers

DAY = date(2026, 5, 20)
APPROVAL = {"on": DAY, "mode": "rebuild", "subsidy": Decimal("26000.00"), "planned_done_on": date(2026, 9, 30)}


def figures(as_of: date = DAY) -> dict[str, object]:
    """Return the figures that are not 0."""
    now = scope.current(as_of)
    found = {one.key: one.evaluate(now, None).total.value for one in measures.MEASURES}
    return {key: value for key, value in found.items() if value}


def both(user: User) -> User:
    user.role_grants.create(role="chief", reason="代理")
    return User.objects.get(pk=user.pk)


def test_the_whole_way_is_counted_by_kind_mode_and_step(by: Writers, town: Unit) -> None:
    make.advanced(by, make.house(by, town, 1), "pay")
    make.advanced(by, make.house(by, town, 2, target_kind="edge"), "approve")
    make.house(by, town, 3)
    make.house(by, town, 4, plan_year=2025)
    assert figures() == {
        "rural_cnt": 3, "rural_target_minimum": 2, "rural_target_edge": 1, "rural_appraised": 2, "rural_published": 2,
        "rural_approved": 2, "rural_started": 1, "rural_completed": 1, "rural_accepted": 1, "rural_paid": 1,
        "rural_mode_rebuild": 2, "rural_subsidy": Decimal("52000.00"), "rural_subsidy_paid": Decimal("26000.00"),
        "rural_behind": 1,
    }
    assert figures(date(2026, 4, 9)) == {"rural_cnt": 3, "rural_target_minimum": 2, "rural_target_edge": 1}
    assert "rural_behind" not in figures(make.DONE_BY)


def test_an_overdue_house_is_named_by_its_village(by: Writers, town: Unit) -> None:
    make.advanced(by, make.house(by, town, 2, village="东屏镇高崖村三组"), "approve")
    assert [one.title for one in overdue_matters(scope.current(DAY))] == ["东屏镇高崖村三组 周*川 未竣工"]


def test_names_and_numbers_stay_out_of_the_diary(by: Writers, town: Unit) -> None:
    house = make.house(by, town, 1)
    assert (str(house), house.identity.reveal()) == ("周*川", identity(1))
    services.edit_house(
        actor=by.clerk, house=house, village="柳树村四组", name="周大川", identity=house.identity,
        identity_kind=house.identity_kind, phone="13900000002",
    )
    told = list(Entry.objects.about(house).values_list("label", "before", "after"))
    assert [label for label, _before, _after in told] == ["修改农村危房：周*川", "登记农村危房：周*川"]
    assert told[0][1] | told[0][2] == {"乡镇、村组": "柳树村四组", "联系电话": told[0][2]["联系电话"]}
    secrets = ("周小川", "周大川", identity(1), house.identity_index, "13900000002")
    assert [word for word in secrets if word in str(told)] == []
    assert RuralHouse.objects.get().name == "周大川"


def test_a_household_is_listed_once_a_year(by: Writers, town: Unit, town2: Unit) -> None:
    make.house(by, town, 1)
    masked = f"周*川（{make.house(by, town, 9).identity}）"
    number = identity(1)
    assert said(make.house, by=by, unit=town2, serial=1) == {
        "identity": [f"周*川（{number[:6]}{'*' * 8}{number[-4:]}）本年度已列入危房改造，不能重复登记。"]
    }
    with pytest.raises(NeedsReason) as asked:
        make.house(by, town, 9, plan_year=2027)
    assert asked.value.sentence == f"{masked}2026 年已列入危房改造，请确认并说明。"
    assert make.house(by, town, 9, plan_year=2027, reason="灾后返危").plan_year == 2027


@pytest.mark.parametrize(("facts", "field", "sentence"), [
    ({"name": "周*川"}, "name", "请填写户主完整姓名，不带星号（*）。"),
    ({"identity": "62079919850101"}, "identity", "身份证号码应为 18 位，现为 14 位，请核对证件。"),
    ({"identity_kind": "credit_code"}, "identity_kind", "请选择个人的证件类型。"),
    ({"plan_year": 1926}, "plan_year", "1926 年不在 1990—2027 年之间，请核对年份。"),
])
def test_bad_facts(by: Writers, town: Unit, facts: dict, field: str, sentence: str) -> None:
    assert list(said(make.house, by=by, unit=town, serial=1, **facts)) == [field]
    assert RuralHouse.objects.count() == 0
    if field != "identity":
        assert said(make.house, by=by, unit=town, serial=1, **facts) == {field: [sentence]}


def test_approval_is_another_persons_and_suits_the_level(by: Writers, town: Unit) -> None:
    house = make.advanced(by, make.house(by, town), "publish")
    assert said(services.approve, actor=both(by.clerk), house=house, **APPROVAL) == [services.OWN_PREPARED]
    early = {**APPROVAL, "planned_done_on": date(2026, 5, 19)}
    assert said(services.approve, actor=by.chief, house=house, **early) == {
        "planned_done_on": ["2026-05-19 早于批准日期 2026-05-20，请核对。"]
    }
    with pytest.raises(NeedsReason) as asked:
        services.approve(actor=by.chief, house=house, **{**APPROVAL, "mode": "repair"})
    assert asked.value.sentence == "D 级一般拆除重建，改为修缮加固请说明依据。"
    none = {**APPROVAL, "subsidy": Decimal(0)}
    assert said(services.approve, actor=by.chief, house=house, **none) == {
        "__all__": ["批准时须确定改造方式和补助标准。"]
    }
    assert services.approve(actor=by.chief, house=house, **APPROVAL).subsidy == Decimal("26000.00")


def test_without_a_house_there_is_nothing_to_repair(by: Writers, town: Unit) -> None:
    house = services.appraise(actor=by.clerk, house=make.house(by, town), on=DAY, appraisal="none")
    house = services.publish(actor=by.clerk, house=house, on=DAY)
    assert said(services.approve, actor=by.chief, house=house, **{**APPROVAL, "mode": "repair", "note": "协商"}) == {
        "mode": ["无房户只能拆除重建（新建）。"]
    }


def test_acceptance_needs_papers_and_a_second_person(by: Writers, town: Unit) -> None:
    house = make.advanced(by, make.house(by, town), "complete")
    assert said(services.accept, actor=by.chief, house=house, on=DAY, evidence=()) == {
        "evidence": ["请上传验收材料（验收表、改造前后照片）。"]
    }
    assert said(services.accept, actor=both(by.clerk), house=house, on=DAY, evidence=PROOF) == [services.OWN_COMPLETED]
    assert services.accept(actor=by.chief, house=house, on=DAY, evidence=PROOF).status == "accepted"


def test_dropped_houses_count_nowhere_until_that_is_undone(by: Writers, town: Unit, person: object) -> None:
    house = make.advanced(by, make.house(by, town), "approve")
    assert figures()["rural_cnt"] == 1
    services.drop(actor=by.chief, house=house, reason="自愿放弃")
    assert figures() == {}
    assert figures(date(2026, 5, 19))["rural_cnt"] == 1
    services.undo_step(actor=person("chief", name="孙复核"), house=house, reason="继续改造")
    assert (RuralHouse.objects.get().status, figures()["rural_approved"]) == ("approved", 1)


# -- pages -------------------------------------------------------------------------------------------


def test_a_household_is_listed_and_appraised_on_pages(pen: Client, town: Unit) -> None:
    form = {
        "unit": town.pk, "plan_year": 2026, "village": "柳树村三组", "target_kind": "destitute",
        "list_doc": "云民发〔2026〕8号", "name": "周小川", "identity_kind": "id_card", "identity": "620799",
    }
    page = pen.post(reverse("affordable:rural_create"), form)
    assert list(page.context["form"].errors) == ["identity"]
    page = pen.post(reverse("affordable:rural_create"), {**form, "identity": identity(1)})
    house = RuralHouse.objects.get()
    assert page.url == house.get_absolute_url()
    url = reverse("affordable:rural_appraise", args=[house.pk])
    assert pen.post(url, {"on": "2026-05-20", "appraisal": "C"}).url == house.get_absolute_url()
    page = pen.get(house.get_absolute_url())
    content = page.content.decode()
    assert (page.context["title"], "周小川" in content, identity(1) in content) == ("周*川", False, False)
    assert [button.label for button in page.context["buttons"]] == ["修改", "登记公示"]


def test_who_lives_there_is_found_by_whole_name_or_number(pen: Client, by: Writers, town: Unit) -> None:
    make.house(by, town, 1)
    make.house(by, town, 2, name="吴小川")
    url = reverse("affordable:rural_list")

    def found(words: str) -> list[str]:
        return [str(row.record) for row in pen.get(url, {"person": words}).context["table"].rows]

    assert (found("周小川"), found(identity(2)), found("小川")) == (["周*川"], ["吴*川"], [])


def test_the_name_is_replaced_only_when_typed(pen: Client, by: Writers, town: Unit) -> None:
    house = make.house(by, town, 1)
    url = reverse("affordable:rural_edit", args=[house.pk])
    form = {
        "village": "柳树村五组", "name": "", "identity_kind": "id_card", "identity": str(house.identity), "phone": "",
    }
    page = pen.get(url)
    assert "周小川" not in page.content.decode()
    assert pen.post(url, form).url == house.get_absolute_url()
    stored = RuralHouse.objects.get()
    assert (stored.name, stored.village, stored.identity.reveal(), stored.phone) == (
        "周小川", "柳树村五组", identity(1), None
    )


def test_approver_who_prepared_it_is_told_so(by: Writers, town: Unit, client_of: object) -> None:
    house = make.advanced(by, make.house(by, town), "publish")
    url = reverse("affordable:rural_approve", args=[house.pk])
    assert client_of(both(by.clerk)).get(url).context["blocked"] == services.OWN_PREPARED
    form = {"on": "2026-05-20", "mode": "rebuild", "subsidy": "26,000", "planned_done_on": "2026-09-30"}
    assert client_of(by.chief).post(url, form).url == house.get_absolute_url()
    assert RuralHouse.objects.get().mode == "rebuild"
    page = client_of(by.clerk).get(house.get_absolute_url())
    assert [button.label for button in page.context["buttons"]] == ["登记开工", "移出名单", "撤回上一步"]
    edit = {"village": "柳树村五组", "identity": str(house.identity), "identity_kind": "id_card"}
    page = client_of(by.clerk).post(reverse("affordable:rural_edit", args=[house.pk]), edit)
    assert page.context["form"].non_field_errors() == ["这一户已到“批准”，户主和地址不能再改；确需更正请先撤回批准。"]
