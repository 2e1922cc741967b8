"""A quarter of 20,000 families, from the computation to the bank's receipt: ``python -m benchmarks.subsidies``.

Runs on the database of ``benchmarks.settings``, in an office of its own.
"""
import os
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
import django

django.setup()

from django.db import connection  # noqa: E402

from affordable.enums import (  # noqa: E402
    BenefitKind,
    FamilyCategory,
    FamilyStatus,
    GrantStatus,
    Relation,
    RuleStatus,
    SupportMode,
)
from affordable.models import (  # noqa: E402
    Benefit,
    Family,
    Member,
    PayoutCard,
    SubsidyBatch,
    SubsidyGrant,
    SubsidyRule,
)
from affordable.services import batch_files, receipts, subsidy_batches  # noqa: E402
from benchmarks.__main__ import quietly  # noqa: E402
from housing_portal.accounts.enums import UnitKind  # noqa: E402
from housing_portal.accounts.models import RoleGrant, Unit, User  # noqa: E402
from housing_portal.kit import clock  # noqa: E402
from housing_portal.kit.secrecy import Sealed, mask_number  # noqa: E402

FAMILIES, BLOCK = 20_000, 500
COMPUTE, EXPORT = "测算", "导出"
LIMITS = {COMPUTE: 10.0, EXPORT: 5.0}  # seconds
SINCE = date(2020, 1, 1)
MONTHLY = Decimal("480.00")


class Office:
    """A bureau, a township and the four people who have a part in a batch."""

    def __init__(self) -> None:
        bureau = Unit.objects.create(name="测速县住房和城乡建设局", kind=UnitKind.BUREAU, order=1)
        self.town = Unit.objects.create(name="测速镇", kind=UnitKind.TOWNSHIP, order=2, is_responsible=True)
        self.clerk, self.chief, self.deputy, self.finance = (
            self._hire(role, bureau) for role in ("clerk", "chief", "deputy", "finance")
        )

    def _hire(self, role: str, unit: Unit) -> User:
        user = User.objects.create(username=f"bench.{role}", name=role, unit=unit)
        RoleGrant.objects.create(user=user, role=role, reason="测速")
        return user

    def families(self, count: int) -> None:
        """Write families of one person each with a grant and a card."""
        own = {"recorded_by": self.clerk, "recorded_at": clock.now()}
        signed = {"confirmed_by": self.chief, "confirmed_at": clock.now()}
        rule = SubsidyRule.objects.create(
            unit=self.town, effective_on=SINCE, standard=Decimal("32.00"), guaranteed_area=Decimal("15.00"),
            policy="测速", coefficients=dict.fromkeys(FamilyCategory, "1.00"), status=RuleStatus.CONFIRMED, **own,
            **signed,
        )
        families = Family.objects.bulk_create([Family(
            unit=self.town, number=f"CS{place:06}", category=FamilyCategory.MINIMUM, wanted=SupportMode.SUBSIDY,
            address="测速镇", income_pc=0, house_area_pc=0, applied_on=SINCE, status=FamilyStatus.SUBSIDIZED, **own,
        ) for place in range(count)], BLOCK)
        members = Member.objects.bulk_create([Member(
            family=family, name=f"周小{family.number}", relation=Relation.APPLICANT, joined_on=SINCE,
            **_indexed("identity", f"6207991985{place:08}"),
        ) for place, family in enumerate(families)], BLOCK)
        PayoutCard.objects.bulk_create([PayoutCard(
            unit=self.town, family=member.family, holder=member, bank_name="测速银行",
            **_indexed("card", f"62170{place:010}"), **own,
        ) for place, member in enumerate(members)], BLOCK)
        benefits = Benefit.objects.bulk_create([
            Benefit(family=family, kind=BenefitKind.GRANT, from_on=SINCE) for family in families
        ], BLOCK)
        SubsidyGrant.objects.bulk_create([SubsidyGrant(
            unit=self.town, family=one.family, benefit=one, rule=rule, category=FamilyCategory.MINIMUM, persons=1,
            own_area=0, coefficient=1, monthly_amount=MONTHLY, from_on=SINCE, status=GrantStatus.ACTIVE, reason="测速",
            **own, **signed,
        ) for one in benefits], BLOCK)


def _indexed(purpose: str, plain: str) -> dict[str, object]:
    sealed = Sealed(purpose, mask_number, plain=plain)
    return {purpose: sealed, f"{purpose}_index": sealed.index}


def quarter(office: Office, year: int, number: int) -> dict[str, float]:
    """Take a quarter through all its steps; return the seconds of each."""
    taken: dict[str, float] = {}

    def timed(word: str, deed: Callable[..., SubsidyBatch], **facts: object) -> SubsidyBatch:
        start = time.perf_counter()
        batch = deed(**facts)
        taken[word] = time.perf_counter() - start
        return batch

    batch = subsidy_batches.create_batch(actor=office.clerk, unit=office.town, year=year, quarter=number)
    batch = timed(COMPUTE, subsidy_batches.compute_batch, actor=office.clerk, batch=batch)
    batch = timed("复核", subsidy_batches.check_batch, actor=office.chief, batch=batch)
    batch = timed("批准", subsidy_batches.approve_batch, actor=office.deputy, batch=batch)
    batch = subsidy_batches.fund_batch(
        actor=office.finance, batch=batch, funded_on=clock.today(), funded_doc=f"财拨{year}-{number}"
    )
    cashier = {"actor": office.finance}
    batch = timed(EXPORT, batch_files.export_batch, **cashier, batch=batch, file_format="xlsx", reason="测速")
    batch = timed("送银行", subsidy_batches.send_batch, **cashier, batch=batch, sent_on=clock.today())
    timed("回单", receipts.import_receipt, **cashier, batch=batch, name="回单.csv", content=answer(batch))
    return taken


def answer(batch: SubsidyBatch) -> bytes:
    """Return the bank's file: every line paid today."""
    sent = batch_files.bank_file(batch, batch.payments.awaited(), "csv").decode("utf-8-sig").splitlines()
    return "\n".join([sent[0], *(f"{line.removesuffix(',,,')},成功,{clock.today()}," for line in sent[1:])]).encode()


def main() -> int:
    quietly("migrate", verbosity=0)
    office, missed = Office(), False
    office.families(FAMILIES)
    last = clock.today().year - 1
    print(f"== {FAMILIES:,} families on {connection.vendor}: seconds")
    for number in (3, 4):  # the second quarter also looks for what the first one owes
        for word, seconds in quarter(office, last, number).items():
            slow = seconds > LIMITS.get(word, seconds)
            missed |= slow
            print(f"{last} 年第 {number} 季度　{word:<6}{seconds:>8.2f}" + "  MISSED" * slow)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
