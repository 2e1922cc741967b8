"""The rows of a large market as the tables take them: whole hundredths, sealed numbers, moments in UTC."""
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from housing_portal.accounts.models import User
from housing_portal.journal.models import NumberSequence
from housing_portal.kit import clock
from housing_portal.kit.secrecy import blind_index, seal
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.identity import IdentityKind
from housing_portal.registry.models import Organization
from housing_portal.registry.natural import natural_key
from reports.demo import market_names
from reports.demo.market_course import Course
from reports.demo.market_ground import Site
from reports.demo.place import COUNTY_CODE
from transactions.enums import (
    RESIDENTIAL,
    ContractLayer,
    EventKind,
    Origin,
    PayMethod,
    PriceBasis,
    RoomUse,
    SaleKind,
    Special,
)
from transactions.imports.contracts_rows import CONTRACT_COLUMNS, EVENT_COLUMNS, PARTY_COLUMNS
from transactions.imports.writing import reserve, stored, write_rows
from transactions.models import ContractEvent, ContractParty, SaleContract
from transactions.models.room import FOREVER

SHARES = {1: (10_000,), 2: (5_000, 5_000), 3: (3_334, 3_333, 3_333)}  # hundredths of a per cent
OFFICE_OPENS = time(9, 0, tzinfo=clock.SHANGHAI)
SPECIALS = (Special.RELATIVE, Special.RESETTLEMENT, Special.DEBT_OFFSET, Special.STAFF)
ROOM_COLUMNS = (
    "id", "building_id", "section", "floor", "floor_label", "number", "door_key", "place", "use", "house_code", "area",
    "inner_area", "shared_area", "is_measured", "contract_layer", "free_until",
)


@dataclass(frozen=True, slots=True)
class Place:
    """A room with its building; the area in hundredths."""

    site: Site
    section: str
    floor: int
    number: str
    place: int
    use: RoomUse
    area: int

    @property
    def label(self) -> str:
        door = f"{self.section}单元{self.number}" if self.section else self.number
        return f"{self.site.building.number}{door}"


@dataclass(frozen=True, slots=True)
class Sale:
    """A contract to be: its room by rank, and its course."""

    room: int
    course: Course


def room_row(pk: int, place: Place, layer: ContractLayer, free_until: date = FOREVER) -> tuple[Any, ...]:
    inner = place.area * 82 // 100
    return (pk, place.site.building.pk, place.section, place.floor, str(place.floor), place.number,
            natural_key(place.section, place.number), place.place, place.use.value, "", place.area, inner,
            place.area - inner, place.site.building.completed_on is not None, layer.value, free_until)


class Writer:
    """Turns sales into rows of contracts, buyers and events, and counts the numbers it has given away."""

    def __init__(self, clerk: User, places: Sequence[Place], pks: Sequence[int], rng: Random) -> None:
        self.clerk, self.places, self.pks, self.rng = clerk.pk, places, pks, rng
        self.bank = Organization.objects.filter(roles__kind=OrganizationKind.BANK).values_list("pk", flat=True)[0]
        # as the services count: numbers of a day, and of a year
        taken = NumberSequence.objects.values_list("prefix", "year", "last")
        self.numbers = Counter({(prefix, year): last for prefix, year, last in taken})
        self.now, self.moments = stored(clock.now()), {}
        self.parties: list[tuple[Any, ...]] = []
        self.events: list[tuple[Any, ...]] = []

    def write(self, sales: Sequence[Sale]) -> None:
        """Write one block."""
        self.parties, self.events = [], []
        contracts = [*map(self._contract, reserve(SaleContract, len(sales)), sales)]
        write_rows(SaleContract, CONTRACT_COLUMNS, contracts)
        write_rows(ContractParty, PARTY_COLUMNS, self.parties)
        write_rows(ContractEvent, EVENT_COLUMNS, self.events)

    def close(self) -> None:
        """Leave the number sequences where the rows have brought them."""
        NumberSequence.objects.bulk_create(
            [NumberSequence(prefix=prefix, year=year, last=last) for (prefix, year), last in self.numbers.items()],
            update_conflicts=True, unique_fields=["prefix", "year"], update_fields=["last"],
        )

    def _contract(self, pk: int, sale: Sale) -> tuple[Any, ...]:
        place, course, room = self.places[sale.room], sale.course, self.pks[sale.room]
        site = place.site
        home, special = place.use in RESIDENTIAL, self._special()
        total, terms = self._terms(place, course.signed)
        names = self._buyers(pk)
        facts = (SaleKind.PRESALE.value, home, special)
        self.events += self._course(pk, room, facts, course, place.area, total)
        return (
            pk, self._contract_no(course.signed), self._filing_no(course), SaleKind.PRESALE.value, room, site.estate.pk,
            site.building.pk, site.estate.developer_id, site.permit.pk, place.label, place.use.value, home, special,
            course.signed, False, course.filed, course.titled, f"云（房）第{pk:07}号" if course.titled else "",
            course.ended, course.reason, "", course.status.value, 1, Origin.IMPORTED.value, None, None, "", self.clerk,
            self.now, *terms, names,
        )

    def _special(self) -> str:
        dice = self.rng.randrange(300)
        return SPECIALS[dice].value if dice < len(SPECIALS) else Special.NONE.value

    def _contract_no(self, signed: date) -> str:
        day = f"{signed:%Y%m%d}"
        return f"{COUNTY_CODE}{day}{self._number(f'网签{day}', signed.year):05}"

    def _filing_no(self, course: Course) -> str | None:
        if course.filed is None:
            return None
        year = course.filed.year
        return f"{COUNTY_CODE}BA{year}{self._number('网签备案', year):06}"

    def _number(self, prefix: str, year: int) -> int:
        self.numbers[prefix, year] += 1
        return self.numbers[prefix, year]

    def _terms(self, place: Place, signed: date) -> tuple[int, tuple[Any, ...]]:
        site, dice = place.site, self.rng.randrange(100)
        yuan = site.base_price + place.floor * 12 + (signed - site.starts).days // 5 + self.rng.randrange(-60, 60)
        unit = yuan * (200 if place.use == RoomUse.SHOP else 100)
        total = (place.area * unit + 50) // 100
        method = (PayMethod.FULL if dice < 25 else PayMethod.LOAN if dice < 75 else PayMethod.FUND if dice < 90
                  else PayMethod.MIXED if dice < 95 else PayMethod.INSTALMENTS)
        by_loan = method not in (PayMethod.FULL, PayMethod.INSTALMENTS)
        loan = total * 7 // 10 // 1_000_000 * 1_000_000 if by_loan else 0
        down = total // 2 if method == PayMethod.INSTALMENTS else total - loan
        delivery = max(site.completed, signed) + timedelta(days=60)
        return total, (place.area, PriceBasis.GROSS.value, unit, total, method.value, down, loan,
                       self.bank if by_loan else None, delivery)

    def _buyers(self, contract: int) -> str:
        dice, names = self.rng.randrange(100), []
        for order, share in enumerate(SHARES[1 if dice < 70 else 2 if dice < 98 else 3], 1):
            name, number = market_names.person(self.rng), market_names.identity(self.rng)
            names.append(name)
            self.parties.append((
                contract, 1, order, share, name, IdentityKind.ID_CARD.value, seal("identity", number),
                blind_index("identity", number), seal("phone", market_names.phone(self.rng)),
            ))
        return "、".join(names)

    def _course(self, contract: int, room: int, facts: tuple[Any, ...], course: Course, area: int, total: int
                ) -> Iterator[tuple[Any, ...]]:
        def event(kind: EventKind, on: date, sign: int, was_filed: bool = False) -> tuple[Any, ...]:
            return (contract, room, kind.value, was_filed, on, on.year * 100 + on.month, *facts, sign, sign * area,
                    sign * total, self.clerk, self._moment(on))

        yield event(EventKind.SIGN, course.signed, 1)
        if course.filed:
            yield event(EventKind.FILE, course.filed, 1)
        if course.titled:
            yield event(EventKind.TITLE, course.titled, 0, was_filed=True)
        if course.ended:
            kind = EventKind.CANCEL if course.filed else EventKind.VOID
            yield event(kind, course.ended, -1, was_filed=course.filed is not None)

    def _moment(self, day: date) -> datetime:
        """Return when the office entered what happened on ``day``, never later than now."""
        if day not in self.moments:
            self.moments[day] = min(stored(datetime.combine(day, OFFICE_OPENS)), self.now)
        return self.moments[day]
