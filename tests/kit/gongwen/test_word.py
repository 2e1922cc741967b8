"""The Word file: the same words and figures, marked as not issued, on the page of the standard; text stays text."""
import hashlib
import io
import re
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from housing_portal.kit.gongwen import (
    Attachment,
    Figure,
    GongwenError,
    HeadCell,
    Heading,
    Paper,
    Paragraph,
    TableBlock,
    normalise,
)
from housing_portal.kit.gongwen.paper import as_runs, run_text
from housing_portal.kit.gongwen.word import NOT_ISSUED, word_file
from tests.kit.gongwen import samples


def opened(paper: Paper):
    return Document(io.BytesIO(word_file(paper)))


def lines(paper: Paper) -> list[str]:
    return [paragraph.text for paragraph in opened(paper).paragraphs if paragraph.text]


def words(paper: Paper) -> str:
    document = opened(paper)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def parts(paper: Paper) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(word_file(paper))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))}


def test_every_line_of_the_paper_in_its_order() -> None:
    paper = replace(samples.short_notice(), urgency="特急", remark="联系人：周静", copies=["县委办公室", "县财政局"])
    assert lines(paper) == [
        "特急", "云岭县住房保障领导小组办公室文件", "云房保办发〔2026〕8号",
        "关于2026年上半年全县住房保障工作", "督查情况的通报",
        "各乡（镇）人民政府，开发区管委会，县直有关单位：", "请认真落实。",
        "云岭县住房保障领导小组办公室", "2026年7月2日", "（联系人：周静）", "抄送：县委办公室，县财政局。",
        "云岭县住房保障领导小组办公室\t2026年7月3日印发",
    ]


def test_a_paper_that_goes_up_names_its_signers_on_the_line_of_its_number() -> None:
    assert lines(samples.report())[1] == "云建发〔2026〕8号\t签发人：　　　"
    document = opened(samples.report("周静", "欧阳志宏", "钱志宏"))
    first, last = [line for line in document.paragraphs if "志宏" in line.text]
    assert (first.text, last.text) == ("\t签发人：周静\t欧阳志宏", "云建发〔2026〕8号\t\t钱志宏")
    # the label, the first and the second name: 28 cells of 5.57 mm, one left free at the right
    for line in (first, last):
        assert [round(stop.position.mm / (156 / 28), 1) for stop in line.paragraph_format.tab_stops] == [15, 19, 23]
        names = [run for run in line.runs if "静" in run.text or "宏" in run.text]
        assert {run._r.rPr.rFonts.get(qn("w:eastAsia")) for run in names} == {"楷体_GB2312"}
    assert last._p.pPr.find(qn("w:pBdr")) is not None
    assert first._p.pPr.find(qn("w:pBdr")) is None


def test_the_same_figures_as_the_paper() -> None:
    paper = samples.notice()
    document = opened(paper)
    said = [paragraph.text for paragraph in document.paragraphs]
    for block in paper.body:
        runs = [*as_runs(block.runs), *as_runs(block.body if isinstance(block, Heading) else ())]
        assert normalise("".join(map(run_text, runs))) in said
    for table, block in zip(document.tables, (item.blocks[0] for item in paper.attachments), strict=True):
        rows = [[cell.text for cell in row.cells] for row in table.rows][len(block.head) :]
        assert rows == [list(row) for row in block.rows]


def test_figures_are_plain_text_in_text_and_cells() -> None:
    table = TableBlock(head=[[HeadCell("开工（套）")]], rows=[[Figure("702", key="starts", note="口径")]])
    paper = replace(samples.short_notice(), body=[Paragraph(["开工", Figure("702套", key="starts"), "。"]), table])
    document = opened(paper)
    assert "开工702套。" in [paragraph.text for paragraph in document.paragraphs]
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [["开工（套）"], ["702"]]


def test_the_page_is_that_of_the_standard() -> None:
    first, wide, upright = opened(samples.notice()).sections
    for section in (first, upright):
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert (wide.orientation, round(wide.page_width.mm)) == (WD_ORIENT.LANDSCAPE, 297)
    grid = first._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("linesAndChars", "580")  # 22 lines of 29 pt


def test_faces_are_the_customary_ones() -> None:
    paper = replace(samples.short_notice(), body=[Heading(1, "一、进展"), Heading(2, "（一）开工"), Paragraph("甲。")])
    document = opened(paper)
    faces = {}
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            fonts = run._r.rPr.rFonts if run._r.rPr is not None else None
            faces[run.text] = fonts.get(qn("w:eastAsia")) if fonts is not None else None
    assert faces["督查情况的通报"] == "方正小标宋简体"
    assert (faces["一、进展"], faces["（一）开工"], faces["甲。"]) == ("黑体", "楷体_GB2312", None)
    style = document.styles["Normal"].element.rPr.rFonts
    assert {style.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia")} == {"仿宋_GB2312"}


@pytest.mark.parametrize("paper", [samples.notice(), samples.letter()])
def test_every_page_says_that_it_is_not_what_was_issued(paper: Paper) -> None:
    for section in opened(paper).sections:
        headers = [section.header, section.even_page_header]
        if section.different_first_page_header_footer:
            headers.append(section.first_page_header)
        assert {header.paragraphs[0].text for header in headers} == {NOT_ISSUED}


def test_page_numbers_stand_outside_and_not_on_the_first_page_of_a_letter() -> None:
    section = opened(samples.notice()).sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert [(line.text, str(line.alignment)) for line in (odd, even)] == [("—  —", "RIGHT (2)"), ("—  —", "LEFT (0)")]
    assert section.different_first_page_header_footer is False
    letter = opened(samples.letter()).sections[0]
    assert (letter.different_first_page_header_footer, letter.first_page_footer.paragraphs[0].text) == (True, "")


def test_head_cells_span_as_in_print() -> None:
    table = opened(samples.notice()).tables[0]
    assert [cell.text for cell in table.rows[0].cells][:8] == [
        "序号", "乡镇（单位）", *["棚户区改造开工"] * 5, "公租房新建"]
    assert table.rows[2].cells[0].text == "序号"
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True] * 3 + [False] * 15


def test_the_same_paper_gives_the_same_bytes_whatever_the_clock_says(time_machine) -> None:
    time_machine.move_to(date(2026, 7, 2))
    first = hashlib.sha256(word_file(samples.notice())).hexdigest()
    time_machine.move_to(date(2031, 1, 1))
    assert hashlib.sha256(word_file(samples.notice())).hexdigest() == first


def test_properties_come_from_the_paper() -> None:
    said = opened(samples.notice()).core_properties
    assert (said.title, said.author, said.comments, said.created.date()) == (
        "关于2026年上半年全县住房保障工作督查情况的通报", "云岭县住房保障领导小组办公室", "", date(2026, 7, 2))


@pytest.mark.parametrize("typed", [
    "<w:p/>", "</w:t></w:r><w:instrText>DATE</w:instrText>", '{ INCLUDEPICTURE "http://127.0.0.1:9/x" }', "&lt;b&gt;",
    "=cmd|' /C calc'!A0", "<script>alert(1)</script>",
])
def test_what_was_typed_never_becomes_a_field_a_link_or_markup(typed: str) -> None:
    table = TableBlock(head=[[HeadCell(typed)]], rows=[[typed]], unit=typed, notes=[typed])
    paper = replace(
        samples.short_notice(typed), title_lines=[typed], addressee=typed, imprint_office=typed, remark=typed,
        copies=[typed], attachments=[Attachment(typed, [table])],
    )
    clean, plain = parts(paper), parts(samples.short_notice())
    for tag in ("w:instrText", "w:hyperlink", "w:fldSimple", "w:drawing", "w:object"):
        assert sum(part.count(f"<{tag}") for part in clean.values()) == sum(
            part.count(f"<{tag}") for part in plain.values())
    assert clean["word/_rels/document.xml.rels"] == plain["word/_rels/document.xml.rels"]
    assert words(paper).count(normalise(typed)) >= 4


def test_invisible_characters_are_dropped() -> None:
    said = words(samples.short_notice("甲\u202e乙\u200b丙\x07丁\ufeff。"))
    assert "甲乙丙丁。" in said
    assert re.findall("[\u200b-\u200f\u202a-\u202e\x00-\x08]", said) == []


def test_what_cannot_be_printed_is_refused_here_too() -> None:
    with pytest.raises(GongwenError) as refused:
        word_file(replace(samples.short_notice(), body=[]))
    assert refused.value.sentence == "公文正文为空，请先填写正文。"
