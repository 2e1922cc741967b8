"""楼盘表: from the estates to a building drawn room by room."""
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import DetailView

from housing_portal.kit import scope
from housing_portal.kit.filters import clean_query
from housing_portal.kit.pages import Button, ListPage, Page, Scoped
from housing_portal.registry.models import Building, Estate, PermitBuilding
from transactions.enums import BatchKind, RoomState
from transactions.filters.buildings import EstateFilter
from transactions.grid import blocks_of
from transactions.models import Room
from transactions.panel import Panel
from transactions.querysets import with_sales
from transactions.rooms import Card, Tally, cards_by_building
from transactions.tables.buildings import EstateTable

PERMISSION, WRITE = "transactions.view", "transactions.record"


class EstateList(ListPage):
    permission = PERMISSION
    title = "楼盘表"
    model = Estate
    table_class = EstateTable
    filterset_class = EstateFilter
    import_url, write_permission = "transactions:import", "transactions.import"

    def get_queryset(self) -> QuerySet:
        estates = super().get_queryset().current().select_related("developer", "district")
        return with_sales(estates, Room.objects.all(), scope.current())


class EstatePage(Page, Scoped, DetailView):
    """The buildings of an estate, each with its rooms by state."""

    permission = PERMISSION
    model = Estate
    template_name = "transactions/estate.html"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("developer")

    def get_title(self) -> str:
        return f"{self.object}　楼盘表"

    def get_buttons(self) -> list[Button]:
        leads = [Button("列表查看", room_list(estate=self.object.record_name), "table")]
        if self.request.user.can("transactions.import"):
            query = urlencode({"kind": "rooms", "estate": self.object.pk})
            leads.append(Button("导入房屋", f"{reverse('transactions:import')}?{query}", "up"))
        return leads

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tables = building_tables(self.object)
        everything = [card for _building, cards in tables for card in cards]
        states, tallies = shown_states(everything), [(building, Tally(cards)) for building, cards in tables]
        rows = [(building, tally, [tally.states[state] for state, _all in states]) for building, tally in tallies]
        own = {"tables": rows, "tally": Tally(everything), "states": states}
        return super().get_context_data(**own, **kwargs)


class BuildingPage(Page, Scoped, DetailView):
    """One building as a grid; ``?room=`` opens a room beside it, ``?state=`` picks a state out."""

    permission = PERMISSION
    model = Building
    template_name = "transactions/building.html"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("estate__developer")

    def get_title(self) -> str:
        return f"{self.object.estate}　{self.object}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        estate = self.object.estate
        return [(str(estate), reverse("transactions:estate_table", args=[estate.pk]))]

    def get_buttons(self) -> list[Button]:
        which = {"estate": str(self.object.estate), "building": str(self.object)}
        leads = [
            Button("列表查看", room_list(**which), "table"), Button("导出", room_list(**which, export="xlsx"), "dl")
        ]
        if self.request.user.can("transactions.import"):
            query = urlencode({"kind": BatchKind.AREAS, "estate": self.object.estate_id})
            leads.append(Button("导入实测面积", f"{reverse('transactions:import')}?{query}", "up"))
        if self.request.user.can(WRITE):
            query = f"?building={self.object.pk}"
            leads += [
                Button("登记限制", reverse("transactions:restriction_create") + query),
                Button("登记房屋", reverse("transactions:room_create") + query, "plus", "primary"),
            ]
        return leads

    @cached_property
    def tables(self) -> list[tuple[Building, list[Card]]]:
        return building_tables(self.object.estate)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = clean_query(self.request.GET)
        cards = next((cards for building, cards in self.tables if building == self.object), [])
        chosen = next((card for card in cards if str(card.room.pk) == query.get("room")), None)
        own = {
            "tabs": [(building, Tally(some).rooms) for building, some in self.tables],
            "tally": Tally(cards), "states": shown_states(cards), "blocks": blocks_of(cards), "chosen": chosen,
            "panel": Panel(chosen) if chosen else None, "picked": query.get("state", ""), "permit": self._permit(),
        }
        return super().get_context_data(**own, **kwargs)

    def _permit(self) -> PermitBuilding | None:
        day = scope.current().as_of
        covering = PermitBuilding.objects.in_force(day).filter(building=self.object).select_related("permit")
        return covering.order_by("-permit__issued_on", "-pk").first()


def room_list(**query: str) -> str:
    """Return the address of the list of rooms, asked for ``query``."""
    return f"{reverse('transactions:room_list')}?{urlencode(query)}"


def building_tables(estate: Estate) -> list[tuple[Building, list[Card]]]:
    """Return the standing buildings of an estate in the order of their numbers, each with its rooms."""
    buildings = list(estate.buildings.current().order_by("number_key", "pk"))
    rooms = cards_by_building(buildings)
    return [(building, rooms[building.pk]) for building in buildings]


def shown_states(cards: Sequence[Card]) -> list[tuple[RoomState, int]]:
    """Return every state with the number of its rooms; those gone are mentioned only where there are any."""
    counts = Tally(cards).states
    return [(state, counts[state]) for state in RoomState if state != RoomState.GONE or counts[state]]
