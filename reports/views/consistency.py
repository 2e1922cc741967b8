"""一致性检查, and the printed figures that are checked."""
from typing import Any

from django.urls import reverse

from housing_portal.kit.pages import Button, CreatePage, ListPage
from housing_portal.kit.scope import current
from reports import stated
from reports.catalogue import groups
from reports.consistency import check_set
from reports.enums import Severity
from reports.filters.documents import StatedFigureFilter
from reports.forms.documents import StatedFigureForm
from reports.models import StatedFigure
from reports.tables.documents import StatedFigureTable
from reports.views.base import FiguresPage


class Consistency(FiguresPage):
    template_name = "reports/consistency.html"
    title = "一致性检查"

    def get_buttons(self) -> list[Button]:
        return [Button("来文数字", reverse("reports:stated_list"), "doc")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        warnings = check_set(self.figures)
        red = sum(warning.severity == Severity.RED for warning in warnings)
        return super().get_context_data(warnings=warnings, red=red, amber=len(warnings) - red, **kwargs)


class StatedList(ListPage):
    permission = "reports.view"
    write_permission = "reports.draft"
    model = StatedFigure
    title = "来文数字"
    table_class = StatedFigureTable
    filterset_class = StatedFigureFilter
    create_url = "reports:stated_create"
    create_label = "登记来文数字"
    empty_text = "没有登记来文数字。登记后，一致性检查会拿它和台账比较。"

    def get_queryset(self):
        return super().get_queryset().select_related("recorded_by")


class StatedCreate(CreatePage):
    permission = "reports.draft"
    model = StatedFigure
    title = "登记来文数字"
    form_class = StatedFigureForm
    list_url = "reports:stated_list"

    def get_form_kwargs(self) -> dict[str, Any]:
        choices = [(i.key, f"{i.label}（{i.unit}）") for group in groups(current()) for i in group.indicators]
        return {**super().get_form_kwargs(), "indicators": choices}

    def perform(self, form: StatedFigureForm) -> StatedFigure:
        return stated.record_stated(actor=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return f"{reverse('reports:consistency')}?as_of={self.object.as_of}"
