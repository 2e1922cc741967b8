"""保交房台账: an estate is listed, corrected, taken off."""
from datetime import date
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal import stages
from housing_portal.journal.entry import Evidence, change, enter, lock, must, not_in_future
from housing_portal.journal.services import snapshot
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.models import Estate
from presale.delivery.enums.estates import ListSource
from presale.delivery.models import EstateStep, RiskRating, TroubledEstate
from presale.delivery.services.facts import must_be_kept, record_fact
from presale.delivery.workflow import ESTATE, RECORD


@transaction.atomic
def list_estate(
    *, actor: User, estate: Estate, risk_level: str, evidence: Evidence = (), **facts: Any
) -> TroubledEstate:
    """List an estate with its developer as it is now and its first risk; one ledger for one estate."""
    must(actor, RECORD)
    estate = lock(estate)
    if listed := TroubledEstate.objects.filter(estate=estate).first():
        raise ServiceError({"estate": f"“{estate}”已于 {listed.listed_on} 列入保交房台账，请打开原台账办理。"})
    one = TroubledEstate(estate=estate, developer=estate.developer, **facts)
    _check(one)
    enter(actor, "列入保交房台账", one, evidence)
    record_fact(actor=actor, fact=RiskRating(estate=one, on=one.listed_on, code=risk_level, note="列入台账时"))
    return one


@transaction.atomic
def edit_estate(*, actor: User, troubled: TroubledEstate, evidence: Evidence = (), **facts: Any) -> TroubledEstate:
    """Correct the ledger; estate and developer stay as they were when it was listed."""
    must(actor, RECORD)
    troubled = lock(troubled)
    must_be_kept(troubled)
    before = snapshot(troubled)
    for name, value in facts.items():
        setattr(troubled, name, value)
    _check(troubled)
    return change(actor, "修改保交房台账", troubled, before, evidence)


@transaction.atomic
def remove_estate(*, actor: User, troubled: TroubledEstate, on: date, reason: str) -> TroubledEstate:
    """Take an estate off the ledger; figures of earlier days keep it. Not by whoever listed it."""
    troubled, before = stages.begin(actor, troubled, ESTATE, "remove")
    if actor.is_person(troubled.recorded_by_id):
        raise ServiceError("这个项目由您本人列入台账，移出须由另一位同事办理。")
    step = EstateStep(estate=troubled, code=troubled.status, on=on, note=stages.must_say(reason))
    return stages.finish(actor, troubled, before, step, "移出保交房台账")


@transaction.atomic
def undo_removal(*, actor: User, troubled: TroubledEstate, reason: str) -> TroubledEstate:
    """Put an estate back that was taken off by mistake; not by whoever did that."""
    return stages.undo(actor, troubled, ESTATE, reason)


def _check(one: TroubledEstate) -> None:
    not_in_future("listed_on", one.listed_on)
    if not any(getattr(one, source.value) for source in ListSource):
        raise ServiceError({ListSource.COUNTY.value: "请至少勾选一个清单来源。"})
    if one.is_insolvent and not one.administrator:
        raise ServiceError({"administrator": "企业已破产的，请填写破产管理人。"})
    if one.administrator and not one.is_insolvent:
        raise ServiceError({"administrator": "企业没有破产的不填破产管理人；已破产请勾选“企业已破产”。"})
