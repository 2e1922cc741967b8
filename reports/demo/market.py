"""The market of the invented county: two and a half years of sales, prices on file, and something in every state."""
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from django.db.models import Min

from housing_portal.accounts.models import User
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import clock
from housing_portal.registry import services as registry
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.models import Estate
from reports.demo import market_days, market_homes, market_people
from reports.demo.market_ground import COUNTY
from reports.demo.market_mass import fill_market
from reports.demo.office import Office
from transactions.enums import PriceStatus
from transactions.imports.writing import analyse, without_indexes
from transactions.models import (
    ContractEvent,
    ContractParty,
    PriceFiling,
    Room,
    RoomArea,
    RoomPrice,
    SaleContract,
)
from transactions.services import indices
from transactions.services.prices import summary_of

CONTRACTS = 900
DAYS, LONG_DAYS = 40, 60
INDEX_MONTHS = 30  # the index begins where the small market does
ABOVE = Decimal("1.06")  # prices on file lie above those of the day
OPENING = Decimal(5200)  # 元/㎡ where nobody has bought yet


def fill(office: Office, more: int) -> None:
    """Fill the market, with ``more`` contracts on top; the days are reported before today's deeds are entered."""
    clerk, chief = office.clerk, office.chief
    fill_market(clerk=clerk, contracts=CONTRACTS, layout=COUNTY)
    _areas(clerk)
    _prices(clerk, chief)
    if more:
        with without_indexes(Room, SaleContract, ContractParty, ContractEvent):
            fill_market(clerk=clerk, contracts=more)
        analyse()
    market_days.report(clerk, chief, days=LONG_DAYS if more else DAYS)
    for month in indices.months_to_close()[-INDEX_MONTHS:]:
        indices.close_month(actor=chief, month=month)
    market_people.act(office)
    market_homes.act(office)
    registry.register_organization(
        actor=clerk, name="云岭县鼎恒房产开发有限公司", kinds=[OrganizationKind.DEVELOPER], short_name="鼎恒房产",
    )


def _areas(clerk: User) -> None:
    """Keep the predicted areas of all rooms as the first of their records, known since the building was permitted."""
    permitted = Min("building__permits__issued_on")
    RoomArea.objects.bulk_create(
        RoomArea(room=room, is_measured=False, area=room.area, inner_area=room.inner_area, reason="预售测绘",
                 shared_area=room.shared_area, recorded_by=clerk, recorded_at=clock.end_of(room.since))
        for room in Room.objects.annotate(since=permitted).order_by("pk")
    )


def _prices(clerk: User, chief: User) -> None:
    """File one price per room, estate by estate, above what has been paid; the last estate has not filed yet."""
    highest: dict[tuple[int, str], Decimal] = defaultdict(lambda: OPENING)
    for building, use, price in SaleContract.objects.values_list("building", "use", "unit_price"):
        highest[building, use] = max(highest[building, use], price)
    for estate in list(Estate.objects.filter(buildings__isnull=False).distinct().order_by("pk"))[:-1]:
        first = min(estate.permits.values_list("issued_on", flat=True))
        filing = PriceFiling.objects.create(
            estate=estate, developer=estate.developer, batch="首批", filed_on=first, status=PriceStatus.FILED,
            recorded_by=clerk, recorded_at=clock.end_of(first), confirmed_by=chief,
            confirmed_at=clock.end_of(first + timedelta(days=1)),
        )
        rooms = Room.objects.filter(building__estate=estate).order_by("pk")
        prices = RoomPrice.objects.bulk_create(
            _price(filing, room, highest[room.building_id, room.use]) for room in rooms
        )
        record(actor=clerk, action="申报备案价", label=f"申报备案价：{filing}", obj=filing,
               after={**snapshot(filing), **summary_of(prices)})


def _price(filing: PriceFiling, room: Room, paid: Decimal) -> RoomPrice:
    unit = (paid * ABOVE).quantize(Decimal(1))
    return RoomPrice(filing=filing, room=room, version=1, unit_price=unit, total_price=unit * room.area)
