from typing import Any

from affordable.forms.cards import CardForm
from affordable.models import PayoutCard
from affordable.services.cards import register_card
from affordable.views.members import OfFamily
from affordable.workflow import ENTER
from housing_portal.kit.pages import CreatePage


class CardCreate(OfFamily, CreatePage):
    """The card of a family; the one used so far stays on record."""

    permission = ENTER
    title = "登记代发账户"
    model = PayoutCard
    form_class = CardForm
    done = "已登记代发账户。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "family": self.family}

    def perform(self, form: CardForm) -> PayoutCard:
        return register_card(actor=self.request.user, family=self.family, reason=form.reason, **form.cleaned_data)
