"""The invariants of presale escrow, recomputed from its rows: money, order, chain, and who decided."""
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import groupby

from django.db.models import Exists, F, Model, OuterRef, Q

from housing_portal.journal.models import Entry, NumberSequence
from housing_portal.kit.clock import SHANGHAI
from housing_portal.kit.figures import grouped
from housing_portal.kit.secrecy import is_signature
from presale import ledger
from presale.enums import (
    AccountStatus,
    EntryKind,
    RefundStatus,
    ReleaseStatus,
)
from presale.models import (
    ClosedMonth,
    Decision,
    EscrowAccount,
    LedgerEntry,
    Match,
    NodeCertification,
    PermitApplication,
    QuotaProposal,
    QuotaVersion,
    Refund,
    Release,
)
from presale.services import anchors
from presale.services.decisions import PURPOSE, content
from reports.querysets import sizes
from reports.rules.bank import BANK_RULES
from reports.rules.person import decisions_are_told, no_person_twice
from reports.rules.release import approvals_kept_to_the_limits

Sentences = Iterator[str]
BLOCK = 2_000
ZERO = Decimal(0)
# what counts in a year of its own: where its numbers stand, and how they are written
NUMBERS: dict[str, tuple[type[Model], str, str]] = {
    "许可申请": (PermitApplication, "number", r"\d{6}XK(\d{4})(\d{5,})"),
    "用款申请": (Release, "number", r"YK(\d{4})-(\d{4,})"),
    "拨付通知书": (Release, "notice_no", r"\d{6}BF(\d{4})(\d{6,})"),
    "退款申请": (Refund, "number", r"TK(\d{4})-(\d{4,})"),
    "退款通知书": (Refund, "notice_no", r"\d{6}TK(\d{4})(\d{6,})"),
    "解除监管通知书": (EscrowAccount, "end_notice_no", r"\d{6}JC(\d{4})(\d{6,})"),
}
ENDED = (AccountStatus.RELEASED, AccountStatus.CLOSED)


def chains_are_whole() -> Sentences:
    """Numbers without gaps, balances that add up, hashes that follow; the account knows the last of them."""
    entries = LedgerEntry.objects.order_by("account", "seq").iterator(BLOCK)
    last: dict[int, LedgerEntry] = {}
    for _pk, rows in groupby(entries, key=lambda entry: entry.account_id):
        yield from ledger.broken(_noting(rows, last))
    for account in EscrowAccount.objects.order_by("pk"):
        end = last.get(account.pk)
        head = (end.seq, end.balance_after, end.hash) if end else (0, ZERO, "")
        if (account.last_seq, account.balance, account.head) != head:
            yield (f"账户 {account.pk}：末笔记为第 {account.last_seq} 笔、余额 {grouped(account.balance, 2)} 元，"
                   f"流水到第 {head[0]} 笔、余额 {grouped(head[1], 2)} 元")


def _noting(rows: Iterator[LedgerEntry], last: dict[int, LedgerEntry]) -> Iterator[LedgerEntry]:
    for entry in rows:
        last[entry.account_id] = entry
        yield entry


def sums_are_those_of_rows() -> Sentences:
    """What stands beside the account comes to the same as the rows it is the sum of."""
    entries = LedgerEntry.objects.all()
    moved = sizes(entries, "account", "amount")
    paid = sizes(entries.of_kind(EntryKind.RELEASE), "account", "amount")
    came = sizes(entries.received(), "account", "amount")
    unnamed = sizes(entries.unnamed(), "account", "amount")
    approved = sizes(Release.objects.reserving(), "account", "approved_amount")
    refunds = sizes(Refund.objects.reserving(), "account", "amount")
    for account in EscrowAccount.objects.order_by("pk"):
        found = {
            "balance": _of(moved, account), "received": _of(came, account), "released": -_of(paid, account),
            "unidentified": _of(unnamed, account), "reserved": _of(approved, account) + _of(refunds, account),
        }
        for name, amount in found.items():
            if getattr(account, name) != amount:
                label = str(EscrowAccount._meta.get_field(name).verbose_name).removesuffix("（元）")
                yield (f"账户 {account.pk}：{label}记为 {grouped(getattr(account, name), 2)} 元，"
                       f"明细合计 {grouped(amount, 2)} 元")


def _of(found: dict[int, tuple[int, Decimal]], account: EscrowAccount) -> Decimal:
    return found.get(account.pk, (0, ZERO))[1]


def entries_are_told() -> Sentences:
    """The diary tells of every entry, and of none that is not there: a tail that was cut off is missed here."""
    said: dict[int, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for pk, after in _after("presale.escrowaccount", "银行流水号"):
        said[pk][after["银行流水号"], after["记账日期"], after["金额（元）"], after["余额（元）"]] += 1
    stored: dict[int, Counter[tuple[str, ...]]] = defaultdict(Counter)
    rows = LedgerEntry.objects.order_by("pk")
    columns = ("account", "bank_serial", "booked_on", "amount", "balance_after")
    for pk, *values in rows.values_list(*columns).iterator(BLOCK):
        stored[pk][tuple(map(str, values))] += 1
    for pk in sorted({*said, *stored}):
        for values in sorted(said[pk] - stored[pk]):
            yield f"账户 {pk}：操作日志登记了流水 {values[0]}（{values[2]} 元），监管流水中没有"
        for values in sorted(stored[pk] - said[pk]):
            yield f"账户 {pk}：流水 {values[0]}（{values[2]} 元）在操作日志中没有登记"


def matches_are_told() -> Sentences:
    rows = Match.objects.order_by("pk").values_list("pk", "entry", "contract", "kind", "undoes")
    stored = {pk: tuple(rest) for pk, *rest in rows}
    said = {after["认领"]: (after["流水"], after["合同"], after["性质"], after["撤回"])
            for _pk, after in _after("presale.escrowaccount", "认领")}
    yield from (f"认领 {pk}：与操作日志不符" for pk in sorted({*said, *stored}) if said.get(pk) != stored.get(pk))
    yield from (f"认领 {one.pk}：认领的不是不明款，或撤回的不是同一笔" for one in Match.objects.order_by("pk").exclude(
        Q(entry__kind=EntryKind.OTHER, entry__contract=None)
        & (Q(undoes=None) | Q(undoes__entry=F("entry"), undoes__contract=F("contract"), undoes__undoes=None))))


def _after(object_type: str, label: str) -> Iterator[tuple[int, dict]]:
    rows = Entry.objects.filter(object_type=object_type, after__has_key=label).order_by("pk")
    yield from rows.values_list("object_id", "after").iterator(BLOCK)


def paid_is_what_was_approved() -> Sentences:
    """A release is paid once, with the amount and to the payee of its approval; nothing is paid without one."""
    yield from _paid(Release, ReleaseStatus.PAID, EntryKind.RELEASE, "approved_amount", "payee_name")
    yield from _paid(Refund, RefundStatus.PAID, EntryKind.REFUND, "amount", "receiver")


def _paid(model: type, paid: str, kind: str, amount: str, payee: str) -> Sentences:
    name = model._meta.model_name
    right = LedgerEntry.objects.filter(
        kind=kind, account=OuterRef("account"), amount=-OuterRef(amount), counterparty=OuterRef(payee),
        booked_on=OuterRef("paid_on"), **{name: OuterRef("pk")},
    )
    for row in model.objects.filter(status=paid).exclude(Exists(right)).order_by("pk"):
        yield f"{model._meta.verbose_name} {row}：没有与批准内容相符的流水"
    for entry in LedgerEntry.objects.filter(kind=kind).exclude(**{f"{name}__status": paid}).order_by("pk"):
        yield f"账户 {entry.account_id} 第 {entry.seq} 笔：所付的{model._meta.verbose_name}不是已付状态"


def reversals_mirror() -> Sentences:
    right = Q(reversal_of__account=F("account"), reversal_of__seq__lt=F("seq"), reversal_of__reversal_of=None)
    undone = LedgerEntry.objects.filter(kind=EntryKind.REVERSAL)
    for entry in undone.exclude(right & Q(amount=-F("reversal_of__amount"))).order_by("pk"):
        yield f"账户 {entry.account_id} 第 {entry.seq} 笔：冲正与原笔的账户、金额或次序不符"


def decided_by_those_who_are_named() -> Sentences:
    """Who stands on a release or refund took that step; what was approved is what is there now."""
    for model, steps in (
        (Release, {"accept": "accepted_by", "verify": "verified_by", "approve": "approved_by",
                   "approve_top": "second_approved_by"}),
        (Refund, {"check": "checked_by", "approve": "approved_by"}),
    ):
        name = model._meta.model_name
        for step, person in steps.items():
            took = Decision.objects.filter(step=step, by=OuterRef(person), **{name: OuterRef("pk")})
            acted = model.objects.filter(**{f"{person}__isnull": False})
            for row in acted.exclude(Exists(took)).order_by("pk"):
                label = model._meta.get_field(person).verbose_name
                yield f"{model._meta.verbose_name} {row}：{label}没有办理记录"
        approved = Exists(Decision.objects.filter(digest=OuterRef("digest"), **{name: OuterRef("pk")}))
        for row in model.objects.exclude(digest="").annotate(is_known=approved).order_by("pk"):
            if not (row.is_known and is_signature(PURPOSE, content(row), row.digest)):
                yield f"{model._meta.verbose_name} {row}：批准内容与批准时的校验值不符"


def quotas_in_order() -> Sentences:
    """Versions of a quota are 1, 2, 3 … and none begins before the one it replaces."""
    rows = QuotaVersion.objects.order_by("account", "building", "version")
    for (pk, building), versions in groupby(rows, key=lambda row: (row.account_id, row.building_id)):
        found = list(versions)
        place = f"账户 {pk}" + (f" 楼幢 {building}" if building else "")
        if [row.version for row in found] != list(range(1, len(found) + 1)):
            yield f"{place}：额度版次应为 1—{len(found)}"
        if [row.effective_on for row in found] != sorted(row.effective_on for row in found):
            yield f"{place}：后一版额度的生效日期早于前一版"
    decided = QuotaProposal.objects.filter(version__isnull=False).select_related("version")
    same = Q(amount=F("version__amount"), account=F("version__account"), effective_on=F("version__effective_on"))
    for proposal in decided.exclude(same).order_by("pk"):
        yield f"账户 {proposal.account_id}：额度{proposal.version}与核定的测算不符"


def nothing_in_closed_months() -> Sentences:
    for month in ClosedMonth.objects.order_by("pk"):
        late = LedgerEntry.objects.filter(booked_on__range=(month.first_day, month.last_day),
                                          recorded_at__gt=month.closed_at)
        for entry in late.order_by("pk"):
            yield f"账户 {entry.account_id} 第 {entry.seq} 笔：{month} 结账后记入"
    rows = LedgerEntry.objects.select_related("account").order_by("pk")
    for entry in rows.filter(booked_on__lt=F("account__opened_on")):
        yield f"账户 {entry.account_id} 第 {entry.seq} 笔：记账日期早于开户日期"
    for pk, seq, on, at in rows.values_list("account", "seq", "booked_on", "recorded_at").iterator(BLOCK):
        if on > at.astimezone(SHANGHAI).date():
            yield f"账户 {pk} 第 {seq} 笔：记账日期晚于录入日期"


def ended_accounts_are_empty() -> Sentences:
    """An account that has been released from supervision has nothing under way; a closed one has nothing at all."""
    open_ones = (Release.objects.in_flight(), Refund.objects.in_flight())
    for account in EscrowAccount.objects.filter(status__in=ENDED).order_by("pk"):
        if any(rows.filter(account=account).exists() for rows in open_ones):
            yield f"账户 {account.pk}：{account.get_status_display()}，还有在途的拨付或退款"
    for account in EscrowAccount.objects.filter(status=AccountStatus.CLOSED).exclude(balance=0).order_by("pk"):
        yield f"账户 {account.pk}：已销户，余额 {grouped(account.balance, 2)} 元"


def deductions_block() -> Sentences:
    """After a court has taken money the account stands still until somebody resumed it with a reason."""
    for entry in LedgerEntry.objects.filter(kind=EntryKind.DEDUCTION, account__status=AccountStatus.ACTIVE):
        resumed = Entry.objects.filter(object_type="presale.escrowaccount", object_id=entry.account_id,
                                       action="恢复拨付", at__gte=entry.recorded_at).exclude(reason="")
        if not resumed.exists():
            yield f"账户 {entry.account_id}：第 {entry.seq} 笔是司法扣划，账户没有暂停"


def nodes_by_two_inspectors() -> Sentences:
    own = Q(inspector_one=F("recorded_by")) & Q(inspector_two=F("recorded_by")) | Q(certified_by=F("recorded_by"))
    for node in NodeCertification.objects.certified().filter(own).order_by("pk"):
        yield f"节点核验 {node}：录入、查验、核验由同一人办理"


def numbers_without_gaps() -> Sentences:
    """Every number that was taken stands on a record, 1, 2, 3 … of its year, and none was given beside the count."""
    last = {(row.prefix, row.year): row.last for row in NumberSequence.objects.filter(prefix__in=NUMBERS)}
    for prefix, (model, column, form) in NUMBERS.items():
        given: dict[int, list[int]] = defaultdict(list)
        for text in model.objects.exclude(**{column: None}).order_by("pk").values_list(column, flat=True):
            if found := re.fullmatch(form, text):
                given[int(found[1])].append(int(found[2]))
        for year in sorted({*given, *(year for name, year in last if name == prefix)}):
            counted = Counter(range(1, last.get((prefix, year), 0) + 1))
            stand = Counter(given[year])
            yield from (f"{prefix} {year} 年第 {number} 号已取号，没有对应的记录" for number in sorted(counted - stand))
            yield from (f"{prefix} {year} 年第 {number} 号重号或未取号" for number in sorted(stand - counted))


ESCROW_RULES: dict[str, Callable[[], Sentences]] = {
    "监管流水连续，余额逐笔相符，校验链完整": chains_are_whole,
    "监管账户各项合计与明细一致": sums_are_those_of_rows,
    "监管流水与操作日志一致": entries_are_told,
    "入账认领与操作日志一致": matches_are_told,
    "所付即所批，一单一付": paid_is_what_was_approved,
    "批准不超过留存和累计上限": approvals_kept_to_the_limits,
    "冲正与原笔相抵": reversals_mirror,
    "拨付退款的办理人和批准内容有据": decided_by_those_who_are_named,
    "拨付退款的办理记录与操作日志一致": decisions_are_told,
    "许可、拨付、退款各环节由不同的自然人办理": no_person_twice,
    "额度版次连续": quotas_in_order,
    "已结账月份没有再记账": nothing_in_closed_months,
    "申请编号和通知书号连续": numbers_without_gaps,
    **BANK_RULES,
    "解除或销户的账户没有在途": ended_accounts_are_empty,
    "司法扣划后账户暂停": deductions_block,
    "节点由两人查验": nodes_by_two_inspectors,
    "账本与日终锚点一致": anchors.faults,
}
