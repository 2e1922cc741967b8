"""原有租约 from a list: families and homes are registered before; a lease that is known is compared, never changed."""
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from affordable.enums import Relation
from affordable.models import Family, Lease, Member
from affordable.services.checks import lock_units
from affordable.services.families import find_family
from affordable.services.former_leases import take_over_lease
from affordable.services.homes import PLACE, find_home
from affordable.workflow import ENTER
from housing_portal.accounts.models import Unit, User
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.excel.columns import ColumnSpec
from housing_portal.kit.excel.reader import RowRead
from housing_portal.kit.figures import grouped
from housing_portal.kit.forms import AmountField
from housing_portal.kit.secrecy import mask_number
from housing_portal.kit.text import clean, half_width
from housing_portal.registry.imports import Facts, Sheet, amount, at, columns, given

DAYS = ("signed_on", "from_on", "to_on", "occupied_on")
# what a refusal of the service is about → the column in which the list says it
CELLS = {"family": "number", "home": "room", "rent": "monthly_rent"}


class FormerLeaseSheet(Sheet):
    """One row per lease; the family is named by its number or by the document of its applicant."""

    label = "原有租约"
    permission = ENTER
    specs = (
        *columns(
            ("number", "保障编号", "text"), ("applicant", "申请人证件号码", "text"), ("estate", "小区", "text"),
            ("building", "楼栋", "text"), ("room", "房号", "text"), ("contract_no", "合同编号", "text"),
            ("signed_on", "签约日期", "date"), ("from_on", "租期起", "date"), ("to_on", "租期止", "date"),
            ("monthly_rent", "月租金（元）", "text"),
        ),
        ColumnSpec("area", ("计租面积（平方米）",), "area", required=False),
        ColumnSpec("rent_standard", ("租金标准（每平方米每月元）",), required=False),
        ColumnSpec("reduction", ("减免系数",), required=False),
        ColumnSpec("occupied_on", ("入住日期",), "date", required=False),
        ColumnSpec("note", ("说明",)),
    )
    needed = (*PLACE, "contract_no", "signed_on", "from_on", "to_on", "monthly_rent")
    notes = {
        "number": "保障编号和申请人证件号码填一项即可", "contract_no": "原合同上的编号",
        "monthly_rent": "应等于计租面积 × 租金标准 × 减免系数", "area": "不填为房源建筑面积",
        "rent_standard": "不填为房源的租金标准", "reduction": "不填为 1，即全额",
        "occupied_on": "还没有入住的不填；签订本合同前已入住的填签约日期",
        "note": "租期起早于签约、租期超过最长年限、合同租金与计算不符的，在此说明",
    }
    masks = {"applicant": mask_number}
    answer = "note"

    def __init__(self, actor: User) -> None:
        self.actor = actor

    def records(self, rows: Sequence[RowRead]) -> list[list[RowRead]]:
        """Return the rows one by one; all units are locked first, since rows name them in any order."""
        lock_units(Unit.objects.visible_to(self.actor))
        return super().records(rows)

    def facts(self, values: Any) -> Facts:
        return given({
            **{key: values[key] for key in (*DAYS, "area")},
            "contract_no": clean(half_width(values["contract_no"])),
            "family": self._family(values["number"], values["applicant"]),
            "home": at("room", find_home, self.actor, *(values[key] for key in PLACE)),
            "monthly_rent": amount("monthly_rent", values["monthly_rent"]),
            "rent_standard": amount("rent_standard", values["rent_standard"]),
            "reduction": _coefficient(values["reduction"]),
            "note": values["note"],
        })

    def _family(self, number: str | None, applicant: str | None) -> Family:
        """Return the family; when both columns are filled in they must mean the same one."""
        if not (number or applicant):
            raise ServiceError({"number": "没有填写，请填写保障编号或申请人证件号码。"})
        family = at("number", find_family, self.actor, number) if number else None
        if applicant is None:
            return family
        people = Member.objects.visible_to(self.actor).filter(relation=Relation.APPLICANT).numbered(applicant)
        person = people.select_related("family__unit").order_by("-is_current", "-pk").first()
        if person is None:
            raise ServiceError({"applicant": "没有这位申请人的保障对象，请核对，或先登记家庭并确认原批准。"})
        if family not in (None, person.family):
            raise ServiceError({"applicant": f"与保障编号不符，这位申请人的家庭是 {person.family}，请核对。"})
        return person.family

    def cell(self, name: str) -> tuple[int, str]:
        return 0, CELLS.get(name, name)

    def known(self, facts: Facts) -> Lease | None:
        same = Lease.objects.filter(contract_no=facts["contract_no"])
        lease = same.visible_to(self.actor).select_related("family", "home").first()
        if lease is None and same.exists():
            raise ServiceError({"contract_no": "这个合同编号已由其他单位登记，请核对。"})
        return lease

    def differing(self, record: Lease, facts: Facts) -> list[str]:
        said = {key: value for key, value in facts.items() if key != "note"}
        return [CELLS.get(key, key) for key in super().differing(record, said)]

    def shown(self, record: Lease, key: str) -> Any:
        return {"number": record.family, "room": record.home}.get(key) or super().shown(record, key)

    def register(self, actor: User, facts: Facts) -> Lease:
        said = {key: value for key, value in facts.items() if key not in ("monthly_rent", "note")}
        return take_over_lease(actor=actor, rent=facts["monthly_rent"], reason=facts.get("note", ""), **said)

    def named(self, record: Lease) -> str:
        return f"{record}　{record.home}（{record.family}，月租金 {grouped(record.monthly_rent, 2)} 元）"


def _coefficient(words: str | None) -> Decimal | None:
    return at("reduction", AmountField(noun="系数", required=False).clean, words or "")
