"""The bulletin's words: every figure from the set, units by their register name, a sentence only when it is true."""
from datetime import date
from decimal import Decimal

import pytest

from affordable import services
from housing_portal.kit.gongwen import Figure, Heading, Paragraph
from housing_portal.kit.gongwen.paper import as_runs, run_text
from housing_portal.registry.models import PolicyDoc
from reports.compose import compose, title_lines
from reports.documents.phrases import cited, days, sentences
from reports.evaluate import evaluate
from tests.reports.conftest import DAY


def text_of(block) -> str:
    runs = as_runs(block.runs) + (as_runs(block.body) if isinstance(block, Heading) else ())
    return "".join(run_text(run) for run in runs)


def written(document, scope) -> list[str]:
    figures = evaluate(scope())
    paper = compose(document, figures).paper
    return [text_of(block) for block in paper.body if isinstance(block, Heading | Paragraph)]


def test_figures_units_and_pace_stand_in_the_text(year, office, scope):
    a, b, *_ = office.townships
    year.target(office.whole, "shantytown", 400)
    year.target(office.whole, "shantytown_old", 100)
    year.target(b, "shantytown", 180)
    year.start(a, 100, old_core=50)
    services.record_note(
        actor=year.clerk, unit=b, kind="shantytown", as_of=DAY, text="前期手续已完成，具备开工条件", stage="ready"
    )
    texts = written(year.paper(), scope)
    assert texts[3] == "云岭县全域2026年目标任务为：棚户区改造开工400套（其中老旧城区100套）。"
    assert texts[4] == (
        "1.开工情况。云岭县全域棚户区改造已开工100套，占年度目标任务的25.00%，比序时进度49.59%低24.59个百分点；"
        "其中老旧城区已开工50套，占年度目标任务的50.00%。棚户区改造分单位看，城关镇100套。"
        "有任务尚未开工的：东屏镇（棚改任务180套，前期手续已完成，具备开工条件）。"
    )


def test_an_empty_year_says_so_and_never_zero_percent(year, office, scope):
    texts = written(year.paper(), scope)
    assert texts[3] == "云岭县全域2026年目标任务尚未登记。"
    assert texts[4] == "1.开工情况。云岭县全域棚户区改造已开工0套。"
    assert "0%" not in "".join(texts).replace("49.59%", "")
    assert texts[9] == "没有登记历年公租房建设管理情况。"


def test_the_opening_names_basis_campaign_and_day(year, office, scope):
    paper = year.paper(campaign_from=date(2026, 6, 22), campaign_to=date(2026, 7, 1), campaign_groups=2)
    assert written(paper, scope)[0] == (
        "云岭县住房保障办于6月22日至7月1日分两组对云岭县全域住房保障工作推进、政府投资公租房建设管理以及审计问题整改情况"
        "进行了督促检查。截至2026年6月30日，序时进度为49.59%。现将有关情况通报如下："
    )


def test_findings_by_class_name_as_many_units_as_they_count(year, office, scope):
    a, b, *_ = office.townships
    for unit in (a, a, b):
        year.finding(unit, "应配未配公租房")
    year.finding(b, "未办理产权登记")
    texts = written(year.paper(), scope)
    assert (
        "2025年审计问题分类别看：应配未配公租房涉及2个单位3个问题，分别为城关镇2个、东屏镇1个；"
        "未办理产权登记涉及1个单位1个问题，为东屏镇。"
    ) in texts
    assert "2025年审计问题分单位看：城关镇2个、东屏镇2个。" in texts


def test_every_number_of_generated_text_is_a_figure(year, office, scope):
    year.target(office.whole, "shantytown", 400)
    year.start(office.townships[0], 137)
    figures = evaluate(scope())
    paper = compose(year.paper(), figures).paper
    loose = [run for block in paper.body for run in as_runs(block.runs) if isinstance(run, str) and "137" in run]
    chips = [run for block in paper.body if isinstance(block, Heading) for run in as_runs(block.body)
             if isinstance(run, Figure) and run.text == "137套"]
    assert loose == []
    assert [chip.key for chip in chips] == [
        "shantytown_started_sets", f"shantytown_started_sets@{office.townships[0].pk}"
    ]


def test_long_titles_break_by_sense():
    assert title_lines("关于全县住房保障工作督查情况的通报") == ["关于全县住房保障工作督查情况的通报"]
    assert title_lines("关于二〇二六年上半年全县城镇保障性安居工程督查情况的通报") == [
        "关于二〇二六年上半年全县城镇保障性安居工程督查", "情况的通报"
    ]


def part(texts: list[str], start: str) -> str:
    """Return the one text that begins with ``start``."""
    [found] = [text for text in texts if text.startswith(start)]
    return found


def test_carried_over_homes_name_who_has_a_task_and_no_progress(year, office, scope):
    a, b, *_ = office.townships
    year.start(a, 50, code="basic_done", continued=True)
    assert part(written(year.paper(), scope), "2.").endswith("分单位看，城关镇50套。其余单位没有进展记录。")
    for unit in (a, b):
        year.target(unit, "continued_basic_done", 60)
    assert part(written(year.paper(), scope), "2.").endswith("分单位看，城关镇50套。东屏镇尚无进展。")
    year.start(b, 60, code="basic_done", continued=True)
    assert part(written(year.paper(), scope), "2.").endswith("分单位看，东屏镇60套、城关镇50套。")


def test_what_nobody_reported_is_not_said_to_be_zero(year, office, scope):
    texts = written(year.paper(), scope)
    assert part(texts, "3.") == "3.完成投资情况。各单位均未报完成投资。"
    assert part(texts, "4.") == "4.租赁补贴发放情况。没有登记租赁补贴发放数。各单位尚无发放记录。"
    a = office.townships[0]
    year.invest(a, 0)
    services.record_subsidy(actor=year.clerk, unit=a, as_of=DAY, quarter=1, households_cum=294)
    texts = written(year.paper(), scope)
    assert part(texts, "3.") == (
        "3.完成投资情况。累计完成投资0万元。城关镇完成投资为0。东屏镇、南麓乡、清溪镇未报完成投资。"
    )
    assert part(texts, "4.") == (
        "4.租赁补贴发放情况。已发放租赁补贴294户。发放至第一季度的有城关镇。东屏镇、南麓乡、清溪镇尚无发放记录。"
    )


def test_units_without_a_task_are_not_blamed_for_paying_nothing(year, office, scope):
    a, b, *_ = office.townships
    for unit in (a, b):
        year.target(unit, "subsidy_households", 100)
    services.record_subsidy(
        actor=year.clerk, unit=a, as_of=DAY, quarter=2, households_cum=80, amount_cum=Decimal(100_000)
    )
    assert part(written(year.paper(), scope), "4.").endswith("发放至第二季度的有城关镇。东屏镇尚无发放记录。")


def test_money_of_the_whole_alone_is_not_split(year, office, scope):
    year.invest(office.whole, 500)
    assert part(written(year.paper(), scope), "3.") == "3.完成投资情况。累计完成投资500万元。各单位未分别上报。"


def test_arranged_homes_are_told_without_inventing_a_stock(year, office, scope):
    services.record_arrears_plan(
        actor=year.clerk, unit=office.townships[0], as_of=DAY, arranged_sets=40, due_on=date(2026, 12, 31)
    )
    assert "共落实历史欠账40套，分别是：城关镇40套。须于2026年12月31日前分配入住。" in written(year.paper(), scope)


def test_findings_all_closed_or_without_a_class(year, office, scope):
    a, b, *_ = office.townships
    year.finding(a, "未办理产权登记")
    finding = year.finding(b)
    texts = written(year.paper(), scope)
    assert "2025年审计问题分类别看：未办理产权登记涉及1个单位1个问题，为城关镇；未分类1个。" in texts
    for row in type(finding).objects.order_by("pk"):
        services.submit_finding(actor=year.clerk, finding=row, evidence=[("证明.pdf", b"%PDF-1.4 proof")])
        services.close_finding(actor=year.chief, finding=row, closed_on=DAY)
    assert "跟踪审计发现的问题已全部整改销号。" in written(year.paper(), scope)


def test_one_unit_is_not_counted_and_none_left_is_said(year, office, scope):
    a, b, c, _ = office.townships
    task = {"actor": year.clerk, "as_of": DAY, "year": 2026, "begun_before": date(2024, 12, 31)}
    services.record_continued_task(**task, unit=a, sets=0)
    assert "2024年12月31日前开工未建成的0套。" in written(year.paper(), scope)
    services.record_continued_task(**task, unit=a, sets=20, forecast="can")
    services.record_continued_task(**task, unit=b, sets=9, forecast="difficult")
    services.record_continued_task(**task, unit=c, sets=1, forecast="difficult")
    assert (
        "2024年12月31日前开工未建成的30套。城关镇计划年底前基本建成；东屏镇、南麓乡2个单位完成有困难。"
    ) in written(year.paper(), scope)


def test_only_what_lags_by_more_than_the_limit_is_named_and_the_limit_is_said(year, office, scope):
    year.target(office.whole, "shantytown", 100)
    year.target(office.whole, "continued_basic_done", 100)
    year.start(office.townships[0], 45)
    texts = written(year.paper(), scope)
    assert "落后序时进度超过5个百分点的有：续建项目基本建成完成率0.00%，差49.59个百分点。" in texts


def test_a_note_is_said_once_and_its_stop_stays_out_of_the_brackets(year, office, scope):
    unit = office.townships[0]
    year.target(unit, "shantytown", 180)
    year.target(unit, "prh_new", 60)
    services.record_note(actor=year.clerk, unit=unit, kind="shantytown", as_of=DAY, text="正在拆迁。")
    assert part(written(year.paper(), scope), "1.开工").endswith(
        "有任务尚未开工的：城关镇（棚改任务180套，正在拆迁）；城关镇（公租房任务60套）。"
    )


def test_notes_of_one_unit_are_joined_without_their_inner_stops(year, office, scope):
    unit = office.townships[0]
    for kind, words in (("shantytown", "正在拆迁。"), ("prh", "主体封顶。")):
        services.record_note(actor=year.clerk, unit=unit, kind=kind, as_of=DAY, text=words)
    assert evaluate(scope()).remarks[unit.pk] in ("正在拆迁；主体封顶。", "主体封顶；正在拆迁。")


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2026, 4, 12), date(2026, 4, 23), "4月12日至23日"),
        (date(2026, 4, 12), date(2026, 5, 3), "4月12日至5月3日"),
        (date(2026, 1, 1), date(2026, 1, 1), "1月1日"),
        (date(2025, 12, 28), date(2026, 1, 3), "2025年12月28日至2026年1月3日"),
    ],
)
def test_days_of_a_campaign(start, end, words):
    assert days(start, end) == words


def test_free_text_is_ended_and_brings_no_number_of_its_own():
    assert sentences("1.加快进度\n（二）办理手续。\n\n 三、压实责任；\n1.5倍推进\n2026年再查") == [
        "加快进度。", "办理手续。", "压实责任；", "1.5倍推进。", "2026年再查。",
    ]


def test_a_document_is_cited_by_its_title_or_as_a_document():
    assert cited(PolicyDoc(number="云房保办发〔2026〕3号")) == "云房保办发〔2026〕3号文件"
    assert cited(PolicyDoc(number="云房保办发〔2026〕3号", title="关于督查的通知")) == (
        "《关于督查的通知》（云房保办发〔2026〕3号）"
    )
