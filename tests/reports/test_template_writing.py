"""From a template and the records to the text of a paper: sentences dropped, headings counted, units in their order."""
from collections import Counter
from datetime import date

import pytest

from housing_portal.kit.gongwen import Figure, Heading, Paragraph, TableBlock
from housing_portal.kit.gongwen.paper import as_runs, run_text
from housing_portal.kit.scope import current
from housing_portal.registry.models import PolicyDoc
from reports.compose import compose, compose_from
from reports.evaluate import IndicatorSet, evaluate
from reports.forms.documents import DocumentForm
from reports.kinds import KINDS
from reports.passages import ANNEXES, PASSAGES
from reports.slots import Library
from reports.slots.draft import period_words
from reports.slots.parts import Facts
from reports.templating import parse, problems_of, words_problems
from reports.templating.assemble import Gap, Nothing, Said, assemble
from reports.templating.checking import LOOK_UP, MOST
from reports.templating.tree import Break, Mark, Point


def text_of(block) -> str:
    runs = as_runs(block.runs) + (as_runs(block.body) if isinstance(block, Heading) else ())
    return "".join(run_text(run) for run in runs)


def said(*pieces) -> tuple[list[str], list[str]]:
    blocks, omitted = assemble([Said(piece) if isinstance(piece, str | Figure) else piece for piece in pieces])
    return [text_of(block) for block in blocks], omitted


END = Break()


# -- sentences and headings ----------------------------------------------------------------------------


def test_a_sentence_with_a_gap_is_left_out_and_listed():
    assert said("甲。乙", Gap("户数"), "，丙。丁。") == (["甲。丁。"], ["乙［户数］，丙。"])


def test_the_clause_that_is_now_the_last_ends_with_a_full_stop():
    assert said("甲；乙；丙", Gap("数"), "。") == (["甲；乙。"], ["丙［数］。"])
    assert said("甲；丙", Gap("数"), "；乙。") == (["甲；乙。"], ["丙［数］；"])


def test_stops_in_brackets_end_no_sentence():
    assert said("甲（一；二", Gap("数"), "。三）丁。戊。") == (["戊。"], ["甲（一；二［数］。三）丁。"])


def test_a_line_of_which_nothing_is_left_is_no_paragraph():
    assert said("甲。", END, Gap("数"), "。", END, "　", END, "乙。") == (["甲。", "乙。"], ["［数］。"])


def test_headings_are_counted_by_level_and_begin_anew():
    pieces = []
    for level, title in zip((1, 2, 3, 4, 4, 3, 2, 3, 1), "甲乙丙丁戊己庚辛壬", strict=True):
        pieces += [Mark(level), f"{title}。正文。", END]
    assert said(*pieces)[0] == [
        "一、甲。正文。", "（一）乙。正文。", "1.丙。正文。", "（1）丁。正文。", "（2）戊。正文。", "2.己。正文。",
        "（二）庚。正文。", "1.辛。正文。", "二、壬。正文。",
    ]


def test_the_first_full_stop_ends_a_heading_and_the_rest_runs_on():
    [block], _ = assemble([Mark(3), Said("开工；竣工情况。已开工"), Said(Figure("5套", "k")), Said("。")])
    assert block == Heading(3, ("1.开工；竣工情况。",), ("已开工", Figure("5套", "k"), "。"))


def test_a_heading_with_nothing_under_it_falls_and_leaves_no_gap():
    texts, omitted = said(
        Mark(1), "甲", END, Mark(2), "乙", END, Gap("数"), "。", END, Mark(1), "丙", END, "丁。", END,
        Mark(1), "戊", END,
    )
    assert (texts, omitted) == (["一、丙", "丁。"], ["［数］。", "戊", "乙", "甲"])


def test_a_heading_that_is_a_statement_stays_and_one_that_lost_its_text_falls():
    assert said(Mark(3), "加快进度。", END, Mark(3), "投资情况。完成", Gap("投资"), "。") == (
        ["1.加快进度。"], ["完成［投资］。", "投资情况。"]
    )
    assert said(Mark(3), "投资情况。", Nothing(), END)[0] == []


def test_points_count_what_is_said_and_begin_anew_under_each_heading():
    assert said(
        Mark(1), "甲", END, Point(), "丙", Gap("数"), "；", Point(), "丁；", Point(), "戊。", END, Mark(1), "乙", END,
        Point(), "己。",
    )[0] == ["一、甲", "一是丁；二是戊。", "二、乙", "一是己。"]


def test_more_than_ninety_nine_are_counted_in_digits():
    pieces = [piece for _ in range(100) for piece in (Mark(1, statement=True), "甲。", END)]
    assert said(*pieces)[0][98:] == ["九十九、甲。", "100、甲。"]


def test_headings_from_python_are_counted_with_the_others_and_tables_stay():
    table = TableBlock(head=[], rows=[])
    pieces = [Mark(3), Said("甲。"), END, Heading(3, "7.乙。", "丙。"), Paragraph("丁。"), Paragraph(()), table]
    blocks, _ = assemble(pieces)
    assert [block if block is table else text_of(block) for block in blocks] == ["1.甲。", "2.乙。丙。", "丁。", table]


# -- slots ---------------------------------------------------------------------------------------------


@pytest.fixture
def wrote(year, scope):
    """Return the texts that a template writes now, and what it leaves out; ``paper`` is the draft's content."""

    def write(template: str, **paper) -> tuple[list[str], list[str]]:
        composed = compose_from(year.paper(**paper), evaluate(scope()), template, "试")
        return [text_of(block) for block in composed.paper.body], composed.omitted

    return write


def test_slots_print_figures_with_and_without_their_unit(year, office, wrote):
    year.target(office.whole, "shantytown", 400)
    year.start(office.townships[0], 137)
    assert wrote("开工{shantytown_started_sets}（{棚户区改造已开工|无单位}），{shantytown_start_rate}。")[0] == [
        "开工137套（137），34.25%。"
    ]


def test_every_figure_opens_what_stands_behind_it(year, office, scope):
    year.start(office.townships[0], 5)
    paper = compose_from(
        year.paper(), evaluate(scope()), "{shantytown_started_sets}[每个单位 shantytown_started_sets]"
        "{单位}{shantytown_started_sets}[结束]。", "试",
    ).paper
    assert [run.key for run in paper.body[0].runs if isinstance(run, Figure)] == [
        "shantytown_started_sets", f"shantytown_started_sets@{office.townships[0].pk}"
    ]


def test_units_come_the_largest_first_and_the_whole_is_none_of_them(year, office, wrote):
    a, b, c, _ = office.townships
    year.target(office.whole, "shantytown", 400)
    year.target(a, "shantytown", 50)
    year.target(b, "shantytown", 120)
    year.start(c, 7)
    assert wrote("任务：[每个单位 shantytown_target_sets]{单位}{shantytown_target_sets}[分隔 ；][结束]。")[0] == [
        "任务：东屏镇120套；城关镇50套。"
    ]


def test_a_unit_without_the_inner_figure_is_left_out_alone(year, office, wrote):
    a, b, *_ = office.townships
    for unit, sets in ((a, 50), (b, 120)):
        year.target(unit, "shantytown", sets)
    year.invest(a, 30)
    texts, omitted = wrote(
        "[每个单位 shantytown_target_sets]{单位}{investment_total_wan_derived}[分隔 、][结束]。"
    )
    assert (texts, omitted) == (["城关镇30万元。"], ["东屏镇［完成投资］"])


def test_a_loop_over_nobody_takes_its_sentence_along(year, wrote):
    texts, omitted = wrote("甲。分单位看，[每个单位 shantytown_started_sets]{单位}[结束]。")
    assert (texts, omitted) == (["甲。"], ["分单位看，［各单位棚户区改造已开工］。"])


def test_conditions_choose_within_a_line_and_over_lines(year, office, wrote):
    year.start(office.townships[0], 5)
    assert wrote(
        "[如果 shantytown_started_sets > 3]多[否则]少[结束]。\n"
        "[如果 非 rental_started_sets]\n# 无公租房\n未开工。\n[结束]\n"
        "[如果 rental_started_sets >= 0]已知。[结束]"
    )[0] == ["多。", "一、无公租房", "未开工。", "已知。"]


def test_the_draft_is_named_by_its_own_slots(year, wrote):
    basis = PolicyDoc.objects.create(number="云房保发〔2026〕3号", title="关于督查的通知", issuer="县住建局")
    template = (
        "根据{basis_doc}，{issuer}于{campaign_days}分{campaign_groups}对{whole}督查；{period}，截至{as_of}，{year}。"
        "[如果 target_doc]按照{target_doc}。[结束]"
    )
    assert wrote(template, basis_doc=basis, campaign_from=date(2026, 6, 1), campaign_to=date(2026, 6, 5),
                 campaign_groups=2)[0] == [
        "根据《关于督查的通知》（云房保发〔2026〕3号），云岭县住房保障办于6月1日至5日分两组对云岭县全域督查；2026年上半年，截至2026年6月30日，"
        "2026年。"
    ]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 1, 1), date(2026, 6, 30), "2026年上半年"), (date(2026, 7, 1), date(2026, 12, 31), "2026年下半年"),
        (date(2026, 1, 1), date(2026, 12, 31), "2026年"), (date(2026, 1, 1), date(2026, 5, 31), "2026年1—5月"),
        (date(2026, 2, 1), date(2026, 2, 28), "2026年2月"),
        (date(2026, 3, 5), date(2026, 6, 30), "2026年3月5日至6月30日"),
        (date(2025, 12, 1), date(2026, 1, 31), "2025年12月1日至2026年1月31日"),
    ],
)
def test_a_period_in_words(first, last, words):
    assert period_words(first, last) == words


def test_free_text_is_counted_takes_figures_and_prints_what_it_does_not_know(year, office, wrote):
    year.start(office.townships[0], 5)
    assert wrote("[正文 assessment]完。\n# 问题\n[正文 problems]", assessment="总体较好", problems=(
        "1.已开工{shantytown_started_sets}。其余缓慢\n<b>{没有}</b>{{x}}[如果 a]"
    ))[0] == ["总体较好。完。", "一、问题", "1.已开工5套。其余缓慢。", "2.<b>{没有}</b>{{x}}[如果 a]。"]


def test_a_passage_of_one_paragraph_runs_on_and_an_empty_one_takes_its_heading_along(year, wrote):
    assert wrote("### 攻坚。[段落 续建项目攻坚情况]\n### 落后。[段落 落后序时进度的任务]") == (
        ["1.攻坚。没有登记续建攻坚任务。"], ["落后。"]
    )


def test_attachments_stand_in_the_order_of_the_template_and_empty_ones_nowhere(year, scope):
    composed = compose_from(
        year.paper(), evaluate(scope()), "甲。[附件 督查情况汇总表][附件 目标任务进展情况表]", "试"
    )
    assert [one.title for one in composed.paper.attachments] == ["2026年住房保障目标任务进展情况表"]


# -- the paper around the text -------------------------------------------------------------------------


def test_a_paper_takes_head_and_foot_from_its_draft(year, scope):
    paper = year.paper(is_sealed=False, urgency="加急")
    composed = compose(paper, evaluate(scope()))
    made = composed.paper
    assert (made.number, made.draft, made.sealed, made.urgency, made.letter, made.copies) == (
        "云房保办发〔2026〕　号", True, False, "加急", False, ["县财政局", "县审计局"]
    )
    assert (composed.template_name, len(composed.template_sha256)) == ("督查通报内置模板", 64)


# -- names ---------------------------------------------------------------------------------------------


def sentences(text: str, scope) -> list[str]:
    return [str(one) for one in problems_of(parse(text), Library(evaluate(scope())))]


def test_unknown_names_are_told_with_what_is_near(year, scope):
    assert sentences("甲。\n{shantytown_started_set}", scope) == [
        "第 2 行：没有名为“shantytown_started_set”的指标或要素。"
        "相近的有：shantytown_started_sets、shantytown_target_sets、shantytown_start_rate。"
    ]
    assert sentences("[如果 xyzxyz > 1]甲[结束]", scope) == [f"第 1 行：没有名为“xyzxyz”的指标或要素。{LOOK_UP}"]
    assert sentences("[段落 甲]", scope)[0].startswith("第 1 行：没有名为“甲”的段落：可用 年度目标任务、")
    assert sentences("[附件 甲]", scope)[0].startswith("第 1 行：没有名为“甲”的附件：可用 目标任务进展情况表、")


def test_no_more_problems_are_told_at_once_than_one_can_read(year, scope):
    assert len(sentences("".join(f"{{名{place}}}\n" for place in range(900)), scope)) == MOST


@pytest.mark.parametrize(
    "name", ["handover_sets.99999999999999999999", "dv_due.²", "dv_due.１", "a" * 5000, "日.日", "."]
)
def test_names_that_nobody_means_are_unknown_and_break_nothing(year, scope, name):
    assert Library(evaluate(scope())).find(name) is None


def test_a_number_is_not_compared_with_words(year, scope):
    assert sentences("[如果 shantytown_started_sets = “多”]甲[结束]", scope) == [
        "第 1 行：“shantytown_started_sets”是数字，不能与文字“多”比较。"
    ]


def test_names_in_free_text_are_checked_by_line(year, scope):
    found = words_problems("甲{as_of}\n乙{没有的}", Library(evaluate(scope())))
    assert [(one.line, one.sentence) for one in found] == [(2, f"没有名为“没有的”的指标或要素。{LOOK_UP}")]


def test_a_draft_with_a_name_that_nothing_has_is_refused_on_its_form(time_machine_day, office):
    typed, library = {"problems": "甲{as_of}。\n乙{没有的}。", "measures": "{ {{x}}"}, Library(IndicatorSet(current()))
    form = DocumentForm(typed, kind=KINDS["bulletin"], library=library)
    assert (form.errors["problems"], "measures" in form.errors) == (
        [f"第 2 行：没有名为“没有的”的指标或要素。{LOOK_UP}"], False
    )


def test_markup_and_code_print_as_what_they_are(year, wrote):
    text = "<script>alert(1)</script>{{% load x %}} {{{{ settings }}}} ../../etc file:///a %s"
    assert wrote(text)[0] == ["<script>alert(1)</script>{% load x %} {{ settings }} ../../etc file:///a %s"]


# -- records -------------------------------------------------------------------------------------------


def test_the_records_of_every_indicator_add_up_to_it(year, office, scope):
    a, b, *_ = office.townships
    year.target(office.whole, "shantytown", 400)
    year.target(a, "shantytown", 50)
    year.start(a, 137)
    year.start(b, 20)
    year.invest(a, 919)
    figures = evaluate(scope())
    library = Library(figures)
    facts = Facts(year.paper(), figures)
    found = []
    for key in ("shantytown_target_sets", "shantytown_started_sets", "investment_total_wan_derived"):
        answer = library.find(key).answer(facts, None)
        of_unit = library.find(key).answer(facts, a)
        found += [(answer.value, answer.records), (of_unit.value, of_unit.records)]
    assert [value for value, _ in found] == [400, 50, 157, 137, 919, 919]
    assert [sum(adds for _, adds in records) for _, records in found] == [400, 50, 157, 137, 919, 919]


def test_a_rate_shows_the_records_of_both_its_measures_each_once(year, office, scope):
    target = year.target(office.whole, "shantytown", 400)
    start = year.start(office.townships[0], 100)
    figures = evaluate(scope())
    answer = Library(figures).find("shantytown_start_rate").answer(Facts(year.paper(), figures), None)
    assert (str(answer.value), answer.numerator, answer.denominator) == ("25.00", 100, 400)
    assert list(answer.records) == [(start, 100), (target, 400)]


def test_no_two_slots_share_a_code_or_a_label(time_machine_day, office, scope):
    found = [slot for _, slots in Library(evaluate(scope())).groups() for slot in slots]
    codes, labels = Counter(slot.code for slot in found), Counter(slot.label for slot in found)
    assert [name for name, times in (codes + labels).items() if times > 1] == []


def test_every_code_label_and_passage_can_be_written_in_a_template(time_machine_day, office, scope):
    library = Library(evaluate(scope()))
    slots = [slot for _, slots in library.groups() for slot in slots]
    lines = [f"{{{one.code}}}{{{one.label}}}[如果 {one.code} >= 0][结束]" for one in slots]
    lines += [*(f"[段落 {name}]" for name in PASSAGES), *(f"[附件 {name}]" for name in ANNEXES)]
    assert [told for line in lines for told in problems_of(parse(line), library)] == []
    assert [one.code for one in slots if len(one.code) > 60] == []
