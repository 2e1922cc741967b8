"""The year of the work calendar."""
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.views.generic import TemplateView

from housing_portal.kit import clock
from housing_portal.kit.pages import ActionPage, Button, CreatePage, Page
from housing_portal.kit.workflow import Step
from housing_portal.registry import services
from housing_portal.registry.forms import DayForm, PasteForm
from housing_portal.registry.models import CalendarDay
from housing_portal.registry.months import months
from housing_portal.registry.views.base import EDIT, VIEW

YEARS = range(2000, 2100)


def year_asked(query: dict[str, str]) -> int:
    """Return the year in the address, or the present one when there is none that makes sense."""
    asked = query.get("year", "")
    return int(asked) if asked.isdecimal() and len(asked) == 4 and int(asked) in YEARS else clock.today().year


class WorkCalendar(Page, TemplateView):
    permission = VIEW
    title = "工作日历"
    template_name = "registry/calendar.html"

    def get_buttons(self) -> list[Button]:
        if not self.request.user.can(EDIT):
            return []
        return [
            Button("登记一天", reverse("registry:calendar_add"), "plus", "primary"),
            Button("粘贴节假日安排", reverse("registry:calendar_paste"), "up"),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year = year_asked(self.request.GET)
        days = CalendarDay.objects.visible_to(self.request.user).between(date(year, 1, 1), date(year, 12, 31))
        return super().get_context_data(
            year=year,
            years=[n for n in (year - 1, year + 1) if n in YEARS],
            months=months(year, days, clock.today()),
            registered=len(days),
            may_edit=self.request.user.can(EDIT),
            **kwargs,
        )


class CalendarAdd(CreatePage):
    permission = EDIT
    title = "登记节假日或调休"
    form_class = DayForm
    list_url = "registry:calendar"

    def get_initial(self) -> dict[str, str]:
        return {"on": self.request.GET.get("on", "")[:10]}

    def perform(self, form: DayForm) -> CalendarDay:
        return services.add_day(actor=self.request.user, **form.cleaned_data)


class CalendarRemove(ActionPage):
    model = CalendarDay
    step = Step("remove", "删除这一天", frozenset(), "", EDIT, danger=True)

    def get_effects(self) -> list[str]:
        return ["这一天恢复为普通的工作日或周末。", "未办结事项的工作日期限随之重新计算。"]

    def perform(self, form: forms.Form) -> CalendarDay:
        return services.remove_day(actor=self.request.user, day=self.object)


class CalendarPaste(CreatePage):
    permission = EDIT
    title = "粘贴节假日安排"
    form_class = PasteForm
    list_url = "registry:calendar"
    submit_label = "导入"
    template_name = "registry/paste.html"

    def perform(self, form: PasteForm) -> None:
        changed = services.paste_days(actor=self.request.user, lines=form.cleaned_data["lines"])
        self.done = f"已登记或更改 {changed} 天。" if changed else "与已登记的完全一致，没有变化。"

    def get_success_url(self) -> str:
        return reverse("registry:calendar")
