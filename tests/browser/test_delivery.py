"""保交房总览 and the sheet of an estate: nothing sticks out at either size, and each prints on one A4."""
from datetime import date
from decimal import Decimal

import pypdfium2
import pytest
from django.urls import reverse

from housing_portal.accounts.models import User
from presale.delivery.models import Promise, SoldStatement, TroubledEstate, WorkStateChange
from presale.delivery.services import plans
from presale.delivery.services.facts import record_fact
from presale.delivery.services.handover import take_steps
from presale.delivery.services.problems import find_problem
from tests.browser.conftest import Seat
from tests.browser.sight import flaws_at_both_sizes
from tests.delivery import homes, loans
from tests.delivery.loans import People
from tests.pages.records import PROOF
from tests.transactions import builders as market

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = date(2026, 4, 10)
ESTATES, PROBLEMS, MEASURES = 12, 6, 7


@pytest.fixture
def who(clerk: User, finance: User, deputy: User, chief: User) -> People:
    return People(clerk, finance, deputy, chief)


@pytest.fixture
def estates(who: People) -> list[TroubledEstate]:
    """More estates than the page shows, each with a loan and problems, more than the sheet shows."""
    loan = loans.loan(who, 300_000_000)
    made = [estate_of(who, loan, f"云岭锦绣江山花园{place:02}期") for place in range(ESTATES)]
    plan_for(who, made[0])
    return made


def plan_for(who: People, estate: TroubledEstate) -> None:
    """Put a plan in force with more late measures than either page shows."""
    plan = plans.draft_plan(actor=who.clerk, estate=estate, text="筹资复工")
    for place in range(MEASURES):
        plans.add_measure(actor=who.clerk, plan=plan, text=f"第 {place} 项：协调总包单位恢复施工并完成外墙门窗工程",
                          responsible="县住房和城乡建设局", owner="王立新", due_on=date(2026, 7, 1), amount=None)
    plans.approve(actor=who.deputy, plan=plans.review(actor=who.chief, plan=plans.submit(actor=who.clerk, plan=plan)))


def estate_of(who: People, loan: object, name: str) -> TroubledEstate:
    made = loans.troubled(who.clerk, market.estate(name))
    rooms = homes.sold(market.building(made.estate, completed_on=date(2026, 3, 31)), 3, who.clerk)
    take_steps(actor=who.clerk, rooms=rooms[:2], code="hand", on=DAY)
    for fact in (
        SoldStatement(estate=made, on=DAY, sold_area=Decimal(300), sold_sets=3, due_sets=3, households=3),
        WorkStateChange(estate=made, on=DAY, code="semi_stopped"),
        Promise(estate=made, on=DAY, delivery_on=date(2026, 9, 30), by_whom="开发企业"),
    ):
        record_fact(actor=who.clerk, fact=fact)
    for place in range(PROBLEMS):
        find_problem(actor=who.clerk, estate=made, kind="fund", amount=Decimal(3_000_000), missing=(), found_on=DAY,
                     detail=f"第 {place} 笔复工资金不足，总包单位已停止进场，材料商起诉", evidence=PROOF)
    allocation = loans.allocated(who, 20_000_000, loan, made)
    loans.drawn(who, allocation, 10_000_000)
    loans.paid(who, allocation, 3_000_000)
    return made


def test_overview_and_sheet_are_one_page(estates: list[TroubledEstate], deputy: User, seat: Seat) -> None:
    page = seat(deputy)
    found = {}
    for name, url in (
        ("overview", reverse("reports:delivery")), ("sheet", reverse("reports:estate_sheet", args=[estates[0].pk])),
    ):
        page.goto(url)
        sheets = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))
        sizes = [[round(side) for side in sheet.get_size()] for sheet in sheets]
        found[name] = (flaws_at_both_sizes(page), sizes)
    assert found == {"overview": ([], [[842, 595]]), "sheet": ([], [[842, 595]])}
