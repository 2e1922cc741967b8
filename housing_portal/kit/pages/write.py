"""CreatePage, EditPage and ActionPage: a form whose work is done by a service, never by ``form.save()``."""
import copy
import hashlib
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.generic import CreateView, UpdateView

from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.forms import ConfirmForm, ReasonForm
from housing_portal.kit.pages.base import Page, Scoped
from housing_portal.kit.workflow import Step, Workflow

KEPT = 20  # submissions remembered per session: enough for every tab that is open
AGAIN = "这份表单已经提交过，本页是那一次的结果，没有重复办理；要另办一件，请重新打开填写页面。"
STALE = "打开本页之后，这条记录已被他人修改。您填写的内容仍在下面，请与最新内容核对后再保存。"


class Once:
    """A form carries a token: sent twice (double click, back button) it leads to the result of the first time.

    The row of the session is locked from the look-up to the note of the result, so that two requests at the same
    moment follow one another. On SQLite the transaction itself does that.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with transaction.atomic():
            kept = Session.objects.select_for_update().filter(pk=request.session.session_key).first()
            self.token = request.POST.get("submission", "") if kept else ""
            self.results = kept.get_decoded().get("submissions", {}) if kept else {}
            if self.token in self.results:
                messages.warning(request, AGAIN)
                return HttpResponseRedirect(self.results[self.token])
            return super().post(request, *args, **kwargs)

    def finish(self, url: str) -> HttpResponse:
        """Note where this form has led, and go there."""
        if self.token:
            self.request.session["submissions"] = dict([*self.results.items(), (self.token, url)][-KEPT:])
            self.request.session.save()
        return HttpResponseRedirect(url)


class ServiceForm(Once):
    """Calls ``perform(form)``; what the service refuses goes back onto the form with the input kept.

    ``stamp`` tells what the page shows of the records: a form sent with another one is refused once, as ``stale`` says.
    """

    template_name = "kit/form.html"
    submit_label = "保存"
    done = "已保存。"
    stamp = ""
    stale = STALE

    def perform(self, form: forms.Form) -> Any:
        """Call the service and return the record. ``form.reason`` is the reason given, if one was asked for."""
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if not issubclass(self.get_form_class(), forms.ModelForm):
            kwargs.pop("instance")
        return kwargs

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if self.stamp and self.request.POST.get("seen", self.stamp) != self.stamp:
            form.refuse(ValidationError(self.stale))
            return self.form_invalid(form)
        try:
            self.object = self.perform(form)
        except NeedsReason as warning:
            form.warning = warning
            return self.form_invalid(form)
        except ValidationError as error:
            form.refuse(error)
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return self.finish(self.get_success_url())

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_cancel_url(self) -> str:
        """Return where 取消 leads."""
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {
            "submission": self.request.POST.get("submission") or uuid.uuid4().hex,
            "submit_label": self.submit_label,
            "cancel_url": self.get_cancel_url(),
        }
        found = super().get_context_data(**{**own, **kwargs})
        return {"seen": self.stamp, **found}  # of the form that has been made by now


class CreatePage(Page, ServiceForm, CreateView):
    """A new record: ``form_class``, ``title``, ``list_url`` (url name behind 取消) and ``perform``."""

    list_url: str

    def get_cancel_url(self) -> str:
        return reverse(self.list_url)


class EditPage(Page, ServiceForm, Scoped, UpdateView):
    """Changes to a record; its stamp is what the form begins with.

    ``self.object`` carries the typed values after validation: services lock and read the row again.
    """

    def get_title(self) -> str:
        return self.title or f"修改{self.object._meta.verbose_name}"

    def get_form(self, form_class: type[forms.Form] | None = None) -> forms.Form:
        form = super().get_form(form_class)
        self.stamp = hashlib.sha256(repr(sorted(form.initial.items())).encode()).hexdigest()
        return form


class ActionPage(Page, ServiceForm, Scoped, UpdateView):
    """One step of a workflow: GET says what will happen, POST does it.

    ``form_class`` may ask for more than the reason that ``step.needs_reason`` asks for.
    """

    template_name = "kit/confirm.html"
    step: Step
    workflow: Workflow | None = None

    @property
    def permission(self) -> str:
        return self.step.permission

    def get_title(self) -> str:
        return self.title or self.step.label

    def get_effects(self) -> Sequence[str]:
        """Return the sentences that tell the reader what the step does."""
        return []

    def get_form_class(self) -> type[forms.Form]:
        return self.form_class or (ReasonForm if self.step.needs_reason else ConfirmForm)

    def get_blocked(self) -> str:
        """Return why the step cannot be taken now, or nothing."""
        try:
            if self.workflow:
                self.workflow.enter(copy.copy(self.object), self.step.code, self.request.user)
        except ServiceError as error:
            return error.sentence
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"step": self.step, "effects": self.get_effects(), "blocked": self.get_blocked()}
        return super().get_context_data(**{**own, "submit_label": self.step.label, **kwargs})
