"""The 大写 that the browser echoes is the one that the server writes."""
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from housing_portal.kit.numerals import rmb_upper
from tests.house.source import ROOT

CHROMIUM = Path("/usr/bin/chromium")
SCRIPT = (ROOT / "static" / "portal.js").read_text(encoding="utf-8")
PAGE = f'<input id="amount"><div data-capitals-of="amount"></div><script>{SCRIPT}</script>'
AMOUNTS = [
    "0", "0.01", "0.10", "0.5", "10", "10.10", "100", "101.05", "1000", "1001", "10000", "10001", "100000", "1000100",
    "1510000", "20000000.3", "100000000", "100010001", "100000000.07", "10000000000", "400060007", "100000000000.05",
    "1000000000000", "1200000000000", "1000000010000", "9999999999999.99", "-5.50",
]  # fmt: skip


@pytest.mark.browser
def test_the_browser_writes_amounts_as_the_server_does():
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.set_content(PAGE)
        echoed = {}
        for amount in [*AMOUNTS, "１２，３４５．６", "十万", "1.234", ""]:
            page.fill("#amount", amount)
            echoed[amount] = page.inner_text("[data-capitals-of]")
        browser.close()
    written = {amount: rmb_upper(Decimal(amount)) for amount in AMOUNTS}
    refused = dict.fromkeys(("十万", "1.234", ""), "")
    assert echoed == {**written, "１２，３４５．６": "人民币壹万贰仟叁佰肆拾伍元陆角整", **refused}
