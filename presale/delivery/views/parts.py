"""What the pages of 保交房 share: parts with a way to enter more, and new records of the estate in the address."""
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from housing_portal.journal.pages import FactPage
from housing_portal.kit.pages import CreatePage, ListPage, Section
from housing_portal.kit.tables import Table
from presale.delivery.models import TroubledEstate
from presale.delivery.workflow import RECORD, VIEW


class DeliveryList(ListPage):
    """A list with what its rows name loaded along."""

    permission = VIEW
    write_permission = RECORD
    related: Sequence[str] = ()

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(*self.related)


class DeliveryPage(FactPage):
    """A record with its files, and the tables of what belongs to it."""

    permission = VIEW
    has_files = True

    def get_parts(self) -> Iterator[tuple[str, Table, str]]:
        """Yield the title of a part, its table, and where more is entered."""
        yield from ()

    @cached_property
    def many(self) -> list[tuple[str, Table, str]]:
        return list(self.get_parts())

    def get_tables(self) -> list[tuple[str, Table]]:
        return [(title, table) for title, table, _url in self.many]

    def get_sections(self) -> list[Section]:
        """Return the parts; the tables stand with a way to enter more."""
        drawn = super().get_sections()
        self.parts["many"] = self.many
        return [replace(one, template="delivery/parts.html") if one.key == "details" else one for one in drawn]


class OfEstate(CreatePage):
    """A new record of the estate in the address."""

    permission = RECORD
    list_url = "delivery:estate_list"

    @cached_property
    def estate(self) -> TroubledEstate:
        visible = TroubledEstate.objects.visible_to(self.request.user).select_related("estate")
        return get_object_or_404(visible, pk=self.kwargs["pk"])

    def get_title(self) -> str:
        return self.title or f"登记{self.model._meta.verbose_name}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.estate), self.estate.get_absolute_url())]

    def get_cancel_url(self) -> str:
        return self.estate.get_absolute_url()


def crumbs_to(*records: Any) -> list[tuple[str, str]]:
    """Return the way down to a page through the pages of ``records``."""
    return [(str(one), one.get_absolute_url()) for one in records]
