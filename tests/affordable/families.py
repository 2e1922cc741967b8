"""Invented families, brought by the services to where a test needs them."""
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from affordable.enums import (
    BenefitKind,
    CheckResult,
    Department,
    FamilyCategory,
    FamilyStatus,
    Relation,
    SupportMode,
)
from affordable.models import Benefit, Family, FamilyStep, Member
from affordable.services import families, notices
from affordable.services.members import MemberFacts
from housing_portal.accounts.models import Unit
from housing_portal.journal.models import Entry
from housing_portal.journal.stages import happen
from housing_portal.kit import clock, numbers
from housing_portal.kit.errors import ServiceError
from tests.pages.records import Writers

COUNTY = "620799"  # no county has this code
APPLIED = date(2026, 3, 2)
POSTED = date(2026, 4, 1)
ALL_AGREE = dict.fromkeys(Department, (CheckResult.MATCHED, ""))
SURNAMES = "周吴郑王冯陈褚卫蒋沈"


def identity(serial: int, birth: str = "19850101") -> str:
    """Return the valid ID number of an invented person; ``serial`` may be any whole number."""
    first17 = f"{COUNTY}{int(birth) + serial // 1000 * 10_000}{serial % 1000:03}"
    return first17 + numbers.identity_check_digit(first17)


def person(serial: int, relation: str = Relation.APPLICANT, name: str = "", **facts: str) -> MemberFacts:
    return MemberFacts(
        name=name or f"{SURNAMES[serial % 10]}小{serial}", relation=relation, identity=identity(serial), **facts
    )


def people(serial: int, count: int = 2) -> list[MemberFacts]:
    """Return an applicant with spouse and children."""
    relations = [Relation.APPLICANT, Relation.SPOUSE, *[Relation.CHILD] * 8]
    return [person(serial + place, relations[place]) for place in range(count)]


def facts(serial: int, count: int = 2, **changes: object) -> dict[str, object]:
    """Return what is entered of a family; ``serial`` makes its people different from all others."""
    return {
        "category": FamilyCategory.LOW_INCOME, "wanted": SupportMode.ALLOCATION, "address": "城关镇北街 12 号",
        "income_pc": Decimal("780.00"), "house_area_pc": Decimal("6.50"), "applied_on": APPLIED,
        "members": people(serial, count), **changes,
    }


def draft(by: Writers, unit: Unit, serial: int | None = None, count: int = 2, **changes: object) -> Family:
    serial = Member.objects.count() * 10 + 1 if serial is None else serial
    return families.register_family(actor=by.clerk, unit=unit, **facts(serial, count, **changes))


def accepted(by: Writers, unit: Unit, **changes: object) -> Family:
    return families.accept_family(actor=by.clerk, family=draft(by, unit, **changes), on=APPLIED)


def checked(by: Writers, unit: Unit, **changes: object) -> Family:
    return families.pass_community(actor=by.clerk, family=accepted(by, unit, **changes), on=date(2026, 3, 9))


def compared(by: Writers, unit: Unit, **changes: object) -> Family:
    family = checked(by, unit, **changes)
    families.record_checks(actor=by.clerk, family=family, on=date(2026, 3, 20), results=ALL_AGREE)
    return families.pass_departments(actor=by.clerk, family=family, on=date(2026, 3, 20))


def published(by: Writers, unit: Unit, *, starts_on: date = POSTED, **changes: object) -> Family:
    family = compared(by, unit, **changes)
    notices.publish_families(
        actor=by.clerk, unit=unit, families=[family], starts_on=starts_on, posted_at="县政府门户网站"
    )
    return again(family)


def approved(by: Writers, unit: Unit, **changes: object) -> Family:
    return families.approve_family(actor=by.chief, family=published(by, unit, **changes))


def waiting(by: Writers, unit: Unit, *, since: date | None = None, **changes: object) -> Family:
    family = approved(by, unit, **changes)
    return families.queue_family(actor=by.clerk, family=family, on=since or clock.today())


def tenant(by: Writers, unit: Unit, **changes: object) -> Family:
    """Return a family that lives in a home, without the home: what a test is not about should not stand in its way."""
    return _in_care(by, waiting(by, unit, **changes), FamilyStatus.ALLOCATED, BenefitKind.LEASE)


def subsidized(by: Writers, unit: Unit, **changes: object) -> Family:
    """Return a family that draws a subsidy, without the grant."""
    return _in_care(by, approved(by, unit, **changes), FamilyStatus.SUBSIDIZED, BenefitKind.GRANT)


def out_of_care(family: Family) -> Family:
    """End what the family has; it may leave now."""
    family.benefits.update(is_current=False, to_on=clock.today())
    return again(family)


def again(family: Family) -> Family:
    return Family.objects.select_related("unit", "notice").get(pk=family.pk)


def _in_care(by: Writers, family: Family, status: str, kind: str) -> Family:
    Family.objects.filter(pk=family.pk).update(status=status)
    happen(by.chief, FamilyStep(family=family, code=status, on=clock.today()))
    Benefit.objects.create(family=family, kind=kind, from_on=clock.today())
    return again(family)


def said(deed: Callable[..., object], **words: object) -> dict[str, list[str]] | list[str]:
    """Return what a service says when it refuses: sentences by field, or on top; nothing is left in the diary."""
    before = Entry.objects.count()
    with pytest.raises(ServiceError) as caught:
        deed(**words)
    assert Entry.objects.count() == before
    return caught.value.message_dict if hasattr(caught.value, "error_dict") else caught.value.messages
