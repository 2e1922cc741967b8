"""The invariants of what families are granted and paid: by the formula, once, for months without a home."""
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from functools import cache

from affordable.enums import GrantStatus, PaymentKind, PaymentStatus, ResultKind, RuleStatus
from affordable.measures import subsidies
from affordable.models import (
    Lease,
    Member,
    PaymentResult,
    SubsidyBatch,
    SubsidyGrant,
    SubsidyPayment,
    SubsidyProgress,
    SubsidyRule,
)
from housing_portal.accounts.enums import UnitKind
from housing_portal.kit import scope
from housing_portal.kit.fields import CENT
from housing_portal.kit.figures import grouped, plain
from housing_portal.kit.periods import Period, month

Sentences = Iterator[str]
BLOCK = 2_000
ZERO = Decimal("0.00")
PART = re.compile(r"([\d.]+) 元×(\d+) 个月")
LISTED = re.compile(r"－已列 ([\d,.]+) 元")
Span = tuple[date, date]


@cache
def _months(year: int, quarter: int) -> Sequence[Period]:
    return [month(year, number) for number in range(3 * quarter - 2, 3 * quarter + 1)]


# -- by the formula -------------------------------------------------------------------------------------------


def grants_follow_the_formula() -> Sentences:
    """standard × (guaranteed − own area) × persons × coefficient of a confirmed standard, below a 分 dropped."""
    rules = SubsidyRule.objects.in_bulk()
    facts = ("rule", "category", "persons", "own_area", "coefficient", "monthly_amount", "from_on")
    rows = SubsidyGrant.objects.exclude(status=GrantStatus.REJECTED).order_by("pk")
    for family, version, *values in rows.values_list("family__number", "version", *facts).iterator(BLOCK):
        pk, category, persons, own_area, coefficient, monthly, from_on = values
        rule, name = rules[pk], f"补贴资格 {family} 第 {version} 版"
        area = max(rule.guaranteed_area - own_area, ZERO)
        right = (rule.standard * area * persons * coefficient).quantize(CENT, ROUND_DOWN)
        if monthly != right:
            yield f"{name}：月补贴额 {grouped(monthly, 2)} 元，按公式为 {grouped(right, 2)} 元"
        if persons > rule.most_persons or coefficient != Decimal(rule.coefficients[category]):
            yield f"{name}：计补人数或收入系数不是补贴标准的"
        if rule.status != RuleStatus.CONFIRMED or rule.effective_on > from_on:
            yield f"{name}：起发时补贴标准没有生效"


def lines_are_worked_out() -> Sentences:
    """A line is months × monthly amounts of versions of the family's grant that had begun, less what was listed."""
    versions: dict[tuple[int, Decimal], date] = {}
    grants = SubsidyGrant.objects.confirmed().order_by("-from_on", "pk")
    for family, monthly, from_on in grants.values_list("family", "monthly_amount", "from_on").iterator(BLOCK):
        versions[family, monthly] = from_on  # the earliest comes last
    columns = ("family", "grant__family", "kind", "year", "quarter", "months", "monthly_amount", "amount", "working")
    for pk, *line in SubsidyPayment.objects.live().order_by("pk").values_list("pk", *columns).iterator(BLOCK):
        if fault := _fault(versions, *line):
            yield f"补贴明细 {pk}：{fault}"


def _fault(
    versions: dict[tuple[int, Decimal], date], family: int, of_grant: int, kind: str, year: int, quarter: int,
    months: int, monthly: Decimal, amount: Decimal, working: str,
) -> str:
    parts = [(Decimal(each), int(number)) for each, number in PART.findall(working)]
    listed = sum((Decimal(text.replace(",", "")) for text in LISTED.findall(working)), ZERO)
    owed = sum((each * number for each, number in parts), ZERO) - listed
    if amount != owed:
        return f"金额 {grouped(amount, 2)} 元，按计算过程为 {grouped(owed, 2)} 元"
    if of_grant != family or monthly != parts[-1][0]:
        return "补贴资格或月补贴额与计算过程不符"
    counted = sum(number for _each, number in parts)
    if counted > 3 or (kind == PaymentKind.REGULAR and counted != months):
        return f"登记 {months} 个月，计算过程为 {counted} 个月"
    for each, number in parts:
        begun = versions.get((family, each), date.max)
        if number > len([one for one in _months(year, quarter) if begun <= one.end]):
            return f"{grouped(each, 2)} 元×{number} 个月没有对应的补贴资格"
    return ""


# -- once, and what has arrived -------------------------------------------------------------------------------


def batches_do_not_overlap() -> Sentences:
    """A quarter has one live batch of a unit, and beside one of the whole there is none of a unit."""
    found: dict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
    rows = SubsidyBatch.objects.live().order_by("year", "quarter", "pk")
    for year, quarter, unit, kind in rows.values_list("year", "quarter", "unit", "unit__kind"):
        found[year, quarter].append((unit, kind))
    for (year, quarter), units in found.items():
        twice = len(set(units)) < len(units)
        if twice or (len(units) > 1 and any(kind == UnitKind.WHOLE for _unit, kind in units)):
            yield f"{year} 年第 {quarter} 季度：同一单位有两个批次，或全域批次之外还有单位批次"


def paid_is_what_arrived() -> Sentences:
    """The year's figures are those of the bank's answers: returned and recovered lines count nowhere, families once."""
    now = scope.current()
    paid: dict[int, tuple[int, Decimal]] = {}
    recovered: set[int] = set()
    rows = PaymentResult.objects.standing().order_by("pk")
    for line, family, kind, on, amount in rows.values_list(
        "payment", "payment__family", "kind", "on", "amount"
    ).iterator(BLOCK):
        if kind == ResultKind.PAID and on.year == now.year:
            paid[line] = (family, amount)
        elif kind == ResultKind.CLAWED_BACK:
            recovered.add(line)
    arrived = [facts for line, facts in paid.items() if line not in recovered]
    afresh = {
        "subsidy_paid_hh": len({family for family, _amount in arrived}),
        "subsidy_paid_wan": sum((amount for _family, amount in arrived), ZERO),
    }
    for one in subsidies.MEASURES:
        if one.key in afresh and (told := one.evaluate(now, None).total.value) != afresh[one.key]:
            yield f"{one.label}：指标为 {plain(told)}，按银行结果为 {plain(afresh[one.key])}（户、元）"


def progress_is_derived() -> Sentences:
    """Where the bank has paid, the latest statement of progress is the one that the payments gave."""
    told = PaymentResult.objects.standing().filter(kind=ResultKind.PAID).order_by()
    paid = set(told.values_list("payment__unit__name", "on__year").distinct())
    rows = SubsidyProgress.objects.order_by("as_of", "pk").values_list("unit__name", "year", "is_derived")
    latest = {(unit, year): is_derived for unit, year, is_derived in rows}
    for unit, year in sorted(paid):
        if not latest.get((unit, year)):
            yield f"{unit} {year} 年：已有到账明细，最近一次补贴进度不是由明细推导"


# -- no home beside it ----------------------------------------------------------------------------------------


def nobody_is_paid_beside_a_home() -> Sentences:
    """No month is paid in which a member of the family lived in a public home from its first day to its last.

    In the month of a change both may be due. Back pay that only makes up for an amount needs one month without a home.
    """
    homes = _Homes()
    rows = SubsidyPayment.objects.filter(status=PaymentStatus.PAID).order_by("pk")
    columns = ("pk", "family", "family__number", "kind", "year", "quarter", "months")
    for pk, family, number, kind, year, quarter, months in rows.values_list(*columns).iterator(BLOCK):
        if family not in homes.families:
            continue
        free = len([one for one in _months(year, quarter) if not homes.houses(family, one)])
        if free < (months if kind == PaymentKind.REGULAR else 1):
            yield f"补贴明细 {pk}：{number} {year} 年第 {quarter} 季度发放 {months} 个月，无实物配租的只有 {free} 个月"


class _Homes:
    """Who lived in a public home and when: tenants, and whoever belonged to their families under the same document."""

    def __init__(self) -> None:
        self.leases: dict[int, list[Span]] = defaultdict(list)
        for family, start, end in Lease.objects.order_by("pk").values_list("family", "from_on", "ended_on"):
            self.leases[family].append((start, end or date.max))
        numbered = Member.objects.exclude(identity_index="")
        tenants = numbered.filter(family__in=Lease.objects.values("family"))
        self.places: dict[str, list[tuple[int, Span]]] = defaultdict(list)
        self.people: dict[int, list[tuple[str, Span]]] = defaultdict(list)
        same = numbered.filter(identity_index__in=tenants.values("identity_index")).order_by("pk")
        for family, index, joined, left in same.values_list("family", "identity_index", "joined_on", "left_on"):
            stay = (joined, left or date.max)
            self.people[family].append((index, stay))
            if family in self.leases:
                self.places[index].append((family, stay))
        self.families = {*self.leases, *self.people}  # of which somebody had a home at some time

    def houses(self, family: int, period: Period) -> bool:
        """Tell whether somebody of ``family`` lived in a home for the whole period."""
        if _cover(self.leases.get(family, []), period):
            return True
        there = [index for index, stay in self.people.get(family, []) if _cover([stay], period)]
        return any(
            _cover([stay], period) and _cover(self.leases[tenant], period)
            for index in there for tenant, stay in self.places[index]
        )


def _cover(spans: Sequence[Span], period: Period) -> bool:
    return any(start <= period.start and end >= period.end for start, end in spans)


GRANT_RULES: dict[str, Callable[[], Sentences]] = {
    "月补贴额等于公式": grants_follow_the_formula,
    "补贴明细等于月补贴额乘月数": lines_are_worked_out,
    "一个季度只有一个发放批次": batches_do_not_overlap,
    "补贴到账户数和金额以银行结果为准，退票不计": paid_is_what_arrived,
    "有到账明细的单位补贴进度由明细推导": progress_is_derived,
    "享受实物配租的月份不发补贴": nobody_is_paid_beside_a_home,
}
