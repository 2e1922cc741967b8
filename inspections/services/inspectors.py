"""检查人员, and the firms from which each keeps away: nobody inspects where one works or has a stake."""
from collections.abc import Iterable
from datetime import date

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.entry import change, enter, lock, must
from housing_portal.journal.services import snapshot
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.models import Organization
from inspections.models.inspector import Inspector, InspectorTie
from inspections.models.target import InspectionTarget
from inspections.workflow import RULES


@transaction.atomic
def register_inspector(*, actor: User, user: User, certificate_no: str, valid_to: date) -> Inspector:
    """Register somebody with a certificate to inspect."""
    must(actor, RULES)
    if not user.sees_everything:
        raise ServiceError({"user": f"{user}不是本局人员，不能登记为检查人员。"})
    return enter(
        actor, "登记检查人员", Inspector(user=user, certificate_no=certificate_no, valid_to=valid_to)
    )


@transaction.atomic
def edit_inspector(
    *, actor: User, inspector: Inspector, certificate_no: str, valid_to: date, is_active: bool
) -> Inspector:
    """Renew the certificate, or take somebody off duty."""
    must(actor, RULES)
    inspector = lock(inspector)
    before = snapshot(inspector)
    inspector.certificate_no, inspector.valid_to, inspector.is_active = certificate_no, valid_to, is_active
    return change(actor, "修改检查人员", inspector, before)


@transaction.atomic
def declare_tie(
    *, actor: User, inspector: Inspector, organization: Organization, relation: str, from_on: date,
    to_on: date | None = None, note: str = "",
) -> InspectorTie:
    """Declare a tie: everybody for himself, whoever keeps the rules for all."""
    inspector = lock(inspector)
    if not actor.is_person(inspector.user_id):
        must(actor, RULES)
    tie = InspectorTie(
        inspector=inspector, organization=organization, relation=relation, from_on=from_on, to_on=to_on, note=note
    )
    return enter(actor, "申报回避关系", tie)


@transaction.atomic
def end_tie(*, actor: User, tie: InspectorTie, to_on: date, note: str) -> InspectorTie:
    """Say until when a tie keeps somebody away; not by the inspector concerned."""
    must(actor, RULES)
    lock(tie.inspector)
    tie = lock(tie)
    if actor.is_person(tie.inspector.user_id):
        raise ServiceError("回避关系的解除须由本人以外的人登记。")
    before = snapshot(tie)
    tie.to_on = to_on
    return change(actor, "登记回避期满", tie, before, reason=note)


def firms_of(target: InspectionTarget) -> list[int]:
    """Return the keys of the firms behind a target: its own, and the developer of its estate."""
    developer = target.estate.developer_id if target.estate_id else None
    return [pk for pk in (target.organization_id, developer) if pk]


def ties_between(users: Iterable[int], target: InspectionTarget, on: date) -> list[InspectorTie]:
    """Return the ties that keep one of the accounts ``users`` from ``target`` on a day."""
    ties = InspectorTie.objects.in_force(on).filter(
        organization__in=firms_of(target), inspector__user__in=list(users)
    )
    return list(ties.select_related("inspector__user", "organization"))


def must_be_free(users: Iterable[int], target: InspectionTarget, on: date, field: str = "inspectors") -> None:
    """Refuse whoever has a tie to the firm, by name and with the tie."""
    if ties := ties_between(users, target, on):
        words = "；".join(
            f"{tie.inspector}与{tie.organization}有“{tie.get_relation_display()}”关系（{tie.from_on} 起）"
            for tie in ties
        )
        raise ServiceError({field: f"{words}，应当回避，请换人。"})
