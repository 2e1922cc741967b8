"""A table of a template on its whole course: written, approved, captured, signed, issued, compared with today."""
import re
from html import unescape
from io import BytesIO

import pytest
from docx import Document as WordFile

from housing_portal.kit.gongwen import TableBlock, paper_html
from housing_portal.kit.gongwen.paper import run_text
from housing_portal.kit.gongwen.word import word_file
from reports.compose import Composed, compose, compose_from
from reports.differences import differences
from reports.evaluate import evaluate
from reports.gate import warnings_of
from reports.models import IssuedCopy, TemplateVersion
from reports.papers import captured_paper
from reports.services import templates
from reports.views.chips import Chip, live_chips
from tests.reports.course import again
from tests.reports.surfaces import in_pdf, in_workbook

TARGET, STARTED, RATE = "shantytown_target_sets", "shantytown_started_sets", "shantytown_start_rate"
CHIP = re.compile(
    r'<a class="figc" href="[^"]*/([^/"]+)/\?as_of=[-0-9]+(?:&amp;unit=(\d+))?[^"]*" title="[^"]*">([^<]*)</a>'
)
ROWS = (
    "责任单位 | 年度任务 | 已开工 | 开工率\n"
    f"[每个单位]{{单位}} | {{{TARGET}}} | {{{STARTED}}} | {{{RATE}}}[结束]\n"
    f"合计 | {{{TARGET}}} | {{{STARTED}}} | {{{RATE}}}\n"
)
BODY = (
    "按照{basis_doc}，截至{as_of}，各单位进展如下表。\n"
    f"[表格]\n{{year}}棚户区改造开工情况\n{ROWS}[结束]\n"
    "# 存在的问题\n[正文 problems]\n"
    f"[附表]\n{{year}}投资完成情况表\n责任单位 | 累计完成\n"
    "[每个单位]{单位} | {完成投资}[结束]\n合计 | {完成投资}\n注：数据由各单位报送。\n[结束]"
)


@pytest.fixture
def version(year, deputy) -> TemplateVersion:
    made = templates.draft_template(actor=year.chief, kind="bulletin", body=BODY, note="加上表格")
    waiting = templates.submit_template(actor=year.chief, template=made)
    return templates.approve_template(
        actor=deputy, template=waiting, seen=templates.digest(BODY), confirmed=False
    )


def composed_of(paper, scope) -> Composed:
    return compose(paper, evaluate(scope()))


def on_page(composed: Composed, chip: Chip) -> dict[str, str]:
    """Return key → how the page prints it, those of units apart."""
    found = {f"{code}@{unit}" if unit else code: text for code, unit, text in CHIP.findall(
        paper_html(composed.paper, chip))}
    return {key: unescape(text) for key, text in found.items()}


def cells(table: TableBlock) -> list[list[str]]:
    return [[run_text(cell) for cell in row] for row in table.rows]


def test_a_paper_with_tables_from_the_template_to_the_difference(version, year, office, course, scope):
    a, b, c, d = office.townships
    for unit, sets in ((office.whole, 400), (a, 300), (b, 100)):
        year.target(unit, "shantytown", sets)
    for unit, sets, wan in ((a, 75, 919), (b, 0, 350)):
        year.start(unit, sets) if sets else None
        year.invest(unit, wan)
    paper = year.bulletin()
    assert paper.template == version

    # the same figures on the page, in the workbook and in print
    composed, figures = composed_of(paper, scope), evaluate(scope())
    assert '<p class="caption">2026年棚户区改造开工情况</p><table' in paper_html(composed.paper)
    shown = on_page(composed, live_chips(paper, figures))
    written = in_workbook(paper, figures, composed)
    of_table = {f"{key}@{unit.pk}" for unit in office.townships for key in (TARGET, STARTED, RATE)}
    assert of_table | {TARGET, STARTED, RATE} <= set(shown)
    assert {key: written[key][0] for key in shown} == shown
    assert (shown[f"{STARTED}@{a.pk}"], shown[f"{STARTED}@{b.pk}"], shown[f"{STARTED}@{c.pk}"]) == ("75", "0", "——")
    assert (shown[RATE], written[TARGET][1:]) == ("18.75", (400, 1))

    issued = course.issued(paper)
    kept = captured_paper(course.last(issued))
    [progress] = [block for block in kept.body if isinstance(block, TableBlock)]
    [annex] = kept.attachments
    assert cells(progress) == [
        [a.name, "300", "75", "25.00"], [b.name, "100", "0", "0.00"], [c.name, "——", "——", "——"],
        [d.name, "——", "——", "——"], ["合计", "400", "75", "18.75"],
    ]
    assert cells(annex.blocks[0]) == [
        [a.name, "919"], [b.name, "350"], [c.name, "——"], [d.name, "——"], ["合计", "1269"]
    ]
    said = in_pdf(bytes(IssuedCopy.objects.get(document=issued).pdf))
    assert "2026年棚户区改造开工情况责任单位年度任务（套）已开工（套）开工率（%）" in said
    for row in (*cells(progress), *cells(annex.blocks[0])):
        assert "".join(row) in said
    assert "附件：2026年投资完成情况表" in said
    word = WordFile(BytesIO(word_file(kept)))
    assert "2026年棚户区改造开工情况" in [line.text for line in word.paragraphs]
    grids = [[[cell.text for cell in row.cells] for row in table.rows] for table in word.tables]
    assert [grid[1:] for grid in grids if grid[0][0] == "责任单位"] == [cells(progress), cells(annex.blocks[0])]

    # one record more moves exactly the cells that it stands behind
    assert differences(again(issued)) == []
    year.invest(c, 100)
    assert [(one.binding.printed_key, one.written, one.written_now) for one in differences(again(issued))] == [
        (f"investment_total_wan_derived@{c.pk}", "——", "100万元"),
        ("investment_total_wan_derived", "1269万元", "1369万元"),
    ]


def test_the_gate_reads_a_table_that_does_not_add_up_or_forgets_a_unit(year, office, scope):
    a, b, c, _ = office.townships
    for unit, sets in ((office.whole, 400), (a, 300), (b, 60), (c, 40)):
        year.target(unit, "shantytown", sets)
    year.start(a, 75)
    rows = f"[每个单位 {TARGET}]{{单位}} | {{{TARGET}}}[结束]\n合计 | {{{STARTED}}}\n"
    paper, figures = year.paper(), evaluate(scope())
    composed = compose_from(paper, figures, f"[表格]\n责任单位 | 数\n{rows}[结束]\n截至{{as_of}}。", "试")
    found = {one.code: (one.left, one.right) for one in warnings_of(paper, composed.paper, figures)
             if one.code.startswith("table")}
    assert found == {"table_total": (75, 400), "table_units": (4, 3)}
