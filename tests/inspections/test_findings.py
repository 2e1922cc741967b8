"""Findings: entered for a valid inspection, mended on the spot under a second pair of eyes, never closed by oneself."""
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Attachment, Entry
from housing_portal.kit.errors import ServiceError
from inspections.models.finding import Finding
from inspections.services import findings as services
from tests.inspections.duty import said, with_role
from tests.pages import records_findings as make
from tests.pages.records import Writers

DAY = make.DAY


def test_a_finding_is_of_its_inspection_and_its_target(by: Writers) -> None:
    row = make.finding(by, "恒远")
    assert (row.target, row.round, row.status, row.due_on) == (row.inspection.target, 1, "found", None)
    assert str(row) == "恒远置业有限公司 现场公示资料不齐全"


def test_a_void_inspection_takes_none(by: Writers) -> None:
    visit = make.inspection(by, make.target(by, "恒远"))
    type(visit).objects.filter(pk=visit.pk).update(
        status="void", voided_by=by.chief, voided_at=visit.recorded_at, void_reason="登错")
    assert said(make.finding, by, "恒远", inspection=visit) == [services.VOID]
    assert said(services.find_failed, actor=by.clerk, inspection=visit) == [services.VOID]


@pytest.mark.parametrize(("facts", "refusal"), [
    ({"found_on": date(2026, 5, 5)}, {"found_on": ["2026-05-05 早于检查日期 2026-05-06，请核对。"]}),
    ({"found_on": date(2026, 5, 21)}, {"found_on": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]}),
    ({"description": ""}, {"description": ["此字段不能为空。"]}),
])
def test_bad_facts(by: Writers, facts: dict, refusal: dict) -> None:
    assert said(make.finding, by, "恒远", **facts) == refusal
    assert Finding.objects.count() == 0


def test_the_same_finding_is_entered_once(by: Writers) -> None:
    row = make.finding(by, "恒远")
    again = {"inspection": row.inspection, "violation": row.violation, "severity": row.severity}
    assert said(make.finding, by, "恒远", **again) == {"description": [services.TWICE]}
    services.withdraw(actor=by.chief, finding=row, reason="重复登记")
    assert make.finding(by, "恒远", **again).status == "found"


def test_the_violation_is_one_of_the_domain(by: Writers) -> None:
    gas = make.InspectionDomain.objects.get(code="gas")
    other = make.violation(1, "软管老化", gas)
    assert said(make.finding, by, "恒远", violation=other) == {
        "violation": ["“1. 软管老化”不属于房地产市场领域，请重新选择。"]
    }


def test_failed_lines_become_findings_once(by: Writers, office: object) -> None:
    visit = make.failed(by, "恒远")
    made = services.find_failed(actor=by.clerk, inspection=visit)
    assert [(one.description, one.severity, one.found_on) for one in made] == [
        ("“公示预售许可证”不合格：没有张贴", "minor", DAY)]
    assert said(services.find_failed, actor=by.clerk, inspection=visit) == [
        "检查表中没有尚未登记问题的不合格项（不合格项须在检查清单中对应违规情形）。"]


def test_nobody_closes_what_he_found(by: Writers) -> None:
    both = with_role(by.clerk, "chief")
    row = make.onsite(Writers(both, by.chief), "恒远")
    row = services.fix_onsite(actor=with_role(by.chief, "clerk"), finding=row, on=DAY, pictures=make.PHOTO)
    assert said(services.confirm_onsite, actor=both, finding=row, on=DAY) == [services.OWN_FOUND]
    row.refresh_from_db()
    assert (row.status, row.closed_by) == ("fixed_onsite", None)


def test_what_was_mended_on_the_spot_is_closed_by_a_second_person(by: Writers) -> None:
    row = make.onsite(by, "恒远")
    assert said(services.fix_onsite, actor=by.clerk, finding=row, on=DAY, pictures=[]) == {
        "pictures": ["请上传整改后的照片。"]}
    row = services.fix_onsite(actor=by.clerk, finding=row, on=DAY, pictures=make.PHOTO)
    assert (row.status, row.submitted_by) == ("fixed_onsite", by.clerk)
    both = with_role(by.clerk, "chief")
    assert said(services.confirm_onsite, actor=both, finding=row, on=DAY) == [services.OWN_MENDED]
    row = services.confirm_onsite(actor=by.chief, finding=row, on=DAY)
    assert (row.status, row.closed_by) == ("closed", by.chief)
    assert [one.kind for one in Attachment.objects.about(row)] == ["整改后照片"]


def test_only_what_can_be_mended_on_the_spot_is(by: Writers) -> None:
    assert said(services.fix_onsite, actor=by.clerk, finding=make.finding(by, "恒远"), on=DAY, pictures=make.PHOTO) == [
        "这个问题登记为不能即知即改，请开具整改通知单；登记有误的先修改问题。"]


def test_a_photo_that_is_no_picture_is_refused(by: Writers) -> None:
    row = make.onsite(by, "恒远")
    with pytest.raises(ServiceError) as refusal:
        services.fix_onsite(actor=by.clerk, finding=row, on=DAY, pictures=[("整改后.jpg", b"%PDF-1.7")])
    assert refusal.value.sentence == "“整改后.jpg”不是图片，请上传现场拍的照片（JPG 或 PNG）。"
    assert Finding.objects.get().status == "found"


def test_nothing_happens_before_what_it_follows(by: Writers) -> None:
    row = make.onsite(by, "恒远")
    early = {"actor": by.clerk, "finding": row, "on": date(2026, 5, 5), "pictures": make.PHOTO}
    assert said(services.fix_onsite, **early) == {"on": ["2026-05-05 早于发现日期 2026-05-06，请核对。"]}
    fixed = make.fixed(by, "宏达")
    assert said(services.confirm_onsite, actor=by.chief, finding=fixed, on=date(2026, 5, 5)) == {
        "on": ["2026-05-05 早于“即知即改待确认”的日期 2026-05-06，请核对。"]}


def test_a_step_is_taken_back_by_another_person(by: Writers, person: Callable[..., User]) -> None:
    row = make.closed_onsite(by, "恒远")
    assert said(services.undo_step, actor=by.chief, finding=row, reason="照片有误") == [services.OWN_STEP]
    other = person("chief", name="孙股长")
    assert said(services.undo_step, actor=other, finding=row, reason=" ") == {"reason": ["请写明原因。"]}
    row = services.undo_step(actor=other, finding=row, reason="照片有误")
    assert (row.status, row.closed_by, row.submitted_by) == ("fixed_onsite", None, by.clerk)
    row = services.undo_step(actor=other, finding=row, reason="照片有误")
    assert (row.status, row.submitted_by) == ("found", None)


def test_a_mistake_is_withdrawn_by_another_person(by: Writers) -> None:
    row = make.finding(by, "恒远")
    both = with_role(by.clerk, "chief")
    assert said(services.withdraw, actor=both, finding=row, reason="重复登记") == [services.OWN_FINDING]
    assert services.withdraw(actor=by.chief, finding=row, reason="重复登记").status == "withdrawn"


def test_a_case_needs_paper_reason_and_another_person(by: Writers) -> None:
    row, deputy = make.finding(by, "恒远"), make.deputy()
    case = {"actor": deputy, "finding": row, "on": DAY, "paper_no": "云住建罚立〔2026〕1号", "note": "拒不整改"}
    assert said(services.penalty, **{**case, "paper_no": " "}) == {"paper_no": ["请填写立案或移送文号。"]}
    assert said(services.penalty, **{**case, "note": ""}) == {"note": ["请写明立案或移送的事由。"]}
    assert said(services.transfer, **case, department="") == {"department": ["请填写移送到哪个部门。"]}
    own = {**case, "actor": with_role(by.clerk, "deputy")}
    assert said(services.penalty, **own) == ["这个问题由您本人登记，立案、移送须由另一位领导批准。"]
    row = services.transfer(**case, department="县市场监管局")
    assert (row.status, row.paper_no, row.department) == ("transferred", "云住建罚立〔2026〕1号", "县市场监管局")
    row = services.undo_step(actor=by.chief, finding=row, reason="文号有误")
    assert (row.status, row.paper_no, row.department) == ("found", "", "")


def test_editing_ends_with_the_first_step(by: Writers) -> None:
    row = make.onsite(by, "恒远")
    facts = {"violation": row.violation, "description": "公示栏缺测绘报告", "severity": "major", "found_on": DAY}
    assert services.edit_finding(actor=by.clerk, finding=row, **facts, onsite_fixable=True).severity == "major"
    fixed = services.fix_onsite(actor=by.clerk, finding=row, on=DAY, pictures=make.PHOTO)
    assert said(services.edit_finding, actor=by.clerk, finding=fixed, **facts) == [
        "问题已开具通知单或已在整改，不能再改；确需更正的，先作废通知单或撤回步骤。"]


# -- pages -------------------------------------------------------------------------------------------


def test_a_finding_is_entered_from_its_inspection_and_fixed(by: Writers, client_of: Callable[[User], Client]) -> None:
    visit, pen = make.inspection(by, make.target(by, "恒远")), client_of(by.clerk)
    address = f"{reverse('inspections:finding_create')}?inspection={visit.pk}"
    form = {"inspection": visit.pk, "violation": make.violation().pk, "severity": "minor", "found_on": "2026-05-05",
            "onsite_fixable": "on", "description": "未公示一房一价"}
    page = pen.post(address, form).content.decode()
    assert ("2026-05-05 早于检查日期 2026-05-06，请核对。" in page, "未公示一房一价" in page) == (True, True)
    answer = pen.post(address, {**form, "found_on": "2026-05-06"})
    row = Finding.objects.get()
    assert answer.url == row.get_absolute_url()
    page = pen.get(answer.url).content.decode()
    assert [word in page for word in ("登记即知即改", "开具整改通知单", "立案处罚")] == [True, True, False]


def test_failed_lines_are_offered_where_a_finding_is_entered(
    by: Writers, client_of: Callable[[User], Client]
) -> None:
    visit, pen = make.failed(by, "恒远"), client_of(by.clerk)
    page = pen.get(f"{reverse('inspections:finding_create')}?inspection={visit.pk}").content.decode()
    assert "由 1 个不合格项登记" in page
    answer = pen.post(reverse("inspections:finding_failed", args=[visit.pk]))
    assert answer.url == f"{reverse('inspections:finding_list')}?inspection={visit.pk}"
    assert [row.record.violation.number for row in pen.get(answer.url).context["table"].rows] == [8]


def test_the_own_mending_is_not_confirmed_on_the_page(by: Writers, client_of: Callable[[User], Client]) -> None:
    row = make.fixed(by, "恒远")
    page = client_of(with_role(by.clerk, "chief")).get(reverse("inspections:finding_confirm_onsite", args=[row.pk]))
    assert services.OWN_MENDED in page.content.decode()
    client_of(by.chief).post(reverse("inspections:finding_confirm_onsite", args=[row.pk]), {"on": "2026-05-06"})
    assert Finding.objects.get().status == "closed"
    assert Entry.objects.about(row).first().action == "确认并销号"


def test_the_list_is_filtered(by: Writers, client_of: Callable[[User], Client]) -> None:
    make.closed_onsite(by, "恒远")
    make.finding(by, "宏达")
    pen = client_of(by.clerk)

    def found(query: str) -> list[str]:
        table = pen.get(reverse("inspections:finding_list") + query).context["table"]
        return sorted(str(row.record.target) for row in table.rows)

    assert found("") == ["宏达置业有限公司", "恒远置业有限公司"]
    assert found("?status=unclosed") == found("?q=宏达") == ["宏达置业有限公司"]
    assert found("?status=closed") == ["恒远置业有限公司"]
    assert found("?overdue=true") == []
