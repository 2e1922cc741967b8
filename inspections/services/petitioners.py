"""信访人: added and corrected under their petition; the diary keeps masks alone."""
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.entry import lock, must
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import clock, text
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.kit.secrecy import Sealed, mask_names
from housing_portal.registry.identity import IdentityKind, as_typed, checked_identity, validate_phone
from inspections.models.petition import Petition, Petitioner
from inspections.workflow import HEAR

NAME, INDEX = "姓名（名称）", "证件号码索引"


@transaction.atomic
def add_petitioner(
    *, actor: User, petition: Petition, role: str, name: str, identity: str | Sealed | None = None,
    identity_kind: str = IdentityKind.ID_CARD, phone: str | Sealed | None = None,
) -> Petitioner:
    """Add somebody to a petition; the document is optional, a wrong number is not. Not more than have signed."""
    must(actor, HEAR)
    petition = lock(petition)
    named = petition.petitioners.order_by("pk").values_list("pk", flat=True)
    if len(named) >= petition.persons:
        raise ServiceError(f"这一件登记的人数为 {petition.persons} 人，已登记 {len(named)} 人，请先核对人数。")
    person = Petitioner(petition=petition, role=role, recorded_by=actor, recorded_at=clock.now())
    _set(person, name, identity_kind, identity, phone)
    save_checked(person)
    label = f"登记信访人：{petition} {person}"
    record(actor=actor, action="登记信访人", label=label, obj=petition, after=_told(person))
    return person


@transaction.atomic
def edit_petitioner(
    *, actor: User, petitioner: Petitioner, role: str, name: str, identity: str | Sealed | None = None,
    identity_kind: str = IdentityKind.ID_CARD, phone: str | Sealed | None = None,
) -> Petitioner:
    """Correct somebody; no ``name``, the same name. What had been entered stays in the diary, masked."""
    must(actor, HEAR)
    petition = lock(Petition.objects.get(petitioners=petitioner.pk))
    person = lock(petitioner)
    before = _told(person)
    person.role = role
    _set(person, text.clean(name) or person.name, identity_kind, identity, phone)
    save_checked(person)
    record(actor=actor, action="更正信访人", label=f"更正信访人：{petition} {person}", obj=petition, before=before,
           after=_told(person))
    return person


def _set(person: Petitioner, name: str, kind: str, identity: str | Sealed | None, phone: str | Sealed | None) -> None:
    """Set who it is; refusals name the box."""
    if not text.clean(name) or "*" in name:
        raise ServiceError({"name": "请填写信访人完整姓名，不带星号（*）。"})
    if kind == IdentityKind.CREDIT_CODE:
        raise ServiceError({"identity_kind": "请选择个人的证件类型。"})
    number, called = as_typed(identity), as_typed(phone)
    try:
        person.identity = checked_identity(kind, number) if text.clean(number) else ""
    except ValidationError as error:
        raise ServiceError({"identity": error.messages}) from None
    try:
        if called:
            validate_phone(called)
    except ValidationError as error:
        raise ServiceError({"phone": error.messages}) from None
    person.name, person.identity_kind, person.phone = text.clean(name), kind, called or None
    person.identity_index = person.identity.index if person.identity else ""


def _told(person: Petitioner) -> dict[str, Any]:
    """Return the facts as the diary keeps them: the name masked, the index left out."""
    facts = {**snapshot(person), NAME: mask_names(person.name)}
    del facts[INDEX]
    return facts
