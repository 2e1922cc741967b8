"""The bulletin's words: every figure from the set, units by their register name, a sentence only when it is true."""
from datetime import date

from affordable import services
from housing_portal.kit.gongwen import Figure, Heading, Paragraph
from housing_portal.kit.gongwen.paper import as_runs, run_text
from reports.consistency import check_set
from reports.documents.bulletin import Bulletin, title_lines
from reports.evaluate import evaluate
from tests.reports.conftest import DAY


def text_of(block) -> str:
    runs = as_runs(block.runs) + (as_runs(block.body) if isinstance(block, Heading) else ())
    return "".join(run_text(run) for run in runs)


def written(document, scope) -> list[str]:
    figures = evaluate(scope())
    paper = Bulletin(document, figures, check_set(figures)).paper()
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
        "其中老旧城区已开工50套，占年度目标任务的50.00%。分单位看，城关镇100套。"
        "有任务尚未开工的：东屏镇（任务180套，前期手续已完成，具备开工条件）。"
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
        "云岭县住房保障办于6月22日至7月1日分两组对云岭县全域住房保障工作推进情况、政府投资公租房以及审计问题整改情况"
        "进行了督促检查。截至2026年6月30日，序时进度为49.59%。现将有关情况通报如下："
    )


def test_findings_by_class_name_as_many_units_as_they_count(year, office, scope):
    a, b, *_ = office.townships
    for unit in (a, a, b):
        year.finding(unit, "应配未配公租房")
    year.finding(b, "未办理产权登记")
    texts = written(year.paper(), scope)
    assert (
        "2025年审计问题分类别看：应配未配公租房涉及2个单位3个问题，其中城关镇2个、东屏镇1个；"
        "未办理产权登记涉及1个单位1个问题，为东屏镇1个。"
    ) in texts
    assert "2025年审计问题分单位看：城关镇2个、东屏镇2个。" in texts


def test_every_number_of_generated_text_is_a_figure(year, office, scope):
    year.target(office.whole, "shantytown", 400)
    year.start(office.townships[0], 137)
    figures = evaluate(scope())
    paper = Bulletin(year.paper(), figures, ()).paper()
    loose = [run for block in paper.body for run in as_runs(block.runs) if isinstance(run, str) and "137" in run]
    chips = [run for block in paper.body if isinstance(block, Heading) for run in as_runs(block.body)
             if isinstance(run, Figure) and run.text == "137套"]
    assert loose == []
    assert [chip.key for chip in chips] == [
        "shantytown_started_sets", f"shantytown_started_sets@{office.townships[0].pk}"
    ]


def test_attachments_are_the_tables_of_the_workbook(year, office, scope):
    year.finding(office.townships[0], "未办理产权登记")
    figures = evaluate(scope())
    first, second = Bulletin(year.paper(), figures, ()).paper().attachments
    assert first.title == "2026年住房保障目标任务进展情况表"
    assert [row[1] for row in first.blocks[0].rows] == ["城关镇", "东屏镇", "南麓乡", "清溪镇", "合　计"]
    assert second.title == "住房保障工作督查情况汇总表（2025年跟踪审计未整改问题）"
    assert second.blocks[0].rows[-1][9] == "1"


def test_long_titles_break_by_sense():
    assert title_lines("关于全县住房保障工作督查情况的通报") == ["关于全县住房保障工作督查情况的通报"]
    assert title_lines("关于二〇二六年上半年全县城镇保障性安居工程督查情况的通报") == [
        "关于二〇二六年上半年全县城镇保障性安居工程督查", "情况的通报"
    ]
