from datetime import date

from affordable import services
from affordable.enums import Forecast
from affordable.models import ArrearsPlan, ContinuedTask, RentalStock
from housing_portal.kit import scope

DAY = date(2026, 4, 23)


def stock(actor, unit, **changes):
    facts = {"as_of": DAY, "period_from": 2008, "period_to": 2015, "assigned_sets": 200, "reported_done_sets": 250,
             "reused_sets": 26, "existing_sets": 210}
    return services.record_stock(actor=actor, unit=unit, **{**facts, **changes})


def test_what_is_owed_follows_from_the_four_numbers(clerk, office):
    row = stock(clerk, office.whole)
    assert stock(clerk, office.whole) == row
    assert RentalStock.objects.latest(scope.current()).with_arrears().get().arrears_sets == 14


def test_a_correction_is_a_new_row_and_the_latest_counts(clerk, unit):
    stock(clerk, unit)
    stock(clerk, unit, existing_sets=220)
    stock(clerk, unit, period_from=2016, period_to=2020)
    rows = RentalStock.objects.latest(scope.current()).with_arrears()
    assert sorted((row.period_from, row.arrears_sets) for row in rows) == [(2008, 4), (2016, 14)]


def test_stock_that_cannot_be(clerk, unit, refused):
    with refused({"__all__": ["盘活与实有之和不能大于上报完成，请核对四个数。"]}):
        stock(clerk, unit, existing_sets=225)
    with refused({"__all__": ["任务年度的起始年不能晚于截止年。"]}):
        stock(clerk, unit, period_from=2016)
    with refused({"period_to": ["任务年度 2027 晚于截至日期的年份，请核对。"]}):
        stock(clerk, unit, period_to=2027)
    assert stock(clerk, unit, existing_sets=224).existing_sets == 224


def test_arrears_plans(clerk, township_clerk, unit, other, refused):
    plan = services.record_arrears_plan(
        actor=township_clerk, unit=unit, as_of=DAY, arranged_sets=156, due_on=date(2027, 12, 31)
    )
    assert (plan.arranged_sets, plan.due_on) == (156, date(2027, 12, 31))
    with refused({"unit": ["“东屏镇”不在您的管理范围内，请选择本单位。"]}):
        services.record_arrears_plan(actor=township_clerk, unit=other, as_of=DAY, arranged_sets=1)
    with refused({"arranged_sets": ["确保该值大于或等于0。"]}):
        services.record_arrears_plan(actor=clerk, unit=unit, as_of=DAY, arranged_sets=-1)
    later = services.record_arrears_plan(actor=clerk, unit=unit, as_of=date(2026, 5, 1), arranged_sets=150)
    assert ArrearsPlan.objects.latest(scope.current()).get() == later


def test_arrears_settled_otherwise_than_owed_need_a_word(clerk, unit, other, asked):
    stock(clerk, unit)
    stock(clerk, unit, period_from=2016, period_to=2020, existing_sets=218)
    settled = {"actor": clerk, "unit": unit, "as_of": DAY}
    with asked("城关镇落实 16 套，历史欠账为 20 套，请确认并说明。", "arrears"):
        services.record_arrears_plan(**settled, arranged_sets=16)
    assert services.record_arrears_plan(**settled, arranged_sets=16, note="4 套已拆除").note == "4 套已拆除"
    assert services.record_arrears_plan(**settled, arranged_sets=20).arranged_sets == 20
    assert services.record_arrears_plan(actor=clerk, unit=other, as_of=DAY, arranged_sets=9).arranged_sets == 9


def test_years_that_nobody_can_mean(clerk, unit, refused):
    with refused({"as_of": ["26 年早于 1990 年，请核对年份。"]}):
        stock(clerk, unit, as_of=date(26, 4, 23))
    with refused({"period_from": ["208 年不在 1990—2027 年之间，请核对年份。"]}):
        stock(clerk, unit, period_from=208)
    with refused({"year": ["2062 年不在 1990—2027 年之间，请核对年份。"]}):
        services.record_continued_task(
            actor=clerk, unit=unit, as_of=DAY, year=2062, begun_before=date(2022, 12, 31), sets=1
        )


def test_continued_tasks(clerk, unit, office, refused):
    facts = {"actor": clerk, "as_of": DAY, "year": 2026, "begun_before": date(2022, 12, 31)}
    whole = services.record_continued_task(**facts, unit=office.whole, sets=5922)
    judged = services.record_continued_task(**facts, unit=unit, forecast=Forecast.PARTLY)
    assert (whole.sets, whole.forecast, judged.sets, judged.forecast) == (5922, "", None, "partly")
    with refused({"sets": ["未建成套数和年底研判至少填一项。"]}):
        services.record_continued_task(**facts, unit=unit)
    with refused({"begun_before": ["开工截止日 2026-04-24 晚于截至日期，请核对。"]}):
        services.record_continued_task(**{**facts, "begun_before": date(2026, 4, 24)}, unit=unit, sets=1)
    assert ContinuedTask.objects.count() == 2
