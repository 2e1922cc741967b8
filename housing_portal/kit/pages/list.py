"""ListPage: query block, table, sums, pages and the Excel of the same rows."""
from tempfile import SpooledTemporaryFile
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse
from django.views.generic import ListView

from housing_portal.kit import clock
from housing_portal.kit.excel.stream import write_rows
from housing_portal.kit.filters import FilterSet, clean_query
from housing_portal.kit.pages.base import Button, Page, Scoped
from housing_portal.kit.tables import Table, sheet_columns, sheet_rows

SIZES = (20, 50, 100)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY = 8 * 1024 * 1024


class ListPage(Page, Scoped, ListView):
    """A queryset, a filterset, a table and a title.

    ``create_url`` and ``import_url`` are url names; their buttons show to readers with ``write_permission``.
    """

    template_name = "kit/list.html"
    table_class: type[Table]
    filterset_class: type[FilterSet]
    create_url = import_url = write_permission = ""
    create_label = "新增"
    empty_text = "没有符合条件的记录"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.query = clean_query(request.GET)
        self.filterset = self.filterset_class(self.query, queryset=self.get_queryset(), request=request)
        self.object_list = self.filterset.qs
        order = self.query.getlist("sort") or None
        self.table = self.table_class(self.object_list, order_by=order, empty_text=self.empty_text)
        self.table.totals = self.get_totals(self.object_list)
        self.table.show_only(chosen_columns(request, self.query))
        if self.query.get("export") == "xlsx":
            return excel_list(self.table, self.get_title())
        open_page(self.table, self.query)
        return self.render_to_response(self.get_context_data())

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        """Return column name → sum over the whole query; the aggregate itself belongs into querysets.py."""
        return {}

    def get_buttons(self) -> list[Button]:
        if not self.write_permission or not self.request.user.can(self.write_permission):
            return []
        known = ((self.create_label, self.create_url, "plus", "primary"), ("导入", self.import_url, "up", "plain"))
        return [Button(label, reverse(name), icon, style) for label, name, icon, style in known if name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"table": self.table, "filterset": self.filterset, "sizes": SIZES, "printed_at": clock.now()}
        return super().get_context_data(**own, **kwargs)


def chosen_columns(request: HttpRequest, query: QueryDict) -> list[str]:
    """Return the columns that the reader chose for this list, now or earlier in the session; empty means all."""
    kept = request.session.get("columns", {})
    if chosen := query.getlist("columns"):
        kept = request.session["columns"] = {**kept, request.path: chosen}
    return kept.get(request.path, [])


def open_page(table: Table, query: QueryDict) -> None:
    """Open ``table`` at the page and in the size asked for, or at the nearest that there is."""
    size = next((n for n in SIZES if str(n) == query.get("size")), SIZES[0])
    table.paginator = Paginator(table.rows, size)
    table.page = table.paginator.get_page(query.get("page"))


def excel_list(table: Table, title: str) -> FileResponse:
    """Return all rows of ``table``, not only a page of them, with the columns shown, as an Excel list."""
    book = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - FileResponse closes it
    write_rows(book, sheet_columns(table), sheet_rows(table), title)
    book.seek(0)
    return FileResponse(book, as_attachment=True, filename=f"{title}-{clock.today()}.xlsx", content_type=XLSX)
