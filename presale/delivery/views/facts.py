"""What is said of an estate on a day: entered on a page of its own, taken back on another."""
from typing import Any

from django.db.models import QuerySet

from housing_portal.journal.pages import ReviewPage
from housing_portal.kit.forms import ReasonForm
from housing_portal.kit.pages import written
from housing_portal.kit.workflow import Step
from presale.delivery.filters.estates import FundFilter
from presale.delivery.forms.facts import FORMS, FactForm
from presale.delivery.models import FundRaised
from presale.delivery.models.estates import EstateFact
from presale.delivery.services import facts as services
from presale.delivery.tables.facts import FundTable
from presale.delivery.views.parts import DeliveryList, OfEstate
from presale.delivery.workflow import CONFIRM

TAKE_BACK = Step("take_back", "撤回", frozenset(), "", CONFIRM, needs_reason=True, danger=True)
HIDDEN = {"id", "estate", "undoes", "recorded_at"}


class FactCreate(OfEstate):
    """A row of the kind that the url names."""

    model: type[EstateFact]

    @property
    def permission(self) -> str:
        return services.permission_of(self.model)

    def get_form_class(self) -> type[FactForm]:
        return FORMS[self.model]

    def perform(self, form: FactForm) -> EstateFact:
        values = dict(form.cleaned_data)
        evidence = values.pop("evidence")
        fact = self.model(estate=self.estate, **{**values, "note": values["note"] or form.reason})
        return services.record_fact(actor=self.request.user, fact=fact, evidence=evidence)


class FactUndo(ReviewPage):
    """A row of the kind that the url names is taken back."""

    model: type[EstateFact]
    step = TAKE_BACK
    related = ("estate__estate", "recorded_by")
    done = "已撤回。"

    def get_title(self) -> str:
        return f"撤回{self.object._meta.verbose_name}"

    def get_effects(self) -> list[str]:
        return ["从现在起不再计入；截至时刻更早的数字不变。"]

    def get_blocked(self) -> str:
        return services.cannot_take_back(self.request.user, self.object)

    def get_facts(self) -> list[tuple[str, Any]]:
        fields = [one for one in self.object._meta.concrete_fields if one.name not in HIDDEN]
        return [("项目", self.object.estate), *((one.verbose_name, written(self.object, one.name)) for one in fields)]

    def perform(self, form: ReasonForm) -> EstateFact:
        return services.take_back_fact(actor=self.request.user, fact=self.object, reason=form.reason)


class FundList(DeliveryList):
    title = "资金筹措"
    model = FundRaised
    table_class = FundTable
    filterset_class = FundFilter
    related = ("estate__estate", "recorded_by")
    empty_text = "没有符合条件的资金；在项目页登记到位的资金"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().standing().order_by("-on", "-pk")

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("amount")
