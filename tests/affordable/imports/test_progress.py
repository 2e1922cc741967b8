from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from affordable import services
from affordable.enums import MilestoneStatus, Program, ProjectKind, Stage
from affordable.models import (
    AnnualTarget,
    ImportBatch,
    InvestmentRecord,
    Milestone,
    ProgressNote,
    SubsidyProgress,
)
from housing_portal.accounts.models import UnitAlias
from housing_portal.journal.models import Attachment, Entry
from housing_portal.kit.errors import ServiceError
from tests.affordable.imports.tables import progress_table

DAY = date(2026, 4, 23)
CHENGGUAN = ("城关镇", {"target": 1700, "started": 0, "old_started": 0, "invested": 0, "remark": "东关片区、南关片区"})
DONGPING = ("东屏镇", {"old_target": 200, "started": 736, "old_started": 0, "invested": 3500})
NANLU = ("南麓乡", {"continued_done": 147, "paid": 120, "invested": "1,234.5678"})
QINGXI = ("清溪镇", {"target": 180, "started": 0, "rental": 60, "remark": "前期手续已完成，具备开工条件"})
UNDERTAKER = ("县开发公司", {})
ROWS = [CHENGGUAN, DONGPING, NANLU, QINGXI]


def confirmed(clerk, chief, unit, sets, **changes):
    milestone = services.record_milestone(
        actor=clerk, unit=unit, kind=ProjectKind.SHANTYTOWN, code="started", actual_on=date(2026, 3, 1), sets=sets,
        evidence=[("开工令.pdf", b"%PDF-1.4")], note="说明", **changes,
    )
    return services.confirm_milestone(actor=chief, milestone=milestone)


# -- what is taken over ------------------------------------------------------------------------------


def test_every_cell_that_says_something_becomes_a_record(take, clerk, office):
    batch = take(progress_table(ROWS))
    chengguan, dongping, nanlu, qingxi = office.townships
    targets = {(t.unit, t.program): t.quantity for t in AnnualTarget.objects.all()}
    assert targets == {
        (chengguan, Program.SHANTYTOWN): 1700, (dongping, Program.SHANTYTOWN_OLD): 200,
        (qingxi, Program.SHANTYTOWN): 180, (qingxi, Program.RENTAL_NEW): 60,
    }
    assert {t.issued_on for t in AnnualTarget.objects.all()} == {date(2026, 1, 1)}
    started, done = Milestone.objects.order_by("unit__order")
    assert (started.unit, started.code, started.kind, started.sets, started.actual_on, started.status) == (
        dongping, "started", "shantytown", 736, DAY, MilestoneStatus.RECORDED,
    )
    assert (done.unit, done.code, done.sets, done.is_continued) == (nanlu, "basic_done", 147, True)
    assert [file.name for file in Attachment.objects.about(started)] == ["进展情况表-东屏镇.xlsx"]
    paid = SubsidyProgress.objects.get()
    assert (paid.unit, paid.quarter, paid.households_cum, paid.amount_cum) == (nanlu, 1, 120, None)
    invested = {record.unit: record.amount_cum for record in InvestmentRecord.objects.all()}
    assert invested == {
        chengguan: Decimal("0.00"), dongping: Decimal("35000000.00"), nanlu: Decimal("12345678.00"),
    }
    notes = {note.unit: (note.text, note.stage) for note in ProgressNote.objects.all()}
    assert notes == {
        chengguan: ("东关片区、南关片区", ""), qingxi: ("前期手续已完成，具备开工条件", Stage.READY),
    }
    assert (batch.kind, batch.as_of, batch.unit, batch.created, batch.unchanged) == (
        "目标任务进展情况表", DAY, clerk.unit, 12, 2,
    )
    assert Attachment.objects.about(batch).get().name == "进展情况表.xlsx"
    assert Entry.objects.first().label == "导入目标任务进展情况表：进展情况表.xlsx（截至 2026-04-23）"


def test_the_proof_of_a_unit_shows_nothing_of_the_others(take, person, office, client_of):
    take(progress_table([("城关镇", {"started": 3, "invested": "30.1181", "rate": "50%"}), DONGPING]))
    proof = Attachment.objects.about(Milestone.objects.get(unit__name="城关镇")).get()
    client = client_of(person("clerk", office.townships[0]))
    book = load_workbook(BytesIO(b"".join(client.get(proof.get_absolute_url()).streaming_content)))
    cells = [cell.value for row in book.active.iter_rows() for cell in row if cell.value not in (None, "——")]
    assert cells[:2] == ["云岭县2026年住房保障目标任务进展情况表", "截至2026-04-23　单位：套、户、万元、%"]
    assert cells[-5:] == ["城关镇", 3, 50, 30.1181, "摘自“进展情况表.xlsx”第 7 行，原表存于导入记录。"]
    whole = Attachment.objects.about(ImportBatch.objects.get()).get()
    assert client.get(whole.get_absolute_url()).status_code == 404


def test_the_plan_says_what_will_change(plan):
    result = plan(progress_table([DONGPING, NANLU]))
    assert [(c.row, c.unit, c.what, c.before, c.after) for c in result.changes] == [
        (7, "东屏镇", "棚户区改造开工－其中：老旧城区", "——", "200"),
        (7, "东屏镇", "棚户区改造开工－已开工", "0", "736"),
        (7, "东屏镇", "完成投资－累计完成", "——", "3500"),
        (8, "南麓乡", "续建项目基本建成－已完成", "0", "147"),
        (8, "南麓乡", "租赁补贴－已发放", "——", "120"),
        (8, "南麓乡", "完成投资－累计完成", "——", "1234.5678"),
    ]
    assert (result.title, result.as_of, result.errors, result.created) == (
        "云岭县2026年住房保障目标任务进展情况表", DAY, [], 6,
    )


def test_not_given_is_not_nought(take, office):
    take(progress_table([("城关镇", {}), ("东屏镇", {"invested": 0, "target": 0, "paid": 0})]))
    assert [(r.unit, r.amount_cum) for r in InvestmentRecord.objects.all()] == [(office.townships[1], 0)]
    assert [(t.unit, t.quantity) for t in AnnualTarget.objects.all()] == [(office.townships[1], 0)]
    assert SubsidyProgress.objects.count() == 0


def test_only_the_difference_to_what_is_on_record_is_added(take, clerk, chief, office):
    dongping = office.townships[1]
    confirmed(clerk, chief, dongping, 500, old_core_sets=100)
    take(progress_table([("东屏镇", {"started": 736, "old_started": 160})]))
    assert [(m.sets, m.old_core_sets) for m in Milestone.objects.order_by("pk")] == [(500, 100), (236, 60)]


def test_later_milestones_do_not_belong_to_an_earlier_day(take, clerk, office):
    take(progress_table([("东屏镇", {"started": 100})]))
    take(progress_table([("东屏镇", {"started": 130})], unit_line="截至2026年5月10日　单位：套、户、万元"))
    earlier = progress_table([("东屏镇", {"started": 100}), ("南麓乡", {"invested": 1})])
    assert take(earlier).created == 1
    assert [m.sets for m in Milestone.objects.order_by("pk")] == [100, 30]


def test_the_same_file_again_changes_nothing(take, plan, stored):
    data = progress_table(ROWS)
    batch = take(data)
    before = stored()
    again = plan(data)
    assert (again.changes, again.errors, again.unchanged) == ([], [], 14)
    assert take(data) == batch
    assert stored() == before


def test_another_file_with_the_same_content_leaves_a_batch_without_records(take, stored):
    take(progress_table(ROWS))
    before = stored()
    batch = take(progress_table(ROWS, {}))
    assert (batch.created, batch.unchanged) == (0, 14)
    assert {key: value - before[key] for key, value in stored().items() if value != before[key]} == {
        "ImportBatch": 1, "Attachment": 1, "Entry": 1,
    }


def test_aliases_and_spelling_of_names(take, office):
    UnitAlias.objects.create(unit=office.townships[0], name="城关")
    take(progress_table([("城关", {"invested": 1}), ("东　屏镇", {"invested": 2})]))
    assert {str(r.unit): r.amount_cum for r in InvestmentRecord.objects.all()} == {
        "城关镇": Decimal("10000.00"), "东屏镇": Decimal("20000.00"),
    }


def test_a_remark_that_only_names_registered_projects_is_no_news(take, clerk, office):
    for name in ("东关片区", "南关片区"):
        services.create_project(
            actor=clerk, unit=office.townships[0], kind=ProjectKind.SHANTYTOWN, name=name, plan_year=2026
        )
    take(progress_table([("城关镇", {"remark": "东关片区、南关片区"})]))
    assert ProgressNote.objects.count() == 0


@pytest.mark.parametrize(("text", "stage"), [
    ("前期手续完成，具备开工条件", Stage.READY), ("尚不具备开工条件", ""), ("正在摸底", ""),
])
def test_ready_is_read_from_the_words(take, text, stage):
    take(progress_table([("城关镇", {"remark": text})]))
    assert ProgressNote.objects.get().stage == stage


@pytest.mark.parametrize(("day", "quarter"), [("2月10日", 1), ("4月23日", 1), ("5月20日", 1)])
def test_the_last_finished_quarter_has_been_paid(take, day, quarter):
    take(progress_table([("城关镇", {"paid": 5})], unit_line=f"截至2026年{day}　单位：套、户、万元"))
    assert SubsidyProgress.objects.get().quarter == quarter


def test_investment_per_project_is_compared_in_sum(plan, clerk, office):
    unit = office.townships[0]
    for name, amount in (("东关片区", "10000.00"), ("南关片区", "20000.00")):
        project = services.create_project(
            actor=clerk, unit=unit, kind=ProjectKind.SHANTYTOWN, name=name, plan_year=2026
        )
        services.record_investment(
            actor=clerk, unit=unit, as_of=DAY, amount_cum=Decimal(amount), project=project
        )
    same = plan(progress_table([("城关镇", {"invested": 3})]))
    assert (same.changes, same.unchanged, same.errors) == ([], 1, [])
    other = plan(progress_table([("城关镇", {"invested": 4})]))
    assert [error.sentence for error in other.errors] == [
        "第 7 行 Q 列「累计完成」：“4”城关镇 2026 年已按项目登记投资，请继续按项目登记，以免重复计算；"
        "请改正后重新导入。"
    ]


# -- what is refused ---------------------------------------------------------------------------------


def test_all_errors_at_once_and_nothing_saved(sentences, take, stored, clerk, chief, office):
    services.issue_target(
        actor=clerk, unit=office.townships[0], year=2026, program=Program.SHANTYTOWN, quantity=1500,
        issued_on=date(2026, 1, 5),
    )
    confirmed(clerk, chief, office.townships[1], 800, old_core_sets=100)
    data = progress_table([
        ("城关镇", {"target": 1700, "started": "若干", "invested": -5}),
        ("东屏镇", {"target": 100, "old_target": 200, "started": 736, "rental_started": 1.5}),
        ("南禄乡", {"invested": 1}),
        ("清溪镇", {"started": 5, "old_started": 6, "invested": 1}),
        ("清溪镇", {"invested": 2}),
    ])
    expected = [
        "第 7 行 E 列「已开工」：“若干”不是整数；请填写阿拉伯数字，没有数据填 ——。",
        "第 7 行 Q 列「累计完成」：“-5”是负数；请核对，此列不得小于 0。",
        "第 7 行 C 列「年度任务」：“1700”与已下达的任务 1500 不同；"
        "请改正；任务确有变动的，先在年度目标中用“调整目标”登记。",
        "第 8 行 I 列「已开工」：“1.5”不是整数；请填写阿拉伯数字，没有数据填 ——。",
        "第 8 行 D 列「其中：老旧城区」：“200”大于主项 100；请核对这两个数，其中项不能大于主项。",
        "第 8 行 E 列「已开工」：“736”少于台账中已登记的 800 套；请核对；确需核减的，先在里程碑台账退回或撤销原登记。",
        "第 9 行 B 列「责任单位」：“南禄乡”不是已登记的责任单位；请改为“南麓乡”。",
        "第 10 行 F 列「其中：老旧城区」：“6”大于主项 5；请核对这两个数，其中项不能大于主项。",
        "第 11 行 B 列「责任单位」：“清溪镇”与第 10 行重复；请合并为一行。",
    ]
    assert sentences(data) == expected
    before = stored()
    with pytest.raises(ServiceError) as caught:
        take(data)
    assert caught.value.messages == expected
    assert stored() == before


def test_a_target_below_the_part_on_record(sentences, clerk, office):
    services.issue_target(
        actor=clerk, unit=office.townships[0], year=2026, program=Program.SHANTYTOWN_OLD, quantity=200,
        issued_on=date(2026, 1, 5),
    )
    assert sentences(progress_table([("城关镇", {"target": 199})])) == [
        "第 7 行 C 列「年度任务」：“199”“棚户区改造开工”199 套小于其中项“棚户区改造开工（其中：老旧城区）”200 套，"
        "请核对，或先调整其中项；请改正后重新导入。"
    ]


def test_parts_that_do_not_fit_what_is_on_record(sentences, clerk, chief, office):
    confirmed(clerk, chief, office.townships[0], 100, old_core_sets=50)
    assert sentences(progress_table([("城关镇", {"started": 100, "old_started": 40})])) == [
        "第 7 行 F 列「其中：老旧城区」：“40”少于台账中已登记的 50 套；"
        "请核对；确需核减的，先在里程碑台账退回或撤销原登记。"
    ]
    assert sentences(progress_table([("城关镇", {"started": 110, "old_started": 70})])) == [
        "第 7 行 F 列「其中：老旧城区」：“70”比台账增加 20 套，主项只增加 10 套；"
        "请核对；原登记的其中数有误的，先在里程碑台账退回或撤销后重报。"
    ]
    assert sentences(progress_table([("城关镇", {"old_started": 70})])) == [
        "第 7 行 F 列「其中：老旧城区」：“70”填了其中项，没有填主项；请补填主项。"
    ]


def test_above_the_target_the_remark_has_to_say_why(sentences, take):
    assert sentences(progress_table([("城关镇", {"target": 180, "started": 263})])) == [
        "第 7 行 E 列「已开工」：“263”城关镇本年棚户区改造开工累计 263 套，任务 180 套，完成率 146.11 %；"
        "请核对；属实的，在备注栏写明原因。"
    ]
    take(progress_table([("城关镇", {"target": 180, "started": 263, "remark": "提前实施明年片区"})]))
    assert Milestone.objects.get().note == "提前实施明年片区"


def test_a_fall_of_investment_needs_a_remark(sentences, take):
    take(progress_table([("城关镇", {"invested": 650})]))
    later = "截至2026年5月10日　单位：套、户、万元"
    assert sentences(progress_table([("城关镇", {"invested": 600})], unit_line=later)) == [
        "第 7 行 Q 列「累计完成」：“600”累计完成投资 6,000,000.00 元少于 2026-04-23 登记的 6,500,000.00 元；"
        "请核对；属实的，在备注栏写明原因。"
    ]
    take(progress_table([("城关镇", {"invested": 600, "remark": "核减重复上报"})], unit_line=later))
    assert InvestmentRecord.objects.order_by("-as_of").first().note == "核减重复上报"


def test_a_remark_that_is_too_long(sentences):
    assert sentences(progress_table([("城关镇", {"started": 1, "remark": "字" * 301})])) == [
        f"第 7 行 S 列「备注」：“{'字' * 301}”有 301 个字，超过 300 个；请缩短备注。"
    ]


def test_a_missing_column(sentences):
    assert sentences(progress_table([("城关镇", {"invested": 1})], without="rental")) == [
        "第 6 行「公租房新建－年度任务」：缺少此列；请补上这一列，列名与模板一致。",
        "第 6 行 H 列「公租房新建」：不认识此列；请改为「公租房新建－年度任务」。",
    ]


def test_the_day_is_asked_for_and_checked(sentences, plan):
    rows = [("城关镇", {"invested": 1})]
    silent = progress_table(rows, unit_line="单位：套、户、万元")
    assert sentences(silent) == [
        "第 4 行「截至日期」：表中没有写截至日期；请在导入页面填写截至日期，或在表头写明“截至×年×月×日”。"
    ]
    assert plan(silent, as_of=DAY).as_of == DAY
    assert sentences(progress_table(rows), as_of=date(2026, 4, 22)) == [
        "第 4 行「截至日期」：“2026-04-23”与填写的截至日期 2026-04-22 不同；请核对后改成一致。"
    ]
    assert sentences(progress_table(rows, unit_line="截至2026年5月21日　单位：万元")) == [
        "第 4 行「截至日期」：“2026-05-21”晚于今天；请改为今天或以前的日期。"
    ]


def test_a_unit_unlike_all_others(sentences):
    assert sentences(progress_table([("兰州新区", {"invested": 1})])) == [
        "第 7 行 B 列「责任单位」：“兰州新区”不是已登记的责任单位；请核对名称，或请系统管理员登记这个单位或别名。"
    ]


def test_units_that_have_no_row_are_named(plan):
    assert plan(progress_table(ROWS)).notices == []
    assert plan(progress_table([CHENGGUAN, QINGXI])).notices == [
        "表中没有这些单位：东屏镇、南麓乡。没有的行不影响已登记的数据，如属漏报请补报。"
    ]


# -- the total row -----------------------------------------------------------------------------------


def test_the_total_row_is_a_check_and_never_a_record(take, clerk, office):
    services.issue_target(
        actor=clerk, unit=office.whole, year=2026, program=Program.SHANTYTOWN, quantity=4005, issued_on=DAY
    )
    data = progress_table(ROWS, {
        "target": 4005, "old_target": 200, "started": 736, "old_started": 0, "rate": "18.38%", "rental": 60,
        "continued_done": 147, "paid": 121, "invested": 4764.5678,
    })
    batch = take(data)
    assert batch.differences == [
        {"indicator": "subsidy_households", "label": "租赁补贴已发户数", "unit": "户", "stated": 121, "derived": 120},
        {"indicator": "investment_total_wan_derived", "label": "完成投资", "unit": "万元", "stated": "4764.5678",
         "derived": "4734.5678"},
    ]
    assert AnnualTarget.objects.filter(unit=office.whole).count() == 1
    assert ImportBatch.objects.get().differences == batch.differences


def test_printed_17342_is_not_the_sum_17312(plan):
    rows = [("城关镇", {"invested": 9190}), ("东屏镇", {"invested": 3500}), ("南麓乡", {"invested": 3962}),
            ("清溪镇", {"invested": 660})]
    result = plan(progress_table(rows, {"invested": 17342}))
    assert result.differences == [{
        "indicator": "investment_total_wan_derived", "label": "完成投资", "unit": "万元", "stated": 17342,
        "derived": 17312,
    }]
    assert plan(progress_table(rows, {"invested": 17312})).differences == []


def test_a_target_total_is_that_of_the_whole_else_the_sum(plan, clerk, office):
    data = progress_table([("城关镇", {"target": 1700}), ("东屏镇", {"target": 300})], {"target": 4005})
    assert [(d["stated"], d["derived"]) for d in plan(data).differences] == [(4005, 2000)]
    services.issue_target(
        actor=clerk, unit=office.whole, year=2026, program=Program.SHANTYTOWN, quantity=4005, issued_on=DAY
    )
    assert plan(data).differences == []


def test_a_total_without_parts_is_compared_with_the_record_or_named(plan, clerk, office):
    data = progress_table([("城关镇", {"invested": 1})], {"paid": 294, "invested": 1})
    missing = "表中没有这些单位：东屏镇、南麓乡、清溪镇。没有的行不影响已登记的数据，如属漏报请补报。"
    assert plan(data).notices == [missing, "合计行“租赁补贴已发户数”写 294户，各行都没有填，无从核对，也没有导入。"]
    services.record_subsidy(actor=clerk, unit=office.whole, as_of=DAY, quarter=1, households_cum=294)
    known = plan(data)
    assert (known.notices, known.differences) == ([missing], [])


@pytest.mark.parametrize(("stated", "derived"), [
    ("24.94%", None), ("24.9%", None), ("25%", None), (24.94, None), ("24.95%", "24.94"), ("24%", "24.94"),
])
def test_rates_of_the_total_agree_as_far_as_they_are_written(plan, stated, derived):
    rows = [("城关镇", {"target": 4005, "started": 999, "remark": "说明"})]
    result = plan(progress_table(rows, {"target": 4005, "started": 999, "rate": stated}))
    found = [(d["indicator"], d["derived"]) for d in result.differences]
    assert found == ([] if derived is None else [("shantytown_start_rate", derived)])


def test_a_rate_made_of_a_wrong_total_is_no_second_mistake(plan):
    rows = [("城关镇", {"investment": 129500, "invested": 17312})]
    result = plan(progress_table(rows, {"investment": 129500, "invested": 17342, "invested_rate": "13.39%"}))
    assert [d["indicator"] for d in result.differences] == ["investment_total_wan_derived"]
    result = plan(progress_table(rows, {"investment": 129500, "invested": 17342, "invested_rate": "13.4%"}))
    assert [d["indicator"] for d in result.differences] == ["investment_total_wan_derived"]


def test_a_rate_of_a_row_is_checked(plan):
    rows = [(name, {}) for name in ("东屏镇", "南麓乡", "清溪镇")]
    wrong = plan(progress_table([*rows, ("城关镇", {"target": 200, "started": 50, "rate": "24%"})]))
    assert wrong.notices == ["第 10 行城关镇“棚户区改造开工率”写 24%，按本行数字应为 25.00%。"]
    assert plan(progress_table([*rows, ("城关镇", {"target": 200, "started": 50, "rate": "25%"})])).notices == []


def test_a_table_of_what_is_confirmed_changes_nothing_while_more_waits(plan, clerk, chief, office):
    dongping = office.townships[1]
    confirmed(clerk, chief, dongping, 700)
    services.record_milestone(
        actor=clerk, unit=dongping, kind=ProjectKind.SHANTYTOWN, code="started", actual_on=date(2026, 4, 1), sets=36,
        evidence=[("开工令.pdf", b"%PDF-1.4")], note="说明",
    )
    looked = plan(progress_table([("东屏镇", {"started": 700})]))
    assert ([error.sentence for error in looked.errors], looked.changes, looked.unchanged) == ([], [], 1)
    assert "第 7 行东屏镇“棚户区改造开工”700 套是已复核的数，另有 36 套待复核，没有改动。" in looked.notices
