from typing import Any

from housing_portal.journal.forms import day, proof
from housing_portal.kit import clock
from housing_portal.kit.forms import ReasonForm
from housing_portal.registry.choosing import estate_field
from presale.delivery.enums.estates import ListSource
from presale.delivery.forms.base import RecordForm, box, organization_field
from presale.delivery.models import RiskRating, TroubledEstate
from presale.delivery.querysets.taskforces import TaskForceQuerySet

SOURCES = [one.value for one in ListSource]
UNITS = ["builder_unit", "general_contractor"]
FACTS = ["total_floor_area", "contract_delivery_on", "listed_on", "annual_year"]
HANDLING = ["taskforce", "lead_county_leader", "is_insolvent", "administrator", "note"]


class EstateEditForm(RecordForm):
    """Estate and developer stay as they were when the estate was listed."""

    builder_unit = organization_field("建设单位", required=False)
    general_contractor = organization_field("总包单位", required=False)
    evidence = proof("依据材料")
    cards = [("项目", [*UNITS, *FACTS]), ("清单来源", SOURCES), ("处置", [*HANDLING, "evidence"])]
    wide = ("note", "evidence")

    class Meta:
        model = TroubledEstate
        fields = [*FACTS, *SOURCES, *HANDLING]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        forces: TaskForceQuerySet = self.fields["taskforce"].queryset
        self.fields["taskforce"].queryset = forces.active(clock.today())
        if self.instance.pk:
            self.initial |= {name: getattr(self.instance, f"{name}_id") for name in UNITS}


class EstateForm(EstateEditForm):
    """The risk is said here for the first time; afterwards it is rated on a day."""

    estate = estate_field()
    risk_level = box(RiskRating, "code")
    cards = [
        ("项目", ["estate", *UNITS, *FACTS]), ("清单来源", SOURCES), ("处置", ["risk_level", *HANDLING, "evidence"]),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["listed_on"].initial = clock.today


class RemoveForm(ReasonForm):
    on = day("移出日期")
