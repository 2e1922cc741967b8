"""资金来源 and 资金到位: planned by level, arrived in cumulative statements."""
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from affordable.models import AffordableProject, FundingArrival, FundingSource, RenovationCommunity
from affordable.services.checks import lock_for_entry, lock_record
from affordable.services.entry import state
from affordable.services.projects import must_be_pursued
from housing_portal.accounts.models import User
from housing_portal.journal.entry import change, enter, must, not_in_future
from housing_portal.journal.services import snapshot
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.figures import grouped

PERMISSION = "affordable.record"


@transaction.atomic
def add_funding(
    *, actor: User, kind: str, planned: Decimal, project: AffordableProject | None = None,
    community: RenovationCommunity | None = None, doc: str = "",
) -> FundingSource:
    """Register what one level pays for a project or for a community."""
    if (project is None) == (community is None):
        raise ServiceError({"project": "资金来源属于一个项目或一个小区，请选择其中一个。"})
    must(actor, PERMISSION)
    owner = lock_record(actor, project or community)
    lock_for_entry(actor, PERMISSION, owner.unit)
    if project is not None:
        must_be_pursued(project)
    of = {"project": owner} if project is not None else {"community": owner}
    return enter(actor, "登记资金来源", FundingSource(unit=owner.unit, kind=kind, planned=planned, doc=doc, **of))


@transaction.atomic
def edit_funding(
    *, actor: User, funding: FundingSource, planned: Decimal, doc: str = "", reason: str = ""
) -> FundingSource:
    """Correct what is planned; whose money it is stays. ``reason`` answers that more has arrived already."""
    funding, before = _lock(actor, funding)
    latest = funding.arrivals.order_by("-as_of", "-pk").first()
    if latest and planned < latest.arrived_cum and not reason.strip():
        raise NeedsReason(f"计划 {grouped(planned, 2)} 元少于 {latest.as_of} 登记的累计到位 "
                          f"{grouped(latest.arrived_cum, 2)} 元，请确认并说明。", "above_plan")
    funding.planned, funding.doc = planned, doc
    return change(actor, "修改资金来源", funding, before, reason=reason)


@transaction.atomic
def record_arrival(
    *, actor: User, source: FundingSource, as_of: date, arrived_cum: Decimal, note: str = ""
) -> FundingArrival:
    """Record what has arrived of a source in all.

    Raises NeedsReason, which ``note`` answers, when less has arrived than before or more than was planned.
    """
    source, _before = _lock(actor, source)
    not_in_future("as_of", as_of)
    if not note.strip():
        _must_not_fall(source, as_of, arrived_cum)
        if arrived_cum > source.planned:
            raise NeedsReason(f"累计到位 {grouped(arrived_cum, 2)} 元超过计划 {grouped(source.planned, 2)} 元，"
                              "请确认并说明。", "above_plan")
    row = FundingArrival(unit=source.unit, source=source, as_of=as_of, arrived_cum=arrived_cum, note=note)
    return state(actor, "登记资金到位", row)


def _lock(actor: User, funding: FundingSource) -> tuple[FundingSource, dict[str, Any]]:
    must(actor, PERMISSION)
    funding = lock_record(actor, funding)
    return funding, snapshot(funding)


def _must_not_fall(source: FundingSource, as_of: date, arrived_cum: Decimal) -> None:
    stated = source.arrivals.all()
    earlier = stated.filter(as_of__lte=as_of).order_by("-as_of", "-pk").first()
    later = stated.filter(as_of__gt=as_of).order_by("as_of", "-pk").first()
    if earlier and arrived_cum < earlier.arrived_cum:
        raise NeedsReason(f"累计到位 {grouped(arrived_cum, 2)} 元少于 {earlier.as_of} 登记的 "
                          f"{grouped(earlier.arrived_cum, 2)} 元，"
                          "请确认并说明减少的原因。", "fall")
    if later and arrived_cum > later.arrived_cum:
        raise NeedsReason(f"累计到位 {grouped(arrived_cum, 2)} 元多于之后 {later.as_of} 登记的 "
                          f"{grouped(later.arrived_cum, 2)} 元，"
                          "请确认并说明。", "fall")
