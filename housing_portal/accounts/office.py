"""Whose portal this is: the bureau among the units, or the name in the settings while there is none."""
from django.conf import settings

from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit


def office_names() -> tuple[str, str]:
    """Return full and short name of the office."""
    bureau = Unit.objects.filter(kind=UnitKind.BUREAU).order_by("pk").first()
    return (bureau.name, str(bureau)) if bureau else (settings.OFFICE_NAME, settings.OFFICE_NAME)
