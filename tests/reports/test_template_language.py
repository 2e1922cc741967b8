"""The language of templates: what is read, what is refused with its line, and what holds."""
from datetime import date
from decimal import Decimal

import pytest

from reports.templating import parse, typed_digits
from reports.templating.conditions import condition
from reports.templating.grammar import DEPTH, INSERTIONS, LENGTH, words_of
from reports.templating.tree import Break, Each, If, Insert, Mark, Point, SlotOf, Words


def told(text: str) -> list[str]:
    return [str(problem) for problem in parse(text).problems]


def test_a_text_becomes_a_tree():
    parsed = parse("# 进展\n{a}和{b|无单位}，{是}[正文 measures]")
    assert parsed.problems == []
    assert parsed.nodes == (
        Mark(1), Words("进展", 1), Break(), SlotOf("a", 2), Words("和", 2), SlotOf("b", 2, bare=True), Words("，", 2),
        Point(), Insert("正文", "measures", 2),
    )


def test_blocks_hold_what_stands_between_their_marks():
    one, other = parse("[如果 a]甲[否则]乙[结束][每个单位 b]{b}[分隔 、][结束]").nodes
    assert isinstance(one, If)
    assert (one.then, one.otherwise) == ((Words("甲", 1),), (Words("乙", 1),))
    assert other == Each("b", (SlotOf("b", 1),), "、", 1)


def test_doubled_brackets_are_printed_and_headings_begin_lines_alone():
    assert parse("{{a}}与[[b]] # 不是标题").nodes == (
        Words("{", 1), Words("a", 1), Words("}", 1), Words("与", 1), Words("[", 1), Words("b", 1), Words("]", 1),
        Words(" # 不是标题", 1),
    )


def test_a_mark_may_stand_before_a_heading():
    [chosen] = parse("[如果 a]## 标题[结束]").nodes
    assert chosen.then == (Mark(2), Words("标题", 1))


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("甲\n{", ["第 2 行：单独的“{”看不懂：要照印请写成“{{”。"]),
        ("甲]", ["第 1 行：单独的“]”看不懂：要照印请写成“]]”。"]),
        ("{}", ["第 1 行：“{}”里没有写指标。"]),
        ("{a|万元}", ["第 1 行：“{a|万元}”的“万元”看不懂：竖线后只能写“无单位”。"]),
        ("{单位}", ["第 1 行：“{单位}”只能写在 [每个单位 …] 里面。"]),
        ("一\n[如果 a]\n甲", ["第 2 行：[如果] 没有写 [结束]。"]),
        ("[每个单位 a]", ["第 1 行：[每个单位] 没有写 [结束]。"]),
        ("[结束]", ["第 1 行：[结束] 前面没有 [如果]、[每个单位] 或 [表格]。"]),
        ("[否则]", ["第 1 行：[否则] 前面没有 [如果]。"]),
        ("[如果 a][否则][否则][结束]", ["第 1 行：一个 [如果] 只能有一个 [否则]。"]),
        ("[分隔 、]", ["第 1 行：[分隔] 只能写在 [每个单位 …] 里面。"]),
        ("[如果]甲[结束]", ["第 1 行：[如果] 后面没有条件。"]),
        ("[每个单位]甲[结束]", ["第 1 行：[每个单位] 后面没有写指标。"]),
        ("[每个单位 a][每个单位 b][结束][结束]", ["第 1 行：[每个单位] 里面不能再写 [每个单位]。"]),
        ("[每个单位 a][段落 甲][结束]", ["第 1 行：[段落] 不能写在 [每个单位 …] 或表格里面。"]),
        ("[正文 secrets]", ["第 1 行：没有名为“secrets”的正文：可用 problems、measures、assessment。"]),
        ("甲｛as_of｝。", ["第 1 行：“｛”是全角括号，带不出内容：请改用半角的“{}”“[]”。"]),
        ("［每个单位 a］", ["第 1 行：“［每个单位”是全角括号，带不出内容：请改用半角的“{}”“[]”。"]),
        ("【如果】［2026］", ["第 1 行：“【如果”是全角括号，带不出内容：请改用半角的“{}”“[]”。"]),
        ("【备注】［2026］", []),
        ("[备注]", ["第 1 行：不认识的标记“[备注]”：要照印方括号，请写成“[[”和“]]”。"]),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(text, sentences):
    assert told(text) == sentences


def test_every_problem_is_told_in_the_order_of_the_lines():
    assert told("[如果 a]\n{\n[结束]\n[结束]\n[每个单位 b]") == [
        "第 2 行：单独的“{”看不懂：要照印请写成“{{”。",
        "第 4 行：[结束] 前面没有 [如果]、[每个单位] 或 [表格]。",
        "第 5 行：[每个单位] 没有写 [结束]。",
    ]


def test_a_text_beyond_all_bounds_is_refused_and_one_at_the_bound_is_read():
    assert told("字" * (LENGTH + 1)) == [f"第 1 行：模板有 {LENGTH + 1} 字，超过上限 {LENGTH} 字。"]
    assert told("字" * LENGTH) == []
    assert told("[如果 a]" * DEPTH + "[结束]" * DEPTH) == []
    assert told("[如果 a]" * (DEPTH + 1) + "[结束]" * (DEPTH + 1)) == [f"第 1 行：嵌套超过 {DEPTH} 层，请拆开来写。"]


def test_thousands_of_open_marks_are_refused_and_break_nothing():
    parsed = parse("[如果 a]" * 5000)
    assert (parsed.nodes, parsed.problems[0].sentence) == ((), f"嵌套超过 {DEPTH} 层，请拆开来写。")


def test_more_insertions_than_any_paper_has_are_refused():
    assert told("[正文 problems]" * (INSERTIONS + 5)) == [
        f"第 1 行：段落、附件、正文共超过 {INSERTIONS} 处，请拆成几份公文。"
    ]
    assert told("[正文 problems]" * INSERTIONS) == []


def test_free_text_reads_braces_and_nothing_else():
    assert words_of("[如果 a]{b}、{{c}}、{") == (
        Words("[如果 a]", 1), SlotOf("b", 1), Words("、", 1), Words("{{", 1), Words("c", 1), Words("}}", 1),
        Words("、", 1), Words("{", 1),
    )


VALUES = {"a": 5, "b": Decimal("5.00"), "zero": 0, "none": None, "day": date(2026, 6, 30), "word": "甲", "blank": ""}


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("a", True), ("zero", False), ("none", False), ("blank", False), ("word", True), ("非 none", True),
        ("非 a", False), ("非 非 a", True), ("a > 4", True), ("a>5", False), ("a ≥ 5", True), ("a ＝ b", True),
        ("a = b", True), ("a ≠ b", False), ("a <= 4.99", False), ("zero >= 0", True), ("none >= 0", False),
        ("none = none", False), ("word = “甲”", True), ("word != “乙”", True), ("word = 5", False),
        ("day = word", False), ("day = day", True), ("a 且 zero 或 word", True), ("word 且 zero", False),
        ("zero 或 none", False), ("非 a 或 非 zero", True), ("unknown", False),
    ],
)
def test_conditions(text, held):
    assert condition(text).holds(VALUES.get) is held


@pytest.mark.parametrize("text", ["a b", "a >", "> a", "1 > 2", "a > b > c", "非", "a 且", "且 a", "5", "“甲”"])
def test_a_condition_that_means_nothing_is_refused(text):
    with pytest.raises(ValueError, match="写法不对"):
        condition(text)


def test_five_thousand_negations_are_read_without_depth():
    assert condition("非 " * 5000 + "a").holds(VALUES.get) is True


def test_typed_digits_are_told_with_their_words_and_names_are_none():
    text = (
        "依据《关于2026年目标的通知》（云房保办发〔2026〕3号）第7条和§12，\n"
        "在6月底前完成{a}的９５%，[如果 a > 30]另有1,200套。[结束]{{2}}"
    )
    assert [(one.line, one.digits) for one in typed_digits(text)] == [(2, "6"), (2, "９５%"), (2, "1,200"), (2, "2")]
    assert str(typed_digits("须在6月底前完成")[0]) == "第 1 行的“6”（须在6月底前完成）"
