"""The pages of overridden figures: asked for from chip and list, decided from the home page, marked where printed."""
import json
from dataclasses import replace
from io import BytesIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from housing_portal.todos.papers import sent_back, to_review
from reports.models import FigureOverride
from reports.services import overrides as services
from reports.views.overrides import CHANGED
from tests.reports.conftest import DAY
from tests.reports.test_overrides import REASON, TOTAL, approved, ask, paper

__all__ = ["approved", "ask", "paper"]  # fixtures


def test_the_chip_of_a_draft_leads_to_the_request(year, paper, client_of):
    clerk = client_of(year.clerk)
    figure = reverse("reports:figure", args=[TOTAL])
    page = clerk.get(paper.get_absolute_url()).content.decode()
    assert f'href="{figure}?as_of={DAY}&amp;document={paper.pk}"' in page
    url = f"{reverse('reports:document_override', args=[paper.pk])}?figure={TOTAL}"
    assert clerk.get(figure, {"as_of": str(DAY), "document": str(paper.pk)}).context["ask_url"] == url
    for other in ("", "999999", "x", "１"):
        assert clerk.get(figure, {"as_of": str(DAY), "document": other}).context["ask_url"] == ""


def test_a_figure_is_asked_for_agreed_to_and_marked(year, paper, client_of):
    clerk, chief = client_of(year.clerk), client_of(year.chief)
    listed = clerk.get(reverse("reports:document_figures", args=[paper.pk]))
    [row] = [one for one in listed.context["rows"] if one.label == "完成投资"]
    assert (row.value, row.texts, row.override) == ("150万元", ["150万元", "150"], None)
    kept = clerk.post(row.ask_url, {"value": "一百五", "reason": REASON})
    assert ("“一百五”不是数字" in kept.content.decode(), REASON in kept.content.decode()) == (True, True)
    answer = clerk.post(row.ask_url, {"value": "155", "reason": REASON})
    asked = FigureOverride.objects.get()
    assert answer.headers["Location"] == asked.get_absolute_url()
    approve = reverse("reports:override_approve", args=[asked.pk])
    assert chief.post(approve, {}).status_code == 302
    html = clerk.get(paper.get_absolute_url()).content.decode()
    assert html.count('class="figc w"') == 2
    assert f"已改写。完成投资：台账数 150万元，文中印 155万元。理由：{REASON}" in html


def test_a_number_is_asked_to_be_replaced_that_the_page_has_shown(year, office, paper, client_of):
    window = client_of(year.clerk)
    url = f"{reverse('reports:document_override', args=[paper.pk])}?figure={TOTAL}"
    typed = {"value": "155", "reason": REASON, "seen": window.get(url).context["seen"]}
    year.invest(office.townships[2], 20)
    page = window.post(url, typed)
    assert (page.context["form"].non_field_errors(), typed["seen"], page.context["seen"]) == ([CHANGED], "150", "170")
    assert (REASON in page.content.decode(), FigureOverride.objects.count()) == (True, 0)
    assert window.post(url, {**typed, "seen": "170"}).status_code == 302
    assert FigureOverride.objects.get().derived == "170"


def test_the_buttons_of_a_request_are_those_of_the_reader(year, paper, ask, client_of):
    url = ask().get_absolute_url()
    labels = {user: [one.label for one in client_of(user).get(url).context["buttons"]]
              for user in (year.clerk, year.chief)}
    assert labels == {year.clerk: ["收回申请"], year.chief: ["批准改写", "不同意"]}


def test_a_list_of_names_breaks_lines_where_a_number_does_not(year, paper, client_of):
    rows = client_of(year.clerk).get(reverse("reports:document_figures", args=[paper.pk])).context["rows"]
    numbers = [one.is_list for one in rows if one.label == "完成投资"]
    names = replace(rows[0], value="立项、可研批复、社会稳定风险评估、用地预审与选址意见书")
    assert (numbers, names.is_list) == ([False], True)


def test_a_figure_that_is_not_in_the_paper_is_not_asked_for(paper, year, client_of):
    url = reverse("reports:document_override", args=[paper.pk])
    for figure in ("", "?figure=nothing", "?figure=as_of", "?figure=x@y"):
        assert services.NOT_PRINTED in client_of(year.clerk).get(url + figure).content.decode()


def test_a_captured_figure_shows_both_values(year, paper, course, approved, client_of):
    binding = course.last(course.captured(paper)).bindings.get(key=TOTAL, unit=None)
    clerk = client_of(year.clerk)
    html = clerk.get(binding.get_absolute_url()).content.decode()
    assert ("<b>150万元</b>" in html, "<b>155万元</b>" in html, REASON in html) == (True, True, True)
    assert clerk.get(paper.get_absolute_url()).content.decode().count('class="figc w"') == 2
    book = clerk.get(reverse("reports:document_workbook", args=[paper.pk])).content
    cells = [cell for row in load_workbook(BytesIO(book))["取数表"].iter_rows(values_only=True) for cell in row]
    told = f"完成投资：台账数 150万元，文中印 155万元。理由：{REASON}（李经办申请，王股长批准）。"
    assert [cell for cell in cells if isinstance(cell, str) and told in cell] != []
    sign = client_of(course.chief).get(reverse("reports:document_proofread", args=[paper.pk]))
    assert f"文中有改写的数字——{told}" in sign.content.decode()


def test_the_command_tells_value_and_override(paper, course, approved, tmp_path):
    course.captured(paper)
    call_command("render_document", "bulletin", "--as-of", str(DAY), "--out", str(tmp_path / "x.pdf"), "--json",
                 str(tmp_path / "x.json"))
    slot = json.loads((tmp_path / "x.json").read_text())["slots"][TOTAL]
    assert (slot["value"], slot["text"], slot["sum_of_records"]) == (150, "155万元、155", 150)
    assert slot["overridden"] == {"value": "155", "reason": REASON, "asked_by": "李经办", "approved_by": "王股长"}


def test_a_request_waits_with_who_may_decide_and_comes_back_when_refused(year, paper, ask, deputy):
    asked = ask()

    def waiting(user, of=to_review) -> list[FigureOverride]:
        return [row for source in of(user) for row in source.rows if isinstance(row, FigureOverride)]

    assert (waiting(year.chief), waiting(deputy), waiting(year.clerk)) == ([asked], [asked], [])
    services.refuse_override(actor=year.chief, override=asked, reason="以台账数为准")
    assert (waiting(year.chief), waiting(year.clerk, sent_back)) == ([], [asked])
    ask("156")
    assert waiting(year.clerk, sent_back) == []


@pytest.mark.parametrize("page", ["document_figures", "document_detail"])
def test_townships_see_nothing_of_it(paper, approved, township_clerk, client_of, page):
    assert client_of(township_clerk).get(reverse(f"reports:{page}", args=[paper.pk])).status_code in (403, 404)
