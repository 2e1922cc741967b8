"""Papers about single persons."""
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.generic import DetailView

from housing_portal.journal.services import content_of
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.pages import Page, Scoped
from reports.stored_papers.certificates import certificate_of
from transactions.models import HousingLookup


class LookupCertificate(Page, Scoped, DetailView):
    """The answer to a look-up of homes: the bytes that were made once."""

    permission = "personal.reveal"
    model = HousingLookup
    template_name = "reports/refused.html"
    title = "无法出具查询结果"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        try:
            stored = certificate_of(actor=request.user, lookup=self.object)
            content = content_of(stored)
        except ServiceError as problem:
            return self.render_to_response(self.get_context_data(sentence=problem.sentence), status=409)
        shown = content_disposition_header(False, stored.name)
        headers = {"Content-Disposition": shown, "Cache-Control": "no-store"}
        return HttpResponse(content, content_type=stored.content_type, headers=headers)
