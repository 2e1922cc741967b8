"""Members: nobody in two families; joining, leaving and putting right once the application has been checked."""
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from affordable.enums import Departure, Relation
from affordable.models import Member
from affordable.services import cards
from affordable.services import members as services
from housing_portal.accounts.models import Unit
from housing_portal.journal.models import Entry
from tests.affordable import families as make
from tests.affordable.families import said
from tests.pages.records import Writers

DAY = date(2026, 5, 20)


def joining(by: Writers, family: object, serial: int, **changes: object) -> dict[str, object]:
    facts = {"member": make.person(serial, Relation.CHILD), "joined_on": DAY, "reason": "出生"}
    return {"actor": by.clerk, "family": family, **facts, **changes}


def test_nobody_is_in_two_families(by: Writers, town: Unit) -> None:
    first, second = make.checked(by, town, serial=1), make.checked(by, town, serial=11)
    words = said(services.join_member, **joining(by, second, 2))
    masked = first.members.get(relation="spouse").identity
    assert words == {"identity": [
        f"郑*2（{masked}）已在保障对象 {first} 中（社区（街道）初审通过），一个人只能属于一个在办或在保的家庭。"
        "请核对证件，或先在该家庭登记离开。"
    ]}


def test_the_database_itself_refuses_a_second_family(by: Writers, town: Unit) -> None:
    first, second = make.draft(by, town, serial=1), make.draft(by, town, serial=11)
    known = first.members.first()
    twin = Member(family=second, name=known.name, relation="other", identity=known.identity.reveal(), joined_on=DAY,
                  identity_index=known.identity_index)
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_somebody_joins(by: Writers, town: Unit) -> None:
    family = make.checked(by, town, serial=1)
    services.join_member(**joining(by, family, 3))
    assert list(family.members.current().order_by("pk").values_list("relation", flat=True)) == [
        "applicant", "spouse", "child"
    ]
    assert said(services.join_member, **joining(by, family, 3)) == {
        "identity": [f"王*3（{family.members.get(relation='child').identity}）已是这个家庭的成员。"]
    }


@pytest.mark.parametrize(("changes", "refusal"), [
    ({"reason": ""}, {"reason": ["请写明原因。"]}),
    ({"joined_on": date(2026, 5, 21)}, {"joined_on": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]}),
    ({"joined_on": date(2026, 3, 1)}, {"joined_on": ["2026-03-01 早于申请日期 2026-03-02，请核对。"]}),
    ({"member": make.person(9)}, {"relation": ["一个家庭只有一名申请人；更换申请人请为原申请人登记离开。"]}),
])
def test_who_cannot_join(by: Writers, town: Unit, changes: dict, refusal: dict) -> None:
    family = make.checked(by, town, serial=1)
    assert said(services.join_member, **{**joining(by, family, 3), **changes}) == refusal


def test_application_under_way_is_edited_as_a_whole(by: Writers, town: Unit) -> None:
    assert said(services.join_member, **joining(by, make.accepted(by, town, serial=1), 3)) == [
        "申请还在受理中，请用“修改”更改成员。"
    ]


def test_the_applicant_leaves_and_another_follows(by: Writers, town: Unit) -> None:
    family = make.checked(by, town, serial=1)
    applicant, spouse = family.members.order_by("pk")
    cards.register_card(
        actor=by.clerk, family=family, holder=applicant, bank_name="云岭农商行", card="621700000000001"
    )
    deed = {"actor": by.clerk, "member": applicant, "left_on": DAY, "left_reason": Departure.DEATH}
    assert said(services.leave_member, **deed) == {
        "successor": ["申请人离开的，请从其余现有成员中选择新的申请人。"]
    }
    services.leave_member(**deed, successor=spouse)
    found = family.members.order_by("pk").values_list("relation", "is_current", "left_on", "left_reason")
    assert list(found) == [("applicant", False, DAY, "death"), ("applicant", True, None, "")]
    assert list(family.cards.values_list("is_current", flat=True)) == [False]
    spouse.refresh_from_db()
    assert said(services.leave_member, **{**deed, "member": spouse}) == [
        "这是家庭中最后一名成员，全家不再保障的请办理“退出保障”。"
    ]
    assert said(services.leave_member, **deed) == ["吴*1已不是这个家庭的现有成员，请刷新页面。"]


def test_who_left_may_join_elsewhere(by: Writers, town: Unit) -> None:
    first, second = make.checked(by, town, serial=1), make.checked(by, town, serial=11)
    spouse = first.members.get(relation="spouse")
    services.leave_member(actor=by.clerk, member=spouse, left_on=DAY, left_reason=Departure.MARRIAGE)
    services.join_member(**joining(by, second, 2))
    assert Member.objects.numbered(make.identity(2)).count() == 2


def test_a_slip_is_put_right(by: Writers, town: Unit) -> None:
    family = make.checked(by, town, serial=1)
    spouse = family.members.get(relation="spouse")
    deed = {"actor": by.clerk, "member": spouse, "reason": "登记时错了一位"}
    services.correct_member(**deed, facts=make.person(5, Relation.SPOUSE, name="郑小勇"))
    spouse.refresh_from_db()
    assert (spouse.name, spouse.identity.reveal(), spouse.identity_index) == (
        "郑小勇", make.identity(5), spouse.identity.index
    )
    assert said(services.correct_member, **deed, facts=make.person(1, Relation.SPOUSE)) == {
        "identity": ["家庭中另一名成员已用这个证件号码，请核对。"]
    }


def test_pages_of_members(pen: Client, by: Writers, town: Unit) -> None:
    family = make.checked(by, town, serial=1)
    typed = {"name": "王小三", "relation": "child", "identity_kind": "id_card", "identity": make.identity(3),
             "joined_on": "2026-05-20", "reason": "出生"}
    assert pen.post(f"/affordable/families/{family.pk}/join/", typed).headers["Location"] == family.get_absolute_url()
    child = family.members.get(relation="child")
    form = pen.get(f"/affordable/families/members/{child.pk}/edit/").context["form"]
    assert (form["name"].value(), "王小三" in str(form)) == ("王*三", False)
    kept = {"name": "王*三", "relation": "other", "identity_kind": "id_card", "identity": str(form["identity"].value()),
            "reason": "关系登记有误"}
    assert pen.post(f"/affordable/families/members/{child.pk}/edit/", kept).status_code == 302
    child.refresh_from_db()
    assert (child.name, child.relation, child.identity.reveal()) == ("王小三", "other", make.identity(3))
    place = f"/affordable/families/members/{child.pk}/leave/"
    assert pen.post(place, {"left_on": "2026-05-20"}).context["form"].errors == {"left_reason": ["请选择离开原因。"]}
    assert pen.post(place, {"left_on": "2026-05-20", "left_reason": "moved"}).status_code == 302
    assert pen.get(place).status_code == 404


def test_list_of_people_masks_and_exports_in_plain_text_with_a_reason_alone(
    pen: Client, by: Writers, town: Unit
) -> None:
    make.checked(by, town, serial=1)
    answer = pen.get("/affordable/families/members/", {"status": "community_check"})
    page = answer.content.decode()
    assert (len(answer.context["table"].rows), "吴小1" in page, make.identity(1) in page, "吴*1" in page) == (
        2, False, False, True
    )
    assert pen.get("/affordable/families/members/", {"export": "plain"}).headers["Location"].startswith(
        "/journal/exports/new/?"
    )


def test_numbers_are_shown_for_a_reason_that_the_diary_keeps(pen: Client, by: Writers, town: Unit) -> None:
    family = make.checked(by, town, serial=1)
    place = f"/affordable/families/{family.pk}/reveal/"
    assert pen.post(place, {"reason": " "}).context["form"].errors == {"reason": ["请填写说明。"]}
    page = pen.post(place, {"reason": "电话核实人口"}).content.decode()
    assert [make.identity(serial) in page for serial in (1, 2)] == [True, True]
    entry = Entry.objects.order_by("-pk").first()
    assert (entry.label, entry.reason, make.identity(1) in str(entry.after)) == (
        f"查看个人信息：{family}", "电话核实人口", False
    )
