"""What reading an office table would change, and every reason why it cannot."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from affordable.imports.columns import REMARK
from housing_portal.accounts.models import Unit
from housing_portal.kit.errors import NeedsReason
from housing_portal.kit.excel.reader import CellError, RowRead, TableRead
from housing_portal.kit.figures import NOT_GIVEN, in_unit, plain

Figure = int | Decimal
Difference = Mapping[str, str | int]


@dataclass(frozen=True)
class Change:
    """One cell that says something new: ``records`` rows are added, nothing is ever overwritten."""

    row: int
    unit: str
    what: str
    before: str
    after: str
    records: int = 1


@dataclass
class ImportPlan:
    """What an import does. With ``errors`` it does nothing at all; ``differences`` and ``notices`` do not stop it.

    ``differences`` holds what the total row says against what its rows add up to, in the unit of the table.
    """

    kind: str
    title: str
    as_of: date | None
    table: TableRead
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    errors: list[CellError] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def created(self) -> int:
        return sum(change.records for change in self.changes)

    @property
    def where_to_explain(self) -> str:
        """Return how to answer what is unusual; only some tables have a column for it."""
        remarks = any(spec.key == REMARK for spec in self.table.specs)
        return "在备注栏写明原因" if remarks else "先在台账中登记并说明，再导入本表"

    def refuse(self, row: RowRead, key: str, reason: str, remedy: str) -> None:
        """Note that a cell cannot be taken; the value is shown as the table has it."""
        error = self.table.problem(row, key, reason, remedy)
        self.errors.append(replace(error, value=shown(row.values[key])) if row.values[key] is not None else error)

    def refuse_table(self, head: str, value: str, reason: str, remedy: str) -> None:
        """Note what is wrong with the table as a whole."""
        self.errors.append(CellError(self.table.header.top, "", head, value, reason, remedy, self.table.sheet))

    def attempt(
        self, row: RowRead, unit: Unit, key: str, before: Figure | str | None, *calls: Callable[[], object]
    ) -> None:
        """Take over one cell by calling services; what they refuse becomes an error of the cell."""
        try:
            with transaction.atomic():
                for call in calls:
                    call()
        except NeedsReason as question:
            reason = question.sentence.partition("，请确认并说明")[0]
            self.refuse(row, key, reason, f"请核对；属实的，{self.where_to_explain}")
        except ValidationError as error:
            reason = "；".join(sentence.removesuffix("。") for sentence in error.messages)
            self.refuse(row, key, reason, "请改正后重新导入")
        else:
            label = next(spec.label for spec in self.table.specs if spec.key == key)
            self.changes.append(
                Change(row.row_no, str(unit), label, shown(before), shown(row.values[key]), len(calls))
            )


def shown(value: Figure | str | None) -> str:
    """Return a value as the table has it: amounts in 万元, nothing as ——."""
    if value is None:
        return NOT_GIVEN
    if isinstance(value, str):
        return value
    return plain(in_unit(value, "万元") if isinstance(value, Decimal) else value)
