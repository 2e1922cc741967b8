"""Requests that no form of ours sends."""
import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client


@pytest.mark.parametrize(("data", "sentence"), [
    ({"text": "字" * 5_000_000}, "提交的内容太大，请分批提交。"),
    ({f"f{n}": "1" for n in range(2001)}, "提交的内容太大，请分批提交。"),
    ({"file": [SimpleUploadedFile("a.pdf", b"%PDF-") for _ in range(101)]}, "一次最多提交 100 个文件，请分批提交。"),
], ids=["long", "many boxes", "many files"])
def test_too_much_is_said_to_be_too_much(data, sentence):
    answer = Client(enforce_csrf_checks=True).post("/login/", data)
    paragraphs = re.findall(r"<p>(.*?)</p>", html.unescape(answer.content.decode()))
    assert (answer.status_code, paragraphs[0]) == (413, sentence)


def test_a_null_character_in_the_address():
    assert [Client().get(url).status_code for url in ("/%00", "/login/?next=%00")] == [400, 400]
