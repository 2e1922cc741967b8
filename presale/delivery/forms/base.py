"""Boxes that several forms of 保交房 share."""
from typing import Any

from django.db.models import Model, QuerySet

from housing_portal.kit.forms import ModelForm
from housing_portal.registry import naming
from housing_portal.registry.choosing import NamedField
from presale.delivery.models import TroubledEstate

ORGANIZATION = "填写全称、简称或统一社会信用代码"


class RecordForm(ModelForm):
    """A form whose record is made and checked by the service."""

    def _post_clean(self) -> None:
        """Write nothing into the record that is shown: the service reads and checks it anew."""


def organization_field(label: str, kind: str = "", **kwargs: Any) -> NamedField:
    """Return a box for an organization, of one kind or any."""
    return NamedField(lambda: naming.organizations(kind), label=label, help_text=ORGANIZATION, **kwargs)


def kept_estates() -> QuerySet:
    """Return the estates of the ledger to choose from."""
    return TroubledEstate.objects.kept().select_related("estate")


def box(model: type[Model], name: str, **facts: Any) -> Any:
    """Return the box of a field of ``model``."""
    return model._meta.get_field(name).formfield(**facts)
