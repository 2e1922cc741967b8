"""业务参数: the values in force beside their defaults, and how one is changed."""
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from housing_portal.journal.history import history_of
from housing_portal.kit.pages import CreatePage, HistoryLine, Page
from housing_portal.registry import parameters, services
from housing_portal.registry.forms import ParameterForm
from housing_portal.registry.models import Setting
from housing_portal.registry.parameters import PARAMETERS, PREFIX, Parameter
from housing_portal.registry.views.base import VIEW

CHANGE = "registry.parameters"


class ParameterList(Page, TemplateView):
    permission = VIEW
    title = "业务参数"
    template_name = "registry/parameters.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values = parameters.in_force()
        rows = [
            (item, parameters.shown(item, values[key]), parameters.shown(item, item.default),
             values[key] != item.default)
            for key, item in PARAMETERS.items()
        ]
        return super().get_context_data(rows=rows, may_change=self.request.user.can(CHANGE), **kwargs)


class ParameterEdit(CreatePage):
    permission = CHANGE
    form_class = ParameterForm
    list_url = "registry:parameter_list"
    template_name = "registry/parameter.html"

    @property
    def parameter(self) -> Parameter:
        if self.kwargs["key"] not in PARAMETERS:
            raise Http404
        return PARAMETERS[self.kwargs["key"]]

    def get_title(self) -> str:
        return f"调整{self.parameter.label}"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "parameter": self.parameter}

    def perform(self, form: ParameterForm) -> Setting:
        return services.set_parameter(
            actor=self.request.user, key=self.parameter.key, value=form.cleaned_data["value"], reason=form.reason
        )

    def get_success_url(self) -> str:
        return reverse(self.list_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item = self.parameter
        now = parameters.shown(item, parameters.text(item.key))
        return super().get_context_data(item=item, now=now, parts={"history": self._history()}, **kwargs)

    def _history(self) -> list[HistoryLine]:
        setting = Setting.objects.filter(key=PREFIX + self.parameter.key).first()
        return history_of(setting) if setting else []
