"""What a quota is worked out from: only the boxes that the account's rules ask for."""
from typing import Any

from django import forms

from housing_portal.journal.files import FilesField
from housing_portal.kit import clock
from housing_portal.kit.forms import AmountField, Form
from housing_portal.registry.models import Building
from presale.enums import BuildingKind, Granularity, QuotaBasis
from presale.models import EscrowAccount, QuotaVersion
from presale.quota import Calculation, Inputs, work_out
from presale.services.quotas import settled
from transactions.models.base import POSITIVE

ASKED = {
    QuotaBasis.COST_PER_SQM: ("area", "finished_area"),
    QuotaBasis.PRESALE_TOTAL: ("presale_total",),
    QuotaBasis.FILING_PRICE: ("area", "average_price", "is_finished"),
    QuotaBasis.FIXED_PER_SQM: ("area",),
    QuotaBasis.CONTRACT_COST: ("contract_total",),
}
LABELS = {
    "area": ("面积", "监管面积（㎡）", "含须同步交付的地下室"),
    "finished_area": ("面积", "其中成品房面积（㎡）", "没有的留空"),
    "presale_total": ("金额", "项目总预售款（元）", ""), "average_price": ("金额", "住宅备案均价（元/㎡）", ""),
    "contract_total": ("金额", "施工合同总价（元）", ""),
}


class QuotaForm(Form):
    """``worked`` is the calculation once the boxes are in order; the page shows it before anything is filed."""

    building = forms.ModelChoiceField(Building.objects.none(), label="楼幢")
    is_finished = forms.BooleanField(label="成品房（按成品封顶）", required=False)
    amount = AmountField(
        noun="金额", label="拟核额度（元）", required=False, validators=[POSITIVE],
        help_text="与测算相同的留空；不同的须在依据中写明",
    )
    effective_on = forms.DateField(label="生效日期", initial=clock.today)
    reason = QuotaVersion._meta.get_field("reason").formfield()
    evidence = FilesField(label="依据材料", required=False, help_text="面积、造价、备案价等材料；PDF、JPG、PNG")
    wide = ("reason",)
    worked: Calculation | None = None

    def __init__(self, *args: Any, account: EscrowAccount, **kwargs: Any) -> None:
        self.rules = account.rules
        asked = ASKED[QuotaBasis(account.rules.basis)]
        for name in asked:
            if name in LABELS:
                noun, label, words = LABELS[name]
                self.base_fields = {**self.base_fields, name: AmountField(
                    noun=noun, label=label, help_text=words, required=name != "finished_area", validators=[POSITIVE],
                )}
        self.cards = [("测算依据", ["building", *asked]), ("核定", ["amount", "effective_on", "reason", "evidence"])]
        super().__init__(*args, **kwargs)
        if "is_finished" not in asked:
            del self.fields["is_finished"]
        places = account.places.filter(is_current=True).select_related("building").order_by("pk")
        if account.granularity == Granularity.BUILDING:
            self.fields["building"].queryset = Building.objects.filter(
                pk__in=[place.building_id for place in places]
            ).order_by("number_key", "pk")
        else:
            del self.fields["building"]
            self._fill_in([place.building for place in places])
        if "is_finished" in asked:
            self.initial.setdefault("is_finished", {place.kind for place in places} == {BuildingKind.FINISHED})

    def _fill_in(self, buildings: list[Building]) -> None:
        """Propose the area on file when every building has one."""
        areas = [one.area_measured or one.area_predicted for one in buildings]
        if areas and all(areas):
            self.initial.setdefault("area", sum(areas))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        given = {name: data.pop(name) for name in Inputs.__dataclass_fields__ if data.get(name)}
        data["given"] = Inputs(**given)
        if not self.errors:
            try:
                self.worked = settled(work_out(self.rules, data["given"]), data.get("amount"))
            except forms.ValidationError as error:
                self.refuse(error)
        for name in LABELS.keys() | {"is_finished"}:
            data.pop(name, None)
        return data


class ApproveForm(Form):
    opinion = forms.CharField(label="核定意见", max_length=200, required=False, widget=forms.Textarea)
    wide = ("opinion",)
