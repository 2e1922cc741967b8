"""Behind a captured figure: definition, value, exactly its records, and today's value beside it."""
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from housing_portal.kit.gongwen.paper import run_text
from reports.differences import captured_bindings
from reports.documents.sources import sources
from reports.models import FigureBinding
from reports.services import checking
from reports.views.sources import reasons_of

TOTAL = "investment_total_wan_derived"


@pytest.fixture
def total(year, office, course) -> FigureBinding:
    a, b, *_ = office.townships
    year.invest(a, 100)
    year.invest(b, 50)
    return course.last(course.captured(year.bulletin())).bindings.get(key=TOTAL, unit=None)


def test_the_page_shows_value_definition_and_records_as_captured(total, year, office, client_of, chief):
    year.invest(office.townships[0], 999)
    page = client_of(chief).get(total.get_absolute_url())
    assert [(line.kind, line.adds) for line in page.context["lines"]] == [("完成投资", 100), ("完成投资", 50)]
    html = page.content.decode()
    assert ("<b>150万元</b>" in html, total.formula in html, "合计（2 条记录）" in html) == (True, True, True)


def test_today_stands_beside_it_with_what_has_moved(total, year, office, client_of, chief):
    assert client_of(chief).get(total.get_absolute_url()).context["difference"] is None
    year.invest(office.townships[0], 130)
    page = client_of(chief).get(total.get_absolute_url())
    assert (page.context["difference"].written_now, page.context["difference"].delta) == ("180万元", 30)
    assert [(label, [line.adds for line in lines]) for label, lines in page.context["moved"]] == [
        ("取数后计入", [130]), ("取数后不再计入", [100]),
    ]


def test_many_records_are_shown_by_pages(total, client_of, chief):
    capture = total.capture
    many = FigureBinding.objects.create(
        capture=capture, place=99, key="many", label="许多", records=[total.records[0]] * 120, value=1, texts=["1"]
    )
    page = client_of(chief).get(many.get_absolute_url(), {"page": "3"})
    assert (len(page.context["lines"]), page.context["page"].paginator.num_pages) == (20, 3)


def test_a_record_that_is_gone_and_a_slot_that_is_gone_are_named(total, client_of, chief):
    gone = FigureBinding.objects.create(
        capture=total.capture, place=98, key="gone_slot", label="旧指标", value=7, texts=["7个"],
        records=[["affordable.milestone", 999999, 7], ["nowhere.nothing", 1, None]],
    )
    page = client_of(chief).get(gone.get_absolute_url())
    assert [line.label for line in page.context["lines"]] == ["编号 999999（记录已不存在）", "编号 1（记录已不存在）"]
    assert page.context["difference"].written_now == "——"


def test_a_slot_that_is_no_indicator_has_a_page_of_its_own(year, client_of, chief):
    paper = year.bulletin()
    address = reverse("reports:slot", args=["issuer"])
    page = client_of(chief).get(address, {"as_of": "2026-06-30", "document": paper.pk})
    assert (page.status_code, paper.issuer in page.content.decode()) == (200, True)
    for query in ({"document": "999999"}, {"document": "x"}, {"unit": "１"}):
        assert client_of(chief).get(f"{address}?{urlencode(query)}").status_code == 404
    assert client_of(chief).get(reverse("reports:slot", args=["nothing"])).status_code == 404


def test_an_indicator_leads_to_its_own_page(year, client_of, chief):
    answer = client_of(chief).get(reverse("reports:slot", args=[TOTAL]), {"as_of": "2026-06-30"})
    assert answer.headers["Location"] == f"{reverse('reports:figure', args=[TOTAL])}?as_of=2026-06-30"


def test_townships_open_no_slot_of_a_paper(year, client_of, township_clerk):
    assert client_of(township_clerk).get(reverse("reports:slot", args=["issuer"])).status_code == 404


def test_the_list_of_sources_comes_from_the_capture_alone(total, year, office):
    before = sources(total.capture, captured_bindings(total.capture), [])
    year.invest(office.townships[0], 999)
    after = sources(total.capture, captured_bindings(total.capture), [])
    assert before == after
    [table] = before.attachments[0].blocks
    row = next(row for row in table.rows if row[2] == "完成投资")
    assert [run_text(cell) for cell in row] == [
        row[0], "150万元、150", "完成投资", f"{total.formula}；{total.basis}", "150万元", "——", "——", "2",
    ]


def test_the_list_of_sources_prints_the_reasons_and_who_gave_them(year, office, course, client_of, chief):
    year.target(office.whole, "shantytown", 400)
    paper = course.captured(year.bulletin())
    for warning in checking.judged(paper, course.last(paper)):
        checking.explain_warning(actor=year.clerk, document=paper, warning=warning, reason="各乡镇目标尚在分解")
    [reason, *_] = reasons_of(paper)
    assert "说明：各乡镇目标尚在分解（李经办，2026-07-02 10:00:0" in reason
    pdf = client_of(chief).get(reverse("reports:document_sources", args=[paper.pk]))
    year.target(office.townships[0], "shantytown", 100)
    again = course.captured(paper)
    assert len(reasons_of(again)) < len(checking.judged(again, course.last(again)))
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
