"""完工资金缺口 (dossier §5, row 12): what finishing the works still costs against what may still come in.

Without a confirmed report of the works an account has no such figure: unknown is never 0.
"""
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from housing_portal.kit.figures import grouped
from housing_portal.kit.scope import Scope
from housing_portal.registry import parameters
from presale.available import CENT, ZERO, Line
from presale.models import AccountBuilding, EscrowAccount, LedgerEntry, WorksReport
from transactions.filed.querysets import Worth
from transactions.models import Room, SaleContract

NOT_STATED = "未登记"


@dataclass(frozen=True)
class Completion:
    """The working of one account; ``collected`` is what came in for homes less what was paid back."""

    report: WorksReport
    balance: Decimal
    contracted: Decimal
    collected: Decimal
    unsold: Worth
    percent: int

    @property
    def cost_left(self) -> Decimal:
        return self.report.cost_total - self.report.cost_done

    @property
    def unpaid(self) -> Decimal:
        return self.report.unpaid

    @property
    def receivable(self) -> Decimal:
        """Return what buyers and their banks still have to pay."""
        return max(ZERO, self.contracted - self.collected)

    @property
    def unsold_value(self) -> Decimal:
        return self.unsold.value

    @property
    def unsold_counted(self) -> Decimal:
        """Return how much of the price of the unsold homes is counted on."""
        return (self.unsold.value * self.percent / 100).quantize(CENT, ROUND_HALF_UP)

    @property
    def difference(self) -> Decimal:
        """Return what is lacking; what is left over is negative."""
        return self.cost_left + self.unpaid - (self.balance + self.receivable + self.unsold_counted)

    @property
    def gap(self) -> Decimal:
        return max(ZERO, self.difference)

    def lines(self) -> list[Line]:
        """Return the working, line by line."""
        report, unsold = self.report, self.unsold
        unpriced = f"，另有 {unsold.sets - unsold.priced} 套没有备案价，未计" if unsold.sets > unsold.priced else ""
        return [
            Line("C1", "剩余工程造价", self.cost_left,
                 f"总额 {grouped(report.cost_total, 2)} − 已完 {grouped(report.cost_done, 2)}（{report.as_of} 报告）"),
            Line("C2", "应付未付", report.unpaid, f"{report.as_of} 报告"),
            Line("B", "监管余额", self.balance, "入账 − 拨付 − 退款 − 扣划"),
            Line("R", "在途应收", self.receivable,
                 f"有效合同总价 {grouped(self.contracted, 2)} − 售房款净入账 {grouped(self.collected, 2)}，不小于 0"),
            Line("V", "未售货值折后", self.unsold_counted,
                 f"可售 {unsold.priced} 套备案总价 {grouped(unsold.value, 2)} × {self.percent}%{unpriced}"),
            Line("F", "完工资金缺口" if self.difference > 0 else "完工资金富余", abs(self.difference),
                 "C1 + C2 −（B + R + V）" if self.difference > 0 else "B + R + V −（C1 + C2）"),
        ]


def completions(scope: Scope, money: Mapping[int, tuple[Decimal, Decimal]]) -> dict[int, Completion]:
    """Return the working of each account that has a report; ``money`` is its balance and what homes have brought in."""
    reports = {one.account_id: one for one in WorksReport.objects.in_force(scope).filter(account__in=money)}
    if not reports:
        return {}
    places = AccountBuilding.objects.standing().filter(account__in=reports)
    of = dict(places.order_by("pk").values_list("building", "account"))
    contracted: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for building, total in SaleContract.objects.held_at(scope).filter(building__in=of).price_by_building():
        contracted[of[building]] += total
    unsold: dict[int, Worth] = defaultdict(Worth)
    for building, worth in Room.objects.filter(building__in=of).saleable(scope).worth_by_building(scope):
        unsold[of[building]] += worth
    percent = parameters.number("unsold_discount_percent")
    return {
        pk: Completion(report, money[pk][0], contracted[pk], money[pk][1], unsold[pk], percent)
        for pk, report in reports.items()
    }


def completion_of(account: EscrowAccount, scope: Scope) -> Completion | None:
    """Return the working of one account as it stands now, or None without a report."""
    collected = LedgerEntry.objects.filter(account=account).known(scope).for_homes().total()
    return completions(scope, {account.pk: (account.balance, collected)}).get(account.pk)
