"""起草: the kind first, then the form of that kind; and changing the draft."""
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.http import Http404
from django.views.generic import TemplateView

from housing_portal.accounts.office import office_names
from housing_portal.kit import clock
from housing_portal.kit.pages import CreatePage, EditPage, Page
from housing_portal.kit.scope import current
from reports.evaluate import IndicatorSet
from reports.forms.documents import DocumentForm
from reports.kinds import KINDS, Kind
from reports.models import Document
from reports.office import title_of
from reports.services.drafts import draft_document, edit_document
from reports.slots import Library

ABOUT = {
    "form": "", "supervision": "由督办事项起草，一个单位一份。", "difference": "在已印发公文的页面起草。",
}
KEPT = ("issuer", "mark", "prefix", "addressees", "copies", "imprint_office", "is_sealed")
DRAFTED_HERE = [kind.code for kind in KINDS.values() if kind.made_by == "form"]


class DocumentKinds(Page, TemplateView):
    """Which kind of paper is to be drafted, and where the other kinds begin."""

    permission = "reports.draft"
    title = "起草公文"
    template_name = "reports/document_kinds.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = [(kind, ABOUT[kind.made_by]) for kind in KINDS.values()]
        return super().get_context_data(kinds=kinds, **kwargs)


class OfKind:
    """A form that asks for what one kind states."""

    model = Document
    form_class = DocumentForm
    permission = "reports.draft"
    template_name = "reports/document_form.html"

    def get_kind(self) -> Kind:
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "kind": self.get_kind(), "library": self.library}

    @cached_property
    def day(self) -> date:
        return self.object.as_of if self.object else clock.today()

    @cached_property
    def library(self) -> Library:
        """Return the slots of the day of the paper: the form checks by them, the picker offers them."""
        return Library(IndicatorSet(current(self.day)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer the slots beside the free text, with their values on the day of the paper."""
        return super().get_context_data(groups=list(self.library.groups()), tried_on=self.day, **kwargs)


class DocumentCreate(OfKind, CreatePage):
    list_url = "reports:document_list"

    def get_kind(self) -> Kind:
        kind = KINDS.get(self.kwargs["kind"])
        if kind is None or kind.made_by != "form":
            raise Http404
        return kind

    def get_title(self) -> str:
        return f"起草{self.get_kind().code.label}"

    def get_initial(self) -> dict[str, Any]:
        """Offer what the last paper of the kind, or the last of all, had on its head, and the period that is due.

        A notice to one unit is no pattern: its addressee and mark are its own.
        """
        kind, today = self.get_kind(), clock.today()
        papers = Document.objects.order_by("-pk")
        last = papers.filter(kind=kind.code).first() or papers.filter(kind__in=DRAFTED_HERE).first()
        name = office_names()[0]
        head = {field: getattr(last, field) for field in KEPT} if last else {
            "issuer": name, "mark": f"{name}文件", "imprint_office": name,
        }
        own = {"title": kind.title, "as_of": today}
        if kind.period:  # what is reported is the month that has ended, or the year up to there
            as_of = today.replace(day=1) - timedelta(days=1)
            first = as_of.replace(month=as_of.month if kind.monthly else 1, day=1)
            own = {"title": title_of(kind, first, as_of), "as_of": as_of, "period_from": first}
        return {
            **super().get_initial(), **head, **own, "needs_countersign": kind.countersign, "issued_on": today,
        }

    def perform(self, form: DocumentForm) -> Document:
        return draft_document(actor=self.request.user, kind=self.get_kind().code, **form.cleaned_data)


class DocumentEdit(OfKind, EditPage):
    def get_kind(self) -> Kind:
        return KINDS[self.object.kind]

    def perform(self, form: DocumentForm) -> Document:
        return edit_document(actor=self.request.user, document=self.object, **form.cleaned_data)
