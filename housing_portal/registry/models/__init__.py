from housing_portal.registry.models.estate import Building, Estate
from housing_portal.registry.models.master import (
    CalendarDay,
    District,
    Organization,
    OrganizationRole,
    PolicyDoc,
    Setting,
)
from housing_portal.registry.models.months import MonthLock
from housing_portal.registry.models.permit import PermitBuilding, SalePermit

__all__ = [
    "Building",
    "CalendarDay",
    "District",
    "Estate",
    "MonthLock",
    "Organization",
    "OrganizationRole",
    "PermitBuilding",
    "PolicyDoc",
    "SalePermit",
    "Setting",
]
