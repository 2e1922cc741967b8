"""The command that writes a paper with its slots, the workbook of the slots, and how a period is written."""
import json
from argparse import ArgumentTypeError
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from reports.management.periods import period
from reports.models import Document, IssuedCopy
from reports.office import paper_for
from reports.services import checking, signing
from reports.services.drafts import edit_document
from tests.reports.conftest import DAY
from tests.reports.course import again
from tests.reports.surfaces import in_pdf

NEW_YEAR = date(2026, 1, 1)


def printed(*words: str) -> str:
    out = StringIO()
    call_command("render_document", *words, stdout=out)
    return out.getvalue()


def slots_of(folder: Path, *words: str) -> dict:
    printed(*words, "--out", str(folder / "x.pdf"), "--json", str(folder / "x.json"))
    return json.loads((folder / "x.json").read_text())


@pytest.mark.parametrize(("written", "first", "last", "month"), [
    ("2026-06", NEW_YEAR, date(2026, 6, 30), date(2026, 6, 1)),
    ("2026-02", NEW_YEAR, date(2026, 2, 28), date(2026, 2, 1)),
    ("2026-H1", NEW_YEAR, date(2026, 6, 30), NEW_YEAR), ("2026-H2", NEW_YEAR, date(2026, 12, 31), NEW_YEAR),
    ("2024", date(2024, 1, 1), date(2024, 12, 31), date(2024, 1, 1)),
])
def test_a_report_covers_the_year_up_to_the_end_of_its_period_and_a_monthly_paper_its_month(
    written: str, first: date, last: date, month: date
) -> None:
    asked = period(written)
    assert (asked.start(monthly=False), asked.last, asked.start(monthly=True)) == (first, last, month)


@pytest.mark.parametrize(("kind", "title"), [
    ("work_report", "2026年上半年住房保障和房地产工作情况汇报"), ("bulletin", "关于住房保障工作督查情况的通报"),
    ("delivery_bulletin", "关于2026年6月保交房工作进展情况的通报"),
])
def test_the_usual_title_names_the_period(db: None, kind: str, title: str) -> None:
    assert paper_for(kind, date(2026, 6, 30)).title == title


@pytest.mark.parametrize("written", ["2026-13", "2026-H3", "26-06", "2026-6", "2026年6月", "", "2026-06-30"])
def test_other_ways_of_writing_a_period_are_refused(written: str) -> None:
    with pytest.raises(ArgumentTypeError, match=f"“{written}”不是统计期，请写成 2026-06、2026-H1 或 2026 这样的形式"):
        period(written)


def test_a_report_that_nobody_has_drafted(year, office, tmp_path: Path) -> None:
    for path in ("x.pdf", "x.json", "x.docx"):
        assert not (tmp_path / path).exists()
    words = ("work_report", "--period", "2026-06", "--docx", str(tmp_path / "x.docx"))
    told = slots_of(tmp_path, *words)
    assert (told["title"], told["as_of"], told["period_from"]) == (
        "2026年上半年住房保障和房地产工作情况汇报", "2026-06-30", "2026-01-01"
    )
    assert told["slots"]["rent_units_in"] == {
        "label": "已录入系统房源", "value": 0, "unit": "套", "text": "0套", "numerator": None, "denominator": None,
        "record_count": 0, "sum_of_records": None, "printed": True, "of_unit": "", "empty": False,
    }
    empty = {key for key, slot in told["slots"].items() if slot["empty"]}
    assert {"wq_doc_title", "county_name"} <= empty
    assert len([sentence for sentence in told["omitted"] if "网签备案业务流程" in sentence]) == 1
    words_printed = in_pdf((tmp_path / "x.pdf").read_bytes())
    assert ["房源信息0套" in words_printed, "业务的开发企业0家。" in words_printed] == [True, True]
    assert "老旧小区改造" not in words_printed  # a year without any has no such paragraph
    assert "word/document.xml" in ZipFile(tmp_path / "x.docx").namelist()
    assert Document.objects.count() == 0


@pytest.mark.parametrize(("words", "sentence"), [
    (("work_report", "--period", "2026-07"),
     "统计期到 2026-07-31 为止，还没有结束，不能出具；可用 --as-of 指定截至日期。"),
    (("urge_letter", "--as-of", "2026-06-30"), "没有这一天的催办函；它由督办事项或原文起草，不能凭空出具。"),
])
def test_what_cannot_be_made_gets_a_sentence(year, office, tmp_path: Path, words: tuple, sentence: str) -> None:
    with pytest.raises(CommandError) as refusal:
        printed(*words, "--out", str(tmp_path / "x.pdf"))
    assert (str(refusal.value), list(tmp_path.iterdir())) == (sentence, [])


def test_a_paper_that_cannot_be_printed_says_why(year, office, tmp_path: Path) -> None:
    document = year.paper(assessment="字库没有的字：\U00013000")
    with pytest.raises(CommandError, match="U\\+13000"):
        printed("bulletin", "--as-of", str(DAY), "--out", str(tmp_path / "x.pdf"))
    assert again(document).status == "draft"


def test_day_and_period_are_not_given_together(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="not allowed with argument"):
        printed("work_report", "--period", "2026-06", "--as-of", "2026-06-30", "--out", str(tmp_path / "x.pdf"))


def test_an_issued_paper_is_told_from_its_capture(year, office, course, light, tmp_path: Path) -> None:
    year.invest(office.townships[0], 100)
    paper = course.issued(year.bulletin())
    year.invest(office.townships[1], 50)
    slots = slots_of(tmp_path, "bulletin", "--as-of", str(DAY))["slots"]
    assert (tmp_path / "x.pdf").read_bytes() == bytes(IssuedCopy.objects.get(document=paper).pdf)
    total = slots["investment_total_wan_derived"]
    assert (total["value"], total["text"], total["record_count"], total["sum_of_records"]) == (
        100, "100万元、100", 1, 100
    )
    of_unit = slots[f"investment_total_wan_derived@{office.townships[0].pk}"]
    assert (of_unit["of_unit"], of_unit["value"]) == ("城关镇", 100)


def test_a_captured_or_signed_paper_is_told_from_its_capture(year, office, course, tmp_path: Path) -> None:
    year.invest(office.townships[0], 100)
    paper = course.captured(year.bulletin())
    year.invest(office.townships[1], 50)
    words = ("bulletin", "--as-of", str(DAY), "--docx", str(tmp_path / "x.docx"))
    slots = slots_of(tmp_path, *words)["slots"]
    total = slots["investment_total_wan_derived"]
    assert (total["value"], total["text"], total["record_count"]) == (100, "100万元、100", 1)
    assert "100万元" in in_pdf((tmp_path / "x.pdf").read_bytes())
    ready = checking.countersign(actor=course.deputy, document=checking.proofread(actor=course.chief, document=paper))
    signed = signing.sign(actor=course.director, document=ready)
    assert slots_of(tmp_path, *words)["slots"] == slots
    words_printed = in_pdf((tmp_path / "x.pdf").read_bytes())
    assert (signed.number in words_printed, "150万元" in words_printed) == (True, False)


def test_the_drafted_paper_of_the_period_comes_before_an_unsaved_one(year, office) -> None:
    drafted = year.paper(kind="work_report", title="工作情况汇报", period_from=NEW_YEAR)
    assert paper_for("work_report", DAY) == paper_for("work_report", DAY, NEW_YEAR) == drafted
    other = paper_for("work_report", DAY, date(2026, 6, 1))
    assert (other.pk, other.title) == (None, "2026年6月住房保障和房地产工作情况汇报")


# -- the workbook -------------------------------------------------------------------------------------------


def rows_of(content: bytes) -> dict[str, tuple]:
    sheet = load_workbook(BytesIO(content))["取数表"]
    return {row[1]: row for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)}


def test_the_workbook_of_a_draft_and_of_a_capture(year, office, course, client_of, chief) -> None:
    year.target(office.whole, "shantytown", 400)
    year.start(office.townships[0], 137)
    paper = year.bulletin()
    address = reverse("reports:document_workbook", args=[paper.pk])
    answer = client_of(chief).get(address)
    rate = rows_of(answer.content)["shantytown_start_rate"]
    assert rate[2:10] == ("棚户区改造开工率", "34.25%、34.25", 34.25, "%", 137, 400, 2, "——")
    assert "filename" in answer["Content-Disposition"]
    course.captured(paper)
    year.start(office.townships[1], 63)
    assert rows_of(client_of(chief).get(address).content)["shantytown_started_sets"][3:10] == (
        "137套、137", 137, "套", "——", "——", 1, 137
    )


def test_the_workbook_of_a_paper_issued_before_captures_were_kept(year, office, client_of, chief) -> None:
    paper = year.paper(number="云房保办发〔2026〕8号")
    Document.objects.filter(pk=paper.pk).update(status="issued", signed_by=chief)
    answer = client_of(chief).get(reverse("reports:document_workbook", args=[paper.pk]))
    assert (answer.status_code, "没有保存取数明细" in answer.content.decode()) == (409, True)


def test_free_text_brings_its_slots_into_the_workbook(year, office, client_of, chief) -> None:
    paper = year.paper()
    edit_document(actor=year.clerk, document=paper, problems="公租房已开工{rental_started_sets}，进度偏慢。")
    rows = rows_of(client_of(chief).get(reverse("reports:document_workbook", args=[paper.pk])).content)
    assert rows["rental_started_sets"][3] == "0套、0"
