"""One line of a statement, and its way into the ledger."""
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal.pages import RecordPage
from housing_portal.kit.figures import grouped
from housing_portal.kit.forms import ConfirmForm
from housing_portal.kit.pages import ActionPage, Button, KeyFigure
from housing_portal.kit.secrecy import mask_names
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from presale.enums import IN_QUESTION, AnswerStatus, LineStatus
from presale.forms.statements import KindForm, ReceiptLineForm
from presale.models import StatementFile, StatementLine
from presale.services import answers
from presale.services import lines as services
from presale.services.refusals import noted
from presale.tables.statements import AgainstTable, AnswerTable, PreviewTable
from presale.views.of_account import linked
from presale.workflow import ANSWER, LINE, VERIFY

BOOK_ALL = Step("book", "全部入账", frozenset(), "", VERIFY)
TOLD = 20  # lines that stayed open, named one by one
PREVIEWED = 100  # lines shown with what they will be booked as


class LinePage(RecordPage):
    permission = "presale.view"
    model = StatementLine
    related = ("account__estate", "file", "entry__account__estate")
    workflow = LINE
    has_files = True

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.object.file), self.object.file.get_absolute_url())]

    def get_chips(self) -> list[Any]:
        return [LineStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        entry = it.entry
        booked = KeyFigure("监管流水", f"第 {entry.seq} 笔", url=entry.get_absolute_url()) if entry else None
        figures = [KeyFigure("金额（元）", grouped(it.amount, 2), "收入" if it.amount > 0 else "支出", main=True),
                   KeyFigure("银行余额（元）", grouped(it.balance, 2)), KeyFigure("记账日期", str(it.booked_on))]
        return [*figures, booked] if booked else figures

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [("监管账户", linked(it.account)), ("对方户名", mask_names(it.counterparty)), ("摘要", it.memo),
                ("款项性质", (it.entry or it).get_kind_display()), ("更正流水号", it.corrected_serial),
                ("文件行号", it.row), ("说明", it.note)]

    def get_tables(self) -> list[tuple[str, Table]]:
        it, tables = self.object, []
        if it.status in IN_QUESTION:
            tables.append(("同一流水号的另一内容", AgainstTable(_against(it))))
        answers = it.answers.select_related("recorded_by", "decided_by").order_by("pk")
        return [*tables, ("银行答复", AnswerTable(answers, orderable=False))] if answers else tables

    def get_buttons(self) -> list[Button]:
        it, user, buttons = self.object, self.request.user, super().get_buttons()
        if it.amount < 0:
            buttons = [one for one in buttons if one.url != self.get_step_url(LINE.steps["kind"])]
        answer = it.answers.filter(status=AnswerStatus.PROPOSED).first()
        if answer is not None:
            steps = ANSWER.available(answer, user)
            return [*buttons, *(Button(step.label, reverse(f"presale:answer_{step.code}", args=[answer.pk]),
                                       style="danger-line" if step.danger else "primary") for step in steps)]
        if it.status in IN_QUESTION and user.can(VERIFY):
            buttons.append(Button("答复冲突", reverse("presale:line_answer", args=[it.pk]), style="primary"))
        return buttons

    def get_step_url(self, step: Step) -> str:
        return reverse(f"presale:line_{step.code}", args=[self.object.pk])


def _against(line: StatementLine) -> list[dict[str, Any]]:
    """Return what stands against a line in question: the bank's other word, and what was booked."""
    other, entry = answers.beside(line), answers.entry_against(line)
    rows = [("银行对账单", it.booked_on, it.amount, it.counterparty, it.get_status_display(), it)
            for it in (other,) if it is not None]
    rows += [("监管流水", it.booked_on, it.amount, it.counterparty, f"第 {it.seq} 笔 {it.get_kind_display()}", it)
             for it in (entry,) if it is not None]
    names = ("side", "booked_on", "amount", "counterparty", "words", "record")
    return [dict(zip(names, row, strict=True)) for row in rows]


class LineStep(ActionPage):
    model = StatementLine
    workflow = LINE

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate")

    def stated(self) -> str:
        it = self.object
        return f"{it.booked_on} {grouped(it.amount, 2)} 元，对方 {mask_names(it.counterparty) or '未注明'}"


class LineBook(LineStep):
    step = LINE.steps["book"]
    done = "已入账。"

    def get_form_class(self) -> type:
        return ReceiptLineForm if self.object.amount > 0 else ConfirmForm

    def get_initial(self) -> dict[str, Any]:
        found = services.proposal(self.object)
        own = {"kind": found.kind, "contract_no": found.contract.contract_no if found.contract else ""}
        return {**super().get_initial(), **own}

    def get_effects(self) -> list[str]:
        if self.object.amount > 0:
            return [f"登记入账：{self.stated()}。", "没有合同编号的作为不明款入账，认领后才能参与用款。"]
        order = services.proposal(self.object).order
        return [f"登记支付：{self.stated()}。", f"作为 {order} 的银行回单登记。" if order else services.NO_ORDER]

    def perform(self, form: Any) -> StatementLine:
        with noted(self.request.user, "对账单入账", self.object):
            services.book_line(actor=self.request.user, line=self.object, **form.cleaned_data)
        return self.object


class LineKind(LineStep):
    step = LINE.steps["kind"]
    form_class = KindForm
    done = "已改款项性质。"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "kind": services.proposal(self.object).kind}

    def get_effects(self) -> list[str]:
        return [f"“全部入账”时按所选性质记账：{self.stated()}。"]

    def get_blocked(self) -> str:
        return super().get_blocked() or (services.NO_KIND if self.object.amount < 0 else "")

    def perform(self, form: KindForm) -> StatementLine:
        return services.set_kind(actor=self.request.user, line=self.object, **form.cleaned_data)


class LineIgnore(LineStep):
    step = LINE.steps["ignore"]
    done = "已标为不入账。"

    def get_effects(self) -> list[str]:
        return [f"不记入监管流水：{self.stated()}。", "当日对账会显示这笔差异，须说明并复核。"]

    def perform(self, form: Any) -> StatementLine:
        return services.ignore_line(actor=self.request.user, line=self.object, reason=form.reason)


class LineReopen(LineStep):
    step = LINE.steps["reopen"]
    done = "已恢复待入账。"

    def perform(self, form: Any) -> StatementLine:
        return services.reopen_line(actor=self.request.user, line=self.object)


class StatementBook(ActionPage):
    model = StatementFile
    step = BOOK_ALL
    template_name = "presale/statement_book.html"
    done = "已办理。"

    def get_effects(self) -> list[str]:
        return [
            f"{self.object.lines.open().count()} 行待入账：利息记为利息，摘要写有合同编号的计入合同，"
            "其他收入作为不明款入账。",
            "支出只与同一收款人、同一金额且已送银行的用款或退款对上；对不上的留在待入账，不记账。",
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = self.object.lines.open().select_related("account__estate").order_by("booked_on", "pk")
        rows = [{"line": line, "proposal": services.proposal(line)} for line in lines[:PREVIEWED]]
        return super().get_context_data(**{"preview": PreviewTable(rows), "previewed": PREVIEWED, **kwargs})

    def perform(self, form: Any) -> StatementFile:
        booked = services.book_file(actor=self.request.user, file=self.object)
        messages.info(self.request, f"入账 {booked.count} 行，留待办理 {len(booked.left)} 行。")
        for sentence in booked.left[:TOLD]:
            messages.warning(self.request, sentence)
        return self.object
