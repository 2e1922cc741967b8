"""Tables in the language of templates: what is read, what is refused with its line, and what stands in every cell."""
import pytest

from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit
from housing_portal.kit.gongwen import Figure, Paragraph, TableBlock
from housing_portal.kit.gongwen.paper import run_text
from reports.compose import compose_from
from reports.evaluate import evaluate
from reports.slots import Library
from reports.templating import parse, problems_of, typed_digits
from reports.templating.checking import NAME
from reports.templating.grammar import DEPTH, LINES, PARTS
from reports.templating.tree import Each, If, Row, RowNumber, SlotOf, Table, UnitName, Words

TARGET, STARTED, RATE = "shantytown_target_sets", "shantytown_started_sets", "shantytown_start_rate"
PROGRESS = (
    "[表格]\n{year}棚改进展\n单位：套\n"
    "序号 | 责任单位 | 任务 | 已开工 | 开工率\n"
    f"[每个单位]{{序号}} | {{单位}} | {{{TARGET}}} | {{{STARTED}}} | {{{RATE}}}[结束]\n"
    f"| 合计 | {{{TARGET}}} | {{{STARTED}}} | {{{RATE}}}\n"
    "注：截至{as_of}。\n[结束]"
)


def told(text: str) -> list[str]:
    return [str(problem) for problem in parse(text).problems]


# -- reading -------------------------------------------------------------------------------------------


def test_a_table_becomes_a_tree():
    [table] = parse(
        "[附表]\n情况表\n单位：户\n名称|数\n甲 ｜ {a}\n[每个单位 b]{单位}\t{a}[结束]\n注：无。\n[结束]"
    ).nodes
    assert table == Table(
        (Words("情况表", 2),), (Words("单位：户", 3),), ((Words("名称", 4),), (Words("数", 4),)),
        (Row(((Words("甲", 5),), (SlotOf("a", 5),)), 5),
         Each("b", (Row(((UnitName(),), (SlotOf("a", 6),)), 6),), "", 6)),
        ((Words("注：无。", 7),),), True, 1,
    )


def test_conditions_choose_cells_and_whole_rows():
    [table] = parse(
        "[表格]\n甲|乙\n[如果 a]是[否则]否[结束]|{序号}\n[如果 a]\n一|{a}\n[否则]\n二|\n[结束]\n[结束]"
    ).nodes
    cell, rows = table.rows[0].cells[0], table.rows[1]
    assert isinstance(cell[0], If)
    assert table.rows[0].cells[1] == (RowNumber(),)
    assert (rows.then, rows.otherwise) == (
        (Row(((Words("一", 5),), (SlotOf("a", 5),)), 5),), (Row(((Words("二", 7),), ()), 7),)
    )


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("[表格]\n甲|乙\n1|2|3\n[结束]",
         ["第 3 行：这一行有 3 格，表头有 2 格，请改为一致（空格也要用“|”隔开）。"]),
        ("[表格]\n甲|乙\n[每个单位]{单位}[结束]\n[结束]",
         ["第 3 行：这一行有 1 格，表头有 2 格，请改为一致（空格也要用“|”隔开）。"]),
        ("[表格]\n甲|乙\n丙|约{a}\n[结束]",
         ["第 3 行：一格里只写文字，或只写一个指标：计量单位写在表头，文字另占一格。"]),
        ("[表格]\n甲|乙\n丙|[如果 a]{a}{b}[结束]\n[结束]",
         ["第 3 行：一格里只写文字，或只写一个指标：计量单位写在表头，文字另占一格。"]),
        ("[表格]\n标题\n[结束]", ["第 1 行：表格没有写表头：各列名称之间用“|”隔开。"]),
        ("[表格]\n甲|乙\n[结束]", ["第 1 行：表格没有写数据行。"]),
        ("[表格]\n一\n二\n甲|乙\n丙|丁\n[结束]",
         ["第 3 行：表格的标题只有一行；表头的各列名称之间用“|”隔开。"]),
        ("[附表]\n甲|乙\n丙|丁\n[结束]", ["第 1 行：附表要有标题：写在 [附表] 的下一行。"]),
        ("[表格]\n[如果 a]\n甲|乙\n[结束]\n丙|丁\n[结束]",
         ["第 2 行：表头写在 [如果]、[每个单位] 的前面和外面。", "第 1 行：表格没有写数据行。"]),
        ("[表格]\n甲|乙\n丙[每个单位]|{a}[结束]\n[结束]",
         ["第 3 行：[如果] 或 [每个单位] 管整行时，同一行的前后不写别的内容。"]),
        ("[表格 进展]\n甲|乙\n丙|丁\n[结束]", ["第 1 行：[表格] 后面不写字：标题写在下一行。"]),
        ("[表格]\n甲|乙\n丙|丁\n[表格]\n戊|己\n庚|辛\n[结束]\n[结束]",
         ["第 4 行：[表格] 不能写在 [每个单位 …] 或另一张表格里面。"]),
        ("[每个单位 a][表格]\n甲|乙\n丙|丁\n[结束][结束]",
         ["第 1 行：[表格] 不能写在 [每个单位 …] 或另一张表格里面。"]),
        ("[表格]\n甲|乙\n[每个单位][每个单位]{单位}|{a}[结束][结束]\n[结束]",
         ["第 3 行：[每个单位] 里面不能再写 [每个单位]。"]),
        ("[表格]\n甲|乙\n{是}|[正文 problems]\n[结束]",
         ["第 3 行：表格里不写 {是}：行的序号写 {序号}。", "第 3 行：[正文] 不能写在 [每个单位 …] 或表格里面。"]),
        ("[表格]\n甲|乙\n[每个单位]{单位}|{a}[分隔 、][结束]\n[结束]",
         ["第 3 行：表格里不写 [分隔]：每个单位占一行。"]),
        ("{序号}", ["第 1 行：“{序号}”只能写在表格里面。"]),
        ("[表格]\n甲|乙\n丙|丁", ["第 1 行：[表格] 没有写 [结束]。"]),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(text, sentences):
    assert sorted(told(text)) == sorted(sentences)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[表格]\n" + "|".join("甲" * 31) + "\n" + "|" * 30 + "\n[结束]",
         "第 2 行：表格有 31 列，超过上限 30 列，请拆成几张表。"),
        ("[表格]\n甲|乙\n" + "|" * PARTS, f"第 3 行：模板的指标、标记和文字共超过 {PARTS} 处，请拆成几份公文。"),
        ("[表格]\n甲|乙\n" + "[如果 a]" * 2000, f"第 3 行：嵌套超过 {DEPTH} 层，请拆开来写。"),
        ("\n" * LINES, f"第 1 行：模板有 {LINES + 1} 行，超过上限 {LINES} 行。"),
    ],
)
def test_beyond_all_bounds_one_sentence_tells_and_nothing_is_written(text, sentence):
    assert told(text)[:1] == [sentence]


def test_digits_typed_into_a_table_are_told():
    text = "[表格]\n2026年情况\n名称 | 5月数\n甲 | 12\n乙 | {a}\n注：第3条。\n[结束]"
    assert [(one.line, one.digits) for one in typed_digits(text)] == [(2, "2026"), (3, "5"), (4, "12")]


# -- names and measures --------------------------------------------------------------------------------


def sentences(text: str, scope) -> list[str]:
    return [str(one) for one in problems_of(parse(text), Library(evaluate(scope())))]


def test_names_in_cells_must_be_known(year, scope):
    assert sentences("[表格]\n甲|乙\n丙|{slot.__class__}\n[结束]", scope)[0].startswith(
        "第 3 行：没有名为“slot.__class__”的指标或要素。"
    )
    assert sentences(f"{{{'x' * 300}}}", scope)[0].startswith(f"第 1 行：没有名为“{'x' * NAME}……”的")


def test_numbers_stand_in_rows_alone(year, scope):
    text = f"[表格]\n{{year}}完成{{{STARTED}}}\n甲|{{{TARGET}}}\n丙|{{{TARGET}}}\n注：{{{RATE}}}\n[结束]"
    rest = "是数字，只写在数据行里：标题、表头、单位和注只写文字、日期、名称。"
    assert sentences(text, scope) == [
        f"第 2 行：“{STARTED}”{rest}", f"第 3 行：“{TARGET}”{rest}", f"第 5 行：“{RATE}”{rest}",
    ]


def test_a_head_with_another_measure_is_refused(year, scope):
    text = "[表格]\n甲|投资（{}）\n丙|{{investment_target}}\n[结束]"
    assert sentences(text.format("亿元"), scope) == [
        "第 3 行：表头写“投资（亿元）”，“投资任务”的计量单位是“万元”，请改表头。"
    ]
    assert sentences(text.format("万元"), scope) == []
    assert sentences(text.format("含续建"), scope) == []


def test_more_cells_than_any_paper_prints_are_refused(year, office, scope):
    row = "|".join(["{as_of}"] * 30)
    text = f"[表格]\n{'|'.join('甲' * 30)}\n[每个单位]\n{f'{row}{chr(10)}' * 60}[结束]\n[结束]"
    cells = 30 * 60 * len(evaluate(scope()).reporting_units)
    assert cells > 6000
    assert sentences(text, scope) == [f"第 1 行：表格逐个单位列出共 {cells} 格，超过上限 6000 格，请拆成几份公文。"]


# -- writing -------------------------------------------------------------------------------------------


@pytest.fixture
def wrote(year, scope):
    """Return what a template writes now."""
    return lambda template: compose_from(year.paper(), evaluate(scope()), template, "试")


def table_in(composed) -> TableBlock:
    [table] = [block for block in composed.paper.body if isinstance(block, TableBlock)]
    return table


def texts(table: TableBlock) -> list[list[str]]:
    return [[run_text(cell) for cell in row] for row in table.rows]


def test_every_unit_has_its_row_and_the_total_is_the_foot(year, office, wrote):
    a, b, c, d = office.townships
    year.target(office.whole, "shantytown", 400)
    year.target(a, "shantytown", 300)
    year.target(b, "shantytown", 100)
    year.start(a, 75)
    table = table_in(wrote(PROGRESS))
    assert texts(table) == [
        ["1", a.name, "300", "75", "25.00"], ["2", b.name, "100", "0", "0.00"],
        ["3", c.name, "——", "——", "——"], ["4", d.name, "——", "——", "——"],
        ["", "合计", "400", "75", "18.75"],
    ]
    assert [cell.text for row in table.head for cell in row] == ["序号", "责任单位", "任务", "已开工", "开工率（%）"]
    assert (table.caption, table.unit, table.notes) == ("2026年棚改进展", "单位：套", ["注：截至2026年6月30日。"])
    assert (table.align, table.foot) == ("clrrr", True)


def test_every_number_opens_what_stands_behind_it(year, office, wrote):
    a = office.townships[0]
    year.target(office.whole, "shantytown", 400)
    year.start(a, 75)
    rows = table_in(wrote(PROGRESS)).rows
    assert [cell.key for cell in rows[0] if isinstance(cell, Figure)] == [
        f"{TARGET}@{a.pk}", f"{STARTED}@{a.pk}", f"{RATE}@{a.pk}"
    ]
    assert [cell.key for cell in rows[-1] if isinstance(cell, Figure)] == [TARGET, STARTED, RATE]


def test_units_that_only_the_row_knows_are_added_so_that_it_adds_up(year, office, wrote):
    direct = Unit.objects.create(name="云岭县本级", kind=UnitKind.DIRECT, order=30)
    year.finding(direct)
    year.finding(office.townships[1])
    Unit.objects.filter(pk=office.townships[1].pk).update(is_active=False)
    key = "audit_2025_open_total"
    table = table_in(wrote(f"[表格]\n单位|问题\n[每个单位]{{单位}}|{{{key}}}[结束]\n合计|{{{key}}}\n[结束]"))
    assert texts(table) == [["城关镇", "——"], ["南麓乡", "——"], ["清溪镇", "——"], ["东屏镇", "1"], ["云岭县本级", "1"],
                            ["合计", "2"]]
    assert table.head[0][1].text == "问题（个）"


def test_a_loop_with_a_name_lists_those_that_have_it_the_largest_first(year, office, wrote):
    a, b, *_ = office.townships
    year.start(a, 30)
    year.start(b, 50)
    table = table_in(wrote(f"[表格]\n单位|开工\n[每个单位 {STARTED}]{{单位}}|{{{STARTED}}}[结束]\n[结束]"))
    assert (texts(table), table.foot) == ([[b.name, "50"], [a.name, "30"]], False)


def test_where_measures_differ_every_cell_brings_its_own(year, office, wrote):
    year.target(office.whole, "shantytown", 400)
    year.invest(office.townships[0], 919)
    table = table_in(wrote(
        f"[表格]\n任务|数\n棚改|{{{TARGET}}}\n投资|{{investment_total_wan_derived}}\n公租房|{{rental_target_sets|无单位}}\n[结束]"
    ))
    assert texts(table) == [["棚改", "400套"], ["投资", "919万元"], ["公租房", "——"]]
    assert (table.head[0][1].text, table.align) == ("数", "lr")


def test_a_rate_with_nothing_to_divide_by_is_one_dash(year, office, wrote):
    year.start(office.townships[0], 5)
    table = table_in(wrote(f"[表格]\n单位|率\n[每个单位 {STARTED}]{{单位}}|{{{RATE}}}[结束]\n合计|{{{RATE}}}\n[结束]"))
    assert texts(table) == [["城关镇", "—"], ["合计", "—"]]


def test_conditions_choose_what_is_written(year, office, wrote):
    year.start(office.townships[0], 5)
    template = (
        f"[表格]\n甲|乙\n[如果 {STARTED} > 3]快[否则]慢[结束]|[如果 rental_started_sets]{{{STARTED}}}[否则]无[结束]\n"
        f"[如果 rental_started_sets]\n公租房|{{rental_started_sets}}\n[否则]\n棚改|{{{STARTED}}}\n[结束]\n[结束]"
    )
    assert texts(table_in(wrote(template))) == [["快", "无"], ["棚改", "5"]]


def test_an_annex_stands_on_a_landscape_page_of_its_own(year, office, wrote):
    year.start(office.townships[0], 5)
    paper = wrote(f"正文。\n[附表]\n{{year}}情况表\n甲|乙\n棚改|{{{STARTED}}}\n[结束]").paper
    [annex] = paper.attachments
    [table] = annex.blocks
    assert paper.body == [Paragraph(("正文。",))]
    assert (annex.title, annex.landscape, table.caption, texts(table)) == ("2026年情况表", True, "", [["棚改", "5"]])


def test_a_table_without_rows_is_left_out_and_listed(year, wrote):
    rows = f"[每个单位 {STARTED}]{{单位}}|{{{STARTED}}}[结束]\n合计|{{{STARTED}}}"
    composed = wrote(f"# 进展\n[表格]\n开工情况\n甲|乙\n{rows}\n[结束]\n# 问题\n无。")
    assert [str(block.runs[0]) for block in composed.paper.body] == ["一、问题", "无。"]
    assert composed.omitted == ["进展", "表格“开工情况”没有数据行"]


def test_markup_in_cells_prints_as_what_it_is(year, wrote):
    table = table_in(wrote("[表格]\n<b>甲</b>|{{乙}}\n<script>alert(1)</script>|[[如果]]{{%\n[结束]"))
    assert texts(table) == [["<script>alert(1)</script>", "[如果]{%"]]
    assert [cell.text for cell in table.head[0]] == ["<b>甲</b>", "{乙}"]
