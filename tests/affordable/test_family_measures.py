"""Entry progress (source 000 L10, slots 39–43): the register of the base year, what is entered, what is left."""
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from affordable.enums import BenefitKind, FamilyCategory, FamilyStatus, GrantStatus, RuleStatus
from affordable.measures.families import MEASURES, RECKONED
from affordable.models import Benefit, Family, SubsidyGrant, SubsidyRule
from affordable.services import families as services
from housing_portal.accounts.models import Unit
from housing_portal.kit import clock, scope
from housing_portal.kit.scope import Scope
from housing_portal.registry.models import Setting
from tests.affordable import families as make
from tests.pages.records import Writers

DAY = date(2026, 5, 20)
MADE = datetime(2026, 1, 5, 9, tzinfo=clock.SHANGHAI)


@pytest.fixture
def rule(by: Writers, town: Unit) -> SubsidyRule:
    return SubsidyRule.objects.create(
        unit=by.clerk.unit, effective_on=date(2020, 1, 1), standard=Decimal("8.00"), guaranteed_area=Decimal("15.00"),
        most_persons=4, policy="云政办发〔2020〕1号", coefficients={one.value: "1.00" for one in FamilyCategory},
        status=RuleStatus.CONFIRMED, confirmed_by=by.chief, confirmed_at=MADE, recorded_by=by.clerk, recorded_at=MADE,
    )


@pytest.fixture
def granted(by: Writers, town: Unit, rule: SubsidyRule) -> Callable[..., Family]:
    """Return a family with a grant from a day to a day, entered and confirmed in January."""

    def make_one(from_on: date, to_on: date | None = None, unit: Unit = town) -> Family:
        family = make.accepted(by, unit)
        benefit = Benefit.objects.create(family=family, kind=BenefitKind.GRANT, from_on=from_on)
        SubsidyGrant.objects.create(
            unit=unit, family=family, benefit=benefit, rule=rule, category=family.category, persons=2,
            own_area=Decimal("6.50"), coefficient=Decimal("1.00"), monthly_amount=Decimal("136.00"), from_on=from_on,
            to_on=to_on, status=GrantStatus.ENDED if to_on else GrantStatus.ACTIVE, reason="核定",
            confirmed_by=by.chief, confirmed_at=MADE, recorded_by=by.clerk, recorded_at=MADE,
        )
        return family

    return make_one


def figures(on: Scope | None = None) -> dict[str, int]:
    return {one.key: one.evaluate(on or scope.current(), None).total.value for one in MEASURES}


def test_register_of_the_base_year(by: Writers, town: Unit, town2: Unit, granted: Callable[..., Family]) -> None:
    in_register = [
        granted(date(2025, 12, 31)), granted(date(2024, 1, 1), date(2025, 12, 31)),
        granted(date(2025, 3, 1), unit=town2),
    ]
    later = granted(date(2026, 1, 1))
    granted(date(2024, 1, 1), date(2025, 12, 30))
    services.enter_system(actor=by.clerk, families=[in_register[0], later], on=date(2026, 5, 6))
    found = figures()
    # the family that came after the base year is entered, but not in the register
    assert {key: found[key] for key in ("hh_in", "sub_base_hh", "sub_entered", "sub_left")} == {
        "hh_in": 2, "sub_base_hh": 3, "sub_entered": 1, "sub_left": 2
    }
    assert [one.evaluate(scope.current()).total.value for one in RECKONED] == [2025]


def test_progress_by_unit_opens_its_families(
    pen: Client, by: Writers, town: Unit, town2: Unit, granted: Callable[..., Family]
) -> None:
    done, left = granted(date(2025, 12, 1)), granted(date(2025, 12, 1))
    granted(date(2025, 12, 1), unit=town2)
    services.enter_system(actor=by.clerk, families=[done], on=DAY)
    page = pen.get("/affordable/entry-progress/").context
    found = [(line.name, [value for value, _url in line.cells], str(line.rate)) for line in page["lines"]]
    assert found == [(str(town), [2, 1, 1], "50.00"), (str(town2), [1, 0, 1], "0.00")]
    assert ([value for value, _url in page["total"].cells], str(page["total"].rate)) == ([3, 1, 2], "33.33")
    lists = [list(pen.get(url).context["object_list"]) for _value, url in page["lines"][0].cells]
    assert [sorted(one.pk for one in rows) for rows in lists] == [[done.pk, left.pk], [done.pk], [left.pk]]


def test_a_figure_of_an_earlier_day_stays(by: Writers, granted: Callable[..., Family]) -> None:
    family = granted(date(2025, 1, 1))
    before = Scope(DAY, clock.now())
    with time_machine.travel(datetime(2026, 6, 2, 9, tzinfo=clock.SHANGHAI)):
        services.enter_system(actor=by.clerk, families=[family], on=date(2026, 5, 6))
        keys = ("hh_in", "sub_base_hh", "sub_entered", "sub_left")
        assert [[figures(on)[key] for key in keys] for on in (before, scope.current())] == [[0, 1, 0, 1], [1, 1, 1, 0]]


def test_base_year_is_a_parameter(db: None, may_20: None) -> None:
    Setting.objects.create(key="param.subsidy_base_year", value="2023")
    assert [one.evaluate(scope.current()).total.value for one in RECKONED] == [2023]


def test_waiting_families_as_they_stood(by: Writers, town: Unit) -> None:
    family = make.waiting(by, town)
    then = Scope(DAY, clock.now())
    with time_machine.travel(datetime(2026, 6, 2, 9, tzinfo=clock.SHANGHAI)):
        services.exit_family(actor=by.chief, family=family, on=date(2026, 6, 2), reason="已购房")
        assert (figures(then)["waiting_hh"], figures()["waiting_hh"]) == (1, 0)
    assert make.again(family).status == FamilyStatus.EXITED
