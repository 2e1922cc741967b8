"""Dated steps and rows of money against the diary: as many as were told, on the day, of the sum and by whom it says.

A step is told in the entry of its record. Both are written under the lock of that record, so they stand in one order.
"""
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Model
from django.db.models.fields import Field

from affordable.models import CommunityStep, RelocationStep, ResettlementStep, RuralStep
from housing_portal.journal.happening import Happening
from housing_portal.journal.models import Entry
from inspections.models import CreditStep, FindingStep, PetitionStep, Screening
from presale.delivery.models import (
    Accident,
    DecisionStep,
    EstateStep,
    FinancingStep,
    FundRaised,
    LoanDraw,
    LoanUseStep,
    MeasureStep,
    ProblemAmount,
    ProblemStep,
    Promise,
    ReadinessStep,
    Repayment,
    RiskRating,
    SiteProgress,
    SoldStatement,
    WorkStateChange,
)
from reports.models import Conclusion, MendingCheck, ReviewDecision, ReviewRequest, SupervisionStep, Talk
from reports.rules.diary import same

Sentences = Iterator[str]
BLOCK = 2_000
SOON = timedelta(minutes=1)  # row and entry are written in one transaction
DAY = "发生日期"
STEPS = (
    (CommunityStep, "community"), (RelocationStep, "household"), (ResettlementStep, "quota"), (RuralStep, "house"),
    (CreditStep, "record"), (FindingStep, "finding"), (DecisionStep, "decision"),
    (EstateStep, "estate"), (FinancingStep, "financing"), (LoanUseStep, "use"), (MeasureStep, "measure"),
    (ProblemStep, "problem"), (ReadinessStep, "readiness"), (SupervisionStep, "item"),
)
SUM = "涉及金额（元）"
MONEY = {"amount": "金额（元）", "voucher": "凭证号", "on": "日期", "note": "说明"}


@dataclass(frozen=True)
class Told:
    """Rows of ``kind`` and the entries of their ``owner`` that tell of them; ``labels``: field → label there."""

    kind: type[Happening]
    owner: str
    entries: Mapping[str, Any]
    labels: Mapping[str, str] = field(default_factory=lambda: {"on": DAY})

    def unlike(self) -> Sentences:
        """Yield the records whose rows are not those told."""
        owner: type[Model] = self.kind._meta.get_field(self.owner).related_model
        told: dict[int, list[Entry]] = defaultdict(list)
        entries = Entry.objects.filter(object_type=owner._meta.label_lower, **self.entries).order_by("pk")
        for entry in entries.iterator(BLOCK):
            told[entry.object_id].append(entry)
        rows: dict[int, list[Happening]] = defaultdict(list)
        for row in self.kind.objects.filter(undoes=None).order_by("pk").iterator(BLOCK):
            rows[getattr(row, f"{self.owner}_id")].append(row)
        for pk in sorted({*told, *rows}):
            if not self._alike(rows[pk], told[pk]):
                yield f"{owner._meta.verbose_name} {pk}：{self.kind._meta.verbose_name}与操作日志的登记不符"

    def _alike(self, rows: list[Happening], told: list[Entry]) -> bool:
        return len(rows) == len(told) and all(map(self._is_told, rows, told))

    def _is_told(self, row: Happening, entry: Entry) -> bool:
        says = all(same(self._field(name), row, entry.after.get(label)) for name, label in self.labels.items())
        return says and row.recorded_by_id == entry.actor_id and row.recorded_at < entry.at + SOON

    def _field(self, name: str) -> Field:
        return self.kind._meta.get_field(name)


def _fact(kind: type[Happening], owner: str = "estate") -> Told:
    """Return a row of its own, of which an entry tells all that it says."""
    passed_over = {"id", owner, "undoes", "recorded_by", "recorded_at", "note"}
    own = [one for one in kind._meta.concrete_fields if one.name not in passed_over]
    said = {"action": f"登记{kind._meta.verbose_name}", f"after__{DAY}__isnull": False}
    return Told(kind, owner, said, {one.name: str(one.verbose_name) for one in own})


def steps_are_those_told() -> Sentences:
    said = {f"before__{DAY}": "", f"after__{SUM}__isnull": True}
    for kind, owner in STEPS:
        yield from Told(kind, owner, said).unlike()
    yield from Told(PetitionStep, "petition", said, {"on": DAY, "told_on": "告知日期", "days": "延长天数"}).unlike()


def rows_are_those_told() -> Sentences:
    for kind in (WorkStateChange, SoldStatement, SiteProgress, Promise, Accident, FundRaised, RiskRating):
        yield from _fact(kind).unlike()
    yield from _fact(Screening, "campaign").unlike()
    for kind in (Talk, Conclusion, ReviewRequest, ReviewDecision, MendingCheck):
        yield from _fact(kind, "item").unlike()
    sums = {"amount": SUM, "on": DAY}
    yield from Told(ProblemAmount, "problem", {f"after__{SUM}__isnull": False}, sums).unlike()


def money_is_that_told() -> Sentences:
    """到账 and 归还 of special loans: no constraint knows what came, the diary does."""
    back = {**MONEY, "kind": "归还内容", "source": "资金来源"}
    for kind, labels in ((LoanDraw, MONEY), (Repayment, back)):
        yield from Told(kind, "allocation", {"action": f"登记{kind._meta.verbose_name}"}, labels).unlike()


TOLD_RULES: dict[str, Callable[[], Sentences]] = {
    "步骤的份数、日期、经办人与操作日志一致": steps_are_those_told,
    "按日登记的情况与操作日志一致": rows_are_those_told,
    "借款到账、归还与操作日志一致": money_is_that_told,
}
