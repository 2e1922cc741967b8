"""What clerks paste and what the paper prints."""
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from housing_portal.kit.gongwen import Figure, normalise
from housing_portal.kit.gongwen.cleaning import normalise_cell, normalise_runs


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("分别是:柳湾乡10万元,其余为0.", "分别是：柳湾乡10万元，其余为0."),
        ("各县（市、区)务必", "各县（市、区）务必"),
        ("(含开发区)", "（含开发区）"),
        ("依据GB/T 9704(2012),执行", "依据GB/T 9704（2012），执行"),
        ("房屋(12#)3套", "房屋（12#）3套"),
        ("(1)(2)甲", "（1）（2）甲"),
        ("f(x)，（a)", "f（x），（a）"),
        ("f(x) (a)", "f(x) (a)"),
        ("1)甲", "1）甲"),
        ("甲(a(b)c)d", "甲（a(b)c）d"),
        ("采用C30(P6)混凝土", "采用C30（P6）混凝土"),
        ("混凝土(C30)12吨", "混凝土（C30）12吨"),
        ("规格a(b)(c),共3种", "规格a（b）（c），共3种"),
        ("f(x)", "f(x)"),
        ("见(a)((b))，和(f(x)值)", "见（a）（（b）），和（f（x）值）"),
        ("云房保办发[2026]第008号", "云房保办发〔2026〕8号"),
        ("云房保办发〔2026）6号", "云房保办发〔2026〕6号"),
        ("1、加快建设", "1.加快建设"),
        ("1、2号楼", "1、2号楼"),
        ('制定"三清单",落实', "制定“三清单”，落实"),
        ("１２６０套，占５５.７１％", "1260套，占55.71%"),
        ("2008–2015年", "2008-2015年"),
        ("　　全 县\u200b共\u202e有\t10 套", "全县共有10套"),
        ("1,260套", "1,260套"),
        ("于12:30召开", "于12:30召开"),
        ("Green Town 项目", "Green Town项目"),
        ("等等...", "等等……"),
        ("喆堃\ufa1f", "喆堃\ufa1f"),
    ],
)
def test_normalise(typed: str, printed: str) -> None:
    assert normalise(typed) == printed


@given(st.text(max_size=60) | st.text("()（）甲a1,。 ;", max_size=20))
@example('"\n0')
@example("a ,甲")
@example("a (1)甲")
@settings(max_examples=200, deadline=None)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@pytest.mark.parametrize(("typed", "printed"), [
    ("," * 20_000 + "汉", "，" * 20_000 + "汉"),
    ("汉" + ";" * 20_000, "汉" + "；" * 20_000),
    ("x" + "(a" * 10_000 + "汉" + "b)" * 10_000, "x" + "（a" * 10_000 + "汉" + "b）" * 10_000),
    ("a(" + "汉" * 20_000, "a（" + "汉" * 20_000),
    ("(1)" * 7_000 + "汉", "（1）" * 7_000 + "汉"),
    ("汉" + "(1)" * 7_000, "汉" + "（1）" * 7_000),
])
def test_the_longest_texts_take_no_time(typed: str, printed: str) -> None:
    """Each took minutes while every mark was looked for from the beginning."""
    assert normalise(typed) == printed


@given(st.text("()（）甲a1,。 ;", max_size=20))
@settings(max_examples=200, deadline=None)
def test_no_half_of_a_pair_stands_in_the_other_width(text: str) -> None:
    opened: list[str] = []
    for char in normalise(text):
        if char in "(（":
            opened.append(char)
        elif char in ")）" and opened:
            assert opened.pop() + char in ("()", "（）")


def test_quotes_are_paired_across_figures() -> None:
    runs = normalise_runs(['完成"', Figure("12", key="k"), '套"任务'])
    assert runs == ("完成“", Figure("12", key="k"), "套”任务")


def test_cells_keep_their_deliberate_blanks() -> None:
    assert normalise_cell(" 合　计\u200b\n") == "合　计"
