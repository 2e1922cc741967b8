"""Where the current request comes from, without services knowing about requests."""
from collections.abc import Callable
from contextvars import ContextVar
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

address: ContextVar[str | None] = ContextVar("address", default=None)


def client_address(request: HttpRequest) -> str | None:
    """Return the client's address: what the proxy says behind a proxy, the connection's own otherwise.

    Our proxy sets the header and never passes a client's own on, so its value is one address and can be trusted;
    without a proxy the header is the client's word and is not read.
    """
    said = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.HTTPS else ""
    try:
        return str(ip_address(said or request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return None


class Origin:
    """Middleware: note the client's address for journal entries of this request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = address.set(client_address(request))
        try:
            return self.get_response(request)
        finally:
            address.reset(token)
