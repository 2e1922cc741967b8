"""The gate: of the records only what a paper prints, of its words what does not hold; every check with its silence."""
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from affordable import services
from affordable.enums import Forecast
from affordable.models import AuditCategory
from housing_portal.kit.gongwen import Attachment, Figure, HeadCell, Heading, Paper, Paragraph, TableBlock
from housing_portal.kit.scope import current
from housing_portal.kit.text import clean
from housing_portal.registry.models import PolicyDoc
from reports.enums import DocumentKind, Severity
from reports.evaluate import IndicatorSet
from reports.gate import supervised_keys, warnings_of
from reports.models import Document
from reports.services import letters, supervision
from reports.stated import record_stated
from reports.warning import Warning
from tests.reports.conftest import DAY, Year

BUREAU, ISSUED = "云岭县住房和城乡建设局", date(2026, 7, 2)
NOTICE = DocumentKind.SUPERVISE_NOTICE
Judge = Callable[..., list[Warning]]


@pytest.fixture
def judged(year: Year, scope: Callable) -> Judge:
    """Judge a paper made of these paragraphs, of a kind that need not print its day."""

    def judge(*blocks: object, kind: str = NOTICE, attachments: tuple = (), title: str = "项目督办通知",
              **facts: object) -> list[Warning]:
        body = [Paragraph(one) if isinstance(one, str | list) else one for one in blocks]
        paper = Paper(mark=BUREAU, number="云建督〔2026〕1号", title_lines=[title], addressee="城关镇", body=body,
                      issuer=BUREAU, issued_on=ISSUED, attachments=attachments)
        document = Document(kind=kind, as_of=DAY, issued_on=ISSUED, title=title, **facts)
        return warnings_of(document, paper, IndicatorSet(scope()))

    return judge


def codes(warnings: list[Warning]) -> list[str]:
    return [warning.code for warning in warnings]


# -- the records, as far as the paper prints them ------------------------------------------------------------


def printed(year: Year) -> None:
    record_stated(actor=year.clerk, as_of=DAY, source="来文", indicator="investment_total_wan_derived",
                  label="完成投资", unit="万元", value="90", subject="")


def test_only_what_is_printed_concerns_a_paper(year, office, judged: Judge) -> None:
    year.invest(office.townships[0], 80)
    printed(year)
    silent = judged("没有数字。")
    shown = judged(["完成投资", Figure("80万元", "investment_total_wan_derived"), "。"])
    of_unit = judged(["完成投资", Figure("80万元", f"investment_total_wan_derived@{office.townships[0].pk}"), "。"])
    assert [codes(one) for one in (silent, shown, of_unit)] == [[], ["stated"], ["stated"]]


def test_a_paper_to_a_unit_answers_for_that_unit_alone(year, office, judged: Judge) -> None:
    a, b, *_ = office.townships
    for unit in (a, b):
        year.target(unit, "shantytown", 180)
        services.record_note(
            actor=year.clerk, unit=unit, kind="shantytown", as_of=DAY, text="具备开工条件", stage="ready"
        )
    words = ["已开工", Figure("0套", f"shantytown_started_sets@{b.pk}"), "。"]
    assert [[one.subject for one in judged(words, **facts)] for facts in ({}, {"unit": b})] == [
        [a.name, b.name], [b.name],
    ]


def test_a_rate_answers_for_its_measures(year, office, judged: Judge) -> None:
    year.target(office.whole, "investment", Decimal(2_000_000))
    year.target(office.townships[0], "investment", Decimal(2_000_000))
    year.invest(office.townships[0], 80)
    printed(year)
    assert codes(judged(["完成率", Figure("40.00%", "investment_rate"), "。"])) == ["stated"]


def test_a_bulletin_answers_for_all_that_is_supervised(year, office, judged: Judge) -> None:
    year.invest(office.townships[0], 80)
    printed(year)
    basis = PolicyDoc.objects.create(number="云政办发〔2026〕7号", issuer="县政府办公室")
    words = "截至2026年6月30日，情况如下：", "没有数字。"
    assert codes(judged(*words, kind=DocumentKind.BULLETIN, basis_doc=basis)) == ["stated"]
    assert "filed_net_area_year" not in supervised_keys(IndicatorSet(current(DAY)))


def test_units_of_a_class_concern_who_prints_the_class(year, office, judged: Judge) -> None:
    category, _ = AuditCategory.objects.get_or_create(name="应配未配公租房")
    year.finding(office.townships[0], category.name)
    record_stated(actor=year.clerk, as_of=DAY, source="来文", indicator="audit_2025_category_units", label="涉及单位",
                  unit="个", value="2", subject="应配未配公租房")
    shown = judged(["问题", Figure("1个", f"audit_2025_category_{category.pk}"), "。"])
    assert (codes(shown), codes(judged("没有数字。"))) == (["stated"], [])


def test_numbers_the_records_hold_against_each_other_are_told_once(year, office, judged: Judge) -> None:
    year.target(office.whole, "shantytown", 100)
    year.target(office.townships[0], "shantytown", 60)
    head = [[HeadCell("单位"), HeadCell("任务")]]
    rows = [[unit.name, "60" if unit == office.townships[0] else "——"] for unit in office.townships]
    table = TableBlock(head, [*rows, ["合计", Figure("100", "shantytown_target_sets")]], foot=True)
    found = judged("见附件。", attachments=(Attachment("进展情况表", [table]),))
    assert codes(found) == ["targets_add_up"]


def test_done_although_difficult(year, office, judged: Judge) -> None:
    unit = office.townships[0]
    services.record_continued_task(
        actor=year.clerk, unit=unit, as_of=DAY, year=2026, begun_before=date(2024, 1, 1), sets=200,
        forecast=Forecast.DIFFICULT,
    )
    year.start(unit, 147, code="basic_done", continued=True)
    year.invest(unit, 10)
    words = ["基本建成", Figure("147套", "continued_basic_done_sets"), "。"]
    told = [[(w.left, w.right) for w in judged(words, **facts) if w.code == "done_yet_difficult"]
            for facts in ({}, {"unit": unit}, {"unit": office.townships[1]})]
    assert told == [[(147, Decimal(10))], [(147, Decimal(10))], []]


def test_like_figures_have_their_rate(year, office, judged: Judge) -> None:
    for unit in (office.whole, office.townships[0]):
        year.target(unit, "continued_basic_done", 1500)
        year.target(unit, "shantytown", 400)
    year.start(office.townships[0], 147, code="basic_done", continued=True)
    started = ["已开工", Figure("0套", "shantytown_started_sets"), Figure("0.00%", "shantytown_start_rate"), "。"]
    built = ["基本建成", Figure("147套", "continued_basic_done_sets")]
    rate = ["，占", Figure("9.80%", "continued_basic_done_rate"), "。"]
    assert [codes(judged(started, one)) for one in ([*built, "。"], [*built, *rate])] == [["rate_missing"], []]


# -- words against words ---------------------------------------------------------------------------------------

RATE = [Figure("104套", "rental_started_sets"), "，任务", Figure("240套", "rental_target_sets"), "，占"]


def of(key: str, *texts: str) -> list[list]:
    return [["完成投资", Figure(text, key), "。"] for text in texts]


INVESTED = "investment_total_wan_derived"
PAIRS = [
    ("same_figure", of(INVESTED, "80万元", "90万元"), of(INVESTED, "80万元", "80万元")),
    ("same_figure", of(INVESTED, "80万元", "0.008亿元"), of(INVESTED, "80万元")),
    ("same_figure", of("investment_rate", "13.4%", "13.37%"), of("investment_rate", "13.37%", "13.37%")),
    ("rate", [[*RATE, Figure("43.43%", "rental_start_rate"), "。"]],
     [[*RATE, Figure("43.33%", "rental_start_rate"), "。"]]),
    ("total", ["共有问题9个，分别为城关镇4个、东屏镇3个。"], ["共有问题9个，分别为城关镇4个、东屏镇5个。"]),
    ("within", ["开工100套，其中老旧城区120套。"], ["开工100套，其中老旧城区20套。"]),
    ("list", ["城关镇、东屏镇3个单位已完成。"], ["城关镇、东屏镇2个单位已完成。"]),
    ("list", ["城关镇、东屏镇等2个单位已完成。"], ["城关镇、东屏镇等3个单位已完成。"]),
    ("list", ["城关镇、东屏镇、清溪镇等2个单位已完成。"], ["城关镇、东屏镇、清溪镇3个单位已完成。"]),
    ("growth", ["销售面积同比增长－3.2%。"], ["销售面积同比下降3.2%。"]),
    ("growth", ["销售面积同比增长-3.2%。"], ["销售面积同比增长3.2%。"]),
    ("points", ["完成率比序时进度低6.02%。"], ["完成率比序时进度低6.02个百分点。"]),
    ("until", ["截止6月底已完成。"], ["申请截止日期另行通知。"]),
    ("until", ["截至目前已完成。"], ["截至2026年6月30日已完成。"]),
    ("later_day", ["截至2026年7月15日已完成。"], ["须于2026年7月15日前完成。"]),
    ("later_day", ["2026年7月15日召开会议。"], ["2026年6月15日召开会议。"]),
    ("no_such_day", ["2026年2月30日召开会议。"], ["2026年2月28日召开会议。"]),
    ("paper_number", ["见云政办发〔2026〕07号。"], ["见云政办发〔2026〕7号。"]),
    ("brackets", ["城关镇（含新区已完成。"], ["城关镇（含新区）已完成。"]),
    ("brackets", ["印发《通知。"], ["印发《通知》。"]),
    ("cited", ["按照《年度任务》（云政办发〔2026〕8号）执行。"], ["按照《年度任务》（云政办发〔2026〕7号）执行。"]),
    ("cited_title", ["按照《年度目标》（云政办发〔2026〕7号）执行。"], ["按照云政办发〔2026〕7号文件执行。"]),
    ("unit_name", ["城关、东屏镇已完成。"], ["城关镇、东屏镇已完成。"]),
    ("heading", [Heading(1, "一、进展"), Heading(1, "三、措施")], [Heading(1, "一、进展"), Heading(1, "二、措施")]),
    ("heading", [Heading(1, "一、进展"), Heading(3, "2.开工。")], [Heading(1, "一、进展"), Heading(3, "1.开工。")]),
    ("heading", [Heading(1, "一、进展"), Heading(2, "1.开工")], [Heading(1, "一、进展"), Heading(2, "（一）开工")]),
    ("heading", [Heading(3, "1.开工"), Heading(1, "一、进展")], [Heading(1, "一、进展"), Paragraph("2026.5万元")]),
]


@pytest.mark.parametrize(("code", "faulty", "mended"), PAIRS, ids=[f"{n}-{pair[0]}" for n, pair in enumerate(PAIRS)])
def test_words_that_do_not_hold_are_found(judged: Judge, code: str, faulty: list, mended: list) -> None:
    PolicyDoc.objects.create(number="云政办发〔2026〕7号", title="年度任务", issuer="县政府办公室")
    assert (code in codes(judged(*faulty)), codes(judged(*mended))) == (True, [])


def test_a_finding_names_both_numbers_and_its_place(judged: Judge) -> None:
    [warning] = judged("共有问题9个，分别为城关镇4个、东屏镇3个。")
    assert (warning.severity, warning.left, warning.right, warning.sentence) == (
        Severity.RED, 9, 7,
        "正文第1段“共有问题9个，分别为城关镇4个、东屏镇3个。”：所列分项之和 4＋3＝7个，不等于合计 9个，相差 2个。"
        "请核对分项与合计，以记录为准。",
    )


def test_the_parts_of_a_figure_are_those_of_the_same_figure(judged: Judge, office) -> None:
    a, b = (unit.pk for unit in office.townships[:2])
    runs = ["已开工", Figure("30套", "shantytown_started_sets"), "；公租房已开工", Figure("5套", "rental_started_sets"),
            "。分单位看，城关镇", Figure("20套", f"shantytown_started_sets@{a}"), "、东屏镇"]
    found = [codes(judged([*runs, Figure(text, f"shantytown_started_sets@{b}"), "。"])) for text in ("10套", "11套")]
    assert found == [[], ["total"]]


def test_sums_of_rounded_parts_may_differ_by_what_rounding_takes(judged: Judge) -> None:
    words = "共完成投资1.00亿元，分别为城关镇0.33亿元、东屏镇0.33亿元、清溪镇0.33亿元。南麓乡没有投资。"
    assert (codes(judged(words)), codes(judged(words.replace("1.00", "1.10")))) == ([], ["total"])


def test_a_table_keeps_parts_within_the_whole(judged: Judge) -> None:
    def table(inner: str) -> Attachment:
        head = [[HeadCell("项目"), HeadCell("任务"), HeadCell("其中：老旧城区"), HeadCell("完成率（%）")]]
        rows = [["甲", "9", inner, "50.00"], ["合计", "9", inner, "50.00"]]
        return Attachment("情况表", [TableBlock(head, rows, foot=True)])

    found = [codes(judged("见附件。", attachments=(table(text),))) for text in ("9", "10", "——")]
    assert found == [[], ["table_within", "table_within"], []]


# -- what the drafter writes himself ---------------------------------------------------------------------------


@pytest.mark.parametrize(("facts", "expected"), [
    ({"problems": "还有12个项目没有办证。"}, ["typed"]),
    ({"problems": "还有{dv_estates}没有办证。\n2026年6月30日前按云政办发〔2026〕7号第3条办理2024年结转事项。"}, []),
    ({"problems": "所有单位均已完成。"}, ["all_words"]),
    ({"measures": "各单位要全面排查，全部整改。"}, []),
    ({"problems": "平均进度偏慢，均价平稳，户均面积下降。"}, []),
    ({"assessment": "各单位每日报送。"}, ["all_words"]),
    ({"problems": "1.还有问题。"}, []),
])
def test_own_text_needs_a_word_for_numbers_and_for_all(judged: Judge, facts: dict, expected: list) -> None:
    assert codes(judged("正文。", **facts)) == expected


def test_all_is_said_only_when_it_is_true(year, office, judged: Judge) -> None:
    words = "跟踪审计发现的问题已全部整改销号。"
    before = codes(judged(words))
    year.finding(office.townships[0])
    [warning] = judged(words)
    assert (before, warning.code, warning.left, warning.right) == ([], "claim", 1, 0)


def test_what_is_entered_in_a_paper_stands_in_it(year, office, judged: Judge) -> None:
    day = date(2026, 7, 30)
    item = supervision.draft_item(actor=year.clerk, source="manual", unit=office.townships[0], title="配套道路",
                                  requirement="完成施工", due_on=day)
    paper = letters.draft_notices(actor=year.clerk, items=[item])[0]
    assert [codes(judged(words, pk=paper.pk)) for words in ("请落实。", "配套道路请落实。")] == [["matter"], []]


def test_inspection_needs_its_authority(judged: Judge) -> None:
    basis = PolicyDoc.objects.create(number="云政办发〔2026〕7号", title="年度任务", issuer="县政府办公室")
    day = "截至2026年6月30日，情况如下："
    bulletin = {"kind": DocumentKind.BULLETIN, "title": "关于督查情况的通报"}
    assert codes(judged(day, **bulletin)) == ["authority"]
    assert codes(judged(day, **bulletin, basis_doc=basis)) == []
    assert codes(judged("正文。", title="关于开展督查的通知")) == ["authority"]


def test_a_report_asks_for_nothing(judged: Judge) -> None:
    words = "截至2026年6月30日，资金不足，请予批准。"
    report = judged(words, kind=DocumentKind.WORK_REPORT)
    assert (codes(report), codes(judged(words))) == (["asks"], [])


def test_a_report_names_its_day(judged: Judge) -> None:
    assert codes(judged("情况如下。", kind=DocumentKind.WORK_REPORT)) == ["as_of"]


def test_hostile_text_is_only_text(judged: Judge) -> None:
    hostile = "<script>（" + "甲" * 5000 + "）\u202e" + "(((("
    assert codes(judged(hostile, problems="{" * 200 + "a" * 3000)) == ["brackets"]


@pytest.mark.parametrize("words", [
    "开发企业2家，均建立了商品房预售楼盘表。", "在保家庭信息8户，已全部录入。", "老旧小区7个已全部开工建设。",
    "共有产权住房6套，并全部办理了产权证。", "检查发现的问题均已整改。",
])
def test_claims_of_templates_pass_while_nothing_denies_them(judged: Judge, words: str) -> None:
    assert codes(judged(words)) == []


def test_bound_figures_agree(judged: Judge) -> None:
    runs = ["有延期风险的项目", Figure("4个", "dv_at_risk"), "，停工", Figure("1个", "dv_stopped"), "、半停工",
            Figure("0个", "dv_semi_stopped"), "、滞后"]
    found = [codes(judged([*runs, Figure(text, "dv_lagging"), "。"])) for text in ("3个", "2个")]
    assert found == [[], ["identity"]]


def test_bound_figures_agree_across_measures(judged: Judge) -> None:
    runs = ["投资", Figure("0.386亿元", "old_invest"), "（主体", Figure("2510万元", "old_main"), "，基础设施"]
    found = [codes(judged([*runs, Figure(text, "old_infra"), "）。"])) for text in ("1350万元", "1450万元")]
    assert found == [[], ["identity"]]


@pytest.mark.parametrize(("whole", "part", "texts"), [
    ("filed_net_area_year", "filed_net_home_area_year", ("2.57万平方米", "9万平方米", "2.51万平方米")),
    ("rural_started", "rural_completed", ("8户", "9户", "8户")),
    ("check_gas_grave", "check_gas_grave_closed", ("1处", "2处", "0处")),
])
def test_what_is_counted_within_a_figure_is_not_larger(judged: Judge, whole: str, part: str, texts: tuple) -> None:
    """The words between them may be any: 其中住宅, 已竣工, 已销号."""
    outer, *inner = texts
    found = [codes(judged(["共", Figure(outer, whole), "，已有", Figure(text, part), "。"])) for text in inner]
    assert found == [["within"], []]


def test_a_finding_is_written_as_an_explanation_keeps_it(judged: Judge) -> None:
    [warning] = judged("城关\u202e镇（" + "甲\u200b" * 600 + "。", problems="")
    assert (clean(warning.sentence), len(warning.sentence) <= 400, len(warning.key) <= 120) == (
        warning.sentence, True, True,
    )
