"""Handing over: the condition of buildings, steps of many rooms at once, yearly tasks."""
from typing import Any

from django import forms

from housing_portal.journal.files import FilesField
from housing_portal.journal.forms import KINDS, day, proof, word
from housing_portal.kit import clock
from housing_portal.kit.forms import Form
from housing_portal.registry.models import Building
from presale.delivery.enums.handover import HandoverStatus
from presale.delivery.forms.loans import Checkless
from presale.delivery.models.estates import TroubledEstate
from presale.delivery.models.handover import CHECKS, BuildingReadiness, DeliveryTask, UnitDelivery
from presale.delivery.workflow import HANDOVER
from transactions.enums import LIVE
from transactions.models import Room

STEPS = ("notice", "pre_hand", "refuse", "hand", "title")


class BuildingChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Building) -> str:
        return f"{obj.estate}　{obj}"


def buildings() -> forms.ModelChoiceField:
    """Return the box that chooses a building of any estate."""
    known = Building.objects.current().select_related("estate").order_by("estate__record_name", "number_key", "pk")
    return BuildingChoice(known, label="楼幢")


class BuildingForm(Form):
    """Which building is handed over."""

    building = buildings()


class ReadinessForm(Checkless):
    building = buildings()
    evidence = FilesField(
        label="证明材料", required=False, help_text=f"消防验收、竣工备案、配套移交；{KINDS}"
    )
    cards = [
        ("楼幢", ["building", "on", "filing_no"]), ("条件", list(CHECKS)), ("材料", ["note", "evidence"]),
    ]
    wide = ("evidence",)

    class Meta:
        model = BuildingReadiness
        fields = ["building", "on", *CHECKS, "filing_no", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today


class RoomChoices(forms.ModelMultipleChoiceField):
    """The sold rooms of a building, each with how far its handing over has come."""

    states: dict[int, str] = {}

    def label_from_instance(self, obj: Room) -> str:
        return f"{obj.door}（{self.states.get(obj.pk, HandoverStatus.OPEN.label)}）"


class ManyForm(Form):
    """One step of many rooms on one day."""

    code = forms.ChoiceField(
        label="登记", choices=[(code, HANDOVER.steps[code].label) for code in STEPS], initial="hand"
    )
    on = day("日期")
    rooms = RoomChoices(
        Room.objects.none(), label="房屋", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "还没有选择房屋。"},
    )
    note = word(required=False)
    evidence = proof("交房通知、签收单")
    cards = [("登记", ["code", "on"]), ("房屋", ["rooms"]), ("材料", ["note", "evidence"])]
    wide = ("rooms", "note", "evidence")

    def __init__(self, *args: Any, building: Building, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        filed = building.completed_on
        known = f"竣工备案日期 {filed}，早于备案的" if filed else "这幢楼没有登记竣工备案，"
        self.fields["on"].help_text = f"{known}交付列为违规交房，不计入已交付"
        field = self.fields["rooms"]
        sold = Room.objects.filter(building=building, contracts__status__in=LIVE)
        field.queryset = sold.exclude(handovers__status=HandoverStatus.TITLED).order_by("door_key", "pk")
        rows = UnitDelivery.objects.filter(building=building)
        field.states = {pk: HandoverStatus(state).label for pk, state in rows.values_list("room", "status")}


class TaskForm(Checkless):
    evidence = proof("下达文件")
    cards = [("任务", ["year", "estate", "sets"]), ("依据", ["issued_on", "paper", "evidence"])]
    wide = ("evidence",)

    class Meta:
        model = DeliveryTask
        fields = ["year", "estate", "sets", "issued_on", "paper"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["estate"].queryset = TroubledEstate.objects.select_related("estate")
        self.fields["estate"].empty_label = "全县"
        self.fields["year"].initial = clock.today().year
        self.fields["issued_on"].initial = clock.today


class ReviseForm(Checkless):
    evidence = proof("调整文件")
    cards = [("任务", ["sets"]), ("依据", ["issued_on", "paper", "reason", "evidence"])]
    wide = ("reason", "evidence")

    class Meta:
        model = DeliveryTask
        fields = ["sets", "issued_on", "paper", "reason"]
