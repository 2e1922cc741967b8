"""Each check of rental housing, subsidies and shared ownership warns with both numbers, to the bureau alone."""
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from affordable import services
from affordable.models import SubsidyProgress
from affordable.services import families, homes, shared
from housing_portal.accounts.models import Unit
from housing_portal.kit import clock
from housing_portal.kit.scope import Scope, current
from housing_portal.registry.models import Setting
from reports.consistency import check
from tests.affordable import subsidies
from tests.conftest import Office
from tests.pages import records_rental as rental
from tests.pages import records_shared
from tests.pages.records import Writers
from tests.reports.conftest import Year

pytestmark = pytest.mark.django_db
Found = Callable[..., list[tuple]]


@pytest.fixture
def by(year: Year) -> Writers:
    return Writers(year.clerk, year.chief)


@pytest.fixture
def town(office: Office) -> Unit:
    return office.townships[0]


@pytest.fixture
def found() -> Found:
    """Return (severity, subject, left, right) of the warnings of one check, as of a day or today."""
    def ask(code: str, day: date | None = None) -> list[tuple]:
        return [(w.severity, w.subject, w.left, w.right) for w in check(current(day)) if w.code == code]
    return ask


def test_more_homes_in_the_system_than_there_are(by: Writers, town: Unit, found: Found) -> None:
    home = rental.home(by, town, entered_system_on=date(2025, 1, 1))
    assert found("entered_within_stock") == []
    homes.take_home_step(actor=by.chief, home=home, code="lose", on=date(2026, 6, 1), reason="洪水冲毁")
    assert found("entered_within_stock") == [("red", "rental", 1, 0)]
    assert found("entered_within_stock", date(2026, 5, 31)) == []


def test_stock_that_was_reported_otherwise(by: Writers, town: Unit, office: Office, found: Found) -> None:
    services.record_stock(
        actor=by.clerk, unit=office.whole, as_of=date(2026, 6, 30), period_from=2008, period_to=2015,
        assigned_sets=3, reported_done_sets=2, reused_sets=0, existing_sets=2,
    )
    assert found("stock_against_report") == []  # no ledger of homes yet
    rental.home(by, town)
    rental.home(by, town, ownership="enterprise")
    assert found("stock_against_report") == [("amber", "rental", 2, 1)]
    rental.home(by, town)
    assert found("stock_against_report") == []


def test_a_register_of_a_year_that_is_not_over(by: Writers, found: Found) -> None:
    assert found("register_year") == []
    Setting.objects.create(key="param.subsidy_base_year", value="2026")
    assert found("register_year") == [("red", "subsidy", 2026, 2026)]


def test_what_is_left_of_the_register(by: Writers, town: Unit, found: Found) -> None:
    both = subsidies.granted(by.clerk, by.chief, town, 2)
    families.enter_system(actor=by.clerk, families=both[:1], on=date(2026, 3, 1))
    assert found("register_not_entered") == [("amber", "subsidy", 1, 2)]
    families.enter_system(actor=by.clerk, families=both, on=date(2026, 3, 1))
    assert found("register_not_entered") == []


def test_a_quarter_that_is_due_and_has_no_batch(by: Writers, town: Unit, found: Found) -> None:
    assert found("quarter_without_batch") == []
    subsidies.granted(by.clerk, by.chief, town, 2)
    assert found("quarter_without_batch", date(2026, 4, 30)) == []
    assert found("quarter_without_batch", date(2026, 5, 1)) == [("amber", "2026/1", 2, 0)]
    subsidies.created(subsidies.treasury(by.clerk, by.chief), town)
    assert found("quarter_without_batch", date(2026, 5, 1)) == []


def test_sent_and_returned_is_not_paid(by: Writers, town: Unit, found: Found) -> None:
    subsidies.granted(by.clerk, by.chief, town, 2)
    who = subsidies.treasury(by.clerk, by.chief)
    batch = subsidies.sent(who, town)
    assert found("subsidy_open", date(2026, 4, 30)) == []
    assert found("subsidy_open") == [("amber", "subsidy", 1, 0)]
    subsidies.answered(who, batch, returned=(1,))
    assert found("subsidy_open") == [("amber", "subsidy", 1, 1)]


def test_progress_that_is_not_what_arrived(by: Writers, town: Unit, found: Found) -> None:
    subsidies.granted(by.clerk, by.chief, town, 2)
    who = subsidies.treasury(by.clerk, by.chief)
    subsidies.answered(who, subsidies.sent(who, town), returned=(1,))
    assert found("progress_against_payments") == []
    row = SubsidyProgress.objects.get(unit=town)
    row.pk, row.households_cum, row.amount_cum = None, 9, Decimal(10_000)
    row.save()
    assert found("progress_against_payments") == [
        ("red", "subsidy_households/城关镇", 9, 1), ("red", "subsidy_amount_wan/城关镇", 1, Decimal("0.1440")),
    ]


def test_not_every_home_has_its_certificate(by: Writers, town: Unit, found: Found) -> None:
    sale = records_shared.sold(by, town)
    assert found("not_all_certified") == [("amber", "shared", 0, 1)]
    shared.certify_sale(actor=by.clerk, sale=sale, cert_no="云（2015）字第8号", cert_on=date(2015, 1, 8))
    assert found("not_all_certified") == []


def test_readers_of_other_units_are_not_asked(by: Writers, town: Unit) -> None:
    records_shared.sold(by, town)
    own = Scope(clock.today(), clock.now(), frozenset({town.pk}))
    assert [(w.code, w.subject) for w in check(own)] == []
