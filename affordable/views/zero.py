"""月度零报 as pages."""
from typing import Any

from affordable.filters.zero import ZeroFilter
from affordable.forms.zero import ZeroForm
from affordable.models import ZeroReport
from affordable.services.zero import report_zero
from affordable.tables.zero import ZeroTable
from affordable.views.record import LedgerPage, RecordCreate, RecordList
from housing_portal.kit.filters import clean_query


class ZeroList(RecordList):
    title = "月度零报"
    model = ZeroReport
    table_class = ZeroTable
    filterset_class = ZeroFilter
    create_url, create_label = "affordable:zero_create", "本月零报"


class ZeroCreate(RecordCreate):
    """``?unit=…&year=…&month=…`` fills the form in beforehand."""

    title = "月度零报"
    model = ZeroReport
    form_class = ZeroForm
    list_url = "affordable:zero_list"
    submit_label = "零报"
    done = "已零报。"

    def get_initial(self) -> dict[str, Any]:
        query = clean_query(self.request.GET)
        given = {name: query[name] for name in ("year", "month") if query.get(name, "").isdecimal()}
        return {**super().get_initial(), **{name: int(text) for name, text in given.items()}}

    def perform(self, form: ZeroForm) -> ZeroReport:
        return report_zero(actor=self.request.user, **form.cleaned_data)


class ZeroPage(LedgerPage):
    model = ZeroReport
    facts = ("unit", "year", "month", "note", "recorded_by", "recorded_at")
