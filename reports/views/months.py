"""月度锁定: which months are locked, locking one, its figures, and what would be different today."""
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views import View
from django.views.generic import DetailView, TemplateView

from housing_portal.journal.history import history_of
from housing_portal.kit import clock
from housing_portal.kit.clock import SHANGHAI
from housing_portal.kit.pages import Button, CreatePage, Page, Scoped
from housing_portal.kit.periods import month_end
from housing_portal.kit.scope import Scope
from housing_portal.registry.services.months import LOCK
from housing_portal.registry.views.calendar import YEARS, year_asked
from reports import calendar
from reports.consistency import check_set
from reports.drift import drift, last_count
from reports.enums import ReportState, Severity
from reports.evaluate import IndicatorSet, evaluate
from reports.forms.months import LockForm
from reports.models import MonthSnapshot
from reports.office import filler
from reports.snapshots import lock_month
from reports.views.files import file_to_keep
from reports.workbooks.drift import drift_workbook

VIEW = "reports.view"
AFTER_THE_LOCK = ("月度锁定", "工作汇报")


@dataclass(frozen=True)
class Month:
    """A month of the year with its snapshot, the last revision, and those before it."""

    year: int
    number: int
    snapshot: MonthSnapshot | None
    earlier: list[MonthSnapshot]

    @property
    def is_over(self) -> bool:
        return month_end(self.year, self.number) < clock.today()

    @property
    def drift(self) -> tuple[int, datetime] | None:
        return last_count(self.snapshot) if self.snapshot else None


class MonthList(Page, TemplateView):
    permission = VIEW
    title = "月度锁定"
    template_name = "reports/month_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        this = clock.today().year  # nothing of a later year can be locked
        year = min(year_asked(self.request.GET), this)
        known = defaultdict(list)
        rows = MonthSnapshot.objects.visible_to(self.request.user).filter(lock__year=year).defer("figures")
        for one in rows.select_related("lock__locked_by").order_by("-lock__revision"):
            known[one.lock.month].append(one)
        months = [Month(year, n, next(iter(known[n]), None), known[n][1:]) for n in range(1, 13)]
        own = {
            "year": year, "years": [n for n in (year - 1, year + 1) if n in YEARS and n <= this], "months": months,
            "may_lock": self.request.user.can(LOCK) and self.request.user.sees_everything,
        }
        return super().get_context_data(**{**own, **kwargs})


class MonthLockPage(CreatePage):
    """What will be kept, and who keeps it; a month that is locked already gets a further revision."""

    permission = LOCK
    model = MonthSnapshot
    form_class = LockForm
    list_url = "reports:months"
    template_name = "reports/month_lock.html"
    submit_label = "锁定"
    done = "已锁定，这个月的数字取自快照。"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_month = self.kwargs["year"] in YEARS and 1 <= self.kwargs["month"] <= 12
        if request.user.is_authenticated and not (request.user.sees_everything and is_month):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def last_day(self) -> date:
        return month_end(self.kwargs["year"], self.kwargs["month"])

    @cached_property
    def last(self) -> MonthSnapshot | None:
        """Return the revision in force."""
        return MonthSnapshot.objects.frozen(Scope(self.last_day, clock.now()))

    def get_title(self) -> str:
        return f"{'重新锁定' if self.last else '锁定'} {self.last_day.year}年{self.last_day.month}月"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "is_again": self.last is not None}

    def perform(self, form: LockForm) -> MonthSnapshot:
        return lock_month(
            actor=self.request.user, year=self.last_day.year, month=self.last_day.month, reason=form.reason
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        figures = IndicatorSet(Scope(self.last_day, clock.now()))
        reds = [one for one in check_set(figures) if one.severity == Severity.RED]
        own = {
            "is_over": self.last_day < clock.today(), "last": self.last, "figure_count": len(figures.indicators),
            "reds": reds, "missing": self.get_missing(), "day": self.last_day,
            "revision": self.last.lock.revision + 1 if self.last else 1,
        }
        return super().get_context_data(**{**own, **kwargs})

    def get_missing(self) -> list[calendar.Cell]:
        """Return the reports of the month that are past their term and have not come."""
        cells = calendar.Month(self.request.user, self.last_day.year, self.last_day.month).cells
        return [cell for cell in cells if cell.state == ReportState.MISSING and cell.duty not in AFTER_THE_LOCK]


class OfSnapshot(Page, Scoped, DetailView):
    """A page of one revision of one month."""

    permission = VIEW
    model = MonthSnapshot

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("lock__locked_by")


class MonthPage(OfSnapshot):
    """All figures of the month as they are kept; each opens its records as of the lock."""

    template_name = "reports/month.html"

    def get_title(self) -> str:
        return str(self.object)

    def get_buttons(self) -> list[Button]:
        lock, buttons = self.object.lock, [
            Button("漂移报告", reverse("reports:month_drift", args=[self.object.pk]), "chart"),
        ]
        if self.request.user.can(LOCK):
            again = reverse("reports:month_lock", args=[lock.year, lock.month])
            buttons.append(Button("重新锁定", again, "", "danger-line"))
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        figures = evaluate(self.object.scope)
        groups = [
            (group.title, [(one, figures.value(one.key), figures.total(one.key).records) for one in group.indicators])
            for group in figures.groups
        ]
        own = {"groups": groups, "lock": self.object.lock, "figure_count": len(self.object.figures),
               "parts": {"history": history_of(self.object.lock)}}
        return super().get_context_data(**{**own, **kwargs})


class DriftPage(OfSnapshot):
    template_name = "reports/month_drift.html"

    def get_title(self) -> str:
        return f"{self.object.lock.label}漂移报告"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.object), self.object.get_absolute_url())]

    def get_buttons(self) -> list[Button]:
        return [Button("导出清单", reverse("reports:month_drift_workbook", args=[self.object.pk]), "dl")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lock = self.object.lock
        rows = self.get_queryset().filter(lock__year=lock.year, lock__month=lock.month)
        later = rows.filter(lock__revision__gt=lock.revision).order_by("lock__revision").last()
        own = {"rows": drift(self.object), "lock": lock, "later": later, "now": clock.now()}
        return super().get_context_data(**{**own, **kwargs})


class DriftWorkbook(OfSnapshot, View):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        snapshot = self.get_object()
        at = f"{clock.now().astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        book = drift_workbook(snapshot, drift(snapshot), at, filler(snapshot.lock.last_day))
        return file_to_keep(book, f"漂移清单-{snapshot.lock.label}.xlsx")
