"""What a daily report is made of, what was entered too late for it, and how punctually reports were sent."""
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.figures import Ratio
from housing_portal.registry import parameters
from housing_portal.registry.workdays import workdays
from transactions.enums import EventKind, Market, ReportDay, ReportStatus
from transactions.models import ContractEvent, DailyReport, DailyReportLine, ExistingHomeEvent
from transactions.querysets import DAILY_MEASURES

ONE_DAY = timedelta(days=1)
FORTNIGHT = timedelta(days=14)  # longer than any holiday
A_YEAR = timedelta(days=365)
CELLS = [(market, is_residential) for market in Market for is_residential in (True, False)]
# which part of a line an event belongs to; what ends is written as a positive number
PARTS: Mapping[str, tuple[str, int]] = {
    EventKind.SIGN: ("signed", 1), EventKind.FILE: ("filed", 1), EventKind.CHANGE: ("changed", 1),
    EventKind.VOID: ("ended", -1), EventKind.CANCEL: ("ended", -1),
}
PART_WORDS = {"signed": "网签", "filed": "备案", "ended": "撤销", "changed": "变更增减"}
SENT = (ReportStatus.SUBMITTED, ReportStatus.RESUBMITTED, ReportStatus.ACCEPTED)
Cell = tuple[str, bool]
Figures = dict[str, int | Decimal]
Events = QuerySet[ContractEvent] | QuerySet[ExistingHomeEvent]
NOTHING: Figures = {name: 0 if name.endswith("_sets") else Decimal(0) for name in DAILY_MEASURES}


# -- the figures of a day ----------------------------------------------------------------------------


def events_of(market: str, day: date) -> Events:
    """Return all events of one market on ``day``, whenever they were entered."""
    if market == Market.EXISTING:
        return ExistingHomeEvent.objects.of_day(day)
    return ContractEvent.objects.of_day(day).filter(sale_kind=market)


def kinds_of(part: str) -> list[str]:
    """Return the kinds of events that make up one part of a line."""
    return [kind for kind, (name, _sign) in PARTS.items() if name == part]


def figures_of(day: date, cutoff: datetime) -> dict[Cell, Figures]:
    """Return the six lines of ``day`` from the events entered by ``cutoff``; nothing happened is zeros."""
    return _lines(events_of(market, day).filter(recorded_at__lte=cutoff) for market in Market)


def late_figures(report: DailyReport) -> dict[Cell, Figures]:
    """Return what was entered for the report's day after its figures had been taken."""
    return _lines(events_of(market, report.on).filter(recorded_at__gt=report.cutoff) for market in Market)


def _lines(events: Iterable[Events]) -> dict[Cell, Figures]:
    lines = {cell: dict(NOTHING) for cell in CELLS}
    for market, rows in zip(Market, events, strict=True):
        for row in rows.added_up("is_residential"):
            if row["kind"] in PARTS:
                _add(lines[market, row["is_residential"]], *PARTS[row["kind"]], row)
    return lines


def _add(line: Figures, part: str, sign: int, row: Mapping[str, int | Decimal]) -> None:
    for measure in ("sets", "area", "amount"):
        if (name := f"{part}_{measure}") in line:
            line[name] += sign * row[f"all_{measure}"]


def differences(report: DailyReport) -> dict[Cell, Figures]:
    """Return the frozen lines that the events of their cut-off do not give, each with what the events give."""
    found = figures_of(report.on, report.cutoff)
    frozen = {(line.market, line.is_residential): figures_in(line) for line in lines_of(report)}
    return {cell: figures for cell, figures in found.items() if figures != frozen[cell]}


def lines_of(report: DailyReport) -> list[DailyReportLine]:
    """Return the frozen lines of the present revision, in the order of the form."""
    stored = {(line.market, line.is_residential): line for line in report.lines.filter(revision=report.revision)}
    return [stored[cell] for cell in CELLS]


def figures_in(line: DailyReportLine) -> Figures:
    """Return the measures of a frozen line."""
    return {name: getattr(line, name) for name in DAILY_MEASURES}


def together(lines: Iterable[Mapping[str, int | Decimal]]) -> Figures:
    """Return the sum of lines, and its net: signed, changed, less what ended."""
    rows = list(lines)
    total: Figures = {name: sum((row[name] for row in rows), NOTHING[name]) for name in DAILY_MEASURES}
    return total | {
        "net_sets": total["signed_sets"] - total["ended_sets"],
        "net_area": total["signed_area"] + total["changed_area"] - total["ended_area"],
        "net_amount": total["signed_amount"] + total["changed_amount"] - total["ended_amount"],
    }


# -- when a report is due ----------------------------------------------------------------------------


def due_moments(start: date, end: date) -> dict[date, datetime]:
    """Return for every day of the period when its report is due: the next day, or the next working day."""
    moment = time.fromisoformat(parameters.text("report_due_time"))
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    if parameters.switched_on("report_on_holidays"):
        return {day: datetime.combine(day + ONE_DAY, moment, clock.SHANGHAI) for day in days}
    worked = workdays(start, end + FORTNIGHT)
    return {day: datetime.combine(worked[bisect_right(worked, day)], moment, clock.SHANGHAI) for day in days}


# -- punctuality -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Day:
    """One day of the calendar; ``report`` is missing when none was made."""

    on: date
    state: ReportDay
    due_at: datetime
    report: DailyReport | None


@dataclass(frozen=True)
class Punctuality:
    """How a period was reported. Due are the days whose term is over and those sent before it."""

    days: list[Day]

    @property
    def counts(self) -> Counter[ReportDay]:
        return Counter(day.state for day in self.days)

    @property
    def on_time(self) -> int:
        return self.counts[ReportDay.ON_TIME] + self.counts[ReportDay.ZERO]

    @property
    def zero(self) -> int:
        return self.counts[ReportDay.ZERO]

    @property
    def late(self) -> int:
        return self.counts[ReportDay.LATE]

    @property
    def returned(self) -> int:
        return self.counts[ReportDay.RETURNED]

    @property
    def missing(self) -> int:
        return self.counts[ReportDay.MISSING]

    @property
    def due(self) -> int:
        return self.on_time + self.late + self.returned + self.missing

    @property
    def rate(self) -> Ratio:
        return Ratio(self.on_time, self.due)


def punctuality(start: date, end: date, cutoff: datetime | None = None) -> Punctuality:
    """Return how each day from ``start`` to ``end`` was reported, as far as it had been entered by the cut-off, or now.

    Reporting began with the first report on record.
    """
    moment = cutoff or clock.now()
    then = _states_then(moment)
    known = DailyReport.objects.exclude(pk__in=[pk for pk, status in then.items() if status is None])
    reports = {report.on: report for report in known.with_zero().filter(on__range=(start, end))}
    first = known.order_by("on").values_list("on", flat=True).first()
    for report in reports.values():
        report.status = then.get(report.pk) or report.status
    days = [
        Day(on, _state(on, due_at, reports.get(on), first, moment), due_at, reports.get(on))
        for on, due_at in due_moments(start, end).items()
    ]
    return Punctuality(days)


def _states_then(moment: datetime) -> dict[int, str | None]:
    """Return the states, at that moment, of the reports that changed after it; None where it was made later.

    The diary says so: the first that was written afterwards names what was before.
    """
    name, codes = str(DailyReport._meta.get_field("status").verbose_name), {s.label: s.value for s in ReportStatus}
    later = Entry.objects.filter(at__gt=moment, object_type=DailyReport._meta.label_lower).order_by("pk")
    found: dict[int, str | None] = {}
    for pk, before, after in later.values_list("object_id", "before", "after"):
        if name in before:
            found.setdefault(pk, codes[before[name]])
        elif name in after:
            found.setdefault(pk, None)
    return found


def unsent() -> list[Day]:
    """Return the past days of the last year that no report was sent for, due or missing."""
    today = clock.today()
    first = DailyReport.objects.order_by("on").values_list("on", flat=True).first()
    if first is None or first >= today:
        return []
    due = due_moments(max(first, today - A_YEAR), today - ONE_DAY)
    reports = {report.on: report for report in DailyReport.objects.filter(on__in=due, first_submitted_at=None)}
    sent = DailyReport.objects.filter(first_submitted_at__isnull=False, on__gte=min(due)).values_list("on", flat=True)
    left = due.keys() - set(sent)
    now = clock.now()
    return [
        Day(on, _state(on, due[on], reports.get(on), first, now), due[on], reports.get(on)) for on in sorted(left)
    ]


def _state(
    on: date, due_at: datetime, report: DailyReport | None, first: date | None, moment: datetime
) -> ReportDay:
    if first is None or on < first or on > moment.astimezone(clock.SHANGHAI).date():
        return ReportDay.NONE
    if report is None or report.first_submitted_at is None or report.first_submitted_at > moment:
        return ReportDay.MISSING if moment > due_at else ReportDay.DUE
    if report.status not in SENT:
        return ReportDay.RETURNED
    if report.first_submitted_at > report.due_at:
        return ReportDay.LATE
    return ReportDay.ZERO if report.is_zero else ReportDay.ON_TIME
