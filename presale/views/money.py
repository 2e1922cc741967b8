"""Pages of what takes money out of an account: every form and every step has the working before one's eyes."""
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet

from housing_portal.accounts.models import User
from housing_portal.journal.history import attachments_of
from housing_portal.kit.forms import Form
from housing_portal.kit.pages import ActionPage, CreatePage, EditPage
from presale.forms.releases import RevisionForm
from presale.models import Refund, Release
from presale.services.position import position
from presale.services.refusals import noted
from presale.services.terminals import same_terminal
from presale.tables.releases import WorkingTable
from presale.views.of_account import OfAccount
from presale.views.watched import Watched
from presale.workflow import RECORD

Money = Release | Refund


class MoneyCreate(OfAccount, CreatePage):
    permission = RECORD
    template_name = "presale/money_form.html"
    submit_label = "保存草稿"
    done = "已保存草稿，核对后请提交。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "account": self.account}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        working = WorkingTable(position(self.account).lines(), orderable=False)
        return super().get_context_data(**{"account": self.account, "working": working, **kwargs})


class MoneyOf:
    """A release or refund that is under way; ``working`` draws what is available beside it."""

    related: Sequence[str]
    working: Callable[[Money], WorkingTable]

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(*self.related)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"account": self.object.account, "working": type(self).working(self.object)}
        return super().get_context_data(**{**own, **kwargs})


class MoneyEdit(MoneyOf, EditPage):
    permission = RECORD
    template_name = "presale/money_form.html"
    done = "已修改，请核对后提交。"
    editable: Sequence[str]

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().filter(status__in=self.editable)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "account": self.object.account}


class MoneyStep(Watched, MoneyOf, ActionPage):
    """``service`` takes the step; what it refuses leaves a trace in the diary under ``noun``.

    ``refusal`` says why the reader's earlier part in the case keeps him from the step.
    """

    template_name = "presale/money_step.html"
    form_class: type[Form] = RevisionForm
    noun: str
    service: Callable[..., Money]
    refusal: Callable[[Money, User, str], str]
    facts: Callable[[Money], list[tuple[str, Any]]]

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "revision": self.object.revision}

    def get_blocked(self) -> str:
        own = type(self).refusal(self.object, self.request.user, self.step.code)
        return super().get_blocked() or own

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parts = {"facts": type(self).facts(self.object), "attachments": attachments_of(self.object)}
        caution = same_terminal(self.object, self.request.user, self.step.code)
        return super().get_context_data(**{"parts": parts, "caution": caution, **kwargs})

    def perform(self, form: Form) -> Money:
        subject = {self.model._meta.model_name: self.object}
        with noted(self.request.user, f"{self.noun}{self.step.label}", self.object):
            return type(self).service(actor=self.request.user, **subject, **form.cleaned_data)
