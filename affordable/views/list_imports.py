"""Taking over the lists that a bureau has kept so far: relocation and rural rosters, homes, families, leases, rent."""
from typing import Any

from django import forms

from affordable.forms.list_imports import RosterForm, RuralListForm
from affordable.imports.families import FamilySheet
from affordable.imports.former_leases import FormerLeaseSheet
from affordable.imports.homes import HomeSheet
from affordable.imports.rents import RentSheet
from affordable.imports.roster import RosterSheet
from affordable.imports.rural import RuralSheet
from housing_portal.registry.imports import Sheet
from housing_portal.registry.views.imports import SheetImport, SheetTemplate


class RosterImport(SheetImport):
    sheet_class = RosterSheet
    form_class = RosterForm
    list_url, template_url = "affordable:relocated_list", "affordable:roster_template"
    counted = "户"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def make_sheet(self, form: RosterForm) -> RosterSheet:
        return RosterSheet(form.cleaned_data["project"])

    def get_done_url(self, form: RosterForm) -> str:
        return form.cleaned_data["project"].get_absolute_url()


class RosterTemplate(SheetTemplate):
    sheet_class = RosterSheet

    def make_sheet(self) -> RosterSheet:
        return RosterSheet()


class OwnListImport(SheetImport):
    """A list for the units for which the reader keeps records."""

    def make_sheet(self, form: forms.Form) -> Sheet:
        return self.sheet_class(self.request.user)


class OwnListTemplate(SheetTemplate):
    """The empty list of such a unit."""

    def make_sheet(self) -> Sheet:
        return self.sheet_class(self.request.user)


class HomeImport(OwnListImport):
    sheet_class = HomeSheet
    list_url, template_url = "affordable:home_list", "affordable:home_template"
    counted = "套"


class HomeTemplate(OwnListTemplate):
    sheet_class = HomeSheet


class FamilyImport(OwnListImport):
    sheet_class = FamilySheet
    list_url, template_url = "affordable:family_list", "affordable:family_template"
    counted = "户"


class FamilyTemplate(OwnListTemplate):
    sheet_class = FamilySheet


class FormerLeaseImport(OwnListImport):
    sheet_class = FormerLeaseSheet
    list_url, template_url = "affordable:lease_list", "affordable:lease_template"
    counted = "份"


class FormerLeaseTemplate(OwnListTemplate):
    sheet_class = FormerLeaseSheet


class RentImport(OwnListImport):
    sheet_class = RentSheet
    list_url, template_url = "affordable:bill_list", "affordable:rent_template"
    counted = "笔"


class RentTemplate(OwnListTemplate):
    sheet_class = RentSheet


class RuralImport(OwnListImport):
    sheet_class = RuralSheet
    form_class = RuralListForm
    list_url, template_url = "affordable:rural_list", "affordable:rural_template"
    counted = "户"

    def make_sheet(self, form: RuralListForm) -> RuralSheet:
        return RuralSheet(self.request.user, form.cleaned_data["plan_year"])


class RuralTemplate(OwnListTemplate):
    sheet_class = RuralSheet
