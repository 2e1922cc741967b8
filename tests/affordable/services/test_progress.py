from datetime import date
from decimal import Decimal

from affordable import services
from affordable.enums import InvestmentBasis, ProjectKind, Stage
from affordable.models import InvestmentRecord, ProgressNote, SubsidyProgress
from housing_portal.journal.models import Entry
from housing_portal.kit import scope

MARCH, APRIL, MAY = date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 20)


def invest(actor, unit, as_of=APRIL, amount="91900000.00", **changes):
    return services.record_investment(actor=actor, unit=unit, as_of=as_of, amount_cum=Decimal(amount), **changes)


def pay(actor, unit, as_of=APRIL, quarter=1, **changes):
    return services.record_subsidy(actor=actor, unit=unit, as_of=as_of, quarter=quarter, **changes)


def project_of(actor, unit, name="东关片区"):
    return services.create_project(actor=actor, unit=unit, kind=ProjectKind.SHANTYTOWN, name=name, plan_year=2026)


# -- investment --------------------------------------------------------------------------------------


def test_investment_is_stored_in_yuan_for_its_year(clerk, unit):
    record = invest(clerk, unit)
    stored = InvestmentRecord.objects.get()
    assert (stored.pk, stored.year, stored.amount_cum) == (record.pk, 2026, Decimal("91900000.00"))
    assert Entry.objects.get().label == "登记完成投资：城关镇 截至 2026-04-30 累计投资 91,900,000.00 元"


def test_zero_is_a_record_and_negative_is_none(clerk, unit, refused):
    assert invest(clerk, unit, amount="0").amount_cum == 0
    with refused({"__all__": ["累计完成投资不能是负数。"]}):
        invest(clerk, unit, as_of=MARCH, amount="-0.01")


def test_the_same_statement_again_is_the_same_row(clerk, unit):
    first = invest(clerk, unit)
    assert invest(clerk, unit) == first
    assert (InvestmentRecord.objects.count(), Entry.objects.count()) == (1, 1)
    assert invest(clerk, unit, amount="92000000.00") != first


def test_a_fall_needs_a_word(clerk, unit, asked):
    invest(clerk, unit)
    sentence = "累计完成投资 91,899,999.99 元少于 2026-04-30 登记的 91,900,000.00 元，请确认并说明减少的原因。"
    with asked(sentence, "fall"):
        invest(clerk, unit, MAY, "91899999.99")
    assert invest(clerk, unit, MAY, "91899999.99", note="核减重复上报").note == "核减重复上报"


def test_a_late_entry_above_a_later_one_needs_a_word(clerk, unit, asked):
    invest(clerk, unit)
    sentence = "累计完成投资 95,000,000.00 元多于之后 2026-04-30 登记的 91,900,000.00 元，请确认并说明。"
    with asked(sentence, "fall"):
        invest(clerk, unit, MARCH, "95000000.00")
    assert invest(clerk, unit, MARCH, "90000000.00").as_of == MARCH


def test_a_new_year_begins_at_nothing(clerk, unit):
    invest(clerk, unit, date(2025, 12, 31))
    assert invest(clerk, unit, amount="1.00").year == 2026


def test_per_project_or_per_unit_but_not_both(clerk, unit, other, refused):
    project = project_of(clerk, unit)
    invest(clerk, unit)
    with refused({"project": ["城关镇 2026 年已按单位合计登记投资，请继续按单位合计登记，以免重复计算。"]}):
        invest(clerk, unit, project=project)
    second = project_of(clerk, other)
    invest(clerk, unit, project=second, basis=InvestmentBasis.SETTLEMENT)
    assert InvestmentRecord.objects.get(project=second).unit == other
    with refused({"project": ["东屏镇 2026 年已按项目登记投资，请继续按项目登记，以免重复计算。"]}):
        invest(clerk, other)


def test_projects_fall_and_rise_each_on_their_own(clerk, unit):
    first, second = project_of(clerk, unit), project_of(clerk, unit, "西关片区")
    invest(clerk, unit, project=first)
    assert invest(clerk, unit, MAY, "1.00", project=second).project == second
    rows = InvestmentRecord.objects.of_year(scope.current(MAY))
    assert sorted(row.amount_cum for row in rows) == [Decimal("1.00"), Decimal("91900000.00")]


def test_the_whole_and_its_units_exclude_each_other(clerk, unit, office, refused):
    invest(clerk, unit)
    with refused({"unit": [
        "城关镇 2026 年已登记完成投资的数字，全域汇总与各单位只能登记一种，以免重复计算。"
    ]}):
        invest(clerk, office.whole)
    with refused({"unit": [
        "城关镇 2026 年已登记完成投资的数字，全域汇总与各单位只能登记一种，以免重复计算。"
    ]}):
        invest(clerk, office.whole, MARCH)
    assert invest(clerk, office.whole, date(2025, 12, 31)).year == 2025


def test_days_to_come_and_people_without_the_duty(clerk, chief, unit, refused):
    with refused({"as_of": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]}):
        invest(clerk, unit, date(2026, 5, 21))
    with refused(["您没有“登记项目、进展、投资、补贴、欠账、审计问题”的权限，请联系有此权限的同事办理。"]):
        invest(chief, unit)


# -- subsidies ---------------------------------------------------------------------------------------


def test_subsidies_with_and_without_figures(clerk, unit, other):
    known = pay(clerk, unit, households_cum=120, amount_cum=Decimal("301181.00"))
    unknown = pay(clerk, other)
    assert (known.year, known.quarter, known.households_cum, known.amount_cum) == (2026, 1, 120, Decimal("301181.00"))
    assert (unknown.households_cum, unknown.amount_cum) == (None, None)
    assert pay(clerk, unit, households_cum=120, amount_cum=Decimal("301181.00")) == known


def test_a_quarter_that_has_not_begun_cannot_be_paid(clerk, unit, refused):
    with refused({"quarter": ["截至 2026-04-30 第 3 季度还没有开始，请核对。"]}):
        pay(clerk, unit, quarter=3)
    with refused({"quarter": ["截至 2026-03-31 第 2 季度还没有开始，请核对。"]}):
        pay(clerk, unit, MARCH, quarter=2)
    assert pay(clerk, unit, quarter=2).quarter == 2
    with refused({"quarter": ["季度是 1—4。"]}):
        pay(clerk, unit, quarter=0)


def test_cumulative_subsidies_do_not_fall_without_a_word(clerk, unit, asked):
    pay(clerk, unit, households_cum=120, amount_cum=Decimal("5000.00"))
    with asked("累计已发户数 119 户少于 2026-04-30 登记的 120 户，请确认并说明减少的原因。", "fall"):
        pay(clerk, unit, MAY, households_cum=119)
    with asked("累计已发金额 4,999.00 元少于 2026-04-30 登记的 5,000.00 元，请确认并说明减少的原因。", "fall"):
        pay(clerk, unit, MAY, households_cum=120, amount_cum=Decimal("4999.00"))
    assert pay(clerk, unit, MAY, households_cum=117, note="3 户退票").households_cum == 117


def test_figures_of_the_whole_and_of_units_exclude_each_other(clerk, unit, other, office, refused):
    pay(clerk, office.whole, households_cum=294, amount_cum=Decimal("301181.00"))
    pay(clerk, unit)
    with refused({"unit": [
        "云岭县全域 2026 年已登记租赁补贴进度的数字，全域汇总与各单位只能登记一种，以免重复计算。"
    ]}):
        pay(clerk, other, households_cum=100)
    pay(clerk, office.whole, MAY)
    with refused({"unit": [
        "云岭县全域 2026 年已登记租赁补贴进度的数字，全域汇总与各单位只能登记一种，以免重复计算。"
    ]}):
        pay(clerk, other, households_cum=100)
    assert pay(clerk, other, MAY, households_cum=100).households_cum == 100
    with refused({"unit": [
        "东屏镇 2026 年已登记租赁补贴进度的数字，全域汇总与各单位只能登记一种，以免重复计算。"
    ]}):
        pay(clerk, office.whole, MAY, households_cum=300)
    assert SubsidyProgress.objects.count() == 4


# -- words -------------------------------------------------------------------------------------------


def note(actor, unit, **changes):
    facts = {"kind": ProjectKind.SHANTYTOWN, "as_of": APRIL, "text": "前期手续已完成", "stage": Stage.READY}
    return services.record_note(actor=actor, unit=unit, **{**facts, **changes})


def test_notes(clerk, unit, other, refused):
    first = note(clerk, unit)
    assert note(clerk, unit) == first
    project = services.create_project(
        actor=clerk, unit=other, kind=ProjectKind.RENTAL, name="公租房一期", plan_year=2026
    )
    about = note(clerk, unit, project=project)
    assert (about.unit, about.kind, about.project) == (other, ProjectKind.RENTAL, project)
    with refused({"text": ["此字段不能为空。"]}):
        note(clerk, unit, text="")
    with refused({"as_of": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]}):
        note(clerk, unit, as_of=date(2026, 5, 21))
    assert ProgressNote.objects.count() == 2


