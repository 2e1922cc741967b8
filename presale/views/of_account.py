"""What the pages of an account's records share: the way back leads to the account."""
from functools import cached_property

from django.db.models import Model
from django.shortcuts import get_object_or_404
from django.utils.html import format_html
from django.utils.safestring import SafeString

from housing_portal.journal.pages import RecordPage
from presale.models import EscrowAccount

VIEW = "presale.view"


def linked(record: Model | None) -> SafeString | None:
    """Return the name of a record, opening its page."""
    return record and format_html('<a href="{}">{}</a>', record.get_absolute_url(), record)


class OfAccount:
    """A new record of the account in the address."""

    @cached_property
    def account(self) -> EscrowAccount:
        visible = EscrowAccount.objects.visible_to(self.request.user).select_related("estate", "rules")
        return get_object_or_404(visible, pk=self.kwargs["pk"])

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.account), self.account.get_absolute_url())]

    def get_cancel_url(self) -> str:
        return self.account.get_absolute_url()


class AccountRecord(RecordPage):
    """A record that belongs to an account, with its files."""

    permission = VIEW
    has_files = True

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.object.account), self.object.account.get_absolute_url())]
