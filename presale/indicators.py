"""The figures of escrow, defined once: formula, unit, 口径, and the records behind each (dossier §5, 10–13).

Permits issued and their area (row 9) stand with the market. Balances of any day come from the entries known then.
"""
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import partial

from django.db.models import Case, Exists, F, OuterRef, QuerySet, Value, When

from housing_portal.kit.fields import MoneyField
from housing_portal.kit.indicators import Figure, Figures, Indicator, Measure, Rate
from housing_portal.kit.periods import MONTH, YEAR, Running
from housing_portal.kit.scope import Scope
from housing_portal.registry import parameters
from housing_portal.registry.enums import PermitKind, PermitStatus
from housing_portal.registry.models import SalePermit
from presale.available import ZERO
from presale.enums import IN_KINDS, AlertLevel, ApplicationStatus, EntryKind
from presale.models import (
    AccountBuilding,
    ConditionCheck,
    EscrowAccount,
    EscrowAlert,
    LedgerEntry,
    PermitApplication,
    Release,
)
from presale.standing import Standings
from transactions.enums import PayMethod
from transactions.models import SaleContract

Records = Callable[[Scope], QuerySet]
MONEY = "万元"
ACCOUNT, ENTRY = ("estate",), ("account__estate",)
SUPERVISED = "监管中的账户（已启用、未解除监管）"


@dataclass(frozen=True, kw_only=True)
class OfAccounts(Measure):
    """A figure of the workings of all accounts; its records are the accounts, each with its part of the sum."""

    reckon: Callable[[], Decimal | None]
    parts: Callable[[], int]

    def evaluate(self, scope: Scope, whole_id: int | None) -> Figures:
        """Return the figure of the scope it was made for."""
        return Figures(Figure(self.reckon(), self.parts()), {})


def of_working(standings: Standings, name: str, key: str, label: str, formula: str, basis: str) -> OfAccounts:
    """Return the sum of ``name`` over the workings; accounts with nothing to add are left out of the records."""

    def adding() -> dict[int, Decimal]:
        pairs = [(row.account.pk, getattr(row.working, name)) for row in standings.rows]
        return dict(pair for pair in pairs if pair[1])

    return of_accounts(adding, partial(standings.total, name), key, label, formula, basis)


def of_completion(standings: Standings, name: str, key: str, label: str, formula: str, basis: str) -> OfAccounts:
    """Return the sum of ``name`` over the accounts with a report of their works; None when no account has one."""

    def adding() -> dict[int, Decimal]:
        return {pk: getattr(one, name) for pk, one in standings.completions.items()}

    def total() -> Decimal | None:
        return sum(adding().values(), ZERO) if standings.completions else None

    return replace(of_accounts(adding, total, key, label, formula, basis), zero_when_empty=False)


def of_accounts(adding: Callable[[], dict[int, Decimal]], total: Callable[[], Decimal | None], key: str, label: str,
                formula: str, basis: str) -> OfAccounts:
    """Return a figure to which each account adds its own amount."""

    def records(_scope: Scope) -> QuerySet:
        amounts = adding()
        rows = EscrowAccount.objects.filter(pk__in=amounts)
        if not amounts:
            return rows.annotate(adds=Value(ZERO, MoneyField()))
        whens = [When(pk=pk, then=Value(amount, MoneyField())) for pk, amount in amounts.items()]
        return rows.annotate(adds=Case(*whens, output_field=MoneyField()))

    return OfAccounts(
        key, label, MONEY, formula, basis, records, "adds", grouped=False, related=ACCOUNT,
        reckon=total, parts=lambda: len(adding()),
    )


def measure(key: str, label: str, unit: str, formula: str, basis: str, records: Records, amount: str = "",
            related: tuple[str, ...] = ENTRY) -> Measure:
    """Return a measure over records of the bureau as a whole."""
    return Measure(key, label, unit, formula, basis, records, amount, grouped=False, related=related)


# -- stocks ---------------------------------------------------------------------------------------------


def stocks(standings: Standings) -> list[Indicator]:
    """Return what the accounts hold, must hold and lack at the end of the day."""
    make = partial(of_working, standings)
    return [
        measure("escrow_accounts", "监管账户", "个", "监管中的账户个数", SUPERVISED,
                lambda scope: EscrowAccount.objects.supervised_at(scope), related=ACCOUNT),
        make("balance", "escrow_balance", "监管余额 B", "Σ 入账 − 拨付 − 退款 − 扣划",
             f"{SUPERVISED}；由流水计得，按记账日期"),
        make("quota", "escrow_quota", "核定额度 Q0", "Σ 现行额度", f"{SUPERVISED}；截至日生效的最新版次"),
        make("letters", "escrow_letters", "有效保函", "Σ 有效保函金额", f"{SUPERVISED}；截至日在有效期内"),
        make("effective", "escrow_required", "有效受限额 Qe", "Σ min（节点额度 Qn，Q0 − 保函）",
             f"{SUPERVISED}；已扣保函，覆盖率分子不再加保函"),
        Rate("escrow_coverage", "监管资金覆盖率（B÷Qe）", "监管余额 ÷ 有效受限额 × 100",
             "合并口径，可大于 100%；个别账户的缺口另见监管缺口", "escrow_balance", "escrow_required"),
        Rate("escrow_coverage_quota", "监管资金覆盖率（B÷Q0）", "监管余额 ÷ 核定额度 × 100",
             "平台口径，分母为重点监管额度", "escrow_balance", "escrow_quota"),
        make("gap", "escrow_gap", "监管缺口", "Σ max（0，Qe − B）",
             f"{SUPERVISED}；逐户计算，一户的溢出不抵另一户的缺口"),
        make("frozen", "escrow_frozen", "司法冻结金额", "Σ min（冻结额，B）",
             "轮候冻结只计在先冻结之外的余额，合计不超过余额"),
        make("gap_when_frozen", "escrow_gap_frozen", "冻结后缺口", "Σ max（0，Qe −（B − 冻结额））",
             "冻结的资金不能用于工程，逐户计算"),
        make("unidentified", "escrow_unidentified", "不明款", "Σ 未认领的入账", "没有对应合同、未认领、未冲正的入账"),
    ]


REPORTED = f"{SUPERVISED}；只计已登记并复核工程造价报告的账户，未登记的不按零计"


def works(standings: Standings) -> list[Measure]:
    """Return what finishing the works still costs, what may still come in, and what is lacking (row 12)."""
    make = partial(of_completion, standings)
    return [
        make("cost_left", "escrow_works_left", "剩余工程造价", "Σ（工程造价总额 − 已完工程造价）",
             f"{REPORTED}；取截至日前最近一份报告"),
        make("unpaid", "escrow_works_unpaid", "应付未付工程款", "Σ 应付未付", f"{REPORTED}；取截至日前最近一份报告"),
        make("receivable", "escrow_receivable", "在途按揭、分期应收", "Σ max（0，有效合同总价 − 售房款净入账）",
             f"{REPORTED}；监管楼幢已签订未解除的合同，逐户计算"),
        make("unsold_value", "escrow_unsold_value", "未售货值", "Σ 可售房屋备案总价",
             f"{REPORTED}；可售口径同商品房可售库存，没有备案价的不计"),
        make("gap", "escrow_completion_gap", "完工资金缺口",
             "Σ max（0，剩余工程造价 + 应付未付 −（监管余额 + 在途应收 + 未售货值 × 折扣））",
             f"{REPORTED}；逐户计算，一户的富余不抵另一户的缺口；折扣见业务参数"),
    ]


# -- flows ----------------------------------------------------------------------------------------------


def _entries(scope: Scope, period: Running) -> QuerySet:
    return LedgerEntry.objects.known(scope).filter(booked_on__gte=period.start(scope.as_of))


def _out(scope: Scope, period: Running, kind: EntryKind) -> QuerySet:
    rows = _entries(scope, period).of_kind(kind)
    return rows.annotate(out=Value(ZERO, MoneyField()) - F("amount"))


def flows(period: Running) -> list[Measure]:
    """Return what came in and went out in a period; a correction counts on its own day with what it corrects."""
    found = [
        measure(f"escrow_in_{period.code}", f"{period.word}监管资金入账", MONEY, "Σ 入账 − 冲正",
                "按银行记账日期；含利息；冲正在冲正当日冲减", lambda scope: _entries(scope, period).of_kind(*IN_KINDS),
                "amount"),
    ]
    outs = ((EntryKind.RELEASE, "released", "用款拨付"), (EntryKind.REFUND, "refunded", "退房退款"),
            (EntryKind.DEDUCTION, "deducted", "司法扣划"), (EntryKind.SETTLEMENT, "settled", "解除监管转出"))
    return found + [
        measure(f"escrow_{code}_{period.code}", f"{period.word}{word}", MONEY, f"Σ {word} − 冲正",
                "按银行记账日期；冲正在冲正当日冲减",
                lambda scope, kind=kind: _out(scope, period, kind), "out")
        for kind, code, word in outs
    ]


# -- permits that were changed ---------------------------------------------------------------------------


def _changed(scope: Scope) -> QuerySet:
    """Return the changes granted this year with ``area_grown``; those of a permit that was revoked count no more."""
    granted = ConditionCheck.objects.filter(
        application=OuterRef("pk"), step=ApplicationStatus.ISSUED, judged_at__lte=scope.cutoff
    )
    revoked = SalePermit.objects.filter(
        status=PermitStatus.REVOKED, ended_on__lte=scope.as_of, ended_at__lte=scope.cutoff
    )
    rows = PermitApplication.objects.filter(
        Exists(granted), changes__kind=PermitKind.PRESALE, status=ApplicationStatus.ISSUED,
        decided_on__range=(YEAR.start(scope.as_of), scope.as_of),
    )
    return rows.exclude(changes__in=revoked).annotate(area_grown=F("area_total") - F("area_former"))


PERMITS_CHANGED = (
    measure("permits_changed_year", "本年变更预售许可", "件", "决定日期在本年的许可变更件数",
            "按决定日期；许可已撤销的不计；不计入本年核发预售许可", _changed, related=()),
    measure("permits_grown_area_year", "本年批准预售面积变更净增", "万平方米", "Σ（变更后批准面积 − 变更前批准面积）",
            "按变更的决定日期，减少的为负；许可已撤销的不计；不计入本年批准预售面积", _changed, "area_grown", ()),
)


# -- collection -----------------------------------------------------------------------------------------


def _contracts(scope: Scope) -> QuerySet:
    """Return the contracts in force with ``due``: what should have come into the account by the day."""
    accounts = EscrowAccount.objects.supervised_at(scope).values("pk")
    places = AccountBuilding.objects.standing().filter(account__in=accounts).values("building")
    loans_due = scope.as_of - timedelta(days=parameters.number("alert_loan_days"))
    return SaleContract.objects.held_at(scope).filter(building__in=places, filed_on__lte=scope.as_of).annotate(due=Case(
        When(pay_method=PayMethod.INSTALMENTS, then=F("down_payment")),
        When(filed_on__lte=loans_due, then=F("down_payment") + F("loan_amount")),
        default=F("down_payment"), output_field=MoneyField(),
    ))


def _collected(scope: Scope) -> QuerySet:
    accounts = EscrowAccount.objects.supervised_at(scope).values("pk")
    return LedgerEntry.objects.known(scope).for_homes().filter(account__in=accounts)


COLLECTION = (
    measure("escrow_collected", "售房款净入账", MONEY, "Σ 售房款入账 − 冲正 − 退款",
            f"{SUPERVISED}；含不明款，不含利息", _collected, "amount"),
    measure("escrow_due", "合同应收", MONEY, "Σ 首付 + 已到期贷款",
            "监管楼幢已备案的有效合同；贷款在备案后规定天数到期（业务参数），分期款只计首付", _contracts, "due",
            ("estate",)),
    Rate("escrow_collection", "资金归集率", "售房款净入账 ÷ 合同应收 × 100", "明显低于 100% 的，核查账外收款",
         "escrow_collected", "escrow_due"),
)


# -- what waits -----------------------------------------------------------------------------------------

WAITING = (
    measure("escrow_waiting", "在途用款申请", "件", "已提交、未拨付、未终止的用款申请", "按办理状态，以现时为准",
            lambda scope: Release.objects.in_flight().filter(recorded_at__lte=scope.cutoff)),
    measure("escrow_waiting_amount", "在途用款金额", MONEY, "Σ 申请金额，财务已核额的按核准金额",
            "已提交、未拨付、未终止；以现时为准",
            lambda scope: Release.objects.in_flight().with_asked().filter(recorded_at__lte=scope.cutoff), "asked_for"),
    measure("escrow_alerts_open", "未关闭预警", "条", "截至日未关闭的风险预警条数", "截至日已发现、未关闭",
            EscrowAlert.objects.unclosed_at, related=()),
    measure("escrow_alerts_red", "其中：红色预警", "条", "截至日未关闭的红色预警条数", "截至日已发现、未关闭",
            lambda scope: EscrowAlert.objects.unclosed_at(scope).filter(level=AlertLevel.RED), related=()),
)


def escrow(scope: Scope) -> list[Indicator]:
    """Return all figures of escrow at ``scope``, in the order in which leaders read them."""
    standings = Standings(scope)
    return [*stocks(standings), *works(standings), *flows(YEAR), *flows(MONTH), *COLLECTION, *WAITING]
