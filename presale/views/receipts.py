"""The ledger as pages: entries, receipts, corrections, court deductions, and whose money it is."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal.history import attachments_of
from housing_portal.kit.figures import grouped
from housing_portal.kit.filters import clean_query
from housing_portal.kit.pages import ActionPage, Attachment, Button, CreatePage, DetailPage, KeyFigure, ListPage
from housing_portal.kit.secrecy import mask_names
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from presale.enums import EntryKind
from presale.filters.receipts import EntryFilter, UnidentifiedFilter
from presale.forms.receipts import DeductionForm, MatchForm, ReceiptForm, ReversalForm
from presale.models import LedgerEntry
from presale.services import receipts as services
from presale.services.finding import suggestions
from presale.services.refusals import noted
from presale.tables.receipts import SHOWN, EntryTable, MatchTable, SuggestionTable, UnidentifiedTable
from presale.views.of_account import linked
from presale.views.watched import Watched
from presale.workflow import VERIFY

VIEW = "presale.view"
REVERSE = Step("reverse", "冲正", frozenset(), "", VERIFY, danger=True)
MATCH = Step("match", "认领", frozenset(), "", VERIFY)
UNMATCH = Step("unmatch", "撤回认领", frozenset(), "", VERIFY, needs_reason=True, danger=True)


class EntryList(ListPage):
    permission = VIEW
    title = "监管流水"
    model = LedgerEntry
    table_class = EntryTable
    filterset_class = EntryFilter
    shown = ("account", *SHOWN)
    create_url, create_label, write_permission = "presale:receipt_create", "登记入账", VERIFY

    def get_queryset(self) -> QuerySet:
        # one account reads as its book; all of them read by day
        order = ("-seq",) if self.query.get("account") else ("-booked_on", "-pk")
        related = ("account__estate", "contract", "recorded_by")
        return super().get_queryset().select_related(*related).order_by(*order)

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("amount")

    def get_buttons(self) -> list[Button]:
        own = super().get_buttons()
        deduct = Button("登记司法扣划", reverse("presale:deduction_create"), style="danger-line")
        return [*own, deduct] if own else own


class UnidentifiedList(ListPage):
    permission = VIEW
    title = "不明款认领"
    model = LedgerEntry
    table_class = UnidentifiedTable
    filterset_class = UnidentifiedFilter
    empty_text = "没有待认领的不明款"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().unnamed().select_related("account__estate").order_by("booked_on", "pk")

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("amount")

    def build(self) -> None:
        super().build()
        self.table.may_match = self.request.user.can(VERIFY)


class BookingPage(Watched, CreatePage):
    """A form that books money; what is refused leaves a trace in the diary."""

    permission = VERIFY
    model = LedgerEntry
    list_url = "presale:entry_list"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "account": clean_query(self.request.GET).get("account", "")}


class ReceiptCreate(BookingPage):
    title = "登记入账"
    form_class = ReceiptForm
    done = "已入账。"

    def perform(self, form: ReceiptForm) -> LedgerEntry:
        with noted(self.request.user, "登记入账", form.cleaned_data["account"]):
            return services.record_receipt(actor=self.request.user, **form.cleaned_data)


class DeductionCreate(BookingPage):
    title = "登记司法扣划"
    form_class = DeductionForm
    done = "已登记扣划，账户已暂停拨付。"

    def perform(self, form: DeductionForm) -> LedgerEntry:
        with noted(self.request.user, "登记司法扣划", form.cleaned_data["account"]):
            return services.record_deduction(actor=self.request.user, reason=form.reason, **form.cleaned_data)


class EntryPage(DetailPage):
    permission = VIEW
    model = LedgerEntry

    def get_queryset(self) -> QuerySet:
        related = ("account__estate", "contract", "release", "refund", "reversal_of", "reversal", "recorded_by", "line")
        return super().get_queryset().select_related(*related)

    def get_crumbs(self) -> list[tuple[str, str]]:
        account = self.object.account
        return [(str(account), account.get_absolute_url())]

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        return [
            KeyFigure("金额（元）", grouped(it.amount, 2), it.get_kind_display(), main=True),
            KeyFigure("余额（元）", grouped(it.balance_after, 2)),
            KeyFigure("记账日期", str(it.booked_on)),
        ]

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        reversal, line = getattr(it, "reversal", None), getattr(it, "line", None)
        return [
            ("监管账户", linked(it.account)), ("银行流水号", it.bank_serial),
            ("对方户名", mask_names(it.counterparty)), ("摘要", it.memo),
            ("网签合同", linked(it.contract)), ("文书或凭证号", it.document),
            ("拨付", linked(it.release)), ("退款", linked(it.refund)), ("冲正对象", linked(it.reversal_of)),
            ("已由哪笔冲正", linked(reversal)),
            ("银行对账单", linked(line) or "尚无对应的银行流水"),
            ("录入人", it.recorded_by), ("校验值", it.hash[:16]),
        ]

    def get_tables(self) -> list[tuple[str, Table]]:
        found = self.object.matches.select_related("contract", "recorded_by").order_by("pk")
        return [("认领记录", MatchTable(found, orderable=False))] if found else []

    def get_attachments(self) -> list[Attachment]:
        return attachments_of(self.object)

    def get_buttons(self) -> list[Button]:
        it, here, buttons = self.object, [self.object.pk], []
        if it.kind == EntryKind.REVERSAL:
            buttons.append(Button("冲正通知书", reverse("reports:reversal_notice", args=here), "print"))
        if not self.request.user.can(VERIFY):
            return buttons
        if LedgerEntry.objects.unnamed().filter(pk=it.pk).exists():
            buttons.append(Button("认领", reverse("presale:entry_match", args=here), style="primary"))
        elif services.standing_match(it):
            buttons.append(Button("撤回认领", reverse("presale:entry_unmatch", args=here), style="danger-line"))
        if it.kind != EntryKind.REVERSAL and not hasattr(it, "reversal"):
            buttons.append(Button("冲正", reverse("presale:entry_reverse", args=here), style="danger-line"))
        return buttons


class EntryStep(Watched, ActionPage):
    model = LedgerEntry

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate", "reversal")

    def stated(self) -> str:
        it = self.object
        return f"{it.booked_on} {it.get_kind_display()} {grouped(it.amount, 2)} 元，流水号 {it.bank_serial}"


class EntryReverse(EntryStep):
    step = REVERSE
    form_class = ReversalForm
    done = "已冲正。"

    def get_effects(self) -> list[str]:
        return [f"新记一笔相反金额的冲正，原流水保留：{self.stated()}。", "一笔只能冲正一次，须有发起行证明。"]

    def get_blocked(self) -> str:
        if self.object.kind == EntryKind.REVERSAL:
            return "冲正本身不能再冲正；确有错误的，请重新入账。"
        undo = getattr(self.object, "reversal", None)
        return f"这一笔已由第 {undo.seq} 笔冲正。" if undo else ""

    def perform(self, form: ReversalForm) -> LedgerEntry:
        with noted(self.request.user, "冲正", self.object.account):
            return services.reverse_entry(actor=self.request.user, entry=self.object, **form.cleaned_data)


class EntryMatch(EntryStep):
    step = MATCH
    form_class = MatchForm
    template_name = "presale/match.html"
    done = "已认领。"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "contract_no": clean_query(self.request.GET).get("contract", "")}

    def get_effects(self) -> list[str]:
        it = self.object
        given = "，".join(words for words in (mask_names(it.counterparty), it.memo) if words) or "银行没有写明"
        return [f"这一笔计入所填合同，可以参与用款：{self.stated()}。", f"付款人和摘要：{given}。",
                "认错了可以撤回，两次都留记录。"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = SuggestionTable(suggestions(self.object), orderable=False, empty_text="没有付款人或合同编号相符的合同")
        return super().get_context_data(**{"suggested": found, **kwargs})

    def perform(self, form: MatchForm) -> LedgerEntry:
        with noted(self.request.user, "认领入账", self.object.account):
            return services.match_receipt(actor=self.request.user, entry=self.object, **form.cleaned_data)


class EntryUnmatch(EntryStep):
    step = UNMATCH
    done = "已撤回认领。"

    def get_effects(self) -> list[str]:
        return [f"这一笔重新列为不明款，不能参与用款：{self.stated()}。"]

    def perform(self, form: Any) -> LedgerEntry:
        with noted(self.request.user, "撤回认领", self.object.account):
            return services.unmatch_receipt(actor=self.request.user, entry=self.object, reason=form.reason)
