"""Lines of Chinese text: nothing lost, nothing forbidden at an edge, full cells."""
from hypothesis import given, settings
from hypothesis import strategies as st

from housing_portal.kit.gongwen.fonts import Role
from housing_portal.kit.gongwen.linebreak import NO_END, NO_START, break_lines
from housing_portal.kit.gongwen.lines import BODY

HAN = "县住房保障工作目标任务全年开工完成投资审计整改情况"
clause = st.text(HAN, min_size=2, max_size=20)
number = st.decimals(0, 99999, places=2).map(str) | st.integers(0, 99999).map(str)
quoted = clause.map(lambda text: f"《{text}》") | clause.map(lambda text: f"（{text}）")
mark = st.sampled_from("，。；、")
sentence = st.tuples(clause, st.one_of(number, quoted, clause), clause, mark).map("".join)
paragraph = st.lists(sentence, min_size=1, max_size=25).map("".join)


def broken(text: str):
    return break_lines([(text, Role.FANG)], 26, 28)


@given(paragraph)
@settings(max_examples=60, deadline=None)
def test_nothing_is_lost_and_nothing_is_added(text: str) -> None:
    assert "".join(line.text for line in broken(text)) == text


@given(paragraph)
@settings(max_examples=60, deadline=None)
def test_no_line_starts_or_ends_with_a_forbidden_mark(text: str) -> None:
    lines = broken(text)
    assert [line.text for line in lines[1:] if line.text[0] in NO_START] == []
    assert [line.text for line in lines[:-1] if line.text[-1] in NO_END] == []


@given(paragraph)
@settings(max_examples=60, deadline=None)
def test_every_full_line_ends_on_the_edge(text: str) -> None:
    for line in broken(text):
        if line.spread:
            letters = len(line.text) - 1
            end = line.width * BODY.em + letters * BODY.spacing(line)
            assert round(end, 6) == round(line.cells * BODY.cell, 6)


@given(paragraph)
@settings(max_examples=60, deadline=None)
def test_last_lines_keep_the_grid_and_fit(text: str) -> None:
    last = broken(text)[-1]
    assert last.spread or last.width <= last.cells + 1e-6


@given(st.text(HAN, min_size=27, max_size=200))
@settings(max_examples=30, deadline=None)
def test_plain_text_fills_28_cells(text: str) -> None:
    lines = broken(text)
    assert {len(line.text) for line in lines[1:-1]} <= {28}
    assert len(lines[0].text) == 26


def test_numbers_and_dashes_are_not_split() -> None:
    lines = [line.text for line in broken("全" * 24 + "1260.55套" + "县" * 23 + "——" + "住" * 30)]
    assert [line.count("1260.55") for line in lines] == [0, 1, 0, 0]
    assert [line.count("——") for line in lines] == [0, 0, 1, 0]


def test_a_range_may_break_after_its_hyphen() -> None:
    lines = [line.text for line in broken("全" * 23 + "2008-2015年" + "建" * 30)]
    assert lines == ["全" * 23 + "2008-", "2015年" + "建" * 25, "建" * 5]


def test_a_mark_is_squeezed_in_rather_than_pushed_down() -> None:
    first, second = broken("全" * 26 + "，" + "县" * 3)
    assert (first.text, first.squeezed, second.text) == ("全" * 26 + "，", {26: 0.5}, "县" * 3)


def test_a_very_long_word_may_break_anywhere() -> None:
    lines = broken("9" * 300)
    assert "".join(line.text for line in lines) == "9" * 300
    assert max(line.width for line in lines) <= 28 + 1.5


def test_blanks_are_dropped_at_a_break() -> None:
    words = " ".join(["housing"] * 20)
    lines = [line.text for line in broken(words)]
    assert " ".join(lines) == words
