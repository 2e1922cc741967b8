"""The import page: look first, then take over; errors to download; the same file twice changes nothing."""
import io
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from affordable.models import ImportBatch, InvestmentRecord
from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from tests.conftest import Office
from tests.pages.records import Writers

URL = reverse("affordable:import")
UNIT, INVESTED = 1, 16
FIRST = 5


def template(client: Client) -> bytes:
    return client.get(reverse("affordable:import_template", args=["progress"])).content


def workbook(client: Client, rows: dict[str, object], total: object = None) -> SimpleUploadedFile:
    """Fill in the portal's own template: investment in 万元 per unit."""
    book = load_workbook(io.BytesIO(template(client)))
    sheet: Worksheet = book.worksheets[0]
    sheet["A2"] = "截至2026年4月23日　单位：套、户、万元"
    for number, (unit, amount) in enumerate([*rows.items(), *([("合计", total)] if total else [])], FIRST):
        sheet.cell(number, UNIT, unit)
        sheet.cell(number, INVESTED, amount)
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile("上报表.xlsx", stream.getvalue())


def send(client: Client, deed: str, **typed: object) -> HttpResponse:
    return client.post(URL, {"deed": deed, **typed})


def note_in(answer: HttpResponse) -> str:
    return re.search(r'name="file_kept" value="([^"]+)"', answer.content.decode()).group(1)


def test_looking_saves_nothing(pen: Client) -> None:
    before = Entry.objects.count()
    plan = send(pen, "look", file=workbook(pen, {"城关镇": 9190, "东屏镇": 3500}, 12720)).context["plan"]
    assert [(change.unit, change.what, change.before, change.after) for change in plan.changes] == [
        ("城关镇", "完成投资－累计完成", "——", "9190"), ("东屏镇", "完成投资－累计完成", "——", "3500")
    ]
    assert [(row["stated"], row["derived"]) for row in plan.differences] == [(12720, 12690)]
    assert (InvestmentRecord.objects.count(), Entry.objects.count()) == (0, before)


def test_kept_file_is_taken_over(pen: Client, by: Writers) -> None:
    look = send(pen, "look", file=workbook(pen, {"城关镇": 9190, "东屏镇": 0}, 9200))
    answer = send(pen, "commit", file_kept=note_in(look))
    batch = ImportBatch.objects.get()
    assert (answer.url, batch.created, batch.recorded_by) == (batch.get_absolute_url(), 2, by.clerk)
    page = pen.get(answer.url)
    assert [figure.text for figure in page.context["figures"]] == ["2", "0", "1"]
    assert "9200" in page.content.decode()


def test_same_file_again_changes_nothing(pen: Client) -> None:
    file = workbook(pen, {"城关镇": 9190})
    first = send(pen, "commit", file=file)
    file.seek(0)
    again = send(pen, "commit", file=file)
    assert (again.url, ImportBatch.objects.count(), InvestmentRecord.objects.count()) == (first.url, 1, 1)


def test_errors_stop_the_whole_file(pen: Client) -> None:
    answer = send(pen, "commit", file=workbook(pen, {"城关镇": 9190, "东屏": 3500}))
    assert answer.context["form"].errors == {
        "file": ["第 6 行 A 列「县（市、区）」：“东屏”不是已登记的责任单位；请改为“东屏镇”。"]
    }
    assert InvestmentRecord.objects.count() == 0


def test_errors_come_back_marked(pen: Client) -> None:
    look = send(pen, "look", file=workbook(pen, {"东屏": "很多"}))
    answer = send(pen, "errors", file_kept=note_in(look))
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E9%94%99%E8%AF%AF%E6%A0%87%E6%B3%A8-%E4%B8%8A%E6%8A%A5%E8%A1%A8.xlsx"
    )
    book = load_workbook(io.BytesIO(answer.content))
    rows = [[cell.value for cell in row[2:6]] for row in book["错误清单"].iter_rows(min_row=2)]
    assert rows == [[5, "P", "累计完成", "很多"], [5, "A", "县（市、区）", "东屏"]]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("空.xlsx", b"", "“空.xlsx”是空文件；请选择填好的 .xlsx 文件。"),
        ("假.xlsx", b"not a workbook", None),
    ],
)
def test_what_is_no_workbook_is_refused_with_a_sentence(
    pen: Client, name: str, content: bytes, sentence: str | None
) -> None:
    errors = send(pen, "look", file=SimpleUploadedFile(name, content)).context["form"].errors["file"]
    assert len(errors) == 1
    assert errors == [sentence or errors[0]]
    assert errors[0].startswith(f"“{name}”")


@pytest.mark.parametrize("note", ["", "made-up", "x:y:z"])
def test_false_note_is_no_file(pen: Client, note: str) -> None:
    assert send(pen, "commit", file_kept=note).context["form"].errors == {"file": ["请选择要上传的文件。"]}


def test_newer_file_replaces_the_kept_one(pen: Client) -> None:
    look = send(pen, "look", file=workbook(pen, {"城关镇": 1}))
    send(pen, "commit", file_kept=note_in(look), file=workbook(pen, {"东屏镇": 2}))
    assert list(InvestmentRecord.objects.values_list("unit__name", flat=True)) == ["东屏镇"]


def test_unknown_template_is_not_found(pen: Client) -> None:
    assert pen.get(reverse("affordable:import_template", args=["nothing"])).status_code == 404


def test_township_imports_its_own_row_only(
    township_clerk: User, client_of: Callable, office: Office, by: Writers
) -> None:
    client = client_of(township_clerk)
    plan = send(client, "look", file=workbook(client, {"城关镇": 5, "东屏镇": 6})).context["plan"]
    assert [error.sentence for error in plan.errors] == [
        "第 6 行 A 列「县（市、区）」：“东屏镇”不在您的管理范围内；请只保留本单位的行。"
    ]
