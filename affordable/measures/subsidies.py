"""租赁补贴发放 (dossier §5 row 14; source 000 L10, slots 42–44; source 003 L22): what the bank says has been paid."""
from collections.abc import Callable

from django.db.models import QuerySet

from affordable.models import Family, SubsidyBatch, SubsidyPayment
from affordable.querysets import PaymentQuerySet, SubsidyBatchQuerySet
from housing_portal.kit.indicators import Figure, Measure, Rate, Reckoned
from housing_portal.kit.scope import Scope

PAID = "以银行回单为准，按到账日期入期；已送银行未回单、退票、已追回的不计；补发到账的仍归原季度"
QUARTERS = (1, 2, 3, 4)
LINE = ("unit", "family", "batch")


def _families(scope: Scope) -> QuerySet:
    return Family.objects.filter(pk__in=SubsidyPayment.objects.paid(scope).order_by().values("family"))


def _listed(quarter: int) -> Callable[[Scope], PaymentQuerySet]:
    return lambda scope: SubsidyPayment.objects.approved(scope).of_quarter(scope.year, quarter)


def _paid(quarter: int) -> Callable[[Scope], PaymentQuerySet]:
    return lambda scope: SubsidyPayment.objects.reached(scope).of_quarter(scope.year, quarter)


MEASURES = (
    Measure("subsidy_paid_hh", "租赁补贴到账户数", "户", "本年至少有一次到账的家庭数", f"户，不是户次；{PAID}",
            _families),
    Measure("subsidy_paid_wan", "租赁补贴到账金额", "万元", "Σ 本年到账金额", PAID,
            lambda scope: SubsidyPayment.objects.paid(scope), "amount", related=LINE),
    Measure("subsidy_returned_hh", "退票未补发", "笔", "截至日退票后还没有到账的笔数",
            f"追溯补发到账的不再计；{PAID}",
            lambda scope: SubsidyPayment.objects.returned(scope), related=LINE),
    Measure("subsidy_batches_behind", "逾期未发完的批次", "个", "应发期限早于截至日、还有未到账明细的批次数",
            "应发期限见业务参数；办结的不计，其退票列入以后的批次追溯补发",
            lambda scope: SubsidyBatch.objects.behind(scope)),
    *(
        measure
        for quarter in QUARTERS
        for measure in (
            Measure(f"subsidy_q{quarter}_listed_hh", f"第{'一二三四'[quarter - 1]}季度应发户数", "户",
                    "已批准批次中当季明细的户数", "追溯补发不计", _listed(quarter), related=LINE),
            Measure(f"subsidy_q{quarter}_paid_hh", f"第{'一二三四'[quarter - 1]}季度到账户数", "户",
                    "当季明细中截至日已到账的户数", PAID, _paid(quarter), related=LINE),
        )
    ),
)
RATES = tuple(
    Rate(f"subsidy_q{quarter}_rate", f"第{'一二三四'[quarter - 1]}季度到账率", "当季到账户数 ÷ 当季应发户数", PAID,
         f"subsidy_q{quarter}_paid_hh", f"subsidy_q{quarter}_listed_hh")
    for quarter in QUARTERS
)


def next_quarter(scope: Scope) -> tuple[int, int]:
    """Return year and quarter of the first quarter of this year that is not done with.

    Quarters before the very first batch were paid before the portal was there: they are not still to come.
    """
    known = _of(scope, SubsidyBatch.objects.live().filter(recorded_at__lte=scope.cutoff))
    batches = known.filter(year=scope.year)
    begun = QUARTERS[0] if known.filter(year__lt=scope.year).exists() else min(
        batches.values_list("quarter", flat=True), default=QUARTERS[0]
    )
    for quarter in QUARTERS[QUARTERS.index(begun):]:
        due = batches.filter(quarter=quarter)
        if not due.exists() or due.open_at(scope).exists():
            return scope.year, quarter
    return scope.year + 1, QUARTERS[0]


def _of(scope: Scope, batches: SubsidyBatchQuerySet) -> SubsidyBatchQuerySet:
    return batches if scope.unit_ids is None else batches.filter(unit__in=scope.unit_ids)


UNPAID = "没有批次的季度算未发，首个批次以前的除外"
RECKONED = (
    Reckoned("subsidy_next_year", "下一次应发补贴的年度", "年", "第一个没有发完的季度所在年度", UNPAID,
             lambda scope: Figure(next_quarter(scope)[0])),
    Reckoned("subsidy_next_quarter", "下一次应发补贴的季度", "季度", "第一个没有发完的季度", UNPAID,
             lambda scope: Figure(next_quarter(scope)[1])),
)
