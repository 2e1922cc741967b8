"""Rule sets, banks and layouts as they are typed and shown."""
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.registry.enums import OrganizationKind
from presale.models import EscrowBank, RuleNode, RuleSet, StatementFile, StatementLayout
from presale.rule_templates import load_templates
from tests.presale import statements
from tests.transactions import builders as market

RULES = {
    "name": "云岭县监管规则", "effective_from": "2026-01-01", "basis": "filing_price_pct", "rate": "３０",
    "cap_rough": "4,000", "cap_finished": "6000", "form": "ceiling", "release_condition": "registration",
    "review_days": "3", "pay_days": "2",
    "node_1_kind": "any", "node_1_code": "registration", "node_1_share": "100",
    "node_3_kind": "any", "node_3_code": "foundation", "node_3_share": "20.5", "node_3_evidence": "基础验收记录",
}


@pytest.fixture
def office_chief(chief: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(chief)


def errors(answer: object) -> dict[str, list[str]]:
    return dict(answer.context["form"].errors)


def test_rules_are_typed_in_rows_in_any_order(office_chief: Client) -> None:
    office_chief.post(reverse("presale:rule_create"), RULES)
    rules = RuleSet.objects.get(name="云岭县监管规则")
    assert (str(rules.rate), str(rules.cap_rough), rules.status) == ("30.00", "4000.00", "draft")
    assert list(rules.nodes.order_by("seq").values_list("code", "share", "evidence")) == [
        ("foundation", 2050, "基础验收记录"), ("registration", 10_000, "")]


def test_both_writings_stand_side_by_side(office_chief: Client) -> None:
    office_chief.post(reverse("presale:rule_create"), RULES)
    rules = RuleSet.objects.get(name="云岭县监管规则")
    rows = office_chief.get(rules.get_absolute_url()).context["parts"]["details"][0][1].rows
    assert [(row.get_cell("code"), row.get_cell("retained"), row.get_cell("ceiling")) for row in rows] == [
        ('<span class="cut" title="地下结构完成（正负零）">地下结构完成（正负零）</span>', "79.5%", "20.5%"),
        ('<span class="cut" title="不动产首次登记">不动产首次登记</span>', "0%", "100%"),
    ]


@pytest.mark.parametrize(("typed", "expected"), [
    ({"node_1_share": "90"},
     {"__all__": ["末节点“不动产首次登记”仍留存 10%，末节点留存须为 0%（累计使用上限 100%）。"]}),
    ({"rate": ""}, {"rate": ["按“备案均价 × 面积 × 比例（可封顶）”测算须填写比例或系数（%）。"]}),
    ({"rate": "0"}, {"rate": ["应大于 0，请核对。"]}),
    ({"rate": "1000.01"}, {"rate": ["比例或系数超过 1000%，请核对：×1.2 填 120。"]}),
    ({"review_days": "0"}, {"review_days": ["审核时限（工作日）应在 1 到 60 之间，请核对。"]}),
    ({"pay_days": "61"}, {"pay_days": ["银行拨付时限（工作日）应在 1 到 60 之间，请核对。"]}),
    ({"pay_days": "1_0"}, {"pay_days": ["请填写整数，例如 120。"]}),
    ({"node_3_share": ""}, {"node_3_share": ["请填写比例，例如 40。"]}),
    ({"node_3_code": ""}, {"node_3_code": ["请选择节点。"]}),
    ({"node_3_share": "-1"}, {"node_3_share": ["比例应在 0 到 100 之间。"]}),
    ({"node_3_share": "100.01"}, {"node_3_share": ["比例应在 0 到 100 之间。"]}),
    ({"node_3_share": "abc"}, {"node_3_share": ["请填写比例，例如 40。"]}),
    ({"node_3_share": "33.333"}, {"node_3_share": ["小数最多 2 位，请四舍五入后填写。"]}),
])
def test_what_is_wrong_stands_at_its_box_and_the_input_stays(
    office_chief: Client, typed: dict, expected: dict
) -> None:
    answer = office_chief.post(reverse("presale:rule_create"), RULES | typed)
    assert errors(answer) == expected
    assert answer.context["form"]["node_3_evidence"].value() == "基础验收记录"
    assert RuleSet.objects.filter(name="云岭县监管规则").count() == 0


def test_an_edit_shows_the_nodes_and_keeps_them(office_chief: Client) -> None:
    office_chief.post(reverse("presale:rule_create"), RULES)
    rules = RuleSet.objects.get(name="云岭县监管规则")
    url = reverse("presale:rule_edit", args=[rules.pk])
    shown = office_chief.get(url).context["form"]
    typed = {box.html_name: box.value() for box in shown if box.value() not in (None, "")}
    assert (typed["node_1_code"], str(typed["node_1_share"])) == ("foundation", "20.50")
    answer = office_chief.post(url, {**{name: str(value) for name, value in typed.items()}, "node_1_share": "25"})
    assert answer.status_code == 302
    assert list(rules.nodes.order_by("seq").values_list("share", flat=True)) == [2500, 10_000]


def test_a_template_is_copied_on_its_page(office_chief: Client) -> None:
    load_templates(RuleSet, RuleNode)
    sample = RuleSet.objects.get(name__startswith="样本：潼关")
    page = office_chief.get(sample.get_absolute_url())
    assert [button.label for button in page.context["buttons"]] == ["复制为草稿"]
    assert ("施行日期", None) in page.context["parts"]["facts"]
    office_chief.post(reverse("presale:rule_copy", args=[sample.pk]),
                      {"name": "云岭县规则", "effective_from": "2026-06-01"})
    copy = RuleSet.objects.get(name="云岭县规则")
    assert (copy.status, str(copy.rate), copy.nodes.get().code) == ("draft", "10.00", "registration")


def test_the_drafter_sees_no_activation_and_the_leader_does(
    office_chief: Client, deputy: User, client_of: Callable[[User], Client]
) -> None:
    office_chief.post(reverse("presale:rule_create"), RULES)
    rules = RuleSet.objects.get(name="云岭县监管规则")
    labels = [
        [button.label for button in client.get(rules.get_absolute_url()).context["buttons"]]
        for client in (office_chief, client_of(deputy))
    ]
    assert labels == [["修改", "复制为草稿"], ["启用"]]
    client_of(deputy).post(reverse("presale:rule_activate", args=[rules.pk]))
    rules.refresh_from_db()
    assert (rules.status, rules.activated_by) == ("active", deputy)


def test_a_bank_is_listed_at_the_window(office_chief: Client) -> None:
    bank = market.organization("云岭农商银行", OrganizationKind.BANK)
    other = market.organization("云岭建工", OrganizationKind.CONTRACTOR)
    form = {"batch": "第一批", "selected_on": "2026-03-01", "valid_to": "2026-02-01"}
    url = reverse("presale:bank_create")
    assert list(errors(office_chief.post(url, {**form, "organization": other.pk}))) == ["organization"]
    assert errors(office_chief.post(url, {**form, "organization": bank.pk})) == {
        "valid_to": ["有效期至 2026-02-01 早于入围日期 2026-03-01，请核对。"]}
    office_chief.post(url, {**form, "organization": bank.pk, "valid_to": ""})
    made = EscrowBank.objects.get()
    office_chief.post(reverse("presale:bank_suspend", args=[made.pk]), {"reason": "对接中断"})
    made.refresh_from_db()
    assert (made.organization, made.valid_to, made.status) == (bank, None, "suspended")


def test_a_layout_is_typed_column_by_column(office_chief: Client) -> None:
    form = {"name": "农商行流水", "head_rows": "2", "date_format": "%Y%m%d", "column_serial": "流水号",
            "column_booked_on": "交易日期", "column_amount": "发生额", "column_direction": "借贷"}
    url = reverse("presale:layout_create")
    assert errors(office_chief.post(url, form)) == {"out_mark": ["有借贷标志列的，须填写表示支出的字样。"]}
    office_chief.post(url, {**form, "out_mark": "借"})
    layout = StatementLayout.objects.get()
    assert (layout.head_rows, layout.date_format, layout.columns) == (2, "%Y%m%d", {
        "serial": "流水号", "booked_on": "交易日期", "amount": "发生额", "direction": "借贷"})
    office_chief.post(reverse("presale:layout_edit", args=[layout.pk]), {**form, "out_mark": "借", "head_rows": "0"})
    layout.refresh_from_db()
    assert layout.head_rows == 0


def test_a_layout_is_tried_on_a_sample_and_nothing_is_kept(office_chief: Client, chief: User) -> None:
    url = reverse("presale:layout_try", args=[statements.layout(chief).pk])
    rows = statements.movements(600, -100, opening=50)
    answer = office_chief.post(url, {"file": SimpleUploadedFile("样本.csv", statements.text(rows))}).context
    read = [(line.serial, str(line.amount), str(line.balance)) for line in answer["lines"]]
    assert (read, answer["errors"]) == ([("B1", "600.00", "650.00"), ("B2", "-100.00", "550.00")], [])
    assert (str(answer["found"].opening), StatementFile.objects.count()) == ("50.00", 0)


@pytest.mark.parametrize(("content", "fault"), [
    (statements.text([("B1", "3月1日", 5, "", 5, "", "")]), "“3月1日”"),
    (statements.text([("B1", "2024-03-01", 5, 6, 5, "", "")]), "同一行既有收入又有支出"),
])
def test_what_cannot_be_read_of_a_sample_is_named(
    office_chief: Client, chief: User, content: bytes, fault: str
) -> None:
    url = reverse("presale:layout_try", args=[statements.layout(chief).pk])
    answer = office_chief.post(url, {"file": SimpleUploadedFile("样本.csv", content)}).context
    assert [fault in error.sentence for error in answer["errors"]] == [True]


def test_a_file_of_another_bank_is_refused_at_its_box(office_chief: Client, chief: User) -> None:
    url = reverse("presale:layout_try", args=[statements.layout(chief).pk])
    other = statements.text([("1", "2")], head=("编号", "名称"))
    assert list(errors(office_chief.post(url, {"file": SimpleUploadedFile("样本.csv", other)}))) == ["file"]
