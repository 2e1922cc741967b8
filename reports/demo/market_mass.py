"""A market of any size: rooms, contracts of twelve years, buyers and events, written in blocks.

They are what the office took over from its former system: one batch of historical contracts, with its entry in the
diary. The rows skip the checks of entry one by one; ``manage.py verify`` holds for them as for all others.
"""
import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby, islice
from random import Random

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import record
from housing_portal.kit import clock
from housing_portal.kit.saving import save_checked
from reports.demo.market_course import courses
from reports.demo.market_ground import LONGEST_SALE, MASS, Layout, Site, sites
from reports.demo.market_rows import ROOM_COLUMNS, Place, Sale, Writer, room_row
from transactions.enums import LAYER_OF, BatchKind, BatchStatus, ContractLayer, RoomUse
from transactions.imports.writing import reserve, write_rows
from transactions.models import ImportBatch, Room
from transactions.models.room import FOREVER
from transactions.services.rooms import table_of

SEED = 20_260_601
BLOCK = 50_000
AREAS = (7_850, 8_860, 9_925, 10_612, 11_840, 12_836, 13_990, 14_725)  # hundredths of a ㎡
PARKING, PARKING_AREA = 30, 1_350


@transaction.atomic
def fill_market(*, clerk: User, contracts: int, layout: Layout = MASS) -> None:
    """Add a market with ``contracts`` contracts to the county."""
    rng, today = Random(SEED), clock.today()  # noqa: S311 - invented figures, no secrets
    places, sales = plan_sales(clerk, contracts, rng, today, layout)
    pks = reserve(Room, len(places))
    layers, free_until = [ContractLayer.NONE] * len(places), [FOREVER] * len(places)
    for sale in sales:  # those of one room in order: the last decides
        layers[sale.room] = LAYER_OF.get(sale.course.status, ContractLayer.NONE)
        free_until[sale.room] = sale.course.signed if sale.course.status in LAYER_OF else FOREVER
    write_rows(Room, ROOM_COLUMNS, map(room_row, pks, places, layers, free_until))
    sales.sort(key=lambda sale: (sale.course.signed, sale.room))
    batch = ImportBatch(kind=BatchKind.CONTRACTS, recorded_by=clerk, recorded_at=clock.now())
    writer, rest = Writer(clerk, places, pks, rng), iter(sales)
    while block := list(islice(rest, BLOCK)):
        writer.write(block)
    writer.close()
    _close(batch, len(sales), len(places))
    for building, found in groupby(places, key=lambda place: place.site.building):
        summary = table_of([Decimal(place.area).scaleb(-2) for place in found])
        record(actor=clerk, action="登记房屋", label=f"登记房屋：{building}", obj=building, after=summary)


def _close(batch: ImportBatch, contracts: int, rooms: int) -> None:
    """Keep the batch and its entry in the diary, like those of a file."""
    batch.name = f"原系统移交合同 {contracts} 份（{batch.recorded_at:%H%M%S}）.xlsx"
    batch.digest, batch.status = hashlib.sha256(batch.name.encode()).hexdigest(), BatchStatus.DONE
    batch.rows = batch.rows_done = batch.added = contracts
    batch.finished_at = clock.now()
    save_checked(batch)
    record(actor=batch.recorded_by, action="导入", label=f"导入{BatchKind.CONTRACTS.label}：{batch.name}", obj=batch,
           after={"合同": f"{contracts} 份", "楼盘表": f"{rooms} 户"})


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


def _places(site: Site, rng: Random) -> Iterator[Place]:
    building = site.building
    shops = site.serial % 8 == 0
    areas = [rng.choice(AREAS) for _ in range(site.homes)]
    for section in range(1, building.sections + 1):
        for floor in range(1, building.floors_above + 1):
            use = RoomUse.SHOP if shops and floor == 1 else RoomUse.HOME
            for place, area in enumerate(areas, 1):
                yield Place(site, str(section), floor, f"{floor}{place:02}", place, use, area)
    if site.serial % 5 == 0:
        for place in range(1, PARKING + 1):
            yield Place(site, "", -1, f"B1-{place:03}", place, RoomUse.PARKING, PARKING_AREA)
