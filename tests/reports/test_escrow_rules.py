"""Every rule of escrow is broken once by SQL, and verify names what was done and where."""
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from housing_portal.accounts.models import User
from housing_portal.journal.models import NumberSequence
from housing_portal.kit import clock
from presale import ledger
from presale.enums import EntryKind
from presale.models import (
    Anchor,
    ClosedMonth,
    Decision,
    EscrowAccount,
    LedgerEntry,
    Match,
    NodeCertification,
    QuotaVersion,
    Reconciliation,
    Refund,
    Release,
    StatementLine,
)
from presale.services import anchors
from reports.rules.bank import BANK_RULES
from reports.rules.escrow import ESCROW_RULES
from tests.presale import builders, payments
from tests.presale.builders import received, yuan
from tests.reports.desk import disarm, rearm, tamper
from tests.transactions import builders as market
from tests.transactions import homes

pytestmark = pytest.mark.django_db
TABLES = (EscrowAccount, LedgerEntry, Match, Release, Refund, Decision, QuotaVersion, NodeCertification, StatementLine,
          Reconciliation, ClosedMonth, Anchor)
CHAIN, SUMS, TOLD = list(ESCROW_RULES)[:3]
NUMBERS = "申请编号和通知书号连续"
DECIDED = "拨付退款的办理记录与操作日志一致"
ANCHORS = list(ESCROW_RULES)[-1]


class Books:
    """An account with receipts, a match, a reversal and a release that was paid: everything in order."""

    def __init__(self, clerk: User, chief: User, finance: User, deputy: User, director: User) -> None:
        self.clerk, self.director = clerk, director
        building = market.building(market.estate())
        market.permit(building, by=clerk)
        self.contract = market.filed(market.room(building), clerk, chief)
        self.account = builders.account(building, by=clerk, other=director, quota=1_000)
        received(self.account, 600, by=clerk, kind=EntryKind.FULL, contract=self.contract)
        self.wrong = received(self.account, 50, by=clerk)
        self.unnamed = received(self.account, 2_000, by=clerk)
        self.reversal = ledger.reverse(
            actor=clerk, entry=self.wrong, booked_on=builders.OPENED, bank_serial="R1", document="证明 1 号",
            token="r1", memo="错账",
        )
        self.match = ledger.match(actor=clerk, entry=self.unnamed, contract=self.contract, kind=EntryKind.DOWN,
                                  reason="收据")
        people = payments.People(clerk, chief, finance, deputy, director)
        self.release = payments.paid(payments.paying(self.account, 400, people), finance)
        self.last = self.account.entries.order_by("-seq")[0]


@pytest.fixture
def books(clerk: User, chief: User, finance: User, deputy: User, director: User) -> Iterator[Books]:
    with homes.on(date(2026, 5, 20)):
        yield Books(clerk, chief, finance, deputy, director)
    rearm()


def found() -> dict[str, list[str]]:
    return {rule: said for rule, ask in ESCROW_RULES.items() if (said := list(ask()))}


def raw(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def cut_tail(books: Books) -> None:
    """Remove the last entry and set the account back to the one before."""
    before = books.account.entries.get(seq=books.last.seq - 1)
    LedgerEntry.objects.filter(pk=books.last.pk)._raw_delete("default")
    tamper(books.account, last_seq=before.seq, head=before.hash, balance=before.balance_after)


def recompute(books: Books) -> None:
    """Change an amount and write the chain behind it anew, with the key."""
    previous = None
    for entry in books.account.entries.order_by("seq"):
        if entry.seq == 3:
            entry.amount += 1
        entry.balance_after = entry.amount + (previous.balance_after if previous else 0)
        entry.prev_hash = previous.hash if previous else ""
        entry.hash = ledger.signature(ledger.CHAIN, ledger.content(entry))
        tamper(entry, amount=entry.amount, balance_after=entry.balance_after, prev_hash=entry.prev_hash,
               hash=entry.hash)
        previous = entry
    tamper(books.account, last_seq=previous.seq, head=previous.hash, balance=previous.balance_after)


def test_books_in_order_break_nothing(books: Books) -> None:
    anchors.anchor(clock.today())
    assert found() == {}


FIELDS = {
    "amount": yuan(3_000), "balance_after": yuan(1), "booked_on": date(2024, 3, 1), "bank_serial": "X",
    "counterparty": "他人", "memo": "改", "kind": "interest", "document": "改", "token": "改", "recorded_by": None,
    "recorded_at": None, "contract": None, "prev_hash": "0", "hash": "0", "seq": 77,
}


@pytest.mark.parametrize("field", FIELDS)
def test_a_changed_field_is_found_with_account_and_number(books: Books, field: str) -> None:
    earlier = books.account.recorded_at - timedelta(1)
    named = {"recorded_by": books.director, "recorded_at": earlier, "contract": books.contract}
    value = named.get(field, FIELDS[field])
    disarm(*TABLES)
    tamper(books.unnamed, **{field: value})
    said = found()[CHAIN]
    assert f"账户 {books.account.pk} 第 {77 if field == 'seq' else 3} 笔与校验链不符" in said


@pytest.mark.parametrize("seq", [1, 3])
def test_a_deleted_row_is_found(books: Books, seq: int) -> None:
    disarm(*TABLES)
    gone = books.account.entries.get(seq=seq)
    gone.matches.all()._raw_delete("default")
    LedgerEntry.objects.filter(pk=gone.pk)._raw_delete("default")
    assert found()[CHAIN] == [f"账户 {books.account.pk} 第 {seq + 1} 笔与校验链不符"]


def test_a_cut_tail_is_found(books: Books) -> None:
    disarm(*TABLES)
    cut_tail(books)
    assert found() == {
        SUMS: [f"账户 {books.account.pk}：累计拨付记为 400.00 元，明细合计 0.00 元"],
        TOLD: [f"账户 {books.account.pk}：操作日志登记了流水 {books.last.bank_serial}（-400.00 元），监管流水中没有"],
        "所付即所批，一单一付": [f"用款拨付 {books.release}：没有与批准内容相符的流水"],
    }


def test_an_anchor_shows_a_tail_that_was_cut_off_everywhere(books: Books) -> None:
    anchors.anchor(clock.today())
    disarm(*TABLES)
    cut_tail(books)
    day, pk, seq = clock.today(), books.account.pk, books.last.seq
    assert found()[ANCHORS] == [f"账户 {pk} 第 {seq} 笔在 {day} 的锚点中，现在没有这一笔"]


def test_an_anchor_shows_a_chain_written_anew(books: Books) -> None:
    anchors.anchor(clock.today())
    disarm(*TABLES)
    recompute(books)
    said, pk = found(), books.account.pk
    assert CHAIN not in said
    assert said[ANCHORS] == [f"账户 {pk} 第 {books.last.seq} 笔与 {clock.today()} 的锚点不符，校验链已被重算"]
    serial = books.unnamed.bank_serial
    assert f"账户 {pk}：流水 {serial}（2001.00 元）在操作日志中没有登记" in said[TOLD]


def test_a_changed_anchor_is_found(books: Books) -> None:
    made = anchors.anchor(clock.today())
    disarm(*TABLES)
    tamper(made, heads={})
    assert found() == {ANCHORS: [f"{made.day} 的锚点内容与其校验值不符"]}


Tampering = Callable[[Books], object]
CASES: dict[str, tuple[str, Tampering, str]] = {
    "balance": (CHAIN, lambda b: tamper(b.account, balance=yuan(1)),
                "账户 {b.account.pk}：末笔记为第 5 笔、余额 1.00 元，流水到第 5 笔、余额 2,200.00 元"),
    "reserved": (SUMS, lambda b: tamper(b.account, reserved=yuan(5)),
                 "账户 {b.account.pk}：已批未拨记为 5.00 元，明细合计 0.00 元"),
    "received": (SUMS, lambda b: tamper(b.account, received=yuan(5)),
                 "账户 {b.account.pk}：累计入账记为 5.00 元，明细合计 2,600.00 元"),
    "unidentified": (SUMS, lambda b: tamper(b.account, unidentified=yuan(5)),
                     "账户 {b.account.pk}：不明款记为 5.00 元，明细合计 0.00 元"),
    "match gone": ("入账认领与操作日志一致", lambda b: Match.objects.filter(pk=b.match.pk)._raw_delete("default"),
                   "认领 {b.match.pk}：与操作日志不符"),
    "match of another kind": ("入账认领与操作日志一致", lambda b: tamper(b.match, kind="earnest"),
                              "认领 {b.match.pk}：与操作日志不符"),
    "match of what was named": ("入账认领与操作日志一致", lambda b: tamper(b.match, entry=b.last),
                                "认领 {b.match.pk}：认领的不是不明款，或撤回的不是同一笔"),
    "payee": ("所付即所批，一单一付", lambda b: tamper(b.release, payee_name="他人"),
              "用款拨付 {b.release}：没有与批准内容相符的流水"),
    "unpaid": ("所付即所批，一单一付", lambda b: tamper(b.release, status="failed"),
               "账户 {b.account.pk} 第 5 笔：所付的用款拨付不是已付状态"),
    "reversal": ("冲正与原笔相抵", lambda b: tamper(b.reversal, amount=yuan(-49)),
                 "账户 {b.account.pk} 第 4 笔：冲正与原笔的账户、金额或次序不符"),
    "approver": ("拨付退款的办理人和批准内容有据", lambda b: tamper(b.release, approved_by=b.clerk),
                 "用款拨付 {b.release}：审批人没有办理记录"),
    "digest": ("拨付退款的办理人和批准内容有据", lambda b: tamper(b.release, digest="0"),
               "用款拨付 {b.release}：批准内容与批准时的校验值不符"),
    "two accounts": ("许可、拨付、退款各环节由不同的自然人办理", lambda b: User.objects.filter(
        pk__in=(b.release.accepted_by_id, b.release.approved_by_id)).update(identity_index="x", is_active=False),
        "用款拨付 {b.release}：受理与审批是同一人的两个账号"),
    "quota version": ("额度版次连续", lambda b: b.account.quotas.update(version=3),
                      "账户 {b.account.pk}：额度版次应为 1—1"),
    "quota": ("额度版次连续", lambda b: payments.proposal_of(b.account, b.clerk, b.director, amount=yuan(5)),
              "账户 {b.account.pk}：额度第 1 版与核定的测算不符"),
    "closed month": (
        "已结账月份没有再记账",
        lambda b: ClosedMonth.objects.create(first_day=date(2024, 2, 1), last_day=date(2024, 2, 29),
                                             closed_by=b.clerk, closed_at="2024-03-02T00:00:00Z"),
        "账户 {b.account.pk} 第 1 笔：2024-02 结账后记入"),
    "before the account": ("已结账月份没有再记账", lambda b: tamper(b.account, opened_on=date(2025, 1, 1)),
                           "账户 {b.account.pk} 第 1 笔：记账日期早于开户日期"),
    "from the future": ("已结账月份没有再记账", lambda b: tamper(b.last, booked_on=date(2026, 6, 1)),
                        "账户 {b.account.pk} 第 5 笔：记账日期晚于录入日期"),
    "closed": ("解除或销户的账户没有在途", lambda b: tamper(b.account, status="closed"),
               "账户 {b.account.pk}：已销户，余额 2,200.00 元"),
    "released": ("解除或销户的账户没有在途",
                 lambda b: (tamper(b.account, status="released"), tamper(b.release, status="paying")),
                 "账户 {b.account.pk}：已解除监管，还有在途的拨付或退款"),
    "number that was taken": (NUMBERS, lambda b: NumberSequence.objects.create(prefix="拨付通知书", year=2026, last=1),
                              "拨付通知书 2026 年第 1 号已取号，没有对应的记录"),
    "number beside the count": (NUMBERS, lambda b: tamper(b.release, number="YK2026-0007"),
                                "用款申请 2026 年第 7 号重号或未取号"),
    "opinion": (DECIDED, lambda b: tamper(b.release.decisions.order_by("pk")[1], opinion="不同意"),
                "用款拨付 {b.release.pk}：操作日志登记了 1 次“用款财务核额”，没有相符的办理记录"),
    "decision gone": (DECIDED, lambda b: b.release.decisions.filter(step="accept")._raw_delete("default"),
                      "用款拨付 {b.release.pk}：操作日志登记了 1 次“用款受理”，没有相符的办理记录"),
    "decision of another": (DECIDED, lambda b: tamper(b.release.decisions.order_by("pk")[0], by=b.director),
                            "用款拨付 {b.release.pk}：1 条“用款受理”的办理记录在操作日志中没有登记"),
    "beyond the limits": ("批准不超过留存和累计上限", lambda b: tamper(b.account.quotas.get(), amount=yuan(5_000)),
                          "用款拨付 {b.release}：批准后余额低于须留存的 5,000.00 元，少 2,800.00 元"),
    "statement line": ("对账单与监管流水一致", lambda b: payments.booked_line(b.last, amount=yuan(7)),
                       "账户 {b.account.pk} 银行流水 {b.last.bank_serial}：对账单与所记的监管流水不符"),
    "reconciliation": ("对账差异全部说明", lambda b: payments.reconciled(b.account, explained=yuan(3)),
                       "对账 {pk}：已说明 3.00 元，明细合计 0.00 元"),
    "deduction": ("司法扣划后账户暂停", lambda b: payments.deducted_and_active(b.account, b.clerk),
                  "账户 {b.account.pk}：第 6 笔是司法扣划，账户没有暂停"),
    "node": ("节点由两人查验", lambda b: payments.node_of_one(b.account, b.clerk, b.director),
             "节点核验 {node}：录入、查验、核验由同一人办理"),
}


@pytest.mark.parametrize("name", CASES)
def test_each_tampering_is_found(books: Books, name: str) -> None:
    rule, spoil, sentence = CASES[name]
    disarm(*TABLES)
    spoil(books)
    last = {"pk": Reconciliation.objects.values_list("pk", flat=True).last(), "node": NodeCertification.objects.last()}
    assert sentence.format(b=books, **last) in found()[rule]


def test_every_rule_has_been_broken() -> None:
    assert {rule for rule, _spoil, _sentence in CASES.values()} | {CHAIN, SUMS, TOLD, ANCHORS, *BANK_RULES} == set(
        ESCROW_RULES)


def test_files_outside_the_database(books: Books, settings: object, tmp_path: object,
                                    capsys: pytest.CaptureFixture[str]) -> None:
    settings.VAR_DIR = tmp_path
    call_command("anchor_ledger")
    made = Anchor.objects.get()
    assert capsys.readouterr().out.splitlines()[0] == f"{made.day} 账户 1 个 锚点 {made.digest}"
    assert list(anchors.faults_outside(anchors.folder())) == []
    disarm(*TABLES)
    cut_tail(books)
    Anchor.objects.filter(pk=made.pk)._raw_delete("default")
    with pytest.raises(CommandError):
        call_command("verify", anchors=anchors.folder())
    lines = capsys.readouterr().out.splitlines()
    told = lines.index("违反　账本与库外锚点一致")
    assert lines[told + 1:told + 3] == [
        f"　　　账户 {books.account.pk} 第 5 笔在 {made.day} 的锚点中，现在没有这一笔",
        f"　　　{made.day} 的锚点文件与数据库中的锚点不符",
    ]


def test_an_anchor_is_made_once_a_day(books: Books, settings: object, tmp_path: object) -> None:
    settings.VAR_DIR = tmp_path
    first = anchors.anchor(clock.today())
    path = anchors.write(first)
    received(books.account, 1, by=books.clerk)
    again = anchors.anchor(clock.today())
    heads = {str(books.account.pk): [5, books.last.hash]}
    assert (again.pk, anchors.write(again), again.heads) == (first.pk, path, heads)
    assert oct(path.stat().st_mode & 0o777) == "0o440"
    path.chmod(0o640)
    path.write_text("{}", encoding="utf-8")
    assert list(anchors.faults_outside(path.parent)) == [f"{path.name}：锚点文件无法读取"]
    assert list(anchors.faults_outside(tmp_path)) == [f"{tmp_path} 中没有锚点文件"]
