"""Every form of paper passes the bars, and a paper spoilt in one way is rejected by the bar meant for that."""
from dataclasses import replace

import pytest

from housing_portal.kit.gongwen import Attachment, Paper, Paragraph
from housing_portal.kit.gongwen.layout import Colophon, paper_document, paper_text
from housing_portal.kit.gongwen.press import layout
from housing_portal.kit.gongwen.render import printed
from housing_portal.kit.gongwen.stylesheet import CELL, GRID, LEADING, PAGE_TOP, POINT, RED
from tests.kit.gongwen import samples
from tests.kit.gongwen.bars import faults

LONG = "云岭县住房保障和房地产市场平稳健康发展工作领导小组办公室"
TITLE = "关于转发县人民政府办公室关于进一步加强保障性安居工程建设管理和资金监督管理工作的意见的通知"
FULL = Paragraph(samples.SENTENCES[1] * 2)


def of_lines(count: int) -> Paper:
    """Return a notice whose text has about ``count`` lines: the signature comes to lie at any place of a page."""
    return replace(samples.short_notice(), body=[FULL, *[Paragraph("请认真抓好落实。")] * (count - 4)])


NOTICES = {
    "long": samples.notice(5), "no attachments": replace(samples.notice(3), attachments=[]),
    "unsealed": replace(samples.notice(1), sealed=False), "remark": replace(samples.notice(1), remark="此件公开发布"),
    "single-sided": replace(samples.notice(1), double_sided=False, attachments=[]),
    "long names": replace(samples.notice(1), issuer=LONG[:28], mark=f"{LONG}文件", title_lines=[TITLE]),
    "many copies": replace(samples.notice(1), copies=[f"{town}人民政府" for town in samples.TOWNS]),
    "urgent": replace(samples.notice(1), secrecy="秘密★1年", urgency="特急"),
    "text attached": replace(samples.notice(1), attachments=[Attachment("数据来源清单", samples.body(2))]),
    **{f"{count} lines": of_lines(count) for count in (14, 17, 18, 19, 22)},
}
REPORTS = {
    "open": samples.report(), "one": samples.report("钱志宏"), "two": samples.report("钱志宏", "周静"),
    "three": samples.report("周静", "欧阳志宏", "钱志宏"), "a long name": samples.report("阿不都热合曼·买买提"),
    "urgent": replace(samples.report("钱志宏"), secrecy="秘密★1年", urgency="特急"),
}
LETTERS = {
    "one page": replace(samples.letter(), body=[FULL]), "two pages": replace(samples.letter(), body=samples.body(2)),
    "unsealed": replace(samples.letter(), body=[FULL], sealed=False),
    "attached": replace(samples.letter(), body=[FULL], attachments=samples.notice().attachments),
}


@pytest.mark.parametrize("paper", NOTICES.values(), ids=NOTICES)
def test_notices_pass(paper: Paper) -> None:
    assert faults(printed(paper), single_sided=not paper.double_sided) == set()


@pytest.mark.parametrize("paper", LETTERS.values(), ids=LETTERS)
def test_letters_pass(paper: Paper) -> None:
    assert faults(printed(paper), letter=True) == set()


@pytest.mark.parametrize("paper", REPORTS.values(), ids=REPORTS)
def test_papers_to_a_superior_office_pass(paper: Paper) -> None:
    assert faults(printed(paper), upward=True) == set()


def spoilt(paper: Paper, changes: tuple[tuple[str, str], ...]) -> bytes:
    """Return ``paper`` printed with other words in its HTML or style sheet, ``old → new``; each finds its place."""
    source = paper_document(paper, paper_text(paper), Colophon.NEXT)
    for old, new in changes:
        assert old in source
        source = source.replace(old, new)
    return layout(source).write_pdf()


FOLIOS = (
    ("@page :right {", "@page :other {"), ("@page :left {", "@page :right {"), ("@page :other {", "@page :left {"),
)
MARGIN = f"{35 / POINT - LEADING:.4f}pt 28mm"
# name: what is changed, and the bar that must say so
SPOILT = {
    "margin": ("type_area_x", (("26mm ", "23mm "), (MARGIN, f"{35 / POINT - LEADING:.4f}pt 31mm"))),
    "top": ("type_area_top", ((f"margin: {PAGE_TOP:.4f}pt", f"margin: {PAGE_TOP + 8:.4f}pt"),)),
    "23 lines": ("line_pitch", ((f"height: {GRID:.4f}pt; white", f"height: {GRID * 22 / 23:.4f}pt; white"),)),
    "jitter": ("line_pitch", (('<p class="stay">', '<p class="stay" style="padding-top:1mm">'),)),
    "few lines": ("lines_per_page", (('<p class="stay">', '<p style="break-before:page">'),)),
    "US letter": ("page_size", (("size: 210mm 297mm", "size: 8.5in 11in"),)),
    "black mark": ("red_mark_present", ((f"color: {RED}", "color: #000"),)),
    "blue text": ("other_text_black", ((".hei { ", ".hei { color: #00f; "),)),
    "high mark": ("red_mark_top", ((".mark { ", ".mark { margin-top: -3mm; "),)),
    "mark aside": ("red_mark_centred", ((".mark { ", ".mark { margin-left: 4mm; "),)),
    "far rule": ("red_rule", ((".rule { back", ".rule { margin-top: 3mm; back"),)),
    "short rule": ("red_rule", ((".number, .rule { right: 0 }", ".number { right: 0 } .rule { width: 100mm }"),)),
    "thick rule": ("red_rule", ((".rule { back", ".rule { padding-bottom: 1mm; back"),)),
    "square brackets": ("doc_number", (("〔2026〕8号", "[2026]8号"),)),
    "padded number": ("doc_number", (("〔2026〕8号", "〔2026〕08号"),)),
    "第 in the number": ("doc_number", (("〔2026〕8号", "〔2026〕第8号"),)),
    "number to the right": ("number_position", ((".number { text-align: center }", ".number { text-align: right }"),)),
    "title to the left": ("title", ((".title { text-align: center", ".title { text-align: left"),)),
    "high title": ("title", ((".title { ", ".title { margin-top: -8mm; "),)),
    "title face": ("title_font", (('"title xbs"', '"title hei"'),)),
    "body face": ("body_font", (('html { ', 'p { font-family: "Gongwen Song" } html { '),)),
    "body size": ("body_size", (('<span class="kai">', '<span class="kai" style="font-size:15pt">'),)),
    "level 1 in 楷体": ("heading_fonts", (('"hei">', '"kai">'),)),
    "indent": ("paragraph_indent", (("padding-left:31.5861pt", "padding-left:24pt"),)),
    "ragged": ("right_edge", (("letter-spacing:0.", "letter-spacing:-0."),)),
    "addressee aside": ("addressee", (('letter-spacing:-0.2070pt">各乡（镇）', 'padding-left:9pt">各乡（镇）'),)),
    "open end": ("line_end_punctuation", (("截至目前，棚户<", "截至目前，棚“<"),)),
    "mark at the start": ("line_start_punctuation", ((">排工期、", ">、排工期"),)),
    "half-width mark": ("full_width_punctuation", (("作战，按月", "作战,按月"),)),
    "outside": ("nothing_outside", (("letter-spacing:-0.2146pt", "letter-spacing:0.8pt"),)),
    "overlap": ("no_overlaps", (('<p class="stay">', '<p class="stay" style="margin-top:-8mm">'),)),
    "date with zeros": ("date_position", (("2026年7月2日</span>", "2026年07月02日</span>"),)),
    "date aside": ("date_position", (("284.8954pt", "240pt"),)),
    "swapped numbers": ("page_numbers", FOLIOS),
    "low numbers": ("page_numbers", (("padding: 4.09pt", "padding: 20pt"),)),
    "small numbers": ("page_numbers", (("14.0pt/1", "12.0pt/1"),)),
    "raised imprint": ("imprint_rules", ((f"bottom: {LEADING:.4f}pt", "bottom: 24pt"),)),
    "thick imprint": ("imprint_rules", (("border-width: .35mm 0", "border-width: .8mm 0"),)),
    "no imprint date": ("imprint", (("日印发", "日"),)),
    "padded imprint": ("imprint_line", (("7月3日印发", "07月03日印发"),)),
    "copies without end": ("copy_line", (("县财政局。", "县财政局"),)),
    "no title": ("metadata_title", (("<title>关于2026年上半年全县住房保障工作督查情况的通报", "<title>"),)),
}


@pytest.mark.parametrize(("bar", "changes"), SPOILT.values(), ids=SPOILT)
def test_a_spoilt_paper_is_rejected_by_its_bar(bar: str, changes: tuple[tuple[str, str], ...]) -> None:
    assert bar in faults(spoilt(replace(samples.notice(3), attachments=[]), changes))


KAI_NAME = '<div class="kai" style="top:'
# name: the bar that must say so, what is changed
SPOILT_REPORTS = {
    "number in the middle": ("number_position", ((".number.up {", ".number.none {"),)),
    "names in 仿宋": ("signer_face", ((KAI_NAME, '<div class="fang" style="top:'),)),
    "label in 楷体": ("signer_label", (('<span class="z">签发人：', '<span class="z kai">签发人：'),)),
    "half-width colon": ("signer_label", (("签发人：", "签发人:"),)),
    "no label": ("signer_label", (("签发人：", ""),)),
    "names at the edge": ("signer_edge", ((f"left:{25 * CELL:.3f}pt", f"left:{26 * CELL:.3f}pt"),)),
    "number on the first line": ("number_on_the_last_line", ((".number.up {", ".number.up { margin-top: -29.6pt;"),)),
    "continuation aside": ("signer_columns", (('class="z">钱志宏', 'class="z" style="margin-left:5pt">钱志宏'),)),
    "one name a line": ("signer_lines", (('class="z">周静', 'class="z" style="visibility:hidden">周静'),)),
}


@pytest.mark.parametrize(("bar", "changes"), SPOILT_REPORTS.values(), ids=SPOILT_REPORTS)
def test_a_spoilt_report_is_rejected_by_its_bar(bar: str, changes: tuple[tuple[str, str], ...]) -> None:
    assert bar in faults(spoilt(samples.report("欧阳志宏", "周静", "钱志宏"), changes), upward=True)


def test_a_notice_is_no_paper_to_a_superior_office_and_the_reverse() -> None:
    plain = replace(samples.report(), upward=False)
    assert {"number_position", "signer_label"} <= faults(printed(plain), upward=True)
    assert faults(printed(samples.report("钱志宏"))) == {"doc_number"}


def test_a_letter_is_no_notice_and_a_notice_no_letter() -> None:
    letter = printed(LETTERS["two pages"])
    assert {"red_mark_top", "number_position", "red_rule"} <= faults(letter)
    assert {"red_mark_top", "letter_rules", "imprint"} <= faults(printed(samples.notice(1)), letter=True)


def test_a_paper_without_its_even_page_is_rejected() -> None:
    paper = replace(samples.short_notice(samples.SENTENCES[1]), title_lines=["督查情况通报"], double_sided=False)
    assert faults(printed(paper), single_sided=True) == set()
    assert faults(printed(paper)) == {"imprint_on_even_page"}
