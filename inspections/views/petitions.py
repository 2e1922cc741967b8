"""信访投诉: the list, what is registered, the page of a petition with its clock, and the persons behind it."""
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from housing_portal.journal.pages import FactPage
from housing_portal.kit import clock, scope
from housing_portal.kit.filters import clean_query
from housing_portal.kit.pages import Button, CreatePage, EditPage, KeyFigure, ListPage
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from housing_portal.registry.services.personal import PERMISSION as REVEAL
from housing_portal.registry.views.personal import RevealPage
from inspections.enums.petitions import PetitionCategory, PetitionStatus, Satisfaction
from inspections.filters.petitions import PetitionFilter
from inspections.forms.petitions import PetitionerEditForm, PetitionerForm, PetitionForm
from inspections.models.petition import Petition, Petitioner
from inspections.petition_clock import Term, next_due
from inspections.services import petition_marks, petitioners
from inspections.services import petitions as services
from inspections.tables.petitions import (
    PetitionerChangeTable,
    PetitionerTable,
    PetitionStepTable,
    PetitionTable,
    RepeatTable,
    clock_table,
    repeats_of,
)
from inspections.workflow import HEAR, PETITION

VIEW = "petitions.view"


class PetitionList(ListPage):
    permission = VIEW
    title = "信访投诉"
    model = Petition
    table_class = PetitionTable
    filterset_class = PetitionFilter
    shown = ("title", "category", "estate", "received_on", "term", "due", "late", "status")
    create_url, import_url, write_permission = "inspections:petition_create", "inspections:petition_import", HEAR
    create_label = "登记信访"
    empty_text = "没有符合条件的信访件"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("estate", "organization", "repeats")


class PetitionCreate(CreatePage):
    """``?estate=…`` fills the form in beforehand, and ``?repeats=…`` with what the same matter is about."""

    permission = HEAR
    title = "登记信访"
    model = Petition
    form_class = PetitionForm
    list_url = "inspections:petition_list"
    done = "已登记，请接着登记信访人。"

    def get_initial(self) -> dict[str, Any]:
        given = {key: int(pk) for key, pk in clean_query(self.request.GET).items() if pk.isdecimal()}
        known = {"estate": given["estate"]} if "estate" in given else {}
        if first := Petition.objects.visible_to(self.request.user).filter(pk=given.get("repeats")).first():
            known = {"repeats": first.number, "category": first.category, "estate": first.estate_id,
                     "organization": first.organization_id}
        return {**super().get_initial(), **known}

    def perform(self, form: PetitionForm) -> Petition:
        return services.register_petition(actor=self.request.user, **form.cleaned_data, reason=form.reason)


class PetitionEdit(EditPage):
    permission = HEAR
    model = Petition
    form_class = PetitionForm

    def perform(self, form: PetitionForm) -> Petition:
        return services.edit_petition(
            actor=self.request.user, petition=self.object, **form.cleaned_data, reason=form.reason
        )


class PetitionPage(FactPage):
    permission = VIEW
    model = Petition
    workflow = PETITION
    related = ("estate", "organization", "repeats", "recorded_by")
    has_files = True
    edit_url, edit_permission = "inspections:petition_edit", HEAR
    facts = (
        "title", "summary", "channel", "source_no", "received_on", "estate", "organization", "persons", "repeats",
        "handler", "leader", "transferred_to", "reply_no", "satisfaction", "recorded_by", "recorded_at",
    )

    def get_crumbs(self) -> list[tuple[str, str]]:
        first = self.object.repeats
        return [(str(first), first.get_absolute_url())] if first else []

    @cached_property
    def terms(self) -> list[Term]:
        return Petition.objects.filter(pk=self.object.pk).terms_at(scope.current())[self.object.pk]

    def get_chips(self) -> list[Any]:
        return [PetitionStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        it, today = self.object, clock.today()
        due = next_due(self.terms, today)
        day, words = (due.due.isoformat(), f"{due.label}，{due.words(today)}") if due else ("——", "")
        return [
            KeyFigure("当前时限", day, words, main=True),
            KeyFigure("类别", PetitionCategory(it.category).label),
            KeyFigure("人数（人）", str(it.persons), "集体访" if it.is_group else ""),
            KeyFigure("满意度", Satisfaction(it.satisfaction).label),
        ]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"inspections:petition_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        it, user = self.object, self.request.user
        if it.status != PetitionStatus.REGISTERED:
            self.edit_url = ""
        more = []
        if user.can(HEAR):
            if not petition_marks.cannot_rate(it):
                more.append(Button(petition_marks.RATE.label, self.get_step_url(petition_marks.RATE)))
            more.append(Button("登记信访人", reverse("inspections:petitioner_create", args=[it.pk])))
            again = f"{reverse('inspections:petition_create')}?repeats={it.repeats_id or it.pk}"
            more.append(Button("登记重复来件", again))
        if user.can(REVEAL) and self._persons.exists():
            more.append(Button("查看完整证件", reverse("inspections:petition_reveal", args=[it.pk])))
        return [*super().get_buttons(), *more]

    @property
    def _persons(self) -> QuerySet:
        return self.object.petitioners.order_by("role", "pk")

    def get_tables(self) -> list[tuple[str, Table]]:
        steps = self.object.steps.standing().select_related("recorded_by").order_by("-pk")
        person_table = PetitionerChangeTable if self.request.user.can(HEAR) else PetitionerTable
        return [
            ("办理时限", clock_table(self.terms)),
            ("办理进度", PetitionStepTable(steps, orderable=False, empty_text="已登记，尚未决定是否受理")),
            ("信访人", person_table(self._persons, orderable=False, empty_text="还没有登记信访人")),
            ("同一事项的其他来件", RepeatTable(repeats_of(self.object), orderable=False, empty_text="没有重复来件")),
        ]


# -- the persons -----------------------------------------------------------------------------------------------


class PetitionerCreate(CreatePage):
    permission = HEAR
    title = "登记信访人"
    model = Petitioner
    form_class = PetitionerForm
    done = "已登记信访人。"

    @cached_property
    def petition(self) -> Petition:
        return get_object_or_404(Petition.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.petition), self.petition.get_absolute_url())]

    def get_cancel_url(self) -> str:
        return self.petition.get_absolute_url()

    def get_success_url(self) -> str:
        return self.petition.get_absolute_url()

    def perform(self, form: PetitionerForm) -> Petitioner:
        return petitioners.add_petitioner(actor=self.request.user, petition=self.petition, **form.cleaned_data)


class PetitionerEdit(EditPage):
    permission = HEAR
    model = Petitioner
    form_class = PetitionerEditForm
    title = "更正信访人"

    def get_success_url(self) -> str:
        return self.object.petition.get_absolute_url()

    def get_cancel_url(self) -> str:
        return self.object.petition.get_absolute_url()

    def perform(self, form: PetitionerEditForm) -> Petitioner:
        return petitioners.edit_petitioner(actor=self.request.user, petitioner=self.object, **form.cleaned_data)


class PetitionReveal(RevealPage):
    """The petitioners in plain text."""

    model = Petition

    def get_persons(self) -> QuerySet:
        return self.object.petitioners.order_by("role", "pk")
