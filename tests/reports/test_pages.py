"""Pages of figures and papers, as a leader, a clerk, a township and an attacker ask for them."""
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from affordable import services
from affordable.models import AuditCategory, ImportBatch
from housing_portal.kit import clock
from reports.models import StatedFigure
from reports.stated import record_stated
from tests.reports.conftest import DAY

QUERY = {"as_of": str(DAY)}


@pytest.fixture
def filled(year, office):
    a, b, *_ = office.townships
    year.target(office.whole, "shantytown", 400)
    year.target(a, "shantytown", 200)
    year.start(a, 137)
    year.invest(a, 150, on=date(2026, 5, 31))
    year.invest(a, 400)
    year.finding(b, "未办理产权登记", due_on=DAY)
    return year


def cells(html: str) -> list[str]:
    """Return the text of all table cells."""
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", html, re.S)]


@pytest.mark.parametrize("name", ["dashboard", "cross_tables", "definitions", "consistency"])
def test_pages_open_empty_and_filled(year, client_of, chief, name, office):
    page = client_of(chief).get(reverse(f"reports:{name}"), QUERY)
    assert page.status_code == 200
    year.invest(office.townships[0], 5)
    assert client_of(chief).get(reverse(f"reports:{name}"), QUERY).status_code == 200


def test_the_dashboard_ranks_and_links_every_figure_to_its_records(filled, client_of, chief, office):
    html = client_of(chief).get(reverse("reports:dashboard"), QUERY).content.decode()
    assert "序时进度 49.59 %（181 / 365 天）" in html
    assert cells(html)[8:13] == ["1", "城关镇", "200", "137", "68.50"]
    assert f"{reverse('reports:figure', args=['shantytown_start_rate'])}?as_of={DAY}" in html
    assert f"unit={office.townships[0].pk}" in html


@pytest.mark.parametrize("as_of", ["", "abc", "2026-13-01", "0001-01-01", "9999-12-31", "2026-06-30' OR 1=1", "一"])
def test_a_date_that_is_none_shows_today(year, client_of, chief, as_of):
    page = client_of(chief).get(reverse("reports:dashboard"), {"as_of": as_of, "programme": "不存在"})
    assert page.status_code == 200
    assert page.context["as_of"] == date(2026, 7, 2)


def test_a_figure_opens_exactly_its_records(filled, client_of, chief, office):
    page = client_of(chief).get(reverse("reports:figure", args=["shantytown_started_sets"]), QUERY)
    assert [(line.unit, line.adds) for line in page.context["lines"]] == [(office.townships[0], 137)]
    assert page.context["value"] == 137


def test_a_rate_opens_its_two_measures(filled, client_of, chief):
    page = client_of(chief).get(reverse("reports:figure", args=["shantytown_start_rate"]), QUERY)
    assert [(measure.key, value) for measure, value in page.context["parts"]] == [
        ("shantytown_started_sets", 137), ("shantytown_target_sets", 400)
    ]


@pytest.mark.parametrize("unit", ["0", "-1", "abc", "99999999999999999999", "１", "\x00"])
def test_a_unit_that_is_none_does_not_exist(filled, client_of, chief, unit):
    url = reverse("reports:figure", args=["shantytown_started_sets"])
    assert client_of(chief).get(url, {**QUERY, "unit": unit}).status_code in (400, 404)


def test_a_cell_of_the_cross_table_opens_its_findings(filled, client_of, chief, office):
    titled, empty = office.townships[1], AuditCategory.objects.get(name="应配未配公租房")
    for _ in range(2):
        filled.finding(titled, empty.name)
    address = f"{reverse('reports:figure', args=[f'audit_2025_category_{empty.pk}'])}?as_of={DAY}&unit={titled.pk}"
    client = client_of(chief)
    assert address.replace("&", "&amp;") in client.get(reverse("reports:cross_tables"), QUERY).content.decode()
    page = client.get(address)
    assert (page.context["value"], len(page.context["lines"])) == (2, 2)
    assert {line.unit for line in page.context["lines"]} == {titled}


def test_an_unknown_figure_does_not_exist(year, client_of, chief):
    assert client_of(chief).get(reverse("reports:figure", args=["nothing"])).status_code == 404


def test_a_township_sees_its_own_row_and_no_papers(filled, client_of, township_clerk, office):
    client = client_of(township_clerk)
    page = client.get(reverse("reports:dashboard"), QUERY)
    assert [pace.unit for pace in page.context["ranking"]] == [office.townships[0]]
    other = reverse("reports:figure", args=["audit_open_total"])
    assert client.get(other, {**QUERY, "unit": office.townships[1].pk}).status_code == 404
    paper = filled.paper()
    for name in ("document_detail", "document_pdf"):
        assert client.get(reverse(f"reports:{name}", args=[paper.pk])).status_code == 404


def test_the_workbook_is_sent_as_a_file(filled, client_of, chief):
    page = client_of(chief).get(reverse("reports:progress_workbook"), QUERY)
    assert page.content[:2] == b"PK"
    assert "filename*=utf-8''%E7%9B%AE%E6%A0%87" in page.headers["Content-Disposition"]


def test_a_printed_figure_is_entered_and_compared(filled, client_of, clerk):
    page = client_of(clerk).post(reverse("reports:stated_create"), {
        "as_of": "2026-06-30", "source": "云房保办发〔2026〕3号", "indicator": "investment_total_wan_derived",
        "label": "完成投资合计", "unit": "万元", "value": "４３０",
    })
    assert page.headers["Location"] == f"{reverse('reports:consistency')}?as_of=2026-06-30"
    assert StatedFigure.objects.get().value == "430"
    html = client_of(clerk).get(reverse("reports:consistency"), QUERY).content.decode()
    assert "云房保办发〔2026〕3号写 430万元，按记录为 400万元，相差 30万元" in html


@pytest.mark.parametrize("value", ["四百", "", "NaN", "1e", "—", "9.99E999990", "1E5000", "1_000", "1" * 16])
def test_a_printed_figure_that_is_no_number_is_refused_with_a_sentence(year, client_of, clerk, value):
    page = client_of(clerk).post(reverse("reports:stated_create"), {
        "as_of": "2026-06-30", "source": "通报", "indicator": "investment_total_wan_derived", "label": "合计",
        "unit": "万元", "value": value,
    })
    assert page.status_code == 200
    assert StatedFigure.objects.count() == 0
    assert page.context["form"].errors["value"]


def test_roles_without_the_permission_are_turned_away(filled, client_of, auditor, sysadmin):
    assert client_of(auditor).get(reverse("reports:document_create")).status_code == 403
    assert client_of(sysadmin).get(reverse("reports:dashboard")).status_code == 403


def test_query_counts_do_not_grow_with_the_units(year, client_of, chief, office):
    client = client_of(chief)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("reports:dashboard"), QUERY)
        return len(queries)

    year.target(office.townships[0], "shantytown", 10)
    year.invest(office.townships[0], 1)
    count()  # the first page of a session also reads what later ones keep
    one = count()
    for unit in office.townships[1:]:
        year.target(unit, "shantytown", 10)
        year.invest(unit, 1)
    count()  # the number of matters is counted anew after every entry, then kept
    assert count() == one


def test_warnings_notes_and_forecasts_tell_a_township_of_itself_only(filled, client_of, township_clerk, office):
    own, other, *_ = office.townships
    for unit in (own, other):
        services.record_note(
            actor=filled.clerk, unit=unit, kind="shantytown", as_of=DAY, text=f"{unit}具备开工条件", stage="ready"
        )
        services.record_continued_task(
            actor=filled.clerk, unit=unit, as_of=DAY, year=2026, begun_before=date(2024, 12, 31), forecast="can"
        )
    filled.target(other, "shantytown", 180)
    for subject, value in (("", "999"), ("东屏镇", "5"), ("城关镇", "7")):
        record_stated(
            actor=filled.clerk, as_of=DAY, source="通报", indicator="investment_total_wan_derived", label="完成投资",
            unit="万元", value=value, subject=subject,
        )
    ImportBatch.objects.create(
        kind="progress", file_name="附件1.xlsx", sha256="0" * 64, as_of=DAY, unit=office.housing,
        recorded_by=filled.clerk, recorded_at=clock.now(),
        differences=[{"indicator": "subsidy_households", "label": "租赁补贴", "unit": "户", "stated": 9, "derived": 8}],
    )
    client = client_of(township_clerk)
    page = client.get(reverse("reports:consistency"), QUERY)
    assert [(w.code, w.subject, w.left) for w in page.context["warnings"]] == [
        ("stated", "investment_total_wan_derived/城关镇", 7), ("ready_not_started", "城关镇", 200)
    ]
    figures = page.context["figures_set"]
    assert (set(figures.remarks), set(figures.forecasts)) == ({own.pk}, {own.pk})
    assert [unit for units in figures.forecast_units.values() for unit in units] == [own]
    for name in ("dashboard", "cross_tables", "definitions", "consistency"):
        assert "东屏镇" not in client.get(reverse(f"reports:{name}"), QUERY).content.decode()
