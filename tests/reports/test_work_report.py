"""The work report: universal words only when they are true, days in pairs, years compared in words, what is left out.

Its 63 blanks are all filled in the test of the demonstration county.
"""
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine

from affordable.enums import ProjectKind
from affordable.models import AffordableProject
from affordable.services import communities, shared, works
from affordable.services.works import WorkRow
from housing_portal.accounts.models import Unit
from housing_portal.kit import clock
from housing_portal.kit.figures import in_unit
from housing_portal.kit.scope import current
from housing_portal.registry import services as registry
from housing_portal.registry.models import Organization
from housing_portal.registry.services.months import enter_lock
from inspections.services import findings
from presale.models import EscrowBank
from presale.services import events
from reports.compose import Composed, compose
from reports.enums import DocumentKind, DocumentStatus
from reports.evaluate import evaluate
from reports.models import Document, IssuedCopy, SupervisionItem, SupervisionLetter
from reports.slots.making import listed, year_words
from reports.slots.parts import Answer, Facts
from tests.pages import records_communities as community_records
from tests.pages import records_findings as finding_records
from tests.pages import records_shared as shared_records
from tests.pages.records import Writers, project
from tests.reports.papers import find
from tests.reports.surfaces import text_of
from tests.transactions import builders as market

DAY, NEW_YEAR = date(2026, 5, 20), date(2026, 1, 1)
Asked = Callable[..., Answer]


def draft(as_of: date = DAY, first: date = NEW_YEAR, **facts: object) -> Document:
    facts = {"issued_on": as_of, **facts}
    return Document(
        kind=DocumentKind.WORK_REPORT, title="工作情况汇报", issuer="县住建局", mark="县住建局文件", prefix="云住建",
        addressees="县人民政府", imprint_office="县住建局", as_of=as_of, period_from=first, **facts,
    )


def report(as_of: date = DAY, first: date = NEW_YEAR, **facts: object) -> Composed:
    return compose(draft(as_of, first, **facts), evaluate(current(as_of)))


def answer(code: str, as_of: date = DAY, first: date = NEW_YEAR) -> Answer:
    figures = evaluate(current(as_of))
    return find(code, figures).answer(Facts(draft(as_of, first), figures), None)


def said(*codes: str, as_of: date = DAY, first: date = NEW_YEAR) -> str:
    """Return what these slots print one after the other."""
    runs = [run for code in codes for run in answer(code, as_of, first).runs]
    return "".join(run if isinstance(run, str) else run.text for run in runs)


# -- words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("names", "most", "words"), [
    (["甲"], 2, "甲"), (["甲", "乙"], 2, "甲、乙"), (["甲", "乙", "丙"], 2, "甲、乙等"),
    (["甲", "乙", "丙", "丁", "戊"], 4, "甲、乙、丙、丁等"), ([], 2, ""),
])
def test_names_are_never_more_than_there_are(names: list[str], most: int, words: str) -> None:
    assert listed(names, most) == words


def test_another_year_is_written_with_the_day() -> None:
    assert [year_words(day, DAY) for day in (date(2026, 1, 1), date(2025, 12, 31))] == ["", "2025年"]


@pytest.mark.parametrize(("first", "last", "words"), [
    (date(2026, 1, 1), date(2026, 6, 30), "2026年上半年"), (date(2026, 1, 1), date(2026, 5, 31), "2026年1—5月"),
    (date(2026, 5, 1), date(2026, 5, 31), "2026年5月"), (date(2025, 1, 1), date(2025, 12, 31), "2025年"),
])
def test_the_opening_names_the_period_and_one_day(db: None, first: date, last: date, words: str) -> None:
    opening = report(last, first).paper.body[0]
    text = f"现将{words}住房保障和房地产工作情况汇报如下。本文数据截至{last.year}年{last.month}月{last.day}日，"
    assert text_of_block(opening).startswith(text)
    assert "截止目前" not in text_of(report(last, first).paper)


@pytest.mark.parametrize(("as_of", "issued_on", "words"), [
    (date(2025, 12, 31), date(2026, 1, 8), "全年"), (date(2025, 11, 30), date(2026, 1, 8), "当年"),
    (DAY, DAY, "今年以来"),
])
def test_the_year_so_far_is_this_year_only_while_it_lasts(db: None, as_of: date, issued_on: date, words: str) -> None:
    facts = {"as_of": as_of, "first": as_of.replace(month=1, day=1), "issued_on": issued_on}
    assert f"一是做好商品房预售许可。{words}核发商品房预售许可证0个" in text_of(report(**facts).paper)


def text_of_block(block: object) -> str:
    return "".join(run if isinstance(run, str) else run.text for run in block.runs)


# -- names and papers --------------------------------------------------------------------------------------


def test_city_county_and_cited_papers_come_from_the_registers(by: Writers) -> None:
    assert [answer(code).value for code in ("city_name", "county_name", "wq_doc_title", "wq_doc_depts")] == [None] * 4
    city = registry.register_district(actor=by.clerk, code="990100", name="云川市")
    county = registry.register_district(actor=by.clerk, code="990121", name="云岭县", parent=city)
    registry.register_district(actor=by.clerk, code="990121100", name="城关镇", parent=county)
    paper = {"actor": by.clerk, "number": "云川建发〔2025〕62号", "issuer": "云川市住房和城乡建设局",
             "title": "信息共享的通知"}
    policy = registry.register_policy(**paper, paper_use="filing_share")
    assert said("city_name", "county_name", "wq_doc_title", "wq_doc_issuer") == (
        "云川市云岭县《信息共享的通知》云川市住房和城乡建设局"
    )
    assert answer("wq_doc_depts").value is None  # nobody has said how many signed
    registry.edit_policy(policy=policy, **paper, joint_issuers=4)
    told = answer("wq_doc_depts")
    assert (told.value, told.records) == (4, [(policy, None)])


# -- supervision of presale money ----------------------------------------------------------------------------


@pytest.fixture
def firms(by: Writers) -> list[Organization]:
    return [market.organization(name, kind) for name, kind in (
        ("云岭银行", "bank"), ("云川银行", "bank"), ("恒远置业", "developer"), ("安泰置业", "developer"),
        ("众源建材", "contractor"),
    )]


def bank(by: Writers, of: Organization, online: date | None) -> EscrowBank:
    return EscrowBank.objects.create(
        organization=of, batch="第一批", selected_on=date(2025, 3, 1), interface_online_on=online,
        recorded_by=by.clerk, recorded_at=clock.now(),
    )


def test_month_and_day_are_of_one_training_and_everybody_is_counted_once(by: Writers, firms: list) -> None:
    for on in (date(2025, 12, 8), date(2026, 4, 12)):
        events.record_event(actor=by.clerk, subject="platform_training", on=on, attendees=firms, lecturer="李文静")
    assert said("train_month", "train_day", "train_lecturer") == "4月12日李文静"
    assert [answer(code).value for code in ("train_banks", "train_devs")] == [2, 2]
    assert [row for row, _ in answer("train_devs").records] == firms[2:4]
    assert [adds for _, adds in answer("train_banks").records] == [1, 1]
    last_year = {"as_of": date(2026, 2, 28), "first": date(2025, 12, 1)}
    assert said("train_month", "train_day", **last_year) == "2025年12月8日"


def test_without_a_training_its_sentence_is_left_out_and_listed(by: Writers, firms: list) -> None:
    assert "加强监管业务培训" not in text_of(report().paper)  # nothing at all to say under its heading
    bank(by, firms[0], None)
    composed = report()
    [left] = [sentence for sentence in composed.omitted if "培训会议" in sentence]
    assert left.startswith("［监管平台培训会议日期（月）］［监管平台培训会议日期（日）］，组织召开")
    assert "培训会议" not in text_of(composed.paper)


def test_banks_are_all_online_only_when_each_of_them_is(by: Writers, firms: list) -> None:
    first, second = bank(by, firms[0], None), bank(by, firms[1], None)
    assert "入围监管银行尚未对接。" in text_of(report().paper)
    EscrowBank.objects.filter(pk=first.pk).update(interface_online_on=date(2026, 2, 24))
    assert "入围监管银行已有1家对接。" in text_of(report().paper)
    EscrowBank.objects.filter(pk=second.pk).update(interface_online_on=date(2026, 3, 5))
    assert "入围监管银行已于3月5日全部对接。" in text_of(report().paper)
    assert {row for row, _ in answer("bank_conn_day").records} == {first, second}
    # on a day before the second was there
    assert [answer(code, as_of=date(2026, 3, 4)).value for code in ("banks_listed", "banks_online")] == [2, 1]


def test_projects_to_come_or_none(by: Writers, firms: list) -> None:
    assert "项目有：暂无。" in text_of(report().paper)
    for name, on in (("影院片区", date(2026, 9, 1)), ("旧项目", DAY)):
        events.list_project(actor=by.clerk, project_name=name, developer=firms[2], expected_on=on)
    assert "项目有：影院片区。" in text_of(report().paper)


# -- affordable housing ------------------------------------------------------------------------------------


def test_all_communities_have_begun_only_when_each_has(by: Writers, town: Unit) -> None:
    rows = [community_records.community(by, town, f"{name}小区", households=number)
            for name, number in (("甲", 10), ("乙", 30), ("丙", 20))]
    assert answer("old_names").value is None
    for row in rows[:2]:
        community_records.advanced(by, row, "start")
    assert "乙小区、甲小区2个小区已开工建设。" in text_of(report().paper)
    community_records.advanced(by, rows[2], "start")
    assert "乙小区、丙小区等3个小区全部开工建设。" in text_of(report().paper)
    item = community_records.item(by, rows[0])
    works.record_works(actor=by.clerk, community=rows[0], as_of=DAY, rows=[WorkRow(item, Decimal(1800))])
    assert said("old_work_now") == "屋面防水"
    works.record_works(actor=by.clerk, community=rows[0], as_of=DAY, rows=[WorkRow(item, Decimal(3600))])
    assert answer("old_work_now").value is None
    communities.undo_community_step(actor=by.chief, community=rows[2], reason="登错")
    assert [answer(code).value for code in ("old_started", "old_cnt")] == [2, 3]


def test_all_certificates_only_when_each_home_has_one(by: Writers, town: Unit, town2: Unit) -> None:
    sales = [shared_records.sold(by, unit) for unit in (town, town2)]
    certify = {"actor": by.clerk, "cert_on": date(2015, 1, 8)}
    shared.certify_sale(sale=sales[0], cert_no="云（2015）字第8号", **certify)
    assert "共为2户家庭分配廉租住房2套，已办理产权证1套，尚有1套未办证。" in text_of(report().paper)
    shared.certify_sale(sale=sales[1], cert_no="云（2015）字第9号", **certify)
    assert "共为2户家庭分配廉租住房2套，并全部办理了产权证。" in text_of(report().paper)


# -- inspections, notices ----------------------------------------------------------------------------------


def test_what_was_mended_on_the_spot_is_all_mended_only_when_somebody_confirmed(by: Writers) -> None:
    assert "未发现违法违规情形" not in text_of(report().paper)  # nobody has looked
    finding_records.inspection(by, finding_records.target(by, "启明"))
    assert "经检查，未发现违法违规情形。" in text_of(report().paper)
    row = finding_records.onsite(by, "恒远")
    findings.fix_onsite(actor=by.clerk, finding=row, on=DAY, pictures=finding_records.PHOTO)
    found = "存在现场公示资料不齐全等情形，共发放整改通知单0份。查出即知即改的问题1个"
    assert f"{found}，已整改0个。" in text_of(report().paper)
    findings.confirm_onsite(actor=by.chief, finding=row, on=DAY)
    assert f"{found}并已全部整改完毕。" in text_of(report().paper)
    assert said("insp_dev_names", "insp_firms", "insp_methods") == "启明置业有限公司、恒远置业有限公司2家现场检查"


def test_only_issued_notices_are_said_to_be_sent(by: Writers, town: Unit, town2: Unit) -> None:
    facts = {"title": "催办函", "issuer": "县住建局", "mark": "县住建局", "prefix": "云住建", "addressees": "城关镇",
             "imprint_office": "县住建局", "as_of": DAY, "issued_on": DAY, "drafted_by": by.clerk,
             "drafted_at": clock.now()}
    Document.objects.create(kind=DocumentKind.URGE_LETTER, unit=town2, **facts)
    sent = Document.objects.create(kind=DocumentKind.URGE_LETTER, unit=town, status=DocumentStatus.ISSUED,
                                   number="云住建〔2026〕1号", signed_by=by.chief, **facts)
    assert [answer(code).value for code in ("notice_units", "urge_letters")] == [None, 0]  # no copy, nothing is out
    IssuedCopy.objects.create(document=sent, pdf=b"%PDF-", sha256="0" * 64, data_cutoff=clock.now(), warnings=[],
                              issued_at=clock.now())
    assert said("notice_units", "notice_kinds") == f"{town.name}催办函"
    assert answer("gar_notice_units").value is None  # the township builds no guaranteed rental housing
    project(by, town)
    AffordableProject.objects.update(kind=ProjectKind.GUARANTEED_RENTAL)
    assert answer("gar_notice_units").value is None  # it builds some, but the letter is about something else
    about = {"source": "manual", "requirement": "加快开工", "due_on": DAY, "unit": town, "recorded_by": by.clerk}
    item = SupervisionItem.objects.create(title="保障性租赁住房开工", recorded_at=clock.now(), **about)
    SupervisionLetter.objects.create(item=item, document=sent, purpose="first", made_by=by.clerk, made_at=clock.now())
    assert said("gar_notice_units", "gar_notice_kinds") == f"{town.name}催办函"
    assert (answer("urge_letters").value, answer("supervise_notices").value) == (1, 0)


# -- the market --------------------------------------------------------------------------------------------


def test_sales_are_compared_with_the_same_days_of_the_year_before(by: Writers) -> None:
    assert said("yoy_filed_net_area_year") == "上年同期为零"
    building = market.building(market.estate())
    market.permit(building, by=by.clerk)
    sold = [(date(2025, 5, 20), "80.00"), (date(2025, 5, 21), "500.00"), (date(2026, 5, 20), "100.00")]
    for number, (on, area) in enumerate(sold):
        room = market.room(building, number=f"15{number:02}", area=area)
        market.filed(room, by.clerk, by.chief, signed_on=on, filed_on=on, area_priced=Decimal(area))
    told = answer("yoy_filed_net_area_year")
    assert (told.value, told.numerator, told.denominator) == (Decimal("25.00"), Decimal("100.00"), Decimal("80.00"))
    assert said("yoy_filed_net_area_year") == "同比增长25.00%"
    assert [adds for _, adds in told.records] == [Decimal("0.01"), Decimal("0.008")]
    assert in_unit(told.numerator, "万平方米") == answer("filed_net_area_year").value


def test_a_locked_year_before_is_compared_as_it_was_locked(by: Writers) -> None:
    building = market.building(market.estate())
    market.permit(building, by=by.clerk)

    def sell(number: str, on: date, area: str) -> None:
        room = market.room(building, number=number, area=area)
        market.filed(room, by.clerk, by.chief, signed_on=on, filed_on=on, area_priced=Decimal(area))

    sell("1601", date(2025, 5, 20), "80.00")
    sell("1602", DAY, "100.00")
    enter_lock(actor=by.chief, year=2025, month=5, cutoff=clock.now(), reason="系统启用，以前各月不补锁定")
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        sell("1603", date(2025, 5, 19), "20.00")
        told = answer("yoy_filed_net_area_year")
    assert (told.value, told.denominator) == (Decimal("25.00"), Decimal("80.00"))


@pytest.mark.parametrize(("stock", "gap", "words"), [
    ("900.00", Decimal("-3.0"), "9个月低于合理区间3个月"), ("1500.00", 0, "15个月在合理区间内"),
    ("2100.00", Decimal("3.0"), "21个月高于合理区间3个月"),
])
def test_months_of_supply_lie_against_the_reasonable_range(
    by: Writers, stock: str, gap: Decimal | int, words: str
) -> None:
    assert answer("supply_gap_a").value is None  # nothing was sold
    building, on = market.building(market.estate()), date(2026, 4, 1)
    market.permit(building, by=by.clerk)
    market.room(building, number="1501", area=stock)
    sold = market.room(building, number="1502", area="100.00")
    market.filed(sold, by.clerk, by.chief, signed_on=on, filed_on=on, area_priced=Decimal(100))
    assert (answer("supply_gap_a").value, said("supply_months_a", "supply_gap_a")) == (gap, words)
    assert said("supply_range") == "12—18个月"


@pytest.mark.parametrize(("first", "last", "month"), [
    (date(2026, 6, 1), date(2026, 6, 30), "6月"), (date(2026, 5, 1), date(2026, 6, 30), None),
    (date(2026, 6, 1), date(2026, 6, 29), None),
])
def test_a_report_of_one_month_has_its_own_sales(db: None, first: date, last: date, month: str | None) -> None:
    facts = Facts(Document(period_from=first, as_of=last), evaluate(current(last)))
    told = find("period_month").answer(facts, None)
    assert "".join(map(str, told.runs)) == (month or "")


def test_no_daily_report_is_no_sentence_about_them(by: Writers) -> None:
    composed = report()
    assert "交易日报" not in text_of(composed.paper) + "".join(composed.omitted)
    assert [answer(code).value for code in ("daily_due", "daily_in_time", "daily_missing")] == [None] * 3
