"""Prices on file: which of them count at a day, and what homes are worth at them."""
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Sum

from housing_portal.kit.scope import Scope
from transactions.enums import PriceStatus


@dataclass(frozen=True)
class Worth:
    """Homes and the sum of their prices on file in 元; a home without such a price is not ``priced``."""

    value: Decimal = Decimal("0.00")
    priced: int = 0
    sets: int = 0

    def __add__(self, other: "Worth") -> "Worth":
        return Worth(self.value + other.value, self.priced + other.priced, self.sets + other.sets)


class ValuedByPrices(models.QuerySet):
    """Rooms, valued at their prices on file."""

    def with_price(self, scope: Scope) -> "ValuedByPrices":
        """Annotate ``price_then``: the price on file at the end of the day, None when there was none."""
        prices = self.model._meta.get_field("prices").related_model.objects.known(scope).filter(room=OuterRef("pk"))
        return self.annotate(price_then=models.Subquery(prices.order_by("-version").values("total_price")[:1]))

    def worth_by_building(self, scope: Scope) -> list[tuple[int, Worth]]:
        """Return (building, what its rooms are worth at the prices on file)."""
        rows = self.with_price(scope).order_by().values_list("building").annotate(
            value=Sum("price_then"), priced=Count("price_then"), sets=Count("pk")
        )
        return [(building, Worth(value or Decimal("0.00"), priced, sets)) for building, value, priced, sets in rows]


class RoomPriceQuerySet(models.QuerySet):
    def in_force(self) -> "RoomPriceQuerySet":
        """Keep the prices of confirmed filings, newest version first."""
        return self.filter(filing__status=PriceStatus.FILED).order_by("room", "-version")

    def known(self, scope: Scope) -> "RoomPriceQuerySet":
        """Keep the prices on file at the end of the day, as far as they had been confirmed by the cut-off."""
        return self.filter(
            filing__status=PriceStatus.FILED, filing__filed_on__lte=scope.as_of,
            filing__confirmed_at__lte=scope.cutoff,
        )

    def latest(self) -> "RoomPriceQuerySet":
        """Keep of each room the price in force."""
        later = self.model.objects.filter(
            room=OuterRef("room"), version__gt=OuterRef("version"), filing__status=PriceStatus.FILED
        )
        return self.in_force().filter(~Exists(later))

    def with_former(self) -> "RoomPriceQuerySet":
        """Annotate ``former_price``: the unit price on file that this one replaces."""
        former = self.model.objects.filter(
            room=OuterRef("room"), version__lt=OuterRef("version"), filing__status=PriceStatus.FILED
        )
        return self.annotate(former_price=models.Subquery(former.order_by("-version").values("unit_price")[:1]))

    def by_building(self) -> models.QuerySet:
        """Return (building, total in 元, area in ㎡, rooms), building by building."""
        rows = self.order_by().values_list("room__building")
        return rows.annotate(total=Sum("total_price"), area=Sum("room__area"), rooms=Count("pk")).order_by(
            "room__building__number_key", "room__building"
        )

    def averages(self) -> dict[str, Any]:
        """Return the total in 元, the area in ㎡ and the average unit price; None without rooms."""
        found = self.aggregate(total=Sum("total_price"), area=Sum("room__area"))
        return {**found, "average": found["total"] / found["area"] if found["area"] else None}
