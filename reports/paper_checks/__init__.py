"""勾稽 of the words: every check reads the paper itself, whatever has written it (dossier §6.1, §6.3)."""
from collections.abc import Callable, Iterator

from reports.warning import Warning

from . import (
    claims,
    coverage,
    dates,
    forms,
    growth,
    identities,
    links,
    lists,
    names,
    overridden,
    same,
    sources,
    states,
    tables,
    totals,
    typed,
)
from .reading import Reading

PaperCheck = Callable[[Reading], Iterator[Warning]]

PAPER_CHECKS: tuple[PaperCheck, ...] = (
    *totals.CHECKS, *lists.CHECKS, *tables.CHECKS, *coverage.CHECKS, *same.CHECKS, *identities.CHECKS, *states.CHECKS,
    *links.CHECKS, *growth.CHECKS, *dates.CHECKS, *forms.CHECKS, *names.CHECKS, *sources.CHECKS, *claims.CHECKS,
    *typed.CHECKS, *overridden.CHECKS,
)
