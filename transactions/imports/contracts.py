"""历史合同补录: contracts of former years from a workbook, judged by the guards of signing, all or nothing."""
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from transactions.enums import LAYER_OF, ContractLayer
from transactions.imports.among import in_parts
from transactions.imports.contracts_judge import Judge, Judged
from transactions.imports.contracts_known import look_up
from transactions.imports.contracts_rows import (
    CONTRACT_COLUMNS,
    EVENT_COLUMNS,
    PARTY_COLUMNS,
    contract_row,
    event_rows,
    party_row,
)
from transactions.imports.contracts_sheet import open_sheet, statements
from transactions.imports.plan import Given, Plan
from transactions.imports.writing import reserve, stored, write_rows
from transactions.models import ContractEvent, ContractParty, Room, SaleContract
from transactions.services import tallies
from transactions.services.cases import limits_now

Progress = Callable[[int], None]
BLOCK = 5_000
DOUBTS = {"far_below_filed_price": "成交价明显低于备案价，请抽查"}
OVERTAKEN = "检查之后有人办理了同一批房屋的合同，本次没有导入，请重新上传。"


def _silent(rows: int) -> None:
    """Nobody waits for the progress of a short file."""


@dataclass
class ContractsPlan(Plan):
    """The contracts of a file that may be taken."""

    accepted: list[Judged] = field(default_factory=list)
    unchanged: int = 0

    def commit(self, actor: User, progress: Progress = _silent) -> None:
        """Write contracts, buyers, events and the layers of the rooms."""
        try:
            with transaction.atomic():
                _lock(self.accepted)
                _write(self.accepted, actor, progress)
                transaction.on_commit(tallies.refresh)
        except IntegrityError:
            raise ServiceError(OVERTAKEN) from None


def read(content: bytes, name: str, given: Given, progress: Progress = _silent) -> ContractsPlan:
    """Judge every contract of a file; nothing is changed."""
    table = open_sheet(content, name)
    found, rows, repeated = statements(table, progress)
    judge = Judge(table, look_up(found), limits_now())
    for count, one in enumerate(found, 1):
        if count % 1000 == 0:
            progress(count)
        judge.judge(one)
    judge.close()
    plan = ContractsPlan(
        name=name, rows=rows, added=len(judge.accepted), accepted=judge.accepted,
        unchanged=judge.unchanged, errors=sorted(judge.errors, key=lambda error: error.row),
    )
    plan.summary = list(_summary(plan, repeated, table.left_out))
    plan.tables = [_by_year(judge.accepted)]
    return plan


def _summary(plan: ContractsPlan, repeated: int, left_out: list[int]) -> Iterator[tuple[str, str]]:
    yield "合同", f"{plan.added} 份"
    doubts = Counter(doubt.code for judged in plan.accepted for doubt in judged.verdict.doubts)
    early = sum(judged.contract.signed_before_permit for judged in plan.accepted)
    for label, count in (
        ("已登记、内容相同，不再导入", plan.unchanged), ("文件内重复的行，只取一次", repeated),
        ("先签后证，导入后加标记", early), *((DOUBTS[code], count) for code, count in doubts.items()),
        ("合计行，不导入", len(left_out)),
    ):
        if count:
            yield label, str(count)


def _by_year(accepted: Iterable[Judged]) -> tuple[str, list[str], list[list[object]]]:
    """Return how many contracts of which state each year would get."""
    years: dict[int, Counter[str]] = defaultdict(Counter)
    for judged in accepted:
        years[judged.contract.signed_on.year][judged.contract.status.label] += 1
    states = sorted({label for counts in years.values() for label in counts})
    rows = [[year, *(counts[label] for label in states)] for year, counts in sorted(years.items())]
    return "按签订年份", ["年份", *states], rows


def _lock(accepted: list[Judged]) -> None:
    """Lock the rooms in order; what has been signed on one of them since it was read stops the import."""
    read_layers = {judged.contract.room_id: judged.contract.room.contract_layer for judged in accepted}
    in_order = Room.objects.order_by("pk").select_for_update(no_key=True)
    for rows in in_parts(in_order, "pk", sorted(read_layers)):
        for pk, layer in rows.values_list("pk", "contract_layer"):
            if layer != read_layers[pk]:
                raise ServiceError(OVERTAKEN)


def _write(accepted: list[Judged], actor: User, progress: Progress) -> None:
    now, rest, done = stored(clock.now()), iter(accepted), 0
    while block := list(islice(rest, BLOCK)):
        pairs = list(zip(reserve(SaleContract, len(block)), block, strict=True))
        write_rows(SaleContract, CONTRACT_COLUMNS, (contract_row(pk, one.contract, actor.pk, now) for pk, one in pairs))
        write_rows(ContractParty, PARTY_COLUMNS, (party_row(pk, party) for pk, one in pairs for party in one.parties))
        write_rows(ContractEvent, EVENT_COLUMNS,
                   (row for pk, one in pairs for row in event_rows(pk, one.contract, actor.pk, now)))
        _raise_layers(block)
        done += len(block)
        progress(done)


def _raise_layers(block: list[Judged]) -> None:
    """Write what the live contracts of a block say into their rooms."""
    rooms: dict[ContractLayer, list[int]] = defaultdict(list)
    for judged in block:
        if layer := LAYER_OF.get(judged.contract.status):
            rooms[layer].append(judged.contract.room_id)
    live = SaleContract.objects.live().filter(room=OuterRef("pk"))
    for layer, pks in rooms.items():
        for part in in_parts(Room.objects.all(), "pk", pks):
            part.update(contract_layer=layer, free_until=Subquery(live.values("signed_on")))
