from django.db.models import QuerySet

from housing_portal.kit.pages import ListPage
from transactions.filters.violations import ViolationFilter
from transactions.models import SaleViolation
from transactions.tables.contracts import ViolationTable


class ViolationList(ListPage):
    permission = "transactions.view"
    title = "违规线索"
    model = SaleViolation
    table_class = ViolationTable
    filterset_class = ViolationFilter

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("room__building__estate", "seller", "recorded_by")
