"""Every page of the menu in real Chromium, at both sizes: nothing overflows, nothing is blank, nothing complains."""
from datetime import timedelta

import pytest
from django.urls import reverse

from affordable.models import AffordableProject, AnnualTarget
from housing_portal.accounts.models import Unit, User
from housing_portal.kit import clock
from housing_portal.navigation import menu
from reports.services import overrides
from tests.browser.conftest import Seat
from tests.browser.sight import colours, flaws, flaws_at_both_sizes
from tests.conftest import Office
from tests.pages import records
from tests.pages import records_supervision as matters
from tests.pages.records import Writers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PARTS = 3  # of the menu, so that one worker does not look at all of it while the other has nothing left


@pytest.mark.parametrize("part", range(PARTS))
def test_pages_of_the_menu(
    clerk: User, chief: User, director: User, auditor: User, sysadmin: User, year: None, seat: Seat, part: int
) -> None:
    """Each page is looked at over the shoulder of the first who may open it; the workbench is everybody's own."""
    found, seen, answers, home = {}, set(), set(), reverse("home")
    for person in (clerk, chief, director, auditor, sysadmin):
        urls = sorted({item.url for desk in menu(person, "/") for item in desk.items} - seen - {home})
        seen.update(urls)
        page = seat(person)
        for url in [*urls[part::PARTS], *([home] if part == 0 else [])]:
            answers.add(page.goto(url).status)
            found[url] = found.get(url, []) + flaws_at_both_sizes(page)
    assert {url: wrong for url, wrong in found.items() if wrong} == {}
    assert (answers, len(found) > 20) == ({200}, True)


@pytest.fixture
def long_names(year: None, by: Writers, office: Office) -> list[str]:
    """Give a unit and a project the longest names there are; return the addresses that show them."""
    unit = office.townships[0]
    project = AffordableProject.objects.filter(unit=unit).earliest("pk")
    paper = records.document(by, unit)
    Unit.objects.filter(pk=unit.pk).update(name="云岭县城关镇" * 10, short_name="")
    AffordableProject.objects.filter(pk=project.pk).update(name="老旧城区东片区改造工程" * 9)
    shown = [project, project.milestones.get(), paper, AnnualTarget.objects.get(unit=unit)]
    figure = reverse("reports:figure", args=["investment_total_wan_derived"])
    return [figure, f"{figure}?unit={unit.pk}", *(record.get_absolute_url() for record in shown)] + [
        reverse(name) for name in (
            "home", "reports:dashboard", "reports:cross_tables", "affordable:project_list",
            "affordable:milestone_list", "affordable:milestone_create",
        )
    ]


@pytest.fixture
def long_reason(year: None, by: Writers, office: Office) -> list[str]:
    """Give a request to override the longest reason there is, in letters that nothing parts."""
    unit = office.townships[0]
    paper = records.document(by, unit)
    override = overrides.ask_override(actor=by.clerk, document=paper, figure="investment_total_wan_derived",
                                      value="997", reason="W" * 200)
    return [override.get_absolute_url(), reverse("reports:override_take_back", args=[override.pk]),
            *(reverse(f"reports:document_{name}", args=[paper.pk]) for name in ("figures", "detail"))]


def test_longest_reason(long_reason: list[str], by: Writers, seat: Seat) -> None:
    page, found = seat(by.clerk), {}
    for url in long_reason:
        page.goto(url)
        found[url] = flaws_at_both_sizes(page)
    assert {url: wrong for url, wrong in found.items() if wrong} == {}


def test_records_to_choose_from_stand_below_each_other(by: Writers, office: Office, seat: Seat) -> None:
    for unit in office.townships[:2]:
        matters.drafted(by, unit, due_on=clock.today())
    page = seat(by.clerk)
    page.goto(reverse("reports:supervision_letters"))
    labels = page.locator("#id_items label")
    assert [one.strip().partition("　")[2] for one in labels.all_inner_texts()] == ["下一步：交办", "下一步：交办"]
    assert len({round(one.bounding_box()["y"]) for one in labels.all()}) == 2


def test_points_of_the_page_that_locks_a_month_stand_within_their_panel(year: None, chief: User, seat: Seat) -> None:
    page, day = seat(chief), clock.today().replace(day=1) - timedelta(days=1)
    page.goto(reverse("reports:month_lock", args=[day.year, day.month]))
    lists = page.locator("main .panel ul").evaluate_all(
        "all => all.map((one) => parseFloat(getComputedStyle(one).paddingLeft))")
    assert len(lists) == 2
    assert min(lists) >= 20


def test_longest_names(long_names: list[str], by: Writers, seat: Seat) -> None:
    page, found = seat(by.clerk), {}
    for url in long_names:
        page.goto(url)
        found[url] = flaws_at_both_sizes(page)
    assert {url: wrong for url, wrong in found.items() if wrong} == {}


def test_flaws_are_seen(director: User, seat: Seat) -> None:
    page = seat(director)
    page.goto(reverse("home"))
    assert flaws(page) == []
    page.evaluate("document.querySelector('h1').hidden = true")
    page.evaluate("document.querySelector('main').style.width = '1400px'")
    assert flaws(page)[-2:] == ["scrolls sideways by 234 px", "no heading"]
    page.evaluate("document.body.replaceChildren()")
    assert colours(page) == 1


def test_refusals_of_the_content_policy_are_heard(director: User, seat: Seat, complaints: list[str]) -> None:
    page = seat(director)
    page.goto(reverse("home"))
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">red</p>')")
    assert ["Content Security Policy" in complaint for complaint in complaints] == [True]
    complaints.clear()
