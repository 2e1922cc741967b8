"""The diary, read only, and the download of attachments."""
import io
from collections.abc import Sequence

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.generic import View

from housing_portal.journal import objects
from housing_portal.journal.filters import EntryFilter
from housing_portal.journal.history import changes
from housing_portal.journal.models import Attachment, Entry
from housing_portal.journal.services import content_of, files_permission, open_personal
from housing_portal.journal.tables import ChangeTable, EntryTable
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.pages import ActionPage, Button, DetailPage, ListPage, Page
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step

OPEN = Step("open", "查看附件", frozenset(), "", "", needs_reason=True)


class EntryList(ListPage):
    permission = "journal.view"
    title = "操作日志"
    model = Entry
    table_class = EntryTable
    filterset_class = EntryFilter
    template_name = "journal/entries.html"

    def get_queryset(self) -> QuerySet[Entry]:
        return super().get_queryset().select_related("unit")


class EntryDetail(DetailPage):
    permission = "journal.view"
    model = Entry

    def get_title(self) -> str:
        return self.object.label

    def get_facts(self) -> list[tuple[str, object]]:
        entry = self.object
        return [
            ("时间", f"{entry.at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}"),
            ("操作人", entry.actor_name),
            ("单位", entry.unit),
            ("动作", entry.action),
            ("对象", f"{objects.words(entry.object_type)} {entry.object_id}" if entry.object_type else ""),
            ("来源地址", entry.address),
            ("原因", entry.reason),
        ]

    def get_tables(self) -> Sequence[tuple[str, Table]]:
        rows = [{"label": label, "before": old, "after": new} for label, old, new in changes(self.object)]
        return [("改前与改后", ChangeTable(rows, orderable=False))]

    def get_buttons(self) -> list[Button]:
        found = objects.find(self.object.object_type, self.object.object_id, self.request.user)
        url = getattr(found, "get_absolute_url", None)
        return [Button("查看对象", url())] if url else []


class AttachmentDownload(Page, View):
    """The file, for whoever may see the record that it belongs to; for everybody else it does not exist.

    Scans that show personal data are asked for on a page of their own.
    """

    permission = ""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        attachment = get_object_or_404(Attachment, pk=pk)
        if files_permission(_owner(attachment, request)):
            return HttpResponseRedirect(reverse("journal:attachment_open", args=[pk]))
        try:
            return _file(attachment, content_of(attachment))
        except ServiceError as error:
            return render(request, "journal/damaged.html", {"sentence": error.sentence}, status=409)


class AttachmentOpen(ActionPage):
    """A scan with personal data: who wants to see it says why, and the diary keeps it."""

    step = OPEN
    model = Attachment
    submit_label = "查看附件"

    def get_queryset(self) -> QuerySet[Attachment]:
        return Attachment.objects.all()

    def get_object(self, queryset: QuerySet | None = None) -> Attachment:
        attachment = get_object_or_404(Attachment, pk=self.kwargs["pk"])
        self.owner = _owner(attachment, self.request)
        permission = files_permission(self.owner)
        if not permission:
            raise Http404
        if not self.request.user.can(permission):
            raise PermissionDenied
        return attachment

    def get_cancel_url(self) -> str:
        return self.owner.get_absolute_url()

    def get_effects(self) -> list[str]:
        return [
            f"下载“{self.object.name}”。材料中有证件、银行卡等个人信息，请勿转发给无关人员，用完即删。",
            "查看人、时间、理由和文件名记入操作日志，不能删除。",
        ]

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            content = open_personal(
                actor=self.request.user, attachment=self.object, obj=self.owner, reason=form.cleaned_data["reason"]
            )
        except ValidationError as error:
            form.refuse(error)
            return self.form_invalid(form)
        response = _file(self.object, content)
        add_never_cache_headers(response)
        return response


def _owner(attachment: Attachment, request: HttpRequest) -> models.Model:
    found = objects.find(attachment.object_type, attachment.object_id, request.user)
    if found is None:
        raise Http404
    return found


def _file(attachment: Attachment, content: bytes) -> FileResponse:
    response = FileResponse(
        io.BytesIO(content), as_attachment=True, filename=attachment.name, content_type=attachment.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
