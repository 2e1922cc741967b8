"""检查对象: registered one by one, or all firms and sales offices of the register at once."""
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.entry import change, enter, lock, must
from housing_portal.journal.services import record
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.enums import OrganizationKind, OrganizationStatus
from housing_portal.registry.models import Estate, Organization
from inspections.enums.ground import TargetKind
from inspections.models.domain import InspectionDomain
from inspections.models.target import InspectionTarget
from inspections.services.told import named
from inspections.workflow import RECORD

T, KIND = TargetKind, OrganizationKind
# the kinds of target that are firms, and the capacity in the register that makes one
FIRMS = {
    T.DEVELOPER: KIND.DEVELOPER, T.BROKER: KIND.BROKER, T.PROPERTY: KIND.PROPERTY, T.APPRAISER: KIND.APPRAISER,
}
FROM_REGISTER = (*FIRMS, T.SALES_OFFICE)


@transaction.atomic
def register_target(*, actor: User, domain: InspectionDomain, kind: str, **facts: Any) -> InspectionTarget:
    """Register a target; a sales office takes the developer of its estate, an empty name the name of the firm."""
    must(actor, RECORD)
    target = InspectionTarget(domain=domain, kind=kind, **facts)
    _complete(target)
    return enter(actor, "登记检查对象", target)


@transaction.atomic
def edit_target(*, actor: User, target: InspectionTarget, **facts: Any) -> InspectionTarget:
    """Correct a target; domain and kind stay, and with an inspection also the firm and the estate."""
    must(actor, RECORD)
    target = lock(target)
    before = named(target)
    moved = [name for name in ("organization", "estate") if name in facts and facts[name] != getattr(target, name)]
    if moved and target.inspections.exists():
        raise ServiceError({moved[0]: "这个对象已有检查记录，企业和楼盘不能再改；换了企业的请另行登记。"})
    for name, value in facts.items():
        setattr(target, name, value)
    _complete(target)
    return change(actor, "修改检查对象", target, before)


@transaction.atomic
def register_many(*, actor: User, domain: InspectionDomain, kind: str) -> int:
    """Register all firms of a kind, or the sales offices of all estates; those that are there stay. Return how many."""
    must(actor, RECORD)
    domain = lock(domain)  # two who press the button at once follow one another
    if kind not in FROM_REGISTER:
        raise ServiceError({"kind": "这类对象台账中没有，请逐个登记。"})
    made = _missing(domain, kind)
    InspectionTarget.objects.bulk_create(_entered(actor, made))
    label = f"批量登记检查对象：{domain} {TargetKind(kind).label}"
    record(actor=actor, action="批量登记检查对象", label=label, obj=domain, after={"新登记": len(made)})
    return len(made)


def _missing(domain: InspectionDomain, kind: str) -> list[InspectionTarget]:
    """Return the targets of a kind that the register knows and the domain does not have yet."""
    known = InspectionTarget.objects.filter(domain=domain, kind=kind)
    if kind == T.SALES_OFFICE:
        estates = Estate.objects.current().exclude(pk__in=known.values("estate")).select_related("developer")
        found = [InspectionTarget(domain=domain, kind=kind, estate=one) for one in estates.order_by("pk")]
    else:
        firms = Organization.objects.current().filter(roles__kind=FIRMS[kind], status=OrganizationStatus.ACTIVE)
        firms = firms.exclude(pk__in=known.values("organization"))
        found = [InspectionTarget(domain=domain, kind=kind, organization=one) for one in firms.order_by("pk")]
    for target in found:
        _complete(target)
    return found


def _entered(actor: User, targets: list[InspectionTarget]) -> list[InspectionTarget]:
    now = clock.now()
    for target in targets:
        target.recorded_by, target.recorded_at = actor, now
    return targets


def _complete(target: InspectionTarget) -> None:
    """Fill in what follows: the developer of a sales office, the name, the place."""
    if target.kind == T.SALES_OFFICE:
        if target.estate is None:
            raise ServiceError({"estate": "售房部须选择楼盘。"})
        target.organization = target.organization or target.estate.developer
    if target.kind in FIRMS and target.organization is None:
        raise ServiceError({"organization": f"{target.get_kind_display()}须选择企业；没有的先在基础台账登记。"})
    if target.kind == T.DEVELOPER and target.estate is not None:
        raise ServiceError({"estate": "开发企业不填楼盘；某个楼盘的售房部请选“售房部”。"})
    place = target.estate or target.organization
    target.name = target.name or _usual_name(target)
    target.address = target.address or (place.address if place else "")
    target.district = target.district or (target.estate.district if target.estate else None)


def _usual_name(target: InspectionTarget) -> str:
    if target.kind == T.SALES_OFFICE:
        return f"{target.estate}售房部"
    if not (known := target.organization or target.estate):
        raise ServiceError({"name": "请填写对象名称。"})
    return str(known)
