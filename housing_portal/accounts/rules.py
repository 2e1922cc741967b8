"""Which duties may meet in one unit and in one person (dossier §8.1)."""
from collections.abc import Iterable

from housing_portal.accounts.enums import BUREAU_KINDS, RESPONSIBLE_KINDS, UnitKind
from housing_portal.accounts.roles import ROLES

SYSADMIN = "sysadmin"
# Whoever hands out accounts approves nothing: otherwise one person could make the second pair of eyes.
APPROVING = frozenset({"chief", "deputy", "director", "finance"})
# Other units that report record their own figures; what counts in the bureau's papers is confirmed by the bureau.
SHARED = frozenset({"clerk"})
OUTSIDE = {UnitKind.BANK: "bank", UnitKind.DEVELOPER: "developer", UnitKind.UNDERTAKER: "undertaker"}


def roles_of(kind: str) -> frozenset[str]:
    """Return the roles that people of a unit of this kind may hold."""
    if kind in BUREAU_KINDS:
        return frozenset(code for code, role in ROLES.items() if not role.outside)
    own = SHARED if kind in RESPONSIBLE_KINDS else frozenset()
    return own | ({OUTSIDE[kind]} if kind in OUTSIDE else frozenset())


def where(code: str) -> str:
    """Return in words whose people may hold the role."""
    if ROLES[code].outside:
        return "外单位"
    return "本局、责任单位" if code in SHARED else "本局"


def misplaced(codes: Iterable[str], kind: str) -> list[str]:
    """Return the labels of the roles in ``codes`` that nobody in a unit of this kind may hold."""
    allowed = roles_of(kind)
    return [role.label for code, role in ROLES.items() if code in set(codes) and code not in allowed]


def clash(codes: Iterable[str]) -> list[str]:
    """Return the labels of approving roles that may not meet system administration in one person."""
    held = set(codes)
    return [ROLES[code].label for code in ROLES if code in held & APPROVING] if SYSADMIN in held else []
