"""保交房月通报: every number of it opens records that add up to it, and its sentences say only what is so."""
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.gongwen import Figure, Paper, TableBlock
from housing_portal.kit.scope import current
from presale.delivery.models import FundRaised, Promise, SiteProgress, SoldStatement, TroubledEstate, WorkStateChange
from presale.delivery.picture import pictured
from presale.delivery.services import plans, problems
from presale.delivery.services.facts import record_fact
from presale.delivery.services.handover import take_steps
from presale.delivery.services.problems import find_problem
from reports.bindings import bound
from reports.compose import compose
from reports.enums import DocumentKind
from reports.evaluate import IndicatorSet
from reports.gate import warnings_of
from reports.models import Document
from reports.paper_checks.reading import Reading
from reports.papers import figures_in
from reports.slots.estates import resolve
from reports.slots.parts import Facts
from tests.delivery import homes, loans
from tests.delivery.loans import People
from tests.pages.records import PROOF
from tests.reports.papers import find
from tests.transactions import builders as market

DAY, COMPLETED = date(2026, 4, 30), date(2026, 2, 28)


@pytest.fixture
def who(clerk: User, finance: User, deputy: User, chief: User) -> Iterator[People]:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield People(clerk, finance, deputy, chief)


@pytest.fixture
def estate(who: People) -> TroubledEstate:
    """Eight sets due, six handed over, two of them in April; a loan partly paid, a gap, a promise, a measure."""
    made = loans.troubled(who.clerk, market.estate("云栖里"))
    rooms = homes.sold(market.building(made.estate, completed_on=COMPLETED), 10, who.clerk)
    take_steps(actor=who.clerk, rooms=rooms[:4], code="hand", on=date(2026, 3, 10))
    take_steps(actor=who.clerk, rooms=rooms[4:6], code="hand", on=date(2026, 4, 10))
    for fact in (
        SoldStatement(estate=made, on=DAY, sold_area=Decimal(1000), sold_sets=10, due_sets=8, households=10),
        WorkStateChange(estate=made, on=date(2026, 4, 2), code="stopped"),
        SiteProgress(estate=made, on=DAY, percent=Decimal("45.50")),
        Promise(estate=made, on=DAY, delivery_on=date(2026, 5, 31), by_whom="开发企业"),
    ):
        record_fact(actor=who.clerk, fact=fact)
    find_problem(actor=who.clerk, estate=made, kind="fund", amount=Decimal(30_000_000), missing=(), found_on=DAY,
                 detail="复工资金不足", evidence=PROOF)
    allocation = loans.allocated(who, 20_000_000, to=made)
    loans.drawn(who, allocation, 10_000_000)
    loans.paid(who, allocation, 3_000_000)
    plan = plans.draft_plan(actor=who.clerk, estate=made, text="筹资复工")
    plans.add_measure(actor=who.clerk, plan=plan, text="完成外墙门窗工程", responsible="县住建局", owner="王立新",
                      due_on=date(2026, 5, 25), amount=None)
    plans.approve(actor=who.deputy, plan=plans.review(actor=who.chief, plan=plans.submit(actor=who.clerk, plan=plan)))
    return made


def facts_of(first: date = date(2026, 4, 1), day: date = DAY) -> Facts:
    document = Document(
        kind=DocumentKind.DELIVERY_BULLETIN, title="关于保交房工作进展情况的通报", issuer="云岭县保交房工作专班",
        mark="云岭县保交房工作专班", prefix="云保交", addressees="各项目专班", as_of=day, period_from=first,
        issued_on=date(2026, 5, 20),
    )
    return Facts(document, IndicatorSet(current(day)))


def paper_of(facts: Facts) -> Paper:
    return compose(facts.document, facts.figures).paper


def texts(paper: Paper, facts: Facts) -> list[str]:
    return [passage.text for passage in Reading(facts.document, paper, facts.figures).passages]


def test_the_paper_says_what_the_records_say(estate: TroubledEstate) -> None:
    facts = facts_of()
    said = texts(paper_of(facts), facts)
    assert [said[number] for number in (0, 3, 5, 7)] == [
        "现将2026年4月保交房工作进展情况通报如下。本文数据截至2026年4月30日，除注明外为累计数。",
        "截至2026年4月30日，保交房台账在册项目1个，总建筑面积6万平方米，涉及购房群众10户。有延期交房风险的项目1个，其中停工1个、半停工0个、"
        "在建但滞后0个。停工的项目有云栖里。逾期未交付的项目1个。高风险项目1个。",
        "已售应交付8套，已交付6套，交房率75.00%，未交付2套。2026年4月交付2套。实现交房的项目1个。",
        "专项借款批准2000万元，到账1000万元，累计拨付300万元，其中本年使用300万元。资金短缺的项目1个，缺口3000万元。",
    ]
    assert next(text for text in said if text.startswith("1.云栖里")) == (
        "1.云栖里。2026年4月2日起停工，完成工程量45.50%。购房群众10户，已售应交付8套，已交付6套，其中本期交付2套，未交付2套。"
        "合同约定2024年12月31日交房，承诺2026年5月31日交房，延期516天。"
        "专项借款到账1000万元，拨付300万元，资金缺口3000万元。存在问题：资金短缺。"
    )


def test_the_gate_finds_nothing_wrong_with_it(estate: TroubledEstate) -> None:
    facts = facts_of()
    assert warnings_of(facts.document, paper_of(facts), facts.figures) == []


def test_every_figure_opens_records_that_add_up(estate: TroubledEstate) -> None:
    facts = facts_of()
    bindings = bound(facts, figures_in(paper_of(facts)))
    codes = {"handover_period_sets", "estates_floor_area", "estates_sold_area", "dv_stopped_names"}
    own = {one.key.partition(".")[0]: one for one in bindings if "." in one.key or one.key in codes}
    names = own.pop("dv_stopped_names")
    assert (names.value, names.records) == ("云栖里", [["delivery.troubledestate", estate.pk, None]])
    assert {code: Decimal(one.value) for code, one in own.items()} == {
        code: sum(Decimal(adds) for _, _, adds in one.records) for code, one in own.items()
    } == {
        "estate_percent": Decimal("45.50"), "estate_due": 8, "estate_delivered": 6, "estate_period": 2,
        "estate_households": 10, "estate_left": 2, "estate_delay": 516, "estate_drawn": 1000, "estate_paid": 300,
        "estate_gap": 3000,
        "estate_floor_area": 60000, "estate_sold_area": 1000, "handover_period_sets": 2, "estates_floor_area": 60000,
        "estates_sold_area": 1000,
    }


def test_figures_of_an_estate_are_those_of_the_overview(estate: TroubledEstate) -> None:
    facts = facts_of()
    [row] = pictured(facts.scope)
    named = (("estate_due", row.due_sets), ("estate_delivered", row.delivered), ("estate_left", row.undelivered),
             ("estate_drawn", row.arrived / 10000), ("estate_paid", row.paid / 10000), ("estate_gap", row.gap / 10000))
    assert [resolve(f"{code}.{estate.pk}").answer(facts, None).value for code, _ in named] == [one for _, one in named]


def test_the_ledger_is_attached_with_its_totals(estate: TroubledEstate) -> None:
    [sheet] = paper_of(facts_of()).attachments
    table = next(block for block in sheet.blocks if isinstance(block, TableBlock))
    figures = [[(cell.text, cell.key) for cell in row if isinstance(cell, Figure)] for row in table.rows]
    assert (sheet.title, sheet.landscape, figures) == ("保交房项目台账", True, [
        [("60000.00", f"estate_floor_area.{estate.pk}"), ("1000.00", f"estate_sold_area.{estate.pk}"),
         ("2", f"estate_left.{estate.pk}"), ("516", f"estate_delay.{estate.pk}")],
        [("60000.00", "estates_floor_area"), ("1000.00", "estates_sold_area"), ("2", "handover_left_sets")],
    ])


def test_what_falls_due_next_month_is_named(estate: TroubledEstate) -> None:
    facts = facts_of(date(2026, 4, 1), DAY)
    assert texts(paper_of(facts), facts)[-1] == "云栖里：按承诺于2026年5月31日前交房。"


def test_measures_of_the_plan_in_force_are_named(estate: TroubledEstate) -> None:
    facts = facts_of(date(2026, 5, 1), date(2026, 5, 20))
    assert texts(paper_of(facts), facts)[-2:] == [
        "云栖里：完成外墙门窗工程，由县住建局负责，于2026年5月25日前完成。", "云栖里：按承诺于2026年5月31日前交房。",
    ]


def test_what_is_not_so_is_not_said(who: People) -> None:
    made = loans.troubled(who.clerk, market.estate("望岭雅苑"), contract_delivery_on=date(2027, 1, 1))
    record_fact(actor=who.clerk, fact=WorkStateChange(estate=made, on=DAY, code="normal"))
    facts = facts_of()
    said = texts(paper_of(facts), facts)
    assert "没有停工、半停工和进度滞后的项目。" in said[3]
    assert "没有登记资金缺口。" in said
    assert next(text for text in said if text.startswith("1.望岭雅苑")) == (
        "1.望岭雅苑。2026年4月30日起正常施工。已交付0套。合同约定2027年1月1日交房。没有未销号的问题。"
    )


def test_an_empty_ledger_is_said_and_nothing_attached(who: People) -> None:
    facts = facts_of()
    paper = paper_of(facts)
    assert (texts(paper, facts)[3], list(paper.attachments)) == ("截至2026年4月30日，保交房台账没有在册项目。", [])


def state(who: People, estate: TroubledEstate, *told: tuple[date, str]) -> None:
    for on, code in told:
        record_fact(actor=who.clerk, fact=WorkStateChange(estate=estate, on=on, code=code, note="工程款拖欠"))


def works_of(name: str, facts: Facts) -> str:
    """Return what is said of the works of an estate."""
    [text] = [text for text in texts(paper_of(facts), facts) if text.startswith(f"1.{name}。")]
    return text.split("。")[1]


def test_months_of_a_halt_are_the_difference_of_two_days(who: People) -> None:
    made = loans.troubled(who.clerk, market.estate("云栖里"))
    state(who, made, (date(2025, 9, 1), "lagging"), (date(2025, 10, 15), "semi_stopped"),
          (date(2025, 12, 1), "stopped"))
    days = [(date(2025, 11, 14), "2025年10月15日起半停工"),
            (date(2025, 11, 15), "2025年10月15日起半停工，停工、半停工已1个月"),
            (DAY, "2025年12月1日起停工，已停工6个月")]
    assert [works_of("云栖里", facts_of(day.replace(day=1), day)) for day, _ in days] == [words for _, words in days]
    state(who, made, (date(2026, 5, 4), "normal"))
    after = facts_of(date(2026, 5, 1), date(2026, 5, 20))
    assert works_of("云栖里", after) == "2026年5月4日起正常施工，此前停工6个月"
    state(who, made, (date(2026, 5, 10), "completed"))
    after = facts_of(date(2026, 5, 1), date(2026, 5, 20))
    assert works_of("云栖里", after) == "2026年5月10日起已完工，此前停工6个月，2026年5月4日复工"
    told = resolve(f"estate_halted.{made.pk}").answer(after, None)
    assert (told.value, [(row.on, adds) for row, adds in told.records]) == (6, [(date(2025, 10, 15), 6)])


def test_only_the_last_halt_counts_and_none_is_none(who: People) -> None:
    made, never = (loans.troubled(who.clerk, market.estate(name)) for name in ("云栖里", "望岭雅苑"))
    state(who, made, (date(2025, 1, 1), "stopped"), (date(2025, 6, 1), "normal"), (date(2026, 1, 10), "stopped"),
          (date(2026, 4, 9), "normal"))
    state(who, never, (date(2026, 1, 1), "normal"))
    values = [resolve(f"estate_halted.{one.pk}").answer(facts_of(), None).value for one in (made, never)]
    assert values == [2, None]


def test_a_change_of_planning_took_days_from_application_to_approval(who: People) -> None:
    made = loans.troubled(who.clerk, market.estate("云栖里"))
    one = find_problem(actor=who.clerk, estate=made, kind="planning", missing=(), found_on=date(2026, 2, 1),
                       detail="商业改住宅", evidence=PROOF)
    key = f"estate_replanned.{made.pk}"
    assert resolve(key).answer(facts_of(), None).value is None
    one = problems.take_up(actor=who.clerk, problem=one, on=date(2026, 3, 1))
    problems.solve(actor=who.clerk, problem=one, on=date(2026, 4, 12), note="已批复", evidence=PROOF)
    told = resolve(key).answer(facts_of(), None)
    assert (told.value, told.records) == (42, [(one, 42)])
    assert "规划调整用时42天。" in next(
        text for text in texts(paper_of(facts_of()), facts_of()) if text.startswith("1.云栖里"))
    assert resolve(key).answer(facts_of(date(2026, 3, 1), date(2026, 3, 31)), None).value is None


def test_money_found_for_an_estate_is_said_by_its_source(who: People) -> None:
    made = loans.troubled(who.clerk, market.estate("云栖里"))
    for kind, amount in (("assets", 4_600_000), ("assets", 5_000), ("credit", 9_800)):
        record_fact(actor=who.finance, fact=FundRaised(
            estate=made, on=DAY, kind=kind, amount=Decimal(amount), paper="凭证"), evidence=PROOF)
    text = next(text for text in texts(paper_of(facts_of()), facts_of()) if text.startswith("1.云栖里"))
    assert "。筹措专项贷款9800元，盘活存量资产460.5万元。" in text
    assets = resolve(f"estate_assets.{made.pk}").answer(facts_of(), None)
    assert (assets.value, sorted(adds for _, adds in assets.records)) == (Decimal("460.5"), [Decimal("0.5"), 460])


def test_a_late_record_stays_out_of_an_earlier_cut_off(estate: TroubledEstate, who: People) -> None:
    early = Facts(facts_of().document, IndicatorSet(current(DAY)))
    with time_machine.travel(datetime(2026, 5, 25, 10, tzinfo=clock.SHANGHAI), tick=False):
        record_fact(actor=who.clerk, fact=SiteProgress(estate=estate, on=DAY, percent=Decimal("60.00")))
        late = facts_of()
    slot = resolve(f"estate_percent.{estate.pk}")
    assert [slot.answer(one, None).value for one in (early, late)] == [Decimal("45.50"), Decimal("60.00")]


@pytest.mark.parametrize("key", ["estate_due", "estate_due.", "estate_due.x", "estate_due.999999", "estate_due.²",
                                 f"estate_due.{'9' * 40}", "other.1"])
def test_a_key_of_no_estate_has_no_slot(who: People, key: str) -> None:
    assert (resolve(key), find(key)) == (None, None)
