"""Nonsense in addresses and forms gets an answer, never an error page of the server."""
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from tests.pages.census import CENSUS
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
FORM = {
    "unit": "99999999999999999999", "project": "x", "kind": "☃", "code": "started", "year": "1e9", "program": "none",
    "quantity": "-1", "amount": "1e400", "amount_cum": "NaN", "sets": "９" * 20, "as_of": "yesterday",
    "actual_on": "0000-00-00", "issued_on": "99999-01-01", "text": LONG, "name": "\u202e" * 50, "reason": LONG,
    "file_kept": "not-a-note", "evidence_kept": "x:y:z", "submission": LONG, "seen": "x", "plan_year": "∞",
    "invest_total": "１，２３４．５６７", "deed": "drop", "closed_on": "", "number": "〔〕", "lines": LONG,
}
# steps that ask for a click and nothing else: no nonsense can be said to them
CLICKS = {
    "affordable:milestone_confirm", "registry:calendar_remove", "reports:document_issue", "accounts:user_reset",
    "accounts:alias_remove", "journal:export_create", "registry:permit_expire",
    "transactions:daily_check", "transactions:daily_accept",
    # contracts
    "transactions:contract_sign", "transactions:contract_discard",
    "transactions:price_confirm", "transactions:lookup_approve",
    # escrow
    "presale:application_submit",
    # escrow: rules and quotas
    "presale:statement_book", "presale:line_reopen", "presale:reconciliation_close", "presale:answer_confirm",
    "presale:rule_activate",
    "presale:payee_confirm", "presale:freeze_confirm", "presale:works_confirm",
    "presale:alert_confirm", "presale:alert_close",
}
# the figure of a unit that does not exist is not found
DRILLS = {"reports:figure"}


@each([route for route in CENSUS if route.code == 200])
def test_nonsense_in_the_address(route: Route, address: str, desk: Desk, client_of: Sign) -> None:
    client, join = client_of(desk.people[route.opener]), "&" if "?" in address else "?"
    codes = {client.get(f"{address}{join}{urlencode(query)}").status_code for query in QUERIES}
    assert codes == ({404} if route.name in DRILLS else {200})


@each([route for route in CENSUS if route.code == 200 and route.name not in CLICKS])
def test_nonsense_in_the_form(route: Route, address: str, desk: Desk, client_of: Sign) -> None:
    client, before = client_of(desk.people[route.opener]), Entry.objects.count()
    files = {name: SimpleUploadedFile("开工令.pdf", b"\x00\xff" * 40) for name in ("evidence", "file")}
    answer = client.post(address, {**FORM, **files})
    assert (answer.status_code, Entry.objects.count()) in [(200, before), (405, before)]


@pytest.mark.parametrize("route", [route for route in CENSUS if route.make], ids=lambda route: route.name)
def test_number_beyond_any_record(route: Route, desk: Desk, client_of: Sign) -> None:
    url = reverse(route.name, args=[10**30, *route.more]) + route.query
    assert client_of(desk.people[route.opener]).get(url).status_code == 404
