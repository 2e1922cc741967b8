"""住房保障家庭 from a roster, one row per person: looked at first, then taken over whole.

A family comes in as a draft, or accepted on its day. One that was approved in former days brings day and paper of the
approval and waits, as at the counter, until another officer confirms it.
"""
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from affordable.enums import FamilyCategory, FamilyStatus, Relation, SupportMode
from affordable.imports.units import choose_unit
from affordable.models import Family, Member
from affordable.querysets import owners
from affordable.services.families import accept_family, enter_system, register_family
from affordable.services.members import NATURAL, MemberFacts, box
from affordable.workflow import ENTER
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import User
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.excel.columns import ColumnSpec
from housing_portal.kit.excel.reader import RowRead
from housing_portal.kit.secrecy import mask_names, mask_number, mask_phone, normal
from housing_portal.registry.identity import IdentityKind, as_typed, checked_identity, validate_phone
from housing_portal.registry.imports import Facts, Sheet, amount, at, choice, columns, given, labels

Values = Mapping[str, Any]
Faults = dict[str, list[str]]
NEEDED = ("unit", "category", "wanted", "applied_on", "address", "income_pc", "house_area_pc")
OPTIONAL = ("accepted_on", "former_approval_on", "former_approval_no", "entered_system_on", "note")
OF_FAMILY = (*NEEDED, *OPTIONAL)
KINDS = [IdentityKind(kind) for kind, _label in NATURAL]
_BOX = re.compile(r"member_(\d+)_(\w+)")


class FamilySheet(Sheet):
    """Rows with the same applicant are one family; what is said of it stands in the applicant's own row."""

    label = "住房保障家庭"
    permission = ENTER
    specs = (
        *columns(
            ("applicant", "申请人证件号码", "text"), ("relation", "与申请人关系", "text"), ("name", "姓名", "text"),
        ),
        ColumnSpec("identity_kind", ("证件类型",), required=False),
        ColumnSpec("identity", ("证件号码",)),
        ColumnSpec("phone", ("联系电话",), required=False),
        *columns(
            ("unit", "责任单位", "text"), ("category", "家庭类别", "text"), ("wanted", "申请方式", "text"),
            ("applied_on", "申请日期", "date"), ("address", "现住址", "text"),
            ("income_pc", "人均月收入（元）", "text"), ("house_area_pc", "人均住房面积（平方米）", "area"),
        ),
        ColumnSpec("accepted_on", ("受理日期",), "date", required=False),
        ColumnSpec("former_approval_on", ("原批准日期",), "date", required=False),
        ColumnSpec("former_approval_no", ("原批准文号",), required=False),
        ColumnSpec("entered_system_on", ("录入系统日期",), "date", required=False),
        ColumnSpec("note", ("备注",), required=False),
    )
    needed = ("applicant", "relation", "name", "identity")
    notes = {
        "applicant": "每人一行，同一家庭各行都填申请人的证件号码", "identity_kind": "不填为居民身份证",
        **dict.fromkeys(NEEDED, "申请人一行必填，其他成员可不填"), "accepted_on": "不填为草稿",
        "former_approval_on": "在本系统启用之前已批准的家庭填写，导入后由另一位同事确认原批准",
        "entered_system_on": "录入住房保障系统的日期，还没有录入的不填",
    }
    masks = {"applicant": mask_number, "identity": mask_number, "name": mask_names, "phone": mask_phone}

    def __init__(self, actor: User) -> None:
        self.actor = actor
        self.units = list(owners(actor).exclude(kind=UnitKind.WHOLE).prefetch_related("aliases"))
        self.rows_of: dict[str, list[int]] = {}

    def choices(self) -> dict[str, list[str]]:
        return {
            "relation": labels(Relation), "identity_kind": [kind.label for kind in KINDS],
            "unit": [unit.name for unit in self.units], "category": labels(FamilyCategory),
            "wanted": labels(SupportMode),
        }

    # -- reading ----------------------------------------------------------------------------------------------

    def records(self, rows: Sequence[RowRead]) -> list[list[RowRead]]:
        """Return the rows by family, the applicant's own first."""
        families, self.rows_of = defaultdict(list), defaultdict(list)
        for row in rows:
            families[_plain(row.values["applicant"])].append(row)
            self.rows_of[_plain(row.values["identity"])].append(row.row_no)
        return [
            sorted(found, key=lambda row, number=number: _plain(row.values["identity"]) != number)
            for number, found in families.items()
        ]

    def facts(self, first: Values, *others: Values) -> Facts:
        if _plain(first["identity"]) != _plain(first["applicant"]):
            raise ServiceError({"applicant": "名册中没有申请人本人的一行，请补上，或更正申请人证件号码。"})
        people = [first, *others]
        faults: Faults = {
            box(place, key): [sentence]
            for place, one in enumerate(people, 1) for key, sentence in self._faults(place, one, first).items()
        }
        said = {**{key: first[key] for key in OF_FAMILY}, **self._words(faults, first)}
        members = [_person(faults, partial(box, place), one) for place, one in enumerate(people, 1)]
        if faults:
            raise ServiceError(faults)
        return given({**said, "members": members})

    def _words(self, faults: Faults, first: Values) -> Facts:
        """Return what is meant by the words that stand for a record, a choice or an amount."""
        finders: dict[str, Callable[[str], Any]] = {
            "unit": lambda words: at("unit", choose_unit, words, self.units),
            "category": lambda words: choice("category", FamilyCategory, words),
            "wanted": lambda words: choice("wanted", SupportMode, words),
            "income_pc": lambda words: amount("income_pc", words),
        }
        return {key: first[key] and _noted(faults, find, first[key]) for key, find in finders.items()}

    def cell(self, name: str) -> tuple[int, str]:
        found = _BOX.fullmatch(name)
        if found:
            return int(found[1]) - 1, found[2]
        return 0, "accepted_on" if name == "on" else name

    def _faults(self, place: int, one: Values, first: Values) -> dict[str, str]:
        """Return what the list itself says wrongly of a person, by column."""
        found, is_applicant = {}, one["relation"] == Relation.APPLICANT.label
        if place == 1 and not is_applicant:
            found["relation"] = "应为“申请人”，证件号码与“申请人证件号码”相同。"
        if place > 1 and is_applicant:
            found["relation"] = "只能填给证件号码与“申请人证件号码”相同的一人，请核对。"
        rows = self.rows_of[_plain(one["identity"])]
        if len(rows) > 1:
            found["identity"] = f"出现在第 {'、'.join(map(str, rows))} 行，一个人只能填一次，请核对。"
        if one["accepted_on"] and first["former_approval_on"]:
            found["accepted_on"] = "已有原批准的家庭不填受理日期，导入后由另一位同事确认原批准。"
        if one["entered_system_on"] and not (first["accepted_on"] or first["former_approval_on"]):
            found["entered_system_on"] = "草稿不能登记录入，请一并填写受理日期或原批准日期。"
        if place == 1:
            return found | {key: "没有填写，申请人一行须填写家庭情况。" for key in NEEDED if one[key] is None}
        unlike = [key for key in OF_FAMILY if one[key] not in (None, first[key])]
        return found | dict.fromkeys(unlike, "与申请人一行不同，请改成一致或留空。")

    # -- the register -----------------------------------------------------------------------------------------

    def known(self, facts: Facts) -> Family | None:
        applicants = Member.objects.current().filter(relation=Relation.APPLICANT)
        family = applicants.numbered(facts["members"][0].identity).values("family")
        return Family.objects.visible_to(self.actor).filter(pk__in=family).select_related("unit").first()

    def differing(self, record: Family, facts: Facts) -> list[str]:
        said = {key: value for key, value in facts.items() if key != "members"}
        people = ["applicant"] if _compared(facts["members"]) != _compared(_held(record)) else []
        return [*people, *super().differing(record, said)]

    def held(self, record: Family, key: str) -> Any:
        if key != "accepted_on":
            return super().held(record, key)
        accepted = record.steps.standing().filter(code=FamilyStatus.ACCEPTED)
        return accepted.order_by("pk").values_list("on", flat=True).first()

    def shown(self, record: Family, key: str) -> Any:
        if key == "applicant":
            return "、".join(f"{one}（{one.get_relation_display()}）" for one in _members(record))
        return self.held(record, key) if key == "accepted_on" else super().shown(record, key)

    def register(self, actor: User, facts: Facts) -> Family:
        said = {key: value for key, value in facts.items() if key not in ("accepted_on", "entered_system_on")}
        family = register_family(actor=actor, **said)
        if "accepted_on" in facts:
            family = accept_family(actor=actor, family=family, on=facts["accepted_on"])
        if "entered_system_on" in facts:
            at("entered_system_on", lambda: enter_system(
                actor=actor, families=[family], on=facts["entered_system_on"]
            ))
        return family

    def named(self, record: Family) -> str:
        people = list(_members(record))
        words = (record.get_category_display(), str(record.unit), record.get_status_display())
        return f"{people[0]}家庭 {len(people)} 人（{'，'.join(words)}）"


def _plain(number: str | None) -> str:
    return normal(number or "")


def _noted(faults: Faults, find: Callable[..., Any], *arguments: Any) -> Any:
    """Return what ``find`` returns; what it refuses is noted, unless something is wrong with the cell already."""
    try:
        return find(*arguments)
    except ServiceError as error:
        for name, sentences in error.message_dict.items():
            faults.setdefault(name, sentences)
    return None


def _person(faults: Faults, cell: Callable[[str], str], one: Values) -> MemberFacts:
    """Return one person; the services check them as well, but stop at the first that is wrong."""
    kind = _noted(faults, choice, cell("identity_kind"), KINDS, one["identity_kind"]) or IdentityKind.ID_CARD
    relation = _noted(faults, choice, cell("relation"), Relation, one["relation"])
    _noted(faults, at, cell("identity"), checked_identity, kind, one["identity"])
    if one["phone"]:
        _noted(faults, at, cell("phone"), validate_phone, one["phone"])
    return MemberFacts(
        name=one["name"], relation=relation or "", identity_kind=kind, identity=one["identity"],
        phone=one["phone"] or "",
    )


def _members(family: Family) -> Any:
    return family.members.current().order_by("pk")


def _held(family: Family) -> list[MemberFacts]:
    return [
        MemberFacts(one.name, one.relation, as_typed(one.identity), one.identity_kind, as_typed(one.phone))
        for one in _members(family)
    ]


def _compared(people: Sequence[MemberFacts]) -> dict[str, tuple[str, ...]]:
    """Return number → the other facts: in which order people are listed says nothing."""
    return {
        _plain(one.identity): (one.name, one.relation, one.identity_kind, _plain(one.phone)) for one in people
    }
