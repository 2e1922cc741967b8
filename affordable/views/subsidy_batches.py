"""季度发放批次."""
from typing import Any

from django.urls import reverse

from affordable.enums import BatchStatus, OmissionReason, PaymentStatus
from affordable.filters.subsidy_batches import BatchFilter
from affordable.forms.subsidy_batches import BatchForm
from affordable.models import SubsidyBatch
from affordable.services import subsidy_batches as services
from affordable.tables.subsidy_batches import BatchTable, OmissionTable, ReceiptTable
from affordable.views.record import LedgerPage, RecordCreate, RecordList
from affordable.workflow import BATCH, ENTER, FINANCE
from housing_portal.kit import scope
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import Button, KeyFigure
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step, Workflow

VIEW = "rental.view"
RELATED = ("unit", "recorded_by", "computed_by", "checked_by", "approved_by", "exported_by")
SHOWN = 200  # families on the page of a batch that are not in it
# what somebody has to go on with, and what is done with; the query block knows all states
WAITING = (
    BatchStatus.COMPUTED, BatchStatus.CHECKED, BatchStatus.APPROVED, BatchStatus.FUNDED, BatchStatus.EXPORTED,
    BatchStatus.SENT, BatchStatus.PART_RETURNED, BatchStatus.CLOSED,
)
# what the bank's receipt decides has no button
BY_HAND = Workflow(BATCH.states, tuple(step for step in BATCH if step.code not in ("settle", "partly")))


class BatchList(RecordList):
    permission, write_permission = VIEW, ENTER
    title = "补贴发放批次"
    model = SubsidyBatch
    table_class = BatchTable
    filterset_class = BatchFilter
    template_name = "kit/list_views.html"
    related = ("unit",)
    create_url, create_label = "affordable:subsidy_batch_create", "建立批次"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        views = [("全部", ""), *((state.label, state.value) for state in WAITING)]
        return super().get_context_data(views=views, state=self.query.get("status", ""), **kwargs)


class BatchCreate(RecordCreate):
    permission = ENTER
    title = "建立发放批次"
    model = SubsidyBatch
    form_class = BatchForm
    list_url = "affordable:subsidy_batch_list"
    done = "已建立，请核对未列入的家庭后测算。"

    def perform(self, form: BatchForm) -> SubsidyBatch:
        return services.create_batch(actor=self.request.user, **form.cleaned_data, reason=form.reason)


class BatchPage(LedgerPage):
    permission = VIEW
    model = SubsidyBatch
    workflow = BY_HAND
    related = RELATED
    has_files = True
    facts = (
        "unit", "computed_at", "computed_by", "checked_by", "approved_by", "approved_on", "digest", "funded_on",
        "funded_doc", "exported_by", "file_digest", "sent_on", "closed_on", "recorded_by",
    )

    def get_chips(self) -> list[Any]:
        return [BatchStatus(self.object.status)]

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        code = [("代发批次号", it.code)] if it.attempt else []
        late = SubsidyBatch.objects.behind(scope.current()).filter(pk=it.pk).exists()
        due = f"{it.planned_on}，已逾期" if late else str(it.planned_on)
        return [("应发期限", due), *code, *super().get_facts()]

    def get_figures(self) -> list[KeyFigure]:
        """Return the totals, and for every status of payments how many there are, leading to their list."""
        it, found = self.object, self.object.payments.by_status()
        every = f"{reverse('affordable:payment_list')}?batch={it.pk}"
        figures = [
            KeyFigure("户数（户）", grouped(it.households), url=every, main=True),
            KeyFigure("金额（元）", grouped(it.amount, 2)),
        ]
        for status in PaymentStatus:
            if status in found:
                lines, total = found[status]
                figures.append(KeyFigure(
                    f"{status.label}（笔）", grouped(lines), f"{grouped(total, 2)} 元", f"{every}&status={status}"
                ))
        return figures

    def get_tables(self) -> list[tuple[str, Table]]:
        it, counts = self.object, self.object.omissions.by_reason()
        found = []
        if counts:
            words = "，".join(f"{OmissionReason(reason).label} {count} 户" for reason, count in counts.items())
            rows = it.omissions.select_related("family").order_by("reason", "pk")[:SHOWN]
            found.append((f"未列入的家庭（{words}；最多列 {SHOWN} 户）", OmissionTable(list(rows), orderable=False)))
        receipts = it.receipts.select_related("recorded_by").order_by("-pk")
        return [*found, ("银行回单", ReceiptTable(receipts, orderable=False, empty_text="还没有回单"))]

    def get_buttons(self) -> list[Button]:
        it, found = self.object, list(super().get_buttons())
        if it.status in (BatchStatus.SENT, BatchStatus.REISSUING) and self.request.user.can(FINANCE):
            found.insert(0, Button("导入银行回单", f"{it.get_absolute_url()}receipt/", style="primary"))
        if it.households:
            found.append(Button("公示表", f"{it.get_absolute_url()}publication/"))
            found.append(Button("发放情况表", f"{it.get_absolute_url()}form/"))
        return found

    def get_step_url(self, step: Step) -> str:
        return f"{self.object.get_absolute_url()}{step.code}/"
