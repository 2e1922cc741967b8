"""批量登记租金: the open bills of a month, what was paid of them on one page."""
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from affordable.filters.bills import OpenBillFilter
from affordable.forms.bills import this_month
from affordable.forms.rent_month import HEADS, RentMonthForm
from affordable.models import Member, RentBill
from affordable.querysets.families import applicant_name
from affordable.services import rent_month as services
from affordable.views.many import ManyRows
from affordable.workflow import FINANCE
from housing_portal.kit import scope
from housing_portal.kit.figures import grouped


class RentMonth(ManyRows):
    """Rows without an amount stay open. The month is this one unless the reader asks for another, or for all."""

    permission = FINANCE
    title = "批量登记缴款"
    model = RentBill
    form_class = RentMonthForm
    filter_class = OpenBillFilter
    list_url = "affordable:bill_list"
    template_name = "affordable/rent_month.html"
    per_page = 100
    stale = "打开本页之后有人登记了这些账单的缴款。“未缴”一栏已更新，您填写的内容仍在，请核对后再保存。"

    def get_rows(self) -> QuerySet:
        bills = RentBill.objects.visible_to(self.request.user).with_paid(scope.current()).filter(open__gt=0)
        named = bills.annotate(applicant=applicant_name(Member.objects, "lease__family_id"))
        homes = [f"lease__home__{part}" for part in ("estate", "building", "room")]
        return named.select_related("lease__home", "lease__unit").order_by(*homes, "month", "pk")

    def get_query(self) -> QueryDict:
        query = super().get_query()
        query.setdefault("month", str(this_month()))
        return query

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "bills": list(self.page)}

    def perform(self, form: RentMonthForm) -> None:
        rows = form.typed()
        services.record_rents(actor=self.request.user, on=form.cleaned_data["on"], rows=rows)
        total = sum(row.amount for row in rows)
        self.done = f"已登记 {len(rows)} 笔缴款，共 {grouped(total, 2)} 元。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "heads": HEADS.values()}
