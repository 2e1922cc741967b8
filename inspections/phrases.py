"""Sentences of reports that are only true when the records say so."""
from dataclasses import dataclass

from housing_portal.kit.scope import Scope
from inspections.models.finding import Finding
from inspections.querysets.findings import FindingQuerySet


@dataclass(frozen=True)
class Mending:
    """How far a set of findings has got: ``found`` = ``closed`` + ``handed_over`` + what is still under way."""

    found: int
    closed: int
    handed_over: int

    @property
    def under_way(self) -> int:
        return self.found - self.closed - self.handed_over

    @property
    def is_complete(self) -> bool:
        """Tell whether 全部整改完毕 is true: everything found has been closed by a second person."""
        return self.closed == self.found


def all_mended(scope: Scope, findings: FindingQuerySet | None = None) -> Mending:
    """Return how far ``findings`` (after ``known``), without them all of the year, have got at ``scope``."""
    rows = Finding.objects.found_in(scope) if findings is None else findings
    counted = {code: number for (code,), number in rows.tally("stood").items()}
    closed = rows.closed().count()
    return Mending(sum(counted.values()), closed, rows.handed_over().count())


def onsite_phrase(scope: Scope) -> str:
    """Return what source 000 says of 即知即改; “全部整改完毕” only when each was closed by a second person."""
    state = all_mended(scope, Finding.objects.found_in(scope).fixed_onsite(scope))
    return mended_phrase("查出即知即改的问题", state)


def mended_phrase(opening: str, state: Mending) -> str:
    """Return ``opening`` with the number found and how much of it is closed."""
    if not state.found:
        return f"未{opening}"
    if state.is_complete:
        return f"{opening} {state.found} 个并已全部整改完毕"
    handed = f"，{state.handed_over} 个立案或移送" if state.handed_over else ""
    doing = f"，{state.under_way} 个正在整改" if state.under_way else ""
    return f"{opening} {state.found} 个，已整改 {state.closed} 个{handed}{doing}"
