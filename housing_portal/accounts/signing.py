"""Steps by which somebody answers for money: the page asks for the own password once more.

Whoever sits down at a desk that was left open, or knows no more than how to click, does not approve in another's name.
"""
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib.auth import authenticate, logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from housing_portal.accounts.passwords import LONGEST
from housing_portal.kit.forms import ask, dress

# under this name the lock-out's own records mask what was typed
FIELD = "password"
WRONG = "密码不正确，请重新输入。连续输错，账号将被锁定并退出登录。"


class OwnPassword(forms.CharField):
    """A box that is empty each time it is shown; whether its content is right was found out by the page."""

    def __init__(self, *, is_right: bool) -> None:
        widget = forms.PasswordInput({"autocomplete": "off"})
        super().__init__(label="本人登录密码", max_length=LONGEST, strip=False, widget=widget,
                         help_text="本环节须由本人办理，请再次输入登录密码")
        self.is_right = is_right

    def validate(self, value: str) -> None:
        super().validate(value)
        if not self.is_right:
            raise ValidationError(WRONG, code="wrong")


class Signed:
    """Mix into an ActionPage, before it. A wrong password counts like one at the sign-in; too many end the session."""

    is_right = False

    @method_decorator(sensitive_post_parameters(FIELD))
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # before the form's transaction: hashing is slow, and nobody shall wait for it with a lock in hand
        if 0 < len(typed := request.POST.get(FIELD, "")) <= LONGEST:
            self.is_right = _is_own(request, typed)
        if getattr(request, "axes_locked_out", False):
            logout(request)
            return self.handle_no_permission()
        return super().post(request, *args, **kwargs)

    def get_form(self, form_class: type[forms.Form] | None = None) -> forms.Form:
        form = super().get_form(form_class)
        form.fields[FIELD] = field = OwnPassword(is_right=self.is_right)
        dress(field)
        ask(field, field.label)
        return form

    def form_valid(self, form: forms.Form) -> HttpResponse:
        del form.cleaned_data[FIELD]  # services are told who acts, not how he proved it
        return super().form_valid(form)


def _is_own(request: HttpRequest, typed: str) -> bool:
    """Tell whether ``typed`` is the password of who has signed in; success forgets earlier failures, as signing in."""
    username = request.user.get_username()
    if authenticate(request, username=username, password=typed) is None:
        return False
    AxesProxyHandler.reset_attempts(username=username, ip_address=request.axes_ip_address)
    return True
