"""公文模板 in real Chromium: slots are found, tell their values and are written where one types; nothing sticks out."""
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from affordable import services
from housing_portal.accounts.models import User
from reports.compose import built_in
from reports.services import templates
from reports.templating.examples import BY_UNIT
from tests.browser.conftest import Seat
from tests.browser.sight import flaws_at_both_sizes
from tests.conftest import Office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEW = reverse("reports:template_create", args=["bulletin"])


def test_the_editor_finds_shows_and_inserts_slots(office: Office, chief: User, clerk: User, seat: Seat) -> None:
    services.issue_target(
        actor=clerk, unit=office.whole, year=2026, program="shantytown", quantity=1400, issued_on=date(2026, 1, 5)
    )
    page = seat(chief)
    page.goto(NEW)
    box = page.locator("[data-template]")
    box.fill("任务")
    page.get_by_role("searchbox", name="查找名称或代码").fill("shantytown_target")
    slot = page.locator("[data-slot=shantytown_target_sets]")
    expect(page.locator("li", has=slot).locator(".v")).to_have_text("1400")
    slot.click()
    expect(box).to_have_value("任务{shantytown_target_sets}")
    page.get_by_role("button", name="检查并预览").click()
    expect(page.locator(".paper")).to_contain_text("任务1400套")


def test_a_table_is_written_in_and_a_problem_leads_to_its_line(office: Office, chief: User, seat: Seat) -> None:
    page = seat(chief)
    page.goto(NEW)
    box = page.locator("[data-template]")
    box.fill("甲。")
    page.get_by_role("button", name="按单位列表").click()
    expect(box).to_have_value(f"甲。\n{BY_UNIT}")
    page.keyboard.press("Control+z")
    expect(box).to_have_value("甲。")
    box.fill(f"甲。\n{BY_UNIT}".replace("合计 |", "合计"))
    page.get_by_label("修改说明").fill("加上表格")
    page.get_by_role("button", name="保存", exact=True).click()
    button = page.get_by_role("button", name="转到第 6 行")
    expect(button).to_be_visible()
    button.press("Enter")
    assert box.evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)").startswith("合计 {")
    expect(page.locator(".template-at")).to_have_text("光标在第 6 行")


def test_pages_of_templates(office: Office, chief: User, deputy: User, seat: Seat) -> None:
    body = f"{built_in('bulletin')}# 附则\n本通报自2026年7月起执行。"
    version = templates.draft_template(actor=chief, kind="bulletin", body=body, note="加上附则，" * 30)
    page, found = seat(chief), {}
    for url in (reverse("reports:template_list"), version.get_absolute_url(), NEW,
                reverse("reports:template_builtin", args=["bulletin"])):
        page.goto(url)
        found[url] = flaws_at_both_sizes(page)
    templates.submit_template(actor=chief, template=version)
    page = seat(deputy)
    page.goto(reverse("reports:template_approve", args=[version.pk]))
    found["approve"] = flaws_at_both_sizes(page)
    assert {url: wrong for url, wrong in found.items() if wrong} == {}
