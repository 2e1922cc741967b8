"""What a quota is worked out from: only the boxes that the account's rules ask for."""
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms

from housing_portal.journal.files import FilesField
from housing_portal.kit import clock
from housing_portal.kit.figures import grouped
from housing_portal.kit.forms import AmountField, Form
from housing_portal.registry.models import Building
from presale.available import CENT
from presale.enums import BuildingKind, Granularity, QuotaBasis
from presale.models import EscrowAccount, QuotaVersion
from presale.quota import Calculation, Inputs, work_out
from presale.services.quotas import settled
from transactions.enums import RESIDENTIAL
from transactions.models import RoomPrice
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
        self.by_building = account.granularity == Granularity.BUILDING
        if "average_price" in asked:
            self._propose_price([place.building for place in places])
        if self.by_building:
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

    def _propose_price(self, buildings: list[Building]) -> None:
        """Propose the average of the homes' prices on file, and say which buildings it comes from."""
        box, names = self.fields["average_price"], {one.pk: one.number for one in buildings}
        prices = RoomPrice.objects.latest().filter(room__building__in=names, room__use__in=RESIDENTIAL)
        found = list(prices.by_building())
        if not found:
            box.help_text = "监管楼幢还没有住宅备案价，请按备案材料填写"
            return
        each = "；".join(
            f"{names[pk]} {grouped(_average(total, area), 2)} 元/㎡（{homes} 套）" for pk, total, area, homes in found
        )
        box.help_text = f"取自一房一价备案，住宅备案总价 ÷ 建筑面积，可以修改：{each}"
        if self.by_building and len(buildings) > 1:
            return  # which of them is chosen on the page
        total, area = (sum(row[place] for row in found) for place in (1, 2))
        self.initial.setdefault("average_price", _average(total, area))

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


def _average(total: Decimal, area: Decimal) -> Decimal:
    return (total / area).quantize(CENT, ROUND_HALF_UP)


class ApproveForm(Form):
    opinion = forms.CharField(label="核定意见", max_length=200, required=False, widget=forms.Textarea)
    wide = ("opinion",)
