"""The paper on screen: the words of the print, figures as chips, no inline style, everything escaped."""
import re
from dataclasses import replace
from html import unescape

from django.utils.html import format_html

from housing_portal.kit.gongwen import Figure, Paragraph, paper_html
from tests.kit.gongwen import samples

COPIES = '<div class="imprint plain"><p class="copies">抄送：县政府办公室。</p></div>'


def words(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_figures_become_chips() -> None:
    paper = replace(samples.short_notice(), body=[Paragraph(["开工", Figure("702套", key="starts"), "。"])])
    html = paper_html(paper, lambda figure: format_html('<a href="#{}">{}</a>', figure.key, figure.text))
    assert '<p>开工<a href="#starts">702套</a>。</p>' in html


def test_without_chips_figures_are_plain_text() -> None:
    assert "目标任务1260套，" in paper_html(samples.notice())


def test_an_answer_that_is_not_marked_safe_is_escaped() -> None:
    paper = replace(samples.short_notice(), body=[Paragraph(Figure("1"))])
    assert "<p>&lt;b&gt;1&lt;/b&gt;</p>" in paper_html(paper, lambda figure: f"<b>{figure.text}</b>")


def test_typed_markup_is_shown_as_typed() -> None:
    html = paper_html(samples.short_notice("<script>alert(1)</script>{{7*7}}"))
    assert "<script" not in html
    assert "<script>alert(1)</script>{{7*7}}" in words(html)


def test_no_inline_style() -> None:
    assert re.findall(r"\sstyle=|\son\w+=", paper_html(samples.notice())) == []


def test_all_parts_in_order() -> None:
    text = words(paper_html(samples.notice(1)))
    parts = ["文件", "8号", "的通报", "单位：", "一、总体进展", "附件：1.", "2.云岭县", "2026年7月2日"]
    parts += ["附件1", "附件2", "抄送："]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert text.endswith("云岭县住房保障领导小组办公室2026年7月3日印发")


def test_a_single_attachment_has_no_number() -> None:
    paper = replace(samples.notice(1), attachments=samples.notice(1).attachments[1:])
    text = words(paper_html(paper))
    assert "附件：云岭县住房保障工作督查情况汇总表" in text
    assert "附件1" not in text


def test_a_draft_and_a_letter() -> None:
    html = paper_html(replace(samples.letter(), draft=True))
    assert '<p class="label">草稿</p>' in html
    assert "印发" not in html


def test_a_letter_stands_between_its_double_rules() -> None:
    html = paper_html(samples.letter())
    assert '<p class="docno">云建函〔2026〕12号</p><h2' in html  # no rule of a notice below its number
    assert html.startswith('<div class="letter"><p class="redhead">云岭县住房和城乡建设局</p><div class="double upper"')
    assert html.endswith(f'{COPIES}<div class="double lower"></div></div>')


def test_the_copies_of_a_letter_with_an_attachment_stand_behind_that() -> None:
    html = paper_html(replace(samples.letter(), attachments=samples.notice().attachments[1:]))
    assert '</div><div class="double lower"></div></div><section class="annex">' in html
    assert html.endswith(f'</section>{COPIES}')


def test_a_paper_that_goes_up_names_its_signers_beside_its_number() -> None:
    html = paper_html(samples.report("周静", "欧阳志宏", "钱志宏"))
    assert (
        '<div class="numbering"><p class="docno">云建发〔2026〕8号</p><p class="signers"><span>签发人：</span>'
        '<span class="kai"><span class="line"><span>周静</span><span>欧阳志宏</span></span>'
        '<span class="line"><span>钱志宏</span></span></span></p></div><div class="rule"></div>'
    ) in html
    assert "签发人：　　　" in words(paper_html(samples.report()))
    assert "签发人" not in paper_html(samples.notice())
