"""Two clerks at the same register at the same time."""
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from housing_portal.accounts.models import User
from housing_portal.registry import services
from housing_portal.registry.models import Building, Estate, SalePermit, Setting
from tests.races import at_once
from tests.registry.conftest import terms

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_permit_is_registered_once(clerk: User, estate: Estate, build: Callable[..., Building]) -> None:
    given = terms(estate, build("7#楼"))
    answers = at_once(*[lambda: services.register_permit(actor=clerk, **given)] * 4)
    assert answers == ["", *["“7#楼”已在现行许可 （云）房预售证第2025001号 内，请先变更、撤销或将该许可转现售。"] * 3]
    assert SalePermit.objects.count() == 1


def test_a_number_is_given_once_whatever_the_estate(
    clerk: User, estate: Estate, build: Callable[..., Building]
) -> None:
    other = services.register_estate(actor=clerk, record_name="清溪雅苑", developer=estate.developer)
    papers = [terms(estate, build("7#楼")), terms(other, build("7#楼", of=other))]
    answers = at_once(*[lambda given=given: services.register_permit(actor=clerk, **given) for given in papers])
    assert (answers[0], len(answers), SalePermit.objects.count()) == ("", 2, 1)
    assert answers[1] in ("这个发证机关的同号许可已登记。", "同名或同号的记录刚刚被他人登记，请刷新后核对。")


def test_a_permit_ends_once(chief: User, build: Callable[..., Building], issue: Callable[..., SalePermit]) -> None:
    permit = issue(build("7#楼"))
    given = {"actor": chief, "permit": permit, "step": "revoke", "reason": "撤销", "on": date(2026, 1, 5)}
    answers = at_once(*[lambda: services.step_permit(**given)] * 3)
    assert answers.count("") == 1
    assert SalePermit.objects.get().status == "revoked"


def test_a_parameter_is_changed_by_one_after_the_other(chief: User) -> None:
    def put(value: str) -> Callable[[], object]:
        return lambda: services.set_parameter(actor=chief, key="filing_days", value=value, reason="云房发〔2026〕9号")

    assert at_once(put("45"), put("45")) == ["", "与现行值相同（45 日），没有需要调整的。"]
    assert Setting.objects.get(key="param.filing_days").value == "45"


def test_a_building_is_registered_once(clerk: User, estate: Estate) -> None:
    def build() -> object:
        return services.register_building(
            actor=clerk, estate=estate, number="7#楼", floors_above=18, area_predicted=Decimal("9000.00")
        )

    assert at_once(*[build] * 3) == ["", *["这个楼盘已有同号的楼幢。"] * 2]
    assert Building.objects.count() == 1
