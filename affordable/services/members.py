"""家庭成员: who they are, that nobody belongs to two families, who joins and who leaves."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from affordable.enums import LIVE_FAMILIES, Departure, FamilyStatus, Relation
from affordable.models import Family, Member, PayoutCard
from affordable.services.checks import lock_record
from affordable.workflow import ENTER
from housing_portal.accounts.models import User
from housing_portal.journal.entry import Evidence, change, must, not_before, not_in_future
from housing_portal.journal.services import snapshot
from housing_portal.kit import text
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.kit.secrecy import Sealed
from housing_portal.registry.identity import IdentityKind, as_typed, checked_identity, validate_phone

MOST_MEMBERS = 10
NATURAL = [choice for choice in IdentityKind.choices if choice[0] != IdentityKind.CREDIT_CODE]
OPEN = (FamilyStatus.DRAFT, FamilyStatus.ACCEPTED)  # members are edited as a whole
IN_DIARY = "成员"
Box = Callable[[str], str]


def box(place: int, name: str) -> str:
    """Return under which name the ``place``-th member is typed in and refused."""
    return f"member_{place}_{name}"


@dataclass(frozen=True)
class MemberFacts:
    """One person as typed; a number may come back sealed because it was not changed."""

    name: str
    relation: str
    identity: str | Sealed = field(repr=False)
    identity_kind: str = IdentityKind.ID_CARD
    phone: str | Sealed = field(default="", repr=False)


def checked_members(facts: Sequence[MemberFacts], family: Family | None = None) -> list[Member]:
    """Return the members as they will be stored, the applicant first, or raise ServiceError at the box."""
    if not facts:
        raise ServiceError({box(1, "name"): "请填写申请人。"})
    for place, one in enumerate(facts, 1):
        if (one.relation == Relation.APPLICANT) != (place == 1):
            raise ServiceError({box(place, "relation"): "申请人填在第一行，有且只有一名。"})
    members = [_checked(one, lambda name, place=place: box(place, name), family) for place, one in enumerate(facts, 1)]
    known: dict[str, int] = {}
    for place, member in enumerate(members, 1):
        first = known.setdefault(member.identity_index, place)
        if first != place:
            words = f"第 {place} 人与第 {first} 人的证件号码相同，一个人只能填一次，请核对。"
            raise ServiceError({box(place, "identity"): words})
    return members


def store_members(family: Family, members: Sequence[Member], joined_on: date) -> None:
    """Put ``members`` in the place of those on record; only while the application may still be edited."""
    family.members.all().delete()
    for member in members:
        member.family, member.joined_on = family, joined_on
        save_checked(member)


def traces(family: Family) -> str:
    """Return what the diary keeps of the members: masked names, relations, masked numbers with their marks."""
    people = family.members.current().order_by("pk")
    return "；".join(f"{one} {one.get_relation_display()} {one.identity.trace}" for one in people)


# -- joining, leaving, putting right ----------------------------------------------------------------------


@transaction.atomic
def join_member(
    *, actor: User, family: Family, member: MemberFacts, joined_on: date, reason: str, evidence: Evidence = (),
) -> Family:
    """Take somebody into a family whose application has been checked already."""
    family, before, people = _begin(actor, family)
    _must_be_other(member.relation)
    not_in_future("joined_on", joined_on)
    not_before("joined_on", joined_on, family.applied_on, "申请日期")
    new = _checked(member, str, family)
    if family.members.current().filter(identity_index=new.identity_index).exists():
        raise ServiceError({"identity": f"{new}（{new.identity}）已是这个家庭的成员。"})
    new.family, new.joined_on = family, joined_on
    save_checked(new)
    return _changed(actor, "成员加入", family, before, people, _said(reason), evidence)


@transaction.atomic
def leave_member(
    *, actor: User, member: Member, left_on: date, left_reason: Departure, successor: Member | None = None,
    note: str = "", evidence: Evidence = (),
) -> Family:
    """Let somebody go; who was the applicant names another member as the new one. His card is used no longer."""
    family, before, people = _begin(actor, member.family)
    member = _current(family, member)
    not_in_future("left_on", left_on)
    not_before("left_on", left_on, member.joined_on, "加入日期")
    if left_reason == Departure.ENDED:
        raise ServiceError({"left_reason": "全家不再保障的请办理“退出保障”。"})
    others = family.members.current().exclude(pk=member.pk)
    if not others.exists():
        raise ServiceError("这是家庭中最后一名成员，全家不再保障的请办理“退出保障”。")
    if member.relation == Relation.APPLICANT:
        successor = others.filter(pk=successor.pk).first() if successor else None
        if successor is None:
            raise ServiceError({"successor": "申请人离开的，请从其余现有成员中选择新的申请人。"})
    member.is_current, member.left_on, member.left_reason = False, left_on, left_reason
    save_checked(member)
    if member.relation == Relation.APPLICANT:
        successor.relation = Relation.APPLICANT
        save_checked(successor)
    PayoutCard.objects.filter(holder=member, is_current=True).update(is_current=False)
    words = "：".join(filter(None, [Departure(left_reason).label, note]))
    return _changed(actor, "成员离开", family, before, people, words, evidence)


@transaction.atomic
def correct_member(
    *, actor: User, member: Member, facts: MemberFacts, reason: str, evidence: Evidence = (),
) -> Family:
    """Put a slip in a member's facts right; who is the applicant stays as it is."""
    family, before, people = _begin(actor, member.family)
    member = _current(family, member)
    if member.relation != Relation.APPLICANT:
        _must_be_other(facts.relation)
    checked = _checked(facts, str, family)
    same = family.members.current().filter(identity_index=checked.identity_index).exclude(pk=member.pk)
    if same.exists():
        raise ServiceError({"identity": "家庭中另一名成员已用这个证件号码，请核对。"})
    for name in ("name", "identity_kind", "identity", "identity_index", "phone"):
        setattr(member, name, getattr(checked, name))
    if member.relation != Relation.APPLICANT:
        member.relation = checked.relation
    save_checked(member)
    return _changed(actor, "更正成员信息", family, before, people, _said(reason), evidence)


# -- shared steps -----------------------------------------------------------------------------------------


def _begin(actor: User, family: Family) -> tuple[Family, dict[str, Any], str]:
    must(actor, ENTER)
    family = lock_record(actor, family)
    if family.status in OPEN:
        raise ServiceError("申请还在受理中，请用“修改”更改成员。")
    if family.status not in LIVE_FAMILIES:
        raise ServiceError(f"这个家庭{family.get_status_display()}，成员不再变动。")
    return family, snapshot(family), traces(family)


def _changed(
    actor: User, action: str, family: Family, before: dict[str, Any], people: str, reason: str, evidence: Evidence,
) -> Family:
    also = {IN_DIARY: (people, traces(family))}
    return change(actor, action, family, before, evidence, reason=reason, also=also)


def _current(family: Family, member: Member) -> Member:
    found = family.members.current().filter(pk=member.pk).first()
    if found is None:
        raise ServiceError(f"{member}已不是这个家庭的现有成员，请刷新页面。")
    return found


def _must_be_other(relation: str) -> None:
    if relation == Relation.APPLICANT:
        raise ServiceError({"relation": "一个家庭只有一名申请人；更换申请人请为原申请人登记离开。"})


def _said(reason: str) -> str:
    if not (words := text.clean(reason)):
        raise ServiceError({"reason": "请写明原因。"})
    return words


def _checked(one: MemberFacts, at: Box, family: Family | None) -> Member:
    """Return one person as he will be stored; ``at`` names the box of a fact."""
    name = text.clean(one.name)
    if not name:
        raise ServiceError({at("name"): "请填写姓名。"})
    if "*" in name:
        raise ServiceError({at("name"): "请填写完整姓名，不带星号（*）。"})
    if not one.relation:
        raise ServiceError({at("relation"): "请选择与申请人的关系。"})
    if one.identity_kind not in dict(NATURAL):
        raise ServiceError({at("identity_kind"): "请选择个人的证件类型。"})
    number = _valid(at("identity"), lambda: checked_identity(one.identity_kind, one.identity))
    if phone := as_typed(one.phone):
        _valid(at("phone"), lambda: validate_phone(phone))
    member = Member(
        name=name, relation=one.relation, identity_kind=one.identity_kind, identity=number, phone=phone or None,
    )
    member.identity_index = member.identity.index
    _must_be_free(member, at, family)
    return member


def _valid(where: str, check: Callable[[], Any]) -> Any:
    """Return what ``check`` gives; its refusal stands at the box ``where``."""
    try:
        return check()
    except ValidationError as error:
        raise ServiceError({where: error.messages}) from None


def _must_be_free(member: Member, at: Box, family: Family | None) -> None:
    """Refuse who belongs to another family that is under way or in care."""
    elsewhere = Member.objects.current().numbered(member.identity).select_related("family")
    if family is not None:
        elsewhere = elsewhere.exclude(family=family)
    if other := elsewhere.order_by("pk").first():
        raise ServiceError({at("identity"): (
            f"{member}（{member.identity}）已在保障对象 {other.family} 中（{other.family.get_status_display()}），"
            "一个人只能属于一个在办或在保的家庭。请核对证件，或先在该家庭登记离开。"
        )})
