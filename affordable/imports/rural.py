"""农村危房改造名单 of one year: the households that 民政 or 乡村振兴 have found; who is listed already stays."""
from typing import Any

from affordable.enums import RuralTarget
from affordable.imports.units import choose_unit
from affordable.models import RuralHouse
from affordable.services.rural import register_house
from housing_portal.accounts.models import Unit, User
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.excel.columns import ColumnSpec
from housing_portal.kit.secrecy import mask_names, mask_number, mask_phone
from housing_portal.registry.imports import Facts, Sheet, at, choice, columns, given, labels

COMPARED = ("unit", "name", "target_kind")  # a later list brings its own number, and says the village in other words


class RuralSheet(Sheet):
    """One row per household; it is known by the document of its head."""

    label = "农村危房改造名单"
    permission = "affordable.import"
    specs = (
        *columns(
            ("unit", "责任单位", "text"), ("village", "乡镇、村组", "text"), ("name", "户主姓名", "text"),
            ("identity", "证件号码", "text"), ("target_kind", "对象类别", "text"),
            ("list_doc", "认定名单文号", "text"),
        ),
        ColumnSpec("phone", ("联系电话",), required=False),
        ColumnSpec("reason", ("说明",), required=False),
    )
    needed = ("unit", "village", "name", "identity", "target_kind", "list_doc")
    notes = {"reason": "以前年度已列入改造的，在此说明"}
    masks = {"name": mask_names, "identity": mask_number, "phone": mask_phone}
    answer = "reason"

    def __init__(self, actor: User, plan_year: int | None = None) -> None:
        self.actor, self.plan_year = actor, plan_year or clock.today().year
        self.units = list(Unit.objects.reporting().visible_to(actor).prefetch_related("aliases"))

    def choices(self) -> dict[str, list[str]]:
        return {"unit": [unit.name for unit in self.units], "target_kind": labels(RuralTarget)}

    def facts(self, values: Any) -> Facts:
        return given({
            **values, "unit": at("unit", choose_unit, values["unit"], self.units), "plan_year": self.plan_year,
            "target_kind": choice("target_kind", RuralTarget, values["target_kind"]),
        })

    def known(self, facts: Facts) -> RuralHouse | None:
        same = RuralHouse.objects.numbered(facts["identity"]).filter(plan_year=self.plan_year)
        house = same.select_related("unit").first()
        if house is not None and not RuralHouse.objects.visible_to(self.actor).filter(pk=house.pk).exists():
            raise ServiceError({"identity": "本年度已由其他单位列入，请与县级核对。"})
        return house

    def differing(self, record: RuralHouse, facts: Facts) -> list[str]:
        return [key for key in COMPARED if self.held(record, key) != facts[key]]

    def shown(self, record: RuralHouse, key: str) -> Any:
        return str(record) if key == "name" else super().shown(record, key)

    def register(self, actor: User, facts: Facts) -> RuralHouse:
        return register_house(actor=actor, **facts)

    def named(self, record: RuralHouse) -> str:
        return f"{record}　{record.get_target_kind_display()}（{record.unit}，{record.plan_year} 年）"
