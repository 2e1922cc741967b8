"""The session's own strictness works: each guard is shown to refuse what it is there for."""
import io
import socket
from collections.abc import Callable

import pdfplumber
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template import engines
from PIL import Image

from housing_portal.accounts.models import Unit
from housing_portal.journal.models import Entry
from housing_portal.kit import triggers
from tests import strict
from tests.conftest import Office

GOOD = '<html><head><title>t</title></head><body><h1>h</h1>{}</body></html>'


def test_good_page_has_no_faults() -> None:
    form = '<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="x"></form>'
    assert strict.page_faults(GOOD.format(form)) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<h1>again</h1>", "2 h1 instead of one"),
        ('<form method="POST"><br></form>', "a POST form without csrf token"),
        ("<p>{{ name }}</p>", "'{{ name }}' in <p>"),
        ("<td>None</td>", "'None' in <td>"),
        ('<input value="None">', "'None' in <input value>"),
        ('<p style="color:red">', "<p style=…> is refused by the content policy"),
        ('<button onclick="go()">', "<button onclick=…> is refused by the content policy"),
        ("<script>go()</script>", "inline <script> is refused by the content policy"),
        (
            '<nav class="crumb"><a>楼盘表</a><a>楼盘表</a></nav>',
            "a place stands twice on the way here: ['楼盘表', '楼盘表']",
        ),
    ],
)
def test_faulty_page_is_named(body: str, fault: str) -> None:
    assert strict.page_faults(GOOD.format(body)) == [fault]


def test_page_without_title_is_named() -> None:
    assert strict.page_faults("<html><h1>x</h1></html>") == ["no title"]


def test_undefined_template_variable_fails() -> None:
    template = engines["django"].from_string("{{ nowhere }}")
    with pytest.raises(pytest.fail.Exception, match="nowhere"):
        template.render({})


def test_unordered_queryset_comes_back_turned(office: Office) -> None:
    straight = list(Unit.objects.order_by("pk"))
    assert list(Unit.objects.order_by()) == straight[::-1]


def test_no_connection_leaves_this_machine() -> None:
    with socket.socket() as outward, pytest.raises(AssertionError, match=r"203\.0\.113\.1"):
        outward.connect(("203.0.113.1", 80))


@pytest.mark.parametrize("round_", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_committed_append_only_rows_are_gone_in_the_next_test(round_: int, person: Callable) -> None:
    assert Entry.objects.count() == 0
    someone = person("clerk")
    Entry.objects.create(actor=someone, actor_name=someone.name, unit=someone.unit, action="test", label="登记")


@pytest.mark.django_db
def test_triggers_are_back_after_a_flush() -> None:
    assert triggers.missing(connection) == []


def test_evidence_is_what_it_says(evidence: Callable[..., SimpleUploadedFile]) -> None:
    with pdfplumber.open(io.BytesIO(evidence("开工令.pdf").read())) as paper:
        assert (len(paper.pages), paper.metadata["Title"]) == (1, "开工令.pdf")
    picture = Image.open(io.BytesIO(evidence("现场.png").read()))
    picture.load()
    assert (picture.size, picture.format) == ((1, 1), "PNG")
