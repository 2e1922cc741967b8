"""This year's targets of the invented county; those of the whole are the sums, one unit's is lowered on the way."""
from datetime import date
from decimal import Decimal

from affordable import services
from affordable.enums import Program
from affordable.models import AnnualTarget
from reports.demo import plan
from reports.demo.calendar import YearSoFar
from reports.demo.office import Office
from reports.demo.place import TASKS, WHOLE, Task

WAN = 10000
FIELDS = {
    Program.SHANTYTOWN: "sets", Program.SHANTYTOWN_OLD: "old_core", Program.RENTAL_NEW: "rental",
    Program.CONTINUED_DONE: "continued", Program.SUBSIDY: "households", Program.INVESTMENT: "wan",
}


def issue(office: Office, year: YearSoFar) -> None:
    """Issue all targets, then revise."""
    first: dict[str, AnnualTarget] = {}
    for program, field in FIELDS.items():
        given = {task.unit: _first(task, program, field) for task in TASKS if getattr(task, field) is not None}
        for unit, number in [(WHOLE, sum(given.values())), *given.items()]:
            target = services.issue_target(
                actor=office.clerk, unit=office.units[unit], year=year.year, program=program,
                policy_doc=office.policies["targets"], issued_on=year.start, **_measure(program, number),
            )
            if program == Program.SHANTYTOWN:
                first[unit] = target
    _revise(office, year.at(50), first)


def _first(task: Task, program: str, field: str) -> int:
    revised = program == Program.SHANTYTOWN and task.unit == plan.REVISED_UNIT
    return plan.FIRST_SETS if revised else getattr(task, field)


def _measure(program: str, number: int) -> dict[str, int | Decimal]:
    return {"amount": Decimal(number * WAN)} if program == Program.INVESTMENT else {"quantity": number}


def _revise(office: Office, on: date, first: dict[str, AnnualTarget]) -> None:
    task = next(task for task in TASKS if task.unit == plan.REVISED_UNIT)
    for unit in (plan.REVISED_UNIT, WHOLE):
        services.revise_target(
            actor=office.clerk, target=first[unit], quantity=first[unit].quantity - plan.FIRST_SETS + task.sets,
            policy_doc=office.policies["revision"], issued_on=on, reason=plan.REVISION_REASON,
        )
