"""Steps: confirming, returning, mending, revoking, closing; each with the record and its proof before one's eyes."""
from collections.abc import Callable
from datetime import date

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from affordable import services
from affordable.models import AnnualTarget
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.models import Attachment
from tests.pages import records
from tests.pages.records import DAY, Writers


def step(noun: str, deed: str, row: object) -> str:
    return reverse(f"affordable:{noun}_{deed}", args=[row.pk])


def labels(answer: HttpResponse) -> list[str]:
    return [button.label for button in answer.context["buttons"]]


def test_buttons_are_what_the_workflow_allows(pen: Client, seal: Client, by: Writers, town: Unit) -> None:
    row = records.milestone(by, town)
    assert (labels(pen.get(row.get_absolute_url())), labels(seal.get(row.get_absolute_url()))) == (
        [], ["复核通过", "退回"]
    )


def test_one_step_is_the_way_on(seal: Client, by: Writers, town: Unit) -> None:
    answer = seal.get(records.milestone(by, town).get_absolute_url())
    assert [button.style for button in answer.context["buttons"]] == ["primary", "plain"]


def test_reviewer_sees_the_proof_and_confirms(seal: Client, by: Writers, town: Unit) -> None:
    row = records.milestone(by, town)
    page = seal.get(step("milestone", "confirm", row))
    assert [file.name for file in page.context["parts"]["attachments"]] == ["开工令.pdf"]
    assert seal.post(step("milestone", "confirm", row)).url == row.get_absolute_url()
    row.refresh_from_db()
    assert (row.status, row.confirmed_by) == ("confirmed", by.chief)


def test_nobody_confirms_what_he_recorded(
    by: Writers, town: Unit, person: Callable[..., User], client_of: Callable[[User], Client]
) -> None:
    both = person("clerk", name="周两岗")
    both.role_grants.create(role="chief", reason="代理")
    row = records.milestone(Writers(both, by.chief), town)
    client = client_of(both)
    page = client.get(step("milestone", "confirm", row))
    assert page.context["blocked"] == "这条里程碑由您本人录入，须由另一位同事复核。"
    refused = client.post(step("milestone", "confirm", row))
    assert refused.context["form"].non_field_errors() == ["复核人不能是录入人本人，请由另一位同事复核。"]


def test_returned_milestone_is_mended_and_comes_again(pen: Client, seal: Client, by: Writers, town: Unit) -> None:
    row = records.milestone(by, town)
    seal.post(step("milestone", "return", row), {"reason": "套数与开工令不符"})
    page = pen.get(step("milestone", "resubmit", row))
    assert dict(page.context["parts"]["facts"])["退回原因"] == "套数与开工令不符"
    typed = {"actual_on": "2026-05-19", "building": "3 号楼", "sets": "38", "old_core_sets": "0", "note": "已更正"}
    assert pen.post(step("milestone", "resubmit", row), typed).url == row.get_absolute_url()
    row.refresh_from_db()
    assert (row.status, row.sets, row.actual_on) == ("recorded", 38, date(2026, 5, 19))


def test_return_needs_a_reason(seal: Client, by: Writers, town: Unit) -> None:
    row = records.milestone(by, town)
    form = seal.post(step("milestone", "return", row), {"reason": "  "}).context["form"]
    assert form.errors == {"reason": ["请填写退回原因。"]}


def test_revoking_takes_the_sets_back(seal: Client, by: Writers, town: Unit) -> None:
    row = records.confirmed(by, town)
    seal.post(step("milestone", "revoke", row), {"reason": "重复登记"})
    row.refresh_from_db()
    assert row.status == "revoked"
    page = seal.get(row.get_absolute_url())
    assert (page.context["figures"][0].note, labels(page)) == ("未计入完成数", [])


def test_step_that_is_over_says_why(seal: Client, by: Writers, town: Unit) -> None:
    row = records.confirmed(by, town)
    page = seal.get(step("milestone", "confirm", row))
    assert page.context["blocked"] == (
        "当前状态是“已复核”，不能“复核通过”（须为：待复核）。请刷新页面查看最新状态。"
    )


def test_finding_is_put_right_and_closed(
    pen: Client, seal: Client, by: Writers, town: Unit, evidence: Callable
) -> None:
    row = records.finding(by, town)
    assert labels(pen.get(row.get_absolute_url())) == ["报整改完成"]
    pen.post(step("finding", "submit", row), {"evidence": [evidence("验收意见.pdf")]})
    assert Attachment.objects.about(row).get().name == "验收意见.pdf"
    assert labels(seal.get(row.get_absolute_url())) == ["复核销号", "退回整改"]
    seal.post(step("finding", "close", row), {"closed_on": "2026-05-20"})
    assert labels(seal.get(row.get_absolute_url())) == []
    row.refresh_from_db()
    assert (row.status, row.closed_by, row.closed_on) == ("closed", by.chief, DAY)


def test_finding_without_proof_is_not_put_right(pen: Client, by: Writers, town: Unit) -> None:
    form = pen.post(step("finding", "submit", records.finding(by, town))).context["form"]
    assert form.errors == {"evidence": ["请选择要上传的文件。"]}


def test_finding_goes_back(seal: Client, by: Writers, town: Unit) -> None:
    row = records.submitted(by, town)
    seal.post(step("finding", "return", row), {"reason": "材料不全"})
    row.refresh_from_db()
    assert row.status == "open"


def test_target_is_revised_with_a_reason(pen: Client, by: Writers, town: Unit) -> None:
    first = records.target(by, town)
    page = pen.get(step("target", "revise", first))
    assert (page.context["form"]["quantity"].label, list(page.context["form"].fields)) == (
        "调整后（套）", ["quantity", "policy_doc", "issued_on", "reason"]
    )
    typed = {"quantity": "1 00", "issued_on": "2026-05-01", "reason": "上级调减 20 套"}
    answer = pen.post(step("target", "revise", first), typed)
    newest = AnnualTarget.objects.get(revision=2)
    assert (answer.url, newest.quantity, newest.supersedes) == (newest.get_absolute_url(), 100, first)


def test_replaced_target_points_to_the_newest(pen: Client, by: Writers, town: Unit) -> None:
    first = records.target(by, town)
    services.revise_target(actor=by.clerk, target=first, quantity=100, issued_on=DAY, reason="上级调减")
    page = pen.get(first.get_absolute_url())
    assert (labels(page), page.context["figures"][0].note) == ([], "2026-05-20 起按第 2 版")
    assert [row.record.revision for row in page.context["parts"]["details"][0][1].rows] == [2, 1]
    blocked = pen.get(step("target", "revise", first)).context["blocked"]
    assert blocked == "这一版已调整为第 2 版，请在最新一版上调整。"


def test_project_page_gathers_its_records(pen: Client, by: Writers, town: Unit) -> None:
    row = records.milestone(by, town)
    page = pen.get(row.project.get_absolute_url())
    tables = {title: [line.record.pk for line in table.rows] for title, table in page.context["parts"]["details"]}
    papers = [one.pk for one in row.project.preliminaries.order_by("pk")]
    assert (len(papers), tables) == (11, {
        "前期手续": papers, "楼幢": [], "计划节点": [], "里程碑": [row.pk], "资金来源": [], "完成投资": [],
        "情况说明": [], "征收院落": [], "安置指标": [],
    })
    assert [figure.text for figure in page.context["figures"]] == ["100", "0", "0", "46,000,000.00", "——"]
    assert labels(page) == ["修改", "登记投资", "登记里程碑"]


def test_diary_tells_what_changed(seal: Client, by: Writers, town: Unit) -> None:
    row = records.returned(by, town)
    lines = seal.get(row.get_absolute_url()).context["parts"]["history"]
    assert [(line.what, line.note, list(line.changes)) for line in lines] == [
        (f"退回：{row}", "请补拍现场照片", [("状态", "待复核", "已退回")]),
        (f"登记里程碑：{row}", "", []),
    ]
