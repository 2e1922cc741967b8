"""Rectification notices: one target, three persons, a number without gaps, a deadline that no calendar moves."""
from collections.abc import Callable
from datetime import date, datetime

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from housing_portal.accounts import signing
from housing_portal.accounts.models import User
from housing_portal.journal.more_time import OWN_REQUEST
from housing_portal.kit import clock, scope
from housing_portal.kit.errors import NeedsReason
from housing_portal.registry import services as registry
from inspections.models.finding import Finding
from inspections.models.notice import Extension, RectificationNotice
from inspections.services import extensions
from inspections.services import findings as found
from inspections.services import notices as services
from tests.conftest import PASSWORD
from tests.inspections.duty import said, with_role
from tests.pages import records_findings as make
from tests.pages.records import PROOF, Writers

TODAY = date(2026, 5, 20)


def test_the_deadline_follows_the_most_urgent_finding_in_working_days(by: Writers) -> None:
    minor, grave = make.finding(by, "恒远"), make.finding(by, "恒远", severity="grave")
    assert services.usual_deadline([minor], TODAY) == date(2026, 6, 10)
    assert services.usual_deadline([minor, grave], TODAY) == date(2026, 5, 27)
    registry.set_parameter(actor=by.chief, key="rectify_workdays", value="0", reason="局务会")
    assert services.usual_deadline([minor, grave], TODAY) == date(2026, 5, 25)


def test_the_basis_is_put_together_from_the_violations(by: Writers) -> None:
    rows = [make.finding(by, "恒远", violation=make.violation(number, f"情形{number}")) for number in (9, 8, 9)]
    assert make.drafted(by, *rows).basis == "《商品房销售管理办法》第8条；《商品房销售管理办法》第9条"


def test_a_notice_is_about_one_target(by: Writers) -> None:
    rows = make.finding(by, "恒远"), make.finding(by, "宏达")
    assert said(make.drafted, by, *rows) == {"findings": [
        "一份通知单只列一个单位的问题；“宏达置业有限公司 现场公示资料不齐全”不是“恒远置业有限公司”的，请分开开具。"]}
    assert RectificationNotice.objects.count() == 0


def test_a_finding_stands_on_one_notice_in_a_round(by: Writers) -> None:
    row = make.finding(by, "恒远")
    make.drafted(by, row)
    assert said(make.drafted, by, row) == {"findings": [
        "“恒远置业有限公司 现场公示资料不齐全”本轮已列入整改通知单（未编号 恒远置业有限公司），不能重复开具。"]}
    closed = make.closed_onsite(by, "宏达")
    assert said(make.drafted, by, closed) == {"findings": [
        "“宏达置业有限公司 现场公示资料不齐全”的状态是“已销号”，不能开具整改通知单。"]}


def test_another_deadline_needs_a_reason_and_is_not_over(by: Writers) -> None:
    row = make.finding(by, "恒远")
    assert said(make.drafted, by, row, deadline_on=date(2026, 5, 19)) == {
        "deadline_on": ["2026-05-19 早于今天 2026-05-20，请核对。"]}
    with pytest.raises(NeedsReason) as asked:
        make.drafted(by, row, deadline_on=date(2026, 7, 1))
    assert asked.value.sentence == "按问题程度，整改期限应为 2026-06-10；改为 2026-07-01 请说明原因。"
    notice = make.drafted(by, row, deadline_on=date(2026, 7, 1), deadline_reason="须重新测绘")
    assert (notice.deadline_on, notice.deadline_reason) == (date(2026, 7, 1), "须重新测绘")


def test_three_persons_draft_review_and_issue(by: Writers) -> None:
    notice = make.drafted(by, make.finding(by, "恒远"))
    both = with_role(with_role(by.clerk, "chief"), "deputy")
    assert said(services.review, actor=both, notice=notice) == [services.OWN_DRAFT]
    notice = services.review(actor=by.chief, notice=notice)
    assert said(services.issue, actor=both, notice=notice) == [services.OWN_HAND]
    assert said(services.issue, actor=with_role(by.chief, "deputy"), notice=notice) == [services.OWN_HAND]
    notice = services.issue(actor=make.deputy(), notice=notice)
    row = Finding.objects.get()
    assert (notice.number, notice.status, notice.issued_on) == ("住建整〔2026〕1号", "issued", TODAY)
    assert (row.status, row.due_on, row.first_due_on) == ("noticed", date(2026, 6, 10), date(2026, 6, 10))


def test_a_deadline_before_the_issue_is_not_signed(by: Writers) -> None:
    notice = services.review(actor=by.chief, notice=make.drafted(by, make.finding(by, "恒远")))
    RectificationNotice.objects.filter(pk=notice.pk).update(deadline_on=date(2026, 5, 19))
    assert said(services.issue, actor=make.deputy(), notice=notice) == [
        "整改期限 2026-05-19 早于签发日期 2026-05-20，请退回修改期限后再签发。"]
    assert RectificationNotice.objects.get().number is None


def test_a_changed_calendar_moves_no_issued_deadline(by: Writers) -> None:
    notice = make.issued(by, make.finding(by, "恒远"))
    for day in (8, 9, 10):
        registry.add_day(actor=by.clerk, on=date(2026, 6, day), kind="holiday", name="调整放假")
    notice.refresh_from_db()
    assert (notice.deadline_on, Finding.objects.get().due_on) == (date(2026, 6, 10), date(2026, 6, 10))
    assert services.usual_deadline([Finding.objects.get()], TODAY) == date(2026, 6, 15)


def test_numbers_have_no_gap_and_a_revoked_one_stays(by: Writers, person: Callable[..., User]) -> None:
    first, second = make.issued(by, make.finding(by, "恒远")), make.issued(by, make.finding(by, "宏达"))
    row = first.lines.get().finding
    assert said(services.revoke, actor=with_role(make.deputy(), "chief"), notice=first, reason="对象有误") == [
        services.OWN_ISSUE]
    first = services.revoke(actor=by.chief, notice=first, reason="对象有误")
    row.refresh_from_db()
    assert (first.number, first.status, row.status, row.due_on) == ("住建整〔2026〕1号", "revoked", "found", None)
    again = make.issued(by, row)
    assert (second.number, again.number) == ("住建整〔2026〕2号", "住建整〔2026〕3号")
    counted = RectificationNotice.objects.issued_in(scope.current())
    assert sorted(one.number for one in counted) == [second.number, again.number]


def test_the_mark_of_the_numbers_is_a_parameter(by: Writers) -> None:
    facts = {"actor": by.chief, "key": "rectify_mark", "reason": "局务会"}
    assert said(registry.set_parameter, **facts, value="YLZJ") == {"value": ["请填写 2 至 10 个汉字。"]}
    registry.set_parameter(**facts, value="云住建")
    assert make.issued(by, make.finding(by, "恒远")).number == "云住建整〔2026〕1号"


@pytest.mark.parametrize("change", [
    {"number": "住建整〔2026〕9号"}, {"basis": "其他依据"}, {"first_deadline_on": date(2026, 6, 9)},
    {"kind": "stop_sale"},
])
def test_what_was_issued_stays_in_the_table(by: Writers, change: dict) -> None:
    notice = make.issued(by, make.finding(by, "恒远"))
    with pytest.raises(DatabaseError), transaction.atomic():
        RectificationNotice.objects.filter(pk=notice.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        notice.lines.all().delete()


def test_no_revocation_after_a_report(by: Writers) -> None:
    row = make.replied(by, "恒远")
    assert said(services.revoke, actor=by.chief, notice=row.notice_lines.get().notice, reason="对象有误") == [
        "“恒远置业有限公司 现场公示资料不齐全”已办到“已报整改待复查”，通知单不能作废。"]
    assert Finding.objects.get().status == "submitted"


def test_what_came_back_is_changed_and_reviewed_anew(by: Writers) -> None:
    notice = services.review(actor=by.chief, notice=make.drafted(by, make.finding(by, "恒远")))
    notice = services.refuse(actor=make.deputy(), notice=notice, reason="依据不全")
    other = make.finding(by, "恒远")
    notice = services.edit_notice(
        actor=by.clerk, notice=notice, findings=[other], kind="stop_sale", demand="停止销售。", basis="条例第三十六条")
    assert (notice.status, notice.reviewed_by, [line.finding for line in notice.lines.all()]) == (
        "drafted", None, [other])
    notice = services.send_back(actor=by.chief, notice=notice, reason="再核对")
    notice = services.discard(actor=by.clerk, notice=notice, reason="不再开具")
    assert (notice.status, notice.number, Finding.objects.noticeable().count()) == ("revoked", None, 2)


def test_service_is_proved_and_not_before_the_issue(by: Writers) -> None:
    notice = make.issued(by, make.finding(by, "恒远"))
    facts = {"actor": by.clerk, "notice": notice, "served_on": TODAY, "receiver": "周小川", "service_way": "direct"}
    assert said(services.serve, **{**facts, "served_on": date(2026, 5, 19)}) == {
        "served_on": ["2026-05-19 早于签发日期 2026-05-20，请核对。"]}
    assert said(services.serve, **{**facts, "receiver": ""}) == {
        "receiver": ["请填写签收人；留置、公告送达的填写见证人或公告载体。"]}
    assert said(services.serve, **{**facts, "service_way": "left"}) == {"evidence": ["留置送达须上传送达证明。"]}
    assert services.serve(**{**facts, "service_way": "left"}, evidence=PROOF).status == "served"


def test_a_draft_keeps_its_finding_from_other_ways(by: Writers) -> None:
    row = make.onsite(by, "恒远")
    make.drafted(by, row)
    assert said(found.fix_onsite, actor=by.clerk, finding=row, on=TODAY, pictures=make.PHOTO) == [
        "这个问题已列入整改通知单草稿，不能再登记即知即改；先从通知单中去掉。"]
    assert said(found.withdraw, actor=by.chief, finding=row, reason="重复") == [
        "这个问题列在整改通知单（未编号 恒远置业有限公司）中，先作废或修改通知单。"]


# -- more time ---------------------------------------------------------------------------------------


def test_an_extension_keeps_the_first_deadline(by: Writers) -> None:
    notice = make.issued(by, make.finding(by, "恒远"))
    asked = extensions.ask_extension(
        actor=by.clerk, notice=notice, asked_on=TODAY, new_deadline=date(2026, 6, 30), reason="材料采购延误")
    own = with_role(by.clerk, "deputy")
    assert said(extensions.approve_extension, actor=own, extension=asked) == [OWN_REQUEST]
    extensions.approve_extension(actor=make.deputy(), extension=asked)
    notice.refresh_from_db()
    row = Finding.objects.get()
    assert (notice.deadline_on, notice.first_deadline_on) == (date(2026, 6, 30), date(2026, 6, 10))
    assert (row.due_on, row.first_due_on) == (date(2026, 6, 30), date(2026, 6, 10))
    assert said(found.undo_step, actor=by.chief, finding=row, reason="误") == [
        "这一步由整改通知单（住建整〔2026〕1号）产生，请在通知单页面办理作废。"]
    services.revoke(actor=by.chief, notice=notice, reason="对象有误")
    row.refresh_from_db()
    assert (row.status, row.due_on, row.first_due_on) == ("found", None, None)


def test_an_extension_holds_for_what_was_reported_meanwhile(by: Writers) -> None:
    notice = make.extension(by, "恒远").notice
    row = Finding.objects.get()
    row = make.rechecks.reply(actor=by.clerk, finding=row, on=TODAY, text="部分已改。")
    extensions.approve_extension(actor=make.deputy(), extension=notice.extensions.get())
    row.refresh_from_db()
    assert (row.status, row.due_on, row.submitted_by) == ("submitted", date(2026, 7, 31), by.clerk)
    assert make.recheck(by, row).status == "rechecking"


def test_more_time_is_later_once_and_not_asked_of_a_closed_notice(by: Writers) -> None:
    notice = make.issued(by, make.finding(by, "恒远"))
    facts = {"actor": by.clerk, "notice": notice, "asked_on": TODAY, "reason": "材料采购延误"}
    assert said(extensions.ask_extension, **facts, new_deadline=date(2026, 6, 10)) == {
        "new_deadline": ["延期后的期限须晚于现行期限 2026-06-10。"]}
    asked = extensions.ask_extension(**facts, new_deadline=date(2026, 6, 30))
    assert said(extensions.ask_extension, **facts, new_deadline=date(2026, 7, 30)) == {
        "__all__": ["这份通知单已有一份待批准的延期申请。"]}
    assert said(extensions.refuse_extension, actor=make.deputy(), extension=asked, reason="") == {
        "reason": ["请写明不同意延期的原因。"]}
    assert extensions.refuse_extension(actor=make.deputy(), extension=asked, reason="理由不足").status == "refused"
    closed = make.closed(by, "宏达").notice_lines.get().notice
    assert closed.status == "closed"
    assert said(extensions.ask_extension, **{**facts, "notice": closed}, new_deadline=date(2026, 6, 30)) == [
        "通知单的状态是“已办结”，不能申请或批准延期。"]


def test_more_time_after_the_deadline_is_explained(by: Writers) -> None:
    with time_machine.travel(datetime(2026, 5, 8, 10, tzinfo=clock.SHANGHAI), tick=False):
        notice = make.issued(by, make.finding(by, "恒远", severity="grave"))
    facts = {"actor": by.clerk, "notice": notice, "asked_on": TODAY, "new_deadline": date(2026, 6, 30),
             "reason": "材料采购延误"}
    with pytest.raises(NeedsReason) as asked:
        extensions.ask_extension(**facts)
    assert asked.value.sentence == "整改期限 2026-05-15 已过，逾期后申请延期请说明原因。"
    assert extensions.ask_extension(**facts, late_reason="企业公章遗失").reason == "材料采购延误；企业公章遗失"


# -- pages -------------------------------------------------------------------------------------------


def test_a_notice_goes_its_way_on_pages(by: Writers, client_of: Callable[[User], Client]) -> None:
    row, other = make.finding(by, "恒远"), make.finding(by, "宏达")
    pen, create = client_of(by.clerk), reverse("inspections:notice_create")
    form = {"findings": [row.pk, other.pk], "kind": "deadline", "demand": "请逐条整改。"}
    assert "请分开开具" in pen.post(create, form).content.decode()
    page = pen.get(f"{create}?target={row.target_id}&finding={row.pk}").content.decode()
    assert ("恒远置业有限公司：" in page, "宏达置业有限公司：" in page) == (True, False)
    address = pen.post(create, {**form, "findings": [row.pk]}).url
    notice = RectificationNotice.objects.get()
    assert address == notice.get_absolute_url()
    client_of(by.chief).post(reverse("inspections:notice_review", args=[notice.pk]))
    sign, issue = client_of(make.deputy()), reverse("inspections:notice_issue", args=[notice.pk])
    assert signing.WRONG in sign.post(issue, {signing.FIELD: "Wrong-2026"}).content.decode()
    assert RectificationNotice.objects.get().status == "reviewed"
    sign.post(issue, {signing.FIELD: PASSWORD})
    assert RectificationNotice.objects.get().number == "住建整〔2026〕1号"


def test_an_extension_is_asked_for_and_granted_on_pages(by: Writers, client_of: Callable[[User], Client]) -> None:
    notice = make.issued(by, make.finding(by, "恒远"))
    form = {"asked_on": "2026-05-20", "new_deadline": "2026-06-30", "why": "材料采购延误"}
    client_of(by.clerk).post(reverse("inspections:extension_create", args=[notice.pk]), form)
    asked = Extension.objects.get()
    client_of(make.deputy()).post(reverse("inspections:extension_approve", args=[asked.pk]), {"answer": "同意"})
    notice.refresh_from_db()
    assert notice.deadline_on == date(2026, 6, 30)
    assert asked.reason == "材料采购延误"


def test_a_page_asks_why_an_extension_comes_late(by: Writers, client_of: Callable[[User], Client]) -> None:
    with time_machine.travel(datetime(2026, 5, 8, 10, tzinfo=clock.SHANGHAI), tick=False):
        notice = make.issued(by, make.finding(by, "恒远", severity="grave"))
    pen, url = client_of(by.clerk), reverse("inspections:extension_create", args=[notice.pk])
    form = {"asked_on": "2026-05-20", "new_deadline": "2026-06-30", "why": "材料采购延误"}
    assert pen.post(url, form).context["form"].warning.code == "late_extension"
    page = pen.get(pen.post(url, {**form, "reason": "企业公章遗失"}).url)
    assert Extension.objects.get().reason == "材料采购延误；企业公章遗失"
    assert f'href="{notice.get_absolute_url()}"' in page.content.decode()
