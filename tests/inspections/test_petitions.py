"""信访投诉: registered without a gap, decided on by a second person, answered in time, never again after recheck."""
from datetime import date

import pytest

from housing_portal.accounts.models import Unit, User
from housing_portal.journal.models import Entry
from housing_portal.kit import scope
from housing_portal.kit.errors import NeedsReason
from housing_portal.registry import services as registry
from inspections.enums.petitions import PetitionStatus
from inspections.measures import petitions as measures
from inspections.models.petition import Petition
from inspections.services import petition_marks as marks
from inspections.services import petitioners
from inspections.services import petitions as services
from tests.affordable.families import identity
from tests.affordable.test_communities import said
from tests.pages import records_petitions as make
from tests.pages import records_registers as registers
from tests.pages.records import Writers

DAY = date(2026, 5, 20)


def figures(as_of: date = DAY) -> dict[str, object]:
    """Return the figures that are not 0."""
    now = scope.current(as_of)
    found = {one.key: one.evaluate(now, None).total.value for one in measures.MEASURES}
    return {key: value for key, value in found.items() if value}


def rates() -> dict[str, str]:
    now = scope.current(DAY)
    found = {one.key: one.evaluate(now, None) for one in measures.MEASURES}
    return {one.key: str(one.evaluate(found[one.numerator], found[one.denominator]).total.value) for one in
            measures.RATES}


def also(user: User, role: str) -> User:
    user.role_grants.create(role=role, reason="代理")
    return User.objects.get(pk=user.pk)


# -- registration ------------------------------------------------------------------------------------------------


def test_numbers_have_no_gap_and_restart_every_year(by: Writers, town: Unit) -> None:
    first = make.petition(by, town)
    assert list(said(make.petition, by=by, unit=town, received_on=date(2026, 5, 21))) == ["received_on"]
    last_year = make.petition(by, town, received_on=date(2025, 12, 30))
    assert [one.number for one in (first, make.petition(by, town), last_year)] == [
        "信访2026-1", "信访2026-2", "信访2025-1",
    ]


@pytest.mark.parametrize("facts", [
    {"title": f"周小静（{identity(1)}）反映逾期交房"}, {"summary": "联系电话13800001111，要求回复"},
])
def test_numbers_of_persons_do_not_enter_the_words(by: Writers, town: Unit, facts: dict[str, str]) -> None:
    words = "写有身份证号或手机号，请删去；证件号码和电话登记在“信访人”中。"
    assert said(make.petition, by=by, unit=town, **facts) == {next(iter(facts)): [words]}


def test_a_number_from_elsewhere_comes_in_once(by: Writers, town: Unit) -> None:
    make.petition(by, town, channel="hotline", source_no="GD-1")
    make.petition(by, town, channel="superior", source_no="GD-1")
    assert said(make.petition, by=by, unit=town, channel="hotline", source_no="GD-1") == {
        "__all__": ["这个渠道的来件编号已登记。"]
    }


def test_what_is_decided_is_no_longer_edited(by: Writers, town: Unit) -> None:
    row = make.petition(by, town)
    changed = services.edit_petition(actor=by.clerk, petition=row, persons=6)
    assert (changed.is_group, changed.number) == (True, row.number)
    row = make.advanced(by, changed, "accept")
    assert said(services.edit_petition, actor=by.clerk, petition=row, persons=2) == [
        "这一件“已受理”，登记内容不能再改；确需更正请先撤回上一步。"
    ]


# -- acceptance, transfer ----------------------------------------------------------------------------------------


def test_rejection_needs_a_reason_and_a_second_person(by: Writers, town: Unit, deputy: User) -> None:
    row, told = make.petition(by, town), {"on": make.ACCEPTED, "told_on": make.ACCEPTED}
    both = also(by.clerk, "deputy")
    assert said(services.reject, actor=deputy, petition=row, reason=" ", **told) == {"reason": ["请写明原因。"]}
    assert said(services.reject, actor=both, petition=row, reason="已诉讼", **told) == [services.OWN_REGISTERED]
    assert said(services.reject, actor=by.chief, petition=row, reason="已诉讼", **told) == [
        "您没有“批准信访延期与不予受理”的权限，请联系有此权限的同事办理。"
    ]
    assert services.reject(actor=deputy, petition=row, reason="已由法院受理", **told).status == "rejected"


def test_the_petitioner_is_told_not_before_and_not_ahead(by: Writers, town: Unit) -> None:
    row = make.petition(by, town)
    given = {"actor": by.clerk, "petition": row, "on": make.ACCEPTED}
    assert said(services.accept, **given, told_on=date(2026, 3, 9)) == {
        "told_on": ["2026-03-09 早于办理日期 2026-03-10，请核对。"]
    }
    assert said(services.accept, **given, told_on=date(2026, 5, 21)) == {
        "told_on": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]
    }
    assert said(services.accept, **{**given, "on": date(2026, 3, 1)}, told_on=DAY) == {
        "on": ["2026-03-01 早于收到日期 2026-03-02，请核对。"]
    }


def test_objections_follow_the_work_calendar_of_the_day_of_reading(by: Writers, town: Unit) -> None:
    row = make.transferred(by, town)  # on Wednesday 4 March
    late = {"actor": by.clerk, "petition": row, "on": date(2026, 3, 12), "note": "不属其职责"}
    assert said(services.object_to_transfer, **late) == {
        "on": ["转送异议应在 5 个工作日内（2026-03-11 前）提出，2026-03-12 已超过。"]
    }
    registry.add_day(actor=by.clerk, on=date(2026, 3, 6), kind="holiday", name="调休")
    due = [one.due for one in Petition.objects.terms_at(scope.current())[row.pk] if one.code == "returned"]
    assert due == [date(2026, 3, 12)]
    back = services.object_to_transfer(**late)
    assert (back.status, back.steps.standing().count()) == ("registered", 2)
    assert [str(one.due) for one in Petition.objects.terms_at(scope.current())[row.pk]][:1] == ["2026-03-27"]


def test_a_late_refusal_of_a_hand_over_is_explained(by: Writers, town: Unit) -> None:
    row = make.petition(by, town, channel="superior")
    given = {"actor": by.clerk, "petition": row, "on": date(2026, 3, 10), "told_on": DAY, "transferred_to": "县法院"}
    with pytest.raises(NeedsReason) as asked:
        services.transfer(**given)
    assert asked.value.sentence == (
        "上级转办件不属本单位职责的，应在收到后 5 个工作日内（2026-03-09 前）提出异议，现已超过，"
        "请说明与转办机关商定的情况。"
    )
    assert services.transfer(**given, note="已与县信访局商定").transferred_to == "县法院"


# -- extension ---------------------------------------------------------------------------------------------------


def test_an_extension_is_short_and_granted_once_by_another(by: Writers, town: Unit, deputy: User) -> None:
    row = make.advanced(by, make.petition(by, town), "assign")
    ask = {"actor": by.clerk, "petition": row, "on": date(2026, 5, 8), "reason": "等待鉴定"}
    assert said(services.extend, **ask, days=31) == {
        "days": ["延长天数须在 1—30 日之间（信访工作条例 §34），现为 31 日。"]
    }
    assert said(services.extend, **{**ask, "on": date(2026, 5, 10)}, days=30) == {
        "on": ["办理期限 2026-05-09 已过，不能再延期，请尽快答复。"]
    }
    row = services.extend(**ask, days=30)
    told = {"on": date(2026, 5, 9), "told_on": date(2026, 5, 9)}
    assert said(services.grant, actor=also(by.clerk, "deputy"), petition=row, **told) == [services.OWN_ASKED]
    row = services.grant(actor=deputy, petition=row, **told)
    settle = next(one for one in Petition.objects.terms_at(scope.current())[row.pk] if one.code == "settle")
    assert (row.status, settle.original, settle.due) == ("handling", date(2026, 5, 9), date(2026, 6, 8))
    assert said(services.extend, **{**ask, "petition": row}, days=1) == [services.ONCE]


def test_a_refused_extension_changes_no_term(by: Writers, town: Unit, deputy: User) -> None:
    row = make.extending(by, town)
    deny = {"petition": row, "on": date(2026, 5, 6), "reason": "可以按期办结"}
    assert said(services.deny, actor=also(by.clerk, "deputy"), **deny) == [services.OWN_ASKED]
    row = services.deny(actor=deputy, **deny)
    assert [str(one.due) for one in Petition.objects.terms_at(scope.current())[row.pk]][1:] == ["2026-05-09"]


# -- reply -------------------------------------------------------------------------------------------------------


def test_a_reply_is_signed_and_closed_by_another(by: Writers, town: Unit, person: object) -> None:
    both = also(by.clerk, "chief")
    drafted = make.advanced(by, make.petition(by, town), "draft")
    assert said(services.sign, actor=both, petition=drafted, on=DAY) == [services.OWN_DRAFTED]
    assert said(services.return_draft, actor=both, petition=drafted, on=DAY, reason="补充") == [services.OWN_DRAFTED]
    replied = make.advanced(by, make.petition(by, town), "serve")
    assert said(services.close, actor=both, petition=replied, on=DAY) == [services.OWN_DRAFTED]
    assert services.close(actor=by.chief, petition=replied, on=DAY).status == "closed"


def test_a_returned_draft_is_drafted_again(by: Writers, town: Unit) -> None:
    drafted = make.advanced(by, make.petition(by, town), "draft")
    back = services.return_draft(actor=by.chief, petition=drafted, on=DAY, reason="未答复违约金")
    assert (back.status, [one.pk for one in Petition.objects.sent_back(by.clerk.accounts)]) == ("handling", [back.pk])
    assert list(Petition.objects.sent_back(by.chief.accounts)) == []
    services.draft(actor=by.clerk, petition=back, on=DAY, reply_no="云住建信复〔2026〕4号")
    assert list(Petition.objects.sent_back(by.clerk.accounts)) == []


def test_contentment_is_told_by_somebody_else_or_explained(by: Writers, town: Unit, person: object) -> None:
    row = make.advanced(by, make.petition(by, town), "sign")
    given = {"on": make.CLOSED, "satisfaction": "mostly"}
    assert said(marks.rate, actor=by.clerk, petition=row, **given) == ["答复送达之后才能登记评价。"]
    row = services.serve(actor=by.clerk, petition=row, on=make.ANSWERED)
    assert said(marks.rate, actor=by.clerk, petition=row, **given) == {"note": [marks.TOLD_HOW]}
    assert said(marks.rate, actor=by.clerk, petition=row, on=date(2026, 4, 19), satisfaction="none") == {
        "satisfaction": ["请选择满意、基本满意或不满意。"]
    }
    other = person("clerk", name="周经办")
    assert marks.rate(actor=other, petition=row, **given).satisfaction == "mostly"
    assert said(marks.rate, actor=other, petition=row, **given) == ["已登记评价“基本满意”，更正请先撤回这一步。"]
    undone = marks.undo_step(actor=by.chief, petition=row, reason="记错")
    assert (undone.status, undone.satisfaction) == ("replied", "none")


# -- review and recheck --------------------------------------------------------------------------------------------


def test_review_after_thirty_days_is_refused(by: Writers, town: Unit) -> None:
    row = make.advanced(by, make.petition(by, town), "close")
    assert said(services.ask_review, actor=by.clerk, petition=row, on=DAY) == {
        "on": ["申请复查应在收到意见之日（2026-04-15）起 30 日内（2026-05-15 前）提出，2026-05-20 已超过，不再受理。"]
    }
    assert services.ask_review(actor=by.clerk, petition=row, on=date(2026, 5, 15)).status == "review"


def test_after_the_recheck_only_new_facts_are_heard(by: Writers, town: Unit) -> None:
    final = make.advanced(by, make.petition(by, town), "conclude")
    with pytest.raises(NeedsReason) as asked:
        make.petition(by, town, repeats=final, received_on=DAY)
    assert asked.value.sentence == (
        "同一事项 信访2026-1 已经复核终结，同一事实和理由不再受理（信访工作条例 §36）；有新事实的，请写明后登记。"
    )
    again = make.petition(by, town, repeats=final, received_on=DAY, reason="新发现质量检测报告")
    assert (again.number, Entry.objects.about(again).get().reason) == ("信访2026-2", "新发现质量检测报告")


def test_a_matter_is_known_by_its_first_petition(by: Writers, town: Unit) -> None:
    first = make.petition(by, town)
    second = make.petition(by, town, repeats=first)
    third = make.petition(by, town, repeats=second)
    assert (third.repeats, figures()["pet_received"], figures()["pet_matters"]) == (first, 3, 1)
    assert said(make.petition, by=by, unit=town, repeats=first, received_on=date(2026, 3, 1)) == {
        "received_on": ["2026-03-01 早于首次来件 信访2026-1 的收到日期 2026-03-02，请核对。"]
    }


# -- taking back, figures --------------------------------------------------------------------------------------------


def test_a_step_is_taken_back_by_another(by: Writers, town: Unit) -> None:
    row = make.advanced(by, make.petition(by, town), "assign")
    assert said(marks.undo_step, actor=also(by.clerk, "chief"), petition=row, reason="误") == [
        "这一步由您本人登记，撤回须由另一位同事进行。"
    ]
    assert marks.undo_step(actor=by.chief, petition=row, reason="误登").status == "accepted"
    assert marks.undo_step(actor=by.chief, petition=row, reason="误登").status == PetitionStatus.REGISTERED


def test_rates_have_their_denominators(by: Writers, town: Unit) -> None:
    estate = registers.estate(by, town)
    for rating in ("content", "mostly", "discontent"):
        make.rated(by, make.advanced(by, make.petition(by, town, persons=5, estate=estate), "close"), rating)
    make.advanced(by, make.petition(by, town, category="title"), "accept")
    make.petition(by, town, category="title", received_on=date(2026, 5, 5))
    make.petition(by, town, received_on=date(2025, 11, 5))
    assert figures() == {
        "pet_received": 5, "pet_matters": 5, "pet_category_late": 3, "pet_category_title": 2, "pet_group": 3,
        "pet_accepted": 4, "pet_closed": 3, "pet_rated": 3, "pet_content": 2, "pet_overdue": 2,
    }
    assert rates() == {"pet_close_rate": "75.00", "pet_content_rate": "66.67"}
    assert (figures(date(2026, 4, 21))["pet_accepted"], "pet_closed" in figures(date(2026, 4, 21))) == (4, False)
    assert (Petition.objects.by_estate(), Petition.objects.of_estate(estate).count()) == ({estate.pk: 3}, 3)


def test_overdue_is_read_off_the_calendar(by: Writers, town: Unit) -> None:
    row = make.advanced(by, make.petition(by, town), "accept")
    assert [list(Petition.objects.overdue(scope.current(date(2026, 5, day)))) for day in (9, 10)] == [[], [row]]
    untold = make.petition(by, town, received_on=date(2026, 5, 4))
    assert list(Petition.objects.overdue(scope.current(date(2026, 5, 19)))) == [row]
    assert list(Petition.objects.due(scope.current(), date(2026, 5, 19), DAY)) == [untold]


def test_nobody_is_told_before_the_day_of_telling(by: Writers, town: Unit) -> None:
    """Between the term and the late telling the duty was overdue, whatever is known today."""
    row = make.petition(by, town, received_on=date(2026, 4, 1))
    services.accept(actor=by.clerk, petition=row, on=date(2026, 4, 10), told_on=date(2026, 5, 8))
    found = [list(Petition.objects.overdue(scope.current(day))) for day in (date(2026, 4, 20), date(2026, 5, 8))]
    assert found == [[row], []]
    assert Entry.objects.about(row).first().after["告知日期"] == "2026-05-08"


# -- who complains -----------------------------------------------------------------------------------------------


def test_persons_stay_masked_and_numbers_are_checked(by: Writers, town: Unit) -> None:
    row = make.petition(by, town)
    given = {"actor": by.clerk, "petition": row, "role": "delegate", "name": "周小静"}
    assert said(petitioners.add_petitioner, **{**given, "name": "周*静"}) == {
        "name": ["请填写信访人完整姓名，不带星号（*）。"]
    }
    assert list(said(petitioners.add_petitioner, **given, identity="620799")) == ["identity"]
    assert list(said(petitioners.add_petitioner, **given, phone="12")) == ["phone"]
    person = petitioners.add_petitioner(**given, phone="13900000001")
    assert (str(person), person.identity.reveal(), person.identity_index) == ("周*静", "", "")
    assert said(petitioners.add_petitioner, **given) == [
        "这一件登记的人数为 1 人，已登记 1 人，请先核对人数。"
    ]
    petitioners.edit_petitioner(
        actor=by.clerk, petitioner=person, role="member", name="", identity=identity(3), phone=person.phone
    )
    told = str(list(Entry.objects.about(row).values_list("label", "before", "after")))
    assert [word for word in ("周小静", identity(3), "13900000001") if word in told] == []
    found = [list(Petition.objects.named_or_numbered(words)) for words in ("周小静", identity(3), "小静")]
    assert found == [[row], [row], []]


def test_one_document_stands_once_in_a_petition(by: Writers, town: Unit) -> None:
    row = make.petition(by, town, persons=3)
    given = {"actor": by.clerk, "petition": row, "role": "member", "identity": identity(4)}
    petitioners.add_petitioner(**given, name="周小静")
    assert said(petitioners.add_petitioner, **given, name="吴小川") == {
        "__all__": ["这个证件号码已登记在这一件中。"]
    }
