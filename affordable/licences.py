"""Papers that are spoken of together: 两证一书 and 四证, always read off the preliminary steps (dossier §3.6)."""
from collections.abc import Iterable
from dataclasses import dataclass

from affordable.enums import PreliminaryCode as Code
from affordable.enums import PreliminaryStatus
from affordable.models import PreliminaryStep

BUNDLES = {
    "两证一书": (Code.SITE, Code.LAND_PLANNING, Code.WORK_PLANNING),
    "四证": (Code.LAND_TITLE, Code.LAND_PLANNING, Code.WORK_PLANNING, Code.CONSTRUCTION),
}


@dataclass(frozen=True)
class Bundle:
    """How many of the papers that a project needs it has; ``missing`` names the others."""

    name: str
    held: int
    needed: int
    missing: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return self.needed > 0 and not self.missing

    @property
    def words(self) -> str:
        """Return how it stands, in one sentence."""
        if not self.needed:
            return "不需办理"
        if self.is_whole:
            return f"已齐（{self.held} 项）"
        return f"已办 {self.held} 项，缺{'、'.join(self.missing)}"


def bundles(steps: Iterable[PreliminaryStep]) -> list[Bundle]:
    """Return both bundles of one project; what it does not need is not missing."""
    status = {step.code: step.status for step in steps}
    return [_bundle(name, codes, status) for name, codes in BUNDLES.items()]


def _bundle(name: str, codes: tuple[Code, ...], status: dict[str, str]) -> Bundle:
    needed = [code for code in codes if status.get(code) != PreliminaryStatus.NOT_NEEDED]
    missing = tuple(code.label for code in needed if status.get(code) != PreliminaryStatus.APPROVED)
    return Bundle(name, len(needed) - len(missing), len(needed), missing)
