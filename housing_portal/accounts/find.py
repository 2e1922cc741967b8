"""Finding a unit by the names under which it turns up in tables and papers."""
import difflib
from collections.abc import Iterable

from housing_portal.accounts.models import Unit
from housing_portal.kit.text import fold


def names_of(unit: Unit) -> list[str]:
    """Return full name, short name and aliases; load ``units`` with ``prefetch_related("aliases")``."""
    return [unit.name, *filter(None, [unit.short_name]), *(alias.name for alias in unit.aliases.all())]


def match_unit(text: str, units: Iterable[Unit]) -> Unit | None:
    """Return the unit of ``units`` that ``text`` names, whatever the spaces, brackets and width of characters.

    A full name wins over short names and aliases; a short name that two units share names neither.
    """
    wanted, units = fold(text), list(units)
    if not wanted:
        return None
    full = [unit for unit in units if fold(unit.name) == wanted]
    found = full or [unit for unit in units if wanted in map(fold, names_of(unit))]
    return found[0] if len(found) == 1 else None


def nearest(text: str, names: Iterable[str]) -> str:
    """Return the known name most like ``text``, or "" when none is alike."""
    by_fold = {fold(name): name for name in names}
    close = difflib.get_close_matches(fold(text), by_fold, n=1, cutoff=0.5)
    return by_fold[close[0]] if close else ""
