"""The diary, read only, and the download of attachments."""
import io
from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.generic import View

from housing_portal.journal import objects
from housing_portal.journal.filters import EntryFilter
from housing_portal.journal.history import changes
from housing_portal.journal.models import Attachment, Entry
from housing_portal.journal.services import content_of
from housing_portal.journal.tables import ChangeTable, EntryTable
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.pages import Button, DetailPage, ListPage, Page
from housing_portal.kit.tables import Table


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
    """The file, for whoever may see the record that it belongs to; for everybody else it does not exist."""

    permission = ""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        attachment = get_object_or_404(Attachment, pk=pk)
        if objects.find(attachment.object_type, attachment.object_id, request.user) is None:
            raise Http404
        try:
            content = content_of(attachment)
        except ServiceError as error:
            return render(request, "journal/damaged.html", {"sentence": error.sentence}, status=409)
        response = FileResponse(
            io.BytesIO(content), as_attachment=True, filename=attachment.name, content_type=attachment.content_type
        )
        response["X-Content-Type-Options"] = "nosniff"
        return response
