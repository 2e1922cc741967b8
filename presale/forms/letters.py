from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from housing_portal.journal.files import FilesField
from housing_portal.kit import clock
from housing_portal.kit.forms import Form, ModelForm
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.models import Organization
from presale.forms.accounts import FILES
from presale.models import GuaranteeLetter
from transactions.find import find_organization
from transactions.forms.places import of_box


class LetterForm(ModelForm):
    issuer = forms.CharField(label="出具银行", max_length=80, help_text="银行全称或简称")
    evidence = FilesField(label="保函", help_text=FILES)
    wide = ["evidence"]
    field_order = ("number", "issuer", "amount", "valid_from", "valid_to", "evidence")

    class Meta:
        model = GuaranteeLetter
        fields = ["number", "amount", "valid_from", "valid_to"]

    def clean_issuer(self) -> Organization:
        return of_box(lambda: find_organization(self.cleaned_data["issuer"], "issuer", OrganizationKind.BANK))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last < first:
            raise ValidationError({"valid_to": f"到期日期 {last} 早于生效日期 {first}，请核对。"})
        return data

    def _post_clean(self) -> None:
        """Write nothing into a record: the service checks it."""


class EndLetterForm(Form):
    ended_on = forms.DateField(label="失效日期", initial=clock.today)
    reason = forms.CharField(label="失效原因", max_length=200, help_text="到期、退还、换函等")
