"""Re-checks: not before a report, not by whoever entered it; a failed one begins the next round."""
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from inspections.models.finding import Finding
from inspections.models.inspector import InspectorTie
from inspections.models.notice import RectificationNotice
from inspections.models.recheck import Recheck
from inspections.services import findings as found
from inspections.services import rechecks as services
from inspections.services.progress import OWN_MENDED
from tests.inspections.duty import said, with_role
from tests.material import png_bytes
from tests.pages import records_findings as make
from tests.pages.records import Writers

TODAY, NEXT = date(2026, 5, 20), date(2026, 6, 5)


def failed(by: Writers, row: Finding, next_due_on: date = NEXT) -> Finding:
    return make.recheck(by, row, result="failed", note="仍未公示", next_due_on=next_due_on)


def test_no_recheck_before_a_report(by: Writers) -> None:
    for row in (make.finding(by, "恒远"), make.noticed(by, "宏达")):
        assert said(make.recheck, by, row) == [services.NO_REPLY]
    assert Recheck.objects.count() == 0


def test_whoever_entered_the_report_neither_rechecks_nor_closes(by: Writers) -> None:
    both = with_role(by.clerk, "chief")
    row = make.replied(by, "恒远")
    facts = {"on": TODAY, "inspectors": make.inspectors(by), "result": "passed", "note": "已公示",
             "pictures": make.PHOTO}
    assert said(services.recheck, actor=both, finding=row, **facts) == [OWN_MENDED]
    row = services.recheck(actor=by.chief, finding=row, **facts)
    assert (row.status, row.rechecked_by) == ("rechecking", by.chief)
    assert said(found.close, actor=both, finding=row, on=TODAY) == [OWN_MENDED]
    row = found.close(actor=by.chief, finding=row, on=TODAY)
    assert (row.status, row.closed_by) == ("closed", by.chief)


@pytest.mark.parametrize(("facts", "refusal"), [
    ({"inspectors": []}, {"inspectors": ["请选择至少一名复查人员。"]}),
    ({"pictures": []}, {"pictures": ["请上传复查照片。"]}),
    ({"note": " "}, {"note": ["请写明复查看到的情况。"]}),
    ({"result": "failed"}, {"next_due_on": ["复查不合格，请定下一轮整改期限。"]}),
    ({"result": "failed", "next_due_on": date(2026, 5, 19)},
     {"next_due_on": ["2026-05-19 早于复查日期 2026-05-20，请核对。"]}),
    ({"on": date(2026, 5, 19)}, {"on": ["2026-05-19 早于“已报整改待复查”的日期 2026-05-20，请核对。"]}),
])
def test_bad_rechecks(by: Writers, facts: dict, refusal: dict) -> None:
    row = make.replied(by, "恒远")
    assert said(make.recheck, by, row, **facts) == refusal
    assert Finding.objects.get().status == "submitted"


def test_an_inspector_with_a_tie_stays_away(by: Writers) -> None:
    row = make.replied(by, "恒远")
    InspectorTie.objects.create(
        inspector=make.inspectors(by)[1], organization=row.target.organization, relation="employed",
        from_on=date(2026, 1, 1), recorded_by=by.clerk, recorded_at=row.recorded_at,
    )
    refusal = said(make.recheck, by, row)
    assert (list(refusal), "王股长" in refusal["inspectors"][0]) == (["inspectors"], True)
    assert Finding.objects.get().status == "submitted"


def test_what_passed_has_no_next_deadline(by: Writers) -> None:
    row = make.recheck(by, make.replied(by, "恒远"), next_due_on=NEXT)
    assert (row.due_on, row.rechecks.get().next_due_on) == (date(2026, 6, 10), None)


def test_a_failed_recheck_begins_the_next_round(by: Writers) -> None:
    row = failed(by, make.replied(by, "恒远"))
    assert (row.status, row.round, row.failures, row.due_on, row.first_due_on) == (
        "noticed", 2, 1, NEXT, date(2026, 6, 10))
    assert (row.submitted_by, row.rechecked_by) == (None, None)
    again = make.issued(by, row)
    row.refresh_from_db()
    assert (again.lines.get().round, row.round, row.due_on) == (2, 2, date(2026, 6, 10))
    row = services.reply(actor=by.clerk, finding=row, on=TODAY, text="已补齐。")
    row = found.close(actor=by.chief, finding=make.recheck(by, row), on=TODAY)
    assert [(one.round, one.result) for one in row.rechecks.standing()] == [(1, "failed"), (2, "passed")]
    assert {one.status for one in RectificationNotice.objects.all()} == {"closed"}


def test_a_failed_recheck_is_taken_back_with_its_round(by: Writers, person: Callable[..., User]) -> None:
    row = failed(by, make.replied(by, "恒远"))
    other = person("chief", name="孙股长")
    notice = make.drafted(by, row)
    assert said(found.undo_step, actor=other, finding=row, reason="登错") == [
        "这一轮已开具整改通知单，请先作废或放弃通知单。"]
    make.notices.discard(actor=by.clerk, notice=notice, reason="登错")
    row = found.undo_step(actor=other, finding=row, reason="登错")
    assert (row.status, row.round, row.due_on, row.submitted_by) == ("submitted", 1, date(2026, 6, 10), by.clerk)
    assert row.rechecks.standing().count() == 0


def test_a_notice_closes_with_the_last_of_its_findings_and_opens_again(
    by: Writers, person: Callable[..., User]
) -> None:
    rows = make.finding(by, "恒远"), make.finding(by, "恒远")
    notice = make.issued(by, *rows)

    def status() -> str:
        return RectificationNotice.objects.get(pk=notice.pk).status

    first = services.reply(actor=by.clerk, finding=rows[0], on=TODAY, text="已补齐。")
    first = found.close(actor=by.chief, finding=make.recheck(by, first), on=TODAY)
    assert status() == "issued"
    make.penalised(by, rows[1])
    assert (status(), RectificationNotice.objects.get().closed_on) == ("closed", TODAY)
    found.undo_step(actor=person("chief", name="孙股长"), finding=first, reason="照片有误")
    assert (status(), RectificationNotice.objects.get().closed_on) == ("issued", None)


def test_the_diary_names_people_and_targets(by: Writers) -> None:
    row = failed(by, make.replied(by, "恒远"))
    entry = Entry.objects.about(row).get(action="复查不合格")
    assert (entry.before, entry.after) == (
        {"整改轮次": 1, "整改期限": "2026-06-10", "整改情况登记人": "李经办", "状态": "已报整改待复查", "发生日期": ""},
        {"整改轮次": 2, "整改期限": "2026-06-05", "整改情况登记人": None, "状态": "整改中", "发生日期": "2026-05-20"},
    )


# -- pages -------------------------------------------------------------------------------------------


def test_a_recheck_on_the_page(by: Writers, client_of: Callable[[User], Client]) -> None:
    from_before = make.noticed(by, "宏达")
    seal = client_of(by.chief)
    page = seal.get(reverse("inspections:finding_recheck", args=[from_before.pk])).content.decode()
    assert services.NO_REPLY in page
    row = make.replied(by, "恒远")
    address = reverse("inspections:finding_recheck", args=[row.pk])
    form = {"on": "2026-05-20", "inspectors": [one.pk for one in make.inspectors(by)], "result": "failed",
            "note": "仍未公示", "next_due_on": "2026-06-05"}
    assert 'id="id_pictures_error"' in seal.post(address, form).content.decode()
    fake = SimpleUploadedFile("复查.jpg", b"%PDF-1.7 none")
    page = seal.post(address, {**form, "pictures": [fake]}).content.decode()
    assert ("“复查.jpg”不是图片，请上传现场拍的照片（JPG 或 PNG）。" in page, "仍未公示" in page) == (True, True)
    picture = SimpleUploadedFile("复查.png", png_bytes("复查"))
    assert seal.post(address, {**form, "pictures": [picture]}).url == row.get_absolute_url()
    row.refresh_from_db()
    assert (row.round, row.due_on) == (2, NEXT)
    assert "仍未公示" in seal.get(row.get_absolute_url()).content.decode()
