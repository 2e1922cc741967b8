"""公租房房源 from a list: looked at first, then taken over whole; what is registered is compared, never changed."""
from typing import Any

from affordable.enums import Ownership
from affordable.imports.units import choose_unit
from affordable.models import RentalHome
from affordable.querysets import owners
from affordable.services.homes import PLACE, register_home
from affordable.workflow import ENTER
from housing_portal.accounts.models import User
from housing_portal.kit.excel.columns import ColumnSpec
from housing_portal.kit.text import half_width
from housing_portal.registry.imports import Facts, Sheet, amount, at, choice, columns, given, labels


class HomeSheet(Sheet):
    """One row per home; the units are those for which the reader keeps records."""

    label = "公租房房源"
    permission = ENTER
    specs = (
        *columns(
            ("unit", "责任单位", "text"), ("estate", "小区", "text"), ("building", "楼栋", "text"),
            ("room", "房号", "text"), ("area", "建筑面积（平方米）", "area"), ("ownership", "权属", "text"),
            ("source_plan_year", "下达年度", "int"), ("rent_standard", "租金标准（每平方米每月元）", "text"),
            ("received_on", "接收日期", "date"),
        ),
        ColumnSpec("entered_system_on", ("录入系统日期",), "date", required=False),
        ColumnSpec("note", ("备注",), "text", required=False),
    )
    needed = (
        "unit", "estate", "building", "room", "area", "ownership", "source_plan_year", "rent_standard", "received_on",
    )

    def __init__(self, actor: User) -> None:
        self.units = list(owners(actor).prefetch_related("aliases"))

    def choices(self) -> dict[str, list[str]]:
        return {"unit": [unit.name for unit in self.units], "ownership": labels(Ownership)}

    def facts(self, values: Any) -> Facts:
        return given({
            **values, **{key: half_width(values[key]) for key in PLACE},
            "unit": at("unit", choose_unit, values["unit"], self.units),
            "ownership": choice("ownership", Ownership, values["ownership"]),
            "rent_standard": amount("rent_standard", values["rent_standard"]),
        })

    def known(self, facts: Facts) -> RentalHome | None:
        place = {key: facts[key] for key in PLACE}
        return RentalHome.objects.filter(**place).select_related("unit").first()

    def register(self, actor: User, facts: Facts) -> RentalHome:
        return register_home(actor=actor, **facts)
