"""A market of any size: rooms, contracts of twelve years, buyers and events, written in blocks.

The rows skip the checks of entry one by one; ``manage.py verify`` holds for them as for all others.
"""
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from random import Random

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import record
from housing_portal.kit import clock
from reports.demo.market_course import Course, courses
from reports.demo.market_ground import LONGEST_SALE, MASS, Layout, Site, sites
from reports.demo.market_rows import ROOM_COLUMNS, Place, Sale, Writer, room_row
from transactions.enums import LAYER_OF, ContractLayer, ContractStatus, RoomUse
from transactions.imports.writing import reserve, write_rows
from transactions.models import Room

SEED = 20_260_601
BLOCK = 50_000
FREE_PER_DRAFT = 40
AREAS = (7_850, 8_860, 9_925, 10_612, 11_840, 12_836, 13_990, 14_725)  # hundredths of a ㎡
PARKING, PARKING_AREA = 30, 1_350


@transaction.atomic
def fill_market(*, clerk: User, chief: User, contracts: int, layout: Layout = MASS) -> None:
    """Add a market with ``contracts`` contracts to the county."""
    rng, today = Random(SEED), clock.today()  # noqa: S311 - invented figures, no secrets
    places, sales = plan_sales(clerk, contracts, rng, today, layout)
    pks = reserve(Room, len(places))
    layers = [ContractLayer.NONE] * len(places)
    for sale in sales:  # those of one room in order: the last decides
        layers[sale.room] = LAYER_OF.get(sale.course.status, ContractLayer.NONE)
    write_rows(Room, ROOM_COLUMNS, map(room_row, pks, places, layers))
    sales += _drafts(layers, today)
    sales.sort(key=lambda sale: (sale.course.signed, sale.room))
    writer, rest = Writer(clerk, chief, places, pks, rng), iter(sales)
    while block := list(islice(rest, BLOCK)):
        writer.write(block)
    writer.close()
    label = f"批量生成演示市场：合同 {len(sales)} 份，房屋 {len(places)} 户"
    record(actor=clerk, action="生成演示数据", label=label, after={"合同": len(sales), "房屋": len(places)})


def plan_sales(clerk: User, contracts: int, rng: Random, today: date, layout: Layout = MASS
               ) -> tuple[list[Place], list[Sale]]:
    """Return the rooms, and the sales by rank of their room."""
    places: list[Place] = []
    sales: list[Sale] = []
    for site in sites(clerk, layout, today, rng):
        for place in _places(site, rng):
            wait = LONGEST_SALE * rng.randrange(1000) ** layout.haste // 1000**layout.haste
            first = site.starts + timedelta(days=wait)
            sales += [Sale(len(places), one) for one in courses(rng, first, today)]
            places.append(place)
            if len(sales) >= contracts:
                return places, sales[:contracts]
    raise AssertionError("sites never end")


def _drafts(layers: list[ContractLayer], today: date) -> Iterator[Sale]:
    free = (rank for rank, layer in enumerate(layers) if layer == ContractLayer.NONE)
    for rank in islice(free, 0, None, FREE_PER_DRAFT):
        yield Sale(rank, Course(today, ContractStatus.DRAFT))


def _places(site: Site, rng: Random) -> Iterator[Place]:
    building = site.building
    shops = building.pk % 8 == 0
    areas = [rng.choice(AREAS) for _ in range(site.homes)]
    for section in range(1, building.sections + 1):
        for floor in range(1, building.floors_above + 1):
            use = RoomUse.SHOP if shops and floor == 1 else RoomUse.HOME
            for place, area in enumerate(areas, 1):
                yield Place(site, str(section), floor, f"{floor}{place:02}", place, use, area)
    if building.pk % 5 == 0:
        for place in range(1, PARKING + 1):
            yield Place(site, "", -1, f"B1-{place:03}", place, RoomUse.PARKING, PARKING_AREA)
