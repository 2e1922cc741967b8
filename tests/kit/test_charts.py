"""Charts: the geometry follows the figures, names are escaped, nothing needs a style."""
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from housing_portal.kit import charts
from housing_portal.kit.charts import Mark

MARKS = [
    Mark("城关镇", 268, "/records?unit=1&year=2026", "g", 400),
    Mark("<北沟乡>", 12, "", "r"),
    Mark("南麓乡", None),
]
CHARTS = [charts.bar_chart, charts.column_chart, charts.line_chart]


def picture(svg):
    return ElementTree.fromstring(str(svg))


def texts(svg):
    return [node.text for node in picture(svg).iter("text")]


@pytest.mark.parametrize(("gap", "kind"), [
    ("0.00", "g"), ("6.12", "g"), ("-0.01", "a"), ("-5.00", "a"), ("-5.01", "r"), (None, "n"),
])  # fmt: skip
def test_the_light_follows_the_gap_to_the_time_share(gap, kind):
    assert charts.light(None if gap is None else Decimal(gap)) == kind


@pytest.mark.parametrize(("kind", "shape", "word"), [
    ("g", "circle", "达到"), ("a", "path", "略慢"), ("r", "rect", "滞后"),
])  # fmt: skip
def test_a_lamp_is_a_shape_and_a_word(kind, shape, word):
    lamp = picture(charts.lamp(kind))
    assert (lamp[0][0].tag, lamp[0].tail) == (shape, word)


def test_an_unknown_lamp_is_a_dash():
    assert charts.lamp("n") == '<span class="lamp nil">—</span>'


@pytest.mark.parametrize(("rate", "fill", "kind"), [
    ("55.71", "55.71%", "f-g"), ("45.23", "45.23%", "f-a"), ("39.29", "39.29%", "f-r"), ("145.96", "100%", "f-g"),
    ("0", "0%", "f-r"), (None, "0%", "f-n"),
])  # fmt: skip
def test_the_pace_bar_fills_to_the_rate_and_marks_the_time_share(rate, fill, kind):
    bar = picture(charts.pace_bar(None if rate is None else Decimal(rate), Decimal("49.59")))
    assert [(r.get("width"), r.get("x"), r.get("class")) for r in bar.iter("rect")] == [
        ("100%", None, "f-bg"), (fill, None, kind), ("2", "49.59%", "f-mark"),
    ]  # fmt: skip


def test_the_pace_bar_says_the_real_rate():
    bar = picture(charts.pace_bar(Decimal("145.96"), Decimal("49.59")))
    assert bar.get("aria-label") == "完成 145.96 %，序时 49.59 %"


def test_bars_are_as_long_as_their_values():
    widths = [r.get("width") for r in picture(charts.bar_chart("开工", "套", MARKS, width=510)).iter("rect")]
    # 510 − 80 for the names − 76 for the figures = 376 for 400
    assert widths == ["251.9", "2", "11.3", "0"]


def test_columns_stand_on_the_base_line():
    rects = [r for r in picture(charts.column_chart("开工", "套", MARKS)).iter("rect") if r.get("fill") != "#46566b"]
    assert {Decimal(r.get("y")) + Decimal(r.get("height")) for r in rects} == {Decimal(158)}


def test_a_gap_breaks_the_line():
    marks = [Mark(f"{n}月", value) for n, value in enumerate([1, 2, None, 4, 5], 1)]
    svg = picture(charts.line_chart("均价", "元/㎡", marks))
    assert len(svg.findall(".//circle")) == 4
    assert len([line for line in svg.iter("line") if line.get("stroke-width") == "2"]) == 2


@pytest.mark.parametrize("chart", CHARTS)
def test_every_mark_says_label_value_and_unit(chart):
    titles = [node.text for node in picture(chart("开工", "套", MARKS)).iter("title")]
    assert titles == ["城关镇 268 套，对照 400 套", "<北沟乡> 12 套", "南麓乡 —— 套"]


@pytest.mark.parametrize("chart", CHARTS)
def test_marks_with_an_address_are_links(chart):
    assert [a.get("href") for a in picture(chart("开工", "套", MARKS)).iter("a")] == ["/records?unit=1&year=2026"]


@pytest.mark.parametrize("chart", CHARTS)
def test_title_and_unit_are_read_out_and_nothing_is_styled(chart):
    svg = picture(chart("开工“排名”", "套", MARKS))
    assert svg.get("aria-label") == "开工“排名”（套）"
    assert [node for node in svg.iter() if "style" in node.attrib or node.tag in ("style", "script")] == []


@pytest.mark.parametrize("chart", CHARTS)
def test_no_marks_and_all_zero_are_drawn(chart):
    assert [picture(chart("空", "套", marks)).tag for marks in ([], [Mark("城关镇", 0)])] == ["svg", "svg"]


@pytest.mark.parametrize(("largest", "top"), [
    ("0", "1"), ("0.92", "1"), ("2.97", "4"), ("268", "400"), ("400", "400"), ("401", "500"), ("8300", "10,000"),
])  # fmt: skip
def test_the_scale_ends_on_a_round_number(largest, top):
    assert texts(charts.column_chart("开工", "套", [Mark("城关镇", Decimal(largest))], places=2))[2] == top


def test_values_are_written_with_separators():
    assert texts(charts.bar_chart("投资", "万元", [Mark("甲", Decimal("8412.5"))], places=2)) == ["甲", "8,412.50"]


def test_names_take_at_most_half_of_a_narrow_chart():
    marks = [Mark("锦川云栖国际花园小镇" * 4, 2), Mark("云栖里", 1)]
    svg = charts.bar_chart("净销售", "套", marks, width=270)
    assert [texts(svg)[0], texts(svg)[2]] == ["锦川云栖国际花园小镇…", "云栖里"]
    assert [node.text for node in picture(svg).iter("title")] == [f"{marks[0].label} 2 套", "云栖里 1 套"]
    # 270 − 11 characters of 11 − 14 − 76 = 59 for 2
    assert [bar.get("width") for bar in picture(svg).iter("rect")] == ["59", "29.5"]


@pytest.mark.parametrize(("count", "written"), [(3, ["10", "11", "12"]), (13, ["10", "21", "10"])])
def test_of_many_points_the_ends_and_extremes_bear_their_figures(count, written):
    marks = [Mark(f"{n}月", n % 12 + 10) for n in range(count)]
    svg = picture(charts.line_chart("均价", "元/㎡", marks))
    assert [node.text for node in svg.iter("text") if node.get("class") == "lv"] == written
