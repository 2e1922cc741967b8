"""What every page shares: a signed-in reader with the page's permission, a title and the way back."""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase


@dataclass(frozen=True)
class Button:
    """A button in the head of a page; ``style`` is primary, plain or danger-line."""

    label: str
    url: str
    icon: str = ""
    style: str = "plain"


class Page(LoginRequiredMixin):
    """``permission`` is a code of the role table; "" opens the page to everybody who is signed in.

    ``title`` is both the window's title and the h1; ``crumbs`` are (label, url) pairs from the desk down to the page.
    """

    permission: str
    title = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and self.permission and not request.user.can(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_title(self) -> str:
        return self.title

    def get_crumbs(self) -> Sequence[tuple[str, str]]:
        """Return (label, url) of the pages between the menu's item and this page."""
        return []

    def get_buttons(self) -> Sequence[Button]:
        """Return the buttons in the head."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"title": self.get_title(), "crumbs": self.get_crumbs(), "buttons": self.get_buttons()}
        return super().get_context_data(**{**own, **kwargs})


class Scoped:
    """Shows only what the reader may see: everything else does not exist (404), also in exports and actions."""

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().visible_to(self.request.user)
