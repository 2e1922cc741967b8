"""检查日志 as PDF."""
from django.db.models import QuerySet

from housing_portal.journal.models import Attachment
from inspections.models.inspection import Inspection
from inspections.workflow import VIEW
from reports.stored_papers.inspections import log_of
from reports.views.fund_notices import PaperPage


class InspectionLog(PaperPage):
    permission = VIEW
    model = Inspection
    title = "无法出具检查日志"

    def get_queryset(self) -> QuerySet:
        of_target = ("target__domain", "target__organization")
        return super().get_queryset().select_related(
            *of_target, "campaign__policy_doc", "drawn__draw", "leader", "signed_by"
        )

    def paper(self) -> Attachment:
        return log_of(actor=self.request.user, inspection=self.object)
