"""The ground of a market: developers, estates, buildings and permits, spread evenly over time."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from housing_portal.accounts.models import User
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import clock
from housing_portal.registry.enums import Delivery, OrganizationKind, PermitKind
from housing_portal.registry.models import (
    Building,
    District,
    Estate,
    Organization,
    OrganizationRole,
    PermitBuilding,
    SalePermit,
)
from reports.demo import market_names, place

ESTATES_PER_DEVELOPER = 4
DEAREST = 12  # years in which prices rose
GOLDEN = 618_034  # millionths: every beginning of the row of multiples is spread evenly
LONGEST_SALE, COMPLETED_AFTER = 930, 1000  # days


@dataclass(frozen=True)
class Layout:
    """How a market is spread: over how many days, in how many buildings an estate, and of which shapes.

    A shape is floors, sections and homes on a floor. The higher ``haste``, the more rooms are sold soon after the
    permit: 5 leaves about four of a hundred unsold on any day, 2 about a third.
    """

    days: int
    buildings: int
    shapes: tuple[tuple[int, int, int], ...]
    haste: int


MASS = Layout(12 * 365, 20, ((6, 3, 2), (11, 2, 2), (18, 2, 3), (26, 2, 4), (33, 1, 6)), haste=5)
COUNTY = Layout(840, 3, ((11, 2, 2), (6, 3, 2), (17, 1, 4), (18, 2, 2)), haste=2)


@dataclass(frozen=True)
class Site:
    """A building with what its rooms and contracts need to know."""

    serial: int
    building: Building
    estate: Estate
    permit: SalePermit
    starts: date
    homes: int
    base_price: int  # 元/㎡ on the first floor on the first day

    @property
    def completed(self) -> date:
        return self.starts + timedelta(days=COMPLETED_AFTER)


def sites(clerk: User, layout: Layout, today: date, rng: Random) -> Iterator[Site]:
    """Yield building after building without end; each estate is recorded with its first one."""
    towns = list(District.objects.filter(parent__code=place.COUNTY_CODE).order_by("pk"))
    taken, serial = Estate.objects.count(), 0
    estate, developer = None, None
    while True:
        number = serial % layout.buildings
        if number == 0:
            rank = taken + serial // layout.buildings
            if rank % ESTATES_PER_DEVELOPER == 0 or developer is None:
                developer = _developer(clerk, rank // ESTATES_PER_DEVELOPER)
            estate = Estate.objects.create(
                record_name=market_names.estate(rank), developer=developer, district=towns[rank % len(towns)],
                address=f"云岭县{towns[rank % len(towns)]}", planned_sets=layout.buildings * 90,
            )
            _tell(clerk, estate)
            level = rng.randrange(3600, 5600)
        serial += 1
        days = serial * GOLDEN % 1_000_000 * layout.days // 1_000_000
        yield _site(estate, rank, serial, today - timedelta(days=60 + days), level, clerk, layout, rng)


def _tell(clerk: User, made: Estate | Building | SalePermit | Organization) -> None:
    action = f"登记{made._meta.verbose_name}"
    record(actor=clerk, action=action, label=f"{action}：{made}", obj=made, after=snapshot(made))


def _developer(clerk: User, rank: int) -> Organization:
    made, new = Organization.objects.get_or_create(name=market_names.developer(rank))
    if new:
        OrganizationRole.objects.create(organization=made, kind=OrganizationKind.DEVELOPER)
        _tell(clerk, made)
    return made


def _site(estate: Estate, rank: int, serial: int, starts: date, level: int, clerk: User, layout: Layout, rng: Random
          ) -> Site:
    today, number = clock.today(), (serial - 1) % layout.buildings
    floors, sections, homes = layout.shapes[(rank + 1 + number) % len(layout.shapes)]
    completed = starts + timedelta(days=COMPLETED_AFTER)
    over = completed <= today
    building = Building.objects.create(
        estate=estate, number=f"{number + 1}#楼", sections=sections, floors_above=floors, floors_below=1,
        delivery=Delivery.FINISHED if number % 7 == 0 else Delivery.ROUGH, started_on=starts - timedelta(days=120),
        topped_on=starts + timedelta(days=300) if starts + timedelta(days=300) <= today else None,
        accepted_on=completed - timedelta(days=30) if over else None, completed_on=completed if over else None,
        registered_on=completed if over else None,
    )
    sets = floors * sections * homes
    area = Decimal(sets * 105)
    key = f"(云)房预售证第{starts.year}{building.pk:05}号"
    permit = SalePermit.objects.create(
        kind=PermitKind.PRESALE, number=key.replace("(", "（").replace(")", "）"), number_key=key,
        issuer=place.BUREAU, estate=estate, developer=estate.developer, area_residential=area, area_total=area,
        sets_total=sets, sets_residential=sets, issued_on=starts, valid_from=starts,
        recorded_by=clerk, recorded_at=clock.end_of(starts),
    )
    PermitBuilding.objects.create(permit=permit, building=building)
    _tell(clerk, building)
    _tell(clerk, permit)
    years_ago = (today - starts).days // 365
    base_price = level + 120 * (DEAREST - years_ago) + rng.randrange(-200, 200)
    return Site(serial, building, estate, permit, starts, homes, base_price)
