"""What is said of an estate on a day: stored once, never edited, taken back by another person."""
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal import stages
from housing_portal.journal.entry import Evidence, keep, lock, must, not_before, not_in_future
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import clock, scope
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.figures import grouped, plain
from presale.delivery.enums.estates import EstateStatus, WorkState
from presale.delivery.enums.funding import FundKind
from presale.delivery.models import (
    Accident,
    FundRaised,
    Promise,
    RiskRating,
    SiteProgress,
    SoldStatement,
    TroubledEstate,
    UnitDelivery,
    WorkStateChange,
)
from presale.delivery.models.estates import EstateFact
from presale.delivery.services.loans import owed_by
from presale.delivery.workflow import CONFIRM, FINANCE, RECORD

Fact = TypeVar("Fact", bound=EstateFact)
OWN = "这一条由您本人登记，撤回须由另一位同事进行。"
GONE = "这一条已经撤回。"
ORDER = list(WorkState)


@transaction.atomic
def record_fact(*, actor: User, fact: Fact, evidence: Evidence = ()) -> Fact:
    """Store ``fact``, made of what was typed and not yet saved.

    Raises NeedsReason, which its ``note`` answers: works that fall behind, a sum that falls, a day put off.
    """
    must(actor, permission_of(type(fact)))
    fact.estate = lock(fact.estate)
    must_be_kept(fact.estate)
    not_in_future("on", fact.on)
    CHECKS[type(fact)](fact)
    stages.happen(actor, fact)
    keep(actor, fact.estate, evidence)
    _tell(actor, f"登记{fact._meta.verbose_name}", fact, {}, _said(fact), fact.note)
    return fact


@transaction.atomic
def take_back_fact(*, actor: User, fact: Fact, reason: str) -> Fact:
    """Take a row back that was entered by mistake; not by whoever entered it. Earlier cut-offs keep it."""
    must(actor, CONFIRM)
    lock(fact.estate)
    if words := cannot_take_back(actor, fact):
        raise ServiceError(words)
    stages.take_back(actor, fact, stages.must_say(reason))
    _tell(actor, f"撤回{fact._meta.verbose_name}", fact, _said(fact), {}, reason)
    return fact


def cannot_take_back(actor: User, fact: EstateFact) -> str:
    """Return why ``actor`` may not take the row back, or nothing."""
    if fact.undoes_id or type(fact).objects.filter(undoes=fact).exists():
        return GONE
    return OWN if actor.is_person(fact.recorded_by_id) else ""


def permission_of(kind: type[EstateFact]) -> str:
    """Return who may enter such a row: money is entered by whoever keeps the money's books."""
    return FINANCE if kind is FundRaised else RECORD


def must_be_kept(estate: TroubledEstate) -> None:
    """Refuse an estate that no longer stands in the ledger."""
    if estate.status != EstateStatus.KEPT:
        raise ServiceError(f"“{estate}”已移出保交房台账，不能再登记；确需登记请先撤回移出。")


def _said(fact: EstateFact) -> dict[str, Any]:
    """Return what the row says; whose it is and who entered it stands in the diary anyway."""
    own = {field.name for field in fact._meta.local_concrete_fields}
    return snapshot(fact, own - {"estate", "undoes", "recorded_by", "recorded_at", "note"})


def _tell(
    actor: User, action: str, fact: EstateFact, before: dict[str, Any], after: dict[str, Any], reason: str
) -> None:
    record(actor=actor, action=action, label=f"{action}：{fact}", obj=fact.estate, before=before, after=after,
           reason=reason)


# -- what each of them is asked for -------------------------------------------------------------------------


def _last(fact: EstateFact) -> Any:
    """Return the row that held before ``fact``, if there is one."""
    rows = type(fact).objects.standing().filter(estate=fact.estate, on__lte=fact.on)
    return rows.order_by("on", "pk").last()


def _state(fact: WorkStateChange) -> None:
    last = _last(fact)
    if last is None:
        return
    if last.code == fact.code:
        raise ServiceError({"code": f"{last.on} 起已是“{last.get_code_display()}”，没有变化，不必登记。"})
    falls = ORDER.index(WorkState(fact.code)) < ORDER.index(WorkState(last.code))
    if falls and not fact.note:
        raise NeedsReason(
            f"由“{last.get_code_display()}”退为“{fact.get_code_display()}”，请写明原因。", "works_fall_back"
        )


def _risk(fact: RiskRating) -> None:
    last = _last(fact)
    if last is not None and last.code == fact.code:
        raise ServiceError({"code": f"{last.on} 起已评为“{last.get_code_display()}”，没有变化，不必登记。"})
    if not fact.note:
        raise NeedsReason(f"风险等级评为“{fact.get_code_display()}”，请写明依据。", "risk_rated")


def _progress(fact: SiteProgress) -> None:
    last = _last(fact)
    if last is not None and fact.percent < last.percent and not fact.note:
        raise NeedsReason(f"低于 {last.on} 登记的 {plain(last.percent)}%，请写明减少的原因。", "progress_falls")


def _sold(fact: SoldStatement) -> None:
    then = scope.Scope(fact.on, clock.now())
    handed = UnitDelivery.objects.filter(estate=fact.estate.estate_id).formal(then).count()
    if fact.due_sets < handed:
        raise ServiceError({"due_sets": f"截至 {fact.on} 已交付 {handed} 套，应交付套数含已经交付的，不能少于它。"})
    last = _last(fact)
    if last is None or fact.note:
        return
    if fact.sold_sets < last.sold_sets or fact.due_sets < last.due_sets:
        raise NeedsReason(
            f"少于 {last.on} 登记的已售 {last.sold_sets} 套、应交付 {last.due_sets} 套，请写明原因。", "sold_falls"
        )


def _promise(fact: Promise) -> None:
    not_before("delivery_on", fact.delivery_on, fact.on, "作出承诺的日期")
    last = _last(fact)
    if last is not None and fact.delivery_on > last.delivery_on and not fact.note:
        days = (fact.delivery_on - last.delivery_on).days
        raise NeedsReason(f"比上一次承诺的 {last.delivery_on} 推迟 {days} 天，请写明推迟的原因。", "put_off")


def _loss(fact: Accident) -> None:
    if not fact.note:
        raise ServiceError({"note": "请写明事故经过和原因。"})


def _raised(fact: FundRaised) -> None:
    if fact.amount <= Decimal(0):
        raise ServiceError({"amount": "金额应大于 0；登记有误的请撤回，不填负数。"})
    if fact.kind == FundKind.RECEIPTS and not fact.note and (owed := owed_by(fact.estate)) > 0:
        raise NeedsReason(
            f"{fact.estate}还有专项借款本金 {grouped(owed, 2)} 元未还：项目回款应先还专项借款（后进先出），"
            "请先登记归还；另有安排的请说明。", "loan_first",
        )


CHECKS: dict[type[EstateFact], Callable[[Any], None]] = {
    WorkStateChange: _state, SiteProgress: _progress, SoldStatement: _sold, Promise: _promise, Accident: _loss,
    FundRaised: _raised, RiskRating: _risk,
}
