"""Invented families that draw a subsidy, as many as a test needs, and batches in each of their states."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from affordable.enums import (
    BenefitKind,
    FamilyCategory,
    FamilyStatus,
    GrantStatus,
    Relation,
    RuleStatus,
    SupportMode,
)
from affordable.models import Benefit, Family, Member, PayoutCard, SubsidyBatch, SubsidyGrant, SubsidyRule
from affordable.services import batch_files, grants, receipts, subsidy_batches, subsidy_rules
from housing_portal.accounts.models import Unit, User
from housing_portal.kit import clock
from housing_portal.kit.excel.bulk import read_bulk
from housing_portal.kit.secrecy import Sealed, mask_number
from tests.affordable.families import identity
from tests.conftest import hire
from tests.material import pdf_bytes

SINCE = date(2026, 1, 1)
FROM = date(2025, 12, 10)
MONTHLY = Decimal("480.00")
PAPER = [("补贴标准.pdf", pdf_bytes("补贴标准"))]
COEFFICIENTS = {one: Decimal("1.00") for one in FamilyCategory} | {FamilyCategory.LOWER_MIDDLE: Decimal("0.50")}
BLOCK = 500


@dataclass(frozen=True)
class Treasury:
    """Everybody who has a part in a batch: four people, and a second clerk."""

    clerk: User
    second: User
    chief: User
    deputy: User
    finance: User


def treasury(clerk: User, chief: User) -> Treasury:
    return Treasury(clerk, _person("clerk", clerk), chief, _person("deputy", clerk), _person("finance", clerk))


def _person(role: str, like: User) -> User:
    """Return somebody of the same unit with a role; the same for every record."""
    known = User.objects.filter(username=f"subsidy.{role}").first()
    return known or hire(role, like.unit, username=f"subsidy.{role}")


def recorded_rule(clerk: User, *, effective_on: date = SINCE, **facts: object) -> SubsidyRule:
    return subsidy_rules.record_rule(actor=clerk, **{
        "effective_on": effective_on, "standard": Decimal("8.00"), "guaranteed_area": Decimal("15.00"),
        "most_persons": 4, "policy": "云政办发〔2025〕88号", "coefficients": COEFFICIENTS, "evidence": PAPER, **facts,
    })


def rule(clerk: User, chief: User, **facts: object) -> SubsidyRule:
    """Return the standard in force: 8 元 for what is lacking of 15 ㎡, at most four persons."""
    day = facts.get("effective_on", date(2025, 1, 1))
    known = SubsidyRule.objects.filter(effective_on=day, status=RuleStatus.CONFIRMED).first()
    return known or subsidy_rules.confirm_rule(
        actor=chief, rule=recorded_rule(clerk, **{"effective_on": date(2025, 1, 1), **facts})
    )


def granted(
    clerk: User, chief: User, unit: Unit, count: int, *, from_on: date = FROM, first: int | None = None
) -> list[Family]:
    """Return ``count`` families of one person each with 480 元 a month and a card, without the way that led there."""
    start = Member.objects.count() + 5000 if first is None else first
    standard, now = rule(clerk, chief), clock.now()
    own = {"recorded_by": clerk, "recorded_at": now}
    families = Family.objects.bulk_create([Family(
        number=f"BZ2025-{start + place:05}", unit=unit, category=FamilyCategory.LOW_INCOME, wanted=SupportMode.SUBSIDY,
        address="城关镇北街", income_pc=Decimal("600.00"), house_area_pc=Decimal("0.00"), applied_on=date(2025, 9, 1),
        status=FamilyStatus.SUBSIDIZED, **own,
    ) for place in range(count)], batch_size=BLOCK)
    members = Member.objects.bulk_create([_member(family, start + place) for place, family in enumerate(families)],
                                         batch_size=BLOCK)
    PayoutCard.objects.bulk_create([_card(member, start + place, own) for place, member in enumerate(members)],
                                   batch_size=BLOCK)
    benefits = Benefit.objects.bulk_create([
        Benefit(family=family, kind=BenefitKind.GRANT, from_on=from_on) for family in families
    ], batch_size=BLOCK)
    SubsidyGrant.objects.bulk_create([SubsidyGrant(
        unit=unit, benefit=benefit, family=benefit.family, rule=standard, category=benefit.family.category, persons=1,
        own_area=Decimal("0.00"), coefficient=Decimal("1.00"), monthly_amount=MONTHLY, from_on=from_on, reason="核定",
        status=GrantStatus.ACTIVE, confirmed_by=chief, confirmed_at=now, **own,
    ) for benefit in benefits], batch_size=BLOCK)
    return families


def card_number(serial: int) -> str:
    return f"62170{serial:010}"


def _member(family: Family, serial: int) -> Member:
    number = Sealed("identity", mask_number, plain=identity(serial))
    return Member(
        family=family, name=f"周小{serial}", identity_kind="id_card", identity=number, identity_index=number.index,
        relation=Relation.APPLICANT, joined_on=date(2025, 9, 1),
    )


def _card(member: Member, serial: int, own: Mapping[str, object]) -> PayoutCard:
    card = Sealed("card", mask_number, plain=card_number(serial))
    return PayoutCard(
        unit=member.family.unit, family=member.family, holder=member, bank_name="云岭农商银行", card=card,
        card_index=card.index, **own,
    )


# -- batches ------------------------------------------------------------------------------------------------


def created(who: Treasury, unit: Unit, *, year: int = 2026, quarter: int = 1) -> SubsidyBatch:
    return subsidy_batches.create_batch(actor=who.clerk, unit=unit, year=year, quarter=quarter)


def computed(who: Treasury, unit: Unit, **when: int) -> SubsidyBatch:
    return subsidy_batches.compute_batch(actor=who.clerk, batch=created(who, unit, **when))


def checked(who: Treasury, unit: Unit, **when: int) -> SubsidyBatch:
    return subsidy_batches.check_batch(actor=who.chief, batch=computed(who, unit, **when))


def approved(who: Treasury, unit: Unit, **when: int) -> SubsidyBatch:
    return subsidy_batches.approve_batch(actor=who.deputy, batch=checked(who, unit, **when))


def funded(who: Treasury, unit: Unit, **when: int) -> SubsidyBatch:
    batch = approved(who, unit, **when)
    return subsidy_batches.fund_batch(
        actor=who.finance, batch=batch, funded_on=clock.today(), funded_doc="财拨2026-18", evidence=PAPER
    )


def exported(who: Treasury, unit: Unit, **when: int) -> SubsidyBatch:
    return batch_files.export_batch(
        actor=who.finance, batch=funded(who, unit, **when), file_format="csv", reason="送银行代发"
    )


def sent(who: Treasury, unit: Unit, **when: int) -> SubsidyBatch:
    return subsidy_batches.send_batch(actor=who.finance, batch=exported(who, unit, **when), sent_on=clock.today())


def answered(
    who: Treasury, batch: SubsidyBatch, returned: Sequence[int] = (), reason: str = "卡已注销"
) -> SubsidyBatch:
    """Let the bank say that all was paid but the lines at these places."""
    content = receipt(batch, dict.fromkeys(returned, ("退票", reason)))
    return receipts.import_receipt(actor=who.finance, batch=batch, name="回单.csv", content=content)


def lines_of(batch: SubsidyBatch) -> list[dict[str, str]]:
    """Return what the bank was sent and has not answered, a line of the file each."""
    awaited = batch.payments.awaited()
    content = batch_files.bank_file(batch, awaited, "csv")
    heads = {column.label: (column.label,) for column in batch_files.COLUMNS}
    return [dict(row.values) for row in read_bulk(content, "代发.csv", heads)]


def receipt(
    batch: SubsidyBatch, said: Mapping[int, tuple[str, str]] | None = None, day: date | None = None,
    changes: Mapping[int, Mapping[str, str]] | None = None,
) -> bytes:
    """Return the bank's file: every line paid, except what ``said`` and ``changes`` say of the line at a place."""
    rows = []
    for place, line in enumerate(lines_of(batch)):
        result, why = (said or {}).get(place, ("成功", ""))
        told = {"发放结果": result, "入账日期": str(day or clock.today()), "退票原因": why}
        rows.append({**line, **told, **(changes or {}).get(place, {})})
    return written(rows)


def written(rows: Sequence[Mapping[str, object]]) -> bytes:
    heads = [column.label for column in batch_files.COLUMNS]
    lines = [",".join(heads), *(",".join(str(row[head] or "") for head in heads) for row in rows)]
    return "\n".join(lines).encode()


def new_card(family: Family, clerk: User, serial: int) -> PayoutCard:
    """Give the family another card."""
    family.cards.update(is_current=False)
    member = family.members.get()
    card = _card(member, serial, {"recorded_by": clerk, "recorded_at": clock.now()})
    card.save()
    return card


def suspended(who: Treasury, family: Family, on: date) -> SubsidyGrant:
    return grants.suspend_grant(actor=who.chief, grant=family.grants.get(), on=on, reason="年审材料未交")
