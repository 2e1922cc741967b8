"""文号登记: every number that was taken, in the order of its year, void ones with their reason."""
from django.db.models import QuerySet

from housing_portal.kit.pages import ListPage
from reports.filters.documents import DocumentNumberFilter
from reports.models import DocumentNumber
from reports.tables.documents import DocumentNumberTable


class NumberList(ListPage):
    permission = "reports.view"
    model = DocumentNumber
    title = "文号登记"
    table_class = DocumentNumberTable
    filterset_class = DocumentNumberFilter
    shown = ("document", "taken_by", "taken_at", "state", "void_reason")
    empty_text = "还没有取过文号。公文签发时自动取号，作废的文号也留在这里。"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("document", "taken_by", "voided_by")
