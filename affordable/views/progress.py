"""Statements of progress: investment, subsidies, and the words that go with them."""
from affordable import services
from affordable.filters.progress import InvestmentFilter, NoteFilter, SubsidyFilter
from affordable.forms.progress import InvestmentForm, NoteForm, SubsidyForm
from affordable.models import InvestmentRecord, ProgressNote, SubsidyProgress
from affordable.tables.progress import InvestmentTable, NoteTable, SubsidyTable
from affordable.views.record import LatestTotals, LedgerPage, RecordCreate, RecordList
from housing_portal.journal.pages import with_reason
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import KeyFigure


class InvestmentList(LatestTotals, RecordList):
    title = "完成投资"
    model = InvestmentRecord
    table_class = InvestmentTable
    filterset_class = InvestmentFilter
    related = ("unit", "project", "recorded_by")
    summed = ("amount_cum",)
    create_url, import_url, create_label = "affordable:investment_create", "affordable:import", "登记投资"


class InvestmentCreate(RecordCreate):
    title = "登记完成投资"
    model = InvestmentRecord
    form_class = InvestmentForm
    list_url = "affordable:investment_list"

    def perform(self, form: InvestmentForm) -> InvestmentRecord:
        return services.record_investment(actor=self.request.user, **with_reason(form))


class InvestmentPage(LedgerPage):
    model = InvestmentRecord
    related = ("unit", "project", "recorded_by")
    facts = ("unit", "project", "year", "as_of", "basis", "note", "recorded_by", "recorded_at")

    def get_figures(self) -> list[KeyFigure]:
        note = f"{self.object.year} 年 1 月 1 日至 {self.object.as_of}"
        return [KeyFigure("本年累计完成投资（元）", grouped(self.object.amount_cum, 2), note, main=True)]


class SubsidyList(LatestTotals, RecordList):
    title = "租赁补贴"
    model = SubsidyProgress
    table_class = SubsidyTable
    filterset_class = SubsidyFilter
    create_url, import_url, create_label = "affordable:subsidy_create", "affordable:import", "登记补贴"
    summed = ("households_cum", "amount_cum")


class SubsidyCreate(RecordCreate):
    title = "登记租赁补贴进度"
    model = SubsidyProgress
    form_class = SubsidyForm
    list_url = "affordable:subsidy_list"

    def perform(self, form: SubsidyForm) -> SubsidyProgress:
        return services.record_subsidy(actor=self.request.user, **with_reason(form))


class SubsidyPage(LedgerPage):
    model = SubsidyProgress
    facts = ("unit", "year", "as_of", "quarter", "note", "recorded_by", "recorded_at")

    def get_figures(self) -> list[KeyFigure]:
        paid = self.object
        return [
            KeyFigure("本年累计已发户数（户）", grouped(paid.households_cum), "户，不是户次", main=True),
            KeyFigure("本年累计已发金额（元）", grouped(paid.amount_cum, 2)),
            KeyFigure("最近已发季度", f"第 {paid.quarter} 季度"),
        ]


class NoteList(RecordList):
    title = "情况说明"
    model = ProgressNote
    table_class = NoteTable
    filterset_class = NoteFilter
    related = ("unit", "project")
    create_url, create_label = "affordable:note_create", "登记说明"


class NoteCreate(RecordCreate):
    title = "登记情况说明"
    model = ProgressNote
    form_class = NoteForm
    list_url = "affordable:note_list"

    def perform(self, form: NoteForm) -> ProgressNote:
        return services.record_note(actor=self.request.user, **form.cleaned_data)


class NotePage(LedgerPage):
    model = ProgressNote
    related = ("unit", "project", "recorded_by")
    facts = ("unit", "kind", "project", "stage", "as_of", "recorded_by", "recorded_at", "text")
