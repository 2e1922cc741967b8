"""What waits in 预售监管: whatever needs a step that the reader may take and has had no hand in, and what came back."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Exists, F, Model, OuterRef, Q

from housing_portal.accounts.models import User
from housing_portal.kit.figures import grouped
from housing_portal.kit.secrecy import mask_names
from housing_portal.todos.parts import Source, Todo
from presale.alert_rules import RULES
from presale.enums import (
    AccountStatus,
    AlertStatus,
    AnswerStatus,
    ApplicationStatus,
    FreezeStatus,
    LetterStatus,
    NodeStatus,
    PayeeStatus,
    ProposalStatus,
    ReconciliationStatus,
    RefundStatus,
    ReleaseStatus,
    RuleStatus,
    WorksStatus,
)
from presale.models import (
    Decision,
    EscrowAccount,
    EscrowAlert,
    Freeze,
    GuaranteeLetter,
    LedgerEntry,
    LineAnswer,
    NodeCertification,
    Payee,
    PermitApplication,
    QuotaProposal,
    Reconciliation,
    Refund,
    Release,
    RuleSet,
    StatementFile,
    StatementLine,
    WorksReport,
)
from presale.workflow import APPROVE, CONFIRM, DECIDE, RECORD, VERIFY

OFFICE = "预售监管"
PLACE = ("account__estate",)
ALL = Q()


def _application(it: PermitApplication) -> tuple[str, str]:
    return str(it.estate), str(it.developer)


def _of_account(it: Any) -> tuple[str, str]:
    return str(it.account), OFFICE


def _paid(it: Release | Refund) -> tuple[str, str]:
    payee = it.payee_name or str(it.payee) if isinstance(it, Release) else mask_names(it.receiver)
    return f"{it.account}　{grouped(it.amount, 2)} 元，收款人 {payee}", str(it.account.developer)


def _node(it: NodeCertification) -> tuple[str, str]:
    return f"{it.building.estate} {it.building} {it.get_node_display()}", OFFICE


def _account(it: EscrowAccount) -> tuple[str, str]:
    return str(it.account_name), str(it.developer)


def _alert(it: EscrowAlert) -> tuple[str, str]:
    return f"{it.get_level_display()}色预警：{RULES[it.rule].label}", str(it.estate or OFFICE)


def _answer(it: LineAnswer) -> tuple[str, str]:
    return str(it.line.account), OFFICE


def _rules(it: RuleSet) -> tuple[str, str]:
    return f"{it.effective_from} 施行", OFFICE


@dataclass(frozen=True)
class Waits:
    """Records in a state that wait for a holder of ``permission`` who is none of those who acted (``others``).

    ``where`` narrows the state down where it alone does not say whose turn it is.
    """

    permission: str
    kind: str
    deed: str
    model: type[Model]
    states: tuple[str, ...]
    note: Callable[[Any], tuple[str, str]]
    others: tuple[str, ...] = ()
    related: tuple[str, ...] = PLACE
    where: Q | Exists = ALL

    def source(self, user: User) -> Source:
        rows = self.model.objects.filter(self.where, status__in=self.states)
        for name in self.others:
            rows = rows.exclude(**{f"{name}__in": user.accounts})
        return Source(rows.select_related(*self.related).order_by("pk"), partial(_todo, self))


MONEY = (*PLACE, "account__developer")
ESTATE = ("estate", "developer")
SITE = ("building__estate",)
ACTED = ("recorded_by", "accepted_by", "inspected_by")
# a difference goes to the second person only when it is explained to the last 分
EXPLAINED = Q(explained=F("difference"))
REVIEWS: Sequence[Waits] = (
    Waits(RECORD, "许可申请", "受理", PermitApplication, (ApplicationStatus.SUBMITTED,), _application, related=ESTATE),
    Waits(CONFIRM, "许可核查", "复核", PermitApplication, (ApplicationStatus.ACCEPTED,), _application,
          ("recorded_by", "submitted_by", "accepted_by"), ESTATE),
    Waits(APPROVE, "许可审批", "审批", PermitApplication, (ApplicationStatus.REVIEWED,), _application,
          ("recorded_by", "submitted_by", "accepted_by", "reviewed_by"), ESTATE),
    Waits(RECORD, "用款受理", "受理", Release, (ReleaseStatus.SUBMITTED,), _paid, ("inspected_by",),
          (*MONEY, "payee")),
    Waits(VERIFY, "用款核额", "核额", Release, (ReleaseStatus.ACCEPTED,), _paid, ACTED, (*MONEY, "payee")),
    Waits(APPROVE, "用款审批", "审批", Release, (ReleaseStatus.VERIFIED,), _paid, (*ACTED, "verified_by"),
          (*MONEY, "payee")),
    Waits(DECIDE, "用款审批", "审批", Release, (ReleaseStatus.SIGNED,), _paid, (*ACTED, "verified_by", "approved_by"),
          (*MONEY, "payee")),
    Waits(RECORD, "拨付通知", "办理", Release, (ReleaseStatus.APPROVED, ReleaseStatus.NOTIFIED, ReleaseStatus.FAILED),
          _paid, related=(*MONEY, "payee")),
    Waits(VERIFY, "银行回单", "登记", Release, (ReleaseStatus.PAYING,), _paid, related=(*MONEY, "payee")),
    Waits(VERIFY, "退款核额", "核额", Refund, (RefundStatus.SUBMITTED,), _paid, ("recorded_by",), MONEY),
    Waits(APPROVE, "退款审批", "审批", Refund, (RefundStatus.CHECKED,), _paid, ("recorded_by", "checked_by"), MONEY),
    Waits(RECORD, "退款通知", "办理", Refund, (RefundStatus.APPROVED, RefundStatus.FAILED), _paid, related=MONEY),
    Waits(VERIFY, "退款回单", "登记", Refund, (RefundStatus.PAYING,), _paid, related=MONEY),
    Waits(RECORD, "节点查验", "查验", NodeCertification, (NodeStatus.APPLIED,), _node, related=SITE),
    Waits(CONFIRM, "节点核验", "核验", NodeCertification, (NodeStatus.INSPECTED,), _node, ("recorded_by",), SITE),
    Waits(CONFIRM, "收款人复核", "复核", Payee, (PayeeStatus.PROPOSED,), _of_account, ("recorded_by",)),
    Waits(CONFIRM, "冻结复核", "复核", Freeze, (FreezeStatus.PROPOSED,), _of_account, ("recorded_by",)),
    Waits(CONFIRM, "解除冻结复核", "复核", Freeze, (FreezeStatus.RELEASING,), _of_account, ("release_recorded_by",)),
    Waits(CONFIRM, "保函复核", "复核", GuaranteeLetter, (LetterStatus.PROPOSED,), _of_account, ("recorded_by",)),
    Waits(CONFIRM, "造价复核", "复核", WorksReport, (WorksStatus.PROPOSED,), _of_account, ("recorded_by",)),
    Waits(RECORD, "三方协议", "登记", EscrowAccount, (AccountStatus.PENDING,), _account, related=ESTATE),
    Waits(CONFIRM, "账户启用", "启用", EscrowAccount, (AccountStatus.AGREED,), _account, ("recorded_by",), ESTATE),
    Waits(APPROVE, "解除监管", "审批", EscrowAccount, (AccountStatus.RELEASE_APPLIED,), _account, related=ESTATE),
    Waits(VERIFY, "转出余额", "办理", EscrowAccount, (AccountStatus.RELEASED,), _account, related=ESTATE,
          where=Q(balance__gt=0)),
    Waits(CONFIRM, "账户销户", "销户", EscrowAccount, (AccountStatus.RELEASED,), _account, related=ESTATE,
          where=Q(balance=0)),
    Waits(DECIDE, "额度核定", "核定", QuotaProposal, (ProposalStatus.PROPOSED,), _of_account, ("recorded_by",)),
    Waits(APPROVE, "监管规则", "启用", RuleSet, (RuleStatus.DRAFT,), _rules, ("recorded_by",), ()),
    Waits(VERIFY, "对账差异", "说明", Reconciliation, (ReconciliationStatus.DIFFERENT, ReconciliationStatus.EXPLAINED),
          _of_account, where=Q(status=ReconciliationStatus.DIFFERENT) | ~EXPLAINED),
    Waits(CONFIRM, "对账差异", "关闭", Reconciliation, (ReconciliationStatus.EXPLAINED,), _of_account,
          ("explained_by",), where=EXPLAINED),
    Waits(CONFIRM, "流水冲突", "复核", LineAnswer, (AnswerStatus.PROPOSED,), _answer, ("recorded_by",),
          ("line__account__estate",)),
    Waits(RECORD, "风险预警", "处置", EscrowAlert, (AlertStatus.OPEN, AlertStatus.CONFIRMED), _alert,
          related=("estate",)),
    Waits(CONFIRM, "预警关闭", "复核", EscrowAlert, (AlertStatus.HANDLED,), _alert, ("handled_by",), ("estate",)),
)
RETURNED: Sequence[Waits] = (
    Waits(RECORD, "用款退回", "修改", Release, (ReleaseStatus.RETURNED,), _paid, related=(*MONEY, "payee")),
    # a refund that came back is a draft again
    Waits(RECORD, "退款退回", "修改", Refund, (RefundStatus.DRAFT,), _paid, related=MONEY,
          where=Exists(Decision.objects.filter(refund=OuterRef("pk")))),
    Waits(RECORD, "申请补正", "补正", PermitApplication, (ApplicationStatus.FIXING,), _application, related=ESTATE),
)


def to_review(user: User) -> list[Source]:
    """Return what needs a step that ``user`` may take."""
    found = [waits.source(user) for waits in REVIEWS if user.can(waits.permission)]
    return [*found, _questions(), _unbooked(), _unnamed()] if user.can(VERIFY) else found


def _questions() -> Source:
    """Return the lines of which the bank must be asked: a serial stands for two movements."""
    rows = StatementLine.objects.unanswered().select_related("account__estate", "file").order_by("pk")
    return Source(rows, lambda it: Todo("流水冲突", str(it), f"{it.account}　{it.note}", OFFICE, it.get_absolute_url(),
                                        "答复", it.file.recorded_at))


def _unbooked() -> Source:
    """Return the statements of which movements are not in the books yet."""
    rows = StatementFile.objects.filter(Exists(StatementLine.objects.open().filter(file=OuterRef("pk"))))
    return Source(rows.select_related(*PLACE, "bank__organization").order_by("to_on", "pk"), lambda it: Todo(
        "对账单入账", str(it), f"{it.account}　有流水待入账", str(it.bank), it.get_absolute_url(), "入账",
        it.recorded_at))


def _unnamed() -> Source:
    """Return the receipts of which nobody knows yet whose money it is."""
    rows = LedgerEntry.objects.unnamed().select_related(*PLACE).order_by("booked_on", "pk")
    return Source(rows, lambda it: Todo(
        "不明款", f"{grouped(it.amount, 2)} 元", f"{it.account}　{it.booked_on} 入账，流水号 {it.bank_serial}", OFFICE,
        it.get_absolute_url(), "认领", it.recorded_at))


def sent_back(user: User) -> list[Source]:
    """Return what came back to ``user``."""
    found = [waits.source(user) for waits in RETURNED if user.can(waits.permission)]
    return [Source(source.rows.filter(recorded_by=user), source.todo) for source in found]


def _todo(waits: Waits, it: Any) -> Todo:
    note, source = waits.note(it)
    at = it.found_at if isinstance(it, EscrowAlert) else it.recorded_at
    due = it.answer_due_on if isinstance(it, PermitApplication) else None
    return Todo(waits.kind, str(it), note, source, it.get_absolute_url(), waits.deed, at, due)
