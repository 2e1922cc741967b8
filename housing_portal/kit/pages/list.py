"""ListPage: query block, table, sums, pages and the Excel of the same rows."""
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.generic import ListView

from housing_portal.kit import clock
from housing_portal.kit.filters import FilterSet, clean_query
from housing_portal.kit.pages.base import Button, Page, Scoped
from housing_portal.kit.tables import Table
from housing_portal.kit.tables.download import excel_list
from housing_portal.kit.tables.paging import open_page
from housing_portal.kit.tables.totals import total_of

SIZES = (20, 50, 100)
DIRECT_EXPORT = 5_000  # rows; more are written by a process of their own and stand in the register
EXPORT_PAGE = "journal:export_create"
PART = "X-Part"  # the header with which the script of the pages asks for the list alone
OF_THIS_PAGE = ("page", "size", "total", "export", "columns")  # parameters that say nothing about the rows


class ListPage(Page, Scoped, ListView):
    """A queryset, a filterset, a table and a title.

    ``create_url`` and ``import_url`` are url names; their buttons show to readers with ``write_permission``. A table
    with masked columns names the permission that may export them in plain text as ``unmasked_permission``.
    """

    template_name = "kit/list.html"
    table_class: type[Table]
    filterset_class: type[FilterSet]
    create_url = import_url = write_permission = unmasked_permission = ""
    create_label = "新增"
    empty_text = "没有符合条件的记录"
    shown: Sequence[str] = ()  # columns beside the first that a reader sees who has not chosen any; empty means all
    sums_up_to = 20_000  # rows; adding up more would make every page wait

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.build()
        if (wish := self.query.get("export")) in ("xlsx", "plain"):
            return self.export(wish)
        open_page(self.table, self.query, SIZES)
        self.add_up(self.table.data.total)
        return self.render_to_response(self.get_context_data())

    def build(self) -> None:
        """Make the table of all rows that the request asks for."""
        self.query = clean_query(self.request.GET)
        self.filterset = self.filterset_class(self.query, queryset=self.get_queryset(), request=self.request)
        self.object_list = self.filterset.qs
        order = self.query.getlist("sort") or None
        self.table = self.table_class(self.object_list, order_by=order, empty_text=self.empty_text)
        self.table.show_only(chosen_columns(self.request, self.query) or self.shown)

    @property
    def is_part(self) -> bool:
        """Tell whether a list that is open asks for another order or page: frame and query block stay as they are."""
        return self.request.headers.get(PART) == "list"

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        """Return column name → sum over the whole query; the aggregate itself belongs into querysets.py."""
        return {}

    def add_up(self, total: int | None) -> None:
        """Give the table its sums as soon as the number of rows is known, or say why there are none."""
        if total is None:
            return
        if total <= self.sums_up_to:
            self.table.totals = self.get_totals(self.object_list)
        elif self.get_totals(self.object_list.none()):
            self.table.totals_note = f"超过 {self.sums_up_to:,} 条不合计，请缩小范围"

    def export(self, wish: str) -> HttpResponseBase:
        """Answer with the Excel list; a long one, or one in plain text (``wish`` is "plain"), goes to the register."""
        total = total_of(self.object_list, exact=True)
        if wish == "xlsx" and total <= DIRECT_EXPORT:
            return excel_list(self.table, self.get_title())
        rows = self.query.copy()
        for name in OF_THIS_PAGE:
            rows.pop(name, None)
        rows.setlist("columns", chosen_columns(self.request, self.query))
        place = {"path": self.request.path_info, "query": rows.urlencode()}
        return HttpResponseRedirect(f"{reverse(EXPORT_PAGE)}?{urlencode(place)}")

    def may_unmask(self) -> bool:
        """Tell whether the reader may export the masked columns in plain text."""
        return bool(self.unmasked_permission) and self.request.user.can(self.unmasked_permission)

    def get_buttons(self) -> list[Button]:
        if not self.write_permission or not self.request.user.can(self.write_permission):
            return []
        known = ((self.create_label, self.create_url, "plus", "primary"), ("导入", self.import_url, "up", "plain"))
        return [Button(label, reverse(name), icon, style) for label, name, icon, style in known if name]

    def get_template_names(self) -> list[str]:
        # what was left open when the page was sent: the sums, the exact total and the page numbers
        return ["kit/list_totals.html"] if self.query.get("total") == "only" else [self.template_name]

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponseBase:
        response = super().render_to_response(context, **kwargs)
        patch_vary_headers(response, [PART])
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"table": self.table, "filterset": self.filterset, "sizes": SIZES, "printed_at": clock.now(),
               "may_unmask": self.may_unmask(), "is_part": self.is_part,
               "frame": "kit/part.html" if self.is_part else "base.html"}
        return super().get_context_data(**own, **kwargs)


def chosen_columns(request: HttpRequest, query: QueryDict) -> list[str]:
    """Return the columns that the reader chose for this list, now or earlier in the session; empty means all."""
    kept = request.session.get("columns", {})
    if chosen := query.getlist("columns"):
        kept = request.session["columns"] = {**kept, request.path: chosen}
    return kept.get(request.path, [])
