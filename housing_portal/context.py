"""What every page's frame shows: the office, the menu, where the reader is, and what waits for him."""
from functools import cached_property

from django.http import HttpRequest

from housing_portal import navigation, todos
from housing_portal.accounts.office import office_names
from housing_portal.registry import demo_mark


def portal(request: HttpRequest) -> dict[str, "Portal"]:
    """Context processor: ``{{ portal }}`` in every template."""
    return {"portal": Portal(request)}


class Portal:
    """Computed only where a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def _names(self) -> tuple[str, str]:
        return office_names()

    @property
    def office_name(self) -> str:
        return self._names[0]

    @property
    def office_short(self) -> str:
        return self._names[1]

    @cached_property
    def menu(self) -> list[navigation.Desk]:
        """Return the desks that the reader may open."""
        user = self.request.user
        return navigation.menu(user, self.request.path) if user.is_authenticated else []

    @property
    def trail(self) -> list[tuple[str, str]]:
        """Return (label, url) of the desk and of the menu's page, as far as they lie above the present page."""
        here = [(desk, item) for desk in self.menu for item in desk.items if item.current]
        if not here:
            return []
        desk, item = here[0]
        above = [(desk.label, desk.url)] if desk.children else []
        return above if item.url == self.request.path else [*above, (item.label, item.url)]

    @cached_property
    def todo_count(self) -> int:
        """Return how many matters wait for the reader."""
        return todos.waiting(self.request.user) if self.request.user.is_authenticated else 0

    @property
    def is_demo(self) -> bool:
        """Tell whether the records are invented."""
        return demo_mark.is_set()
