"""The four lists: their columns, what a row says, and which record it is about. A key names a field of the record."""
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from housing_portal.accounts.models import User
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.excel.columns import ColumnSpec
from housing_portal.kit.excel.reader import RowRead
from housing_portal.kit.forms import AmountField
from housing_portal.kit.pages import written
from housing_portal.registry import naming, services
from housing_portal.registry.enums import Delivery, LandUse, OrganizationKind, PermitKind
from housing_portal.registry.models import Building, District, Estate, Organization, SalePermit
from housing_portal.registry.naming import building_key, permit_key

Values = Mapping[str, Any]
Facts = dict[str, Any]
_LIST = re.compile(r"[、,，;；/]+")


def columns(*given: tuple[str, str, str]) -> tuple[ColumnSpec, ...]:
    """Return columns from (key, head, kind)."""
    return tuple(ColumnSpec(key, (head,), kind) for key, head, kind in given)


class Sheet:
    """One kind of list. ``needed`` names the columns that every row must fill in.

    ``masks`` say how errors show the cells of a column that is personal; ``answer`` names the column in which a row
    explains what is unusual about it.
    """

    label: str
    specs: tuple[ColumnSpec, ...]
    needed: Sequence[str]
    permission = "transactions.import"
    answer = ""
    notes: Mapping[str, str] = {}
    masks: Mapping[str, Callable[[str], str]] = {}

    def choices(self) -> dict[str, list[str]]:
        """Return the drop-downs of the empty table by column key."""
        return {}

    def prefilled(self) -> Iterable[Values]:
        """Return what stands in the rows of the empty table, where the list answers questions about what is known."""
        return ()

    def records(self, rows: Sequence[RowRead]) -> list[list[RowRead]]:
        """Return the rows by the record that they tell of: here each has its own."""
        return [[row] for row in rows]

    def facts(self, *rows: Values) -> Facts:
        """Return what the rows of a record say as the service takes it; unknown names are refused at their column."""
        return given(*rows)

    def cell(self, name: str) -> tuple[int, str]:
        """Return which row of the record, and which column, a refusal of the service is about."""
        return 0, name

    def known(self, facts: Facts) -> models.Model | None:
        """Return the record that the row is about, if it is registered."""
        raise NotImplementedError

    def held(self, record: Any, key: str) -> Any:
        """Return what the register says where the row says something."""
        return getattr(record, key)

    def shown(self, record: Any, key: str) -> Any:
        """Return the same in words."""
        return written(record, key)

    def differing(self, record: Any, facts: Facts) -> list[str]:
        """Return the columns in which the list says something else than the register."""
        return [key for key, value in facts.items() if self.held(record, key) != value]

    def register(self, actor: User, facts: Facts) -> models.Model:
        """Register the record."""
        raise NotImplementedError

    def named(self, record: Any) -> str:
        """Return how the look ahead calls a record that is new."""
        return str(record)


def given(values: Values) -> Facts:
    """Leave out what the row does not state: the field's default stands."""
    return {key: value for key, value in values.items() if value is not None}


def at(key: str, find: Any, *arguments: Any) -> Any:
    """Return what ``find`` returns; what it refuses is an error of column ``key``."""
    try:
        return find(*arguments)
    except ValidationError as error:
        raise ServiceError({key: error.messages}) from None


def choice(key: str, enum: Iterable[models.TextChoices], words: str | None) -> str | None:
    """Return the value of an enum member by its label."""
    if words is None:
        return None
    found = {member.label: member.value for member in enum}
    if words not in found:
        raise ServiceError({key: f"不在可选范围内，可填：{'、'.join(found)}。"})
    return found[words]


def amount(key: str, words: str | None) -> Decimal | None:
    """Return an amount in 元: a column of text, since the reader knows 万元 alone."""
    return at(key, AmountField(noun="金额", required=False).clean, words or "")


def labels(enum: type[models.TextChoices]) -> list[str]:
    return [member.label for member in enum]


class OrganizationSheet(Sheet):
    label = "单位企业"
    specs = columns(
        ("name", "机构全称", "text"), ("kinds", "机构类别", "text"), ("credit_code", "统一社会信用代码", "text"),
        ("short_name", "简称", "text"), ("legal_representative", "法定代表人", "text"),
        ("registered_capital", "注册资本（万元）", "money_wan"), ("contact", "联系人", "text"),
        ("phone", "联系电话", "text"), ("address", "地址", "text"), ("qualification", "资质等级", "text"),
        ("qualification_no", "资质证书号", "text"), ("qualification_until", "资质有效期至", "date"),
    )
    needed = ("name", "kinds")
    notes = {"kinds": f"可填：{'、'.join(labels(OrganizationKind))}；几种身份用顿号隔开"}

    def facts(self, values: Values) -> Facts:
        kinds = [choice("kinds", OrganizationKind, words.strip()) for words in _LIST.split(values["kinds"]) if words]
        code = values["credit_code"]
        return given({**values, "kinds": sorted(kinds), "credit_code": code and code.upper()})

    def known(self, facts: Facts) -> Organization | None:
        return Organization.objects.current().filter(name=facts["name"]).first()

    def held(self, record: Organization, key: str) -> Any:
        return sorted(role.kind for role in record.roles.all()) if key == "kinds" else super().held(record, key)

    def shown(self, record: Organization, key: str) -> Any:
        return record.kinds if key == "kinds" else super().shown(record, key)

    def register(self, actor: User, facts: Facts) -> Organization:
        return services.register_organization(actor=actor, **facts)


class EstateSheet(Sheet):
    label = "楼盘"
    specs = columns(
        ("record_name", "备案名", "text"), ("promo_name", "推广名", "text"), ("developer", "开发企业", "text"),
        ("district", "所在区划", "text"), ("address", "坐落", "text"), ("land_use", "用地性质", "text"),
        ("floor_area", "规划总建筑面积（平方米）", "area"), ("planned_sets", "规划套数", "int"),
    )
    needed = ("record_name", "developer")

    def __init__(self) -> None:
        self.developers = naming.organizations(OrganizationKind.DEVELOPER)
        self.districts = {row.name: row for row in District.objects.all()}

    def choices(self) -> dict[str, list[str]]:
        return _filled({
            "developer": self.developers.words, "district": list(self.districts), "land_use": labels(LandUse),
        })

    def facts(self, values: Values) -> Facts:
        return given({
            **values,
            "developer": at("developer", self.developers.find, values["developer"]),
            "district": at("district", _district, self.districts, values["district"]),
            "land_use": choice("land_use", LandUse, values["land_use"]),
        })

    def known(self, facts: Facts) -> Estate | None:
        return Estate.objects.current().filter(record_name=facts["record_name"]).first()

    def register(self, actor: User, facts: Facts) -> Estate:
        return services.register_estate(actor=actor, **facts)


class BuildingSheet(Sheet):
    label = "楼幢"
    specs = columns(
        ("estate", "楼盘", "text"), ("number", "备案幢号", "text"), ("construction_number", "施工编号", "text"),
        ("police_number", "门牌编号", "text"), ("sections", "单元数", "int"), ("floors_above", "地上层数", "int"),
        ("floors_below", "地下层数", "int"), ("delivery", "交付标准", "text"),
        ("area_predicted", "预测建筑面积（平方米）", "area"), ("area_measured", "实测建筑面积（平方米）", "area"),
        ("started_on", "开工日期", "date"), ("topped_on", "封顶日期", "date"), ("accepted_on", "竣工验收日期", "date"),
        ("completed_on", "竣工备案日期", "date"), ("registered_on", "首次登记日期", "date"),
    )
    needed = ("estate", "number", "floors_above")

    def __init__(self) -> None:
        self.estates = naming.estates()

    def choices(self) -> dict[str, list[str]]:
        return _filled({"estate": self.estates.words, "delivery": labels(Delivery)})

    def facts(self, values: Values) -> Facts:
        return given({
            **values,
            "estate": at("estate", self.estates.find, values["estate"]),
            "delivery": choice("delivery", Delivery, values["delivery"]),
        })

    def known(self, facts: Facts) -> Building | None:
        rows = Building.objects.current().filter(estate=facts["estate"]).order_by("pk")
        alike = [row for row in rows if building_key(row.number) == building_key(facts["number"])]
        return next((row for row in alike if row.number == facts["number"]), alike[0] if alike else None)

    def register(self, actor: User, facts: Facts) -> Building:
        return services.register_building(actor=actor, **facts)


class PermitSheet(Sheet):
    label = "销售许可"
    specs = columns(
        ("kind", "类别", "text"), ("number", "许可证号", "text"), ("issuer", "发证机关", "text"),
        ("estate", "楼盘", "text"), ("buildings", "批准楼幢", "text"),
        ("area_residential", "住宅面积（平方米）", "area"), ("area_commercial", "商业面积（平方米）", "area"),
        ("area_other", "其他面积（平方米）", "area"), ("area_total", "批准面积合计（平方米）", "area"),
        ("sets_total", "批准套数", "int"), ("sets_residential", "住宅套数", "int"), ("issued_on", "发证日期", "date"),
        ("valid_from", "有效期起", "date"), ("valid_to", "有效期止", "date"), ("note", "备注", "text"),
    )
    needed = ("kind", "number", "issuer", "estate", "buildings", "area_total", "sets_total", "issued_on")
    answer = "note"
    notes = {
        "buildings": "例如：7#楼、8#楼；只批到某层的写 9#楼（至 12 层）",
        "note": "批准面积与楼幢面积不符等特殊情况，在此说明",
    }

    def __init__(self) -> None:
        self.estates = naming.estates()

    def choices(self) -> dict[str, list[str]]:
        return _filled({"kind": labels(PermitKind), "estate": self.estates.words})

    def facts(self, values: Values) -> Facts:
        estate = at("estate", self.estates.find, values["estate"])
        buildings = list(estate.buildings.current().order_by("pk"))
        areas = {key: values[key] or Decimal(0) for key in ("area_residential", "area_commercial", "area_other")}
        return given({
            **values, **areas, "estate": estate, "kind": choice("kind", PermitKind, values["kind"]),
            "buildings": at("buildings", naming.read_scope, values["buildings"], buildings),
        })

    def known(self, facts: Facts) -> SalePermit | None:
        return SalePermit.objects.filter(issuer=facts["issuer"], number_key=permit_key(facts["number"])).first()

    def held(self, record: SalePermit, key: str) -> Any:
        if key != "buildings":
            return super().held(record, key)
        return [(row.building, row.up_to_floor) for row in record.scope.select_related("building").order_by("pk")]

    def shown(self, record: SalePermit, key: str) -> Any:
        return naming.written_scope(record) if key == "buildings" else super().shown(record, key)

    def register(self, actor: User, facts: Facts) -> SalePermit:
        return services.register_permit(actor=actor, reason=facts.get("note", ""), **facts)


SHEETS: dict[str, type[Sheet]] = {
    "organization": OrganizationSheet, "estate": EstateSheet, "building": BuildingSheet, "permit": PermitSheet,
}


def _filled(choices: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Leave out drop-downs without anything to choose."""
    return {key: list(words) for key, words in choices.items() if words}


def _district(known: Mapping[str, District], name: str | None) -> District | None:
    if name is not None and name not in known:
        raise ServiceError("不是已登记的行政区划，请核对名称。")
    return known[name] if name else None
