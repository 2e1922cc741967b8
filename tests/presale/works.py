"""Reports of the works, and prices on file: what the figures of completion are made of."""
from datetime import date
from decimal import Decimal
from typing import Any

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from presale.enums import WorksStatus
from presale.models import EscrowAccount, WorksReport
from presale.services import works
from tests.material import pdf_bytes
from tests.presale.builders import yuan
from transactions.enums import PriceStatus
from transactions.models import PriceFiling, Room, RoomPrice

PROOF = [("监理月报.pdf", pdf_bytes("监理月报"))]
AS_OF = date(2026, 4, 30)


def reported(of: EscrowAccount, by: User, **facts: Any) -> WorksReport:
    """Return a report that waits: of 30 million 18 are done, and 2 are owed."""
    return works.report_works(**{
        "actor": by, "account": of, "as_of": AS_OF, "cost_total": yuan(30_000_000), "cost_done": yuan(18_000_000),
        "unpaid": yuan(2_000_000), "source": "监理月报 2026-04", "evidence": PROOF, **facts,
    })


def stated(of: EscrowAccount, by: User, confirmed_by: User, **facts: Any) -> WorksReport:
    """Return a confirmed report, made directly."""
    return WorksReport.objects.create(**{
        "account": of, "as_of": AS_OF, "cost_total": yuan(30_000_000), "cost_done": yuan(18_000_000),
        "unpaid": yuan(2_000_000), "source": "监理月报", "status": WorksStatus.CONFIRMED, "recorded_by": by,
        "recorded_at": clock.now(), "decided_by": confirmed_by, "decided_at": clock.now(), **facts,
    })


def priced(room: Room, unit_price: str, by: User, confirmed_by: User, on: date = date(2026, 3, 1)) -> RoomPrice:
    """Return the price on file of a room; another one becomes its next version."""
    filing = PriceFiling.objects.create(
        estate=room.building.estate, developer=room.building.estate.developer, batch="首批", filed_on=on,
        status=PriceStatus.FILED, confirmed_by=confirmed_by, confirmed_at=clock.now(), recorded_by=by,
        recorded_at=clock.now(),
    )
    return RoomPrice.objects.create(
        filing=filing, room=room, version=room.prices.count() + 1, unit_price=Decimal(unit_price),
        total_price=Decimal(unit_price) * room.area,
    )
