"""What reading a file leads to: what would be added, and every reason why it cannot."""
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from housing_portal.accounts.models import User
from housing_portal.kit.excel.columns import CellError
from housing_portal.registry.models import Estate

Preview = tuple[str, Sequence[str], Sequence[Sequence[object]]]
SHOWN_ERRORS = 200  # on the page; the list to download has all


@dataclass(frozen=True)
class Given:
    """What the page asked for beside the file; each kind reads what it needs."""

    actor: User
    estate: Estate | None = None
    batch: str = ""
    filed_on: date | None = None
    reason: str = ""
    surveyed_on: date | None = None
    report_no: str = ""

    @property
    def key(self) -> str:
        """Return what makes the same file mean something else."""
        survey = f"|{self.surveyed_on}|{self.report_no}" if self.report_no else ""
        return f"{self.estate.pk if self.estate else ''}|{self.batch}|{self.filed_on or ''}{survey}"


def digest_of(content: bytes, given: Given) -> str:
    """Return what makes an import the same: the bytes and what they were said to be about."""
    return hashlib.sha256(content + given.key.encode()).hexdigest()


@dataclass
class Plan:
    """What an import does; with ``errors`` it does nothing at all."""

    name: str
    rows: int = 0
    added: int = 0
    errors: list[CellError] = field(default_factory=list)
    summary: list[tuple[str, str]] = field(default_factory=list)
    tables: list[Preview] = field(default_factory=list)

    @property
    def shown_errors(self) -> list[CellError]:
        return self.errors[:SHOWN_ERRORS]

    def commit(self, actor: User) -> None:
        """Write what the plan says; the caller holds the transaction."""
        raise NotImplementedError
