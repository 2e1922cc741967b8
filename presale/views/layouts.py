from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import FormView

from housing_portal.journal.pages import RecordPage
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.excel.bulk import ExcelError
from housing_portal.kit.pages import Button, CreatePage, EditPage, ListPage, Page
from presale.enums import DATE_FORMATS
from presale.filters.banks import LayoutFilter
from presale.forms.banks import LayoutForm, TryForm
from presale.imports.statement import Statement, read_statement
from presale.models import StatementLayout
from presale.services import layouts as services
from presale.tables.banks import LayoutTable
from presale.workflow import RULE

VIEW = "presale.view"
SHOWN = 20  # lines and errors of a sample


class LayoutList(ListPage):
    permission = VIEW
    title = "对账单格式"
    model = StatementLayout
    table_class = LayoutTable
    filterset_class = LayoutFilter
    create_url, create_label, write_permission = "presale:layout_create", "新增格式", RULE

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("recorded_by")


class LayoutPage(RecordPage):
    permission = VIEW
    model = StatementLayout
    related = ("recorded_by",)
    edit_url, edit_permission = "presale:layout_edit", RULE

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        columns = [(f"{label}列", it.columns.get(name)) for name, label in services.COLUMNS.items()]
        banks = "、".join(str(bank) for bank in it.banks.select_related("organization").order_by("pk"))
        return [("表头以上行数", it.head_rows), ("日期写法", dict(DATE_FORMATS).get(it.date_format, it.date_format)),
                ("支出标志", it.out_mark), ("利息字样", it.interest_words), *columns, ("使用的银行", banks),
                ("录入人", it.recorded_by)]

    def get_buttons(self) -> list[Button]:
        return [*super().get_buttons(), Button("试读样本", reverse("presale:layout_try", args=[self.object.pk]), "up")]


class LayoutTry(Page, FormView):
    """Reads a sample by the layout and shows what it says; nothing is kept."""

    permission = VIEW
    title = "试读样本"
    template_name = "presale/layout_try.html"
    form_class = TryForm

    def get_layout(self) -> StatementLayout:
        return get_object_or_404(StatementLayout.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_crumbs(self) -> list[tuple[str, str]]:
        layout = self.get_layout()
        return [(str(layout), layout.get_absolute_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "layout": self.get_layout()}

    def form_valid(self, form: TryForm) -> HttpResponse:
        name, content = form.cleaned_data["file"]
        number = "".join(form.cleaned_data.get("account_no", "").split())
        try:
            found = read_statement(content, name, self.get_layout(), account_no=number, closing=None)
        except ExcelError as error:
            form.refuse(ServiceError({"file": error.sentence}))
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(form=form, **_shown(found)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"found": None, "layout": self.get_layout(), **kwargs})


class LayoutCreate(CreatePage):
    permission = RULE
    title = "新增对账单格式"
    model = StatementLayout
    form_class = LayoutForm
    list_url = "presale:layout_list"
    done = "已登记，请在监管银行里选用。"

    def perform(self, form: LayoutForm) -> StatementLayout:
        return services.add_layout(actor=self.request.user, **form.cleaned_data)


class LayoutEdit(EditPage):
    permission = RULE
    model = StatementLayout
    form_class = LayoutForm

    def perform(self, form: LayoutForm) -> StatementLayout:
        return services.amend_layout(actor=self.request.user, layout=self.object, **form.cleaned_data)


def _shown(found: Statement) -> dict[str, Any]:
    """Return what the page shows of a sample that was read."""
    return {"found": found, "lines": found.lines[:SHOWN], "errors": found.errors[:SHOWN]}
