"""Judging historical contracts one by one: what their cells say, by the guards of signing, and among each other."""
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.core.exceptions import ValidationError

from housing_portal.kit.excel.bulk import BulkRow, BulkTable, CellError
from housing_portal.kit.secrecy import Sealed, mask_number
from housing_portal.registry.identity import IdentityKind, normal_identity
from transactions.enums import EndReason, PayMethod
from transactions.guards import Limits, SigningCase, Verdict, covering, examine, sale_kind, taken
from transactions.imports.contracts_known import Known, same_people
from transactions.imports.contracts_past import PastBuyer, PastContract
from transactions.imports.contracts_sheet import (
    BUYER_KEYS,
    CORRECT,
    IDENTITY_KINDS,
    NAME_LENGTH,
    PHONE_LENGTH,
    Statement,
    choice,
    folded,
)
from transactions.models import ContractParty, Room, SaleContract

NOTHING, FULL = Decimal(0), Decimal(100)
IDENTITY, PHONE = (ContractParty._meta.get_field(name) for name in ("identity", "phone"))
ID_CARD = IdentityKind.ID_CARD.label  # a label is made anew whenever one asks for it
LATER = date.max
# where a refusal is shown that is not about a column of the sheet
PLACES = {"room": "number", "buyers": "buyer_1_name"}
SAME = ("room_id", "signed_on", "filed_on", "ended_on", "filing_no", "area_priced", "unit_price", "total_price")


@dataclass(slots=True)
class Judged:
    """A contract that may be taken, with its buyers and what was noticed."""

    statement: Statement
    contract: PastContract
    parties: list[PastBuyer]
    verdict: Verdict

    @property
    def span(self) -> tuple[date, date]:
        """Return the days on which it holds its room, the last one free again."""
        return self.contract.signed_on, self.contract.ended_on or LATER


class Judge:
    """Turns statements into contracts, or says at which cell they fail."""

    def __init__(self, table: BulkTable, known: Known, limits: Limits) -> None:
        self.table, self.known, self.limits = table, known, limits
        self.errors: list[CellError] = []
        self.accepted: list[Judged] = []
        self.unchanged = 0
        self._filings: dict[str, int] = {}

    def judge(self, one: Statement) -> None:
        """Take one contract, or note what is wrong with it."""
        errors = list(one.errors)
        room = None if errors else self._room(one, errors)
        if room is None:
            self.errors += errors
            return
        contract = self._contract(one, room)
        parties = list(self._parties(one, errors))
        if errors:
            self.errors += errors
            return
        stored = self.known.by_number.get(contract.contract_no)
        if stored is not None:
            self._compare(one, contract, parties, stored)
            return
        case = SigningCase(
            contract=contract, buyers=parties, permits=self.known.permits.get(room.building_id, ()),
            restrictions=self.known.restrictions_on(room.pk, contract.signed_on),
            price=self.known.price_on(room.pk, contract.signed_on),
            has_prices=room.building.estate_id in self.known.priced_estates,
        )
        verdict = examine(case, self.limits)
        errors += [self._refused(one, refusal.field, refusal.sentence) for refusal in verdict.refusals]
        errors += self._dates(one, contract)
        errors += self._filing(one)
        if errors:
            self.errors += errors
            return
        cover = covering(case)
        contract.permit_id = cover and cover.permit_id
        contract.kind = choice(one.values, "kind") or sale_kind(case).value
        contract.signed_before_permit = cover is not None and cover.permit.issued_on > contract.signed_on
        contract.buyer_names = "、".join(party.name for party in parties)
        if len(contract.buyer_names) > SaleContract._meta.get_field("buyer_names").max_length:
            self.errors.append(self.table.problem(one.row, "buyer_1_name", "买受人姓名合计过长", CORRECT))
            return
        self.accepted.append(Judged(one, contract, parties, verdict))

    def close(self) -> None:
        """Look at contracts of the same room together, those on record included: one ends before the next begins."""
        by_room: dict[int, list[Judged]] = defaultdict(list)
        for judged in self.accepted:
            by_room[judged.contract.room_id].append(judged)
        for room, found in by_room.items():
            on_record = self.known.contracts.get(room, [])
            if len(found) > 1 or on_record:
                self.errors += self._overlaps(found, on_record)

    def _room(self, one: Statement, errors: list[CellError]) -> Room | None:
        known, values = self.known, one.values
        room = known.room_of(values)
        if room is None:
            building = known.building_of(values)
            key, reason, remedy = (
                ("number", "不在这幢楼的楼盘表中", "请核对单元和房号，或先导入楼盘表") if building
                else ("building", "不在这个楼盘中", "请按备案幢号填写") if known.estates.get(folded(values["estate"]))
                else ("estate", "没有登记", "请按楼盘备案名填写，或先登记楼盘")
            )
            errors.append(self.table.problem(one.row, key, reason, remedy))
        bank = values.get("loan_bank")
        if bank and folded(bank) not in known.banks:
            errors.append(self.table.problem(one.row, "loan_bank", "没有登记为银行", "请核对名称，或先在机构库登记"))
            return None
        return room

    def _contract(self, one: Statement, room: Room) -> PastContract:
        values = one.values
        total, method = values["total_price"], choice(values, "pay_method")
        down = values.get("down_payment")
        if down is None:
            down = total if method == PayMethod.FULL else NOTHING
        bank, ended = values.get("loan_bank"), values.get("ended_on")
        estate = room.building.estate
        return PastContract(
            contract_no=values["contract_no"], filing_no=values.get("filing_no"), room=room, room_id=room.pk,
            building_id=room.building_id, estate_id=estate.pk, seller=estate.developer, seller_id=estate.developer_id,
            signed_on=values["signed_on"], filed_on=values.get("filed_on"), ended_on=ended,
            end_reason=(choice(values, "end_reason") or EndReason.OTHER.value) if ended else "",
            price_basis=choice(values, "price_basis"), area_priced=values["area_priced"],
            unit_price=values["unit_price"], total_price=total, pay_method=method, down_payment=down,
            loan_amount=values.get("loan_amount") or NOTHING,
            loan_bank_id=self.known.banks[folded(bank)].pk if bank else None, delivery_on=values["delivery_on"],
            special=choice(values, "special"),
        )

    def _parties(self, one: Statement, errors: list[CellError]) -> Iterator[PastBuyer]:
        alone = len(one.buyers) == 1
        for order, (row, n) in enumerate(one.buyers, 1):
            values, keys, problem = row.values, BUYER_KEYS[n], self.table.problem
            name, stated = values.get(keys["name"]) or "", values.get(keys["identity"]) or ""
            kind = IDENTITY_KINDS.get(values.get(keys["identity_kind"]) or ID_CARD)
            share, phone = values.get(keys["share"]), values.get(keys["phone"]) or ""
            if kind is None:
                known = "、".join(IDENTITY_KINDS)
                errors.append(problem(row, keys["identity_kind"], "不是可用的填法", f"请填写：{known}"))
                continue
            if share is None and not alone:
                errors.append(problem(row, keys["name"], "没有填写份额", "几人共同购买的，请填写各人份额"))
                continue
            if len(name) > NAME_LENGTH or len(phone) > PHONE_LENGTH or "*" in stated + phone:
                errors.append(problem(row, keys["name"], "的姓名、电话过长或号码带星号", "请填写完整"))
                continue
            try:
                number = normal_identity(kind, stated)
            except ValidationError as error:
                # 440524188001010000.0 still says who is meant
                sentence = error.messages[0].replace(stated, mask_number(stated))
                errors.append(self._refused_at(row, keys["identity"], sentence))
                continue
            yield PastBuyer(
                order=order, name=name, identity_kind=kind, phone=PHONE.to_python(phone),
                identity=Sealed(IDENTITY.purpose, IDENTITY.mask, plain=number), share=FULL if share is None else share,
            )

    def _dates(self, one: Statement, contract: PastContract) -> Iterator[CellError]:
        """Signed, filed, ended, in this order and not in the future; a filing has number and day or neither."""
        signed, filed, ended = contract.signed_on, contract.filed_on, contract.ended_on
        for key, day, before in (("filed_on", filed, signed), ("ended_on", ended, filed or signed)):
            if day is not None and day < before:
                yield self.table.problem(one.row, key, f"早于前一事项的日期 {before}", "请核对：签订 ≤ 备案 ≤ 注销")
            if day is not None and day > self.limits.today:
                yield self.table.problem(one.row, key, "晚于今天", "请填写今天或以前的日期")
        if (filed is None) != (contract.filing_no is None):
            missing = "filing_no" if filed else "filed_on"
            yield self.table.problem(one.row, missing, "没有填写", "备案号与备案日期应同时填写或同时留空")
        if ended is None and one.values.get("end_reason"):
            yield self.table.problem(one.row, "end_reason", "没有对应的注销日期", "请补填注销日期，未注销的留空")

    def _filing(self, one: Statement) -> Iterator[CellError]:
        number = one.values.get("filing_no")
        if number is None:
            return
        if number in self.known.filing_numbers:
            yield self.table.problem(one.row, "filing_no", "已登记在另一份合同上", "请核对备案号")
        first = self._filings.setdefault(number, one.row.number)
        if first != one.row.number:
            yield self.table.problem(one.row, "filing_no", f"与第 {first} 行的备案号相同", "一个备案号只对应一份合同")

    def _compare(self, one: Statement, contract: PastContract, parties: list[PastBuyer], stored: SaleContract) -> None:
        """A contract on record that says the same is left alone; one that says something else is refused."""
        different = [name for name in SAME if getattr(contract, name) != getattr(stored, name)]
        if different:
            field = SaleContract._meta.get_field(different[0].removesuffix("_id"))
            key = PLACES.get(field.name, field.name)
            reason = f"与已登记的合同 {stored.contract_no} 不同（{field.verbose_name}）"
        elif not same_people((party.identity.reveal() for party in parties), self.known.buyers[stored.pk]):
            key, reason = "buyer_1_identity", f"与已登记的合同 {stored.contract_no} 的买受人不同"
        else:
            self.unchanged += 1
            return
        self.errors.append(self.table.problem(one.row, self._column(key), reason, "更正请办理合同变更，不能重复导入"))

    def _overlaps(self, found: list[Judged], on_record: Iterable[SaleContract]) -> Iterator[CellError]:
        for judged in found:
            start, end = judged.span
            for other in on_record:
                if start < (other.ended_on or LATER) and other.signed_on < end:
                    sentence = taken(other) if other.ended_on is None else (
                        f"这户的合同 {other.contract_no} 自 {other.signed_on} 至 {other.ended_on} 有效，"
                        "与本合同重叠，请核对日期。"
                    )
                    yield self._refused(judged.statement, "room", sentence)
        in_order = sorted(found, key=lambda judged: judged.span)
        for first, second in pairwise(in_order):
            if second.contract.signed_on < first.span[1]:
                row, number = first.statement.row.number, first.contract.contract_no
                sentence = (
                    f"这户的合同 {number}（第 {row} 行）在签订日期 {second.contract.signed_on} 尚未注销，"
                    "请先填写其注销日期。"
                )
                yield self._refused(second.statement, "signed_on", sentence)

    def _refused(self, one: Statement, name: str, sentence: str) -> CellError:
        """Return a guard's sentence as an error of its cell; a buyer's stands in the row that names him."""
        row, key = one.row, PLACES.get(name, name)
        if key.startswith("buyer_") and key not in ("buyer_1_name",):
            _, place, column = key.split("_", 2)
            row, n = one.buyers[int(place) - 1]
            key = f"buyer_{n}_{column}"
        return self._refused_at(row, key, sentence)

    def _refused_at(self, row: BulkRow, key: str, sentence: str) -> CellError:
        reason, _, remedy = sentence.rstrip("。").rpartition("；" if "；" in sentence else "，")
        return self.table.problem(row, self._column(key), reason, remedy)

    def _column(self, key: str) -> str:
        """Return a column that the sheet has; an error must stand somewhere."""
        return key if key in self.table.columns else "contract_no"
