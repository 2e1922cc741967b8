"""Records against the diary: what was last entered of each field is what the record says.

The diary is the second copy of everything that people entered. What was taken over in bulk is told there as a batch,
and judged by the rules of its contents alone.
"""
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import accumulate, groupby, islice
from typing import Any

from django.apps import apps
from django.db.models import Exists, Model, OuterRef
from django.db.models.fields import Field

from affordable.models import PayoutCard, SubsidyPayment
from housing_portal.journal.models import Entry, Export
from housing_portal.journal.services import plain
from housing_portal.kit.fields import HundredthsField
from housing_portal.kit.secrecy import mask_names
from housing_portal.registry.models import Building, Estate, Organization, SalePermit
from inspections.models import (
    Campaign,
    CreditRecord,
    CreditRule,
    Finding,
    Inspection,
    Petition,
    RandomDraw,
    RectificationNotice,
)
from presale.alert_rules import RULES
from presale.delivery.models import (
    BuildingReadiness,
    DeliveryProblem,
    DeliveryTask,
    EstatePlan,
    FinancingAttempt,
    LoanAllocation,
    LoanUse,
    SpecialLoan,
    TroubledEstate,
    UnitDelivery,
)
from presale.models import (
    EscrowAccount,
    EscrowAlert,
    Freeze,
    GuaranteeLetter,
    NodeCertification,
    Payee,
    QuotaProposal,
    Refund,
    Release,
    WorksReport,
)
from reports.enums import DocumentStatus
from reports.querysets import sizes
from transactions.enums import BatchStatus, Origin
from transactions.models import (
    ContractParty,
    DailyReport,
    ExistingHomeContract,
    ExistingHomeFund,
    ExistingHomeFundEntry,
    HousingLookup,
    ImportBatch,
    LookupPerson,
    PriceFiling,
    PriceIndex,
    Room,
    RoomArea,
    RoomPrice,
    RoomRestriction,
    SaleContract,
)
from transactions.services.buyers import IN_DIARY, traces

Sentences = Iterator[str]
ENTERED = (
    Organization, Estate, Building, SalePermit, PriceFiling, RoomRestriction, SaleContract, ExistingHomeContract,
    ExistingHomeFund, DailyReport, HousingLookup, PriceIndex, ImportBatch, EscrowAccount, Payee, GuaranteeLetter,
    Freeze, NodeCertification, QuotaProposal, Release, Refund, WorksReport, Campaign, CreditRecord, CreditRule,
    Finding, Inspection, Petition, RandomDraw, RectificationNotice, BuildingReadiness, DeliveryProblem,
    DeliveryTask, EstatePlan, FinancingAttempt, LoanAllocation, LoanUse, SpecialLoan, TroubledEstate, UnitDelivery,
)
AREAS = ("registry", "affordable", "transactions", "presale", "inspections", "delivery", "reports")
DELETED = ("删除",)
ISSUED_AT_ONCE = "document.issue"  # of papers that were signed and sent out in one step, before there were more
BLOCK = 1_000
# follows from contracts, the ledger or a next card, without an entry of its own; recomputed by rules of their areas
DERIVED = {(Room, "contract_layer"), (PayoutCard, "is_current"), (SubsidyPayment, "is_ready")} | {
    (EscrowAccount, name)
    for name in ("last_seq", "head", "balance", "reserved", "received", "released", "unidentified")
} | {(Refund, "receiver"), (Refund, "receiver_account")} | {  # masked in the diary; the approval's digest holds them
    # what belongs to them is told in their own entries, under the same labels
    (CreditRecord, "on"), (Campaign, "note"), (LoanAllocation, "note"), (Petition, "recorded_by"),
    (Petition, "recorded_at"),
}


def records_say_what_was_entered() -> Sentences:
    models = [model for area in AREAS for model in apps.get_app_config(area).get_models()]
    for model in [*models, Export]:
        words = _last_words(model)
        while block := list(islice(words, BLOCK)):
            stored = model._base_manager.select_related(*_paths(model)).in_bulk([pk for pk, _told, _gone in block])
            for pk, told, gone in block:
                yield from _compared(model, pk, stored.get(pk), told, gone)


def _paths(model: type[Model]) -> Iterator[str]:
    """Yield the relations of a model, and of rooms their buildings: the names of all are compared."""
    for field in model._meta.concrete_fields:
        if field.is_relation:
            yield f"{field.name}__building" if field.related_model is Room else field.name


def _last_words(model: type[Model]) -> Iterator[tuple[int, dict[str, Any], bool]]:
    """Yield each record of the diary with the last value told of each label, and whether it was deleted.

    What was refused before there was a record tells of none.
    """
    entries = Entry.objects.filter(object_type=model._meta.label_lower, object_id__isnull=False)
    entries = entries.order_by("object_id", "pk")
    rows = entries.values_list("object_id", "action", "after", "actor", "label")
    for pk, told in groupby(rows.iterator(BLOCK), key=lambda row: row[0]):
        words: dict[str, Any] = {}
        gone = False
        for _pk, action, after, actor, label in told:
            words |= _issued_at_once(actor, label) if action == ISSUED_AT_ONCE else after
            gone = action.startswith(DELETED)
        yield pk, words, gone


def _issued_at_once(actor: int, label: str) -> dict[str, Any]:
    """Return what issuing has settled: 签发公文《…》云房保办发〔2026〕1号 was told as a sentence."""
    return {"状态": DocumentStatus.ISSUED.label, "签发人": actor, "发文字号": label.rpartition("》")[2]}


def _compared(model: type[Model], pk: int, row: Model | None, told: dict[str, Any], gone: bool) -> Sentences:
    name = model._meta.verbose_name
    if row is None:
        if not gone:
            yield f"{name} {pk}：操作日志中有登记，记录已不在"
        return
    for field in model._meta.concrete_fields:
        label = str(field.verbose_name)
        if label in told and (model, field.name) not in DERIVED and not same(field, row, told[label]):
            yield f"{name} {pk}：{label}与操作日志最后一次登记的内容不符"


def same(field: Field, row: Model, told: Any) -> bool:
    """Tell whether ``row`` holds what the diary has ``told`` of a field."""
    value = getattr(row, field.attname)
    if told in (None, "") or value in (None, ""):
        none_told = told in (None, "") or (bool(field.choices) and told == str(dict(field.flatchoices).get("")))
        return none_told and value in (None, "")
    if field.is_relation:
        return _same_record(field, row, told)
    if field.choices:
        labels = {str(label) for _key, label in field.flatchoices}
        # a word that is no longer used says nothing about the present
        return told not in labels or told == str(dict(field.flatchoices).get(value))
    if isinstance(field, HundredthsField):
        return Decimal(told) == value
    if isinstance(value, str):
        rule = RULES.get(value) if field.model is EscrowAlert else None  # told by its name
        return told in (value, mask_names(value), rule and rule.label)
    return told == plain(value)


def _same_record(field: Field, row: Model, told: Any) -> bool:
    """The diary names a record by its key or by its name of that day; records are renamed and merged."""
    related = getattr(row, field.name)
    if isinstance(told, int):
        return related.pk == told or told in {one.pk for one in _merged(related)}
    return told == str(related) or any(name in told for name in _former_names(related))


def _merged(kept: Model) -> list[Model]:
    """Return the records that have been merged into ``kept``."""
    found = list(kept.merged.all()) if hasattr(kept, "merged") else []
    return found + [further for one in found for further in _merged(one)]


def _parts(record: Model) -> list[Model]:
    found = [getattr(record, field.name) for field in record._meta.concrete_fields if field.is_relation]
    return list(filter(None, found))


def _former_names(related: Model) -> set[str]:
    """Return what the record, or what its name is made of, was called before."""
    parts = _parts(related)
    names: set[str] = set()
    for one in [related, *parts, *(deeper for part in parts for deeper in _parts(part))]:
        names |= {str(merged) for merged in _merged(one)}
        for before in Entry.objects.about(one).exclude(before={}).values_list("before", flat=True):
            names |= {value for value in before.values() if isinstance(value, str) and len(value) > 1}
    return names


def records_were_entered() -> Sentences:
    """Nothing stands in the registers that nobody entered."""
    for rows in (model._base_manager.all() for model in ENTERED):
        if rows.model is SaleContract:
            rows = rows.exclude(origin=Origin.IMPORTED)  # of these the batch tells
        told = Entry.objects.filter(object_type=rows.model._meta.label_lower, object_id=OuterRef("pk"))
        for pk in rows.filter(~Exists(told)).order_by("pk").values_list("pk", flat=True):
            yield f"{rows.model._meta.verbose_name} {pk}：操作日志中没有登记"


def roles_are_those_told() -> Sentences:
    """An organization acts in the capacities that were last entered."""
    said = {pk: after["机构类别"] for pk, after in _told("registry.organization", "机构类别")}
    for one in Organization.objects.filter(pk__in=list(said)).prefetch_related("roles").order_by("pk"):
        if set(filter(None, one.kinds.split("、"))) != set(filter(None, said[one.pk].split("、"))):
            yield f"机构 {one}：机构类别与操作日志不符"


def batches_are_those_told() -> Sentences:
    """The name of a batch is that of its diary entry; all its rows were taken."""
    for batch in ImportBatch.objects.filter(status=BatchStatus.DONE).order_by("pk"):
        named = Entry.objects.about(batch).filter(action="导入", label__endswith=batch.name[-100:]).exists()
        if not named or batch.rows_done != batch.rows or batch.faults or batch.fault:
            yield f"导入批次 {batch}：名称、行数或结果与操作日志不符"


# -- what is told of many rows at once ---------------------------------------------------------------


def buildings_have_their_rooms() -> Sentences:
    """As many rooms as were registered, one by one or as a building table; those of merged buildings come along."""
    told: Counter[int] = Counter()
    tables: dict[int, list[Decimal]] = defaultdict(list)
    for building, after in _told("registry.building", "房屋户数"):
        told[building] += after["房屋户数"]
        tables[building].append(Decimal(after["建筑面积（㎡）"]))
    singly = Entry.objects.filter(object_type="transactions.room", action="登记房屋").values("object_id")
    told.update(Room.objects.filter(pk__in=singly).order_by("pk").values_list("building", flat=True))
    real = sizes(Room.objects.all(), "building", "area")
    surveyed = set(RoomArea.objects.order_by().values_list("room__building", flat=True).distinct())
    for building in Building.objects.filter(pk__in={*told, *real}).select_related("estate").order_by("pk"):
        if building.merged_into_id or building.merged.exists():
            continue  # counted where they stand now
        count, area = real.get(building.pk, (0, Decimal(0)))
        if count != told[building.pk]:
            yield f"{building.estate}{building}：登记房屋 {told[building.pk]} 户，现有 {count} 户"
        elif building.pk not in surveyed and sum(tables[building.pk]) != area:
            yield f"{building.estate}{building}：登记建筑面积 {sum(tables[building.pk])} ㎡，现为 {area} ㎡"


def prices_are_those_filed() -> Sentences:
    units, totals = (sizes(RoomPrice.objects.all(), "filing", name) for name in ("unit_price", "total_price"))
    for filing, after in _told("transactions.pricefiling", "备案总价之和（元）"):
        said = (after["户数"], Decimal(after["备案单价之和（元/㎡）"]), Decimal(after["备案总价之和（元）"]))
        if (*units.get(filing, (0, 0)), totals.get(filing, (0, 0))[1]) != said:
            yield f"一房一价备案 {filing}：户数或备案价与申报时登记的不符"


def balances_are_those_told() -> Sentences:
    """After every step the diary says what lay on the account: the movements must come to the same."""
    told: dict[int, list[Decimal]] = defaultdict(list)
    for fund, after in _told("transactions.existinghomefund", "余额（元）"):
        told[fund].append(Decimal(after["余额（元）"].replace(",", "")))
    moved: dict[int, list[Decimal]] = defaultdict(list)
    for fund, amount in ExistingHomeFundEntry.objects.order_by("pk").values_list("fund", "amount"):
        moved[fund].append(amount)
    for fund in ExistingHomeFund.objects.order_by("pk"):
        rest = iter(accumulate(moved[fund.pk]))
        in_order = all(balance in rest for balance in told[fund.pk])
        if not in_order or told[fund.pk][-1:] != [sum(moved[fund.pk])] * bool(told[fund.pk]):
            yield f"资金监管 {fund}：流水与操作日志登记的余额不符"


def people_are_those_told() -> Sentences:
    """Numbers, telephones and shares of buyers and of those looked up, as far as their masks tell them apart."""
    said = {pk: after[IN_DIARY] for pk, after in _told("transactions.salecontract", IN_DIARY)}
    for key in _blocks(said):
        found: dict[int, list[ContractParty]] = defaultdict(list)
        for party in ContractParty.objects.in_force().filter(contract__in=key).order_by("contract", "order"):
            found[party.contract_id].append(party)
        for pk in key:
            if found[pk] and _unmarked(traces(found[pk])[IN_DIARY]) != _unmarked(said[pk]):
                yield f"合同（{pk}）：买受人证件、电话或份额与操作日志不符"
    for pk, after in _told("transactions.housinglookup", "被查询人"):
        people = LookupPerson.objects.filter(lookup=pk).order_by("pk")
        now = "；".join(f"{mask_names(one.name)} {one.identity}" for one in people)
        if now != _unmarked(after["被查询人"]):
            yield f"住房情况查询（{pk}）：被查询人与操作日志不符"


def _blocks(keys: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while block := list(islice(rest, BLOCK)):
        yield block


def _unmarked(words: str) -> str:
    """Leave out the short marks: they are keyed, and keys are changed."""
    return re.sub("〔.*?〕", "", words)


def _told(object_type: str, label: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the records and contents of the entries that state ``label``, in the order of the diary."""
    rows = Entry.objects.filter(object_type=object_type, after__has_key=label).order_by("pk")
    yield from rows.values_list("object_id", "after").iterator(BLOCK)


DIARY_RULES: dict[str, Callable[[], Sentences]] = {
    "记录与操作日志最后登记的内容一致": records_say_what_was_entered,
    "台账和交易记录都有登记": records_were_entered,
    "机构类别与操作日志一致": roles_are_those_told,
    "导入批次与操作日志一致": batches_are_those_told,
    "楼盘表户数与登记一致": buildings_have_their_rooms,
    "备案价与申报时一致": prices_are_those_filed,
    "监管资金流水与登记余额一致": balances_are_those_told,
    "当事人与操作日志一致": people_are_those_told,
}
