"""月度填报: the investment and the words of many projects on one page."""
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from affordable.filters.month import MonthFilter
from affordable.forms.month import HEADS, MonthForm
from affordable.models import AffordableProject
from affordable.services import month as services
from affordable.views.many import ManyRows
from housing_portal.kit import clock


class ProjectMonth(ManyRows):
    """The query block also chooses the day; only rows that were changed are stored."""

    permission = services.PERMISSION
    title = "月度填报"
    model = AffordableProject
    form_class = MonthForm
    filter_class = MonthFilter
    list_url = "affordable:project_list"
    template_name = "affordable/month.html"
    done = "已保存有变化的各行。"
    stale = (
        "打开本页之后有人登记了这些项目的投资或进展。“已登记”一栏已更新，您填写的内容仍在，请核对后再保存。"
    )

    def get_rows(self) -> QuerySet:
        projects = AffordableProject.objects.visible_to(self.request.user).pursued().select_related("unit")
        return projects.order_by("unit__order", "-plan_year", "name", "pk")

    def get_query(self) -> QueryDict:
        query = super().get_query()
        query.setdefault("as_of", str(clock.today()))
        return query

    @cached_property
    def day(self) -> date:
        self.filterset.form.is_valid()
        return self.filterset.form.cleaned_data.get("as_of") or clock.today()

    def get_form_kwargs(self) -> dict[str, Any]:
        projects = list(self.page)
        known = services.known_at(self.day, projects)
        return {**super().get_form_kwargs(), "projects": projects, "known": known}

    def perform(self, form: MonthForm) -> None:
        if not services.record_month(actor=self.request.user, as_of=self.day, rows=form.typed()):
            self.done = "没有变化，没有需要保存的。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "as_of": self.day, "heads": HEADS.values()}
