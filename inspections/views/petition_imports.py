from django import forms

from housing_portal.registry.views.imports import SheetImport, SheetTemplate
from inspections.imports.petitions import PetitionSheet


class PetitionImport(SheetImport):
    sheet_class = PetitionSheet
    list_url, template_url = "inspections:petition_list", "inspections:petition_template"
    counted = "件"

    def make_sheet(self, form: forms.Form) -> PetitionSheet:
        return PetitionSheet()


class PetitionTemplate(SheetTemplate):
    sheet_class = PetitionSheet

    def make_sheet(self) -> PetitionSheet:
        return PetitionSheet()
