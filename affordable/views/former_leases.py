"""原有租约: what sitting tenants have on paper."""
from typing import Any

from affordable.forms.former_leases import FormerLeaseForm
from affordable.models import Lease, RentalHome
from affordable.services.former_leases import TAKEN_OVER, take_over_lease
from affordable.services.homes import PLACE
from affordable.workflow import ENTER
from housing_portal.kit.filters import clean_query
from housing_portal.kit.pages import CreatePage


class LeaseTakeOver(CreatePage):
    """``?family=编号`` and ``?home=…`` fill in what the page that leads here knows."""

    permission = ENTER
    title = TAKEN_OVER
    model = Lease
    form_class = FormerLeaseForm
    list_url = "affordable:lease_list"
    done = "已登记原有租约，房源转为已分配，家庭转为实物配租在保。"

    def get_initial(self) -> dict[str, Any]:
        query = clean_query(self.request.GET)
        return {**super().get_initial(), "family": query.get("family", ""), **self._home(query.get("home", ""))}

    def _home(self, key: str) -> dict[str, Any]:
        if not key.isdecimal():
            return {}
        homes = RentalHome.objects.visible_to(self.request.user).filter(pk=int(key))
        return homes.values(*PLACE, "area", "rent_standard").first() or {}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def perform(self, form: FormerLeaseForm) -> Lease:
        return take_over_lease(actor=self.request.user, reason=form.reason, **form.cleaned_data)
