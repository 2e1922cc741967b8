"""What the leaders' page of escrow says: accounts by risk, shortfalls, money by month, what waits and how long."""
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from housing_portal.kit import clock
from housing_portal.kit.figures import Ratio
from housing_portal.kit.scope import Scope
from housing_portal.registry import parameters
from housing_portal.registry.workdays import workdays_between
from presale.available import ZERO
from presale.completion import Completion
from presale.enums import IN_KINDS, AccountStatus, AlertLevel, EntryKind, ReleaseStatus
from presale.models import EscrowAccount, EscrowAlert, LedgerEntry, Release
from presale.standing import Standing, Standings
from transactions.months import first_day, month_of, shifted, span

SHOWN_MONTHS = 13
RISKS = (("r", "高风险"), ("a", "需关注"), ("g", "正常"))
# days of work since the submission: (most, words)
AGES = ((3, "3 日内"), (5, "4—5 日"), (10, "6—10 日"), (None, "10 日以上"))
UNDER_REVIEW = (ReleaseStatus.SUBMITTED, ReleaseStatus.ACCEPTED, ReleaseStatus.VERIFIED, ReleaseStatus.SIGNED)


@dataclass(frozen=True)
class Risk:
    """An account with what makes it worth a look; ``lamp`` is r, a or g."""

    standing: Standing
    lamp: str
    reasons: tuple[str, ...]
    alerts: int
    completion: Completion | None

    @property
    def account(self) -> EscrowAccount:
        return self.standing.account

    @property
    def word(self) -> str:
        return dict(RISKS)[self.lamp]

    @property
    def coverage(self) -> str:
        return str(Ratio(self.standing.working.balance, self.standing.working.effective))


@dataclass
class Month:
    """What moved in a month, in 元; what went out is positive."""

    number: int
    received: Decimal = ZERO
    released: Decimal = ZERO
    refunded: Decimal = ZERO
    deducted: Decimal = ZERO
    settled: Decimal = ZERO

    @property
    def out(self) -> Decimal:
        return self.released + self.refunded + self.deducted + self.settled


@dataclass(frozen=True)
class Waiting:
    """A release under way and for how many working days."""

    release: Release
    days: int

    @property
    def is_late(self) -> bool:
        """Tell whether the time for the review is over; what the bank does after it has a term of its own."""
        return self.release.status in UNDER_REVIEW and self.days > self.release.account.rules.review_days


@dataclass
class Overview:
    """Escrow at one scope; every part is read from the database when first asked for."""

    scope: Scope
    _days: dict[date, int] = field(default_factory=dict)

    @cached_property
    def standings(self) -> Standings:
        return Standings(self.scope)

    @cached_property
    def coverage(self) -> Ratio:
        return Ratio(self.standings.total("balance"), self.standings.total("effective"))

    @cached_property
    def coverage_of_quota(self) -> Ratio:
        return Ratio(self.standings.total("balance"), self.standings.total("quota"))

    @property
    def completion_gap(self) -> Decimal | None:
        """Return what finishing the works lacks, account by account; None when no account has reported its works."""
        known = self.standings.completions
        return sum((one.gap for one in known.values()), ZERO) if known else None

    # -- risk ------------------------------------------------------------------------------------------

    @cached_property
    def alerts(self) -> list[EscrowAlert]:
        """Return the alerts that are not closed, the gravest first, then the oldest."""
        grave = {level.value: place for place, level in enumerate(reversed(AlertLevel))}
        rows = EscrowAlert.objects.unclosed().filter(found_at__lte=self.scope.cutoff).select_related("estate")
        return sorted(rows.order_by("found_on", "pk"), key=lambda alert: grave[alert.level])

    def of_level(self, level: AlertLevel) -> int:
        return sum(alert.level == level for alert in self.alerts)

    @cached_property
    def risks(self) -> list[Risk]:
        """Return all accounts, the most at risk first, then the largest gap."""
        found = [self._risk(row) for row in self.standings.rows]
        order = {lamp: place for place, (lamp, _word) in enumerate(RISKS)}
        return sorted(found, key=lambda risk: (order[risk.lamp], -risk.standing.working.gap, -risk.alerts,
                                               risk.account.pk))

    def _risk(self, row: Standing) -> Risk:
        it, own = row.working, self._alerts_of[row.account.pk]
        grave = [
            (it.gap * 100 >= it.effective * self._grave_percent and it.gap > 0, "缺口较大"),
            (row.account.status == AccountStatus.PAUSED, "暂停拨付"),
            (it.parts and it.released > it.ceiling, "超拨"),
            (AlertLevel.RED in own, "红色预警"),
        ]
        light = [(it.gap > 0, "有缺口"), (it.frozen > 0, "有冻结"), (not it.parts, "未核定额度"), (bool(own), "有预警")]
        heavy = tuple(word for holds, word in grave if holds)
        slight = tuple(word for holds, word in light if holds)
        return Risk(row, "r" if heavy else "a" if slight else "g", heavy or slight, len(own),
                    self.standings.completions.get(row.account.pk))

    @cached_property
    def _grave_percent(self) -> int:
        return parameters.number("alert_gap_percent")

    @cached_property
    def _alerts_of(self) -> dict[int | None, list[str]]:
        found = defaultdict(list)
        for alert in self.alerts:
            found[alert.account_id].append(alert.level)
        return found

    def at_risk(self, lamp: str) -> list[Risk]:
        return [risk for risk in self.risks if risk.lamp == lamp]

    # -- money -----------------------------------------------------------------------------------------

    @cached_property
    def months(self) -> list[Month]:
        """Return the last months with what moved; a correction counts in its own month with what it corrects."""
        last = month_of(self.scope.as_of)
        found = {number: Month(number) for number in span(shifted(last, 1 - SHOWN_MONTHS), last)}
        first = first_day(min(found))
        for day, kind, total in LedgerEntry.objects.known(self.scope).filter(booked_on__gte=first).by_day():
            self._add(found[month_of(day)], kind, total)
        for _account, day, kind, amount in self.standings.mirrored:
            if day >= first:
                self._add(found[month_of(day)], kind, amount)
        return list(found.values())

    @staticmethod
    def _add(month: Month, kind: str, total: Decimal) -> None:
        if kind in IN_KINDS:
            month.received += total
        elif kind == EntryKind.RELEASE:
            month.released -= total
        elif kind == EntryKind.REFUND:
            month.refunded -= total
        elif kind == EntryKind.DEDUCTION:
            month.deducted -= total
        elif kind == EntryKind.SETTLEMENT:
            month.settled -= total

    # -- what waits ------------------------------------------------------------------------------------

    @cached_property
    def waiting(self) -> list[Waiting]:
        """Return the releases under way, the oldest first."""
        rows = Release.objects.in_flight().filter(recorded_at__lte=self.scope.cutoff)
        found = rows.select_related("account__estate", "account__rules").order_by("submitted_at", "pk")
        return [Waiting(release, self._age(release)) for release in found]

    def _age(self, release: Release) -> int:
        begun = release.submitted_at.astimezone(clock.SHANGHAI).date() if release.submitted_at else release.applied_on
        if begun not in self._days:
            self._days[begun] = workdays_between(begun, clock.today())  # what waits is told as it stands now
        return max(0, self._days[begun])

    def by_age(self) -> list[tuple[str, int, Decimal]]:
        """Return (words, number, sum in 元) per span of working days."""
        found, least = [], 0
        for most, words in AGES:
            own = [one.release for one in self.waiting if least <= one.days and (most is None or one.days <= most)]
            found.append((words, len(own), sum((one.approved_amount or one.amount for one in own), ZERO)))
            least = (most or 0) + 1
        return found
