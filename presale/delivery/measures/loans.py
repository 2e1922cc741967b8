"""专项借款 (dossier §4.2): 批准, 到账, 拨付 and 使用 are four figures that never stand for each other.

拨付 is what was paid to payees, cumulative to the day; 使用 is what was paid within the year: source 004 gives both
with the same number and two meanings.
"""
from collections.abc import Callable
from decimal import Decimal

from django.db.models import QuerySet

from housing_portal.kit.indicators import NOTHING, Figure, Measure, Quotient
from housing_portal.kit.scope import Scope
from presale.delivery.enums.loans import RepaymentKind
from presale.delivery.models.estates import TroubledEstate
from presale.delivery.models.handover import UnitDelivery
from presale.delivery.models.loans import LoanAllocation, LoanDraw, LoanUse, Repayment, SpecialLoan

MONEY, WAN = "万元", Decimal(10_000)
ROW, USE = ("allocation__estate__estate", "allocation__loan"), ("allocation__estate__estate", "payee")
GIVEN = "已撤回的分配不计；借款主体的余额不计入任何项目"


def _allocations(scope: Scope) -> QuerySet:
    return LoanAllocation.objects.counted(scope)


def helped(scope: Scope) -> QuerySet:
    """Return the estates that may use special loans by the day."""
    return TroubledEstate.objects.filter(pk__in=_allocations(scope).values("estate"))


def _with(name: str) -> Callable[[Scope], QuerySet]:
    """Return the allocations whose figure ``name`` is not 0."""
    return lambda scope: _allocations(scope).with_figures(scope).exclude(**{name: 0})


def _delivered(scope: Scope) -> QuerySet:
    return UnitDelivery.objects.formal(scope).on_ledger(helped(scope))


class PerSet(Quotient):
    """An amount in 万元 for each of a number of sets."""

    def _figure(self, done: Figure, target: Figure) -> Figure:
        if done.value is None:
            return NOTHING
        scaled = Figure(Decimal(done.value) / WAN, done.records)
        found = super()._figure(scaled, target)
        return Figure(found.value, found.records, done.value, target.value)


MEASURES = (
    Measure("loan_cnt", "专项借款合同", "笔", "已签订的借款合同数", "截至日及以前签订",
            lambda scope: SpecialLoan.objects.signed_by(scope), grouped=False, related=("lender", "borrower")),
    Measure("loan_borrowed", "专项借款合同金额", MONEY, "Σ 借款金额", "统借统还主体借入的合同金额，不是项目可用的钱",
            lambda scope: SpecialLoan.objects.signed_by(scope), "amount", grouped=False,
            related=("lender", "borrower")),
    Measure("loan_estates", "专项借款项目", "个", "获批专项借款的项目数", f"{GIVEN}；一个项目多次获批计一个", helped,
            grouped=False, related=("estate",)),
    Measure("loan_approved", "专项借款批准", MONEY, "Σ 批准金额", f"获批：可以用多少；累计。{GIVEN}", _allocations,
            "amount", grouped=False, related=("estate__estate", "loan")),
    Measure("loan_arrived", "专项借款到账", MONEY, "Σ 到账金额", "到账：进入专户的金额；累计，已撤回的不计",
            lambda scope: LoanDraw.objects.counted(scope), "amount", grouped=False, related=ROW),
    Measure("loan_paid", "专项借款拨付", MONEY, "Σ 已拨付的用款金额",
            "拨付：从专户付给收款单位的金额，自第一笔至截至日累计；在途的不计",
            lambda scope: LoanUse.objects.paid(scope), "amount", grouped=False, related=USE),
    Measure("loan_used_year", "本年使用专项借款", MONEY, "Σ 本年拨付的用款金额",
            "使用：本年 1 月 1 日至截至日拨付的金额，与累计拨付不是同一口径",
            lambda scope: LoanUse.objects.paid_in_year(scope), "amount", grouped=False, related=USE),
    Measure("loan_left", "专项借款账上余额", MONEY, "到账 − 拨付", "各项目相加；借款主体账户的余额不计",
            _with("left"), "left", grouped=False, related=("estate__estate", "loan")),
    Measure("loan_flight", "专项借款在途用款", MONEY, "Σ 待核验、待批准、待拨付的金额", "现在的在途，不按截至日追溯",
            lambda _scope: LoanUse.objects.in_flight(), "amount", grouped=False, related=USE),
    Measure("loan_principal", "专项借款归还本金", MONEY, "Σ 归还本金", "累计，已撤回的不计",
            lambda scope: Repayment.objects.counted(scope).filter(kind=RepaymentKind.PRINCIPAL), "amount",
            grouped=False, related=ROW),
    Measure("loan_interest", "专项借款支付利息", MONEY, "Σ 归还利息", "累计，已撤回的不计",
            lambda scope: Repayment.objects.counted(scope).filter(kind=RepaymentKind.INTEREST), "amount",
            grouped=False, related=ROW),
    Measure("loan_owed", "专项借款未还本金", MONEY, "拨付 − 归还本金", "各项目相加", _with("owed"), "owed",
            grouped=False, related=("estate__estate", "loan")),
    Measure("loan_audited", "列入专项审计的用款", "笔", "列入专项审计的用款笔数", "现在的标记",
            lambda _scope: LoanUse.objects.filter(audit_flag=True), grouped=False, related=USE),
    Measure("loan_delivered_sets", "专项借款项目交付", "套", "专项借款项目正式交付套数",
            "签收日期不早于竣工备案；预交房和违规交房不计", _delivered, grouped=False,
            related=("estate", "room__building")),
)
QUOTIENTS = (
    PerSet("loan_per_set", "专项借款单套强度", "拨付 ÷ 专项借款项目交付套数", "累计拨付与累计交付", "loan_paid",
           "loan_delivered_sets", unit="万元/套"),
)
