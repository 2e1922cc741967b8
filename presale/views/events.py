"""拟办预售项目, and 培训宣传: what the monthly report says about the beginning of supervision."""
from typing import Any

from django.db.models import QuerySet

from housing_portal.journal.pages import RecordPage
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import CreatePage, EditPage, KeyFigure, ListPage
from housing_portal.registry.enums import OrganizationKind
from presale.event_enums import EventKind
from presale.filters.events import EventFilter, PipelineFilter
from presale.forms.events import EventForm, PipelineForm
from presale.models import EscrowEvent, PresalePipeline
from presale.services import events
from presale.tables.events import EventTable, PipelineTable
from presale.workflow import RECORD

VIEW = "presale.view"


class PipelineList(ListPage):
    permission = VIEW
    title = "拟办预售项目"
    model = PresalePipeline
    table_class = PipelineTable
    filterset_class = PipelineFilter
    create_url, create_label, write_permission = "presale:pipeline_create", "列入项目", RECORD

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("developer", "application")


class PipelineCreate(CreatePage):
    permission = RECORD
    title = "列入拟办预售项目"
    model = PresalePipeline
    form_class = PipelineForm
    list_url = "presale:pipeline_list"

    def perform(self, form: PipelineForm) -> PresalePipeline:
        return events.list_project(actor=self.request.user, **form.cleaned_data)


class PipelinePage(RecordPage):
    permission = VIEW
    model = PresalePipeline
    related = ("developer", "application", "recorded_by")
    edit_url, edit_permission = "presale:pipeline_edit", RECORD
    facts = (
        "project_name", "developer", "expected_on", "contacted_on", "trained_on", "application", "note", "recorded_by",
        "recorded_at",
    )


class PipelineEdit(EditPage):
    permission = RECORD
    model = PresalePipeline
    form_class = PipelineForm

    def perform(self, form: PipelineForm) -> PresalePipeline:
        return events.edit_project(actor=self.request.user, project=self.object, **form.cleaned_data)


class EventList(ListPage):
    permission = VIEW
    title = "培训宣传"
    model = EscrowEvent
    table_class = EventTable
    filterset_class = EventFilter
    template_name = "presale/event_list.html"
    create_url, create_label, write_permission = "presale:event_create", "登记", RECORD

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_attendance()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        views = [("全部", ""), *((kind.label, kind.value) for kind in EventKind)]
        return super().get_context_data(views=views, state=self.query.get("kind", ""), **kwargs)


class EventCreate(CreatePage):
    permission = RECORD
    title = "登记培训宣传"
    model = EscrowEvent
    form_class = EventForm
    list_url = "presale:event_list"

    def perform(self, form: EventForm) -> EscrowEvent:
        return events.record_event(actor=self.request.user, **form.cleaned_data)


class EventPage(RecordPage):
    permission = VIEW
    model = EscrowEvent
    related = ("policy", "recorded_by")
    has_files = True
    edit_url, edit_permission = "presale:event_edit", RECORD
    facts = ("subject", "on", "place", "lecturer", "policy", "note", "recorded_by", "recorded_at")

    def get_chips(self) -> list[Any]:
        return [EventKind(self.object.kind)]

    def get_figures(self) -> list[KeyFigure]:
        if self.object.kind != EventKind.TRAINING:
            return []
        this = EscrowEvent.objects.filter(pk=self.object.pk)
        return [
            KeyFigure("监管银行（家）", grouped(this.attended(OrganizationKind.BANK)), main=True),
            KeyFigure("房地产开发企业（家）", grouped(this.attended(OrganizationKind.DEVELOPER))),
        ]

    def get_facts(self) -> list[tuple[str, Any]]:
        return [*super().get_facts(), ("参加单位", events.names_of(self.object))]


class EventEdit(EditPage):
    permission = RECORD
    model = EscrowEvent
    form_class = EventForm
    title = "更正培训宣传"

    def perform(self, form: EventForm) -> EscrowEvent:
        return events.edit_event(actor=self.request.user, event=self.object, **form.cleaned_data)
