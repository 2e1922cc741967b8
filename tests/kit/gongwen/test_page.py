"""The printed page, measured: GB/T 9704-2012 in millimetres."""
from dataclasses import replace
from itertools import pairwise

import pytest

from housing_portal.kit.gongwen import Attachment, Heading, Paragraph, render_pdf
from housing_portal.kit.gongwen.layout import paper_text
from tests.kit.gongwen import samples
from tests.kit.gongwen.measure import lines, lowest, opened, rules

RED, BLACK = (1.0, 0.2, 0.2), (0.0, 0.0, 0.0)
CELL, PITCH = 156 / 28, 10.4455


@pytest.fixture(scope="module")
def pages():
    with opened(render_pdf(samples.notice(5))) as found:
        yield found


def near(value: float, target: float, tolerance: float = 0.5) -> bool:
    return abs(value - target) <= tolerance


def test_number_stands_two_lines_below_the_mark_and_4_mm_above_the_rule(pages) -> None:
    mark, number, *_ = lines(pages[0])
    ((top, foot, left, right),) = rules(pages[0], RED)
    assert (mark.text, number.text, number.size) == ("云岭县住房保障领导小组办公室文件", "云房保办发〔2026〕8号", 16.0)
    assert near((mark.left + mark.right) / 2, 106) and near((number.left + number.right) / 2, 106)
    assert near(mark.top, 72, 0.6) and near(number.top - mark.foot, 2 * PITCH, 1)
    assert near(top - number.foot, 4) and near(foot - top, 0.7, 0.01)
    assert near(left, 28) and near(right, 184)


def test_title_and_addressee(pages) -> None:
    _, _, first, second, addressee, *_ = lines(pages[0])
    ((_, rule, _, _),) = rules(pages[0], RED)
    assert (first.size, first.font) == (22.0, "Gongwen-Song-Bold")
    assert near((first.left + first.right) / 2, 106) and near((second.left + second.right) / 2, 106)
    assert near(first.top - rule, 2 * PITCH, 0.6)
    assert near(addressee.left, 28) and addressee.text[-1] == "："


def test_running_pages_have_22_lines_and_fill_the_type_area(pages) -> None:
    for page in pages[1:3]:
        found = lines(page)[:-1]
        assert len(found) == 22
        assert near(found[0].top, 37, 0.1) and near(found[-1].foot, 262, 0.1)
        assert near(min(line.left for line in found), 28, 0.1) and near(max(line.right for line in found), 184, 0.3)
        steps = {round(below.foot - above.foot, 2) for above, below in pairwise(found)}
        assert max(steps) - min(steps) < 0.05


def test_heading_levels_have_their_type(pages) -> None:
    fonts = {line.text[:3]: line.font for page in pages[:3] for line in lines(page)}
    assert fonts["一、总"] == "Gongwen-Hei"
    assert fonts["（一）"] == "Gongwen-Kai"
    assert fonts["1.基"] == "Gongwen-FangSong"


def test_first_lines_are_indented_by_two_cells(pages) -> None:
    starts = [line.left for line in lines(pages[1])[:-1] if line.left > 29]
    assert len(starts) > 3
    assert all(near(start, 28 + 2 * CELL, 0.1) for start in starts)


def test_page_numbers_change_sides(pages) -> None:
    for number, page in enumerate(pages[:4], 1):
        folio = lines(page)[-1]
        assert (folio.text, folio.size, folio.font) == (f"—{number}—", 14.0, "Gongwen-Song-Folio")
        edge = 184 - folio.right if number % 2 else folio.left - 28
        assert near(edge, 4.94, 0.3)


def test_attachments_begin_on_their_own_pages(pages) -> None:
    wide = next(page for page in pages if page.width > page.height)
    assert [line.text for line in lines(wide)[:2]] == ["附件1", "云岭县2026年住房保障目标任务进展情况表"]
    upright = next(page for page in pages if lines(page) and lines(page)[0].text == "附件2")
    label, title, *_ = lines(upright)
    assert (label.font, title.size) == ("Gongwen-Hei", 22.0)
    assert near(label.left, 28) and near(label.top, 37) and near(title.foot - label.foot, 2 * PITCH, 1.5)


def test_the_widest_table_stays_on_one_page(pages) -> None:
    (wide,) = [page for page in pages if page.width > page.height]
    assert lines(wide)[-1].text.startswith("单位负责人：")


def test_imprint_ends_at_the_foot_of_an_even_page(pages) -> None:
    assert len(pages) % 2 == 0
    assert near(lowest(pages[-1], BLACK), 262, 0.1)
    copies, *_, office = [line for line in lines(pages[-1]) if line.size == 14.0 and "—" not in line.text]
    assert copies.text.startswith("抄送：县委办公室，") and copies.size == 14.0
    assert office.text == "云岭县住房保障领导小组办公室2026年7月3日印发"
    assert near(office.left, 28 + 4.94) and near(office.right, 184 - 4.94)


def test_signature_is_centred_over_its_date_four_cells_from_the_edge() -> None:
    with opened(render_pdf(samples.short_notice())) as pages:
        issuer, day = (line for line in lines(pages[0]) if line.left > 90 and line.size == 16.0)
    assert day.text == "2026年7月2日"
    assert near(184 - day.right, 4 * CELL, 0.3)
    assert near((issuer.left + issuer.right) / 2, (day.left + day.right) / 2, 0.3) or near(issuer.right, 184, 0.3)


@pytest.mark.parametrize("sections", range(20, 27))
def test_a_long_list_of_attachments_does_not_drag_the_text_to_the_page_of_the_signature(sections: int) -> None:
    title = "云岭县二〇二六年住房保障工作督查发现问题及整改情况分单位汇总表之"
    named = [Attachment(f"{title}{part}", [samples.small_table()]) for part in "一二三"]
    text = [Paragraph("请认真落实。") for _ in range(sections)]
    with opened(render_pdf(replace(samples.short_notice(), body=text, attachments=named))) as pages:
        texts = [lines(page) for page in pages]
    signed = next(number for number, found in enumerate(texts) if "2026年7月2日" in [line.text for line in found])
    above = [line for line in texts[signed] if line.size == 16.0][:-2]
    assert above  # never the signature alone
    running = [line for line in texts[signed - 1] if line.size == 16.0]
    assert signed == 0 or running[-1].foot > 262 - 4 * PITCH - 0.5


def test_without_a_seal_the_date_begins_two_cells_after_the_signature() -> None:
    with opened(render_pdf(replace(samples.short_notice(), issuer="云岭县住建局", sealed=False))) as pages:
        issuer, day = (line for line in lines(pages[0]) if line.left > 90 and line.size == 16.0)
    assert near(184 - max(issuer.right, day.right), 2 * CELL, 0.3)
    assert near(day.left - issuer.left, 2 * CELL, 0.3)


def test_single_sided_papers_may_end_on_an_odd_page() -> None:
    with opened(render_pdf(replace(samples.short_notice(), double_sided=False))) as pages:
        assert len(pages) == 1


def test_letter_has_double_rules_and_no_number_on_its_first_page() -> None:
    with opened(render_pdf(samples.letter())) as pages:
        assert len(pages) == 1
        mark, number, *rest = lines(pages[0])
        foot = lowest(pages[0], RED)
    assert near(mark.top, 30, 0.6) and near(number.right, 184)
    assert near(foot, 277, 0.1)
    assert [line.text for line in rest if "—" in line.text] == []
    assert rest[-1].text == "抄送：县政府办公室。"


def test_a_draft_says_so() -> None:
    with opened(render_pdf(replace(samples.short_notice(), draft=True, secrecy="秘密★1年", urgency="特急"))) as pages:
        texts = [line.text for line in lines(pages[0])]
    assert texts[:2] == ["秘密★1年草稿", "特急"]


@pytest.mark.parametrize("following", [Paragraph("各项工作有序推进。"), Heading(3, "1.开工。", "已开工3套。")])
def test_a_heading_is_not_parted_from_the_text_below_it(following: Paragraph | Heading) -> None:
    paper = replace(samples.notice(1), body=[Heading(1, "二、存在的问题"), following, Paragraph("特此通知。")])
    assert paper_text(paper).count('<p class="stay">') == 1
