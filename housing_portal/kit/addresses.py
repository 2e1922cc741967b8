"""Where a record's page stands."""
from functools import lru_cache

from django.urls import reverse

PROBE = 7_070_707  # stands in for the key while the resolver is asked


def place(name: str, pk: int) -> str:
    """Return the address of a record's page; the resolver is asked once per page name, not once per row of a list."""
    before, after = _around(name)
    return f"{before}{pk}{after}"


@lru_cache(maxsize=256)
def _around(name: str) -> tuple[str, str]:
    before, after = reverse(name, args=[PROBE]).split(str(PROBE))
    return before, after
