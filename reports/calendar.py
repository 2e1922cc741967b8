"""报送日历: what is to be reported of a month, by whom and until when, and where each report stands.

应报 is still in its term, 已报 was entered, 零报 was stated as nothing, 未报 is past its term. A duty that does not
exist in the county (no escrow account, no task force at work) asks nobody for anything.
"""
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from affordable.enums import APPROVED_BATCHES, Program
from affordable.models import AnnualTarget, SubsidyBatch, SubsidyProgress, ZeroReport
from affordable.monthly import owing, reported
from affordable.services.subsidy_batches import planned_on
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit, User
from housing_portal.kit import clock
from housing_portal.kit.periods import Period
from housing_portal.kit.periods import month as month_of
from housing_portal.kit.scope import Scope
from housing_portal.registry import parameters
from housing_portal.registry.workdays import workdays
from presale.delivery.models import TaskForce
from presale.models import ClosedMonth
from presale.services.months import accounts_of
from reports.enums import OUT, DocumentKind, DocumentStatus, ReportState
from reports.models import Document, MonthSnapshot
from transactions.daily import punctuality
from transactions.enums import ReportDay

WEEK = timedelta(days=7)
LONGEST = timedelta(days=120)  # holds forty working days, whatever the holidays
PROGRESS, SUBSIDY = "项目进度月报", "租赁补贴季报"
# terms counted in working days after the month: duty → parameter
TERMS = {"progress": "calendar_progress_days", "close": "calendar_close_days", "lock": "calendar_lock_days",
         "report": "calendar_report_days"}


@dataclass(frozen=True)
class Cell:
    """One report: its state, until when, and where it is made or read; ``note`` says more than the state does."""

    duty: str
    unit: Unit | None
    state: ReportState
    due: date
    url: str
    note: str = ""


@dataclass(frozen=True)
class Line:
    """One duty of a month over all who owe it; ``url`` opens the one report there is, or the calendar."""

    duty: str
    due: date
    states: list[tuple[ReportState, int]]
    url: str


@dataclass
class Month:
    """The reports of one month as ``user`` may see them: those of his units, and the bureau's own."""

    user: User
    year: int
    number: int
    today: date = field(default_factory=clock.today)

    @cached_property
    def period(self) -> Period:
        return month_of(self.year, self.number)

    @cached_property
    def cells(self) -> list[Cell]:
        """Return all reports, the bureau's own first."""
        return [*self.of_bureau, *self.of_units]

    @cached_property
    def counts(self) -> list[tuple[ReportState, int]]:
        """Return how many reports stand in each state."""
        found = Counter(cell.state for cell in self.cells)
        return [(state, found[state]) for state in ReportState]

    @property
    def url(self) -> str:
        return f"{reverse('reports:calendar')}?month={self.year}-{self.number:02}"

    @cached_property
    def lines(self) -> list[Line]:
        """Return the duties with how many reports stand in each state, for a look at all of them."""
        by_duty: dict[str, list[Cell]] = {}
        for cell in self.cells:
            by_duty.setdefault(cell.duty, []).append(cell)
        return [
            Line(duty, cells[0].due, [(state, n) for state in ReportState if (n := sum(
                cell.state == state for cell in cells
            ))], cells[0].url if len(cells) == 1 else self.url)
            for duty, cells in by_duty.items()
        ]

    # -- the units ------------------------------------------------------------------------------------------

    @cached_property
    def of_units(self) -> list[Cell]:
        if not self.user.can("affordable.view"):
            return []
        return [*self.progress(), *self._subsidies()]

    @cached_property
    def rows(self) -> list[tuple[Unit, list[Cell | None]]]:
        """Return the units with one cell per duty of units; None where a unit does not owe it."""
        by_unit: dict[Unit, dict[str, Cell]] = {}
        for cell in self.of_units:
            by_unit.setdefault(cell.unit, {})[cell.duty] = cell
        ordered = sorted(by_unit, key=lambda unit: (unit.order, unit.pk))
        return [(unit, [by_unit[unit].get(duty) for duty in self.duties]) for unit in ordered]

    @cached_property
    def duties(self) -> list[str]:
        """Return the duties of units that this month has."""
        return [duty for duty in (PROGRESS, SUBSIDY) if any(cell.duty == duty for cell in self.of_units)]

    @property
    def _scope(self) -> Scope:
        return Scope(min(self.period.end, max(self.today, self.period.start)), clock.now())

    def _own(self) -> list[Unit]:
        """Return the units of the reader that have targets or projects."""
        return list(owing(self._scope).filter(pk__in=Unit.objects.visible_to(self.user).values("pk")))

    def progress(self) -> Iterator[Cell]:
        """Yield the monthly report of each unit: entered, stated as nothing, or open."""
        units, due = self._own(), self.terms["progress"]
        made = reported(self.period.start, self.period.end, units)
        zeros = {one.unit_id: one for one in ZeroReport.objects.of_month(self.year, self.number).filter(unit__in=units)}
        for unit in units:
            if (one := made.get(unit.pk)) is not None:
                days = {f"{one.field}_after": self.period.start, f"{one.field}_before": self.period.end}
                asked = {"unit": unit.pk, **days}
                yield Cell(PROGRESS, unit, ReportState.DONE, due, f"{reverse(one.route)}?{urlencode(asked)}")
            elif unit.pk in zeros:
                yield Cell(PROGRESS, unit, ReportState.ZERO, due, zeros[unit.pk].get_absolute_url())
            else:
                yield Cell(PROGRESS, unit, self._open(due), due, self._form_of(unit))

    def _form_of(self, unit: Unit) -> str:
        """Return where the month of a unit is written down, or its list for who only reads."""
        last = min(self.period.end, self.today)
        if self.user.can("affordable.record"):
            return f"{reverse('affordable:project_month')}?{urlencode({'unit': unit.pk, 'as_of': last})}"
        return f"{reverse('affordable:investment_list')}?{urlencode({'unit': unit.pk})}"

    def _subsidies(self) -> Iterator[Cell]:
        """The quarter that ends with the month: a batch that is approved, or progress stated up to it."""
        if self.number % 3:
            return
        quarter = self.number // 3
        due = planned_on(self.year, quarter)
        targets = AnnualTarget.objects.effective(self._scope).of(Program.SUBSIDY).values("unit")
        units = Unit.objects.visible_to(self.user).filter(pk__in=targets).exclude(kind=UnitKind.WHOLE)
        batches = SubsidyBatch.objects.filter(year=self.year, quarter=quarter, status__in=APPROVED_BATCHES)
        paid = {batch.unit_id: batch for batch in batches.select_related("unit").order_by("pk")}
        whole = next((batch for batch in paid.values() if batch.unit.kind == UnitKind.WHOLE), None)
        rows = SubsidyProgress.objects.filter(year=self.year, quarter__gte=quarter).order_by("pk")
        stated = {row.unit_id: row for row in rows}
        for unit in units.order_by("order", "pk"):
            row = paid.get(unit.pk) or whole or stated.get(unit.pk)
            state = ReportState.DONE if row else self._open(due)
            seen = row is not None and (not isinstance(row, SubsidyBatch) or self.user.can("rental.view"))
            asked = urlencode({"unit": unit.pk, "year": self.year})
            url = row.get_absolute_url() if seen else f"{reverse('affordable:subsidy_list')}?{asked}"
            yield Cell(SUBSIDY, unit, state, due, url)

    # -- the bureau -----------------------------------------------------------------------------------------

    @cached_property
    def of_bureau(self) -> list[Cell]:
        if not self.user.sees_everything:
            return []
        parts = (
            ("transactions.view", self._daily), ("delivery.view", self._meetings), ("presale.view", self._close),
            ("reports.view", self._lock), ("reports.view", self._report),
        )
        return [cell for permission, part in parts if self.user.can(permission) for cell in part()]

    def _daily(self) -> Iterator[Cell]:
        kept = punctuality(self.period.start, self.period.end)
        waiting = kept.counts[ReportDay.DUE]
        if not kept.due + waiting:
            return
        due = max(day.due_at for day in kept.days).astimezone(clock.SHANGHAI).date()
        is_open = waiting or self.period.end >= self.today
        done = ReportState.ZERO if kept.zero == kept.due else ReportState.DONE
        state = ReportState.MISSING if kept.missing + kept.returned else ReportState.DUE if is_open else done
        note = f"应报 {kept.due} 日，按时 {kept.on_time}（零报 {kept.zero}），迟报 {kept.late}，缺报 {kept.missing}"
        url = f"{reverse('transactions:daily_calendar')}?month={self.year}-{self.number:02}"
        yield Cell("交易日报", None, state, due, url, note)

    def _meetings(self) -> Iterator[Cell]:
        """周调度: the weeks that end in the month and have begun."""
        sundays = [day for n in range(31) if (day := self.period.start + timedelta(days=n)).weekday() == 6]
        weeks = [day for day in sundays if day in self.period and day - WEEK < self.today]
        begun = TaskForce.objects.active(self.period.start) | TaskForce.objects.active(self.period.end)
        if not weeks or not begun.with_estates().filter(estate_count__gt=0).exists():
            return
        unmet = [day for day in weeks if TaskForce.objects.without_meeting(day - timedelta(days=6), day).exists()]
        late = [day for day in unmet if day < self.today]
        is_open = bool(unmet) or self.period.end > self.today
        state = ReportState.MISSING if late else ReportState.DUE if is_open else ReportState.DONE
        asked = urlencode({"on_after": self.period.start, "on_before": self.period.end})
        yield Cell("保交房周调度", None, state, sundays[-1], f"{reverse('delivery:meeting_list')}?{asked}",
                   f"{len(weeks)} 周，{len(late)} 周没有开会" if late else f"{len(weeks)} 周")

    def _close(self) -> Iterator[Cell]:
        closed, due = ClosedMonth.objects.filter(first_day=self.period.start).first(), self.terms["close"]
        if closed is not None:
            yield Cell("预售资金结账", None, ReportState.DONE, due, closed.get_absolute_url())
        elif accounts_of(self.period.start).exists():
            name = "presale:month_close" if self.user.can("presale.verify") else "presale:month_list"
            yield Cell("预售资金结账", None, self._open(due), due, reverse(name))

    def _lock(self) -> Iterator[Cell]:
        due = self.terms["lock"]
        kept = MonthSnapshot.objects.filter(lock__year=self.year, lock__month=self.number).defer("figures")
        if (snapshot := kept.select_related("lock").order_by("-lock__revision").first()) is not None:
            note = f"第 {snapshot.lock.revision} 版"
            yield Cell("月度锁定", None, ReportState.DONE, due, snapshot.get_absolute_url(), note)
            return
        may = self.user.can("reports.lock")
        url = reverse("reports:month_lock", args=[self.year, self.number]) if may else reverse("reports:months")
        yield Cell("月度锁定", None, self._open(due), due, url)

    def _report(self) -> Iterator[Cell]:
        due, papers = self.terms["report"], Document.objects.filter(
            kind=DocumentKind.WORK_REPORT, as_of=self.period.end
        ).order_by("-pk")
        standing = OUT - {DocumentStatus.WITHDRAWN}  # what was withdrawn reports nothing
        paper = papers.filter(status__in=standing).first() or papers.first()
        state = ReportState.DONE if paper and paper.status in standing else self._open(due)
        create = "reports:document_create" if self.user.can("reports.draft") else "reports:document_list"
        yield Cell("工作汇报", None, state, due, paper.get_absolute_url() if paper else reverse(create),
                   paper.get_status_display() if paper else "")

    # -- terms ----------------------------------------------------------------------------------------------

    @cached_property
    def terms(self) -> dict[str, date]:
        """Return the last day of each duty that is counted in working days after the month."""
        values = parameters.in_force()
        days = workdays(self.period.end + timedelta(days=1), self.period.end + LONGEST)
        return {duty: days[int(values[key]) - 1] for duty, key in TERMS.items()}

    def _open(self, due: date) -> ReportState:
        return ReportState.MISSING if self.today > due else ReportState.DUE


def month_before(day: date) -> tuple[int, int]:
    """Return the month whose reports are being made on ``day``."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.year, last.month
