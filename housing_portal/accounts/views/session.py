"""Sign-in, lock-out and the own password."""
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from housing_portal.accounts import services
from housing_portal.accounts.forms import LoginForm, PasswordForm
from housing_portal.accounts.middleware import password_due, start_session
from housing_portal.accounts.models import User
from housing_portal.kit.pages import CreatePage

ENDED = {"idle": "因长时间未操作已退出，请重新登录。", "absolute": "本次登录已到最长时限，请重新登录。"}


def lock_minutes(request: HttpRequest) -> int:
    """Return how long an account stays locked."""
    return int(get_cool_off(request).total_seconds() // 60)


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any]) -> HttpResponse:
    """Answer for an account that failed too often from this address; the same whether it exists or not."""
    return render(request, "registration/locked.html", {"minutes": lock_minutes(request)}, status=429)


class Login(LoginView):
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form: LoginForm) -> HttpResponse:
        response = super().form_valid(form)
        start_session(self.request)
        services.note_login(actor=form.get_user())
        return response

    def tries_left(self, form: LoginForm) -> int | None:
        """Return how many more failures are allowed, or None when no password was tried."""
        if not form.non_field_errors():
            return None
        failures = AxesProxyHandler.get_failures(self.request, {"username": form.cleaned_data["username"]})
        return settings.AXES_FAILURE_LIMIT - failures

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "tries_left": self.tries_left(context["form"]),
            "minutes": lock_minutes(self.request),
            "idle_minutes": settings.SESSION_IDLE_SECONDS // 60,
            "ended": ENDED.get(self.request.GET.get("ended", ""), ""),
            "lost": "lost" in self.request.GET,
        }


class PasswordChange(CreatePage):
    permission = ""
    title = "修改密码"
    form_class = PasswordForm
    template_name = "accounts/password.html"
    list_url = "home"
    done = "密码已修改，其他地方的登录已全部退出。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(due=password_due(user), first=user.must_change_password, **kwargs)

    def perform(self, form: PasswordForm) -> User:
        user = services.change_own_password(actor=self.request.user, password=form.cleaned_data["new_password"])
        # the new hash ends every session of this account but the present one
        update_session_auth_hash(self.request, user)
        return user

    def get_success_url(self) -> str:
        return reverse("home")
