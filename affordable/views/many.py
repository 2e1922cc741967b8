"""Pages on which many records are written at once: one row of boxes each, all are stored or none."""
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict

from housing_portal.kit.filters import FilterSet
from housing_portal.kit.forms import Form
from housing_portal.kit.pages import CreatePage

UNCLEAR = "查询条件有误，不能确定是哪些记录，请先更正。"


class ManyRows(CreatePage):
    """The query block chooses the rows. The form's ``stamp`` marks what it was drawn from: a page that is out of date
    is refused once, with the input kept.
    """

    filter_class: type[FilterSet]
    per_page = 50
    stale = "打开本页之后有人改动了这些记录。页面已更新，您填写的内容仍在，请核对后再保存。"

    def get_rows(self) -> QuerySet:
        """Return all that the reader may write here, in the order of the page."""
        raise NotImplementedError

    def get_query(self) -> QueryDict:
        """Return what the query block holds."""
        return self.request.GET.copy()

    @cached_property
    def filterset(self) -> FilterSet:
        return self.filter_class(self.get_query(), queryset=self.get_rows(), request=self.request)

    @cached_property
    def page(self) -> Page:
        return Paginator(self.filterset.qs, self.per_page).get_page(self.request.GET.get("page"))

    def form_valid(self, form: Form) -> HttpResponse:
        if self.filterset.form.errors:
            form.refuse(ValidationError(UNCLEAR))
        elif self.request.POST.get("seen", form.stamp) != form.stamp:
            form.refuse(ValidationError(self.stale))
        else:
            return super().form_valid(form)
        return self.form_invalid(form)

    def get_success_url(self) -> str:
        return self.request.get_full_path()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "filterset": self.filterset, "page": self.page, "seen": context["form"].stamp}
