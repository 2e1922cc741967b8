"""The invariants of special loans and of handing over: money within money, persons apart, days as the steps say."""
from collections.abc import Callable, Iterator
from decimal import Decimal

from django.db.models import F, Model

from housing_portal.accounts.models import User
from housing_portal.kit import scope
from housing_portal.kit.figures import grouped
from presale.delivery import balance
from presale.delivery.enums.handover import HandoverStatus, ReadinessStatus
from presale.delivery.enums.loans import UseStatus
from presale.delivery.models import (
    HandoverStep,
    LoanAllocation,
    LoanUse,
    LoanUseStep,
    ReadinessStep,
    SpecialLoan,
    UnitDelivery,
)
from presale.delivery.services.handover import DAYS
from presale.delivery.services.uses import PARTS
from presale.delivery.workflow import HANDOVER, LOAN_USE, READINESS
from reports.rules.step import Course
from transactions.models import SaleContract

Sentences = Iterator[str]
COURSES = (
    Course(LoanUseStep, "use", LOAN_USE, UseStatus.APPLIED),
    Course(HandoverStep, "delivery", HANDOVER, HandoverStatus.OPEN),
    Course(ReadinessStep, "readiness", READINESS, ReadinessStatus.SUBMITTED),
)


def money_is_within_money() -> Sentences:
    """批准 ≤ 借款, 到账 ≤ 批准, 拨付 and what is under way ≤ 到账, 归还本金 ≤ 拨付: added up from the rows."""
    now = scope.current()
    for loan in SpecialLoan.objects.with_figures(now).order_by("pk"):
        yield from _within(loan, "批准合计", loan.approved, "借款金额", loan.amount)
    for one in LoanAllocation.objects.standing().with_figures(now).select_related("estate__estate", "loan"):
        yield from _within(one, "到账", one.arrived, "批准", one.amount)
        yield from _within(one, "拨付与在途", one.paid + one.flight, "到账", one.arrived)
        yield from _within(one, "归还本金", one.principal, "拨付", one.paid)


def money_is_there_on_every_day() -> Sentences:
    """拨付 within 到账 and 归还本金 within 拨付 at the end of each day: past days say what the present says."""
    for one in LoanAllocation.objects.standing().select_related("estate__estate", "loan").order_by("pk"):
        came, paid = balance.arrivals(one), balance.payments(one)
        if day := balance.first_gap(came, paid):
            yield f"借款额度分配 {one}：截至 {day} 拨付大于到账"
        if day := balance.first_gap(paid, balance.principals(one)):
            yield f"借款额度分配 {one}：截至 {day} 归还本金大于拨付"


def withdrawn_is_untouched() -> Sentences:
    """Nothing arrives for, is used of or paid back on an allocation that was taken back."""
    gone = LoanAllocation.objects.filter(undoes=None).exclude(pk__in=LoanAllocation.objects.standing())
    for one in gone.select_related("estate__estate", "loan").order_by("pk"):
        if one.draws.standing().exists() or one.repayments.standing().exists() or one.uses.exists():
            yield f"借款额度分配 {one}：已撤回，仍有到账、用款或归还"


def uses_have_their_persons() -> Sentences:
    """Applicant, checker, approver and payer are different natural persons, as far as the steps ask for it."""
    person = dict(User.objects.sharing_a_person().values_list("pk", "identity_index"))
    for use in LoanUse.objects.order_by("pk"):
        acted = {"check": use.checked_by_id, "approve": use.approved_by_id, "pay": use.paid_by_id}
        for code, by in acted.items():
            earlier = {person.get(pk, pk) for pk in (getattr(use, f"{name}_id") for name in PARTS[code])}
            if by is not None and person.get(by, by) in earlier:
                yield f"借款使用 {use}：办理人与前面环节是同一人"


def payments_are_those_of_steps() -> Sentences:
    """The day of a payment and who entered it are those of the step that stands."""
    rows = LoanUseStep.objects.standing().filter(code=UseStatus.PAID)
    steps = {use: (on, by) for use, on, by in rows.values_list("use", "on", "recorded_by")}
    for pk, number, *facts in LoanUse.objects.order_by("pk").values_list("pk", "number", "paid_on", "paid_by"):
        if tuple(facts) != steps.get(pk, (None, None)):
            yield f"借款使用 {number}：拨付日期或登记人与办理环节不符"


def handovers_are_those_of_steps() -> Sentences:
    """Each day of a room's handing over is that of its step, and there is none without a step."""
    led: dict[int, dict[str, object]] = {}
    for pk, code, on in HandoverStep.objects.standing().order_by("pk").values_list("delivery", "code", "on"):
        led.setdefault(pk, {})[DAYS[code]] = on
    names = tuple(DAYS.values())
    for pk, *days in UnitDelivery.objects.order_by("pk").values_list("pk", *names):
        if dict(zip(names, days, strict=True)) != {name: led.get(pk, {}).get(name) for name in names}:
            yield f"逐套交付 {pk}：日期与交付步骤不符"


def wrongful_is_what_the_step_says() -> Sentences:
    """违规交房 is marked where the step of handing over went by no filing, or by a later one."""
    rows = HandoverStep.objects.standing().filter(code=HandoverStatus.HANDED)
    filed = {pk: day is not None and day <= on for pk, day, on in rows.values_list("delivery", "filed_on", "on")}
    handed = UnitDelivery.objects.filter(handed_on__isnull=False).select_related("estate", "room__building")
    for row in handed.order_by("pk"):
        if row.is_wrongful == filed.get(row.pk, row.is_wrongful):
            yield f"逐套交付 {row}：违规交房标记与交付步骤不符"


def handed_over_rooms_are_sold() -> Sentences:
    """What was handed over is sold by that day, and its contract is in force still."""
    handed = UnitDelivery.objects.filter(handed_on__isnull=False)
    for row in handed.filter(contract__signed_on__gt=F("handed_on")).select_related("estate", "room__building"):
        yield f"逐套交付 {row}：签收 {row.handed_on} 早于合同签订"
    gone = UnitDelivery.objects.of_contract_gone(SaleContract.objects.live())
    for row in gone.select_related("estate", "room__building").order_by("pk"):
        yield f"逐套交付 {row}：已交付，合同已撤销或注销，请核对"
    wrong = UnitDelivery.objects.exclude(
        room=F("contract__room"), building=F("room__building"), estate=F("room__building__estate")
    )
    for row in wrong.select_related("estate", "room__building").order_by("pk"):
        yield f"逐套交付 {row}：楼盘、楼幢或合同与房屋不符"


def steps_lead_to_states() -> Sentences:
    """Uses, handovers and buildings stand where their steps have led them, in the order of their tables."""
    for course in COURSES:
        yield from course.astray()
        yield from course.disordered()
        yield from course.mistaken()


def _within(of: Model, part: str, amount: Decimal, whole: str, limit: Decimal) -> Sentences:
    if amount > limit:
        yield f"{of._meta.verbose_name} {of}：{part} {grouped(amount, 2)} 元大于{whole} {grouped(limit, 2)} 元"


LOAN_RULES: dict[str, Callable[[], Sentences]] = {
    "专项借款：批准、到账、拨付、归还逐级不超": money_is_within_money,
    "专项借款：每天的拨付不超到账、归还不超拨付": money_is_there_on_every_day,
    "专项借款：撤回的分配没有资金": withdrawn_is_untouched,
    "专项借款：申请、核验、批准、拨付人各不相同": uses_have_their_persons,
    "专项借款：拨付与办理环节相符": payments_are_those_of_steps,
    "专项借款、逐套交付：状态与步骤相符": steps_lead_to_states,
    "逐套交付：日期与步骤相符": handovers_are_those_of_steps,
    "逐套交付：违规交房与竣工备案相符": wrongful_is_what_the_step_says,
    "逐套交付：已售、合同有效、房屋相符": handed_over_rooms_are_sold,
}
