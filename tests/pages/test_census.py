"""Who gets which answer at every address of the portal; nonsense gets one too, and never the server's error page."""
from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import quote, urlencode, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from housing_portal.accounts.models import User
from housing_portal.accounts.roles import ROLES
from housing_portal.journal.models import Entry
from presale.views.watched import Watched
from tests.conftest import hire
from tests.pages.census import CENSUS, PUBLIC
from tests.pages.conftest import Desk
from tests.pages.route import Route, each

Sign = Callable[[User], Client]
pytestmark = pytest.mark.django_db

LONG = "九" * 10_000
QUERIES = [
    {"page": "abc", "size": "0", "sort": "-password", "unit": "x", "year": "99999999999999999999",
     "kind": "☃", "status": "1' OR 1=1 --", "code": "[]"},
    {"page": "99999999999999999999", "unit": "99999999999999999999", "q": LONG, "tab": LONG, "as_of": "2026-99-99"},
    {"unit": "-1", "year": "２０２６", "as_of_after": "2026-02-30", "as_of_before": "x", "project": "9" * 40,
     "actual_on_after": "2026-05-02", "actual_on_before": "2026-05-01", "latest": "maybe", "category": "nan",
     "columns": "nothing", "programme": "${7*7}", "key": "../../etc", "q": "<script>%00\u202e"},
]
# the page of one record asks for little, and is asked all of it at once
AT_ONCE = {**QUERIES[2], **QUERIES[1], **QUERIES[0]}
FORM = {
    "unit": "99999999999999999999", "project": "x", "kind": "☃", "code": "started", "year": "1e9", "program": "none",
    "quantity": "-1", "amount": "1e400", "amount_cum": "NaN", "sets": "９" * 20, "as_of": "yesterday",
    "actual_on": "0000-00-00", "issued_on": "99999-01-01", "text": LONG, "name": "\u202e" * 50, "reason": LONG,
    "file_kept": "not-a-note", "evidence_kept": "x:y:z", "submission": LONG, "seen": "x", "plan_year": "∞",
    "invest_total": "１，２３４．５６７", "deed": "drop", "closed_on": "", "number": "〔〕", "lines": LONG,
}
# steps that ask for a click and nothing else: no nonsense can be said to them
CLICKS = {
    "reports:supervision_paper_issue", "reports:supervision_extension_approve",
    "reports:override_approve", "reports:override_take_back", "reports:override_lift",
    "affordable:milestone_confirm", "registry:calendar_remove", "accounts:user_reset",
    *(f"reports:document_{step}" for step in (
        "issue", "capture", "take_back", "proofread", "countersign", "archive", "renew",
    )),
    "accounts:alias_remove", "journal:export_create", "registry:permit_expire",
    "transactions:daily_check", "transactions:daily_accept",
    # contracts
    "transactions:contract_sign", "transactions:contract_discard",
    "transactions:price_confirm", "transactions:lookup_approve",
    # escrow
    "presale:application_submit",
    "presale:statement_book", "presale:line_reopen", "presale:reconciliation_close", "presale:answer_confirm",
    "presale:rule_activate",
    "presale:payee_confirm", "presale:freeze_confirm", "presale:works_confirm",
    "presale:alert_confirm", "presale:alert_close",
    # inspections
    "inspections:credit_rule_confirm", "inspections:credit_item_drop",
    "inspections:campaign_open", "inspections:campaign_close", "inspections:draw_draw",
    # subsidies
    "affordable:subsidy_rule_confirm", "affordable:grant_confirm", "affordable:subsidy_batch_compute",
    "affordable:subsidy_batch_check",
    # rental homes
    "affordable:round_close", "affordable:round_draw", "affordable:round_scores", "affordable:bill_make",
    "affordable:family_approve", "affordable:family_take_over", "affordable:review_pass",
    # rectification
    "inspections:finding_failed", "inspections:notice_review", "inspections:extension_approve",
    # guaranteed delivery
    "delivery:plan_review", "delivery:plan_approve", "delivery:assessment_confirm",
}
# the figure of a unit that does not exist is not found
DRILLS = {"reports:figure", "reports:slot"}


def routes(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name}"


def test_every_route_stands_in_the_census() -> None:
    known = [*(route.name for route in CENSUS), *PUBLIC]
    assert sorted(routes(get_resolver().url_patterns)) == sorted(known)


@each(CENSUS)
def test_roles_get_what_their_permissions_say(route: Route, address: str, desk: Desk) -> None:
    answers = {role: desk.window(role).get(address).status_code for role in route.asked}
    # a file answers 404, not 403, to whoever may not see the record that it proves; so does another's export
    if route.name in ("journal:attachment", "journal:attachment_open", "journal:export_detail"):
        answers = {role: 403 if code == 404 else code for role, code in answers.items()}
    assert answers == {role: route.expected[role] for role in route.asked}


def test_every_role_is_asked_by_turns() -> None:
    asked = Counter(role for route in CENSUS for role in route.asked)
    assert {role for role in ROLES if asked[role] > 20} == set(ROLES)


@each([route for route in CENSUS if route.permission])
def test_nothing_is_done_without_the_permission(route: Route, address: str, desk: Desk) -> None:
    role = next(role for role, code in route.expected.items() if code == 403)
    before = Entry.objects.count()
    # a try on money is named in the diary, any other leaves no trace
    told = int(issubclass(getattr(resolve(urlsplit(address).path).func, "view_class", object), Watched))
    code = desk.window(role).post(address).status_code
    assert (code, Entry.objects.count()) in [(403, before + told), (405, before)]


@each([route for route in CENSUS if route.make])
def test_other_scope_finds_nothing(route: Route, address: str, desk: Desk, client_of: Sign) -> None:
    outsider = client_of(hire(route.opener, desk.office.townships[0]))
    assert outsider.get(address).status_code == route.answer_outside


@each(CENSUS)
def test_stranger_is_sent_to_the_login_page(route: Route, address: str, client: Client) -> None:
    way = f"{reverse('login')}?next={quote(address)}"
    expected = (405, None) if route.code == 405 else (302, way)
    answer = client.get(address)
    assert (answer.status_code, answer.headers.get("Location")) == expected


@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_is_open(name: str, client: Client) -> None:
    assert client.get(reverse(name)).status_code == 200


# -- nonsense ----------------------------------------------------------------------------------------------


@each([route for route in CENSUS if route.code == 200])
def test_nonsense_in_the_address(route: Route, address: str, desk: Desk) -> None:
    client, join = desk.window(route.opener), "&" if "?" in address else "?"
    queries = [AT_ONCE] if route.make else QUERIES
    codes = {client.get(f"{address}{join}{urlencode(query)}").status_code for query in queries}
    assert codes == ({404} if route.name in DRILLS else {200})


@each([route for route in CENSUS if route.code == 200 and route.name not in CLICKS])
def test_nonsense_in_the_form(route: Route, address: str, desk: Desk) -> None:
    client, before = desk.window(route.opener), Entry.objects.count()
    files = {name: SimpleUploadedFile("开工令.pdf", b"\x00\xff" * 40) for name in ("evidence", "file")}
    answer = client.post(address, {**FORM, **files})
    assert (answer.status_code, Entry.objects.count()) in [(200, before), (405, before)]


@pytest.mark.parametrize("route", [route for route in CENSUS if route.make], ids=lambda route: route.name)
def test_number_beyond_any_record(route: Route, desk: Desk) -> None:
    url = reverse(route.name, args=[10**30, *route.more]) + route.query
    assert desk.window(route.opener).get(url).status_code == 404
