from typing import Any

from django import forms

from affordable.forms.base import UnitForm
from affordable.forms.members import member_field
from affordable.models import Family, SharedHome, SharedSale, SharePurchase
from affordable.services.shared import Buyer
from housing_portal.accounts.models import User
from housing_portal.journal.forms import day, proof, word
from housing_portal.kit.forms import Form, ModelForm

BUYER = ("name", "identity_kind", "identity", "phone")


class SharedHomeForm(UnitForm):
    class Meta:
        model = SharedHome
        fields = ["unit", "project", "build_year", "estate", "building", "room", "area"]


class SharedSaleForm(ModelForm):
    """The first sale of a home; ``cleaned_data["buyer"]`` is what the service takes."""

    name = member_field("name", "购房人", required=True)
    identity_kind = member_field("identity_kind", required=True)
    identity = member_field("identity", required=True)
    phone = member_field("phone")
    family_no = forms.CharField(
        label="保障对象编号", max_length=40, required=False, help_text="以前年度出售、未录入保障对象的留空"
    )
    evidence = proof("购房合同")
    cards = [("购房人", [*BUYER, "family_no"]), ("合同", ["contract_no", "sold_on", "share", "price_paid", "evidence"])]
    wide = ("evidence",)

    class Meta:
        model = SharedSale
        fields = ["contract_no", "sold_on", "share", "price_paid"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_family_no(self) -> Family | None:
        number = self.cleaned_data["family_no"].strip()
        if not number:
            return None
        found = Family.objects.visible_to(self.user).filter(number=number).first()
        if found is None:
            raise forms.ValidationError(f"没有编号为 {number} 的保障对象，请核对，或留空。")
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["buyer"] = Buyer(**{name: data.pop(name, None) or "" for name in BUYER})
        data["family"] = data.pop("family_no", None)
        return data

    def _post_clean(self) -> None:
        """Check the columns of the form alone: home and buyer are the service's."""


class CertificateForm(Form):
    cert_no = SharedSale._meta.get_field("cert_no").formfield(required=True)
    cert_on = day("办证日期")
    evidence = proof("不动产权证")
    wide = ("evidence",)


class PurchaseForm(Form):
    on = day("增购日期")
    contract_no = SharePurchase._meta.get_field("contract_no").formfield()
    share = SharePurchase._meta.get_field("share").formfield()
    price_paid = SharePurchase._meta.get_field("price_paid").formfield()
    note = word(required=False)
    evidence = proof("增购合同")
    wide = ("note", "evidence")


class BuyBackForm(Form):
    on = day("回购日期")
    buyback_price = SharedSale._meta.get_field("buyback_price").formfield(required=True)
    reason = word("回购原因")
    evidence = proof("回购协议", required=True)
    wide = ("reason", "evidence")
