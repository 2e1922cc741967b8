"""What a draft may say of itself: no figures of days to come, no head that no number could stand under."""
from datetime import date

import pytest

from reports.models import Document
from reports.services.drafts import edit_document
from tests.reports.conftest import PAPER
from tests.reports.test_checking import refusal

TOMORROW = date(2026, 7, 3)


def test_figures_of_a_day_that_has_not_come_are_refused(year):
    assert refusal(year.paper, as_of=TOMORROW) == ["2026-07-03 晚于今天，请填写今天或以前的日期。"]
    paper = year.paper(as_of=date(2026, 7, 2))
    assert refusal(edit_document, actor=year.clerk, document=paper, as_of=TOMORROW) == [
        "2026-07-03 晚于今天，请填写今天或以前的日期。"
    ]
    assert Document.objects.get().as_of == date(2026, 7, 2)


def test_an_old_paper_bears_no_later_day_than_today(year):
    old = {"number": "云房保办发〔2020〕5号", "as_of": date(2020, 6, 30)}
    assert refusal(year.paper, **old, issued_on=TOMORROW) == ["2026-07-03 晚于今天，请填写今天或以前的日期。"]
    assert year.paper(**old, issued_on=date(2020, 7, 2)).issued_on == date(2020, 7, 2)
    assert year.paper(issued_on=TOMORROW).number == ""  # its day is settled when it is signed


@pytest.mark.parametrize("prefix", ["云房保办发〔2025〕", "云 房", "=1+1", "云"])
def test_a_prefix_under_which_no_number_can_stand_is_refused_at_once(year, prefix):
    assert refusal(year.paper, prefix=prefix) == [
        f"“{prefix}”不能用作机关代字：应为 2 至 12 个汉字，例如 {PAPER['prefix']}。"
    ]


def test_what_nobody_sees_is_not_kept_in_words_of_several_lines(year):
    paper = year.paper(problems="甲\u202e乙\u2066。\r\n丙\x1b\u200b丁。")
    assert paper.problems == "甲乙。\r\n丙丁。"
    assert edit_document(actor=year.clerk, document=paper, measures="\ufeff戊\x08己。").measures == "戊己。"
