"""What a quarter's batch would hold: read from grants, cards and earlier payments as a whole; nothing is written.

A family that cannot be paid is left out with the reason and keeps nobody else waiting.
"""
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from affordable.enums import FamilyStatus, GrantStatus, OmissionReason, PaymentKind
from affordable.models import Benefit, Member, PayoutCard, SubsidyBatch, SubsidyGrant, SubsidyPayment
from affordable.querysets.subsidies import cared_for_on, doubled, member_counts, of_unit
from affordable.subsidy_formula import Due, Span, deciding_days, due_in
from housing_portal.accounts.enums import UnitKind
from housing_portal.kit.figures import grouped
from housing_portal.kit.periods import quarter as quarter_of
from housing_portal.kit.secrecy import Sealed
from housing_portal.registry import parameters

Quarter = tuple[int, int]
LEFT = FamilyStatus.EXITED  # its last months are still owed, to the card it had


class Version(NamedTuple):
    """A version of a grant as the plan needs it; amounts in 元 a month."""

    pk: int
    family: int
    number: str
    unit: int
    family_status: str
    status: str
    persons: int
    monthly: Decimal
    span: Span


class Card(NamedTuple):
    holder: str
    holder_stays: bool
    bank: str
    card: Sealed
    is_current: bool


@dataclass(frozen=True)
class Line:
    """One payment of the plan; ``amount`` in 元."""

    family: int
    number: str
    unit: int
    grant: int
    kind: PaymentKind
    year: int
    quarter: int
    months: int
    monthly: Decimal
    amount: Decimal
    working: str
    card: Card


@dataclass(frozen=True)
class Omission:
    family: int
    number: str
    reason: OmissionReason
    note: str = ""


NO_CARD = Card("", False, "", Sealed("card", str, plain=""), False)


@dataclass
class Plan:
    """Payments and families left out, each in the order of the families."""

    lines: list[Line] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)

    @property
    def households(self) -> int:
        return len({line.family for line in self.lines})

    @property
    def amount(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal("0.00"))


def plan_batch(batch: SubsidyBatch) -> Plan:
    """Return what the batch would hold as things stand now."""
    return _Planning(batch).plan()


class _Planning:
    """Reads what the plan needs once, then goes through the families."""

    def __init__(self, batch: SubsidyBatch) -> None:
        self.batch, self.next_month = batch, parameters.switched_on("subsidy_next_month")
        self.here = (batch.year, batch.quarter)
        self.settled = _settled(batch)
        self.versions = _versions(batch, min([*(one for found in self.settled.values() for one in found), self.here]))
        self.cards = _cards(batch)
        self.members = member_counts(of_unit(Member.objects, batch.unit, "family__unit"))
        others = of_unit(SubsidyPayment.objects, batch.unit).exclude(batch=batch)
        self.listed = others.listed()
        self.doubles = _doubles(*self.here, next_month=self.next_month)

    def plan(self) -> Plan:
        plan = Plan()
        for versions in self.versions.values():
            lines = [*self._regular(versions), *self._backpay(versions)]
            if not lines and self._is_over(versions[-1]):
                continue
            if omission := self._omission(versions, lines):
                plan.omissions.append(omission)
            else:
                plan.lines += lines
        return plan

    def _is_over(self, latest: Version) -> bool:
        """Tell whether the grant had ended before the quarter: the family is not expected in the batch."""
        first = quarter_of(*self.here).start
        return latest.status == GrantStatus.ENDED and latest.span.to_on < first

    def _omission(self, versions: list[Version], lines: list[Line]) -> Omission | None:
        latest, family = versions[-1], versions[-1].family
        card, gone = self.cards.get(family), latest.family_status == LEFT

        def left_out(reason: OmissionReason, note: str = "") -> Omission:
            return Omission(family, latest.number, reason, note)

        if latest.status == GrantStatus.SUSPENDED:
            return left_out(OmissionReason.SUSPENDED, f"发至 {latest.span.to_on} 止")
        if family in self.doubles:
            return left_out(OmissionReason.DOUBLE, f"有成员同时在保障对象 {'、'.join(self.doubles[family])}")
        if not gone and self.members.get(family, 0) < latest.persons:
            return left_out(OmissionReason.CHANGED, f"核定 {latest.persons} 人，现有 {self.members.get(family, 0)} 人")
        if not lines:
            elsewhere = (family, *self.here) in self.listed
            return left_out(OmissionReason.ELSEWHERE if elsewhere else OmissionReason.NO_MONTHS)
        if card is None or not (card.is_current or gone):
            return left_out(OmissionReason.NO_CARD)
        if not (card.holder_stays or gone):
            return left_out(OmissionReason.NO_CARD, "户名已不是家庭现有成员，请更换代发账户")
        return None

    def _regular(self, versions: list[Version]) -> Iterable[Line]:
        due = self._due(versions, self.here)
        if due.months and (versions[-1].family, *self.here) not in self.listed:
            yield self._line(versions, PaymentKind.REGULAR, self.here, due.months, due.amount, due)

    def _backpay(self, versions: list[Version]) -> Iterable[Line]:
        """Yield what earlier quarters owe beyond what their batches listed; each quarter is made up for once."""
        family, unit = versions[-1].family, versions[-1].unit
        for when in sorted(self.settled[None] | self.settled[unit]):
            due = self._due(versions, when)
            months, amount, backpaid = self.listed.get((family, *when), (0, Decimal(0), False))
            if due.amount > amount and not backpaid:
                yield self._line(versions, PaymentKind.BACKPAY, when, max(due.months - months, 1),
                                 due.amount - amount, due)

    def _due(self, versions: list[Version], when: Quarter) -> Due:
        return due_in((one.span for one in versions), *when, next_month=self.next_month)

    def _line(
        self, versions: list[Version], kind: PaymentKind, when: Quarter, months: int, amount: Decimal, due: Due
    ) -> Line:
        latest = versions[-1]
        working = due.working
        if amount != due.amount:
            working = f"{working}－已列 {grouped(due.amount - amount, 2)} 元"
        card = self.cards.get(latest.family, NO_CARD)
        return Line(latest.family, latest.number, latest.unit, latest.pk, kind, *when, months, due.parts[-1][1], amount,
                    working, card)


def _settled(batch: SubsidyBatch) -> dict[int | None, set[Quarter]]:
    """Return unit → the earlier quarters for which a batch was approved; None for those of the whole."""
    found: dict[int | None, set[Quarter]] = defaultdict(set)
    earlier = SubsidyBatch.objects.settled_before(batch.unit, batch.year, batch.quarter)
    for unit, kind, *when in earlier.values_list("unit", "unit__kind", "year", "quarter"):
        found[None if kind == UnitKind.WHOLE else unit].add(tuple(when))
    return found


def _versions(batch: SubsidyBatch, since: Quarter) -> Mapping[int, list[Version]]:
    """Return family → its versions in force since ``since``, oldest first; families in the order of their numbers."""
    first, last = quarter_of(*since).start, quarter_of(batch.year, batch.quarter).end
    grants = of_unit(SubsidyGrant.objects, batch.unit, "family__unit").due_between(first, last)
    found: dict[int, list[Version]] = defaultdict(list)
    for *facts, monthly, from_on, to_on in grants.order_by("family__number", "version").values_list(
        "pk", "family", "family__number", "family__unit", "family__status", "status", "persons", "monthly_amount",
        "from_on", "to_on",
    ):
        found[facts[1]].append(Version(*facts, monthly, Span(from_on, to_on, monthly)))
    return found


def _cards(batch: SubsidyBatch) -> Mapping[int, Card]:
    """Return family → the card in use, or the last one that it had."""
    rows = of_unit(PayoutCard.objects, batch.unit, "family__unit").order_by("is_current", "pk")
    return {
        family: Card(*facts)
        for family, *facts in rows.values_list(
            "family", "holder__name", "holder__is_current", "bank_name", "card", "is_current"
        )
    }


def _doubles(year: int, quarter: int, *, next_month: bool) -> Mapping[int, list[str]]:
    """Return family → the others that one of its members belonged to on a day that decides about a month.

    All families with a home or a subsidy are looked at, whichever unit's they are.
    """
    together: dict[str, dict[int, str]] = defaultdict(dict)
    for day in deciding_days(year, quarter, next_month=next_month):
        found = doubled(cared_for_on(Member.objects, Benefit.objects.all(), day))
        for index, family, number in found.values_list("identity_index", "family", "family__number"):
            together[index][family] = number
    others: dict[int, dict[int, str]] = defaultdict(dict)
    for families in together.values():
        for family in families:
            others[family] |= {pk: number for pk, number in families.items() if pk != family}
    return {family: sorted(numbers.values()) for family, numbers in others.items()}
