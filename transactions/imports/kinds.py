"""Which kinds of files can be taken over, how each is read, and the empty table to fill in."""
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from housing_portal.kit.excel.columns import ColumnSpec
from housing_portal.kit.excel.template import import_template
from transactions.enums import BatchKind, RoomUse
from transactions.imports import areas, contracts, contracts_sheet, prices, rooms, runs
from transactions.imports.plan import Given, Plan

LARGE = 512 * 1024  # bytes: some thousand contracts, a few seconds


@dataclass(frozen=True)
class Kind:
    """``asks`` are the boxes that the page shows for it; ``start`` takes over files that would keep a page waiting."""

    read: Callable[[bytes, str, Given], Plan]
    heads: Mapping[str, Sequence[str]]
    required: Sequence[str]
    asks: Sequence[str] = ()
    choices: Mapping[str, Sequence[str]] | None = None
    start: Callable[..., object] | None = None

    def template(self, title: str) -> bytes:
        """Return the empty table of this kind."""
        specs = [ColumnSpec(key, (texts[0],), required=key in self.required) for key, texts in self.heads.items()]
        return import_template(specs, self.choices or {}, {}, title)


KINDS: dict[str, Kind] = {
    BatchKind.ROOMS: Kind(
        rooms.read, rooms.HEADS, rooms.REQUIRED, ("estate",), choices={"use": RoomUse.labels}
    ),
    BatchKind.AREAS: Kind(
        areas.read, areas.HEADS, areas.REQUIRED, ("estate", "surveyed_on", "report_no", "reason")
    ),
    BatchKind.PRICES: Kind(
        prices.read, prices.HEADS, prices.REQUIRED, ("estate", "batch", "filed_on", "reason")
    ),
    BatchKind.CONTRACTS: Kind(
        contracts.read, contracts_sheet.HEADS, contracts_sheet.NEEDED, choices=contracts_sheet.OFFERED,
        start=runs.start,
    ),
}
