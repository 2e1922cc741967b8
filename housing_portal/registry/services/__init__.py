"""Verbs of the registers. Each locks, checks, writes one diary entry and returns the record."""
from housing_portal.registry.services.calendar import add_day, paste_days, remove_day
from housing_portal.registry.services.estates import edit_building, edit_estate, register_building, register_estate
from housing_portal.registry.services.master import edit_district, edit_policy, register_district, register_policy
from housing_portal.registry.services.merging import merge
from housing_portal.registry.services.organizations import (
    edit_organization,
    register_organization,
    resume_signing,
    suspend_signing,
)
from housing_portal.registry.services.parameters import set_parameter
from housing_portal.registry.services.permits import (
    amend_permit,
    edit_permit,
    grant_permit,
    register_permit,
    step_permit,
)

__all__ = [
    "add_day",
    "amend_permit",
    "edit_building",
    "edit_district",
    "edit_estate",
    "edit_organization",
    "edit_permit",
    "edit_policy",
    "grant_permit",
    "merge",
    "paste_days",
    "register_building",
    "register_district",
    "register_estate",
    "register_organization",
    "register_permit",
    "register_policy",
    "remove_day",
    "resume_signing",
    "set_parameter",
    "step_permit",
    "suspend_signing",
]
