"""Where the current request comes from, without services knowing about requests."""
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

address: ContextVar[str | None] = ContextVar("address", default=None)


class Origin:
    """Middleware: note the client's address for journal entries of this request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = address.set(request.META.get("REMOTE_ADDR") or None)
        try:
            return self.get_response(request)
        finally:
            address.reset(token)
