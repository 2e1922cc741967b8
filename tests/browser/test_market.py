"""交易网签 in real Chromium: grid, list, charts and forms at both sizes, long names, a contract by keyboard alone."""
from datetime import date

import pypdfium2
import pytest
from django.urls import reverse
from playwright.sync_api import expect

from housing_portal.accounts.models import User
from housing_portal.registry.models import Building, Estate, Organization
from tests.browser.conftest import Seat
from tests.browser.sight import flaws_at_both_sizes
from tests.browser.test_flows import SAVE, tab_to, write
from tests.transactions import builders
from transactions.models import ContractParty, Room, SaleContract

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIGNED, FILED = date(2026, 6, 10), date(2026, 6, 20)
NEW = "transactions:contract_create"


@pytest.fixture
def sold(clerk: User, chief: User) -> SaleContract:
    """Fill a building of two floors and sell one of its homes."""
    building = builders.building(builders.estate())
    builders.permit(building, by=clerk)
    rooms = [builders.room(building, f"{floor}{place:02}", floor) for floor in (1, 2) for place in (1, 2, 3, 4)]
    return builders.filed(rooms[0], clerk, chief, on=SIGNED, filed_on=FILED)


def pages_of(contract: SaleContract) -> list[str]:
    grid = reverse("transactions:building_table", args=[contract.building_id])
    return [
        grid, f"{grid}?room={contract.room_id}", f"{reverse(NEW)}?room={contract.room_id}", reverse(NEW),
        *(reverse(f"transactions:{name}") for name in (
            "contract_list", "estate_list", "room_list", "restriction_list", "resale_list", "lookup_list", "market",
            "daily_calendar",
        )),
        reverse("registry:permit_list"), contract.get_absolute_url(), contract.room.get_absolute_url(),
        reverse("transactions:estate_table", args=[contract.estate_id]),
    ]


def test_pages_of_the_market(sold: SaleContract, clerk: User, seat: Seat) -> None:
    page, found = seat(clerk), {}
    for url in pages_of(sold):
        page.goto(url)
        found[url] = flaws_at_both_sizes(page)
    assert {url: wrong for url, wrong in found.items() if wrong} == {}


def test_longest_names_of_the_market(sold: SaleContract, clerk: User, seat: Seat) -> None:
    Estate.objects.update(record_name="锦川云栖国际花园小镇" * 4, promo_name="云上锦绣" * 10)
    Organization.objects.update(name="云岭县城乡建设房地产开发有限责任公司" * 2)
    Building.objects.update(number="一期甲区综合体附属第十二幢楼")
    ContractParty.objects.update(name="欧阳慕容婉清" * 6)
    SaleContract.objects.update(buyer_names="、".join(["欧阳慕容婉清"] * 8))
    page, found = seat(clerk), {}
    for url in pages_of(sold):
        page.goto(url)
        found[url] = flaws_at_both_sizes(page)
    assert {url: wrong for url, wrong in found.items() if wrong} == {}


def test_market_and_list_print_on_one_landscape_sheet(sold: SaleContract, clerk: User, seat: Seat) -> None:
    page, sizes = seat(clerk), {}
    for name in ("market", "contract_list"):
        page.goto(reverse(f"transactions:{name}"))
        sheets = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))
        sizes[name] = [[round(side) for side in sheet.get_size()] for sheet in sheets]
    assert sizes == {"market": [[842, 595]], "contract_list": [[842, 595]]}


def test_contract_is_signed_by_keyboard_alone(sold: SaleContract, clerk: User, seat: Seat) -> None:
    home = Room.objects.get(number="204")
    page = seat(clerk)
    page.goto(reverse(NEW))
    expect(page.locator("[name=estate]")).to_be_focused()
    for name, words in (
        ("estate", "锦川云栖里"), ("building", "7"), ("door", "1单元204"), ("area_priced", "100"),
        ("unit_price", "6000"), ("total_price", "６００，０００．００"),
    ):
        write(page, name, words)
    expect(page.locator("[data-capitals-of=id_total_price]")).to_have_text("人民币陆拾万元整")
    page.locator("[name=delivery_on]").fill("2027-12-31")  # the native picker's order of keys is the system's own
    tab_to(page, page.get_by_role("textbox", name="姓名").first)
    page.keyboard.type("周小静")
    tab_to(page, page.get_by_role("textbox", name="证件号码").first)
    page.keyboard.type(builders.identity(7))
    tab_to(page, page.locator(SAVE))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("网签")
    reason = page.locator("[name=reason]")
    tab_to(page, page.locator(SAVE))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    # no prices are on file: the soft check asks why, and takes the focus
    expect(reason).to_be_focused()
    page.keyboard.type("本楼盘未实行一房一价")
    tab_to(page, page.locator(SAVE))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".hero .chip").first).to_have_text("已签未备案")
    made = SaleContract.objects.get(room=home)
    assert (made.total_price, made.down_payment, made.status, [party.name for party in made.parties.all()]) == (
        600_000, 600_000, "signed", ["周小静"]
    )
