"""住房情况查询: asked for with a paper, allowed by a second person, answered from the records of that moment."""
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import record, snapshot, take_number
from housing_portal.kit import clock, text
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import plain
from housing_portal.kit.saving import save_checked
from housing_portal.kit.secrecy import Sealed, mask_name, mask_names
from housing_portal.registry.identity import checked_identity
from transactions.enums import LIVE, Market, ResaleStatus, Side
from transactions.guards.people import repeated
from transactions.models import (
    ContractParty,
    ExistingHomeContract,
    ExistingHomeParty,
    HousingLookup,
    LookupFinding,
    LookupPerson,
    SaleContract,
)
from transactions.services.entry import Evidence, change, keep, lock, must
from transactions.services.events import booked_area
from transactions.workflow import LOOKUP

PERMISSION = "transactions.lookup"
PREFIX = "房查"
# an existing home is its buyer's from the signing on; a sale that is only being verified is none yet
RESOLD = (ResaleStatus.SIGNED, ResaleStatus.FILED, ResaleStatus.TRANSFERRED)


@dataclass(frozen=True)
class PersonFacts:
    """A person to be looked up, as typed."""

    name: str
    identity_kind: str
    identity: str | Sealed = field(repr=False)
    relation: str = "本人"


@transaction.atomic
def request_lookup(*, actor: User, purpose: str, applicant: str, basis: str, persons: Sequence[PersonFacts],
                   evidence: Evidence) -> HousingLookup:
    """Ask for the homes of ``persons``; ``evidence`` is the paper that allows it (identity card, 授权书, 公函)."""
    must(actor, PERMISSION)
    if not evidence:
        raise ServiceError({"evidence": "请上传本人身份证件、授权书或公函，没有授权材料不能查询。"})
    people = _checked(persons)
    lookup = HousingLookup(
        purpose=purpose, applicant=applicant, basis=basis, recorded_by=actor, recorded_at=clock.now()
    )
    save_checked(lookup)
    for person in people:
        person.lookup = lookup
        save_checked(person)
    keep(actor, lookup, evidence, "授权材料")
    record(actor=actor, action="申请住房查询", label=f"申请住房查询：{lookup}", obj=lookup,
           after=snapshot(lookup) | {"申请人（单位）": mask_names(lookup.applicant), "被查询人": _traces(people)})
    return lookup


@transaction.atomic
def approve_lookup(*, actor: User, lookup: HousingLookup) -> HousingLookup:
    """Allow a lookup: it takes its number, and what the records say now is frozen as its findings."""
    lookup = lock(lookup)
    before = snapshot(lookup)
    step = LOOKUP.enter(lookup, "approve", actor)
    _another_person(actor, lookup)
    moment = clock.now()
    lookup.decided_by, lookup.decided_at = actor, moment
    lookup.number = f"{PREFIX}〔{moment.year}〕{take_number(prefix=PREFIX, year=moment.year)}号"
    change(actor, step.label, lookup, before)
    for person in lookup.persons.order_by("pk"):
        LookupFinding.objects.bulk_create(_findings(lookup, person))
    return lookup


@transaction.atomic
def refuse_lookup(*, actor: User, lookup: HousingLookup, reason: str) -> HousingLookup:
    """Refuse a lookup; the reason is told to whoever asked."""
    lookup = lock(lookup)
    before = snapshot(lookup)
    step = LOOKUP.enter(lookup, "refuse", actor)
    _another_person(actor, lookup)
    if not text.clean(reason):
        raise ServiceError({"reason": "请写明不予查询的理由。"})
    lookup.decided_by, lookup.decided_at, lookup.refusal = actor, clock.now(), text.clean(reason)
    return change(actor, step.label, lookup, before, reason=reason)


def _another_person(actor: User, lookup: HousingLookup) -> None:
    if actor.is_person(lookup.recorded_by_id):
        raise ServiceError("审批人不能是申请的经办人，请由另一位同事审批。")


def _checked(persons: Sequence[PersonFacts]) -> list[LookupPerson]:
    if not persons:
        raise ServiceError({"persons": "请至少填写一位被查询人。"})
    people, faults = [], {}
    for order, one in enumerate(persons, start=1):
        if "*" in one.name:
            faults[f"person_{order}_name"] = ["请填写被查询人的完整姓名，不带星号（*）。"]
        try:
            number = checked_identity(one.identity_kind, one.identity)
        except ValidationError as error:
            faults[f"person_{order}_identity"] = error.messages
            continue
        person = LookupPerson(
            name=one.name, identity_kind=one.identity_kind, identity=number, relation=one.relation or "本人"
        )
        person.identity_index = person.identity.index
        people.append(person)
        if any(place == len(people) for place, _first in repeated(people)):
            faults[f"person_{order}_identity"] = [f"{mask_name(one.name)}的证件号码出现两次，请核对。"]
    if faults:
        raise ServiceError(faults)
    return people


def _traces(people: Sequence[LookupPerson]) -> str:
    return "；".join(f"{mask_name(one.name)} {one.identity.trace}" for one in people)


def _findings(lookup: HousingLookup, person: LookupPerson) -> list[LookupFinding]:
    sold = _sold(person)
    found = (*_new_homes(person, sold), *_existing_homes(person, sold))
    return [LookupFinding(lookup=lookup, person=person, **facts) for facts in found]


def _sold(person: LookupPerson) -> dict[str, date]:
    """Return 不动产单元号 → the last day on which the person's home there went to somebody else."""
    sales = ExistingHomeParty.objects.with_identity(person.identity).filter(
        side=Side.SELLER, contract__status=ResaleStatus.TRANSFERRED
    ).order_by("contract__transferred_on", "pk")
    return dict(sales.values_list("contract__estate_unit_no", "contract__transferred_on"))


def _state(contract: SaleContract | ExistingHomeContract, since: date, sold_on: date | None) -> str:
    """Return the state of a contract, and that the home was sold on: the record stays, the home does not."""
    word = contract.get_status_display()
    return f"{word}，已转让" if sold_on is not None and sold_on >= since else word


def _new_homes(person: LookupPerson, sold: Mapping[str, date]) -> Iterator[dict[str, object]]:
    bought = ContractParty.objects.in_force().with_identity(person.identity).filter(
        contract__status__in=LIVE
    ).select_related("contract__estate", "contract__room").order_by("contract__signed_on", "contract")
    for party in bought:
        contract = party.contract
        yield {
            "market": contract.kind, "contract_no": contract.contract_no, "use": contract.get_use_display(),
            "address": f"{contract.estate}{contract.room_label}", "area": booked_area(contract),
            "share": f"{plain(party.share)}%", "signed_on": contract.signed_on,
            "state": _state(contract, contract.signed_on, sold.get(contract.room.estate_unit_no)),
        }


def _existing_homes(person: LookupPerson, sold: Mapping[str, date]) -> Iterator[dict[str, object]]:
    bought = ExistingHomeParty.objects.with_identity(person.identity).filter(
        side=Side.BUYER, contract__status__in=RESOLD
    ).select_related("contract").order_by("contract__signed_on", "contract")
    for party in bought:
        contract = party.contract
        yield {
            "market": Market.EXISTING, "contract_no": contract.contract_no, "use": contract.get_use_display(),
            "address": contract.address, "area": contract.area, "share": f"{plain(party.share)}%",
            "signed_on": contract.signed_on,
            "state": _state(contract, contract.transferred_on or contract.signed_on, sold.get(contract.estate_unit_no)),
        }
