"""Figures of findings as of any day and cut-off: found = mended + open + handed over, and what the rates divide."""
import random
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.indicators import Measure
from housing_portal.kit.scope import Scope
from inspections import phrases
from inspections.measures import findings as measures
from inspections.models.finding import Finding
from inspections.services import findings as services
from inspections.services import rechecks
from tests.pages import records_findings as make
from tests.pages.records import Writers

FIRST = datetime(2026, 3, 2, 10, tzinfo=clock.SHANGHAI)


def figures(as_of: date, cutoff: datetime | None = None) -> dict[str, object]:
    """Return the figures that are not 0, rates included."""
    scope = Scope(as_of, cutoff or clock.now())
    found = {one.key: one.evaluate(scope, None) for one in measures.findings() if isinstance(one, Measure)}
    rates = {
        one.key: one.evaluate(found[one.numerator], found[one.denominator]).total.value
        for one in measures.findings() if not isinstance(one, Measure)
    }
    return {key: value for key, value in ({k: f.total.value for k, f in found.items()} | rates).items() if value}


def test_every_state_counts_once(by: Writers) -> None:
    make.finding(by, "一", severity="grave")
    make.fixed(by, "二")
    make.closed_onsite(by, "三")
    make.noticed(by, "四")
    make.rechecked(by, "五")
    make.closed(by, "六")
    make.penalised(by, make.finding(by, "七"))
    services.withdraw(actor=by.chief, finding=make.finding(by, "八"), reason="重复登记")
    now = figures(date(2026, 5, 20))
    expected = {
        "check_notices": 3, "check_notices_deadline": 3, "check_findings": 7, "check_findings_minor": 6,
        "check_findings_grave": 1, "check_targets_found": 7, "check_onsite": 2, "check_onsite_closed": 1,
        "check_mended": 3, "check_closed": 2, "check_open": 3, "check_handed_over": 1, "check_open_all": 4,
        "check_mended_rate": Decimal("42.86"), "check_closed_rate": Decimal("28.57"),
    }
    assert {key: now[key] for key in now if "market" not in key} == expected
    domain = {key.removeprefix("check_market_"): now[key] for key in now if key.startswith("check_market")}
    assert domain == {
        "notices": 3, "findings": 7, "grave": 1, "minor": 6, "targets_found": 7, "mended": 3, "closed": 2,
        "minor_closed": 2, "minor_mended": 3, "onsite": 2, "onsite_closed": 1, "mended_rate": Decimal("42.86"),
        "closed_rate": Decimal("28.57"), "minor_mended_rate": Decimal("50.00"),
    }
    assert now["check_violation_market_8"] == 7
    assert figures(date(2026, 5, 5)) == {}


def test_a_late_closing_is_not_in_time(by: Writers) -> None:
    early, late = make.noticed(by, "一"), make.noticed(by, "二")
    make.noticed(by, "三")
    for row, on in ((early, date(2026, 6, 10)), (late, date(2026, 6, 11))):
        with time_machine.travel(clock.end_of(on), tick=False):
            row = rechecks.reply(actor=by.clerk, finding=row, on=on, text="已补齐。")
            services.close(actor=by.chief, finding=make.recheck(by, row), on=on)
    with time_machine.travel(clock.end_of(date(2026, 6, 30)), tick=False):
        before, on_the_day, after = (figures(date(2026, 6, day)) for day in (9, 10, 11))
    assert [one.get("check_due", 0) for one in (before, on_the_day, after)] == [0, 3, 3]
    assert [one.get("check_overdue", 0) for one in (before, on_the_day, after)] == [0, 0, 1]
    assert (after["check_closed"], after["check_closed_in_time"], after["check_in_time_rate"]) == (
        2, 1, Decimal("33.33"))


def test_a_past_cutoff_knows_nothing_of_what_was_entered_later(by: Writers, person: Callable[..., User]) -> None:
    row = make.closed_onsite(by, "一")
    cutoff = clock.now()
    with time_machine.travel(cutoff + timedelta(days=1), tick=False):
        services.undo_step(actor=person("chief", name="孙股长"), finding=row, reason="照片有误")
        assert figures(date(2026, 5, 20))["check_open"] == 1
        assert figures(date(2026, 5, 20), cutoff)["check_closed"] == 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_found_is_mended_open_and_handed_over(by: Writers, person: Callable[..., User], seed: int) -> None:
    """Walk at random, back steps included, and compare each day and cut-off with the states written down then."""
    choice, other = random.Random(seed), person("chief", name="孙股长")
    rows: list[Finding] = []
    seen: list[tuple[Scope, Counter]] = []
    moment = FIRST
    for _turn in range(28):
        moment += timedelta(hours=choice.choice((3, 26)))
        with time_machine.travel(moment, tick=False):
            if len(rows) < 4 or choice.random() < 0.1:
                visit = make.inspection(by, make.target(by, choice.choice("甲乙丙")), clock.today())
                rows.append(make.finding(by, "", inspection=visit, onsite_fixable=choice.random() < 0.5))
            else:
                _walk(by, other, choice, Finding.objects.get(pk=choice.choice(rows).pk))
            states = Counter(Finding.objects.exclude(status="withdrawn").values_list("status", flat=True))
            seen.append((Scope(clock.today(), clock.now()), states))
    with time_machine.travel(moment + timedelta(days=30), tick=False):
        for scope, states in seen:
            _compare(scope, states)


def _walk(by: Writers, other: User, choice: random.Random, row: Finding) -> None:
    today = clock.today()
    ways = {
        "found": [lambda: make.issued(by, row), lambda: services.fix_onsite(
            actor=by.clerk, finding=row, on=today, pictures=make.PHOTO), lambda: make.penalised(by, row),
            lambda: services.withdraw(actor=by.chief, finding=row, reason="误")],
        "fixed_onsite": [lambda: services.confirm_onsite(actor=by.chief, finding=row, on=today)],
        "noticed": [lambda: rechecks.reply(actor=by.clerk, finding=row, on=today, text="已改。")],
        "submitted": [lambda: make.recheck(by, row), lambda: make.recheck(
            by, row, result="failed", next_due_on=today + timedelta(days=3))],
        "rechecking": [lambda: services.close(actor=by.chief, finding=row, on=today)],
    }.get(row.status, [])
    back = [lambda: services.undo_step(actor=other, finding=row, reason="误")]
    try:
        choice.choice([*ways, *ways, *back])()
    except ServiceError:
        return  # refused: nothing has changed, and that is what is compared


def _compare(scope: Scope, states: Counter) -> None:
    known = Finding.objects.found_in(scope)
    assert Counter(known.values_list("stood", flat=True)) == states
    parts = [known.mended().count(), known.unmended().count(), known.handed_over().count()]
    assert sum(parts) == known.count()
    for field in ("target", "violation", "stood_round"):
        found = known.tally(field)
        split = Counter()
        for part in (known.mended(), known.unmended(), known.handed_over()):
            split.update(part.tally(field))
        assert split == found


# -- sentences ---------------------------------------------------------------------------------------


def test_all_mended_is_only_said_when_it_is_true(by: Writers) -> None:
    scope = Scope(date(2026, 5, 20), clock.now())
    assert phrases.onsite_phrase(scope) == "未查出即知即改的问题"
    row = make.fixed(by, "一")
    make.closed_onsite(by, "二")
    assert phrases.onsite_phrase(scope) == "查出即知即改的问题 2 个，已整改 1 个，1 个正在整改"
    services.confirm_onsite(actor=by.chief, finding=row, on=date(2026, 5, 20))
    assert phrases.onsite_phrase(scope) == "查出即知即改的问题 2 个并已全部整改完毕"


def test_what_was_handed_over_is_not_called_mended(by: Writers) -> None:
    make.closed(by, "一")
    make.penalised(by, make.finding(by, "二"))
    scope = Scope(date(2026, 5, 20), clock.now())
    state = phrases.all_mended(scope)
    assert (state.found, state.closed, state.handed_over, state.under_way, state.is_complete) == (2, 1, 1, 0, False)
    assert phrases.mended_phrase("查出问题", state) == "查出问题 2 个，已整改 1 个，1 个立案或移送"
