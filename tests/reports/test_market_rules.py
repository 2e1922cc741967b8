"""Every rule of the market is broken once, behind the back of services, constraints and triggers, and must notice."""
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import CheckConstraint, Model, QuerySet, UniqueConstraint

from housing_portal.accounts.models import User
from housing_portal.journal.models import NumberSequence
from housing_portal.kit import clock
from reports.rules.market import MARKET_RULES
from tests import strict
from tests.material import pdf_bytes
from tests.transactions import builders, homes
from tests.transactions.days import end, sale
from transactions.models import (
    ContractEvent,
    ContractParty,
    EventTally,
    ExistingHomeFund,
    ExistingHomeParty,
    HousingLookup,
    LookupFinding,
    PriceIndex,
    SaleContract,
)
from transactions.services.daily import generate_report
from transactions.services.indices import close_month
from transactions.services.lookups import PersonFacts, approve_lookup, request_lookup

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 10)


class Market:
    """One record of each kind, all in order."""

    def __init__(self, clerk: User, chief: User) -> None:
        self.building = builders.building(builders.estate())
        builders.permit(self.building, by=clerk)
        self.clerk, self.chief = clerk, chief
        self.filed = self.sold("0201", DAY)
        self.signed = self.sold("0301", None)
        self.ended = end(self.sold("0401", DAY), clerk, date(2026, 4, 1))
        self.free = builders.room(self.building, "0501", 5)
        with homes.on(DAY):
            self.fund = homes.paid_in(homes.opened(homes.filed(clerk, chief), clerk), clerk, homes.PRICE)
        self.report = generate_report(actor=clerk, on=DAY)
        close_month(actor=chief, month=202603)
        close_month(actor=chief, month=202604)
        person = PersonFacts("周静", "id_card", builders.identity(51))
        self.lookup = approve_lookup(actor=chief, lookup=request_lookup(
            actor=clerk, purpose="loan", applicant="周静", basis="本人", persons=[person],
            evidence=[("授权书.pdf", pdf_bytes("授权书"))],
        ))

    def sold(self, number: str, filed_on: date | None) -> SaleContract:
        room = builders.room(self.building, number, int(number[:2]))
        contract = sale(room, self.clerk, date(2026, 3, 1), filed_on)
        party = ContractParty(contract=contract, name="周静", identity=builders.identity(int(number[:2])), share=100)
        party.identity_index = party.identity.index
        party.save()
        return contract


@pytest.fixture
def market(clerk: User, chief: User) -> Iterator[Market]:
    with homes.on(date(2026, 5, 20)):
        yield Market(clerk, chief)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def disarm() -> None:
    """Take triggers, check constraints and the index of live contracts away, as a hand in the database could."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for model in (SaleContract, ContractParty, HousingLookup):
                for constraint in model._meta.constraints:
                    if isinstance(constraint, CheckConstraint):
                        cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT "{constraint.name}"')
        for constraint in SaleContract._meta.constraints:
            if isinstance(constraint, UniqueConstraint):
                cursor.execute(f'DROP INDEX "{constraint.name}"')
    strict.drop_triggers()


def spoil(row: Model, **values: object) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(**values)


def breaches() -> dict[str, list[str]]:
    return {label: found for label, rule in MARKET_RULES.items() if (found := list(rule()))}


def test_a_market_in_order_breaks_nothing(market: Market) -> None:
    assert breaches() == {}


def second_contract(market: Market) -> None:
    spoil(market.ended, room=market.filed.room, status="filed", ended_on=None)
    events = ContractEvent._base_manager.filter(contract=market.ended)
    events.filter(kind="cancel").delete()
    events.update(room=market.filed.room)


def tallied() -> QuerySet:
    """Tally all events and return the tallies."""
    events = ContractEvent.objects.order_by("-pk")
    EventTally.objects.bulk_create(EventTally.objects.made_of(events, events[0].pk))
    return EventTally._base_manager.all()


def findings_without_permission(market: Market) -> None:
    LookupFinding._base_manager.create(
        lookup=market.lookup, person=market.lookup.persons.get(), market="presale", contract_no="1", address="某处",
        use="住宅", area=1, share="100%", signed_on=DAY, state="已备案",
    )
    spoil(market.lookup, status="refused", number=None)


BREAKS: dict[str, tuple[Callable[[Market], object], dict[str, list[str]]]] = {
    "a free room that seems sold": (
        lambda m: spoil(m.free, contract_layer="filed"),
        {"房屋合同层与有效合同一致": ["锦川云栖里7#楼1单元0501：合同层记为“已备案”，与有效合同不符"]},
    ),
    "a sold room that seems free": (
        lambda m: spoil(m.signed.room, contract_layer="none"),
        {"房屋合同层与有效合同一致": ["锦川云栖里7#楼1单元0301：合同层记为“无合同”，与有效合同不符"]},
    ),
    "a room that was sold on another day": (
        lambda m: spoil(m.signed.room, free_until=date(2026, 2, 28)),
        {"房屋合同层与有效合同一致": ["锦川云栖里7#楼1单元0301：合同层记为“已网签”，与有效合同不符"]},
    ),
    "two live contracts": (second_contract, {"一户只有一份有效合同": ["合同 {ended}：同一户还有另一份有效合同"]}),
    "an area that its events do not know": (
        lambda m: spoil(m.filed, area_priced=Decimal("99.99")),
        {"合同事项之和等于合同现状": ["合同 {filed}：各事项之和与合同现状（套数、面积、金额、是否备案）不符"]},
    ),
    "a filing without its event": (
        lambda m: ContractEvent._base_manager.filter(contract=m.filed, kind="file").delete(),
        {"合同事项之和等于合同现状": ["合同 {filed}：各事项之和与合同现状（套数、面积、金额、是否备案）不符"],
         "合同件数与事项一致": ["合同件数（已备案）：实有 1 件，按事项推算 0 件"],
         "日报与取数时刻的事项一致": ["2026-03-10 交易日报：第 1 版与取数时刻的事项不符"]},
    ),
    "a contract without events": (
        lambda m: ContractEvent._base_manager.filter(contract=m.signed).delete(),
        {"合同事项之和等于合同现状": ["合同 {signed}：没有任何事项"],
         "合同件数与事项一致": ["合同件数（不含草稿）：实有 3 件，按事项推算 2 件",
                       "合同件数（成套住宅）：实有 3 件，按事项推算 2 件"]},
    ),
    "a title that no event tells of": (
        lambda m: spoil(m.filed, status="titled"),
        {"合同件数与事项一致": ["合同件数（已备案）：实有 0 件，按事项推算 1 件",
                       "合同件数（已办产权）：实有 1 件，按事项推算 0 件"],
         "房屋合同层与有效合同一致": ["锦川云栖里7#楼1单元0201：合同层记为“已备案”，与有效合同不符"]},
    ),
    "a tally of another area": (
        lambda m: tallied().filter(kind="sign").update(area=Decimal(1)),
        {"合同事项小计等于事项之和": ["合同事项小计 2026年3月网签：与各事项之和不符"]},
    ),
    "a tally lost": (
        lambda m: tallied().filter(kind="cancel").delete(),
        {"合同事项小计等于事项之和": ["合同事项小计 2026年4月注销备案：与各事项之和不符"],
         "合同件数与事项一致": ["合同件数（已备案）：实有 1 件，按事项推算 2 件",
                       "合同件数（已注销）：实有 1 件，按事项推算 0 件"]},
    ),
    "shares of 99 per cent": (
        lambda m: ContractParty._base_manager.filter(contract=m.filed).update(share=Decimal(99)),
        {"各方份额合计为 100%": ["合同 {filed}：份额合计 99.00%，应为 100%"]},
    ),
    "a seller of an existing home with half": (
        lambda m: ExistingHomeParty._base_manager.filter(side="seller").update(share=Decimal(50)),
        {"各方份额合计为 100%": ["合同 {verify_code}：份额合计 50.00%，应为 100%"]},
    ),
    "no buyer": (
        lambda m: ContractParty._base_manager.filter(contract=m.signed).delete(),
        {"各方份额合计为 100%": ["合同 {signed}：没有买受人"]},
    ),
    "a filing number without filing": (
        lambda m: spoil(m.signed, filing_no="620799BA2026000099", filed_on=DAY),
        {"备案号只由备案产生": ["合同 {signed}：状态是“已签未备案”，备案号、备案日期与之不符"]},
    ),
    "a report line changed": (
        lambda m: m.report.lines.filter(market="presale", is_residential=True).update(filed_sets=7),
        {"日报与取数时刻的事项一致": ["2026-03-10 交易日报：第 1 版与取数时刻的事项不符"]},
    ),
    "money left after the payout": (
        lambda m: spoil(m.fund, status="paid_out"),
        {"存量房监管资金账平": ["资金监管 {fund}：已划付卖方，余额应为零，现为 480000.00 元"]},
    ),
    "money missing": (
        lambda m: ExistingHomeFund._base_manager.update(due_amount=Decimal(480001)),
        {"存量房监管资金账平": ["资金监管 {fund}：资金到位，余额 480000.00 元，应为 480001.00 元"]},
    ),
    "an index off its chain": (
        lambda m: PriceIndex._base_manager.filter(segment="new", month=202604).update(level=101_000_000),
        {"价格指数逐月链接": ["2026年4月新建住宅价格指数：定基指数 101.00，与上月链接不符"]},
    ),
    "a number without a look-up": (
        lambda m: NumberSequence.objects.filter(prefix="房查").update(last=2),
        {"住房查询编号连续": ["房查〔2026〕2号已取号，没有对应的查询"]},
    ),
    "findings of a refused look-up": (
        findings_without_permission,
        {"住房查询编号连续": ["房查〔2026〕1号已取号，没有对应的查询",
                         "住房情况查询 查询申请 {lookup}：没有批准，却有查询结果"]},
    ),
    "an event from the future": (
        lambda m: ContractEvent._base_manager.filter(contract=m.signed).update(occurred_on=date(2026, 5, 21)),
        {"合同事项不晚于今天": ["2026-05-21 网签 {signed}：发生日期晚于今天"],
         "合同事项的房屋、类别和日期与合同一致": ["2026-05-21 网签 {signed}：房屋、类别或日期与合同不符"]},
    ),
    "an event in another month's figures": (
        lambda m: ContractEvent._base_manager.filter(contract=m.filed, kind="file").update(month=202604),
        {"合同事项的房屋、类别和日期与合同一致": ["2026-03-10 备案 {filed}：房屋、类别或日期与合同不符"]},
    ),
    "a day of filing that its event does not know": (
        lambda m: spoil(m.filed, filed_on=date(2026, 3, 9)),
        {"合同事项的房屋、类别和日期与合同一致": ["2026-03-10 备案 {filed}：房屋、类别或日期与合同不符"]},
    ),
    "a price of an existing home that its events do not know": (
        lambda m: spoil(m.fund.contract, total_price=Decimal(480001)),
        {"存量房事项之和等于合同现状": [
            "存量房合同 {verify_code}：各事项之和与合同现状（套数、面积、金额、是否备案）不符"
        ]},
    ),
    "one person alone": (
        lambda m: spoil(m.filed, submitted_by=m.chief, confirmed_by=m.chief),
        {"经办与复核是两个人": ["商品房买卖合同 {filed}：两个环节由同一人办理"]},
    ),
    "a report sent and not kept": (
        lambda m: spoil(m.report, status="submitted", checked_by=m.chief, submitted_by=m.clerk,
                        submitted_at=clock.now()),
        {"已报送的日报留有报表": ["2026-03-10 交易日报：已报送，没有与摘要相符的报表"]},
    ),
    "an index of other sales than its strata": (
        lambda m: PriceIndex._base_manager.filter(segment="new", month=202603).update(sets=9),
        {"价格指数可由分层明细重算": ["2026年3月新建住宅价格指数第 1 版：环比、套数或权重与分层明细不符"]},
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_each_breach_is_noticed(market: Market, name: str) -> None:
    disarm()
    spoil_it, expected = BREAKS[name]
    words = {"filed": market.filed, "signed": market.signed, "ended": market.ended, "fund": market.fund,
             "lookup": market.lookup.pk, "verify_code": market.fund.contract.verify_code}
    spoil_it(market)
    assert breaches() == {rule: [text.format(**words) for text in texts] for rule, texts in expected.items()}


def test_every_rule_has_been_broken() -> None:
    assert {rule for _, expected in BREAKS.values() for rule in expected} == set(MARKET_RULES)
