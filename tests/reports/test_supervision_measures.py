"""督办 in figures: what ran and what was late on a day, as known then, the same as its own page says."""
from datetime import date, datetime
from decimal import Decimal

import time_machine

from housing_portal.accounts.models import Unit
from housing_portal.kit import clock
from housing_portal.kit.scope import Scope, current
from reports.evaluate import IndicatorSet
from reports.models import SupervisionItem
from reports.services import supervision as services
from reports.supervision import owed_at
from tests.pages import records_supervision as make
from tests.pages.records import Writers
from tests.pages.records_findings import deputy
from tests.pages.records_supervision import DAY
from tests.reports.test_supervision import on

KEYS = ("supervised_running", "supervised_late", "supervised_fed_back", "supervised_year", "supervised_settled_year")
EVE, LATE, AFTER = date(2026, 5, 19), date(2026, 5, 25), date(2026, 7, 2)


def told(day: date) -> list[int]:
    figures = IndicatorSet(current(day))
    return [figures.value(key) for key in KEYS]


def test_matters_are_counted_as_they_stood(by: Writers, town: Unit) -> None:
    item = make.issued(by, town)
    with on(AFTER):
        assert [told(day) for day in (EVE, DAY, date(2026, 5, 22), LATE)] == [
            [0, 0, 0, 0, 0], [1, 0, 0, 1, 0], [1, 0, 0, 1, 0], [1, 1, 0, 1, 0],
        ]
    item = services.receive(actor=by.clerk, item=item, on=DAY, receiver="吴主任")
    with on(AFTER):
        assert (told(LATE), told(date(2026, 6, 4))) == ([1, 0, 0, 1, 0], [1, 1, 0, 1, 0])
    item = make.answer(by, item, DAY)
    assert told(DAY) == [1, 0, 1, 1, 0]
    services.accept(actor=deputy(), item=item, on=DAY, quality="good")
    figures = IndicatorSet(current(DAY))
    assert (told(DAY), figures.value("supervised_settled_rate")) == ([0, 0, 0, 1, 1], Decimal("100.00"))


def test_late_is_late_on_its_own_page_too(by: Writers, town: Unit) -> None:
    item = make.issued(by, town)
    with on(AFTER):
        for day in (DAY, date(2026, 5, 22), date(2026, 5, 23), date(2026, 7, 1)):
            scope = Scope(day, clock.now())
            owed = owed_at(item, scope)
            assert IndicatorSet(scope).value("supervised_late") == int(owed[1] < day)


def test_what_was_entered_later_changes_no_earlier_cut_off(by: Writers, town: Unit) -> None:
    item = make.issued(by, town)
    with time_machine.travel(datetime(2026, 5, 26, 9, tzinfo=clock.SHANGHAI), tick=False):
        before = clock.now()
    with on(date(2026, 5, 27)):
        services.receive(actor=by.clerk, item=item, on=date(2026, 5, 21), receiver="吴主任")
        figures = [IndicatorSet(Scope(LATE, cutoff)) for cutoff in (before, clock.now())]
    assert [one.value("supervised_late") for one in figures] == [1, 0]


def test_each_unit_has_its_own(by: Writers, town: Unit) -> None:
    make.issued(by, town)
    figures = IndicatorSet(current(DAY))
    assert (figures.value("supervised_running", town), SupervisionItem.objects.count()) == (1, 1)
