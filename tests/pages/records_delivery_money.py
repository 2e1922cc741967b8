"""Special loans and rooms that are handed over, in each of their states, made by the services."""
from datetime import date
from decimal import Decimal
from functools import partial

from housing_portal.accounts.models import Unit
from housing_portal.registry.models import Building
from presale.delivery.models.estates import TroubledEstate
from presale.delivery.models.handover import BuildingReadiness, DeliveryTask, UnitDelivery
from presale.delivery.models.loans import LoanAllocation, LoanDraw, LoanUse, Repayment, SpecialLoan
from presale.delivery.services import handover, loans, readiness, tasks, uses
from presale.delivery.workflow import HANDOVER, LOAN_USE, READINESS
from tests.delivery import homes
from tests.delivery import loans as make
from tests.pages.records import DAY, PROOF, Maker, Writers
from tests.pages.records_escrow_releases import staff
from tests.pages.route import Route
from tests.transactions import builders as market


def people(by: Writers) -> make.People:
    who = staff(by)
    return make.People(by.clerk, who.finance, who.deputy, by.chief)


def loan(by: Writers, _unit: Unit) -> SpecialLoan:
    return make.loan(people(by))


def allocation(by: Writers, _unit: Unit) -> LoanAllocation:
    return make.allocated(people(by))


def funded(by: Writers, _unit: Unit) -> LoanAllocation:
    """Return an allocation of which something has arrived, was paid, and was paid back."""
    who = people(by)
    found = make.funded(who)
    make.paid(who, found)
    loans.record_repayment(actor=who.finance, allocation=found, kind="principal", source="receipts", on=DAY,
                           amount=Decimal("100.00"), voucher="HK1")
    return found


def draw(by: Writers, unit: Unit) -> LoanDraw:
    return make.drawn(people(by), allocation(by, unit), 1_000_000)


def repayment(by: Writers, unit: Unit) -> Repayment:
    return funded(by, unit).repayments.get()


def applied(by: Writers, _unit: Unit) -> LoanUse:
    who = people(by)
    return make.applied(who, make.funded(who))


def checked(by: Writers, unit: Unit) -> LoanUse:
    return make.checked(people(by), applied(by, unit))


def approved(by: Writers, unit: Unit) -> LoanUse:
    return make.approved(people(by), applied(by, unit))


def paid(by: Writers, _unit: Unit) -> LoanUse:
    who = people(by)
    return make.paid(who, make.funded(who))


def returned(by: Writers, unit: Unit) -> LoanUse:
    return uses.send_back_use(actor=people(by).finance, use=applied(by, unit), reason="缺监理签认")


def told(by: Writers, unit: Unit) -> TroubledEstate:
    """Return an estate with rooms handed over and a loan, for its sheet."""
    estate = TroubledEstate.objects.get(estate=handed(by, unit).estate)
    make.allocated(people(by), to=estate)
    return estate


# -- rooms -----------------------------------------------------------------------------------------------


def building(by: Writers, _unit: Unit) -> Building:
    made = market.building(make.troubled(by.clerk).estate, completed_on=date(2026, 3, 31))
    homes.sold(made, 2, by.clerk)
    return made


def handed(by: Writers, unit: Unit, code: str = "hand") -> UnitDelivery:
    room = building(by, unit).rooms.order_by("pk").first()
    return handover.take_step(actor=by.clerk, room=room, code=code, on=DAY)


def ready(by: Writers, unit: Unit) -> BuildingReadiness:
    return readiness.submit_readiness(
        actor=by.clerk, building=building(by, unit), on=DAY, water="passed", power="passed", gas="none",
        heat="passed", fire="passed", filing_no="云竣备 2026-08", evidence=PROOF,
    )


def confirmed(by: Writers, unit: Unit) -> BuildingReadiness:
    return readiness.confirm_readiness(actor=by.chief, readiness=ready(by, unit), on=DAY)


def task(by: Writers, _unit: Unit) -> DeliveryTask:
    return tasks.issue_task(
        actor=by.clerk, year=2026, sets=120, issued_on=date(2026, 1, 5), paper="云房〔2026〕1号",
        estate=make.troubled(by.clerk),
    )


noticed, pre_handed = partial(handed, code="notice"), partial(handed, code="pre_hand")
VIEW, RECORD, CONFIRM, FINANCE = "delivery.view", "delivery.record", "delivery.confirm", "delivery.finance"
APPLY = "delivery.apply"


def at(name: str, permission: str, record: Maker | None = None) -> Route:
    """Return a page of the bureau's own people."""
    return Route(f"delivery:{name}", permission, record, outside=403)


USE_STEPS = {
    "check": applied, "send_back": applied, "approve": checked, "send_back_deputy": checked, "reject": checked,
    "pay": approved, "cancel": approved, "resubmit": returned, "undo": paid,
}
HANDOVER_STEPS = {
    "notice": handed, "pre_hand": noticed, "refuse": noticed, "hand": pre_handed, "title": handed, "undo": noticed,
}
READY_STEPS = {"confirm": ready, "reject": ready, "undo": confirmed}
DELIVERY_MONEY = [
    at("loan_list", VIEW), at("loan_create", FINANCE), at("loan_detail", VIEW, loan),
    at("allocation_list", VIEW), at("allocation_create", FINANCE, loan), at("allocation_detail", VIEW, funded),
    at("allocation_reverse", CONFIRM, allocation), at("draw_create", FINANCE, allocation),
    at("draw_reverse", CONFIRM, draw), at("repayment_create", FINANCE, allocation),
    at("repayment_reverse", CONFIRM, repayment),
    at("use_list", VIEW), at("use_create", APPLY, allocation), at("use_detail", VIEW, paid),
    *(at(f"use_{code}", LOAN_USE.steps[code].permission, record) for code, record in USE_STEPS.items()),
    at("use_audit", CONFIRM, paid),
    at("handover_list", VIEW), at("handover_start", RECORD), at("handover_building", RECORD, building),
    at("handover_judge", CONFIRM, building),
    at("handover_import", RECORD), at("handover_template", RECORD), at("handover_detail", VIEW, handed),
    *(at(f"handover_{code}", HANDOVER.steps[code].permission, record) for code, record in HANDOVER_STEPS.items()),
    at("readiness_list", VIEW), at("readiness_create", RECORD), at("readiness_detail", VIEW, confirmed),
    *(at(f"readiness_{code}", READINESS.steps[code].permission, record) for code, record in READY_STEPS.items()),
    Route("reports:delivery", VIEW), Route("reports:estate_sheet", VIEW, told, outside=403),
    at("task_list", VIEW), at("task_create", RECORD), at("task_detail", VIEW, task), at("task_revise", RECORD, task),
]
