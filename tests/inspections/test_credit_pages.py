"""企业信用 on pages: the working is printed, past days can be asked for, points cannot be typed."""
import io
from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from housing_portal.accounts.models import Unit, User
from housing_portal.todos import credit as todos
from inspections.models.credit import CreditRecord, CreditRule
from inspections.models.finding import Finding
from inspections.services import credit_records, credit_rules
from tests.pages import records_credit as make
from tests.pages import records_findings as findings
from tests.pages import records_registers as registers
from tests.pages.records import Writers

RULE = {
    "name": "云岭县开发企业信用评价规则", "subject_kind": "developer", "effective_from": "2026-01-01",
    "basis": "待县局确认", "base_score": "0", "max_base": "600", "max_operation": "200", "max_good": "",
    "grades": "A 850；B≥700、C：600；D 0", "notice_days": "5", "objection_days": "10",
}


def place(step: str, pk: int) -> str:
    return reverse(f"inspections:credit_{step}", args=[pk])


def test_a_rule_is_written_as_it_is_read(seal: Client, by: Writers) -> None:
    url = reverse("inspections:credit_rule_create")
    page = seal.post(url, {**RULE, "grades": "A 850；及格"})
    assert page.context["form"].errors == {"grades": ["“及格”读不出等级和最低得分，请写成“A 850”。"]}
    assert page.context["form"]["name"].value() == RULE["name"]
    answer = seal.post(url, RULE)
    rule = CreditRule.objects.get()
    assert (answer.url, credit_rules.written(rule), rule.max_good) == (
        rule.get_absolute_url(), "A 850；B 700；C 600；D 0", None,
    )
    item = {"code": "B01", "info_kind": "bad", "text": "公示资料不齐全", "points": "-30", "months": "12"}
    assert seal.post(place("item_create", rule.pk), item).url == rule.get_absolute_url()
    assert seal.get(place("rule_edit", rule.pk)).context["form"]["grades"].value() == "A 850；B 700；C 600；D 0"
    seal.post(place("rule_edit", rule.pk), {**RULE, "base_score": "100"})
    assert seal.post(place("item_drop", rule.items.get().pk)).url == rule.get_absolute_url()
    rule = CreditRule.objects.get()
    assert (rule.base_score, rule.items.count()) == (100, 0)


def test_a_sample_becomes_a_rule_that_the_leader_confirms(
    seal: Client, by: Writers, client_of: Callable[[User], Client], deputy: User
) -> None:
    form = {"sample": make.DEVELOPERS, "name": "开发企业规则", "effective_from": "2026-01-01"}
    assert seal.post(reverse("inspections:credit_rule_sample"), {**form, "sample": "别处"}).status_code == 200
    rule = CreditRule.objects.get(pk=int(seal.post(
        reverse("inspections:credit_rule_sample"), form
    ).url.rstrip("/").rpartition("/")[2]))
    window = client_of(deputy)
    assert window.post(place("rule_confirm", rule.pk)).url == rule.get_absolute_url()
    labels = [button.label for button in seal.get(rule.get_absolute_url()).context["buttons"]]
    assert labels == ["作废", "复制为新版本"]
    page = seal.post(place("rule_copy", rule.pk), {"name": "开发企业规则", "effective_from": "2026-07-01"})
    assert page.context["form"].errors == {"name": ["已有同名规则。"]}
    seal.post(place("rule_copy", rule.pk), {"name": "第二版", "effective_from": "2026-07-01"})
    assert CreditRule.objects.get(name="第二版").items.count() == 12


def test_points_cannot_be_typed(pen: Client, by: Writers, town: Unit) -> None:
    developer, item = registers.developer(by, town), make.item(by, town)
    url = reverse("inspections:credit_record_create")
    assert "points" not in pen.get(url).context["form"].fields
    form = {"organization": developer.name, "item": item.pk, "on": "2026-03-02", "source": "检查发现", "points": "-1"}
    answer = pen.post(url, form)
    row = CreditRecord.objects.get()
    assert (answer.url, row.points) == (row.get_absolute_url(), -200)
    page = pen.post(url, form)
    assert page.context["form"].non_field_errors() == ["这家企业同一天的同一条目已登记。"]


def test_the_way_of_a_bad_record_over_its_pages(by: Writers, town: Unit, client_of: Callable, deputy: User) -> None:
    row = make.record(by, town)
    pen, seal, leader = (client_of(user) for user in (by.clerk, by.chief, deputy))
    for window, step, facts in (
        (seal, "confirm", {"on": "2026-03-05"}), (pen, "notify", {"on": "2026-03-10"}),
        (pen, "object", {"on": "2026-03-20", "note": "不服"}), (leader, "uphold", {"on": "2026-04-01", "note": "维持"}),
        (leader, "revoke", {"on": "2026-05-01", "reason": "处罚被撤销"}),
        (seal, "undo", {"reason": "误撤"}),
    ):
        assert window.post(place(f"record_{step}", row.pk), facts).url == row.get_absolute_url()
    row.refresh_from_db()
    assert (row.status, row.decided_by) == ("upheld", deputy)
    figures = {one.label: one.text for one in pen.get(row.get_absolute_url()).context["figures"]}
    assert figures == {"分值（分）": "-200", "计分状态": "有效", "计分起": "2026-04-01", "有效期至": "2028-03-02"}


def test_a_finding_leads_to_a_record_of_its_enterprise(pen: Client, by: Writers, town: Unit, town2: Unit) -> None:
    item, notice = make.item(by, town, "B02"), findings.issued_notice(by, town2)
    firm, finding = notice.target.organization, Finding.objects.get()
    firm.roles.get_or_create(kind="developer")
    url = reverse("inspections:credit_record_create")
    boxes = pen.get(f"{url}?finding={finding.pk}").context["form"]
    assert [boxes[name].value() for name in ("finding", "organization", "source")] == [
        finding.pk, str(firm), "市场检查发现",
    ]
    assert pen.get(f"{url}?notice={notice.pk}").context["form"]["notice"].value() == notice.number
    assert pen.get(f"{url}?finding={10**30}").context["form"]["finding"].value() is None
    other = registers.developer(by, town)
    form = {"item": item.pk, "on": "2026-05-18", "source": "检查发现", "organization": str(firm)}
    page = pen.post(url, {**form, "notice": "没有"})
    assert page.context["form"].errors == {"notice": ["没有编号为“没有”的整改通知单，请核对。"]}
    page = pen.post(url, {**form, "notice": notice.number, "organization": str(other)})
    assert page.context["form"].errors == {
        "notice": [f"“{notice.number}”的被查企业是“{firm}”，与所填企业不符，请核对。"]
    }
    pen.post(url, {**form, "notice": notice.number, "finding": finding.pk})
    row = CreditRecord.objects.get()
    assert (row.notice, row.finding, row.organization) == (notice, finding, firm)
    assert f"{url}?finding={finding.pk}" in pen.get(finding.get_absolute_url()).content.decode()
    page = pen.post(url, {**form, "paper_no": "云住建决〔2026〕1号", "finding": finding.pk})
    assert page.context["form"].errors == {"item": [credit_records.TWICE]}


def test_own_records_are_blocked_on_the_page(by: Writers, town: Unit, town2: Unit, client_of: Callable) -> None:
    row, objected = make.record(by, town), make.objected(by, town2)
    by.clerk.role_grants.create(role="chief", reason="代理")
    by.clerk.role_grants.create(role="deputy", reason="代理")
    window = client_of(User.objects.get(pk=by.clerk.pk))
    assert window.get(place("record_confirm", row.pk)).context["blocked"] == credit_records.OWN
    assert window.get(place("record_uphold", objected.pk)).context["blocked"] == credit_records.THIRD
    good = make.confirmed(by, town, code="L01", organization=row.organization)
    assert window.get(place("record_notify", good.pk)).context["blocked"] == credit_records.NOT_BAD


def test_the_file_prints_its_working_for_any_day(pen: Client, by: Writers, town: Unit) -> None:
    good = make.confirmed(by, town, code="J01")
    make.notified(by, town, organization=good.organization)
    url = reverse("inspections:credit_file", args=[good.organization_id, "developer"])

    def told(day: str) -> str:
        return dict(pen.get(url, {"as_of": day}).context["parts"]["facts"])["等级说明"]

    assert told("2026-05-20") == "0 + 300 + 0 + 0 − 200 = 100 分，达到 D 级标准"
    assert told("2026-03-25") == "0 + 300 + 0 + 0 + 0 = 300 分，达到 D 级标准"
    page = pen.get(url)
    rows = [(row["label"], row["counted"]) for row in page.context["parts"]["details"][0][1].data]
    assert rows == [("基础分", 0), ("基本信息", 300), ("经营信息", 0), ("良好信息", 0), ("不良信息", -200),
                    ("得分，等级 D", 100)]
    assert pen.get(reverse("inspections:credit_file", args=[good.organization_id, "bank"])).status_code == 404


def test_a_kind_without_a_rule_says_so(pen: Client, by: Writers, town: Unit) -> None:
    developer = registers.developer(by, town)
    page = pen.get(reverse("inspections:credit_file", args=[developer.pk, "developer"]))
    assert dict(page.context["parts"]["facts"])["等级说明"] == "这一类企业还没有施行中的信用规则"


def test_the_list_shows_score_and_grade_and_goes_into_excel(pen: Client, by: Writers, town: Unit) -> None:
    good = make.confirmed(by, town, code="J01")
    url = reverse("inspections:credit_list")
    assert [row.record.pk for row in pen.get(url).context["table"].rows] == [good.organization_id]
    assert list(pen.get(url, {"kind": "broker"}).context["table"].rows) == []
    book = load_workbook(io.BytesIO(b"".join(pen.get(url, {"export": "xlsx"}).streaming_content)))
    rows = [row for row in book.active.iter_rows(values_only=True) if str(good.organization) in row]
    assert [[cell for cell in rows[0] if cell is not None][1:4]] == [[300, "D", 0]]


def test_what_waits_is_on_the_workbench(by: Writers, town: Unit, deputy: User) -> None:
    first = make.record(by, town)
    for code in ("B02", "B03"):
        make.record(by, town, code=code, organization=first.organization)
    credit_records.confirm(actor=by.chief, record=first, on=make.CONFIRMED)
    row = credit_records.confirm(actor=by.chief, record=CreditRecord.objects.get(item__code="B03"), on=make.CONFIRMED)
    row = credit_records.notify(actor=by.clerk, record=row, on=make.NOTIFIED)
    credit_records.object_to(actor=by.clerk, record=row, on=make.NOTIFIED, note="不服")
    make.draft(by, town)
    found = {user.name: [(one.kind, str(one.due)) for source in todos.to_review(user)
                         for one in map(source.todo, source.rows)] for user in (by.clerk, by.chief, deputy)}
    assert found == {
        "李经办": [("不良信息告知", "2026-03-10")], "王股长": [("信用信息复核", "None")],
        "赵副局": [("信用异议", "None"), ("信用规则", "None")],
    }
