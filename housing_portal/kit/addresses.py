"""Where a page stands: the resolver is asked once per name, not once per row of a list and line of the menu."""
from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, reverse

PROBE = 7_070_707  # stands in for the key while the resolver is asked


def place(name: str, pk: int) -> str:
    """Return the address of a record's page."""
    before, after = _around(name, *_where())
    return f"{before}{pk}{after}"


def page(name: str) -> str:
    """Return the address of a page without a key."""
    return _page(name, *_where())


def _where() -> tuple[str, str]:
    """Return what all addresses hang on."""
    return settings.ROOT_URLCONF, get_script_prefix()


@lru_cache(maxsize=512)
def _around(name: str, urls: str, prefix: str) -> tuple[str, str]:
    before, after = reverse(name, args=[PROBE]).split(str(PROBE))
    return before, after


@lru_cache(maxsize=512)
def _page(name: str, urls: str, prefix: str) -> str:
    return reverse(name)
