"""What the pages of the registers share."""
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from housing_portal.journal.pages import RecordPage
from housing_portal.kit.pages import Button, ListPage
from housing_portal.registry.enums import Mark
from housing_portal.registry.workflow import MERGE

VIEW, EDIT, CONFIRM = "registry.view", "registry.edit", "registry.confirm"
IMPORT, MARKET = "transactions.import", "transactions.view"


class BureauOnly:
    """What the bureau alone writes: targets, and the registers on which hangs what may be sold."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.sees_everything:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class MasterList(ListPage):
    """``import_kind`` names the table that can be imported; ``is_market`` lists are written by the bureau alone."""

    permission = VIEW
    write_permission = EDIT
    import_kind = ""
    is_market = False

    def get_buttons(self) -> list[Button]:
        user = self.request.user
        buttons = super().get_buttons() if user.sees_everything or not self.is_market else []
        if self.import_kind and user.can(IMPORT) and user.can(EDIT):
            buttons.append(Button("导入", reverse("registry:import", args=[self.import_kind]), "up"))
        return buttons


class MasterDetail(RecordPage):
    permission = VIEW
    edit_permission = EDIT


class MarketDetail(MasterDetail):
    """An estate, building or permit: everybody with the register reads it, the bureau changes it."""

    def get_buttons(self) -> list[Button]:
        return super().get_buttons() if self.request.user.sees_everything else []


class Mergeable:
    """A record that may be merged into another; once it is, its page only leads there."""

    template_name = "registry/record.html"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("merged_into")

    def get_chips(self) -> list[Any]:
        return [Mark.MERGED] if self.object.merged_into_id else []

    def get_buttons(self) -> list[Button]:
        if self.object.merged_into_id:
            return []
        buttons = list(super().get_buttons())
        if self.request.user.can(MERGE.permission):
            url = reverse(f"registry:{self.object._meta.model_name}_merge", args=[self.object.pk])
            buttons.append(Button(MERGE.label, url, style="danger-line"))
        return buttons
