"""Behind a captured figure: what it means, the records that made it, and what the records say today."""
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.core.paginator import Paginator
from django.db.models import ForeignKey, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.views.generic import DetailView

from housing_portal.accounts.models import Unit
from housing_portal.journal.objects import words
from housing_portal.kit.pages import Page, Scoped
from reports.bindings import binding_of
from reports.differences import Difference, compared
from reports.documents.phrases import exact
from reports.enums import DocumentKind, DocumentStatus
from reports.models import Document, FigureBinding
from reports.moments import live_figures
from reports.office import paper_for
from reports.slots import Library
from reports.slots.parts import Answer, Facts, Slot
from reports.views.base import FiguresPage
from reports.views.overrides import ask_from

PAGE_SIZE = 50


@dataclass(frozen=True)
class Line:
    """One record behind a figure: what it is called now, and what it added, as it was kept."""

    kind: str
    label: str
    url: str
    adds: Any
    then: Any = None


def lines_of(rows: Sequence[Sequence[Any]]) -> list[Line]:
    """Return the kept records with their names of today; one that is gone is named by its key."""
    found: dict[tuple[str, int], Model] = {}
    for label in {row[0] for row in rows}:
        found |= {(label, pk): record for pk, record in _records(label, [row[1] for row in rows if row[0] == label])}
    return [_line(row, found.get((row[0], row[1]))) for row in rows]


def _records(label: str, keys: list[int]) -> list[tuple[int, Model]]:
    try:
        model = apps.get_model(label)
    except LookupError:  # a record of a version of the portal that knew other records
        return []
    near = [field.name for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
    return list(model._base_manager.select_related(*near).in_bulk(keys).items())


def _line(row: Sequence[Any], record: Model | None) -> Line:
    kind = words(row[0])
    if record is None:
        return Line(kind, f"编号 {row[1]}（记录已不存在）", "", row[2])
    return Line(kind, str(record), _address(record), row[2])


def _address(record: Model) -> str:
    try:
        return record.get_absolute_url() or ""
    except (AttributeError, NoReverseMatch):
        return ""


class BindingPage(Page, Scoped, DetailView):
    """One figure of a captured paper as it was captured, with today's value beside it."""

    permission = "reports.view"
    model = FigureBinding
    template_name = "reports/binding.html"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(
            "capture__document", "unit", "override__asked_by", "override__decided_by"
        )

    def get_title(self) -> str:
        return self.object.label

    def get_crumbs(self) -> list[tuple[str, str]]:
        document = self.object.capture.document
        return [(document.title, document.get_absolute_url())]

    @cached_property
    def difference(self) -> Difference | None:
        """Return how today's figure differs; None when it does not."""
        document = self.object.capture.document
        return next(iter(compared(document, [self.object], live_figures(document))), None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        it, difference = self.object, self.difference
        page = Paginator(it.records, PAGE_SIZE).get_page(self.request.GET.get("page"))
        own = {
            "binding": it, "capture": it.capture, "document": it.capture.document,
            "value": exact(it.value, it.measured_in), "page": page, "lines": lines_of(page.object_list),
            "sums": adds_up(it),
            "difference": difference, "moved": moved(difference) if difference else [],
            "live_url": self.get_live_url(),
        }
        return super().get_context_data(**{**own, **kwargs})

    def get_live_url(self) -> str:
        """Return the page of the figure as it is now."""
        it, document = self.object, self.object.capture.document
        of_unit = f"&unit={it.unit_id}" if it.unit_id else ""
        return f"{reverse('reports:slot', args=[it.key])}?as_of={document.as_of}&document={document.pk}{of_unit}"


def adds_up(binding: FigureBinding) -> bool:
    """Tell whether the records add up to the figure; those behind a rate do not."""
    return binding.denominator is None and any(row[2] is not None for row in binding.records)


def moved(difference: Difference) -> list[tuple[str, list[Line]]]:
    """Return the records that make the difference, by what has happened to them, the first of each."""
    changed = [new for _, new in difference.changed][:PAGE_SIZE]
    then = {(old[0], old[1]): old[2] for old, _ in difference.changed}
    amended = [
        Line(line.kind, line.label, line.url, line.adds, then[(row[0], row[1])])
        for row, line in zip(changed, lines_of(changed), strict=True)
    ]
    groups = (
        ("取数后计入", lines_of(difference.added[:PAGE_SIZE])),
        ("取数后不再计入", lines_of(difference.removed[:PAGE_SIZE])),
        ("计入数有变", amended),
    )
    return [(label, lines) for label, lines in groups if lines]


class SlotPage(FiguresPage):
    """A slot that is no indicator, as it stands now for a day or for a draft; an indicator has a page of its own."""

    template_name = "reports/slot.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.kwargs["code"] in self.figures.indicators:
            address = reverse("reports:figure", args=[self.kwargs["code"]])
            return redirect(f"{address}?{request.GET.urlencode()}")
        return super().get(request, *args, **kwargs)

    @cached_property
    def slot(self) -> Slot:
        found = Library(self.figures).find(self.kwargs["code"])
        if found is None or not self.request.user.sees_everything:
            raise Http404
        return found

    @cached_property
    def paper(self) -> Document:
        """Return the draft that is asked about; without one, a paper of the day that nobody has stored."""
        if pk := self._key("document"):
            return get_object_or_404(Document.objects.visible_to(self.request.user), pk=pk)
        day = self.figures.scope.as_of
        found = paper_for(DocumentKind.WORK_REPORT, day)
        return found if found.pk is None else Document(
            kind=found.kind, title=found.title, issuer=found.issuer, as_of=day, status=DocumentStatus.DRAFT
        )

    @cached_property
    def unit(self) -> Unit | None:
        pk = self._key("unit")
        return get_object_or_404(Unit.objects.visible_to(self.request.user), pk=pk) if pk else None

    def _key(self, name: str) -> int | None:
        asked = self.request.GET.get(name, "")
        if not asked:
            return None
        if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
            raise Http404
        return int(asked)

    def get_title(self) -> str:
        return f"{self.unit.name if self.unit else ''}{self.slot.label}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        answer: Answer = self.slot.answer(Facts(self.paper, self.figures), self.unit)
        binding = binding_of(self.slot, answer, self.unit, 0, [])
        page = Paginator(binding.records, PAGE_SIZE).get_page(self.request.GET.get("page"))
        own = {
            "slot": self.slot, "binding": binding, "value": exact(binding.value, binding.measured_in),
            "page": page, "lines": lines_of(page.object_list),
            "sums": adds_up(binding),
            "ask_url": ask_from(self.request.user, self.request.GET.get("document", ""), binding.printed_key),
        }
        return super().get_context_data(**{**own, **kwargs})

