"""What the staff do all day, as they do it: with the keyboard, with a mouse that clicks twice, with files."""
import io
import re
from pathlib import Path

import pypdfium2
import pytest
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from affordable.models import InvestmentRecord, Milestone
from housing_portal.accounts.models import User
from housing_portal.journal.models import Attachment
from tests.browser.conftest import Seat
from tests.conftest import PASSWORD, Office
from tests.material import pdf_bytes
from tests.pages import records
from tests.pages.records import Writers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MANY_TABS = 120
PROOF = {"name": "开工令.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes("开工令")}
SAVE = "form[data-once] button[type=submit]"


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until ``target`` has the focus."""
    for _ in range(MANY_TABS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way by Tab to {target}")


def go(page: Page, words: str) -> None:
    """Follow a link of these words with Tab and Enter."""
    tab_to(page, page.get_by_role("link", name=words, exact=True).first)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page: Page, name: str, words: str) -> None:
    """Choose an option with the arrow keys."""
    box = page.locator(f"select[name={name}]")
    tab_to(page, box)
    for _ in range(box.locator("option").count()):
        if box.evaluate("element => element.selectedOptions[0].text") == words:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no option {words} in {name}")


def write(page: Page, name: str, words: str) -> None:
    tab_to(page, page.locator(f"[name={name}]"))
    page.keyboard.type(words)


def fill_milestone(page: Page, *, sets: int = 40) -> None:
    page.goto(reverse("affordable:milestone_create"))
    page.select_option("[name=unit]", label="城关镇")
    page.select_option("[name=kind]", label="棚户区改造")
    page.select_option("[name=code]", label="开工")
    page.fill("[name=sets]", str(sets))
    page.set_input_files("[name=evidence]", PROOF)


def started(page: Page) -> str:
    """Return what the leaders' page says about shantytown starts."""
    page.goto(reverse("reports:dashboard"))
    return page.locator(".kpi .kpi-m span").first.inner_text()


def test_milestone_by_keyboard_alone(seat: Seat, by: Writers, office: Office) -> None:
    records.target(by, office.townships[0])
    page = seat()
    # from the beginning: a dialog that opens before the browser has heard of this is lost
    page.on("filechooser", lambda chooser: chooser.set_files(PROOF))
    page.goto("/")
    write(page, "username", by.clerk.username)
    write(page, "password", PASSWORD)
    page.keyboard.press("Enter")
    go(page, "登记里程碑")
    choose(page, "unit", "城关镇")
    choose(page, "kind", "棚户区改造")
    choose(page, "code", "开工")
    write(page, "sets", "40")
    tab_to(page, page.locator("[name=evidence]"))
    page.keyboard.press("Enter")
    expect(page.locator("[name=evidence]")).to_have_value(re.compile("开工令.pdf$"))
    tab_to(page, page.locator(SAVE))
    page.keyboard.press("Enter")
    expect(page.locator(".hero .chip").first).to_have_text("待复核")
    milestone = Milestone.objects.get()
    assert (milestone.unit, milestone.sets, milestone.recorded_by) == (office.townships[0], 40, by.clerk)
    assert [file.name for file in Attachment.objects.about(milestone)] == ["开工令.pdf"]


def test_confirmed_milestone_raises_the_figure(seat: Seat, by: Writers, director: User, office: Office) -> None:
    records.target(by, office.townships[0])
    milestone = records.milestone(by, office.townships[0])
    leader = seat(director)
    assert started(leader) == "0 / 120 套"
    page = seat(by.chief)
    page.goto(milestone.get_absolute_url())
    page.get_by_role("link", name="复核通过").click()
    page.locator(SAVE).click()
    expect(page.locator(".hero .chip").first).to_have_text("已复核")
    assert started(leader) == "40 / 120 套"
    for link in (".kpi", "main table.tbl tbody a", "main table.tbl tbody a"):
        with leader.expect_navigation():
            leader.locator(link).first.click()
    assert leader.url.endswith(milestone.get_absolute_url())
    assert "计入完成数" in leader.locator(".hero .main-fig").inner_text()


def test_import_looks_first_then_takes_over(seat: Seat, by: Writers, office: Office) -> None:
    page = seat(by.clerk)
    page.goto(reverse("affordable:import"))
    with page.expect_download() as coming:
        page.get_by_role("link", name="目标任务进展情况表模板").click()
    page.set_input_files("[name=file]", {**PROOF, "name": "上报表.xlsx", "buffer": filled_in(coming.value.path())})
    page.get_by_role("button", name="预览").click()
    expect(page.locator(".main-fig b")).to_have_text("1")
    assert InvestmentRecord.objects.count() == 0
    page.get_by_role("button", name="确认导入").click()
    expect(page.locator("h1")).to_contain_text("上报表.xlsx")
    assert [(row.unit, row.amount_cum) for row in InvestmentRecord.objects.all()] == [(office.townships[0], 91900000)]


def filled_in(template: Path) -> bytes:
    """Return the portal's own template with 9,190 万元 invested by the first township."""
    book = load_workbook(io.BytesIO(template.read_bytes()))
    sheet = book.worksheets[0]
    sheet["A2"] = "截至2026年6月30日　单位：套、户、万元"
    sheet.cell(5, 1, "城关镇")
    sheet.cell(5, 16, 9190)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_double_click_makes_one_record(seat: Seat, clerk: User) -> None:
    page = seat(clerk)
    fill_milestone(page)
    page.locator(SAVE).dblclick()
    expect(page.locator(".hero .chip").first).to_have_text("待复核")
    assert Milestone.objects.count() == 1


def test_soft_warning_asks_for_a_reason_and_keeps_the_file(seat: Seat, by: Writers, office: Office) -> None:
    records.target(by, office.townships[0])
    page = seat(by.clerk)
    fill_milestone(page, sets=121)
    page.locator(SAVE).click()
    expect(page.locator(".note.amber .t")).to_contain_text("121")
    assert (Milestone.objects.count(), page.locator(".file").inner_text().split("\n")[0]) == (0, "已收到：开工令.pdf")
    page.fill("[name=reason]", "多开一幢，任务调整文件正在办理")
    page.locator(SAVE).click()
    expect(page.locator(".hero .chip").first).to_have_text("待复核")
    milestone = Milestone.objects.get()
    assert [file.name for file in Attachment.objects.about(milestone)] == ["开工令.pdf"]
    assert milestone.note == "多开一幢，任务调整文件正在办理"


def test_form_saves_without_scripts(seat: Seat, clerk: User) -> None:
    page = seat(clerk, java_script_enabled=False)
    fill_milestone(page)
    page.locator(SAVE).click()
    expect(page.locator(".hero .chip").first).to_have_text("待复核")
    assert Attachment.objects.about(Milestone.objects.get()).count() == 1


def test_figure_of_a_paper_opens_its_records(seat: Seat, by: Writers, office: Office) -> None:
    records.target(by, office.townships[0])
    page = seat(by.clerk)
    page.goto(records.document(by, office.townships[0]).get_absolute_url())
    figure = page.locator(".paper a").first
    words, place = figure.inner_text(), figure.get_attribute("href")
    figure.click()
    value = page.locator(".kv dd").nth(1)
    expect(value).to_be_visible()
    assert value.inner_text().replace(" ", "") == words
    assert page.url.endswith(place)


def test_dashboard_prints_on_one_landscape_sheet(seat: Seat, director: User, year: None) -> None:
    page = seat(director)
    page.goto(reverse("reports:dashboard"))
    sheets = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))
    assert [[round(side) for side in sheet.get_size()] for sheet in sheets] == [[842, 595]]


def test_folded_menu_stays_folded(seat: Seat, clerk: User) -> None:
    page = seat(clerk)
    page.goto("/")
    names = page.locator(".menu span").first
    expect(names).to_be_visible()
    page.get_by_role("button", name="收起菜单").click()
    page.reload()
    expect(names).to_be_hidden()
    page.locator("[data-fold]").click()
    page.reload()
    expect(names).to_be_visible()
