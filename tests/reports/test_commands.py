"""The command line: what is printed is what the pages show."""
import json
from decimal import Decimal
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from affordable import services
from reports.stated import record_stated
from tests.reports.conftest import DAY


def printed(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_indicators_print_key_label_unit_value_working_and_records(year, office):
    year.target(office.whole, "shantytown", 400)
    year.start(office.townships[0], 137)
    rows = {row["key"]: row for row in json.loads(printed("indicators", "--as-of", str(DAY), "--json"))}
    assert rows["shantytown_start_rate"] == {
        "key": "shantytown_start_rate", "label": "棚户区改造开工率", "unit": "%", "value": "34.25", "numerator": 137,
        "denominator": 400, "record_count": 2, "by_unit": {},
    }
    assert rows["shantytown_started_sets"]["by_unit"] == {"城关镇": 137}
    assert rows["time_elapsed_share"]["value"] == "49.59"
    assert (rows["time_elapsed_share"]["numerator"], rows["time_elapsed_share"]["denominator"]) == (181, 365)
    assert rows["rental_start_rate"]["value"] is None


def test_money_is_printed_without_loss(year, office):
    services.record_subsidy(
        actor=year.clerk, unit=office.townships[0], as_of=DAY, quarter=1, households_cum=294,
        amount_cum=Decimal("301181.00"),
    )
    rows = {row["key"]: row for row in json.loads(printed("indicators", "--as-of", str(DAY), "--json"))}
    assert (rows["subsidy_amount_wan"]["value"], rows["subsidy_households"]["value"]) == ("30.1181", 294)


def test_consistency_prints_both_numbers(year, office):
    year.invest(office.townships[0], 17312)
    record_stated(actor=year.clerk, as_of=DAY, source="通报", indicator="investment_total_wan_derived",
                  label="完成投资", unit="万元", value="17342")
    [row] = json.loads(printed("check_consistency", "--as-of", str(DAY), "--json"))
    assert (row["code"], row["severity"], row["left"], row["right"]) == ("stated", "red", 17342, 17312)


def test_workbook_and_paper_are_written(year, office, tmp_path: Path):
    year.paper(number="云房保办发〔2026〕8号")
    book, paper = tmp_path / "表.xlsx", tmp_path / "通报.pdf"
    printed("export_workbook", "progress", "--as-of", str(DAY), "--out", str(book))
    printed("render_document", "bulletin", "--as-of", str(DAY), "--out", str(paper))
    assert openpyxl.load_workbook(book).sheetnames == ["目标任务进展"]
    assert paper.read_bytes()[:5] == b"%PDF-"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("indicators", "--as-of", "2026-02-30"), "“2026-02-30”不是日期"),
        (("export_workbook", "progress", "--out", "/nowhere/x.xlsx"), "没有责任单位，无法出表"),
        (("render_document", "letter", "--out", "x.pdf"), "letter"),
    ],
)
def test_wrong_words_get_a_sentence(db, words, sentence):
    with pytest.raises(CommandError, match=sentence):
        printed(*words)


def test_a_folder_that_does_not_exist_is_named(year, office):
    for path, why in (("/nowhere/x.xlsx", "文件夹不存在"), ("/", "它是一个文件夹"), ("/dev/null/x", "上级不是文件夹")):
        with pytest.raises(CommandError) as refusal:
            printed("export_workbook", "progress", "--as-of", str(DAY), "--out", path)
        assert str(refusal.value) == f"无法写入 {path}：{why}。请检查文件夹是否存在、是否有权限。"


def test_commands_work_on_a_database_that_was_just_migrated(db):
    assert json.loads(printed("check_consistency", "--as-of", "2021-04-23", "--json")) == []
    assert {row["value"] for row in json.loads(printed("indicators", "--as-of", "2021-04-23", "--json"))} == {
        None, 0, "30.96", 2020, 2021, 1,  # the register of the year before, and the next quarter to be paid
    }
