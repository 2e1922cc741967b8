"""What scripts add to long lists: the total that follows its rows, and an export that is watched until it is done."""
import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from housing_portal.accounts.models import User
from housing_portal.journal.models import Export
from housing_portal.kit import clock
from housing_portal.kit.tables import totals
from tests.browser.conftest import Seat
from tests.conftest import Office
from tests.pages import records
from tests.pages.records import Writers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def four_projects(by: Writers, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for unit in office.townships:
        records.project(by, unit)
    monkeypatch.setattr(totals, "CAP", 3)
    monkeypatch.setattr("housing_portal.kit.pages.list.SIZES", (2, 3))
    cache.clear()


def test_total_and_sums_follow_the_rows(seat: Seat, clerk: User, four_projects: None) -> None:
    page = seat(clerk)
    page.goto(reverse("affordable:project_list"))
    expect(page.locator(".pager")).to_contain_text("共 4 条")
    expect(page.locator(".list-panel tfoot")).to_contain_text("合计")
    page.select_option(".pager select", "3")
    expect(page.locator(".pages .on")).to_have_text("1")
    expect(page).to_have_url(re.compile(r"\?size=3&page=1$"))


def test_order_and_pages_change_in_place(seat: Seat, clerk: User, four_projects: None) -> None:
    page, numbers = seat(clerk), "td.rowno"
    page.goto(reverse("affordable:project_list"))
    page.evaluate("window.untouched = true")
    head = page.locator("th .sort").first
    head.focus()
    page.keyboard.press("Enter")
    expect(head).to_have_class("sort up")
    expect(head).to_be_focused()
    page.locator(".pages a", has_text="2").click()
    expect(page.locator(numbers)).to_have_text(["3", "4"])
    expect(page.locator(".pager")).to_contain_text("共 4 条")
    page.fill(".jump", "1")
    page.keyboard.press("Enter")
    expect(page.locator(numbers)).to_have_text(["1", "2"])
    page.go_back()
    expect(page.locator(numbers)).to_have_text(["3", "4"])
    expect(page.locator("th .sort.up")).to_have_count(1)
    assert page.evaluate("window.untouched") is True


def test_a_session_that_has_ended_leads_to_the_login_page(seat: Seat, clerk: User, four_projects: None) -> None:
    page = seat(clerk)
    page.goto(reverse("affordable:project_list"))
    page.context.clear_cookies()
    with page.expect_navigation(url="**/login/**"):
        page.locator("th .sort").first.click()


def test_without_scripts_a_link_brings_them(seat: Seat, clerk: User, four_projects: None) -> None:
    page = seat(clerk, java_script_enabled=False)
    page.goto(reverse("affordable:project_list"))
    expect(page.locator(".pager")).to_contain_text("共 超过 3 条")
    page.get_by_role("link", name="精确总数").click()
    expect(page.locator(".pager")).to_contain_text("共 4 条")
    expect(page.locator(".list-panel tfoot")).to_contain_text("合计")


def test_running_export_shows_itself_anew_until_it_is_done(seat: Seat, clerk: User) -> None:
    export = Export.objects.create(
        number="导出〔2026〕1号", title="合同", path="/", columns="合同号", requested_by=clerk, state="running",
        rows_total=4000, rows_done=1000, heartbeat_at=clock.now(),
    )
    page = seat(clerk)
    page.goto(export.get_absolute_url())
    expect(page.locator(".export-progress")).to_contain_text("25%已写 1,000 / 4,000 条")
    Export.objects.update(rows_done=3000, heartbeat_at=clock.now())
    expect(page.locator(".export-progress")).to_contain_text("75%已写 3,000 / 4,000 条")
    Export.objects.update(state="done", finished_at=clock.now(), size=10, sha256="0" * 64)
    expect(page.get_by_role("link", name="下载")).to_be_visible()
    expect(page.locator(".export-progress")).to_have_count(0)
