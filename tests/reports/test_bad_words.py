"""Whatever is typed into a paper is printed as it was typed, or refused in a sentence: on screen, in print, in Word."""
import io
from datetime import date
from html import escape

import pdfplumber
import pytest
from django.test import Client
from django.urls import reverse
from docx import Document as WordFile

from housing_portal.accounts.models import User
from housing_portal.kit.gongwen import normalise
from housing_portal.kit.gongwen.paper import as_runs, run_text
from reports.compose import compose
from reports.models import Document, TemplateVersion
from reports.moments import figures_for
from tests.reports.conftest import PAPER, Year

DRAFT = {**{name: value for name, value in PAPER.items() if value}, "as_of": "2026-06-30", "issued_on": "2026-07-02",
         "is_sealed": "on", "needs_countersign": "on"}
LINES = ("title", "issuer", "mark", "addressees", "copies", "imprint_office")
TEXTS = ("problems", "measures")
VECTORS = {
    "script": "<script>a(1)</script>", "markup": "</p><b>粗", "entity": "&#x3c;img&gt;", "address": "file:///etc/hostname",
    "fetch": "<img src=//127.0.0.1:9>", "style": "</style><style>*{}", "sheet": "=1+1|cmd",
}
TOO_LONG = "住" * 5000
BIDI = "\u202e保障\u2066办\u200b公\ufeff室"


@pytest.fixture
def desk(year: Year, client_of, clerk: User) -> Client:
    return client_of(clerk)


def drafted(desk: Client, **typed: str):
    """Post a draft of a bulletin and return the answer."""
    return desk.post(reverse("reports:document_draft", args=["bulletin"]), {**DRAFT, **typed})


def printed(desk: Client) -> tuple[str, str, str]:
    """Return what the only paper says on screen (as HTML), in print and in Word."""
    paper = Document.objects.get()
    page = desk.get(paper.get_absolute_url())
    answers = [desk.get(reverse(f"reports:document_{kind}", args=[paper.pk])) for kind in ("pdf", "docx")]
    assert [page.status_code, *(answer.status_code for answer in answers)] == [200, 200, 200]
    pdf, word = (io.BytesIO(answer.content) for answer in answers)
    with pdfplumber.open(pdf) as document:
        chars = [char["text"] for one in document.pages for char in one.chars if char["text"].strip()]
    return page.content.decode(), "".join(chars), "".join(line.text for line in WordFile(word).paragraphs)


def test_markup_in_every_line_and_text_is_printed_as_it_was_typed(desk: Client) -> None:
    vectors = list(VECTORS.values())
    typed = {name: f"{vectors[place]}{place}" for place, name in enumerate(LINES)}
    lines = [f"甲{vector}乙。" for vector in vectors]
    assert drafted(desk, **typed, **dict.fromkeys(TEXTS, "\n".join(lines))).status_code == 302
    html, pdf, word = printed(desk)
    assert [vector for vector in vectors if "<" in vector and vector in html] == []
    for words in (*typed.values(), *lines):
        shown = normalise(words)
        assert (escape(shown) in html, shown.replace(" ", "") in pdf, shown in word) == (True, True, True)


@pytest.mark.parametrize("name", [*LINES, "prefix", *TEXTS])
def test_five_thousand_characters_are_refused_and_kept_in_the_form(desk: Client, name: str) -> None:
    answer = drafted(desk, **{name: TOO_LONG})
    assert (answer.status_code, [*answer.context["form"].errors]) == (200, [name])
    assert TOO_LONG in answer.content.decode()
    assert Document.objects.count() == 0


def test_characters_that_nobody_sees_are_not_stored_or_not_printed(desk: Client) -> None:
    typed = {**dict.fromkeys(LINES, f"{BIDI}的通知"), **dict.fromkeys(TEXTS, f"{BIDI}。")}
    assert drafted(desk, **typed).status_code == 302
    paper = Document.objects.get()
    assert {getattr(paper, name) for name in LINES} == {"保障办公室的通知"}
    html, pdf, word = printed(desk)
    assert not {"\u202e", "\u2066", "\u200b", "\ufeff"} & {*html, *pdf, *word}
    assert [text.count("保障办公室的通知") >= 4 for text in (html, pdf, word)] == [True] * 3


@pytest.mark.parametrize("typed", ["{没有这个指标}", "{__class__}"])
def test_a_slot_that_does_not_exist_is_refused_and_kept_in_the_form(desk: Client, typed: str) -> None:
    answer = drafted(desk, problems=f"问题{typed}较多。")
    assert (answer.status_code, [*answer.context["form"].errors]) == (200, ["problems"])
    assert f"问题{typed}较多。" in answer.content.decode()
    assert Document.objects.count() == 0


@pytest.mark.parametrize("typed", ["{{7*7}}", "{", "[如果x]", "[附件 a]", "{{", "}}"])
def test_what_looks_like_a_slot_and_is_none_is_printed_as_it_was_typed(desk: Client, typed: str) -> None:
    said = normalise(f"问题{typed}较多。")
    assert drafted(desk, problems=said).status_code == 302
    document = Document.objects.get()
    paper = compose(document, figures_for(document)).paper
    assert f"1.{said}" in ["".join(map(run_text, as_runs(block.runs))) for block in paper.body]


def test_markup_in_a_template_stays_text(year: Year, client_of, chief: User) -> None:
    desk = client_of(chief)
    body = "# <script>alert(1)</script>\n<img src=file:///etc/hostname>请认真落实。"
    answer = desk.post(reverse("reports:template_create", args=["work_report"]), {"body": body, "note": "试"})
    version = TemplateVersion.objects.get()
    assert (answer.status_code, version.body) == (302, body)
    page = desk.get(version.get_absolute_url())
    assert page.status_code == 200
    assert "<script>alert(1)" not in page.content.decode()
    assert "&lt;script&gt;alert(1)" in page.content.decode()


def test_a_paper_with_a_character_without_glyph_says_which(desk: Client) -> None:
    assert drafted(desk, problems="联系人：\U00030000。").status_code == 302
    paper = Document.objects.get()
    for kind in ("pdf", "docx"):
        answer = desk.get(reverse(f"reports:document_{kind}", args=[paper.pk]))
        assert answer.status_code == 409
        assert "U+30000" in answer.content.decode()


def test_the_word_file_follows_the_course_of_its_paper(year: Year, course, client_of, clerk: User) -> None:
    issued = course.issued(year.bulletin())
    answer = client_of(clerk).get(reverse("reports:document_docx", args=[issued.pk]))
    lines = [line.text for line in WordFile(io.BytesIO(answer.content)).paragraphs]
    assert (answer.status_code, issued.number in lines, "草稿" in lines) == (200, True, False)
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert lines[-1] == f"云岭县住房保障办公室\t{date(2026, 7, 2).year}年7月2日印发"
