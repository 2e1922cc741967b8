"""The official forms of escrow as files."""
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views import View
from django.views.generic.detail import SingleObjectMixin

from housing_portal.kit.pages import Page, day_asked
from housing_portal.kit.tables.download import XLSX
from housing_portal.registry.services.months import scope_at
from presale import workbooks
from presale.models import EscrowAccount
from presale.overview import Overview

VIEW = "presale.view"


class Workbook(Page, View):
    """A file over the days asked for: ``from`` and ``as_of``; this year up to today when they are missing or wrong."""

    permission = VIEW

    @property
    def last(self) -> date:
        return day_asked(self.request, "as_of")

    @property
    def first(self) -> date:
        return min(day_asked(self.request, "from", self.last.replace(month=1, day=1)), self.last)

    def file(self, content: bytes, name: str) -> HttpResponse:
        kept = content_disposition_header(True, f"{name}.xlsx")
        return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": kept})


class OverviewWorkbook(Workbook):
    def get(self, request: HttpRequest) -> HttpResponse:
        book = workbooks.overview_workbook(Overview(scope_at(self.last)))
        return self.file(book, f"预售资金监管情况表-{self.last}")


class ReleaseWorkbook(Workbook):
    def get(self, request: HttpRequest) -> HttpResponse:
        book = workbooks.release_workbook(self.first, self.last)
        return self.file(book, f"预售资金拨付台账-{self.first}-{self.last}")


class LedgerWorkbook(SingleObjectMixin, Workbook):
    """From the opening of the account unless ``from`` says otherwise."""

    model = EscrowAccount

    def get_queryset(self) -> QuerySet:
        accounts = EscrowAccount.objects.visible_to(self.request.user)
        return accounts.select_related("bank__organization", "estate")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        account = self.get_object()
        first = min(day_asked(self.request, "from", account.opened_on or self.last), self.last)
        book = workbooks.ledger_workbook(account, first, self.last)
        return self.file(book, f"监管流水-{account.account_no[-4:]}-{first}-{self.last}")
