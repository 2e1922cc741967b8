"""保交房台账: one per estate; state, works, promises and sales come from rows of a day, as of any day."""
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from io import BytesIO

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from housing_portal.accounts.models import Unit, User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock, scope
from housing_portal.registry import services as registry
from presale.delivery.models import (
    FundRaised,
    Promise,
    RiskRating,
    SiteProgress,
    SoldStatement,
    TroubledEstate,
    WorkStateChange,
)
from presale.delivery.models.estates import delay_days
from presale.delivery.services import estates, facts
from presale.delivery.stops import halts
from tests.delivery.homes import sold
from tests.delivery.ledger import DAY, also, asked, figures, said
from tests.pages import records_delivery as make
from tests.pages.records import Writers
from tests.transactions import builders as market

SOLD, APRIL = make.FACTS[SoldStatement], make.APRIL


def typed(**given: object) -> dict[str, object]:
    """Return the form of a new estate as it is typed."""
    return {
        "total_floor_area": "86,000", "contract_delivery_on": "2025-06-30", "listed_on": "2026-01-10",
        "risk_level": "high", "on_county_list": "on", **given,
    }


def changed(by: Writers, of: TroubledEstate, code: str, on: date, note: str = "") -> WorkStateChange:
    return make.said(by, of, WorkStateChange, on, code=code, note=note)


# -- the estate ----------------------------------------------------------------------------------------------


def test_an_estate_stands_in_the_ledger_once(by: Writers, town: Unit, pen: Client) -> None:
    one = make.estate(by, town)
    words = f"“{one.estate}”已于 2026-01-10 列入保交房台账，请打开原台账办理。"
    assert said(make.estate, by=by, unit=town, estate=one.estate) == {"estate": [words]}
    page = pen.post(reverse("delivery:estate_create"), typed(estate=one.estate.record_name))
    assert (page.status_code, words in page.content.decode(), "86,000" in page.content.decode()) == (200, True, True)
    assert TroubledEstate.objects.count() == 1


def test_estates_with_two_ledgers_are_not_merged(by: Writers, town: Unit, town2: Unit) -> None:
    one, other = make.estate(by, town).estate, make.estate(by, town2).estate
    other.developer = one.developer
    other.save()
    words = f"保交房项目“{one}”：这个项目已在保交房台账中，请打开原台账办理；请先核对、改正后再合并。"
    assert said(registry.merge, actor=by.chief, duplicate=one, into=other, reason="同一项目") == [words]


def test_the_developer_is_kept_as_it_was(by: Writers, town: Unit) -> None:
    one = make.estate(by, town)
    former = one.estate.developer
    one.estate.developer = market.organization("云川新居置业有限公司")
    one.estate.save()
    one.refresh_from_db()
    assert one.developer == former


@pytest.mark.parametrize(("given", "words"), [
    ({"on_county_list": False}, {"on_county_list": ["请至少勾选一个清单来源。"]}),
    ({"is_insolvent": True}, {"administrator": ["企业已破产的，请填写破产管理人。"]}),
    ({"administrator": "正信会计师事务所"},
     {"administrator": ["企业没有破产的不填破产管理人；已破产请勾选“企业已破产”。"]}),
    ({"total_floor_area": Decimal(0)}, {"__all__": ["总建筑面积应大于 0。"]}),
    ({"listed_on": date(2026, 5, 21)}, {"listed_on": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]}),
])
def test_what_does_not_fit_is_refused(by: Writers, town: Unit, given: dict, words: dict) -> None:
    assert said(make.estate, by=by, unit=town, **given) == words


def test_only_another_person_takes_an_estate_off_and_earlier_days_keep_it(by: Writers, town: Unit) -> None:
    one = make.estate(by, town)
    both = also(by.clerk, "chief")
    assert said(estates.remove_estate, actor=both, troubled=one, on=DAY, reason="已全部交付") == [
        "这个项目由您本人列入台账，移出须由另一位同事办理。"]
    estates.remove_estate(actor=by.chief, troubled=one, on=DAY, reason="已全部交付")
    assert (figures().get("dv_estates"), figures(date(2026, 5, 19))["dv_estates"]) == (None, 1)
    assert said(make.said, by=by, of=one, what=SiteProgress, percent=Decimal(10)) == [
        f"“{one}”已移出保交房台账，不能再登记；确需登记请先撤回移出。"]
    estates.undo_removal(actor=also(by.clerk, "chief"), troubled=one, reason="仍有未交付的")
    assert figures()["dv_estates"] == 1


def test_every_list_counts_for_itself(by: Writers, town: Unit, town2: Unit) -> None:
    make.estate(by, town, on_loan_list=True, annual_year=2026)
    make.estate(by, town2, on_county_list=False, on_loan_list=True, risk_level="low")
    found = figures()
    keys = ("dv_estates", "dv_on_loan_list", "dv_on_county_list", "dv_on_whitelist", "dv_annual", "dv_high_risk")
    assert [found.get(key) for key in keys] == [2, 2, 1, None, 1, 1]
    assert found["dv_floor_area"] == Decimal("172000.00")


def test_a_risk_that_was_rated_anew_leaves_earlier_days_alone(by: Writers, town: Unit) -> None:
    one = make.estate(by, town)
    rate = partial(make.said, by=by, of=one, what=RiskRating)
    assert asked(rate, code="mid", on=DAY) == "风险等级评为“中风险”，请写明依据。"
    assert said(rate, code="high", on=DAY, note="未变") == {
        "code": ["2026-01-10 起已评为“高风险”，没有变化，不必登记。"]}
    rate(code="mid", on=DAY, note="已复工")
    assert (figures().get("dv_high_risk"), figures(date(2026, 5, 19))["dv_high_risk"]) == (None, 1)


# -- state of the works --------------------------------------------------------------------------------------


def test_three_states_are_the_estates_at_risk(by: Writers, town: Unit, town2: Unit, office: object) -> None:
    units = [town, town2, *office.townships[2:]]
    for unit, code in zip(units, ("stopped", "semi_stopped", "lagging", "normal"), strict=True):
        changed(by, make.estate(by, unit), code, date(2026, 3, 1))
    found = figures()
    parts = [found[key] for key in ("dv_stopped", "dv_semi_stopped", "dv_lagging")]
    assert (found["dv_estates"], found["dv_at_risk"], parts, sum(parts)) == (4, 3, [1, 1, 1], 3)
    assert "dv_at_risk" not in figures(date(2026, 2, 28))


def test_works_that_fall_back_ask_why(by: Writers, town: Unit) -> None:
    one = make.estate(by, town)
    changed(by, one, "normal", date(2026, 3, 1))
    assert asked(changed, by=by, of=one, code="stopped", on=DAY) == "由“正常施工”退为“停工”，请写明原因。"
    assert said(changed, by=by, of=one, code="normal", on=DAY) == {
        "code": ["2026-03-01 起已是“正常施工”，没有变化，不必登记。"]}
    changed(by, one, "stopped", DAY, "资金链断裂")
    assert figures()["dv_stopped"] == 1


def test_months_of_standing_still_are_a_difference(by: Writers, town: Unit) -> None:
    one = make.estate(by, town)
    for code, on in (("stopped", date(2025, 1, 15)), ("semi_stopped", date(2025, 6, 1)), ("normal", date(2026, 3, 14))):
        changed(by, one, code, on)
    changed(by, one, "stopped", date(2026, 4, 1), "再次停工")
    assert [str(one) for one in halts(one, scope.current())] == [
        "2025-01-15 停工，2026-03-14 复工，13 个月", "2026-04-01 停工，至今，1 个月"]


def test_a_row_is_taken_back_by_another_person_and_the_past_keeps_it(by: Writers, town: Unit) -> None:
    row = changed(by, make.estate(by, town), "stopped", date(2026, 3, 1))
    both = also(by.clerk, "chief")
    assert said(facts.take_back_fact, actor=both, fact=row, reason="登记错了") == [facts.OWN]
    with time_machine.travel(datetime(2026, 5, 20, 11, tzinfo=clock.SHANGHAI), tick=False):
        facts.take_back_fact(actor=by.chief, fact=row, reason="登记错了")
        assert "dv_stopped" not in figures()
        assert figures(cutoff=datetime(2026, 5, 20, 10, 30, tzinfo=clock.SHANGHAI))["dv_stopped"] == 1
        assert said(facts.take_back_fact, actor=by.chief, fact=row, reason="再来") == [facts.GONE]


# -- works, promises, sales ----------------------------------------------------------------------------------


def test_progress_falls_only_with_a_reason(by: Writers, town: Unit, pen: Client) -> None:
    one = make.estate(by, town)
    make.said(by, one, SiteProgress, percent=Decimal("62.50"))
    url = reverse("delivery:siteprogress_create", args=[one.pk])
    words = "低于 2026-04-10 登记的 62.5%，请写明减少的原因。"
    typed = {"on": "2026-05-20", "percent": "60"}
    page = pen.post(url, typed).content.decode()
    assert (words in page, 'value="60"' in page, SiteProgress.objects.count()) == (True, True, 1)
    assert pen.post(url, {**typed, "reason": "拆除返工"}).status_code == 302
    assert SiteProgress.objects.order_by("-pk").values_list("percent", "note")[0] == (Decimal("60.00"), "拆除返工")


def test_works_that_speed_up_are_seen(by: Writers, town: Unit, town2: Unit) -> None:
    fast, slow = make.estate(by, town), make.estate(by, town2)
    days = (date(2026, 3, 10), date(2026, 4, 15), DAY)
    for one, done in ((fast, ("20", "25.00", "30.01")), (slow, ("20", "25.01", "30.01"))):
        for on, percent in zip(days, done, strict=True):
            make.said(by, one, SiteProgress, on, percent=Decimal(percent))
    now = scope.current(DAY)
    assert (list(TroubledEstate.objects.speeding(now)), figures()["dv_speeding"]) == ([fast], 1)


@pytest.mark.parametrize("percent", ["-1", "100.01"])
def test_progress_is_a_share_of_the_whole(by: Writers, town: Unit, percent: str) -> None:
    one = make.estate(by, town)
    assert said(make.said, by=by, of=one, what=SiteProgress, percent=Decimal(percent)) == {
        "__all__": ["完成工程量应在 0 至 100 之间。"]}


def test_every_promise_is_kept_and_the_latest_is_expected(by: Writers, town: Unit) -> None:
    one = make.estate(by, town)
    make.said(by, one, Promise, date(2026, 2, 1), delivery_on=date(2026, 6, 30), by_whom="开发企业")
    again = {"what": Promise, "on": APRIL, "delivery_on": date(2026, 10, 31), "by_whom": "项目专班"}
    assert asked(make.said, by=by, of=one, **again) == "比上一次承诺的 2026-06-30 推迟 123 天，请写明推迟的原因。"
    make.said(by, one, note="资金没有到位", **again)
    now, before = (TroubledEstate.objects.with_figures(scope.current(day)).get() for day in (DAY, date(2026, 3, 1)))
    assert (now.expected_on, before.expected_on) == (date(2026, 10, 31), date(2026, 6, 30))


def test_a_promise_looks_ahead(by: Writers, town: Unit) -> None:
    one = make.estate(by, town)
    assert said(make.said, by=by, of=one, what=Promise, on=APRIL, delivery_on=date(2026, 4, 9), by_whom="开发企业") == {
        "delivery_on": ["2026-04-09 早于作出承诺的日期 2026-04-10，请核对。"]}


@pytest.mark.parametrize(("expected", "delivered", "days"), [
    (None, None, 324), (date(2026, 10, 31), None, 488), (date(2026, 1, 31), None, 324),
    (date(2026, 10, 31), date(2026, 1, 31), 215), (None, date(2025, 6, 1), 0),
])
def test_delay_is_reckoned(expected: date | None, delivered: date | None, days: int) -> None:
    assert delay_days(date(2025, 6, 30), expected, delivered, DAY) == days


def test_what_is_due_is_within_what_is_sold(by: Writers, town: Unit) -> None:
    one = make.estate(by, town)
    assert said(make.said, by=by, of=one, what=SoldStatement, **{**SOLD, "due_sets": 311}) == {
        "__all__": ["应交付套数不能大于已售套数。"]}
    make.said(by, one, SoldStatement, **SOLD)
    found = figures()
    keys = ("dv_sold_area", "dv_sold_sets", "dv_due_sets", "dv_households", "dv_overdue")
    assert [found[key] for key in keys] == [Decimal("31000.00"), 310, 300, 305, 1]
    assert asked(make.said, by=by, of=one, what=SoldStatement, on=DAY, **{**SOLD, "sold_sets": 309}) == (
        "少于 2026-04-10 登记的已售 310 套、应交付 300 套，请写明原因。")


def test_the_page_warns_where_contracts_say_otherwise(by: Writers, town: Unit, pen: Client) -> None:
    one = make.estate(by, town)
    make.said(by, one, SoldStatement, **SOLD)
    sold(market.building(one.estate), 3, by.clerk)
    page = pen.get(one.get_absolute_url()).content.decode()
    assert "有效网签合同 3 套、300.00 ㎡；与登记的已售 310 套、31,000.00 ㎡ 不一致，请核对" in page
    right = {"sold_area": Decimal(300), "sold_sets": 3, "due_sets": 3, "households": 3}
    make.said(by, one, SoldStatement, DAY, note="核对后更正", **right)
    assert "不一致" not in pen.get(one.get_absolute_url()).content.decode()


def test_the_day_of_delivery_itself_is_in_time(by: Writers, town: Unit) -> None:
    make.estate(by, town, contract_delivery_on=DAY)
    assert ("dv_overdue" in figures(), figures(date(2026, 5, 21))["dv_overdue"]) == (False, 1)


# -- money ---------------------------------------------------------------------------------------------------


def test_money_is_entered_by_whoever_keeps_the_books(by: Writers, town: Unit, deliv_office: User) -> None:
    one = make.estate(by, town)
    row = FundRaised(estate=one, on=APRIL, **make.FACTS[FundRaised])
    assert said(facts.record_fact, actor=deliv_office, fact=row) == [
        "您没有“登记专项借款到账、核验、拨付与归还”的权限，请联系有此权限的同事办理。"]
    assert said(make.said, by=by, of=one, what=FundRaised, **{**make.FACTS[FundRaised], "amount": Decimal(-1)}) == {
        "amount": ["金额应大于 0；登记有误的请撤回，不填负数。"]}
    make.said(by, one, FundRaised, **make.FACTS[FundRaised])
    assert (figures()["dv_raised"], figures()["dv_raised_assets"]) == (Decimal(3_000_000), Decimal(3_000_000))


# -- list and form -------------------------------------------------------------------------------------------


def test_the_list_filters_by_state_source_and_problem(by: Writers, town: Unit, town2: Unit, pen: Client) -> None:
    one, other = make.estate(by, town), make.estate(by, town2, on_loan_list=True)
    changed(by, one, "stopped", APRIL)
    make.problem(by, town, of=one)
    for query, names in {
        "state=at_risk": [one], "state=stopped": [one], "source=on_loan_list": [other], "problem=fund": [one],
        "problem=labor": [], "overdue=true": [one, other], "overdue=false": [],
    }.items():
        page = pen.get(f"{reverse('delivery:estate_list')}?{query}").content.decode()
        assert [each for each in (one, other) if f'href="{each.get_absolute_url()}"' in page] == names, query


def test_what_was_taken_off_is_listed_when_asked_for(by: Writers, town: Unit, town2: Unit, pen: Client) -> None:
    one, gone = make.estate(by, town), make.removed(by, town2)
    for query, names in {"": [one], "?status=removed": [gone], "?status=all": [one, gone]}.items():
        page = pen.get(reverse("delivery:estate_list") + query).content.decode()
        assert [each for each in (one, gone) if f'href="{each.get_absolute_url()}"' in page] == names, query


def test_an_estate_is_listed_corrected_and_told_of_by_its_page(by: Writers, town: Unit, pen: Client) -> None:
    estate = make.registers.estate(by, town)
    builder = market.organization("云岭恒筑建工有限公司")
    answer = pen.post(reverse("delivery:estate_create"), typed(
        estate=estate.record_name, builder_unit=builder.name, on_loan_list="on"))
    one = TroubledEstate.objects.get()
    assert (answer.url, one.builder_unit, one.developer, one.sources) == (
        one.get_absolute_url(), builder, estate.developer, "专项借款、县级自排")
    page = pen.get(reverse("delivery:estate_edit", args=[one.pk])).content.decode()
    assert builder.name in page
    pen.post(reverse("delivery:estate_edit", args=[one.pk]), typed(is_insolvent="on", administrator="正信事务所"))
    one.refresh_from_db()
    assert (one.is_insolvent, one.administrator, one.builder_unit, one.on_loan_list) == (
        True, "正信事务所", None, False)
    assert Entry.objects.about(one).latest("pk").after["破产管理人"] == "正信事务所"


def test_the_form_has_the_nine_columns_in_their_order(by: Writers, town: Unit, town2: Unit, pen: Client) -> None:
    builder = market.organization("云岭恒筑建工有限公司")
    one = make.estate(by, town, builder_unit=builder, general_contractor=builder)
    make.said(by, one, SoldStatement, **SOLD)
    make.problem(by, town, of=one)
    make.problem(by, town, of=one, kind="labor", amount=Decimal(900_000), detail="拖欠工资")
    make.estate(by, town2)
    answer = pen.get(reverse("delivery:register"))
    sheet = load_workbook(BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(row for row in rows if "项目名称" in row)
    assert head[1:] == [
        "项目名称", "开发企业", "建设单位", "总包单位", "总建筑面积", "已售面积", "未交房套数", "延期时间", "主要问题"]
    second, first, total = rows[rows.index(head) + 1: rows.index(head) + 4]
    assert first[1:] == [str(one.estate), str(one.developer), str(builder), str(builder), 86000, 31000, 300, 324,
                         "资金短缺、劳资纠纷"]
    assert second[5:9] == [86000, None, None, 324]
    assert [total[0], *total[5:9]] == ["合　计", 172000, 31000, 300, "——"]


def test_the_diary_of_the_estate_tells_of_its_rows(by: Writers, town: Unit, pen: Client) -> None:
    one = make.estate(by, town)
    changed(by, one, "stopped", APRIL)
    told = list(Entry.objects.about(one).order_by("pk").values_list("action", flat=True))
    assert told == ["列入保交房台账", "登记风险评定", "登记施工状态变化"]
    assert "登记施工状态变化" in pen.get(one.get_absolute_url()).content.decode()
