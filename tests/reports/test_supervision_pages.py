"""Supervised matters on their pages: the register, taking up what lags, letters, every step, what is refused."""
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from affordable import services as affordable
from housing_portal.accounts.models import Unit, User
from housing_portal.kit import clock
from reports.models import Document, SupervisionExtension, SupervisionItem
from reports.services import more_time
from reports.services import supervision as services
from tests.conftest import Window
from tests.material import pdf_bytes
from tests.pages import records
from tests.pages import records_delivery as delivery
from tests.pages import records_supervision as make
from tests.pages.records import Writers
from tests.pages.records_findings import deputy
from tests.pages.records_supervision import DAY

LIST = "/reports/supervision/"


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def step(item: SupervisionItem, code: str) -> str:
    return reverse(f"reports:supervision_{code}", args=[item.pk])


def upload(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf_bytes(name), "application/pdf")


@pytest.fixture
def boss(by: Writers, client_of: Callable[[User], Client]) -> Client:
    return client_of(deputy())


@pytest.fixture
def behind(by: Writers, town: Unit, town2: Unit) -> None:
    """Two units with a target and nothing done, and an audit finding that is not due yet."""
    for unit in (town, town2):
        affordable.issue_target(actor=by.clerk, unit=unit, year=2026, program="shantytown", quantity=100,
                                issued_on=date(2026, 1, 5))
    records.finding(by, town)


# -- the register ------------------------------------------------------------------------------------------


def test_the_register_shows_how_everything_stands(pen: Client, by: Writers, town: Unit, town2: Unit) -> None:
    assert "没有符合条件的督办事项。" in page(pen, LIST)
    make.issued(by, town)
    make.accepted(by, town2)
    table = pen.get(LIST).context["table"]
    rows = {str(row.record): (row.get_cell("standing"), str(row.get_cell("points"))) for row in table.rows}
    assert rows["城关镇配套道路"][0] == "签收还剩 2 天"
    assert rows["东屏镇配套道路"][1] == "100"


@pytest.mark.parametrize(("query", "found"), [
    ("", ["东屏镇配套道路", "城关镇配套道路"]), ("?status=live", ["城关镇配套道路"]), ("?status=late", []),
    ("?status=accepted", ["东屏镇配套道路"]), ("?q=东屏", ["东屏镇配套道路"]), ("?source=audit", []),
])
def test_the_register_is_searched(
    pen: Client, by: Writers, town: Unit, town2: Unit, query: str, found: list[str]
) -> None:
    make.issued(by, town)
    make.accepted(by, town2)
    assert [str(row.record) for row in pen.get(LIST + query).context["table"].rows] == found


def test_the_register_as_a_workbook(
    by: Writers, town: Unit, client_of: Callable[[User], Client]
) -> None:
    make.issued(by, town)
    with time_machine.travel(datetime(2026, 6, 5, 9, tzinfo=clock.SHANGHAI), tick=False):
        answer = client_of(by.clerk).get(LIST + "?export=xlsx")
        sheet = load_workbook(BytesIO(answer.getvalue())).active
        answer.close()
    rows = [row for row in sheet.iter_rows(values_only=True) if "城关镇配套道路" in row]
    assert len(rows) == 1
    assert {"签收逾期 14 天", 14, "第 1 次催办", "手工", "城关镇"} <= set(rows[0])


# -- what lags ---------------------------------------------------------------------------------------------


def test_what_lags_is_ticked_and_written_to_at_once(pen: Client, behind: None, town: Unit, town2: Unit) -> None:
    url = reverse("reports:supervision_lagging")
    offered = dict(pen.get(url).context["form"].fields["chosen"].choices)
    assert offered == {
        f"shantytown:{unit.pk}": f"{unit}：棚户区改造开工　任务 100 套，完成 0 套，完成率 0.00%，差距 −38.36 个百分点"
        for unit in (town, town2)
    }
    sent = {"chosen": list(offered), "due_on": "2026-06-30", "leader": "周镇长", "with_letters": "on", "kind": ""}
    answer = pen.post(url, sent)
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?status=live")
    items = SupervisionItem.objects.order_by("pk")
    assert [(item.unit, item.title, item.leader, item.status) for item in items] == [
        (unit, "棚户区改造开工进度滞后", "周镇长", "drafted") for unit in (town2, town)]
    assert [(one.unit, one.kind) for one in Document.objects.order_by("pk")] == [
        (town, "supervise_notice"), (town2, "supervise_notice")]
    assert "已立项 2 项，起草文书 2 份，请到“公文”办理取数、校核和签发。" in page(pen, f"{LIST}?status=live")
    assert pen.get(url).context["form"].fields["chosen"].choices == []


def test_ticking_nothing_or_what_is_not_offered_is_refused_and_kept(pen: Client, behind: None) -> None:
    url = reverse("reports:supervision_lagging")
    answer = pen.post(url, {"due_on": "2026-06-30", "leader": "周镇长"})
    assert answer.context["form"].errors == {"chosen": ["请选择滞后和逾期的事项。"]}
    assert 'value="周镇长"' in answer.content.decode()
    answer = pen.post(url, {"chosen": ["old_core:1"], "due_on": "2026-06-30"})
    assert answer.context["form"].errors == {"chosen": ["所选的滞后和逾期的事项不在可选范围内，请重新选择。"]}
    past = {"chosen": list(dict(pen.get(url).context["form"].fields["chosen"].choices))[:1], "due_on": "2026-05-19"}
    assert pen.post(url, past).context["form"].errors == {
        "due_on": ["办理期限 2026-05-19 已过，请填写今天或以后的日期。"]}
    assert SupervisionItem.objects.count() == 0


def test_matters_of_other_areas_are_taken_up_one_by_one(pen: Client, by: Writers, town: Unit) -> None:
    decision = delivery.decision(by, town)
    url = f"{reverse('reports:supervision_create')}?source=decision&record={decision.pk}"
    form = pen.get(url).context["form"]
    assert (form.initial["source"], form.initial["title"]) == ("decision", f"会议决定：{decision}")
    sent = {"source": "decision", "title": "议定事项", "requirement": "按会议要求办结", "unit": town.pk,
            "due_on": "2026-06-30", "method": "supervise"}
    assert pen.post(url, sent).status_code == 302
    assert SupervisionItem.objects.get().origin == decision


def test_nobody_outside_the_bureau_takes_a_record_over(
    by: Writers, town: Unit, client_of: Callable[[User], Client], township_clerk: User
) -> None:
    decision = delivery.decision(by, town)
    url = f"{reverse('reports:supervision_create')}?source=decision&record={decision.pk}"
    assert client_of(township_clerk).get(url).status_code == 403


def test_inspection_without_authority_is_refused_with_the_words_kept(pen: Client, town: Unit) -> None:
    sent = {"source": "manual", "title": "道路", "requirement": "完工", "unit": town.pk, "due_on": "2026-06-30",
            "method": "inspect"}
    answer = pen.post(reverse("reports:supervision_create"), sent)
    assert answer.context["form"].errors == {"__all__": [
        "没有授权文件不得以督查方式办理，请改用督办或工作提示（政府督查工作条例 §7）。"]}
    assert 'value="道路"' in answer.content.decode()


# -- letters -----------------------------------------------------------------------------------------------


def test_letters_for_all_that_is_ticked(pen: Client, by: Writers, town: Unit, town2: Unit) -> None:
    items = [make.drafted(by, town), make.drafted(by, town2)]
    make.drafted(by, town2, title="提示", method="hint")
    make.received(by, town, title="按期")
    url = reverse("reports:supervision_letters")
    form = pen.get(f"{url}?item={items[0].pk}").context["form"]
    assert (list(form.fields["items"].queryset), form.initial["items"]) == (items, [str(items[0].pk)])
    answer = pen.post(url, {"items": [item.pk for item in items], "kind": "", "as_of": "2026-05-20"})
    assert answer["Location"] == "/reports/documents/?status=draft"
    assert [one.addressees for one in Document.objects.order_by("pk")] == ["城关镇人民政府", "东屏镇人民政府"]
    answer = pen.post(url, {"items": [items[0].pk], "kind": "", "as_of": "2026-05-20"})
    assert answer.context["form"].errors == {"items": [
        "“城关镇配套道路”已有起草中的《关于抓紧落实有关工作的督办通知》，请先办完或修改那一份。"]}


def test_an_issued_paper_hands_over_by_one_click(pen: Client, by: Writers, town: Unit) -> None:
    paper = make.noticed(by, town)
    url = reverse("reports:supervision_paper_issue", args=[paper.pk])
    assert "城关镇配套道路" in page(pen, url)
    matter = SupervisionItem.objects.get().get_absolute_url()
    assert url in page(pen, matter)
    paper_page = page(pen, paper.get_absolute_url())
    assert (f'href="{url}"' in paper_page, f'href="{matter}"' in paper_page) == (True, True)
    assert pen.post(url)["Location"] == LIST
    assert SupervisionItem.objects.get().status == "issued"
    assert f'href="{url}"' not in page(pen, paper.get_absolute_url())
    assert "这份公文还没有印发，或者所列事项都已交办。" in page(pen, url)


# -- the steps ---------------------------------------------------------------------------------------------


def test_the_whole_course_through_the_pages(
    pen: Client, seal: Client, boss: Window, by: Writers, town: Unit
) -> None:
    item = make.drafted(by, town)
    pen.post(step(item, "issue"), {"on": "2026-05-20", "note": ""})
    pen.post(step(item, "receive"), {"on": "2026-05-20", "receiver": "吴主任", "evidence": upload("回执.pdf")})
    pen.post(step(item, "begin"), {"on": "2026-05-20", "note": ""})
    sent = {"on": "2026-05-20", "by": "城关镇吴主任", "text": "路基已完成", "evidence": upload("报告.pdf")}
    seal.post(step(item, "feedback"), sent)
    boss.post(step(item, "return"), {"reason": "没有附验收单"})
    seal.post(step(item, "feedback"), {**sent, "evidence": upload("验收.pdf")})
    answer = boss.post(step(item, "accept"), {"on": "2026-05-20", "quality": "good", "note": "同意"})
    assert answer["Location"] == item.get_absolute_url()
    text = page(boss, item.get_absolute_url())
    assert SupervisionItem.objects.get().status == "accepted"
    for words in ("回执.pdf", "报告.pdf", "验收.pdf", "没有附验收单", "反馈退回 1 次", "95 分"):
        assert words in text, words


def test_who_took_it_up_is_told_before_the_form(by: Writers, town: Unit, client_of: Callable[[User], Client]) -> None:
    item = make.answered(by, town)
    by.clerk.role_grants.create(role="deputy", reason="代理")
    client = client_of(User.objects.get(pk=by.clerk.pk))
    for code, sentence in (("accept", services.OWN_ITEM), ("recover", services.OWN_ITEM)):
        assert sentence in page(client, step(item, code))
    assert services.NOT_RECOVERED in page(client_of(deputy()), step(item, "recover"))


def test_more_time_through_the_pages(pen: Client, boss: Client, by: Writers, town: Unit) -> None:
    item = make.received(by, town)
    url = reverse("reports:supervision_extension_create", args=[item.pk])
    answer = pen.post(url, {"asked_on": "2026-05-20", "new_due_on": "2026-06-30", "why": "雨季"})
    assert answer.context["form"].errors == {"new_due_on": ["延期后的期限须晚于现行期限 2026-06-30。"]}
    pen.post(url, {"asked_on": "2026-05-20", "new_due_on": "2026-07-31", "why": "雨季"})
    extension = SupervisionExtension.objects.get()
    assert "申请延期" not in page(pen, item.get_absolute_url())
    approve = reverse("reports:supervision_extension_approve", args=[extension.pk])
    assert pen.get(approve).status_code == 403
    boss.post(approve, {"answer": "同意"})
    item.refresh_from_db()
    assert (item.due_on, item.first_due_on) == (date(2026, 7, 31), date(2026, 6, 30))
    assert more_time.SupervisionExtension.objects.get().status == "approved"


def test_the_page_proposes_closing_when_the_record_is_settled(
    boss: Client, by: Writers, town: Unit
) -> None:
    row = records.submitted(by, town)
    item = make.issued(by, town, source="audit", audit_finding=row)
    assert "建议办结" not in page(boss, item.get_absolute_url())
    assert step(item, "recover") not in page(boss, item.get_absolute_url())
    affordable.close_finding(actor=by.chief, finding=row, closed_on=DAY)
    text = page(boss, item.get_absolute_url())
    assert "建议办结" in text and step(item, "recover") in text
    boss.post(step(item, "recover"), {"quality": "good", "note": ""})
    assert SupervisionItem.objects.get().status == "accepted"


# -- whose they are ----------------------------------------------------------------------------------------


def test_nobody_outside_the_bureau_sees_them(
    by: Writers, town: Unit, client_of: Callable[[User], Client], township_clerk: User
) -> None:
    item = make.issued(by, town)
    client = client_of(township_clerk)
    assert client.get(item.get_absolute_url()).status_code == 404
    assert client.post(step(item, "receive"), {"on": "2026-05-20", "receiver": "x"}).status_code == 403
    assert list(client.get(LIST).context["table"].rows) == []
    sent = {"source": "manual", "title": "道路", "requirement": "完工", "unit": town.pk, "due_on": "2026-06-30",
            "method": "supervise"}
    assert client.post(reverse("reports:supervision_create"), sent).status_code == 403
    assert client.get(reverse("reports:supervision_letters")).status_code == 403


def test_the_search_finds_matters(pen: Client, by: Writers, town: Unit) -> None:
    make.issued(by, town)
    groups = pen.get("/search/?q=配套道路").context["groups"]
    assert [(hits.label, [row[0] for row in hits.rows]) for hits in groups] == [("督办事项", ["城关镇配套道路"])]


def test_markup_is_printed_as_it_was_typed(pen: Client, by: Writers, town: Unit) -> None:
    item = make.drafted(by, town, title="<b>道路</b>", requirement="<script>alert(1)</script>")
    text = page(pen, item.get_absolute_url())
    assert "&lt;b&gt;道路&lt;/b&gt;" in text and "<script>alert" not in text
