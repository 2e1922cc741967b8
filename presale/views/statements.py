"""What the banks send: statements taken over, and their lines on the way into the ledger."""
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.generic import FormView

from housing_portal.journal.models import Attachment
from housing_portal.journal.pages import RecordPage
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import Button, KeyFigure, ListPage, Page
from housing_portal.kit.tables import Table
from presale.enums import IN_QUESTION, LineStatus
from presale.filters.statements import LineFilter, StatementFilter
from presale.forms.statements import StatementForm
from presale.models import StatementFile, StatementLine
from presale.services import statements as services
from presale.services.refusals import noted
from presale.tables.statements import FILES_SHOWN, LINES_SHOWN, LineTable, StatementTable
from presale.views.of_account import linked
from presale.workflow import VERIFY

VIEW = "presale.view"
SHOWN = 100  # lines on the page of a file; all of them stand in the list


class StatementList(ListPage):
    permission = VIEW
    title = "对账单"
    model = StatementFile
    table_class = StatementTable
    shown = FILES_SHOWN
    filterset_class = StatementFilter
    create_url, create_label, write_permission = "presale:statement_import", "导入对账单", VERIFY

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate", "bank__organization", "recorded_by")

    def get_buttons(self) -> list[Button]:
        return [*super().get_buttons(), Button("银行流水", reverse("presale:line_list"), "table")]


class StatementImport(Page, FormView):
    """Two deeds on the same file: look at what it would bring, then take it over."""

    permission = VERIFY
    title = "导入对账单"
    template_name = "presale/statement_import.html"
    form_class = StatementForm

    def form_valid(self, form: StatementForm) -> HttpResponse:
        call = {"actor": self.request.user, **form.given()}
        try:
            if self.request.POST.get("deed") == "commit":
                return self._commit(call)
            plan = services.plan_statement(**call)
            return self.render_to_response(self.get_context_data(form=form, plan=plan))
        except ValidationError as error:
            form.refuse(error)
        return self.form_invalid(form)

    def _commit(self, call: dict[str, Any]) -> HttpResponse:
        before = StatementFile.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        with noted(self.request.user, "导入对账单", call["account"]):
            file = services.import_statement(**call)
        if file.pk <= before:
            messages.info(self.request, f"这份文件已于 {file.recorded_at:%Y-%m-%d} 导入过，本次没有任何改动。")
        else:
            messages.success(self.request, f"已导入，新增 {file.lines_new} 行，已有 {file.lines_known} 行。")
        return HttpResponseRedirect(file.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"plan": None, **kwargs})


class StatementPage(RecordPage):
    permission = VIEW
    model = StatementFile
    related = ("account__estate", "bank__organization", "recorded_by")
    facts = ("from_on", "to_on", "recorded_by", "recorded_at")
    has_files = True

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        original = Attachment.objects.about(it).first()
        digest = ("原件 SHA-256", original.sha256) if original else ("原件", "导入时没有保存")
        return [("监管账户", linked(it.account)), ("监管银行", it.bank), *super().get_facts(), digest]

    def get_figures(self) -> list[KeyFigure]:
        it, waiting = self.object, self.object.lines.open().count()
        every = f"{reverse('presale:line_list')}?file={it.pk}"
        return [
            KeyFigure("待入账（行）", grouped(waiting), url=f"{every}&status={LineStatus.OPEN}", main=True),
            KeyFigure("新增（行）", grouped(it.lines_new), url=every),
            KeyFigure("已有（行）", grouped(it.lines_known), "以前的对账单中已有，没有重复导入"),
            KeyFigure("冲突（行）", grouped(it.lines_conflict), url=f"{every}&status={LineStatus.CONFLICT}"),
            KeyFigure("期末余额（元）", grouped(it.closing, 2)),
        ]

    def get_tables(self) -> list[tuple[str, Table]]:
        waiting = self.object.lines.filter(status__in=(LineStatus.OPEN, *IN_QUESTION))
        first = list(waiting.order_by("booked_on", "pk").values_list("pk", flat=True)[:SHOWN])
        rows = StatementLine.objects.filter(pk__in=first).select_related("account__estate").order_by("booked_on", "pk")
        table = LineTable(rows, orderable=False, empty_text="没有待入账和冲突的行")
        table.may_book = self.request.user.can(VERIFY)
        return [(f"待入账和冲突（最多列 {SHOWN} 行）", table)]

    def get_buttons(self) -> list[Button]:
        if not self.request.user.can(VERIFY) or not self.object.lines.open().exists():
            return []
        return [Button("全部入账", reverse("presale:statement_book", args=[self.object.pk]), style="primary")]


class LineList(ListPage):
    permission = VIEW
    title = "银行流水"
    model = StatementLine
    table_class = LineTable
    shown = LINES_SHOWN
    filterset_class = LineFilter

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate", "entry")

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("amount")

    def build(self) -> None:
        super().build()
        self.table.may_book = self.request.user.can(VERIFY)
