"""Table: the base of every list, its columns in order, the choice of columns and the sums in the foot."""
from collections.abc import Collection, Mapping
from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django_tables2.utils import A

from housing_portal.kit.tables.body import body
from housing_portal.kit.tables.columns import RowNumberColumn
from housing_portal.kit.tables.head import chooser
from housing_portal.kit.tables.order import stable_order
from housing_portal.kit.tables.paging import Rows


class Table(tables.Table):
    """Base of all tables: 序号 first, 操作 last, ``totals`` (column name → sum over the query) as the foot.

    ``borrowed`` (name → expression) are values of other tables that columns show: joined to the rows of the page alone,
    never while rows are counted or skipped.
    ``unmasked`` is set for an export that may hold personal data in plain text.
    """

    unmasked = False
    borrowed: Mapping[str, Any] = {}

    row_number = RowNumberColumn()

    class Meta:
        template_name = "kit/table.html"
        attrs = {"class": "tbl tight"}
        empty_text = "没有记录"

    def __init__(self, data: Any, *args: Any, **kwargs: Any) -> None:
        # Meta.fields would put what it does not name, 序号 among it, at the end
        own = [name for name in self._meta.fields or () if name != "ops"]
        last = [name for name in self.base_columns if name == "ops"]
        super().__init__(
            Rows(data) if isinstance(data, QuerySet) else data, *args,
            **{"sequence": ["row_number", *own, "...", *last], **kwargs},
        )
        self.totals: dict[str, Any] = {}
        self.totals_note = ""
        if isinstance(self.data.data, QuerySet):
            self.data.data, self.data.borrowed = stable_order(self.data.data), self.borrowed

    @property
    def choices(self) -> list[Any]:
        """Return the columns that a reader may hide: all but 序号, 操作 and the first, which names the record."""
        return [column for column in self.columns.all() if not column.column.exclude_from_export][1:]

    def show_only(self, names: Collection[str]) -> None:
        """Hide the columns that are not among ``names``; no names, or only unknown ones, hide nothing."""
        choices = [column.name for column in self.choices]
        if not set(names) & set(choices):
            return
        for name in choices:
            if name not in names:
                self.columns.hide(name)

    @property
    def chooser(self) -> SafeString:
        """Return the boxes of 列设置 as HTML."""
        return chooser(self)

    @property
    def body(self) -> SafeString:
        """Return the rows of the page as HTML."""
        return body(self)

    def foot(self) -> list[tuple[str, list[tuple[Any, str]]]]:
        """Return the sum rows as (words, cells): one for the page when there are more pages, one for the query.

        Nothing to add up, no sum rows.
        """
        if all(value is None for value in self.totals.values()):
            return []
        rows = []
        if self.paginator.num_pages > 1:
            rows.append(("本页合计", self._foot_cells(self._page_totals())))
        rows.append(("查询合计" if rows else "合计", self._foot_cells(self.totals)))
        return rows

    def _page_totals(self) -> dict[str, Any]:
        records = [row.record for row in self.paginated_rows]
        found = {name: [A(self.columns[name].accessor).resolve(r, quiet=True) for r in records] for name in self.totals}
        return {name: sum(v for v in values if v is not None) for name, values in found.items()}

    def _foot_cells(self, totals: dict[str, Any]) -> list[tuple[Any, str]]:
        """Return (text, css class) for every column after 序号 and the one that holds the words."""
        cells = []
        for column in list(self.columns)[2:]:
            value = totals.get(column.name)
            cells.append(("" if value is None else column.column.render(value), column.attrs["td"].get("class") or ""))
        return cells
