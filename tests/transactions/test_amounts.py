"""Amounts and areas below zero are refused by the models at their box, and by the tables whoever writes to them."""
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from tests.transactions import builders
from transactions.models import Room, RoomArea, RoomPrice, RoomRestriction, SaleContract

LESS = Decimal("-0.01")


@pytest.fixture
def contract(room: Room, clerk: User) -> SaleContract:
    return builders.drafted(room, clerk)


def refused(row: models.Model, name: str, value: Decimal) -> list[str]:
    setattr(row, name, value)
    with pytest.raises(ValidationError) as error:
        row.clean_fields()
    return error.value.message_dict[name]


@pytest.mark.parametrize("name", ["area_priced", "unit_price", "total_price"])
@pytest.mark.parametrize("value", [LESS, Decimal(0)])
def test_prices_and_areas_are_more_than_nothing(contract: SaleContract, name: str, value: Decimal) -> None:
    assert refused(contract, name, value) == ["应大于 0，请核对。"]


@pytest.mark.parametrize("name", ["down_payment", "loan_amount"])
def test_payments_may_be_nothing_but_not_less(contract: SaleContract, name: str) -> None:
    assert refused(contract, name, LESS) == ["不能小于 0，请核对。"]
    setattr(contract, name, Decimal(0))
    contract.clean_fields()


def written(row: models.Model, **values: object) -> str:
    """Return the name of the constraint that keeps ``values`` out of the table."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**values)
    names = [rule.name for rule in row._meta.constraints]
    return next(name for name in names if name in str(error.value))


@pytest.mark.parametrize(("values", "rule"), [
    ({"unit_price": LESS}, "contract_positive"),
    ({"down_payment": LESS, "loan_amount": Decimal("600000.01")}, "contract_payment_not_negative"),
    ({"loan_amount": LESS, "down_payment": Decimal("600000.01")}, "contract_payment_not_negative"),
])
def test_the_table_of_contracts_refuses_too(contract: SaleContract, values: dict[str, Decimal], rule: str) -> None:
    assert written(contract, **values) == rule


def test_the_tables_of_rooms_refuse_too(room: Room, clerk: User) -> None:
    assert written(room, inner_area=Decimal(0)) == "room_parts_not_negative"
    assert written(room, shared_area=LESS) == "room_parts_not_negative"
    lien = RoomRestriction.objects.create(
        room=room, kind="land_mortgage", from_on=builders.LONG_AGO, recorded_by=clerk, recorded_at=clock.now(),
    )
    assert written(lien, secured_amount=Decimal(0)) == "restriction_secured_positive"


def test_what_is_only_added_to_refuses_at_once(room: Room, clerk: User) -> None:
    for area in (Decimal(0), LESS):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoomArea.objects.create(
                room=room, is_measured=True, area=area, recorded_by=clerk, recorded_at=clock.now()
            )


def test_a_price_on_file_is_more_than_nothing() -> None:
    price = RoomPrice(version=1, unit_price=Decimal(0), total_price=LESS)
    with pytest.raises(ValidationError) as error:
        price.clean_fields(exclude=["filing", "room"])
    assert error.value.message_dict == {name: ["应大于 0，请核对。"] for name in ("unit_price", "total_price")}
