"""What the imports of rooms and prices share: reading a list row by row and naming every fault by its cell."""
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError

from housing_portal.kit.excel.bulk import BulkRow, BulkTable
from housing_portal.kit.figures import CENT
from transactions.imports.plan import Plan


class Reading:
    """Goes through a list and collects what is wrong into ``plan``."""

    def __init__(self, table: BulkTable, plan: Plan) -> None:
        self.table, self.plan = table, plan

    def rows(self) -> Iterator[BulkRow]:
        """Yield the rows that could be read; the others are already among the errors."""
        for row in self.table:
            self.plan.rows += 1
            self.plan.errors += row.errors
            if not row.errors:
                yield row
        if not self.plan.rows:
            self.refuse_all("没有一行数据", "请填写后再导入")

    def refuse(self, row: BulkRow, key: str, reason: str, remedy: str) -> None:
        """Note that a cell cannot be taken."""
        self.plan.errors.append(self.table.problem(row, key, reason, remedy))

    def refuse_all(self, reason: str, remedy: str) -> None:
        """Note what is wrong with the list as a whole."""
        empty = BulkRow(self.table.head_row, {})
        self.plan.errors.append(self.table.problem(empty, next(iter(self.table.columns)), reason, remedy))

    def refuse_record(self, row: BulkRow, error: ValidationError, names: Mapping[str, str]) -> None:
        """Note what a service said, at the columns of the fields that it names."""
        by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for field, sentences in by_field.items():
            key = names.get(field, field if field in self.table.columns else next(iter(self.table.columns)))
            for sentence in sentences:
                self.refuse(row, key, sentence.removesuffix("。"), "请改正后重新导入")

    def given(self, row: BulkRow, keys: Sequence[str]) -> bool:
        """Tell whether all of ``keys`` are filled in, and note those that are not."""
        missing = [key for key in keys if row.values.get(key) in (None, "")]
        for key in missing:
            self.refuse(row, key, "没有填写", "请补填")
        return not missing

    def amount(self, row: BulkRow, key: str) -> Decimal | None:
        """Return a number with at most two decimals, or None after noting that it has more."""
        value = row.values.get(key)
        if value is None:
            return None
        if value != value.quantize(CENT):
            self.refuse(row, key, "超过两位小数", "请四舍五入到两位小数")
            return None
        return value.quantize(CENT)

    def whole(self, row: BulkRow, key: str) -> int | None:
        """Return a whole number, or None after noting that it is none."""
        value = row.values.get(key)
        if value is None:
            return None
        if value != value.to_integral_value():
            self.refuse(row, key, "不是整数", "请填写整数")
            return None
        return int(value)
