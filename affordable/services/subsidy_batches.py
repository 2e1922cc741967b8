"""季度发放批次: computed as a whole, then checked, approved and paid by people who are all different.

Up to the approval a batch is computed anew as often as needed; from then on its content stays, and its seal is compared
before anything leaves the house.
"""
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from affordable.enums import OmissionReason, PaymentKind, PaymentStatus
from affordable.models import SubsidyBatch, SubsidyOmission, SubsidyPayment, SubsidyProgress
from affordable.services.batch_content import must_be_as_approved, seal_of
from affordable.services.batch_plan import Plan, plan_batch
from affordable.services.checks import lock_for_entry, lock_record, lock_with_whole, must_be_year
from affordable.workflow import BATCH, ENTER
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.entry import Evidence, change, enter, must, not_before, not_in_future
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock, text
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.periods import quarter as quarter_of
from housing_portal.kit.scope import Scope
from housing_portal.registry import parameters

BLOCK = 500  # rows per statement
# who must all be different natural persons: field → what he does
PERSONS = {"computed_by": "测算", "checked_by": "复核", "approved_by": "审批", "exported_by": "导出"}
CHANGED = "测算之后补贴资格、家庭成员或代发账户有变动，请退回重新测算。"


@transaction.atomic
def create_batch(*, actor: User, unit: Unit, year: int, quarter: int, reason: str = "") -> SubsidyBatch:
    """Open the batch of a quarter, one however many ask for it at once.

    Raises NeedsReason when figures of the year have been typed so far: from now on they are those of the payments.
    """
    must(actor, ENTER)
    must_be_year("year", year)
    if quarter_of(year, quarter).start > clock.today():
        raise ServiceError({"quarter": f"{year} 年第 {quarter} 季度还没有开始，请核对。"})
    lock_with_whole(unit)
    unit = lock_for_entry(actor, ENTER, unit)
    if known := SubsidyBatch.objects.covering(unit, year).filter(quarter=quarter).first():
        raise ServiceError({"quarter": f"{known}已有批次（{known.unit}，{known.get_status_display()}），请打开办理。"})
    _typed_figures(unit, year, reason)
    batch = SubsidyBatch(unit=unit, year=year, quarter=quarter, planned_on=planned_on(year, quarter))
    return enter(actor, "建立发放批次", batch, reason=reason)


@transaction.atomic
def compute_batch(*, actor: User, batch: SubsidyBatch) -> SubsidyBatch:
    """Work the batch out from grants, cards and earlier payments; a second computation takes the place of the first."""
    batch = _locked(actor, batch)
    before = snapshot(batch)
    step = BATCH.enter(batch, "compute", actor)
    plan = plan_batch(batch)
    if not plan.lines:
        words = "；".join(f"{OmissionReason(reason).label} {count} 户" for reason, count in reasons(plan).items())
        raise ServiceError(f"这个季度没有可以发放的家庭{f'（{words}）' if words else ''}。")
    batch.payments.all().delete()
    batch.omissions.all().delete()
    SubsidyPayment.objects.bulk_create(_payments(batch, plan), batch_size=BLOCK)
    SubsidyOmission.objects.bulk_create(
        (SubsidyOmission(batch=batch, family_id=one.family, reason=one.reason, note=one.note)
         for one in plan.omissions), batch_size=BLOCK,
    )
    batch.households, batch.amount = plan.households, plan.amount
    batch.computed_at, batch.computed_by = clock.now(), actor
    return change(actor, step.label, batch, before, also={"未列入户数": (None, len(plan.omissions))})


@transaction.atomic
def check_batch(*, actor: User, batch: SubsidyBatch) -> SubsidyBatch:
    """Confirm the computation as a second person."""
    batch = _locked(actor, batch)
    before = snapshot(batch)
    step = BATCH.enter(batch, "check", actor)
    must_be_another(batch, actor, "checked_by")
    _must_be_current(batch)
    batch.checked_by = actor
    return change(actor, step.label, batch, before)


@transaction.atomic
def return_batch(*, actor: User, batch: SubsidyBatch, reason: str) -> SubsidyBatch:
    """Send a batch back to be computed anew."""
    batch = _locked(actor, batch)
    before = snapshot(batch)
    step = BATCH.enter(batch, "return", actor)
    batch.checked_by = None
    return change(actor, step.label, batch, before, reason=_said(reason))


@transaction.atomic
def approve_batch(*, actor: User, batch: SubsidyBatch) -> SubsidyBatch:
    """Approve as a third person; from now on the content stays."""
    batch = _locked(actor, batch)
    before = snapshot(batch)
    step = BATCH.enter(batch, "approve", actor)
    must_be_another(batch, actor, "approved_by")
    _must_be_current(batch)
    batch.approved_by, batch.approved_on, batch.digest = actor, clock.today(), seal_of(batch)
    return change(actor, step.label, batch, before)


@transaction.atomic
def fund_batch(
    *, actor: User, batch: SubsidyBatch, funded_on: date, funded_doc: str, evidence: Evidence = ()
) -> SubsidyBatch:
    """Enter that the treasury's money has arrived, with the number of its voucher."""
    batch = _locked(actor, batch)
    before = snapshot(batch)
    step = BATCH.enter(batch, "fund", actor)
    not_in_future("funded_on", funded_on)
    not_before("funded_on", funded_on, batch.approved_on, "批准日期")
    if not text.clean(funded_doc):
        raise ServiceError({"funded_doc": "请填写拨款凭证号。"})
    batch.funded_on, batch.funded_doc = funded_on, funded_doc
    return change(actor, step.label, batch, before, evidence)


@transaction.atomic
def send_batch(*, actor: User, batch: SubsidyBatch, sent_on: date) -> SubsidyBatch:
    """Enter that the bank has the file; what it will say of each line is awaited."""
    batch = _locked(actor, batch)
    before = snapshot(batch)
    step = BATCH.enter(batch, "send", actor)
    not_in_future("sent_on", sent_on)
    not_before("sent_on", sent_on, batch.funded_on, "财政到账日期")
    must_be_as_approved(batch)
    batch.payments.filter(status=PaymentStatus.PENDING).update(status=PaymentStatus.SENT)
    batch.sent_on = sent_on
    return change(actor, step.label, batch, before)


@transaction.atomic
def close_batch(*, actor: User, batch: SubsidyBatch, reason: str = "") -> SubsidyBatch:
    """Close the batch; what is still returned is owed and comes as back pay into a later one.

    A quarter is made up for once: back pay that came back has no later batch to come into and is reissued in this one.
    """
    batch = _locked(actor, batch)
    before = snapshot(batch)
    step = BATCH.enter(batch, "close", actor)
    returned = batch.payments.filter(status=PaymentStatus.RETURNED)
    if stuck := returned.filter(kind=PaymentKind.BACKPAY).count():
        raise ServiceError(f"还有 {stuck} 笔追溯补发被退票。追溯补发不能再列入以后的批次，"
                           "请更正代发账户、在本批次补发后再办结。")
    left = returned.count()
    if left and not text.clean(reason):
        raise NeedsReason(f"还有 {left} 笔退票没有补发，办结后列入以后的批次追溯补发。请写明办结的理由。")
    batch.closed_on = clock.today()
    return change(actor, step.label, batch, before, reason=reason)


@transaction.atomic
def void_batch(*, actor: User, batch: SubsidyBatch, reason: str) -> SubsidyBatch:
    """Give up a batch that the bank has not got; its quarter is free again."""
    batch = _locked(actor, batch)
    before = snapshot(batch)
    step = BATCH.enter(batch, "void", actor)
    batch.payments.update(status=PaymentStatus.VOID)
    return change(actor, step.label, batch, before, reason=_said(reason))


# -- what pages ask -----------------------------------------------------------------------------------------


def planned_on(year: int, quarter: int) -> date:
    """Return the day by which the quarter is to be paid."""
    days = parameters.number(f"subsidy_due_days_q{quarter}")
    return quarter_of(year, quarter).end + timedelta(days=days)


def reasons(plan: Plan) -> dict[OmissionReason, int]:
    """Return how many families are left out, by the reason."""
    found = [one.reason for one in plan.omissions]
    return {reason: found.count(reason) for reason in OmissionReason if reason in found}


def conflict(batch: SubsidyBatch, actor: User, role: str) -> str:
    """Return why ``actor`` cannot take ``role`` because of what he did before, or nothing."""
    for name, deed in PERSONS.items():
        if name != role and actor.is_person(getattr(batch, f"{name}_id")):
            return f"您已办理本批次的{deed}，{PERSONS[role]}须由另一位同事办理。"
    return ""


def must_be_another(batch: SubsidyBatch, actor: User, role: str) -> None:
    if sentence := conflict(batch, actor, role):
        raise ServiceError(sentence)


# -- shared steps -------------------------------------------------------------------------------------------


def _locked(actor: User, batch: SubsidyBatch) -> SubsidyBatch:
    """Lock the units whose families may be in the batch, then the batch."""
    lock_with_whole(batch.unit)
    return lock_record(actor, batch)


def _payments(batch: SubsidyBatch, plan: Plan) -> list[SubsidyPayment]:
    return [
        SubsidyPayment(
            batch=batch, unit_id=line.unit, family_id=line.family, grant_id=line.grant, kind=line.kind, year=line.year,
            quarter=line.quarter, months=line.months, monthly_amount=line.monthly, amount=line.amount,
            working=line.working, payee_name=line.card.holder, bank_name=line.card.bank, card=line.card.card,
        )
        for line in plan.lines
    ]


def _must_be_current(batch: SubsidyBatch) -> None:
    """Refuse a batch that would be computed otherwise today: a family may have left since."""
    columns = ("family", "grant", "kind", "year", "quarter", "amount", "payee_name", "bank_name", "card")
    stored = [(*facts, card.token) for *facts, card in batch.payments.order_by("pk").values_list(*columns)]
    planned = [
        (line.family, line.grant, line.kind.value, line.year, line.quarter, line.amount, line.card.holder,
         line.card.bank, line.card.card.token)
        for line in plan_batch(batch).lines
    ]
    if stored != planned:
        raise ServiceError(CHANGED)


def _typed_figures(unit: Unit, year: int, reason: str) -> None:
    """Refuse next to figures of the whole, ask next to those of a unit: together with payments they count twice."""
    now = Scope(max(clock.today(), date(year, 12, 31)), clock.now())
    typed = SubsidyProgress.objects.with_figures().filter(year=year, is_derived=False).latest(now)
    if unit.kind != UnitKind.WHOLE:
        typed = typed.filter(Q(unit=unit) | Q(unit__kind=UnitKind.WHOLE))
    for row in typed.select_related("unit").order_by("unit__order", "pk"):
        if row.unit.kind == UnitKind.WHOLE:
            raise ServiceError({"unit": f"{row.unit} {year} 年已登记租赁补贴进度的合计数字，与发放明细会重复计算。"
                                        "请先登记一次不含户数和金额的进度，再建立批次。"})
        if not text.clean(reason):
            raise NeedsReason(f"{row.unit} {year} 年已登记补贴进度（截至 {row.as_of}）。建立批次后进度改由发放明细"
                              "推导，不在本系统发放的不再计入，也不能再手工登记。请写明理由。")


def _said(reason: str) -> str:
    if not text.clean(reason):
        raise ServiceError({"reason": "请写明原因。"})
    return reason
