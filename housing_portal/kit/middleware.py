"""Answers that every page shares: security headers, and a sentence instead of a stack trace for malformed requests."""
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render


def _policy() -> str:
    return "; ".join(f"{name} {' '.join(values)}" for name, values in settings.SECURE_CSP.items())


class SecurityHeaders:
    """Content policy for every answer, and no caching of pages that carry records."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = _policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", self.policy)
        response.setdefault("Cache-Control", "no-store")
        return response


class BadInput:
    """NUL characters in the address and over-sized forms get a sentence, not an error page of the server.

    Forms are read here: the check of their token, which comes next, would read them outside the reach of any page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return render(request, "400.html", status=400)
        try:
            with suppress(UnreadablePostError):  # the browser has gone, nobody waits for an answer
                request.POST.keys()
        except TooManyFilesSent:
            return _too_much(request, f"一次最多提交 {settings.DATA_UPLOAD_MAX_NUMBER_FILES} 个文件，请分批提交。")
        except (RequestDataTooBig, TooManyFieldsSent):
            return _too_much(request, "提交的内容太大，请分批提交。")
        return self.get_response(request)


def _too_much(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "400.html", {"sentence": sentence}, status=413)
