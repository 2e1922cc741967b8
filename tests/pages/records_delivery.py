"""保交房台账: an estate with what is said of it, its problems, plans, meetings and money, made by the services."""
from datetime import date
from decimal import Decimal
from functools import partial

from housing_portal.accounts.models import RoleGrant, Unit, User
from housing_portal.registry import services as registry
from housing_portal.registry.models import Organization
from presale.delivery.models import (
    Accident,
    Assessment,
    DeliveryProblem,
    EstatePlan,
    FinancingAttempt,
    FundRaised,
    MeetingDecision,
    PlanMeasure,
    Promise,
    RiskRating,
    SiteProgress,
    SoldStatement,
    TaskForce,
    TaskForceMeeting,
    TroubledEstate,
    WorkBudget,
    WorkStateChange,
)
from presale.delivery.models.estates import EstateFact
from presale.delivery.services import estates, facts, financing, meetings, plans, problems, taskforces
from presale.delivery.workflow import ASSESSMENT, DECISION, FINANCING, MEASURE, PLAN, PROBLEM
from tests.pages import records_registers as registers
from tests.pages.records import DAY, PROOF, Writers
from tests.pages.route import Route

VIEW, RECORD, CONFIRM = "delivery.view", "delivery.record", "delivery.confirm"
FINANCE = "delivery.finance"
APRIL = date(2026, 4, 10)
PROMISED = date(2025, 6, 30)


def person(role: str, name: str, like: User) -> User:
    """Return the colleague of ``like`` with this role, hired once."""
    user, made = User.objects.get_or_create(username=f"delivery.{role}", defaults={"name": name, "unit": like.unit})
    if made:
        RoleGrant.objects.create(user=user, role=role)
    return user


def accountant(by: Writers) -> User:
    return person("finance", "孙会计", by.clerk)


def deputy(by: Writers) -> User:
    return person("deputy", "赵分管", by.clerk)


# -- the ledger ----------------------------------------------------------------------------------------------


def estate(by: Writers, unit: Unit, **given: object) -> TroubledEstate:
    kept = {
        "total_floor_area": Decimal("86000.00"), "listed_on": date(2026, 1, 10), "contract_delivery_on": PROMISED,
        "risk_level": "high", "on_county_list": True, **given,
    }
    if "estate" not in kept:
        kept["estate"] = registers.estate(by, unit)
    return estates.list_estate(actor=by.clerk, **kept)


def removed(by: Writers, unit: Unit) -> TroubledEstate:
    return estates.remove_estate(actor=by.chief, troubled=estate(by, unit), on=DAY, reason="已全部交付")


def said(by: Writers, of: TroubledEstate, what: type[EstateFact], on: date = APRIL, **given: object) -> EstateFact:
    """Enter a row of the estate; whoever keeps the money's books enters money."""
    actor = accountant(by) if what is FundRaised else by.clerk
    return facts.record_fact(actor=actor, fact=what(estate=of, on=on, **given))


FACTS: dict[type[EstateFact], dict[str, object]] = {
    WorkStateChange: {"code": "stopped"},
    RiskRating: {"code": "mid", "note": "已复工"},
    SoldStatement: {"sold_area": Decimal("31000.00"), "sold_sets": 310, "due_sets": 300, "households": 305},
    SiteProgress: {"percent": Decimal("62.50")},
    Promise: {"delivery_on": date(2026, 10, 31), "by_whom": "开发企业"},
    Accident: {"injured": 1, "loss": Decimal("80000.00"), "note": "模板支撑不牢固"},
    FundRaised: {"kind": "assets", "amount": Decimal("3000000.00"), "paper": "收款凭证12号"},
}


def fact(kind: type[EstateFact], by: Writers, unit: Unit) -> EstateFact:
    return said(by, estate(by, unit), kind, **FACTS[kind])


# -- problems ------------------------------------------------------------------------------------------------


def problem(by: Writers, unit: Unit, of: TroubledEstate | None = None, **given: object) -> DeliveryProblem:
    kept = {"kind": "fund", "amount": Decimal("50000000.00"), "found_on": APRIL, "detail": "销售不畅，资金链紧张",
            **given}
    return problems.find_problem(actor=by.clerk, estate=of or estate(by, unit), **kept)


def solved(by: Writers, unit: Unit) -> DeliveryProblem:
    return problems.solve(actor=by.clerk, problem=problem(by, unit), on=DAY, note="资金已到位", evidence=PROOF)


def closed(by: Writers, unit: Unit) -> DeliveryProblem:
    return problems.close(actor=by.chief, problem=solved(by, unit), on=DAY)


# -- plans ---------------------------------------------------------------------------------------------------


def plan(by: Writers, unit: Unit, of: TroubledEstate | None = None) -> EstatePlan:
    """Return a draft with one measure."""
    made = plans.draft_plan(actor=by.clerk, estate=of or estate(by, unit), text="盘活商铺，分批复工")
    plans.add_measure(
        actor=by.clerk, plan=made, text="处置商铺筹集资金", responsible="县住建局", owner="李科",
        due_on=date(2026, 5, 10), amount=Decimal("8000000.00"),
    )
    return made


def submitted(by: Writers, unit: Unit, of: TroubledEstate | None = None) -> EstatePlan:
    return plans.submit(actor=by.clerk, plan=plan(by, unit, of))


def reviewed(by: Writers, unit: Unit, of: TroubledEstate | None = None) -> EstatePlan:
    return plans.review(actor=by.chief, plan=submitted(by, unit, of))


def approved(by: Writers, unit: Unit, of: TroubledEstate | None = None) -> EstatePlan:
    return plans.approve(actor=deputy(by), plan=reviewed(by, unit, of))


def draft_measure(by: Writers, unit: Unit) -> PlanMeasure:
    return plan(by, unit).measures.get()


def measure(by: Writers, unit: Unit) -> PlanMeasure:
    return approved(by, unit).measures.get()


def finished(by: Writers, unit: Unit) -> PlanMeasure:
    return plans.finish_measure(actor=by.clerk, measure=measure(by, unit), on=DAY, evidence=PROOF)


# -- task forces ---------------------------------------------------------------------------------------------


def taskforce(by: Writers, unit: Unit, **given: object) -> TaskForce:
    kept = {"name": f"{unit}项目专班", "kind": "project", "leader": "张副县长", "from_on": date(2026, 1, 5), **given}
    return taskforces.set_up(actor=by.clerk, **kept)


def meeting(by: Writers, unit: Unit, of: TaskForce | None = None, **given: object) -> TaskForceMeeting:
    kept = {"kind": "site", "on": APRIL, "attendees": "住建局、财政局、开发企业", "note": "调度复工", **given}
    return meetings.hold_meeting(actor=by.clerk, taskforce=of or taskforce(by, unit), **kept)


def decision(by: Writers, unit: Unit, of: TaskForceMeeting | None = None, **given: object) -> MeetingDecision:
    kept = {"text": "落实复工资金", "kind": "concrete", "responsible": "县财政局", "due_on": date(2026, 5, 1), **given}
    return meetings.decide(actor=by.clerk, meeting=of or meeting(by, unit), **kept)


def resolved(by: Writers, unit: Unit) -> MeetingDecision:
    return meetings.resolve(actor=by.clerk, decision=decision(by, unit), on=DAY, evidence=PROOF)


def assessment(by: Writers, unit: Unit, of: TaskForce | None = None) -> Assessment:
    return taskforces.assess(
        actor=by.clerk, taskforce=of or taskforce(by, unit), year=2026, quarter=1, score=88, note="调度及时"
    )


def budget(by: Writers, unit: Unit) -> WorkBudget:
    return taskforces.set_aside(
        actor=accountant(by), taskforce=taskforce(by, unit), year=2026, amount=Decimal("500000.00"), on=APRIL,
        paper=f"云财发〔2026〕{unit.pk}号",
    )


# -- financing -----------------------------------------------------------------------------------------------


def bank(by: Writers, name: str) -> Organization:
    known = Organization.objects.filter(name=name).first()
    return known or registry.register_organization(actor=by.clerk, name=name, kinds=["bank"])


def asked(by: Writers, unit: Unit, of: TroubledEstate | None = None, of_bank: str = "云岭农商银行") -> FinancingAttempt:
    return financing.ask_bank(
        actor=by.clerk, estate=of or estate(by, unit), bank=bank(by, of_bank), applied_on=APRIL,
        amount=Decimal("30000000.00"),
    )


def refused(by: Writers, unit: Unit) -> FinancingAttempt:
    return financing.refuse(actor=by.clerk, financing=asked(by, unit), on=DAY, note="负债率过高")


STEPS = {
    "problem": (PROBLEM, {"take_up": problem, "solve": problem, "close": solved, "reopen": solved, "undo": closed}),
    "plan": (PLAN, {"submit": plan, "review": submitted, "return": submitted, "approve": reviewed,
                    "reject": reviewed}),
    "measure": (MEASURE, {"finish": measure, "undo": finished}),
    "decision": (DECISION, {"resolve": decision, "undo": resolved}),
    "assessment": (ASSESSMENT, {"confirm": assessment, "void": assessment}),
    "financing": (FINANCING, {"grant": asked, "refuse": asked, "undo": refused}),
}
LISTS = {
    "delivery:estate_list": ("clerk", estate), "delivery:problem_list": ("clerk", problem),
    "delivery:plan_list": ("clerk", approved), "delivery:measure_list": ("clerk", measure),
    "delivery:taskforce_list": ("clerk", taskforce), "delivery:meeting_list": ("clerk", meeting),
    "delivery:decision_list": ("clerk", decision), "delivery:financing_list": ("clerk", asked),
    "delivery:fund_list": ("clerk", partial(fact, FundRaised)), "delivery:budget_list": ("clerk", budget),
}
DELIVERY_LEDGER = [
    *(Route(name, VIEW) for name in LISTS), Route("delivery:register", VIEW),
    Route("delivery:estate_create", RECORD), Route("delivery:estate_detail", VIEW, estate, outside=403),
    Route("delivery:estate_edit", RECORD, estate, outside=403),
    Route("delivery:estate_remove", CONFIRM, estate, outside=403),
    Route("delivery:estate_undo", CONFIRM, removed, outside=403),
    *(Route(f"delivery:{kind._meta.model_name}_create", FINANCE if kind is FundRaised else RECORD, estate,
            outside=403) for kind in FACTS),
    *(Route(f"delivery:{kind._meta.model_name}_undo", CONFIRM, partial(fact, kind), outside=403) for kind in FACTS),
    *(Route(f"delivery:{noun}_create", RECORD, estate, outside=403) for noun in ("problem", "plan", "financing")),
    Route("delivery:problem_detail", VIEW, closed, outside=403),
    Route("delivery:problem_edit", RECORD, problem, outside=403),
    Route("delivery:problem_amount", RECORD, problem, outside=403),
    Route("delivery:plan_detail", VIEW, approved, outside=403), Route("delivery:plan_edit", RECORD, plan, outside=403),
    Route("delivery:measure_create", RECORD, plan, outside=403),
    Route("delivery:measure_detail", VIEW, finished, outside=403),
    Route("delivery:measure_edit", RECORD, draft_measure, outside=403),
    Route("delivery:measure_remove", RECORD, draft_measure, outside=403),
    Route("delivery:taskforce_create", RECORD), Route("delivery:taskforce_detail", VIEW, taskforce, outside=403),
    Route("delivery:taskforce_edit", RECORD, taskforce, outside=403),
    Route("delivery:assessment_create", RECORD, taskforce, outside=403),
    Route("delivery:assessment_detail", VIEW, assessment, outside=403),
    Route("delivery:meeting_create", RECORD), Route("delivery:meeting_detail", VIEW, meeting, outside=403),
    Route("delivery:meeting_undo", CONFIRM, meeting, outside=403),
    Route("delivery:decision_create", RECORD, meeting, outside=403),
    Route("delivery:decision_detail", VIEW, resolved, outside=403),
    Route("delivery:financing_detail", VIEW, refused, outside=403),
    Route("delivery:budget_create", FINANCE), Route("delivery:budget_detail", VIEW, budget, outside=403),
    Route("delivery:budget_undo", CONFIRM, budget, outside=403),
    *(Route(f"delivery:{noun}_{code}", workflow.steps[code].permission, make, outside=403)
      for noun, (workflow, makers) in STEPS.items() for code, make in makers.items()),
]
