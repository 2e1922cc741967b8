"""The figures of this area, defined once: formula, unit, 口径, and the records behind each.

Percentages are never stored; see ``Rate``. Sources: dossier §3.5–3.13 and §5 (1, 2, 14, 21).
"""
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db.models import Max, Min, QuerySet, Sum

from affordable.enums import Forecast, Program, ProjectKind, Stage
from affordable.models import (
    AffordableProject,
    AnnualTarget,
    ArrearsPlan,
    AuditCategory,
    AuditFinding,
    ContinuedTask,
    InvestmentRecord,
    Milestone,
    ProgressNote,
    RentalStock,
    SubsidyProgress,
)
from housing_portal.kit.indicators import Measure, Rate
from housing_portal.kit.periods import month_end
from housing_portal.kit.scope import Scope

STARTED = "以套计；须有实质施工证据并经第二人复核；具备开工条件、摸底、正在拆迁不计；续建项目不重复计新开工"
TARGET = "取截至日有效的版本；全市（县）数取下达给全域的目标，不用各单位相加"


def _target(program: str) -> Callable[[Scope], QuerySet]:
    return lambda scope: AnnualTarget.objects.effective(scope).of(program)


def _target_measure(key: str, label: str, unit: str, program: str, amount: str = "quantity") -> Measure:
    return Measure(
        key, label, unit, "年度目标有效版本", TARGET, _target(program), amount, whole_first=True, zero_when_empty=False
    )


TARGETS = (
    _target_measure("shantytown_target_sets", "棚户区改造开工任务", "套", Program.SHANTYTOWN),
    _target_measure("old_core_target_sets", "其中：老旧城区开工任务", "套", Program.SHANTYTOWN_OLD),
    _target_measure("rental_target_sets", "公租房新建任务", "套", Program.RENTAL_NEW),
    _target_measure("continued_target_sets", "续建项目基本建成任务", "套", Program.CONTINUED_DONE),
    _target_measure("subsidy_target_households", "租赁补贴任务", "户", Program.SUBSIDY),
    _target_measure("investment_target", "投资任务", "万元", Program.INVESTMENT, "amount"),
)

PROGRESS = (
    Measure(
        "shantytown_started_sets", "棚户区改造已开工", "套", "Σ 已复核的开工里程碑套数", STARTED,
        lambda scope: Milestone.objects.started(scope, ProjectKind.SHANTYTOWN), "sets",
    ),
    Measure(
        "old_core_started_sets", "其中：老旧城区已开工", "套", "Σ 已复核的开工里程碑其中老旧城区套数", STARTED,
        lambda scope: Milestone.objects.started(scope, ProjectKind.SHANTYTOWN), "old_core_sets",
    ),
    Measure(
        "rental_started_sets", "公租房已开工", "套", "Σ 已复核的公租房开工里程碑套数", STARTED,
        lambda scope: Milestone.objects.started(scope, ProjectKind.RENTAL), "sets",
    ),
    Measure(
        "continued_basic_done_sets", "续建项目基本建成", "套", "Σ 已复核的续建项目基本建成里程碑套数",
        "以套计；下达年度早于统计年度的项目；须有证据并经第二人复核",
        lambda scope: Milestone.objects.continued_done(scope), "sets",
    ),
    Measure(
        "subsidy_households", "租赁补贴已发户数", "户", "Σ 各单位本年累计已发户数",
        "本年至少领到一次的户数，不是户次；各单位取截至日最近一次登记",
        lambda scope: SubsidyProgress.objects.of_year(scope), "households_cum",
    ),
    Measure(
        "subsidy_amount_wan", "租赁补贴已发金额", "万元", "Σ 各单位本年累计已发金额", "各单位取截至日最近一次登记",
        lambda scope: SubsidyProgress.objects.of_year(scope), "amount_cum",
    ),
    Measure(
        "investment_total_wan_derived", "完成投资", "万元", "Σ 各单位（项目）本年累计完成投资",
        "按形象进度的累计数，不是拨款数、支付数；各单位（项目）取截至日最近一次登记",
        lambda scope: InvestmentRecord.objects.of_year(scope), "amount_cum",
    ),
    Measure(
        "shantytown_projects", "棚户区改造项目", "个", "本年下达的棚户区改造项目个数", "已登记的项目，续建项目不计",
        lambda scope: AffordableProject.objects.planned_in(scope, ProjectKind.SHANTYTOWN),
    ),
    Measure(
        "rental_projects", "公租房项目", "个", "本年下达的公租房项目个数", "已登记的项目，续建项目不计",
        lambda scope: AffordableProject.objects.planned_in(scope, ProjectKind.RENTAL),
    ),
    Measure(
        "task_projects", "目标任务项目", "个", "本年下达的棚户区改造、公租房项目个数", "已登记的项目，续建项目不计",
        lambda scope: (AffordableProject.objects.planned_in(scope, ProjectKind.SHANTYTOWN)
                       | AffordableProject.objects.planned_in(scope, ProjectKind.RENTAL)),
    ),
    Measure(
        "unpapered_projects", "前期手续不完善项目", "个", "有前期手续未批复的项目个数",
        "本年和往年下达、在办、未全部基本建成的项目，含续建；不需办理的手续不计",
        lambda scope: AffordableProject.objects.unpapered(scope),
    ),
)

RATES = (
    Rate("shantytown_start_rate", "棚户区改造开工率", "已开工 ÷ 任务", "可大于 100%",
         "shantytown_started_sets", "shantytown_target_sets"),
    Rate("old_core_rate", "其中：老旧城区开工率", "已开工 ÷ 任务", "可大于 100%",
         "old_core_started_sets", "old_core_target_sets"),
    Rate("rental_start_rate", "公租房开工率", "已开工 ÷ 任务", "可大于 100%",
         "rental_started_sets", "rental_target_sets"),
    Rate("continued_basic_done_rate", "续建项目基本建成率", "基本建成 ÷ 任务", "可大于 100%",
         "continued_basic_done_sets", "continued_target_sets"),
    Rate("subsidy_household_rate", "租赁补贴发放率", "已发户数 ÷ 任务户数", "户，不是户次",
         "subsidy_households", "subsidy_target_households"),
    Rate("investment_rate", "投资完成率", "累计完成投资 ÷ 年度目标", "同换算为元后相除",
         "investment_total_wan_derived", "investment_target"),
)

STOCK = "历年合计；全市（县）数取全域的登记，没有时取各单位之和"


def _stock_measure(key: str, label: str, formula: str, amount: str, basis: str = STOCK) -> Measure:
    return Measure(key, label, "套", formula, basis, lambda scope: RentalStock.objects.latest(scope).with_arrears(),
                   amount, whole_first=True)


ARREARS = (
    _stock_measure("rental_assigned_sets", "历年公租房下达任务", "Σ 下达任务", "assigned_sets"),
    _stock_measure("rental_reported_done_sets", "历年公租房上报完成", "Σ 上报完成", "reported_done_sets"),
    _stock_measure("rental_reused_sets", "公租房盘活", "Σ 盘活", "reused_sets"),
    _stock_measure("rental_existing_sets", "政府投资公租房实有", "Σ 实有", "existing_sets"),
    _stock_measure("arrears_derived", "公租房历史欠账", "上报完成 − 盘活 − 实有", "arrears_sets",
                   f"不是任务 − 实有；{STOCK}"),
    Measure("arrears_arranged_total", "落实历史欠账", "套", "Σ 各单位落实套数", "各单位取截至日最近一次登记",
            lambda scope: ArrearsPlan.objects.latest(scope), "arranged_sets"),
    Measure("continued_task_sets", "续建攻坚未建成", "套", "Σ 攻坚台账未建成套数", "各单位取截至日最近一次登记",
            lambda scope: ContinuedTask.objects.of_year(scope), "sets"),
    Measure("continued_can_sets", "续建攻坚年底可建成", "套", "Σ 研判为年底前可基本建成的未建成套数",
            "各单位取截至日最近一次登记；能部分完成、有困难的没有报套数，不计",
            lambda scope: ContinuedTask.objects.of_year(scope).filter(forecast=Forecast.CAN), "sets"),
)

AUDIT_TOTAL = Measure(
    "audit_open_total", "审计未整改问题", "个", "各审计年度未销号问题个数",
    "一条记录一个问题；报整改未复核的仍算未整改",
    lambda scope: AuditFinding.objects.open_at(scope),
)


def audit_years(scope: Scope) -> list[int]:
    """Return the audit years that have findings on the list known by the cut-off, oldest first."""
    known = AuditFinding.objects.filter(listed_on__lte=scope.as_of, recorded_at__lte=scope.cutoff)
    return list(known.order_by("audit_year").values_list("audit_year", flat=True).distinct())


def audit_measures(years: list[int]) -> list[Measure]:
    """Return the open findings of each audit year."""
    return [
        Measure(
            f"audit_{year}_open_total", f"{year}年审计未整改问题", "个", "未销号问题个数", AUDIT_TOTAL.basis,
            lambda scope, year=year: AuditFinding.objects.open_at(scope).of_audit(year),
        )
        for year in years
    ]


def category_measures(year: int, categories: list[AuditCategory]) -> list[Measure]:
    """Return the open findings of one audit year per category of the dictionary, and last those without one."""
    classes = [(category.pk, category.name) for category in categories]
    return [
        Measure(
            f"audit_{year}_category_{key or 0}", f"{year}年审计：{name}", "个", "该类未销号问题个数", AUDIT_TOTAL.basis,
            lambda scope, key=key: AuditFinding.objects.open_at(scope).of_audit(year).filter(category=key),
        )
        for key, name in [*classes, (None, "未分类")]
    ]


MEASURES = (*TARGETS, *PROGRESS, *ARREARS, AUDIT_TOTAL)


def notes(scope: Scope) -> QuerySet:
    """Return the latest note of each unit, project and kind in this year, in the order of the units."""
    return ProgressNote.objects.latest(scope).filter(as_of__year=scope.year).order_by("unit__order", "pk")


def ready_notes(scope: Scope) -> QuerySet:
    """Return the latest notes that say 具备开工条件: prepared, and for that reason not started."""
    return ProgressNote.objects.latest(scope).filter(stage=Stage.READY).select_related("unit")


def forecasts(scope: Scope) -> QuerySet:
    """Return the latest carried-over tasks with a forecast, in the order of the units."""
    return ContinuedTask.objects.of_year(scope).exclude(forecast="").select_related("unit").order_by("unit__order")


def push_begun_before(scope: Scope) -> date | None:
    """Return the day before which the carried-over projects had begun."""
    return ContinuedTask.objects.of_year(scope).aggregate(day=Max("begun_before"))["day"]


def subsidy_quarters(scope: Scope) -> dict[int, int]:
    """Return, per unit id, the latest quarter paid this year."""
    return dict(SubsidyProgress.objects.of_year(scope).values_list("unit", "quarter"))


def stock_years(scope: Scope) -> tuple[int, int] | None:
    """Return the first and the last year of the earlier rental targets."""
    span = RentalStock.objects.latest(scope).aggregate(start=Min("period_from"), end=Max("period_to"))
    return None if span["start"] is None else (span["start"], span["end"])


def arrears_due_on(scope: Scope) -> date | None:
    """Return the last day by which arranged homes are to be lived in."""
    return ArrearsPlan.objects.latest(scope).aggregate(day=Max("due_on"))["day"]


def investment_by_month(scope: Scope) -> list[tuple[int, Decimal]]:
    """Return (month, 元) up to the month of the as-of date: differences of the cumulative amounts, never summed twice.

    A month is taken at its last day, the running month at the as-of date.
    """
    totals, result = Decimal(0), []
    for month in range(1, scope.as_of.month + 1):
        day = min(month_end(scope.year, month), scope.as_of)
        then = replace(scope, as_of=day)
        rows = InvestmentRecord.objects.of_year(then)
        if scope.unit_ids is not None:
            rows = rows.filter(unit__in=scope.unit_ids)
        reached = rows.aggregate(total=Sum("amount_cum", default=Decimal(0)))["total"]
        result.append((month, reached - totals))
        totals = reached
    return result
