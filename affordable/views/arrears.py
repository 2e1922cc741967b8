"""What earlier years left behind: stock, arrears, carried-over projects."""
from django.db.models import QuerySet

from affordable import services
from affordable.filters.arrears import ContinuedFilter, StatementFilter
from affordable.forms.arrears import ArrearsForm, ContinuedForm, StockForm
from affordable.models import ArrearsPlan, ContinuedTask, RentalStock
from affordable.tables.arrears import ArrearsTable, ContinuedTable, StockTable
from affordable.views.record import LatestTotals, LedgerPage, RecordCreate, RecordList
from housing_portal.journal.pages import with_reason
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import KeyFigure


class StockList(LatestTotals, RecordList):
    title = "历年公租房"
    model = RentalStock
    table_class = StockTable
    filterset_class = StatementFilter
    summed = ("assigned_sets", "reported_done_sets", "reused_sets", "existing_sets", "arrears_sets")
    create_url, create_label = "affordable:stock_create", "登记历年公租房"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_arrears()


class StockCreate(RecordCreate):
    title = "登记历年公租房"
    model = RentalStock
    form_class = StockForm
    list_url = "affordable:stock_list"

    def perform(self, form: StockForm) -> RentalStock:
        return services.record_stock(actor=self.request.user, **form.cleaned_data)


class StockPage(LedgerPage):
    model = RentalStock
    facts = ("unit", "period_from", "period_to", "as_of", "note", "recorded_by", "recorded_at")

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_arrears()

    def get_figures(self) -> list[KeyFigure]:
        stock = self.object
        return [
            KeyFigure("下达任务（套）", grouped(stock.assigned_sets)),
            KeyFigure("上报完成（套）", grouped(stock.reported_done_sets)),
            KeyFigure("盘活（套）", grouped(stock.reused_sets)),
            KeyFigure("实有（套）", grouped(stock.existing_sets)),
            KeyFigure("历史欠账（套）", grouped(stock.arrears_sets), "上报完成 − 盘活 − 实有", main=True),
        ]


class ArrearsList(LatestTotals, RecordList):
    title = "欠账落实"
    model = ArrearsPlan
    table_class = ArrearsTable
    filterset_class = StatementFilter
    summed = ("arranged_sets",)
    create_url, import_url, create_label = "affordable:arrears_create", "affordable:import", "登记欠账落实"


class ArrearsCreate(RecordCreate):
    title = "登记欠账落实"
    model = ArrearsPlan
    form_class = ArrearsForm
    list_url = "affordable:arrears_list"

    def perform(self, form: ArrearsForm) -> ArrearsPlan:
        return services.record_arrears_plan(actor=self.request.user, **with_reason(form))


class ArrearsPage(LedgerPage):
    model = ArrearsPlan
    facts = ("unit", "as_of", "due_on", "note", "recorded_by", "recorded_at")

    def get_figures(self) -> list[KeyFigure]:
        return [KeyFigure("落实历史欠账（套）", grouped(self.object.arranged_sets), main=True)]


class ContinuedList(LatestTotals, RecordList):
    title = "续建攻坚"
    model = ContinuedTask
    table_class = ContinuedTable
    filterset_class = ContinuedFilter
    summed = ("sets",)
    create_url, create_label = "affordable:continued_create", "登记续建攻坚"


class ContinuedCreate(RecordCreate):
    title = "登记续建攻坚"
    model = ContinuedTask
    form_class = ContinuedForm
    list_url = "affordable:continued_list"

    def perform(self, form: ContinuedForm) -> ContinuedTask:
        return services.record_continued_task(actor=self.request.user, **form.cleaned_data)


class ContinuedPage(LedgerPage):
    model = ContinuedTask
    facts = ("unit", "year", "as_of", "begun_before", "forecast", "note", "recorded_by", "recorded_at")

    def get_figures(self) -> list[KeyFigure]:
        return [KeyFigure("未建成（套）", grouped(self.object.sets), main=True)]
