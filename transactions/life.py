"""The whole life of a room in one line of time: areas, prices, restrictions, contracts and what happened to them."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from housing_portal.kit import clock
from housing_portal.kit.figures import grouped
from transactions.enums import EventKind, RestrictionStatus
from transactions.models import Room, RoomPrice

ENDINGS = frozenset({EventKind.VOID, EventKind.CANCEL})


@dataclass(frozen=True)
class Moment:
    """Something that happened; names of persons in ``text`` are masked."""

    on: date
    what: str
    text: str
    url: str = ""
    who: str = ""
    ends: bool = False


def life_of(room: Room) -> list[Moment]:
    """Return what happened to ``room``, the latest first."""
    moments = [*_areas(room), *_prices(room), *_restrictions(room), *_contracts(room)]
    if room.demolished_on:
        moments.append(Moment(room.demolished_on, "灭失", "房屋已灭失", ends=True))
    return sorted(moments, key=lambda moment: moment.on, reverse=True)


def _areas(room: Room) -> Iterator[Moment]:
    for area in room.areas.select_related("recorded_by").order_by("-pk"):
        words = [f"建筑面积 {grouped(area.area, 2)} ㎡"]
        words += [f"套内 {grouped(area.inner_area, 2)} ㎡"] if area.inner_area is not None else []
        words += [f"报告号 {area.report_no}"] if area.report_no else []
        words += [area.reason] if area.reason else []
        day = area.surveyed_on or area.recorded_at.astimezone(clock.SHANGHAI).date()
        yield Moment(day, "实测面积" if area.is_measured else "预测面积", "，".join(words), who=str(area.recorded_by))


def _prices(room: Room) -> Iterator[Moment]:
    prices = RoomPrice.objects.filter(room=room).select_related("filing__estate", "filing__recorded_by")
    for price in prices.order_by("-version"):
        filing = price.filing
        text = (f"第 {price.version} 版 {grouped(price.unit_price, 2)} 元/㎡，总价 {grouped(price.total_price, 2)} 元"
                f"（{filing.batch}，{filing.get_status_display()}）")
        yield Moment(filing.filed_on, "备案价", text, filing.get_absolute_url(), str(filing.recorded_by))


def _restrictions(room: Room) -> Iterator[Moment]:
    for lien in room.restrictions.select_related("recorded_by", "released_by", "creditor").order_by("-pk"):
        facts = [lien.authority, lien.case_no, lien.document_no, str(lien.creditor or ""),
                 f"至 {lien.until_on}" if lien.until_on else "",
                 lien.get_unsellable_reason_display() if lien.unsellable_reason else ""]
        text, url = "，".join([lien.get_kind_display(), *filter(None, facts)]), lien.get_absolute_url()
        yield Moment(lien.from_on, "续期限制" if lien.renews_id else "登记限制", text, url, str(lien.recorded_by))
        if lien.status == RestrictionStatus.RELEASED:
            freed = f"{lien.get_kind_display()}，文书号 {lien.release_document_no}"
            yield Moment(lien.released_on, "解除限制", freed, url, str(lien.released_by), ends=True)


def _contracts(room: Room) -> Iterator[Moment]:
    events = room.events.select_related("contract", "recorded_by").order_by("-occurred_on", "-pk")
    for event in events:
        contract = event.contract
        text = f"合同 {contract}，买受人 {contract.masked_buyers}"
        if event.kind in (EventKind.SIGN, EventKind.CHANGE):
            text += f"，{'增减' if event.kind == EventKind.CHANGE else '总价'} {grouped(event.amount, 2)} 元"
        ends = event.kind in ENDINGS
        if ends and contract.end_reason:
            text += f"，{contract.get_end_reason_display()}"
        yield Moment(event.occurred_on, event.get_kind_display(), text, contract.get_absolute_url(),
                     str(event.recorded_by), ends)
