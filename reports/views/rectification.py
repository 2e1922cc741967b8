"""整改通知单 as PDF, and 检查台账 as Excel."""
from django.http import HttpRequest, HttpResponse
from django.views.generic import View

from housing_portal.accounts.office import office_names
from housing_portal.journal.models import Attachment
from housing_portal.kit.pages import Page, day_asked
from housing_portal.registry.views.imports import workbook
from inspections.models.domain import InspectionDomain
from inspections.models.notice import RectificationNotice
from inspections.workflow import VIEW
from reports.stored_papers.rectification import paper_of
from reports.views.fund_notices import PaperPage
from reports.workbooks.inspection_register import inspection_register


class RectificationNoticePaper(PaperPage):
    permission = VIEW
    model = RectificationNotice
    title = "无法出具整改通知单"

    def paper(self) -> Attachment:
        return paper_of(actor=self.request.user, notice=self.object)


class InspectionRegister(Page, View):
    """``?from=&to=&domain=``; without days the year so far, without domain all of them."""

    permission = VIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        last = day_asked(request, "to")
        first = day_asked(request, "from", last.replace(month=1, day=1), last)
        code = request.GET.get("domain", "")
        domain = InspectionDomain.objects.visible_to(request.user).filter(code=code).first() if code else None
        return workbook(inspection_register(first, last, domain, office_names()[0]), f"检查台账-{first}-{last}.xlsx")
