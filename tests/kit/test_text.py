"""Typed and pasted text: what is cleaned, and what must stay as it is."""
import pytest

from housing_portal.kit import text


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  城关镇 ", "城关镇"),
        ("\u3000城关镇\u3000", "城关镇"),
        ("城\u200b关\ufeff镇", "城关镇"),
        ("abc\u202egnp.exe", "abcgnp.exe"),
        ("城\x00关\x07镇\x7f", "城关镇"),
        ("一\n二\t三", "一\n二\t三"),
        ("e\u0301", "\u00e9"),
        ("", ""),
    ],
)
def test_clean(typed: str, stored: str) -> None:
    assert text.clean(typed) == stored


def test_clean_keeps_a_rare_character_of_a_name() -> None:
    # an extension B character, a full-width letter, and the 〇 of dates: none is a compatibility form to be folded
    assert text.clean("𠮷Ａ〇") == "𠮷Ａ〇"


@pytest.mark.parametrize(
    ("typed", "half"),
    [("１，２３４．５６％", "1,234.56%"), ("（ＡＢ）", "(AB)"), ("甲　乙", "甲 乙"), ("甲。乙、丙", "甲。乙、丙")],
)
def test_half_width(typed: str, half: str) -> None:
    assert text.half_width(typed) == half


@pytest.mark.parametrize(
    "head", ["棚户区改造（套）", "棚户区 改造 (套)", "棚户区\n改造（套)", "　棚户区改造（ 套 ）\u200b"]
)
def test_fold_makes_heads_equal(head: str) -> None:
    assert text.fold(head) == "棚户区改造(套)"


def test_fold_of_letters_and_other_brackets() -> None:
    assert text.fold("ＰＰＰ 项目［二期］") == "ppp项目[二期]"
