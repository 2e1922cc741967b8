"""Limits of a session, and the duty to change a password that was given or has grown old."""
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse

from housing_portal.accounts.models import User
from housing_portal.kit import clock

# Seconds between two notes of activity: a click every second need not be a write every second.
GRAIN = 60
Answer = Callable[[HttpRequest], HttpResponse]


def start_session(request: HttpRequest) -> None:
    """Note when the person signed in; both limits count from here."""
    request.session["signed_in_at"] = request.session["seen_at"] = _seconds()


def _seconds() -> int:
    return int(clock.now().timestamp())


class SessionLimits:
    """Ends a session that was idle too long or is too old in all; the login page says why."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if reason := self._over(request):
                logout(request)
                # whoever is just signing in again need not be told
                return self.get_response(request) if request.path == reverse("login") else self._tell(request, reason)
            if _seconds() - request.session["seen_at"] >= GRAIN:
                request.session["seen_at"] = _seconds()
        return self.get_response(request)

    def _over(self, request: HttpRequest) -> str:
        if "signed_in_at" not in request.session:
            start_session(request)
        now = _seconds()
        if now - request.session["signed_in_at"] >= settings.SESSION_ABSOLUTE_SECONDS:
            return "absolute"
        return "idle" if now - request.session["seen_at"] >= settings.SESSION_IDLE_SECONDS else ""

    def _tell(self, request: HttpRequest, reason: str) -> HttpResponse:
        query = {"ended": reason}
        if request.method in ("GET", "HEAD"):
            query["next"] = request.get_full_path()
        else:
            # what was typed cannot be kept for somebody who may not be the same person; the form's page can be
            query |= {"lost": "1", "next": request.headers.get("Referer", "")}
        return HttpResponseRedirect(f"{reverse('login')}?{urlencode(query)}")


class PasswordDue:
    """Leads to the password page whoever signs in with a first password or one past its age."""

    exempt = frozenset({"password_change", "login", "logout"})

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and password_due(request.user) and not self._exempt(request):
            return HttpResponseRedirect(reverse("password_change"))
        return self.get_response(request)

    def _exempt(self, request: HttpRequest) -> bool:
        try:
            return resolve(request.path_info).url_name in self.exempt
        except Resolver404:
            return True


def password_due(user: User) -> bool:
    """Return whether ``user`` must choose a new password before anything else."""
    days = settings.PASSWORD_RULES["max_age_days"]
    changed = user.password_changed_at
    return user.must_change_password or bool(days and (not changed or clock.now() - changed >= timedelta(days=days)))
