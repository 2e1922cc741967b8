"""Entering targets, starts, investment, subsidies and projects of a case."""
from datetime import date
from decimal import Decimal
from typing import TypeVar

from affordable import services
from affordable.enums import MONEY_PROGRAMS, Program, ProjectKind, Stage
from affordable.models import (
    AffordableProject,
    AnnualTarget,
    InvestmentRecord,
    ProgressNote,
    SubsidyProgress,
)
from affordable.services.counted import COUNTED
from housing_portal.accounts.models import Unit
from housing_portal.registry import services as registry
from housing_portal.registry.models import PolicyDoc
from reports.cases.case import Case

Fact = TypeVar("Fact")


def register_policies(case: Case) -> list[PolicyDoc]:
    """Register the documents that the notice refers to: first that of the targets, last the one it is based on."""
    found = []
    for number in case.facts.authority.policy_docs:
        policy = PolicyDoc.objects.filter(number=number).first()
        case.created, case.unchanged = case.created + (policy is None), case.unchanged + (policy is not None)
        found.append(policy or registry.register_policy(
            actor=case.clerk, number=number, issuer=case.facts.authority.issuer
        ))
    return found


def enter_targets(case: Case, policies: list[PolicyDoc]) -> None:
    """Enter the yearly targets; the part 其中 after its whole, so that it is checked against it."""
    order = list(Program)
    for unit, targets in [(case.whole, case.facts.whole_targets), *_by_unit(case, case.facts.targets)]:
        for program in sorted(targets, key=order.index):
            _enter_target(case, unit, program, targets[program], policies)


def _by_unit(case: Case, facts: dict[str, Fact]) -> list[tuple[Unit, Fact]]:
    return [(case.unit(name), value) for name, value in facts.items()]


def issued_on(case: Case) -> date:
    """Return the day of issue of the targets: notices do not say it, and targets hold from the start of their year."""
    return date(case.facts.authority.as_of.year, 1, 1)


def _enter_target(case: Case, unit: Unit, program: Program, value: int | Decimal, policies: list[PolicyDoc]) -> None:
    year = case.facts.authority.as_of.year
    known = AnnualTarget.objects.filter(unit=unit, year=year, program=program).order_by("-revision").first()
    measure = {"amount": value} if program in MONEY_PROGRAMS else {"quantity": value}
    case.settle(
        f"{unit} {year} 年{program.label}任务", known and known.value, value,
        lambda: services.issue_target(
            actor=case.clerk, unit=unit, year=year, program=program, issued_on=issued_on(case),
            policy_doc=policies[0] if policies else None, **measure,
        ),
    )


def enter_progress(case: Case) -> None:
    """Enter what has been started, basically done and invested by the day of the notice."""
    for unit, (sets, old_core) in _by_unit(case, case.facts.started):
        _enter_milestone(case, unit, Program.SHANTYTOWN, sets, old_core)
    for unit, sets in _by_unit(case, case.facts.continued_done):
        _enter_milestone(case, unit, Program.CONTINUED_DONE, sets, 0)
    for unit, amount in _by_unit(case, case.facts.investment):
        _enter_investment(case, unit, amount)


def _enter_milestone(case: Case, unit: Unit, program: Program, sets: int, old_core: int) -> None:
    """Record and confirm a total of what ``program`` counts; a total of 0 is no event."""
    as_of, counted = case.facts.authority.as_of, COUNTED[program]
    live = counted.reported(unit, as_of).totals()
    known = (live["sets"], live["old_core_sets"]) if live["sets"] else None
    if known is None and not sets:
        return

    def enter() -> None:
        milestone = services.record_milestone(
            actor=case.clerk, unit=unit, kind=ProjectKind.SHANTYTOWN, code=counted.code, actual_on=as_of, sets=sets,
            old_core_sets=old_core, is_continued=counted.continued, note=case.note,
            evidence=case.proof(unit, {"program": program.value, "sets": sets, "of_which_old_core": old_core}),
        )
        services.confirm_milestone(actor=case.checker, milestone=milestone)

    case.settle(f"{unit} {program.label}（套数，其中老旧城区）", known, (sets, old_core), enter)


def _enter_investment(case: Case, unit: Unit, amount: Decimal) -> None:
    as_of = case.facts.authority.as_of
    known = InvestmentRecord.objects.filter(unit=unit, as_of=as_of, project=None).order_by("-pk").first()
    case.settle(
        f"{unit} 累计完成投资（元）", known and known.amount_cum, amount,
        lambda: services.record_investment(actor=case.clerk, unit=unit, as_of=as_of, amount_cum=amount),
    )


def enter_subsidy(case: Case) -> None:
    """Enter who has paid; totals that the notice does not split belong to the whole, not to a guess per unit."""
    subsidy = case.facts.subsidy
    if subsidy is None:
        return
    latest = max(subsidy.paid.values(), default=1)
    if not subsidy.split and (subsidy.households is not None or subsidy.amount is not None):
        _enter_paid(case, case.whole, latest, subsidy.households, subsidy.amount)
    for name in subsidy.paid | subsidy.split:
        households, amount = subsidy.split.get(name, (None, None))
        _enter_paid(case, case.unit(name), subsidy.paid.get(name, latest), households, amount)


def _enter_paid(case: Case, unit: Unit, quarter: int, households: int | None, amount: Decimal | None) -> None:
    as_of = case.facts.authority.as_of
    known = SubsidyProgress.objects.filter(unit=unit, as_of=as_of).order_by("-pk").first()
    case.settle(
        f"{unit} 租赁补贴（季度、户数、金额）",
        known and (known.quarter, known.households_cum, known.amount_cum), (quarter, households, amount),
        lambda: services.record_subsidy(
            actor=case.clerk, unit=unit, as_of=as_of, quarter=quarter, households_cum=households, amount_cum=amount,
        ),
    )


def enter_projects(case: Case) -> None:
    """Enter the projects that the notice names, and the words about preparation, which are no start."""
    for unit, words in _by_unit(case, case.facts.ready):
        _enter_note(case, unit, words, Stage.READY)
    for unit, names in _by_unit(case, case.facts.named_projects):
        for name in names:
            _enter_project(case, unit, name)
        if unit.name not in case.facts.ready and names:
            _enter_note(case, unit, "、".join(names), "")


def _enter_project(case: Case, unit: Unit, name: str) -> None:
    kind, year = ProjectKind.SHANTYTOWN, case.facts.authority.as_of.year
    known = AffordableProject.objects.filter(unit=unit, kind=kind, plan_year=year, name=name).first()
    case.settle(
        f"{unit} 项目", known and known.name, name,
        lambda: services.create_project(actor=case.clerk, unit=unit, kind=kind, name=name, plan_year=year),
    )


def _enter_note(case: Case, unit: Unit, words: str, stage: str) -> None:
    as_of = case.facts.authority.as_of
    known = ProgressNote.objects.filter(unit=unit, as_of=as_of, kind=ProjectKind.SHANTYTOWN, project=None).first()
    case.settle(
        f"{unit} 进展说明", known and known.text, words,
        lambda: services.record_note(
            actor=case.clerk, unit=unit, kind=ProjectKind.SHANTYTOWN, as_of=as_of, stage=stage, text=words
        ),
    )
