"""The contents of market records, judged by themselves: people, terms, prices, areas, money, numbers, look-ups."""
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import groupby, pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, Model, OuterRef, Q

from housing_portal.journal.models import Attachment, Export, NumberSequence
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import plain
from housing_portal.kit.secrecy import blind_indexes
from housing_portal.registry.enums import ENDED_PERMITS
from housing_portal.registry.identity import validate_identity
from housing_portal.registry.models import PermitBuilding, SalePermit
from inspections.models import Petitioner
from transactions.enums import (
    ENDED,
    LIVE,
    RESIDENTIAL,
    BatchKind,
    BatchStatus,
    ContractStatus,
    EndReason,
    FundEntryKind,
    LookupStatus,
    Market,
    Origin,
    PriceStatus,
    ResaleStatus,
    Side,
)
from transactions.guards import SigningCase
from transactions.guards.terms import right_delivery, right_payment, right_total
from transactions.models import (
    ContractParty,
    ContractVersion,
    ExistingHomeContract,
    ExistingHomeFund,
    ExistingHomeFundEntry,
    ExistingHomeParty,
    HousingLookup,
    ImportBatch,
    LookupFinding,
    LookupPerson,
    PriceFiling,
    PriceIndex,
    Room,
    RoomArea,
    RoomPrice,
    SaleContract,
)
from transactions.services.cases import limits_now
from transactions.services.prices import TOLERANCE

Sentences = Iterator[str]
PEOPLE = (ContractParty, ExistingHomeParty, LookupPerson, Petitioner)
TERMS = (right_total, right_payment, right_delivery)
BLOCK = 5_000


# -- people ----------------------------------------------------------------------------------------------


def people_are_found_by_their_number() -> Sentences:
    for model in PEOPLE:
        for person in model._base_manager.order_by("pk").iterator(BLOCK):
            for fault in _faults(person):
                yield f"{model._meta.verbose_name} {person.pk}：{fault}"


def _faults(person: Any) -> Sentences:
    try:
        number = person.identity.reveal() if person.identity else ""  # a petitioner may have shown none
        if person.phone:
            person.phone.reveal()
        if person.identity_index not in (blind_indexes("identity", number) if number else ("",)):
            yield "证件号码与检索索引不符"
        if number:
            validate_identity(person.identity_kind, number)
    except ServiceError:
        yield "证件号码或电话无法解密"
    except ValidationError:
        yield "证件号码不符合证件类型"


def buyers_are_those_of_the_contract() -> Sentences:
    """In every version: in their order, nobody twice, together 100 %, with the names that the contract says."""
    named = dict(SaleContract.objects.values_list("pk", "version").order_by("pk"))
    said = {(pk, version): names for pk, version, names
            in SaleContract.objects.values_list("pk", "version", "buyer_names").order_by("pk")}
    said |= {(pk, version): names for pk, version, names
             in ContractVersion.objects.values_list("contract", "version", "buyer_names").order_by("pk")}
    rows = ContractParty.objects.order_by("contract", "version", "order", "pk")
    columns = rows.values_list("contract", "version", "order", "name", "identity_index", "share")
    for key, found in groupby(columns.iterator(BLOCK), key=lambda row: row[:2]):
        people = list(found)
        if "、".join(row[3] for row in people) != said.get(key):
            yield f"合同（{key[0]}）第 {key[1]} 版：买受人姓名与合同记载不符"
        elif not _in_order([row[2] for row in people], [row[4] for row in people]):
            yield f"合同（{key[0]}）第 {key[1]} 版：买受人顺序不连续，或同一人出现两次"
        elif key[1] != named.get(key[0]) and sum(row[5] for row in people) != 100:
            yield f"合同（{key[0]}）第 {key[1]} 版：份额合计不是 100%"


def parties_stand_once() -> Sentences:
    columns = ExistingHomeParty.objects.order_by("contract", "side", "order", "pk").values_list(
        "contract", "contract__verify_code", "side", "order", "identity_index")
    for (_pk, code), found in groupby(columns.iterator(BLOCK), key=lambda row: row[:2]):
        people = list(found)
        sides = [[row[3] for row in people if row[2] == side] for side in Side]
        once = len({row[4] for row in people}) == len(people)
        if not (once and all(side and _in_order(side, side) for side in sides)):
            yield f"存量房合同 {code}：当事人不齐、顺序不连续，或同一人出现两次"


def _in_order(places: list[int], indexes: list[Any]) -> bool:
    return places == list(range(1, len(places) + 1)) and len(set(indexes)) == len(indexes)


# -- contracts -------------------------------------------------------------------------------------------


def terms_agree() -> Sentences:
    """Price, area, payment and delivery, also of earlier versions, by the same guards as at the window."""
    limits = limits_now()
    for contract in SaleContract.objects.order_by("pk").iterator(BLOCK):
        for guard in TERMS:
            for finding in guard(SigningCase(contract=contract, buyers=()), limits):
                yield f"合同 {contract}：{finding.sentence}"
    for row in ContractVersion.objects.select_related("contract").order_by("pk").iterator(BLOCK):
        row.signed_on = row.contract.signed_on
        for guard in TERMS:
            for finding in guard(SigningCase(contract=row, buyers=()), limits):
                yield f"合同 {row.contract}第 {row.version} 版：{finding.sentence}"


def contracts_fit_their_room() -> Sentences:
    """Building, estate, use and place of a contract are those of its room; its permit covers the building."""
    placed = Q(building=F("room__building"), estate=F("room__building__estate"))
    covered = Exists(SalePermit.objects.filter(
        pk=OuterRef("permit"), estate=OuterRef("estate"), scope__building=OuterRef("building")))
    early = Q(signed_before_permit=True, permit__issued_on__gt=F("signed_on")) | Q(
        signed_before_permit=False, permit__issued_on__lte=F("signed_on"))
    signed = SaleContract.objects.exclude(status=ContractStatus.DRAFT)
    held = Q(use=F("room__use")) | ~Q(status__in=LIVE)
    homes = Q(is_residential=True, use__in=RESIDENTIAL) | Q(is_residential=False) & ~Q(use__in=RESIDENTIAL)
    right = {
        "楼幢、楼盘与房屋不一致": placed, "用途与房屋不一致": held, "住宅标记与用途不符": homes,
        "许可不包括这幢楼": Q(permit=None) | Q(covered), "先签后证标记与许可日期不符": Q(permit=None) | early,
    }
    for words, condition in right.items():
        fits = Exists(SaleContract.objects.filter(condition, pk=OuterRef("pk")))
        yield from (f"合同 {contract}：{words}" for contract in signed.filter(~fits).order_by("pk"))
    live = SaleContract.objects.filter(status__in=LIVE).select_related("room").order_by("pk")
    for contract in live.iterator(BLOCK):
        if not contract.room_label.endswith(contract.room.door):
            yield f"合同 {contract}：坐落与房号不符"


def ends_are_told() -> Sentences:
    """What ended, or got its title, says why and under which number; its versions and papers are there."""
    why = Q(status__in=ENDED, end_reason__in=EndReason.values) | Q(
        status=ContractStatus.CANCELLING, end_reason__in=EndReason.values) | Q(end_reason="")
    title = Q(status=ContractStatus.TITLED, titled_on__isnull=False) & ~Q(title_no="") | Q(
        titled_on=None, title_no="") & ~Q(status=ContractStatus.TITLED)
    without = Q(status__in=ENDED, end_reason="")
    for contract in SaleContract.objects.exclude(why & title & ~without).order_by("pk"):
        yield f"合同 {contract}：撤销、注销原因或产权登记与状态不符"
    kept: dict[int, set[int]] = defaultdict(set)
    for pk, version in ContractVersion.objects.values_list("contract", "version").order_by("pk"):
        kept[pk].add(version)
    changed = SaleContract.objects.filter(Q(version__gt=1) | Q(pk__in=list(kept))).order_by("pk")
    for contract in changed:
        if kept[contract.pk] != set(range(1, contract.version)):
            yield f"合同 {contract}：现行第 {contract.version} 版，历史版本不齐"
    by_paper = SaleContract.objects.filter(status=ContractStatus.CANCELLED, origin=Origin.ENTERED)
    unsold = ExistingHomeContract.objects.filter(status=ResaleStatus.CANCELLED, signed_on__isnull=False)
    asked = HousingLookup.objects.all()
    for rows, paper in ((by_paper, "解除申请或法律文书"), (unsold, "双方申请或法律文书"), (asked, "授权材料")):
        yield from (f"{row._meta.verbose_name} {row}：没有{paper}" for row in _without_papers(rows))


def _without_papers(rows: Any) -> Any:
    model: type[Model] = rows.model
    papers = Attachment.objects.filter(object_type=model._meta.label_lower, object_id=OuterRef("pk"))
    return rows.filter(~Exists(papers)).order_by("pk")


def imports_are_whole() -> Sentences:
    """Every historical contract came in a batch, and of every batch all contracts are there."""
    batches = list(ImportBatch.objects.filter(kind=BatchKind.CONTRACTS, status=BatchStatus.DONE).order_by("pk"))
    found: Counter[int] = Counter()
    rows = SaleContract.objects.filter(origin=Origin.IMPORTED).order_by("pk")
    for number, by, at in rows.values_list("contract_no", "recorded_by", "recorded_at").iterator(BLOCK):
        own = [one for one in batches if one.recorded_by_id == by and one.recorded_at <= at <= one.finished_at]
        if own:  # of two at the same time the first that still has room
            found[next((one.pk for one in own if found[one.pk] < one.added), own[-1].pk)] += 1
        else:
            yield f"合同 {number}：来源是历史补录，没有对应的导入批次"
    for batch in batches:
        if found[batch.pk] != batch.added:
            yield f"导入批次 {batch}：新增 {batch.added} 份，现有 {found[batch.pk]} 份"


# -- rooms, prices, indices ------------------------------------------------------------------------------


def rooms_have_their_last_area() -> Sentences:
    last = RoomArea.objects.filter(room=OuterRef("pk")).order_by("-pk")
    names = ("area", "inner_area", "shared_area", "is_measured")
    other = Room.objects.alias(**{f"last_{name}": last.values(name)[:1] for name in names}).filter(
        Exists(last), ~Q(area=F("last_area"), is_measured=F("last_is_measured"))
        | ~(Q(inner_area=F("last_inner_area")) | Q(inner_area=None, last_inner_area=None))
        | ~(Q(shared_area=F("last_shared_area")) | Q(shared_area=None, last_shared_area=None)),
    )
    for room in other.select_related("building__estate").order_by("pk"):
        yield f"{room.building.estate}{room}：面积与最近一次面积记录不符"
    recorded = RoomArea.objects.filter(room__building=OuterRef("building"))
    bare = Room.objects.filter(~Exists(last), Exists(recorded))
    for room in bare.select_related("building__estate").order_by("pk"):
        yield f"{room.building.estate}{room}：没有面积记录"


def prices_follow_each_other() -> Sentences:
    """One filing is of one estate; a room's versions count from 1; price × area is the total."""
    areas: dict[int, set[Any]] = defaultdict(set)
    for room, area in RoomArea.objects.values_list("room", "area").order_by("pk").iterator(BLOCK):
        areas[room].add(area)
    rows = RoomPrice.objects.select_related("room__building", "filing").order_by("room", "version")
    for room, found in groupby(rows.iterator(BLOCK), key=lambda price: price.room):
        prices = list(found)
        if [one.version for one in prices] != list(range(1, len(prices) + 1)):
            yield f"{room}：备案价版次不连续"
        for one in prices:
            known = areas[room.pk] | {room.area}
            if all(abs(one.unit_price * area - one.total_price) > TOLERANCE for area in known):
                yield f"{room}第 {one.version} 版备案价：单价 × 面积与总价不符"
            if one.filing.estate_id != room.building.estate_id:
                yield f"{room}第 {one.version} 版备案价：不在申报的楼盘内"
        filed = [one for one in prices if one.filing.status == PriceStatus.FILED]
        for former, later in pairwise(filed):
            if not later.filing.is_adjustment and former.filing.confirmed_at <= later.filing.recorded_at:
                yield f"{room}第 {later.version} 版备案价：属于调价，申报未标明"
    for filing in PriceFiling.objects.filter(prices=None).order_by("pk"):
        yield f"一房一价备案 {filing}：没有任何房屋"


def permits_are_in_force() -> Sentences:
    """A building stands under a permit as long as the permit has not ended."""
    ended = Q(permit__status__in=ENDED_PERMITS)
    wrong = PermitBuilding.objects.filter(ended & Q(is_current=True) | ~ended & Q(is_current=False))
    for row in wrong.select_related("permit", "building").order_by("pk"):
        yield f"{row.permit}的{row.building}：现行标记与许可状态（{row.permit.get_status_display()}）不符"


def indices_are_complete() -> Sentences:
    """Revisions and months follow each other; strata and average price are those of the detail."""
    for _month, found in groupby(PriceIndex.objects.order_by("segment", "month", "revision"),
                                 key=lambda row: (row.segment, row.month)):
        rows = list(found)
        if [row.revision for row in rows] != list(range(1, len(rows) + 1)):
            yield f"{rows[0]}：版次不连续"
        for row in rows:
            used = sum(line["ratio"] is not None and line["weight"] > 0 for line in row.detail)
            if used != row.strata or (row.is_published and row.month_on_month is None):
                yield f"{row}第 {row.revision} 版：参与层数或是否发布与分层明细不符"
            area = sum(line["area"] for line in row.detail)
            amount = sum(line["amount"] for line in row.detail)
            if (row.average_price is None) != (area == 0) or (area and abs(row.average_price * area - amount) > area):
                yield f"{row}第 {row.revision} 版：均价与分层明细不符"


# -- money -----------------------------------------------------------------------------------------------


def money_goes_where_it_may() -> Sentences:
    """Refunds return one deposit each to whoever paid it; payouts go to a seller; a second person moves money out."""
    sellers = Exists(ExistingHomeParty.objects.filter(
        contract=OuterRef("fund__contract"), side=Side.SELLER, name=OuterRef("payer")))
    same = Q(returns__fund=F("fund"), returns__payer=F("payer"), returns__account=F("account"),
             returns__kind=FundEntryKind.DEPOSIT)
    entries = ExistingHomeFundEntry.objects.order_by("pk").select_related("fund", "returns")
    right = Q(kind=FundEntryKind.DEPOSIT) | Q(kind=FundEntryKind.PAYOUT) & Q(sellers) | Q(
        kind=FundEntryKind.REFUND) & same
    wrong = set(entries.exclude(pk__in=entries.filter(right).values("pk")).values_list("pk", flat=True))
    for entry in entries:
        fund = entry.fund
        if entry.pk in wrong or (entry.returns and entry.amount + entry.returns.amount):
            yield f"资金监管 {fund}：{entry} 的收款人、账号或金额与应退、应付的不符"
        if entry.occurred_on < fund.opened_on:
            yield f"资金监管 {fund}：{entry} 早于开户日期 {fund.opened_on}"
        if entry.kind != FundEntryKind.DEPOSIT and entry.recorded_by_id == fund.recorded_by_id:
            yield f"资金监管 {fund}：{entry} 由开立监管的经办人办理"
    for fund in ExistingHomeFund.objects.select_related("contract").order_by("pk"):
        if fund.due_amount > fund.contract.total_price:
            yield f"资金监管 {fund}：应监管金额大于成交价"
        if fund.transferred_on is not None and fund.transferred_on != fund.contract.transferred_on:
            yield f"资金监管 {fund}：过户日期与合同不符"


# -- numbers and look-ups --------------------------------------------------------------------------------


def numbers_reach_their_sequence() -> Sentences:
    """The last number given stands on a record, no record has a higher one, and none is missing in between."""
    given: dict[tuple[str, int], set[int]] = defaultdict(set)
    taken_over: set[tuple[str, int]] = set()
    for number, filing, signed, filed, origin in SaleContract.objects.values_list(
        "contract_no", "filing_no", "signed_on", "filed_on", "origin"
    ).order_by("pk").iterator(BLOCK):
        for text, head, key, digits in _readings(number, filing, signed, filed):
            if origin == Origin.IMPORTED:
                taken_over.add(key)
            if text[6:-digits] == head and text[-digits:].isdecimal():
                given[key].add(int(text[-digits:]))
            elif origin == Origin.ENTERED:
                yield f"合同 {number}：编号 {text} 与日期不符"
    simple = (
        (ExistingHomeContract, "contract_no", "signed_on", 5, "存量网签{0:%Y%m%d}"),
        (ExistingHomeContract, "filing_no", "filed_on", 6, "存量备案"),
        (ExistingHomeContract, "verify_code", "verified_on", 6, "房源核验"),
        (ExistingHomeFund, "agreement_no", "opened_on", 6, "资金监管"),
    )
    for model, column, day, digits, prefix in simple:
        rows = model.objects.filter(**{f"{column}__isnull": False}).order_by("pk")
        for text, on in rows.values_list(column, day):
            if on is not None and text[-digits:].isdecimal():
                given[prefix.format(on), on.year].add(int(text[-digits:]))
    for number in Export.objects.values_list("number", flat=True).order_by("pk"):
        prefix, _, rest = number.partition("〔")
        year, _, tail = rest.partition("〕")
        given[prefix, int(year)].add(int(tail.removesuffix("号")))
    last = {(row.prefix, row.year): row.last for row in NumberSequence.objects.order_by("pk")}
    for key in sorted(given):
        yield from _sequence(key, given[key], last.get(key, 0), key in taken_over)
    known = {prefix for prefix, _year in given}
    for prefix, year in sorted(set(last) - set(given)):
        if prefix in known or prefix.startswith(("网签", "存量", "房源核验", "资金监管")):
            yield f"{prefix} {year} 年：已取号 {last[prefix, year]} 个，没有对应的记录"


def _readings(number: Any, filing: Any, signed: Any, filed: Any) -> Iterator[tuple[str, str, tuple[str, int], int]]:
    if number:
        yield number, f"{signed:%Y%m%d}", (f"网签{signed:%Y%m%d}", signed.year), 5
    if filing and filed:
        yield filing, f"BA{filed.year}", ("网签备案", filed.year), 6


def _sequence(key: tuple[str, int], given: set[int], last: int, taken_over: bool) -> Sentences:
    prefix, year = key
    if taken_over:  # the former system counted in the same form, and not everything was taken over
        return
    if max(given) != last:
        yield f"{prefix} {year} 年：末号 {last}，记录中最大 {max(given)}"
    elif missing := sorted(set(range(1, last + 1)) - given):
        yield f"{prefix} {year} 年：缺 {'、'.join(map(str, missing[:10]))}"


def findings_are_of_the_person() -> Sentences:
    """What a look-up found is a contract in which the person stands, with the share and day that were certified."""
    for finding in LookupFinding.objects.select_related("person", "lookup").order_by("pk"):
        indexes = blind_indexes("identity", finding.person.identity.reveal())
        if finding.market == Market.EXISTING:
            rows = ExistingHomeParty.objects.filter(side=Side.BUYER, contract__area=finding.area)
        else:
            rows = ContractParty.objects.filter(contract__kind=finding.market)
        held = rows.filter(identity_index__in=indexes, contract__contract_no=finding.contract_no,
                           contract__signed_on=finding.signed_on)
        shares = {f"{plain(share)}%" for share in held.values_list("share", flat=True)}
        if finding.share not in shares or finding.person.lookup_id != finding.lookup_id:
            yield f"住房情况查询 {finding.lookup}：查询结果 {finding} 与合同不符"
    for lookup in HousingLookup.objects.filter(persons=None).order_by("pk"):
        yield f"住房情况查询 {lookup}：没有被查询人"
    for lookup in HousingLookup.objects.exclude(status=LookupStatus.REQUESTED).filter(decided_by=None).order_by("pk"):
        yield f"住房情况查询 {lookup}：已办结，没有审批人"


RECORD_RULES: dict[str, Callable[[], Sentences]] = {
    "证件号码与检索索引一致": people_are_found_by_their_number,
    "买受人与合同记载一致": buyers_are_those_of_the_contract,
    "存量房当事人齐全、不重复": parties_stand_once,
    "合同条款相互一致": terms_agree,
    "合同与房屋、许可一致": contracts_fit_their_room,
    "合同的结束、变更和材料齐全": ends_are_told,
    "历史补录都在导入批次中": imports_are_whole,
    "房屋面积与面积记录一致": rooms_have_their_last_area,
    "现行许可与许可状态一致": permits_are_in_force,
    "备案价逐版接续、相互一致": prices_follow_each_other,
    "价格指数的版次和明细完整": indices_are_complete,
    "监管资金收付对象相符": money_goes_where_it_may,
    "编号与号段一致": numbers_reach_their_sequence,
    "住房查询结果与合同一致": findings_are_of_the_person,
}
