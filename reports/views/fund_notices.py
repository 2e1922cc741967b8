"""Notices about escrow money, and the monthly statement of an account: the bytes that were made once."""
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.generic import DetailView

from housing_portal.journal.models import Attachment
from housing_portal.journal.services import content_of
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.pages import Page, Scoped
from presale.models import EscrowAccount
from reports.stored_papers.fund_notices import (
    END,
    FIX,
    PERMIT,
    REFUND,
    REFUSAL,
    RELEASE,
    REVERSAL,
    Notice,
    notice_of,
    statement_of,
)


class PaperPage(Page, Scoped, DetailView):
    """Shows a stored paper, or the sentence that says why there is none."""

    permission = "presale.view"
    template_name = "reports/refused.html"

    def paper(self) -> Attachment:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        try:
            stored = self.paper()
            content = content_of(stored)
        except ServiceError as problem:
            return self.render_to_response(self.get_context_data(sentence=problem.sentence), status=409)
        headers = {"Content-Disposition": content_disposition_header(False, stored.name), "Cache-Control": "no-store"}
        return HttpResponse(content, content_type=stored.content_type, headers=headers)


class FundNotice(PaperPage):
    notice: Notice

    def get_queryset(self) -> QuerySet:
        return self.notice.model.objects.visible_to(self.request.user)

    def get_title(self) -> str:
        return f"无法出具{self.notice.name}"

    def paper(self) -> Attachment:
        return notice_of(actor=self.request.user, notice=self.notice, obj=self.object)


class ReleaseNotice(FundNotice):
    notice = RELEASE


class RefundNotice(FundNotice):
    notice = REFUND


class ReversalNotice(FundNotice):
    notice = REVERSAL


class EndNotice(FundNotice):
    notice = END


class FixNotice(FundNotice):
    notice = FIX


class RefusalNotice(FundNotice):
    notice = REFUSAL


class PermitNotice(FundNotice):
    notice = PERMIT


class AccountStatement(PaperPage):
    model = EscrowAccount
    title = "无法出具对账单"

    def paper(self) -> Attachment:
        year, month = self.kwargs["year"], self.kwargs["month"]
        return statement_of(actor=self.request.user, account=self.object, year=year, month=month)
