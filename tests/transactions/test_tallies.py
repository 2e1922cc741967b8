"""Events added up once and for all: figures and numbers of contracts are the same with tallies as without."""
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.scope import Scope
from housing_portal.kit.tables import totals
from housing_portal.registry.models import Building, SalePermit
from tests.material import pdf_bytes
from tests.transactions import builders
from tests.transactions.days import event, sale
from tests.transactions.homes import on
from tests.transactions.test_import_contracts import take
from transactions import ledger
from transactions.enums import EventKind, RoomUse
from transactions.filters.contracts import ContractFilter
from transactions.models import ContractEvent, EventTally, Room, SaleContract
from transactions.services import changes, daily, endings, filing, tallies
from transactions.services.indices import close_month

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 2, 20), 60  # days after it, over three months
MONTHS = [202602, 202603, 202604]
PROOF = [("协议.pdf", pdf_bytes("协议"))]


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with on(date(2026, 5, 20)):
        yield


@pytest.fixture
def at_every_event(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one event be worth a tally."""
    monkeypatch.setattr(tallies, "LEAST", 1)


def day(n: int) -> date:
    return FIRST + timedelta(days=n)


# -- sums -------------------------------------------------------------------------------------------------

Fact = tuple[str, bool, bool, int, int, int]  # kind, filed before, 住宅, day, delay of its entry, area
facts = st.tuples(
    st.sampled_from(EventKind.values), st.booleans(), st.booleans(), st.integers(0, LAST), st.integers(0, 9),
    st.integers(-99, 99),
)


def store(contract: SaleContract, fact: Fact) -> None:
    kind, was_filed, home, n, delay, area = fact
    ContractEvent.objects.create(
        contract=contract, room=contract.room, kind=kind, was_filed=was_filed, occurred_on=day(n),
        month=day(n).year * 100 + day(n).month, sale_kind="presale", is_residential=home, special="none", sets=1,
        area=Decimal(area), amount=Decimal(area * 10), recorded_by=contract.recorded_by,
        recorded_at=clock.end_of(day(n + delay)),
    )


def plainly(found: list[Fact], scope: Scope, kinds: tuple[str, ...]) -> dict[tuple, tuple]:
    """Add up what is known at ``scope``: of months that have not begun by then, all of it."""
    sums: dict[tuple, tuple] = {}
    month_end = ledger.last_day(ledger.month_of(scope.as_of))
    for kind, was_filed, home, n, delay, area in found:
        known = clock.end_of(day(n + delay)) <= scope.cutoff
        counts = known if day(n) <= scope.as_of else day(n) > month_end
        if kind in kinds and counts:
            key = (ledger.month_of(day(n)), kind, was_filed, home)
            events, area_so_far = sums.get(key, (0, 0))
            sums[key] = (events + 1, area_so_far + area)
    return sums


def found_by(scope: Scope, kinds: tuple[str, ...]) -> dict[tuple, tuple]:
    sums: dict[tuple, tuple] = {}
    for row in ledger.movements(scope, MONTHS, kinds):
        key = (row.month, row.kind, row.was_filed, row.residential)
        events, area = sums.get(key, (0, 0))
        sums[key] = (events + row.events, area + row.area)
        assert (row.sets, row.amount) == (row.events, row.area * 10)
    return {key: value for key, value in sums.items() if value[0]}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    history=st.lists(st.tuples(facts, st.booleans()), max_size=12), n=st.integers(0, LAST), known=st.integers(0, 9),
    kinds=st.sampled_from([ledger.MOVING, ledger.SELLING]),
)
def test_sums_are_the_same_whenever_they_were_tallied(
    at_every_event: None, room: Room, clerk: User, history: list[tuple[Fact, bool]], n: int, known: int,
    kinds: tuple[str, ...],
) -> None:
    scope = Scope(day(n), clock.end_of(day(n + known)))
    with transaction.atomic():
        contract = builders.drafted(room, clerk)
        for fact, tally_now in history:
            store(contract, fact)
            if tally_now:
                tallies.refresh()
        found = found_by(scope, kinds)
        breaches = ledger.tallies_out_of_step()
        transaction.set_rollback(True)
    assert (found, breaches) == (plainly([fact for fact, _ in history], scope, kinds), [])


def test_a_tally_holds_what_no_earlier_one_holds(at_every_event: None, room: Room, clerk: User) -> None:
    contract = sale(room, clerk, date(2026, 3, 1), date(2026, 3, 10))
    assert (tallies.refresh(), tallies.refresh()) == (2, 0)
    event(contract, clerk, EventKind.CHANGE, date(2026, 3, 12), 0, True, area=Decimal("-1.50"), amount=Decimal(-9))
    event(contract, clerk, EventKind.CHANGE, date(2026, 3, 13), 0, True, area=Decimal("0.25"), amount=Decimal(1))
    assert tallies.refresh() == 1
    rows = EventTally.objects.order_by("upto", "kind").values_list("month", "kind", "use", "events", "sets", "area")
    assert list(rows) == [
        (202603, "file", "home", 1, 1, Decimal(100)), (202603, "sign", "home", 1, 1, Decimal(100)),
        (202603, "change", "home", 2, 0, Decimal("-1.25")),
    ]


def test_few_events_are_not_worth_a_tally(monkeypatch: pytest.MonkeyPatch, room: Room, clerk: User) -> None:
    last = EventTally.objects.last_event()
    sale(room, clerk, date(2026, 3, 1), date(2026, 3, 10))
    events = ContractEvent.objects.order_by("-pk").values_list("pk", flat=True)
    monkeypatch.setattr(tallies, "LEAST", events[0] - last + 1)
    assert (tallies.refresh(), EventTally.objects.count()) == (0, 0)
    monkeypatch.setattr(tallies, "LEAST", events[0] - last)
    assert (tallies.refresh(), EventTally.objects.count()) == (2, 2)


def reported(clerk: User, chief: User) -> object:
    return daily.generate_report(actor=clerk, on=date(2026, 3, 10))


def closed(clerk: User, chief: User) -> object:
    return close_month(actor=chief, month=202603)


def imported(clerk: User, chief: User) -> object:
    return take(clerk, {"number": "1601"})


@pytest.mark.parametrize("deed", [reported, closed, imported])
def test_tallies_are_made_when_much_has_been_written_or_a_day_or_month_ends(
    at_every_event: None, django_capture_on_commit_callbacks: Any, deed: Callable[[User, User], object],
    building: Building, permit: SalePermit, clerk: User, chief: User,
) -> None:
    builders.room(building, "1601", 16)
    sale(builders.room(building), clerk, date(2026, 3, 1), date(2026, 3, 10))
    with django_capture_on_commit_callbacks(execute=True):
        deed(clerk, chief)
    newest = ContractEvent.objects.order_by("-pk").values_list("pk", flat=True).first()
    assert EventTally.objects.last_event() == newest


# -- numbers of contracts ---------------------------------------------------------------------------------


def told() -> dict[str, int]:
    """Return what events tell of the contracts, by its name, after comparing it with what is counted."""
    found = {told.name: (told.rows.known_total(), told.rows.count()) for told in SaleContract.objects.all().told()}
    assert {name: known for name, (known, _) in found.items()} == {name: real for name, (_, real) in found.items()}
    return {name: known for name, (known, _) in found.items() if known}


@pytest.mark.parametrize("every", [1, 2, 5, 100], ids=lambda n: f"tally_every_{n}_steps")
def test_numbers_are_told_after_every_step_of_every_contract(
    at_every_event: None, every: int, building: Building, permit: SalePermit, clerk: User, chief: User
) -> None:
    one, two, three, four = (builders.room(building, f"{n}01", n) for n in (2, 3, 4, 5))
    shop = builders.room(building, "101", 1, use=RoomUse.SHOP)
    held: dict[str, SaleContract] = {}
    asked = {"end_reason": "agreed", "reason": "双方协商", "evidence": PROOF}
    steps: list[tuple[str, Callable[[], SaleContract]]] = [
        ("draft", partial(builders.drafted, one, clerk)),
        ("a", partial(builders.filed, two, clerk, chief)),
        ("a", lambda: filing.register_title(
            actor=clerk, contract=held["a"], title_no="云（2026）第1号", titled_on=clock.today())),
        ("b", partial(builders.signed, three, clerk)),
        ("b", lambda: filing.submit_filing(actor=clerk, contract=held["b"])),
        ("b", lambda: filing.fail_filing(actor=chief, contract=held["b"], reason="缺材料")),
        ("b", lambda: endings.void_contract(actor=clerk, contract=held["b"], **asked)),
        ("c", partial(builders.filed, four, clerk, chief)),
        ("c", lambda: endings.request_cancel(actor=clerk, contract=held["c"], **asked)),
        ("c", lambda: endings.refuse_cancel(actor=chief, contract=held["c"], reason="材料不全")),
        ("c", lambda: endings.request_cancel(actor=clerk, contract=held["c"], **asked)),
        ("c", lambda: endings.approve_cancel(actor=chief, contract=held["c"])),
        ("d", partial(builders.filed, shop, clerk, chief)),
        ("d", lambda: changes.change_contract(
            actor=clerk, contract=held["d"], terms=builders.terms(unit_price="5900.00"), changed_on=clock.today(),
            buyers=[builders.buyer()], reason="面积更正", evidence=PROOF)),
        ("e", partial(builders.signed, three, clerk)),
    ]
    for number, (name, step) in enumerate(steps, 1):
        held[name] = step()
        if number % every == 0:
            tallies.refresh()
        told()
    assert told() == {"不含草稿": 5, "已备案": 1, "已办产权": 1, "网签已撤销": 1, "已注销": 1, "成套住宅": 4, "商业": 1}


TOLD = [{"status": ""}, *({"status": state} for state in ("filed", "titled", "voided", "cancelled")),
        *({"use": use} for use in RoomUse.values)]
COUNTED = [{}, *({"status": state} for state in ("draft", "signed", "filing", "cancelling", "unfiled", "overdue")),
           {"status": "filed", "use": "home"}, {"status": "", "signed_on_after": "2026-01-01"}, {"special": "relative"},
           {"buyer": "周静"}]


@pytest.mark.parametrize("asked", [*TOLD, *COUNTED], ids=lambda asked: "-".join(map("=".join, asked.items())) or "none")
def test_what_the_list_asks_is_told_or_counted(room: Room, clerk: User, asked: dict[str, str]) -> None:
    sale(room, clerk, date(2026, 3, 1), date(2026, 3, 10))
    rows = ContractFilter(QueryDict(urlencode(asked)), queryset=SaleContract.objects.visible_to(clerk)).qs
    known = int(asked in ({"status": ""}, {"status": "filed"}, {"use": "home"}))
    assert rows.known_total() == (known if asked in TOLD else None)


@pytest.mark.parametrize("narrowed", [
    lambda rows: rows.filter(room__gt=0), lambda rows: rows.exclude(use="shop"),
    lambda rows: rows.filter(parties__version=1), lambda rows: rows.filter(status__in=["filed", "titled"]),
    lambda rows: rows.without_drafts() | rows.drafts(),
])
def test_anything_else_is_counted(narrowed: Callable) -> None:
    assert narrowed(SaleContract.objects.filter(status="filed")).known_total() is None


def test_the_total_of_a_long_list_is_not_counted(
    building: Building, permit: SalePermit, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(2, 6):
        sale(builders.room(building, f"{n}01", n), clerk, date(2026, 3, n), date(2026, 3, 10))
    monkeypatch.setattr(totals, "CAP", 2)
    rows = SaleContract.objects.visible_to(clerk).without_drafts()
    with CaptureQueriesContext(connection) as asked:
        assert totals.total_of(rows, exact=True) == 4
    whole = Counter("COUNT(*)" in one["sql"] and "LIMIT 3" not in one["sql"] for one in asked.captured_queries)
    assert whole == {False: 3}
