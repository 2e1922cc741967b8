"""Tables: type and columns chosen so that the table fits its page."""
from dataclasses import replace

from housing_portal.kit.gongwen import HeadCell, TableBlock
from housing_portal.kit.gongwen.columns import SIZES, fit, placed_head, text_lines
from tests.kit.gongwen.samples import progress_table, small_table

WIDTH, HEIGHT = 637.0, 380.0


def test_the_widest_table_fits_one_landscape_page_at_a_readable_size() -> None:
    fitted = fit(progress_table(), WIDTH, HEIGHT)
    assert fitted.size >= 9
    assert 0 < fitted.height <= HEIGHT
    assert round(sum(fitted.widths), 6) == WIDTH


def test_a_small_table_takes_the_largest_type() -> None:
    assert fit(small_table(), WIDTH, HEIGHT).size == SIZES[0]


def test_a_long_table_runs_on_at_a_usual_size() -> None:
    fitted = fit(small_table(200), WIDTH, HEIGHT)
    assert (fitted.size, fitted.height) == (10.5, 0.0)


def test_lines_of_a_long_table_stand_closer_where_that_saves_a_page() -> None:
    assert [fit(small_table(rows), WIDTH, HEIGHT).leading for rows in (36, 37, 44, 45)] == [1.8, 1.52, 1.52, 1.8]


def test_given_proportions_are_kept() -> None:
    fitted = fit(replace(small_table(), widths=[2, 1, 1]), WIDTH, HEIGHT)
    assert [round(width, 3) for width in fitted.widths] == [318.5, 159.25, 159.25]


def test_a_column_too_narrow_for_its_words_still_gets_printed() -> None:
    table = replace(small_table(), rows=[["城关镇", "9" * 300, "1"]])
    fitted = fit(table, 100.0, HEIGHT)
    assert fitted.size == SIZES[-1]
    assert round(sum(fitted.widths), 6) == 100


def test_head_cells_find_their_columns() -> None:
    head = [[HeadCell("甲", rowspan=2), HeadCell("乙", colspan=2)], [HeadCell("丙"), HeadCell("丁")]]
    placed = [(cell.text, row, column) for cell, row, column in placed_head(TableBlock(head=head, rows=[]))]
    assert placed == [("甲", 0, 0), ("乙", 0, 1), ("丙", 1, 1), ("丁", 1, 2)]


def test_heads_break_evenly_and_keep_units_whole() -> None:
    assert text_lines("年度任务", 3.5) == ["年度", "任务"]
    assert text_lines("乡镇（单位）", 5.0) == ["乡镇", "（单位）"]
    assert text_lines("其中：老旧城区", 3.4) == ["其中：", "老旧", "城区"]
    assert text_lines("完成率（%）", 3.2) == ["完成率", "（%）"]
    assert text_lines("", 3.0) == [""]


def test_a_mark_never_begins_a_line_of_a_cell() -> None:
    assert text_lines("已完成，待验收", 4.0) == ["已完成，", "待验收"]


def test_an_opening_mark_never_ends_a_line_of_a_cell() -> None:
    assert text_lines("30日内网签备案（《房地产管理法》）", 9.0) == ["30日内网签备", "案（《房地产", "管理法》）"]
    assert text_lines("公示“霸王条款”", 3.0) == ["公示", "“霸王", "条款”"]
