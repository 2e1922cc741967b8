"""征收拆迁 and 安置指标 (source 000 L7, slots 14–24; source 002 L8): yards and households are never mixed."""
from collections.abc import Callable
from datetime import date

from django.db.models import QuerySet

from affordable.enums import MilestoneCode, ProjectKind, QuotaStatus
from affordable.models import AffordableProject, Compound, Milestone, RelocationHousehold, ResettlementQuota
from affordable.querysets import RelocatedQuerySet, YardQuerySet
from housing_portal.kit.indicators import Figure, Measure, Reckoned
from housing_portal.kit.scope import Scope

OF_YEAR = "本年下达的棚户区改造项目；已取消的项目不计"
SIGNED = "院内全部户都已签协议才算签约院；补偿决定不算签约；部分签约的院另列"
YARD, HOUSEHOLD = ("unit", "project"), ("unit", "compound__project")


def _projects(scope: Scope) -> QuerySet:
    return AffordableProject.objects.planned_in(scope, ProjectKind.SHANTYTOWN)


def _yards(scope: Scope) -> YardQuerySet:
    return Compound.objects.filter(project__in=_projects(scope), recorded_at__lte=scope.cutoff)


def _households(scope: Scope) -> RelocatedQuerySet:
    return RelocationHousehold.objects.known(scope).filter(compound__project__in=_projects(scope))


def _founded(scope: Scope) -> QuerySet:
    reached = Milestone.objects.counted(scope, MilestoneCode.FOUNDATION)
    return reached.filter(kind=ProjectKind.SHANTYTOWN, actual_on__year=scope.year)


def _standing_at(status: str) -> Callable[[Scope], QuerySet]:
    return lambda scope: ResettlementQuota.objects.at(scope, status)


MEASURES = (
    Measure("shanty_invest", "棚户区改造总投资", "万元", "Σ 项目总投资", f"{OF_YEAR}；是总投资，不是年度投资",
            _projects, "invest_total"),
    Measure("shanty_hh", "城市棚户区计划户数", "户", "Σ 项目计划户数", f"{OF_YEAR}；户不是套", _projects,
            "households_planned"),
    Measure("shanty_founded", "棚户区改造完成基础", "套", "Σ 已复核的基础完成里程碑套数",
            "本年完成基础的，含续建项目；须经第二人复核", _founded, "sets", related=("unit", "project")),
    Measure("yards_signed", "已签协议的院", "院", "全部户已签协议的院数", SIGNED,
            lambda scope: _yards(scope).signed(scope), related=YARD),
    Measure("hh_signed", "已签协议的户", "户", "已签协议的户数", f"{OF_YEAR}；补偿决定不算签约",
            lambda scope: _households(scope).signed(scope), related=HOUSEHOLD),
    Measure("yards_demo", "已拆迁的院", "院", "签约院中全部户已拆除的院数", "在签约院之内",
            lambda scope: _yards(scope).demolished(scope), related=YARD),
    Measure("hh_demo", "已拆迁的户", "户", "签约户中已拆除的户数", "在签约户之内",
            lambda scope: _households(scope).demolished(scope), related=HOUSEHOLD),
    Measure("yards_left", "未拆迁的院", "院", "签约院 − 已拆迁的院", "由记录推导，不能录入",
            lambda scope: _yards(scope).left(scope), related=YARD),
    Measure("hh_left", "未拆迁的户", "户", "签约户 − 已拆迁的户", "由记录推导，不能录入",
            lambda scope: _households(scope).left(scope), related=HOUSEHOLD),
    Measure("yards_nego", "正在商谈的院", "院", "有户在商谈、还没有一户签约的院数", "不在签约院之内",
            lambda scope: _yards(scope).negotiating(scope), related=YARD),
    Measure("yards_partly", "部分签约的院", "院", "有户已签、有户未签的院数", "不在签约院之内",
            lambda scope: _yards(scope).partly_signed(scope), related=YARD),
    Measure("hh_decided", "作出补偿决定的户", "户", "作出补偿决定的户数", "不在签约户之内",
            lambda scope: _households(scope).decided(scope), related=HOUSEHOLD),
    Measure("hh_demo_behind", "逾期未拆的户", "户", "计划拆除日期早于截至日、还没有拆除的户数",
            f"{OF_YEAR}；暂停的项目不计", lambda scope: _households(scope).behind(scope), related=HOUSEHOLD),
    *(
        measure
        for status in QuotaStatus
        for measure in (
            Measure(f"quota_{status.value}_hh", f"安置指标{status.label}户数", "户", f"截至日处于{status.label}的户数",
                    "户与指标两个单位，不能互代", _standing_at(status), related=("unit", "project", "household")),
            Measure(f"quota_{status.value}_count", f"安置指标{status.label}个数", "个",
                    f"Σ 截至日处于{status.label}的指标数", "户与指标两个单位，不能互代", _standing_at(status),
                    "quota_count", related=("unit", "project", "household")),
        )
    ),
    Measure("quota_sets_allotted", "安置房分配套数", "套", "Σ 截至日已分房的已分套数", "套、户、指标三个单位，不能互代",
            _standing_at(QuotaStatus.ALLOTTED), "sets_allocated", related=("unit", "project", "household")),
)


def demolition_due_on(scope: Scope) -> date | None:
    """Return the last planned day of the signed houses that still stand; None without one."""
    left = _households(scope).left(scope)
    if scope.unit_ids is not None:
        left = left.filter(unit__in=scope.unit_ids)
    return left.last_planned(scope)


def _part(name: str) -> Callable[[Scope], Figure]:
    def reckon(scope: Scope) -> Figure:
        due = demolition_due_on(scope)
        return Figure(due and getattr(due, name))
    return reckon


RECKONED = (
    Reckoned("demo_plan_month", "计划拆迁完毕的月", "月", "已签未拆户计划拆除日期的最晚一日", "早于截至日即为逾期",
             _part("month")),
    Reckoned("demo_plan_day", "计划拆迁完毕的日", "日", "已签未拆户计划拆除日期的最晚一日", "早于截至日即为逾期",
             _part("day")),
)
