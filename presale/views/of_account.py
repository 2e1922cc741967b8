"""What the pages of an account's records share: the way back leads to the account."""
from functools import cached_property

from django.shortcuts import get_object_or_404

from housing_portal.journal.pages import RecordPage
from presale.models import EscrowAccount

VIEW = "presale.view"


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
