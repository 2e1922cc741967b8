from datetime import date

import pytest

from affordable import services
from affordable.models import ArrearsPlan, AuditCategory, AuditFinding
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit
from housing_portal.kit import scope
from tests.affordable.imports.tables import audit_table
from tests.material import pdf_bytes

DAY = date(2026, 4, 23)
ROWS = [
    ("城关镇", (1, None, None, 7, 1, 3, None, 12, None)),
    ("东屏镇", (None, None, None, None, 2, None, None, 2, 125)),
    ("南麓乡", (None,) * 9),
    ("清溪镇", (4, 9, None, None, None, None, 1, 14, 0)),
]


def counts():
    """Return the open findings per unit and class."""
    found = {}
    for finding in AuditFinding.objects.open_at(scope.current()).select_related("unit", "category"):
        key = (finding.unit.name, finding.category.order)
        found[key] = found.get(key, 0) + 1
    return found


def test_one_finding_for_each_of_the_counts(take):
    batch = take(audit_table(ROWS), as_of=DAY)
    assert counts() == {
        ("城关镇", 1): 1, ("城关镇", 4): 7, ("城关镇", 5): 1, ("城关镇", 6): 3, ("东屏镇", 5): 2, ("清溪镇", 1): 4,
        ("清溪镇", 2): 9, ("清溪镇", 7): 1,
    }
    assert {finding.audit_year for finding in AuditFinding.objects.all()} == {2024}
    assert {finding.listed_on for finding in AuditFinding.objects.all()} == {DAY}
    plans = {plan.unit.name: plan.arranged_sets for plan in ArrearsPlan.objects.select_related("unit")}
    assert plans == {"东屏镇": 125, "清溪镇": 0}
    assert (batch.kind, batch.created, batch.unchanged) == ("督查情况汇总表", 30, 0)


def test_again_nothing_and_later_only_what_is_new(take, plan, stored):
    data = audit_table(ROWS)
    first = take(data, as_of=DAY)
    before = stored()
    assert take(data, as_of=DAY) == first
    assert stored() == before
    more = audit_table([("城关镇", (2, None, None, 7, 1, 3, None, 13, None)), *ROWS[1:]])
    assert [(c.unit, c.what, c.before, c.after, c.records) for c in plan(more, as_of=DAY).changes] == [
        ("城关镇", "应配未配公租房", "1", "2", 1)
    ]
    assert take(more, as_of=DAY).created == 1


def test_fewer_than_open_have_to_be_closed_by_hand(take, sentences, plan, clerk, chief):
    take(audit_table(ROWS), as_of=DAY)
    fewer = audit_table([("城关镇", (None, None, None, 6, 1, 3, None, 10, None)), *ROWS[1:]])
    assert sentences(fewer, as_of=DAY) == [
        "第 5 行 E 列「未取得用地批准等手续」：“6”少于台账中未销号的 7 个；请核对；已整改的，先在审计问题台账办理销号。"
    ]
    assert plan(fewer, as_of=DAY).notices == ["城关镇“应配未配公租房”表中空白，台账中还有 1 个未销号，没有改动。"]
    finding = AuditFinding.objects.filter(unit__name="城关镇", category__order=4).first()
    services.submit_finding(actor=clerk, finding=finding, evidence=[("批复.pdf", pdf_bytes("批复"))])
    services.close_finding(actor=chief, finding=finding, closed_on=DAY)
    assert sentences(fewer, as_of=DAY) == []


def test_the_units_own_row_of_the_bureau_counts_too(take):
    Unit.objects.create(name="县本级", kind=UnitKind.DIRECT, order=30)
    take(audit_table([*ROWS, ("县本级", (None, None, 1, None, None, None, None, 1, 202))]), as_of=DAY)
    assert counts()["县本级", 3] == 1


def test_a_common_head_above_the_classes(take):
    take(audit_table(ROWS, grouped=True), as_of=DAY)
    assert AuditFinding.objects.count() == 28


def test_a_title_in_the_words_of_the_common_head(take):
    take(audit_table(ROWS, title="2024年跟踪审计未整改问题"), as_of=DAY)
    take(audit_table([("城关镇", (2, *ROWS[0][1][1:]))], title="2024年跟踪审计未整改问题", grouped=True), as_of=DAY)
    assert AuditFinding.objects.count() == 29


def test_sums_are_checks(plan):
    total = (5, 9, None, 7, 3, 4, 1, 29, 126)
    rows = [("城关镇", (1, None, None, 7, 1, 3, None, 11, None)), *ROWS[1:]]
    result = plan(audit_table(rows, total), as_of=DAY)
    assert result.notices == ["第 5 行城关镇“合计”写 11 个，各类之和为 12 个。"]
    category = AuditCategory.objects.get(order=6)
    assert result.differences == [
        {"indicator": f"audit_2024_category_{category.pk}", "label": "2024年审计：未完成开工任务或开工不达标准",
         "unit": "个", "stated": 4, "derived": 3},
        {"indicator": "audit_2024_open_total", "label": "2024年审计未整改问题", "unit": "个", "stated": 29,
         "derived": 28},
        {"indicator": "arrears_arranged_total", "label": "落实历史欠账", "unit": "套", "stated": 126, "derived": 125},
    ]
    assert plan(audit_table(ROWS, (5, 9, None, 7, 3, 3, 1, 28, 125)), as_of=DAY).differences == []


@pytest.mark.parametrize(("data", "expected"), [
    (audit_table(ROWS, title="住房保障工作督查情况汇总表"), [
        "第 4 行「标题」：“住房保障工作督查情况汇总表”没有写审计年度；请在标题写明，例如“2025年跟踪审计未整改问题”。"
    ]),
    (audit_table([("城关镇", (-1, None, None, None, None, None, None, None, None))]), [
        "第 5 行 B 列「应配未配公租房」：“-1”是负数；请核对，此列不得小于 0。"
    ]),
    (audit_table([("城关镇", (501, None, None, None, None, None, None, None, None))]), [
        "第 5 行 B 列「应配未配公租房」：“501”使新增问题超过 500 个；请核对，这一格应是问题个数。"
    ]),
    (audit_table([("清西镇", (1, None, None, None, None, None, None, None, None))]), [
        "第 5 行 A 列「县（市、区）」：“清西镇”不是已登记的责任单位；请改为“清溪镇”。"
    ]),
])
def test_what_is_refused(sentences, data, expected):
    assert sentences(data, as_of=DAY) == expected


def test_the_day_is_asked_for(sentences):
    assert sentences(audit_table(ROWS)) == [
        "第 4 行「截至日期」：表中没有写截至日期；请在导入页面填写截至日期，或在表头写明“截至×年×月×日”。"
    ]
