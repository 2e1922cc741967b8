"""征收花名册 of one project: looked at first, then taken over whole; what is registered is compared, never changed."""
from typing import Any

from affordable.enums import YardKind
from affordable.models import AffordableProject, Compound, RelocationHousehold
from affordable.services.compounds import add_compound
from affordable.services.relocated import add_household
from housing_portal.accounts.models import User
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.excel.columns import ColumnSpec
from housing_portal.kit.pages import written
from housing_portal.registry.imports import Facts, Sheet, choice, columns, given, labels

OF_YARD = ("no", "address", "yard_kind")


class RosterSheet(Sheet):
    """One row per household; a household is known by its yard and its owner. Areas in ㎡."""

    label = "征收花名册"
    permission = "affordable.import"
    specs = (
        *columns(
            ("no", "院号", "text"), ("address", "院落地址", "text"), ("yard_kind", "院落类型", "text"),
            ("owner", "权利人", "text"), ("legal_area", "产权面积（平方米）", "area"),
            ("actual_area", "实测面积（平方米）", "area"),
        ),
        ColumnSpec("unregistered_area", ("未登记面积（平方米）",), "area", required=False),
        ColumnSpec("unregistered_ruling", ("未登记建筑认定结论",), "text", required=False),
    )
    needed = (*OF_YARD, "owner", "legal_area", "actual_area")

    def __init__(self, project: AffordableProject | None = None) -> None:
        self.project = project

    def choices(self) -> dict[str, list[str]]:
        return {"yard_kind": labels(YardKind)}

    def facts(self, values: Any) -> Facts:
        return given({**values, "yard_kind": choice("yard_kind", YardKind, values["yard_kind"])})

    def known(self, facts: Facts) -> RelocationHousehold | None:
        same = {"compound__project": self.project, "compound__no": facts["no"], "owner": facts["owner"]}
        return RelocationHousehold.objects.filter(**same).select_related("compound").order_by("pk").first()

    def held(self, record: RelocationHousehold, key: str) -> Any:
        return super().held(_owner_of(record, key), key)

    def shown(self, record: RelocationHousehold, key: str) -> Any:
        return super().shown(_owner_of(record, key), key)

    def register(self, actor: User, facts: Facts) -> RelocationHousehold:
        survey = {key: value for key, value in facts.items() if key not in OF_YARD}
        return add_household(actor=actor, compound=self._yard(actor, facts), **survey)

    def _yard(self, actor: User, facts: Facts) -> Compound:
        """Return the yard of a row: registered with its first household, then always the same."""
        said = {key: facts[key] for key in OF_YARD}
        yard = Compound.objects.filter(project=self.project, no=facts["no"]).first()
        if yard is None:
            return add_compound(actor=actor, project=self.project, **said)
        for key, value in said.items():
            if getattr(yard, key) != value:
                raise ServiceError({key: f"与台账不同（{yard}已登记为“{written(yard, key)}”），请改成一致。"})
        return yard


def _owner_of(record: RelocationHousehold, key: str) -> Compound | RelocationHousehold:
    return record.compound if key in OF_YARD else record
