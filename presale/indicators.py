"""The figures of escrow, defined once: formula, unit, 口径, and the records behind each (dossier §5, 10–13).

Permits issued and their area (row 9) stand with the market. Balances of any day come from the entries known then.
"""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from django.db.models import Case, F, QuerySet, Value, When

from housing_portal.kit.fields import MoneyField
from housing_portal.kit.indicators import Figure, Figures, Indicator, Measure, Rate
from housing_portal.kit.scope import Scope
from housing_portal.registry import parameters
from presale.available import ZERO
from presale.enums import IN_KINDS, SALE_KINDS, AlertLevel, EntryKind
from presale.models import AccountBuilding, EscrowAccount, EscrowAlert, LedgerEntry, Release
from presale.standing import Standings
from transactions.enums import LIVE, PayMethod
from transactions.models import SaleContract

Records = Callable[[Scope], QuerySet]
MONEY = "万元"
ACCOUNT, ENTRY = ("estate",), ("account__estate",)
SUPERVISED = "监管中的账户（已启用、未解除监管）"


@dataclass(frozen=True, kw_only=True)
class OfAccounts(Measure):
    """A figure of the workings of all accounts; its records are the accounts, each with its part of the sum."""

    reckon: Callable[[], Decimal | int]
    parts: Callable[[], int]

    def evaluate(self, scope: Scope, whole_id: int | None) -> Figures:
        """Return the figure of the scope it was made for."""
        return Figures(Figure(self.reckon(), self.parts()), {})


def of_working(standings: Standings, name: str, key: str, label: str, formula: str, basis: str) -> OfAccounts:
    """Return the sum of ``name`` over the workings; accounts with nothing to add are left out of the records."""

    def adding() -> list[tuple[int, Decimal]]:
        pairs = [(row.account.pk, getattr(row.working, name)) for row in standings.rows]
        return [pair for pair in pairs if pair[1]]

    def records(_scope: Scope) -> QuerySet:
        amounts = dict(adding())
        rows = EscrowAccount.objects.filter(pk__in=amounts)
        if not amounts:
            return rows.annotate(adds=Value(ZERO, MoneyField()))
        whens = [When(pk=pk, then=Value(amount, MoneyField())) for pk, amount in amounts.items()]
        return rows.annotate(adds=Case(*whens, output_field=MoneyField()))

    return OfAccounts(
        key, label, MONEY, formula, basis, records, "adds", grouped=False, related=ACCOUNT,
        reckon=partial(standings.total, name), parts=lambda: len(adding()),
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
        make("frozen", "escrow_frozen", "司法冻结金额", "Σ min（冻结额，B）", "轮候冻结不计，限额冻结合计不超过余额"),
        make("gap_when_frozen", "escrow_gap_frozen", "冻结后缺口", "Σ max（0，Qe −（B − 冻结额））",
             "冻结的资金不能用于工程，逐户计算"),
        make("unidentified", "escrow_unidentified", "不明款", "Σ 未认领的入账", "没有对应合同、未认领、未冲正的入账"),
    ]


# -- flows ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Period:
    """The days of a figure: this year or this month, up to the as-of date."""

    code: str
    word: str

    def start(self, day: date) -> date:
        return day.replace(month=1, day=1) if self.code == "year" else day.replace(day=1)


YEAR, MONTH = Period("year", "本年"), Period("month", "本月")


def _entries(scope: Scope, period: Period) -> QuerySet:
    return LedgerEntry.objects.known(scope).filter(booked_on__gte=period.start(scope.as_of))


def _out(scope: Scope, period: Period, kind: EntryKind) -> QuerySet:
    rows = _entries(scope, period).of_kind(kind)
    return rows.annotate(out=Value(ZERO, MoneyField()) - F("amount"))


def flows(period: Period) -> list[Measure]:
    """Return what came in and went out in a period; a correction counts on its own day with what it corrects."""
    found = [
        measure(f"escrow_in_{period.code}", f"{period.word}监管资金入账", MONEY, "Σ 入账 − 冲正",
                "按银行记账日期；含利息；冲正在冲正当日冲减", lambda scope: _entries(scope, period).of_kind(*IN_KINDS),
                "amount"),
    ]
    outs = ((EntryKind.RELEASE, "released", "用款拨付"), (EntryKind.REFUND, "refunded", "退房退款"),
            (EntryKind.DEDUCTION, "deducted", "司法扣划"))
    return found + [
        measure(f"escrow_{code}_{period.code}", f"{period.word}{word}", MONEY, f"Σ {word} − 冲正",
                "按银行记账日期；冲正在冲正当日冲减",
                lambda scope, kind=kind: _out(scope, period, kind), "out")
        for kind, code, word in outs
    ]


# -- collection -----------------------------------------------------------------------------------------


def _contracts(scope: Scope) -> QuerySet:
    """Return the contracts in force with ``due``: what should have come into the account by the day."""
    accounts = EscrowAccount.objects.supervised_at(scope).values("pk")
    places = AccountBuilding.objects.filter(is_current=True, account__in=accounts).values("building")
    loans_due = scope.as_of - timedelta(days=parameters.number("alert_loan_days"))
    return SaleContract.objects.filter(
        status__in=LIVE, building__in=places, filed_on__lte=scope.as_of, recorded_at__lte=scope.cutoff,
    ).annotate(due=Case(
        When(pay_method=PayMethod.INSTALMENTS, then=F("down_payment")),
        When(filed_on__lte=loans_due, then=F("down_payment") + F("loan_amount")),
        default=F("down_payment"), output_field=MoneyField(),
    ))


def _collected(scope: Scope) -> QuerySet:
    accounts = EscrowAccount.objects.supervised_at(scope).values("pk")
    return LedgerEntry.objects.known(scope).of_kind(*SALE_KINDS, EntryKind.REFUND).filter(account__in=accounts)


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
    measure("escrow_waiting_amount", "在途用款金额", MONEY, "Σ 申请金额", "已提交、未拨付、未终止；以现时为准",
            lambda scope: Release.objects.in_flight().filter(recorded_at__lte=scope.cutoff), "amount"),
    measure("escrow_alerts_open", "未关闭预警", "条", "未关闭的风险预警条数", "以现时为准",
            lambda scope: EscrowAlert.objects.unclosed().filter(found_at__lte=scope.cutoff), related=()),
    measure("escrow_alerts_red", "其中：红色预警", "条", "未关闭的红色预警条数", "以现时为准",
            lambda scope: EscrowAlert.objects.unclosed().filter(found_at__lte=scope.cutoff, level=AlertLevel.RED),
            related=()),
)


def escrow(scope: Scope) -> list[Indicator]:
    """Return all figures of escrow at ``scope``, in the order in which leaders read them."""
    return [*stocks(Standings(scope)), *flows(YEAR), *flows(MONTH), *COLLECTION, *WAITING]
