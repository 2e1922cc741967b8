"""Entering what earlier years left behind: rental homes still owed, audit findings, carried-over projects."""
from affordable import services
from affordable.enums import Forecast
from affordable.models import ArrearsPlan, AuditCategory, AuditFinding, ContinuedTask, RentalStock
from housing_portal.accounts.find import nearest
from housing_portal.accounts.models import Unit
from housing_portal.kit.errors import ServiceError
from reports.cases.case import Case
from reports.cases.facts import FILE, Finding, History, Push, Stock


def enter_history(case: Case) -> None:
    """Enter the stock of public rental homes and what each unit has found to settle its arrears."""
    history = case.facts.history
    if history is None:
        return
    if history.stock:
        _enter_stock(case, history.stock)
    for name, sets in history.arranged.items():
        _enter_arranged(case, case.unit(name), sets, history)


def _enter_stock(case: Case, stock: Stock) -> None:
    as_of, (first, last) = case.facts.authority.as_of, stock.period
    known = RentalStock.objects.filter(unit=case.whole, as_of=as_of, period_from=first, period_to=last).first()
    stated = {
        "assigned_sets": stock.assigned, "reported_done_sets": stock.reported_done,
        "reused_sets": stock.reused, "existing_sets": stock.existing,
    }
    case.settle(
        f"{case.whole} {first}—{last} 年公租房", known and {key: getattr(known, key) for key in stated}, stated,
        lambda: services.record_stock(
            actor=case.clerk, unit=case.whole, as_of=as_of, period_from=first, period_to=last, **stated
        ),
    )


def _enter_arranged(case: Case, unit: Unit, sets: int, history: History) -> None:
    as_of = case.facts.authority.as_of
    known = ArrearsPlan.objects.filter(unit=unit, as_of=as_of).first()
    case.settle(
        f"{unit} 落实历史欠账（套）", known and known.arranged_sets, sets,
        lambda: services.record_arrears_plan(
            actor=case.clerk, unit=unit, as_of=as_of, arranged_sets=sets, due_on=history.due
        ),
    )


def enter_findings(case: Case) -> None:
    """Enter one record per open finding: tables by class and by unit are then two groupings of the same rows."""
    categories = {category.name: category for category in AuditCategory.objects.all()}
    for finding in case.facts.findings:
        _enter_finding(case, finding, _category(categories, finding.category))


def _category(categories: dict[str, AuditCategory], name: str) -> AuditCategory | None:
    if name and name not in categories:
        near = nearest(name, categories)
        hint = f"是否为“{near}”？" if near else f"可用的类别：{'、'.join(categories)}。"
        raise ServiceError(f"{FILE} 中的审计问题类别“{name}”不在类别表里，{hint}")
    return categories.get(name)


def _enter_finding(case: Case, finding: Finding, category: AuditCategory | None) -> None:
    if not finding.number:
        return
    as_of, unit = case.facts.authority.as_of, case.unit(finding.unit)
    known = AuditFinding.objects.filter(
        audit_year=finding.year, unit=unit, category=category, listed_on__lte=as_of
    ).count()

    def enter() -> None:
        for _ in range(finding.number):
            services.list_finding(
                actor=case.clerk, audit_year=finding.year, unit=unit, category=category, listed_on=as_of
            )

    what = f"{unit} {finding.year} 年审计问题{f'（{category}）' if category else ''}（个）"
    case.settle(what, known or None, finding.number, enter)


def enter_push(case: Case) -> None:
    """Enter the carried-over sets of the whole and the forecast of each unit."""
    push = case.facts.push
    if push is None or push.cutoff is None:
        return
    if push.total is not None:
        _enter_task(case, case.whole, push, push.total, "")
    for name, forecast in push.forecasts.items():
        _enter_task(case, case.unit(name), push, None, forecast)


def _enter_task(case: Case, unit: Unit, push: Push, sets: int | None, forecast: Forecast | str) -> None:
    as_of = case.facts.authority.as_of
    known = ContinuedTask.objects.filter(unit=unit, as_of=as_of, year=as_of.year).first()
    stated = (push.cutoff, sets, forecast)
    case.settle(
        f"{unit} 续建攻坚", known and (known.begun_before, known.sets, known.forecast), stated,
        lambda: services.record_continued_task(
            actor=case.clerk, unit=unit, as_of=as_of, year=as_of.year, begun_before=push.cutoff, sets=sets,
            forecast=forecast,
        ),
    )
