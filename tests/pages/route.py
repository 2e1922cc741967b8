"""An address of the portal as the census knows it."""
from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

import pytest

from housing_portal.accounts.roles import BUREAU_ONLY, ROLES
from tests.pages.records import Maker

# whose permissions decide what a page of the area shows; the pages of other areas show something of everything
RIGHTS = {
    "affordable": ("affordable.", "rental.", "personal."),
    "presale": ("presale.", "personal."),
    "transactions": ("transactions.", "presale.", "personal."),
    "delivery": ("delivery.", "personal."),
    "inspections": ("inspections.", "petitions.", "personal."),
    "registry": ("registry.", "transactions.", "personal."),
}


@dataclass(frozen=True)
class Route:
    """``permission`` opens the page ("": everybody who has signed in), which then answers ``code``.

    ``outside`` is what a township's own person with the permission gets for another township's record: 404 where
    records are scoped, 200 where they are everybody's; 403 where the permission is the bureau's own.
    """

    name: str
    permission: str = ""
    make: Maker | None = None
    more: tuple[object, ...] = ()
    query: str = ""
    outside: int | None = None
    code: int = 200

    @property
    def expected(self) -> dict[str, int]:
        """Return the answer for each role."""
        return {
            code: self.code if not self.permission or self.permission in role.grants else 403
            for code, role in ROLES.items()
        }

    @property
    def answer_outside(self) -> int:
        """Return what somebody of another unit gets for a record."""
        if self.outside is not None:
            return self.outside
        return 403 if self.permission in BUREAU_ONLY else 404

    @property
    def asked(self) -> list[str]:
        """Return the roles that are sent to the page: of those to whom it looks the same one, by turns.

        A page differs by whether it opens and by what the role may do in its area.
        """
        prefixes = RIGHTS.get(self.name.split(":")[0], "")
        alike: dict[tuple[int, frozenset[str]], list[str]] = {}
        for code, answer in self.expected.items():
            rights = {right for right in ROLES[code].grants if right.startswith(prefixes)} if answer != 403 else ()
            alike.setdefault((answer, frozenset(rights)), []).append(code)
        return [codes[crc32(self.name.encode()) % len(codes)] for codes in alike.values()]

    @property
    def opener(self) -> str:
        """Return the first role that may open the page."""
        return next(code for code, role in ROLES.items() if not self.permission or self.permission in role.grants)


def each(chosen: Iterable[Route]) -> pytest.MarkDecorator:
    """Ask for every route of ``chosen``, with its record at hand; routes of one record come together."""
    together: dict[Maker | None, list[Route]] = {}
    for route in chosen:
        together.setdefault(route.make, []).append(route)
    asked = [pytest.param(make, route, id=route.name) for make, routes in together.items() for route in routes]
    return pytest.mark.parametrize(("record", "route"), asked, indirect=["record"], scope="module")
