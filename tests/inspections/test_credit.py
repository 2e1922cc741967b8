"""企业信用: rules by two persons, records by two, objections by a third; a grade of any past day can be worked out."""
from datetime import date
from inspect import signature

import pytest
from django.db import DatabaseError, transaction

from housing_portal.accounts.models import Unit, User
from housing_portal.kit import scope
from housing_portal.registry import services as registry
from inspections.measures import credit as measures
from inspections.models.credit import CreditRecord, CreditRule
from inspections.services import credit_files, credit_records, credit_rules
from tests.affordable.test_communities import said
from tests.pages import records_credit as make
from tests.pages import records_registers as registers
from tests.pages.records import Writers

DAY = date(2026, 5, 20)


def also(user: User, role: str) -> User:
    user.role_grants.create(role=role, reason="代理")
    return User.objects.get(pk=user.pk)


def points(record: CreditRecord, day: date) -> tuple[int, str]:
    found = credit_files.file_of(record.organization, record.subject_kind, scope.current(day)).score
    return found.points, found.grade


# -- rules -------------------------------------------------------------------------------------------------------


def test_a_rule_is_confirmed_by_another_and_then_stays(by: Writers, town: Unit) -> None:
    draft = make.draft(by, town)
    assert (draft.status, draft.items.count(), credit_rules.written(draft)) == (
        "recorded", 12, "A 850；B 700；C 600；D 0",
    )
    assert said(credit_rules.confirm_rule, actor=also(by.chief, "deputy"), rule=draft) == [credit_rules.OWN]
    rule = credit_rules.confirm_rule(actor=make.deputy(), rule=draft)
    closed = [f"规则“{rule}”已确认，不能修改；需要调整请复制为新版本。"]
    assert said(credit_rules.amend_rule, actor=by.chief, rule=rule, grades=[("A", 0)], base_score=9) == closed
    assert said(credit_rules.drop_item, actor=by.chief, item=rule.items.all()[0]) == closed
    assert said(credit_rules.add_item, actor=by.chief, rule=rule, code="B99") == closed
    with pytest.raises(DatabaseError), transaction.atomic():
        CreditRule.objects.filter(pk=rule.pk).update(base_score=9)


@pytest.mark.parametrize(("grades", "sentence"), [
    ([], "最低一级的最低得分须为 0，否则有的企业没有等级。"),
    ([("A", 850), ("B", 60)], "最低一级的最低得分须为 0，否则有的企业没有等级。"),
    ([("A", 0), ("B", 0)], "等级名称和最低得分不能重复。"),
    ([("A", 90), ("A", 0)], "等级名称和最低得分不能重复。"),
])
def test_grades_cover_everybody_once(by: Writers, grades: list[tuple[str, int]], sentence: str) -> None:
    facts = {"name": "试行", "subject_kind": "broker", "basis": "待县局确认", "effective_from": make.FROM}
    assert said(credit_rules.draft_rule, actor=by.chief, grades=grades, **facts) == {"grades": [sentence]}


def test_items_have_the_sign_of_their_kind(by: Writers, town: Unit) -> None:
    rule = make.draft(by, town)
    given = {"actor": by.chief, "rule": rule, "text": "条目", "months": 12}
    assert said(credit_rules.add_item, **given, code="B99", info_kind="bad", points=5) == {
        "__all__": ["不良信息的分值须为负数，其他信息的分值须为正数。"]
    }
    assert said(credit_rules.add_item, **given, code="L99", info_kind="good", points=5, is_publishable=True) == {
        "__all__": ["只有不良信息中的处罚可以对外公示。"]
    }
    assert said(credit_rules.add_item, **given, code="B01", info_kind="bad", points=-5) == {
        "__all__": ["这个编码已在规则中。"]
    }
    credit_rules.drop_item(actor=by.chief, item=rule.items.get(code="B01"))
    assert credit_rules.add_item(**given, code="B01", info_kind="bad", points=-5).points == -5


def test_a_rule_under_which_records_stand_is_followed_not_voided(by: Writers, town: Unit) -> None:
    rule = make.record(by, town).item.rule
    assert said(credit_rules.void_rule, actor=by.chief, rule=rule, reason="改版") == [
        "已有按这份规则登记的信用记录，不能作废；需要调整请复制为新版本，另定施行日期。"
    ]
    copy = credit_rules.copy_rule(actor=by.chief, rule=rule, name="新版", effective_from=date(2026, 7, 1))
    assert (copy.items.count(), credit_rules.grades_of(copy)) == (12, credit_rules.grades_of(rule))
    empty = credit_rules.void_rule(actor=by.chief, rule=copy, reason="重复")
    assert empty.status == "void"


# -- records -----------------------------------------------------------------------------------------------------


def test_points_come_from_the_item_alone(by: Writers, town: Unit) -> None:
    row = make.record(by, town)
    assert (row.points, row.subject_kind, row.valid_to) == (-200, "developer", date(2028, 3, 2))
    assert "points" not in signature(credit_records.enter_record).parameters


def test_an_item_fits_the_day_and_the_enterprise(by: Writers, town: Unit, town2: Unit) -> None:
    broker = registry.register_organization(actor=by.clerk, name="安居经纪行", kinds=["broker"])
    assert said(make.record, by=by, unit=town, organization=broker) == {
        "organization": ["“安居经纪行”没有登记为开发企业，请核对企业或条目。"]
    }
    rule = make.rule(by, town)
    assert said(make.record, by=by, unit=town, on=date(2025, 12, 31)) == {
        "on": [f"规则“{rule}”自 2026-01-01 施行，2025-12-31 发生的事项不适用，或当时已有新版本，请核对。"]
    }
    waiting = {"actor": by.clerk, "organization": registers.developer(by, town2), "source": "检查", "on": make.ON}
    assert list(said(credit_records.enter_record, item=make.draft_item(by, town2), **waiting)) == ["item"]


def test_nobody_confirms_own_records(by: Writers, town: Unit) -> None:
    row = make.record(by, town)
    both = also(by.clerk, "chief")
    assert said(credit_records.confirm, actor=both, record=row, on=DAY) == [credit_records.OWN]
    assert said(credit_records.confirm, actor=by.chief, record=row, on=date(2026, 3, 1)) == {
        "on": ["2026-03-01 早于发生日期 2026-03-02，请核对。"]
    }


def test_good_news_is_not_announced(by: Writers, town: Unit) -> None:
    row = make.confirmed(by, town, code="L01")
    assert said(credit_records.notify, actor=by.clerk, record=row, on=DAY) == [credit_records.NOT_BAD]
    assert points(row, DAY) == (60, "D")


def test_bad_information_waits_for_its_objection_period(by: Writers, town: Unit) -> None:
    good = make.confirmed(by, town, code="J01")
    row = make.notified(by, town, organization=good.organization)
    assert [points(row, date(2026, 3, day)) for day in (4, 5, 25, 26)] == [
        (0, "未评级"), (300, "D"), (300, "D"), (100, "D"),
    ]
    assert said(credit_records.object_to, actor=by.clerk, record=row, on=date(2026, 3, 26), note="不服") == {
        "on": ["异议期至 2026-03-25 止，2026-03-26 已超过，不能登记异议。"]
    }


def test_an_objection_is_decided_by_a_third_person(by: Writers, town: Unit) -> None:
    row, given = make.objected(by, town), {"on": date(2026, 4, 1), "note": "证据充分"}
    for own in (also(by.clerk, "deputy"), also(by.chief, "deputy")):
        assert said(credit_records.uphold, actor=own, record=row, **given) == [credit_records.THIRD]
        assert said(credit_records.withdraw, actor=own, record=row, **given) == [credit_records.THIRD]
    assert points(row, DAY) == (0, "未评级")
    credit_records.uphold(actor=make.deputy(), record=row, **given)
    file = credit_files.file_of(row.organization, "developer", scope.current(DAY))
    assert ([one.effective_from for one in file.effective], file.last_on) == ([date(2026, 4, 1)], make.ON)


def test_an_allowed_objection_leaves_nothing(by: Writers, town: Unit) -> None:
    row = make.objected(by, town)
    credit_records.withdraw(actor=make.deputy(), record=row, on=date(2026, 4, 1), note="已取得许可")
    assert list(CreditRecord.objects.confirmed_at(scope.current(DAY))) == []
    assert list(CreditRecord.objects.publishable(scope.current(DAY))) == []


def test_a_revoked_record_still_counts_on_earlier_days(by: Writers, town: Unit) -> None:
    good = make.confirmed(by, town, code="J01")
    row = make.notified(by, town, organization=good.organization)
    assert said(credit_records.revoke, actor=make.deputy(), record=row, on=DAY, reason="") == {
        "reason": ["请写明原因。"]
    }
    credit_records.revoke(actor=make.deputy(), record=row, on=date(2026, 5, 10), reason="处罚决定被撤销")
    assert [points(row, date(2026, 5, day)) for day in (9, 10)] == [(100, "D"), (300, "D")]


def test_a_wrong_day_of_notice_is_taken_back_by_another(by: Writers, town: Unit) -> None:
    row = make.notified(by, town)
    other = also(by.clerk, "chief")
    assert said(credit_records.undo_step, actor=other, record=row, reason="误") == [
        "这一步由您本人登记，撤回须由另一位同事进行。"
    ]
    row = credit_records.undo_step(actor=by.chief, record=row, reason="日期误")
    assert (row.status, row.confirmed_by) == ("confirmed", by.chief)
    assert credit_records.undo_step(actor=other, record=row, reason="误").confirmed_by is None


def test_a_new_version_of_a_rule_leaves_past_grades_alone(by: Writers, town: Unit) -> None:
    row = make.confirmed(by, town, code="J01")
    new = credit_rules.copy_rule(actor=by.chief, rule=row.item.rule, name="新版", effective_from=date(2026, 5, 1))
    new = credit_rules.amend_rule(actor=by.chief, rule=new, grades=[("合格", 300), ("不合格", 0)], base_score=10)
    credit_rules.confirm_rule(actor=make.deputy(), rule=new)
    assert [points(row, date(2026, 4, 30)), points(row, date(2026, 5, 1))] == [(300, "D"), (310, "合格")]


# -- lists and figures -----------------------------------------------------------------------------------------------


def figures(as_of: date = DAY) -> dict[str, object]:
    now = scope.current(as_of)
    found = {one.key: one.evaluate(now, None).total.value for one in measures.MEASURES}
    return {key: value for key, value in found.items() if value}


def test_only_effective_penalties_with_a_paper_are_published(by: Writers, town: Unit, town2: Unit) -> None:
    shown = make.notified(by, town)
    make.notified(by, town2, paper_no="")
    minor = make.confirmed(by, town, code="B02", organization=shown.organization)
    credit_records.notify(actor=by.clerk, record=minor, on=make.NOTIFIED)
    assert list(CreditRecord.objects.publishable(scope.current(date(2026, 3, 25)))) == []
    assert list(CreditRecord.objects.publishable(scope.current(DAY))) == [shown]
    assert figures() == {"credit_files_developer": 2, "credit_bad": 3, "credit_publishable": 1}
    make.confirmed(by, town, code="L01", organization=shown.organization)
    assert figures()["credit_good"] == 1
    assert figures(date(2026, 3, 4)) == {}


def test_enterprises_are_counted_by_grade(by: Writers, town: Unit, town2: Unit) -> None:
    assert measures.by_grade("developer", scope.current(DAY)) == {}
    best = make.confirmed(by, town, code="J01").organization
    for code in ("J02", "Y01"):
        make.confirmed(by, town, code=code, organization=best)
    other = registers.developer(by, town2)
    assert measures.by_grade("developer", scope.current(DAY)) == {
        "A": [], "B": [best.pk], "C": [], "D": [], "未评级": [other.pk],
    }
