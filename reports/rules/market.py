"""The invariants of the market, recomputed from its rows: each rule returns the sentences of its breaches."""
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import ExtractMonth, ExtractYear

from housing_portal.journal.models import Attachment, NumberSequence
from housing_portal.kit import clock
from transactions.daily import CELLS, SENT, differences
from transactions.enums import (
    LAYER_OF,
    LIVE,
    WAS_FILED,
    ContractLayer,
    ContractStatus,
    EventKind,
    FundStatus,
    LookupStatus,
    Origin,
)
from transactions.ledger import events_out_of_step, resales_out_of_step, shares_not_whole, tallies_out_of_step
from transactions.models import (
    ContractEvent,
    ContractParty,
    DailyReport,
    ExistingHomeContract,
    ExistingHomeEvent,
    ExistingHomeFund,
    HousingLookup,
    PriceFiling,
    PriceIndex,
    Room,
    SaleContract,
)
from transactions.models.room import FOREVER
from transactions.months import shifted, written
from transactions.price_index import BASE, NOTHING, Line, State, chained, change_of
from transactions.querysets import ENDS
from transactions.services.daily import PAPER
from transactions.services.lookups import PREFIX

Sentences = Iterator[str]
HOLDING = (FundStatus.FUNDED, FundStatus.TRANSFER_DONE)
EMPTY = (FundStatus.PAID_OUT, FundStatus.REFUNDED)
# who brings something, and who confirms it
TWO_PERSONS = (
    (SaleContract.objects.exclude(origin=Origin.IMPORTED), "submitted_by", "confirmed_by"),
    (ExistingHomeContract.objects.all(), "submitted_by", "confirmed_by"),
    (PriceFiling.objects.all(), "recorded_by", "confirmed_by"),
    (DailyReport.objects.all(), "recorded_by", "checked_by"),
    (HousingLookup.objects.all(), "recorded_by", "decided_by"),
)


def layers_agree() -> Sentences:
    """The contract layer of a room is that of its live contract, with the day of its signing, or none."""
    for layer in ContractLayer:
        states = [state for state, meant in LAYER_OF.items() if meant == layer] or list(LIVE)
        live = SaleContract.objects.filter(room=OuterRef("pk"), status__in=states)
        wrong = Q(Exists(live)) | ~Q(free_until=FOREVER) if layer == ContractLayer.NONE else (
            ~Exists(live.filter(signed_on=OuterRef("free_until")))
        )
        for room in Room.objects.filter(wrong, contract_layer=layer).select_related("building__estate").order_by("pk"):
            yield f"{room.building.estate}{room}：合同层记为“{layer.label}”，与有效合同不符"


def one_live_contract_per_room() -> Sentences:
    other = SaleContract.objects.filter(room=OuterRef("room"), status__in=LIVE, pk__lt=OuterRef("pk"))
    for contract in SaleContract.objects.filter(Exists(other), status__in=LIVE).order_by("pk"):
        yield f"合同 {contract}：同一户还有另一份有效合同"


def events_add_up() -> Sentences:
    for number, *_sums in events_out_of_step():
        yield f"合同 {number}：各事项之和与合同现状（套数、面积、金额、是否备案）不符"
    told = Exists(ContractEvent.objects.filter(contract=OuterRef("pk")))
    for contract in SaleContract.objects.exclude(status=ContractStatus.DRAFT).filter(~told).order_by("pk"):
        yield f"合同 {contract}：没有任何事项"


def events_tell_their_contract() -> Sentences:
    """Room, kind and days of an event are those of its contract: they decide in which figure it counts."""
    same = Q(room=F("contract__room"), is_residential=F("contract__is_residential"), special=F("contract__special"),
             sale_kind=F("contract__kind"), month=ExtractYear("occurred_on") * 100 + ExtractMonth("occurred_on"))
    days = (
        Q(kind=EventKind.SIGN, occurred_on=F("contract__signed_on"))
        | Q(kind=EventKind.FILE, occurred_on=F("contract__filed_on"))
        | Q(kind__in=ENDS, occurred_on=F("contract__ended_on"))
        | Q(kind=EventKind.TITLE, occurred_on=F("contract__titled_on"), sets=0, area=0, amount=0)
        | Q(kind=EventKind.CHANGE, sets=0)
    )
    right = Exists(ContractEvent.objects.filter(same, days, pk=OuterRef("pk")))
    for event in ContractEvent.objects.filter(~right).select_related("contract").order_by("pk"):
        yield f"{event}：房屋、类别或日期与合同不符"


def tallies_add_up() -> Sentences:
    for month, kind in tallies_out_of_step():
        yield f"合同事项小计 {written(month)}{EventKind(kind).label}：与各事项之和不符"


def events_tell_the_numbers() -> Sentences:
    """Lists take the number of contracts in a lasting state, and of all but drafts, from the events."""
    for told in SaleContract.objects.all().told():
        counted, known = told.rows.count(), told.rows.known_total()
        if counted != known:
            yield f"合同件数（{told.name}）：实有 {counted} 件，按事项推算 {known} 件"


def resales_add_up() -> Sentences:
    for code, *_sums in resales_out_of_step():
        yield f"存量房合同 {code}：各事项之和与合同现状（套数、面积、金额、是否备案）不符"


def two_persons() -> Sentences:
    for rows, first, second in TWO_PERSONS:
        for row in rows.filter(**{first: F(second)}).order_by("pk"):
            yield f"{row._meta.verbose_name} {row}：两个环节由同一人办理"


def shares_are_whole() -> Sentences:
    yield from (f"合同 {number}：份额合计 {held}%，应为 100%" for number, held in shares_not_whole())
    bought = Exists(ContractParty.objects.in_force().filter(contract=OuterRef("pk")))
    for contract in SaleContract.objects.exclude(status=ContractStatus.DRAFT).filter(~bought).order_by("pk"):
        yield f"合同 {contract}：没有买受人"


def filing_numbers_come_from_filing() -> Sentences:
    numbered = Q(filing_no__isnull=False, filed_on__isnull=False)
    plain = Q(filing_no__isnull=True, filed_on__isnull=True)
    right = Q(status__in=WAS_FILED) & numbered | ~Q(status__in=WAS_FILED) & plain
    for contract in SaleContract.objects.exclude(right).order_by("pk"):
        yield f"合同 {contract}：状态是“{contract.get_status_display()}”，备案号、备案日期与之不符"


def reports_equal_their_events() -> Sentences:
    for report in DailyReport.objects.order_by("on"):
        if report.lines.filter(revision=report.revision).count() != len(CELLS):
            yield f"{report}：第 {report.revision} 版的日报行不齐"
        elif differences(report):
            yield f"{report}：第 {report.revision} 版与取数时刻的事项不符"


def sent_reports_are_kept() -> Sentences:
    for report in DailyReport.objects.filter(status__in=SENT).order_by("on"):
        if not Attachment.objects.about(report).filter(kind=PAPER, sha256=report.digest).exists():
            yield f"{report}：已报送，没有与摘要相符的报表"


def funds_come_out_even() -> Sentences:
    for fund in ExistingHomeFund.objects.with_balance().order_by("pk"):
        balance = fund.balance or 0
        if balance < 0:
            yield f"资金监管 {fund}：余额 {balance} 元，不应为负"
        elif fund.status in EMPTY and balance:
            yield f"资金监管 {fund}：{fund.get_status_display()}，余额应为零，现为 {balance} 元"
        elif fund.status in HOLDING and balance != fund.due_amount:
            yield f"资金监管 {fund}：{fund.get_status_display()}，余额 {balance} 元，应为 {fund.due_amount} 元"


def indices_are_chained() -> Sentences:
    levels: dict[tuple[str, int], int] = {}
    rows = PriceIndex.objects.latest_revisions().defer("detail").order_by("month", "segment")
    for row in rows:
        before = levels.get((row.segment, shifted(row.month, -1)))
        levels[row.segment, row.month] = row.level
        if before is None:
            expected = BASE
        else:
            expected = before if row.month_on_month is None else chained(before, row.month_on_month)
        if row.level != expected:
            yield f"{row}：定基指数 {row.shown_level}，与上月链接不符"


def indices_follow_from_their_strata() -> Sentences:
    """What was published can be worked out again from the strata that were frozen with it."""
    for row in PriceIndex.objects.order_by("month", "segment", "revision"):
        lines = [
            Line(line["key"], State(line["state"]), NOTHING, None, line["ratio"] and Fraction(*line["ratio"]),
                 line["weight"])
            for line in row.detail
        ]
        valid, carried = (sum(line.weight for line in lines if line.state == state)
                          for state in (State.VALID, State.CARRIED))
        found = (change_of(lines), sum(line["sets"] for line in row.detail), _yuan(valid), _yuan(carried),
                 _yuan(sum(line.weight for line in lines)))
        if found != (row.month_on_month, row.sets, row.weight_valid, row.weight_carried, row.weight_all):
            yield f"{row}第 {row.revision} 版：环比、套数或权重与分层明细不符"


def _yuan(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def lookups_are_numbered() -> Sentences:
    given = set(HousingLookup.objects.filter(status=LookupStatus.APPROVED).values_list("number", flat=True))
    for row in NumberSequence.objects.filter(prefix=PREFIX).order_by("year"):
        missing = [n for n in range(1, row.last + 1) if f"{PREFIX}〔{row.year}〕{n}号" not in given]
        yield from (f"{PREFIX}〔{row.year}〕{n}号已取号，没有对应的查询" for n in missing)
    for lookup in HousingLookup.objects.exclude(status=LookupStatus.APPROVED).filter(findings__isnull=False).distinct():
        yield f"住房情况查询 {lookup}：没有批准，却有查询结果"


def no_events_from_the_future() -> Sentences:
    for model in (ContractEvent, ExistingHomeEvent):
        for event in model.objects.filter(occurred_on__gt=clock.today()).select_related("contract").order_by("pk"):
            yield f"{event}：发生日期晚于今天"


MARKET_RULES: dict[str, Callable[[], Sentences]] = {
    "房屋合同层与有效合同一致": layers_agree,
    "一户只有一份有效合同": one_live_contract_per_room,
    "合同事项之和等于合同现状": events_add_up,
    "合同事项的房屋、类别和日期与合同一致": events_tell_their_contract,
    "合同事项小计等于事项之和": tallies_add_up,
    "合同件数与事项一致": events_tell_the_numbers,
    "存量房事项之和等于合同现状": resales_add_up,
    "经办与复核是两个人": two_persons,
    "各方份额合计为 100%": shares_are_whole,
    "备案号只由备案产生": filing_numbers_come_from_filing,
    "日报与取数时刻的事项一致": reports_equal_their_events,
    "已报送的日报留有报表": sent_reports_are_kept,
    "存量房监管资金账平": funds_come_out_even,
    "价格指数逐月链接": indices_are_chained,
    "价格指数可由分层明细重算": indices_follow_from_their_strata,
    "住房查询编号连续": lookups_are_numbered,
    "合同事项不晚于今天": no_events_from_the_future,
}
