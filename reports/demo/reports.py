"""What the units report month by month: investment, subsidies, arrears, findings, words."""
from datetime import date
from decimal import Decimal
from random import Random

from affordable import services
from affordable.models import AffordableProject, AuditCategory, AuditFinding
from reports.demo import plan
from reports.demo.calendar import YearSoFar
from reports.demo.office import Office
from reports.demo.place import DEVELOPMENT, HOMES, TASKS, WHOLE, Task
from reports.demo.sites import Builder
from reports.demo.targets import WAN

SEED = 20260101
# a household's subsidy per quarter in 元
PER_QUARTER = 930


def invest(office: Office, year: YearSoFar, projects: dict[str, AffordableProject]) -> None:
    """Report the investment of every month: the two companies per project, everybody else in one sum."""
    random = Random(SEED)  # noqa: S311 -- an even scatter that is the same every time, not a secret
    for task in TASKS:
        sites = [site for site in plan.SITES if site.unit == task.unit and not site.back]
        by_project = task.unit in (DEVELOPMENT, HOMES)
        shares = [(projects[site.name], site.wan) for site in sites] if by_project else [(None, 1)]
        reported = dict.fromkeys((project for project, _ in shares), 0)
        for end in year.month_ends:
            # groundwork is paid for before a start counts, so a unit without a start has spent something
            wan = year.due(task.wan, max(task.pace, 12) * random.randint(94, 103) // 100, end)
            for project, weight in shares:
                part = wan * weight // sum(weight for _, weight in shares)
                reported[project] = max(reported[project], part)
                services.record_investment(
                    actor=office.clerk, unit=office.units[task.unit], as_of=end, project=project,
                    amount_cum=Decimal(reported[project] * WAN),
                )


def subsidise(office: Office, year: YearSoFar) -> None:
    """Report the subsidies of the quarters that are over; one slow unit reports the first alone, another none."""
    for task in (task for task in TASKS if task.households and task.pace):
        for quarter, end in year.quarters[: 1 if task.unit == plan.STONE else 4]:
            services.record_subsidy(
                actor=office.clerk, unit=office.units[task.unit], as_of=end, quarter=quarter,
                **_paid(task, quarter),
            )


def _paid(task: Task, quarter: int) -> dict[str, int | Decimal]:
    households = task.households * min(task.pace, 100) * (68 + 8 * quarter) // 10000
    return {"households_cum": households, "amount_cum": Decimal(households * PER_QUARTER * quarter)}


def settle(office: Office, year: YearSoFar) -> None:
    """Report what earlier years left behind."""
    on = year.at(50)
    first, last = plan.STOCK_YEARS
    services.record_stock(
        actor=office.clerk, unit=office.units[WHOLE], as_of=on, period_from=first, period_to=last, **plan.STOCK
    )
    for unit, sets in plan.ARRANGED.items():
        services.record_arrears_plan(
            actor=office.clerk, unit=office.units[unit], as_of=on, arranged_sets=sets, due_on=date(year.year, 12, 31),
        )
    for unit, sets, forecast in plan.CONTINUED:
        services.record_continued_task(
            actor=office.clerk, unit=office.units[unit], as_of=on, year=year.year,
            begun_before=year.start.replace(year=year.year - 2), sets=sets, forecast=forecast,
        )


def list_findings(office: Office, year: YearSoFar, builder: Builder) -> None:
    """List the findings of two audits; some are put right and closed, one waits to be closed."""
    categories = list(AuditCategory.objects.order_by("order", "pk"))
    listed = [
        services.list_finding(
            actor=office.clerk, audit_year=year.year - back, unit=office.units[unit], category=categories[category],
            # the older audit should have been put right by the middle of the year
            listed_on=year.at(10), due_on=date(year.year, 6, 30) if back > 1 else date(year.year, 12, 31),
        )
        for back, unit, category, number in plan.FINDINGS
        for _ in range(number)
    ]
    for finding in listed[::4]:
        _put_right(office, year, builder, finding)
    services.submit_finding(actor=office.clerk, finding=listed[1], evidence=[("整改照片.png", builder.picture())])


def _put_right(office: Office, year: YearSoFar, builder: Builder, finding: AuditFinding) -> None:
    services.submit_finding(actor=office.clerk, finding=finding, evidence=[("整改照片.png", builder.picture())])
    services.close_finding(actor=office.chief, finding=finding, closed_on=year.at(70))


def tell(office: Office, year: YearSoFar, projects: dict[str, AffordableProject]) -> None:
    """Say in words how projects stand."""
    for unit, name, stage, words in plan.NOTES:
        services.record_note(
            actor=office.clerk, unit=office.units[unit], kind=projects[name].kind, project=projects[name],
            as_of=year.at(96), stage=stage, text=words,
        )
