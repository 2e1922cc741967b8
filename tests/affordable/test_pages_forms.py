"""Forms: what is typed is what is recorded; units and projects are the reader's own; nothing typed is lost."""
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from affordable.models import (
    AffordableProject,
    AnnualTarget,
    ArrearsPlan,
    AuditFinding,
    ContinuedTask,
    InvestmentRecord,
    Milestone,
    ProgressNote,
    RentalStock,
    SubsidyProgress,
)
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.models import Attachment
from tests.conftest import Office
from tests.pages import records
from tests.pages.records import Writers


def send(client: Client, noun: str, **typed: object) -> HttpResponse:
    return client.post(reverse(f"affordable:{noun}_create"), typed)


def offered(client: Client, noun: str, field: str = "unit") -> list[str]:
    form = client.get(reverse(f"affordable:{noun}_create")).context["form"]
    return [str(row) for row in form.fields[field].queryset]


def test_target(pen: Client, town: Unit) -> None:
    task = {"year": 2026, "program": "investment", "issued_on": "2026-01-05"}
    answer = send(pen, "target", unit=town.pk, amount="１，２３４，５６７．８９", **task)
    target = AnnualTarget.objects.get()
    assert (answer.url, target.amount, target.quantity) == (target.get_absolute_url(), Decimal("1234567.89"), None)


def test_target_of_the_wrong_measure_keeps_what_was_typed(pen: Client, town: Unit) -> None:
    task = {"year": 2026, "program": "investment", "issued_on": "2026-01-05"}
    answer = send(pen, "target", unit=town.pk, quantity="1,200", **task)
    form = answer.context["form"]
    assert form.non_field_errors() == ["投资任务只填金额（元），其他任务只填任务数（套、户）。"]
    assert form["quantity"].value() == "1200"


def test_project(pen: Client, town: Unit) -> None:
    send(
        pen, "project", unit=town.pk, kind="prh", name="安和公租房", plan_year=2026, sets_planned="120",
        area_planned="7,360.50", invest_total="1900万", land_status="available",
    )
    answer = send(
        pen, "project", unit=town.pk, kind="prh", name="安和公租房", plan_year=2026, sets_planned="120",
        area_planned="7,360.50", invest_total="19,000,000", land_status="available",
    )
    project = AffordableProject.objects.get()
    assert answer.url == project.get_absolute_url()
    assert (project.area_planned, project.invest_total) == (Decimal("7360.50"), Decimal("19000000.00"))


def test_project_is_edited_once_per_look(pen: Client, by: Writers, town: Unit) -> None:
    project = records.project(by, town)
    url = reverse("affordable:project_edit", args=[project.pk])
    form = pen.get(url).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    assert pen.post(url, {**typed, "sets_planned": "150"}).url == project.get_absolute_url()
    project.refresh_from_db()
    assert (project.sets_planned, project.name) == (150, "城关镇片区")


def test_project_decides_unit_and_kind(pen: Client, by: Writers, town: Unit) -> None:
    project = records.project(by, town)
    send(pen, "investment", project=project.pk, as_of="2026-05-20", amount_cum="650,000", basis="reported")
    row = InvestmentRecord.objects.get()
    assert (row.unit, row.project, row.amount_cum) == (town, project, Decimal("650000.00"))


def test_without_a_project_the_unit_must_be_said(pen: Client, by: Writers) -> None:
    answer = send(pen, "investment", as_of="2026-05-20", amount_cum="1", basis="reported")
    assert answer.context["form"].errors == {"unit": ["没有选择项目时必须填写。"]}


def test_subsidy(pen: Client, town: Unit) -> None:
    send(pen, "subsidy", unit=town.pk, as_of="2026-04-23", quarter="1", households_cum="294", amount_cum="301181")
    row = SubsidyProgress.objects.get()
    assert (row.quarter, row.households_cum, row.amount_cum) == (1, 294, Decimal("301181.00"))


def test_nothing_and_naught_are_two_things(pen: Client, town: Unit, town2: Unit) -> None:
    send(pen, "subsidy", unit=town.pk, as_of="2026-04-23", quarter="1")
    send(pen, "subsidy", unit=town2.pk, as_of="2026-04-23", quarter="1", households_cum="0", amount_cum="0")
    rows = SubsidyProgress.objects.order_by("pk").values_list("households_cum", "amount_cum")
    assert list(rows) == [(None, None), (0, Decimal("0.00"))]


def test_stock(pen: Client, town: Unit) -> None:
    sets = {"assigned_sets": 20359, "reported_done_sets": 25164, "reused_sets": 2619, "existing_sets": 21154}
    send(pen, "stock", unit=town.pk, as_of="2026-05-20", period_from=2008, period_to=2015, **sets)
    assert RentalStock.objects.with_arrears().get().arrears_sets == 1391


def test_arrears(pen: Client, town: Unit) -> None:
    send(pen, "arrears", unit=town.pk, as_of="2026-05-20", arranged_sets="156", due_on="2026-12-31")
    assert list(ArrearsPlan.objects.values_list("arranged_sets", "due_on")) == [(156, date(2026, 12, 31))]


def test_continued(pen: Client, town: Unit) -> None:
    send(pen, "continued", unit=town.pk, as_of="2026-05-20", year=2026, begun_before="2022-12-31", forecast="difficult")
    assert list(ContinuedTask.objects.values_list("sets", "forecast")) == [(None, "difficult")]


def test_note(pen: Client, town: Unit) -> None:
    send(pen, "note", unit=town.pk, kind="shantytown", as_of="2026-05-20", stage="ready", text="具备开工条件")
    assert list(ProgressNote.objects.values_list("stage", "text")) == [("ready", "具备开工条件")]


def test_finding(pen: Client, town: Unit) -> None:
    days = {"listed_on": "2026-03-01", "due_on": "2026-06-30"}
    send(pen, "finding", audit_year=2025, unit=town.pk, title="未办理产权登记", **days)
    finding = AuditFinding.objects.get()
    assert (finding.serial, finding.status, finding.due_on) == (1, "open", date(2026, 6, 30))


# -- whose units ---------------------------------------------------------------------------------------


def test_bureau_chooses_among_all_units(pen: Client) -> None:
    assert offered(pen, "note") == ["云岭县全域", "城关镇", "东屏镇", "南麓乡", "清溪镇", "县开发公司"]


def test_who_has_one_unit_need_not_choose(
    township_clerk: User, client_of: Callable, may_20: None, office: Office
) -> None:
    client = client_of(township_clerk)
    assert offered(client, "note") == ["城关镇"]
    send(client, "note", unit=office.townships[1].pk, kind="prh", as_of="2026-05-20", text="正在摸底")
    assert list(ProgressNote.objects.values_list("unit__name", flat=True)) == ["城关镇"]


def test_projects_of_others_are_not_offered(
    by: Writers, township_clerk: User, client_of: Callable, town: Unit, town2: Unit
) -> None:
    for unit in (town, town2):
        records.project(by, unit)
    assert offered(client_of(township_clerk), "milestone", "project") == ["城关镇片区"]


def test_address_fills_the_form_in(pen: Client, by: Writers, town: Unit) -> None:
    project = records.project(by, town)
    form = pen.get(f"{reverse('affordable:milestone_create')}?unit={town.pk}&project={project.pk}").context["form"]
    assert (form["unit"].value(), form["project"].value(), form["actual_on"].value()) == (
        town.pk, project.pk, date(2026, 5, 20)
    )


@pytest.mark.parametrize("asked", ["9" * 5000, "²", "x", ""])
def test_what_is_no_number_fills_nothing_in(pen: Client, asked: str) -> None:
    page = pen.get(reverse("affordable:milestone_create"), {"unit": asked, "project": asked})
    assert (page.status_code, page.context["form"]["project"].value() in (None, int("9" * 100))) == (200, True)


# -- proof, reasons, double submits --------------------------------------------------------------------


def typed_start(town: Unit, **more: object) -> dict[str, object]:
    return {"unit": town.pk, "kind": "shantytown", "code": "started", "actual_on": "2026-05-20", "sets": "１７５",
            "old_core_sets": "0", **more}


def test_milestone_takes_several_files(pen: Client, town: Unit, evidence: Callable) -> None:
    files = [evidence("开工令.pdf"), evidence("现场.png")]
    answer = send(pen, "milestone", **typed_start(town, evidence=files))
    milestone = Milestone.objects.get()
    assert (answer.url, milestone.sets, milestone.status) == (milestone.get_absolute_url(), 175, "recorded")
    assert list(Attachment.objects.about(milestone).values_list("name", flat=True)) == ["开工令.pdf", "现场.png"]


def test_start_without_proof_is_refused(pen: Client, town: Unit) -> None:
    form = send(pen, "milestone", **typed_start(town)).context["form"]
    assert form.errors == {"evidence": ["登记“开工”须上传证明材料（如施工许可证、现场影像、验收记录）。"]}


def test_file_of_the_wrong_kind_is_named(pen: Client, town: Unit, evidence: Callable) -> None:
    wrong = evidence("开工令.pdf")
    wrong.name = "开工令.exe"
    form = send(pen, "milestone", **typed_start(town, evidence=[wrong])).context["form"]
    sentence = "文件“开工令.exe”不是可接受的类型或内容与扩展名不符，请上传 PDF、JPG、PNG、XLSX、DOCX。"
    assert form.errors == {"evidence": [sentence]}


def test_file_too_large_is_refused_unread(pen: Client, town: Unit, evidence: Callable, settings: object) -> None:
    settings.UPLOAD_MAX_BYTES = 0
    form = send(pen, "milestone", **typed_start(town, evidence=[evidence("开工令.pdf")])).context["form"]
    assert form.errors == {"evidence": ["文件“开工令.pdf”超过 0 MB，请压缩或分成几份上传。"]}


def test_too_many_files_are_refused(pen: Client, town: Unit, evidence: Callable) -> None:
    files = [evidence(f"{number}.pdf") for number in range(11)]
    form = send(pen, "milestone", **typed_start(town, evidence=files)).context["form"]
    assert form.errors == {"evidence": ["一次最多上传 10 个文件，请分次办理或合并成一个 PDF。"]}


def test_reason_is_asked_for_and_the_file_stays(pen: Client, by: Writers, town: Unit, evidence: Callable) -> None:
    records.target(by, town)
    answer = send(pen, "milestone", **typed_start(town, evidence=[evidence("开工令.pdf")]))
    warning = answer.context["form"].warning
    assert warning.sentence == "城关镇本年棚户区改造开工累计 175 套，任务 120 套，完成率 145.83 %，请确认并说明。"
    box = re.search(r'name="reason"[^>]* maxlength="(\d+)"', answer.content.decode()).group(1)
    assert int(box) == Milestone._meta.get_field("note").max_length
    kept = re.findall(r'name="evidence_kept" value="([^"]+)"><span>已收到：([^<]+)<', answer.content.decode())
    assert [name for _note, name in kept] == ["开工令.pdf"]
    again = typed_start(town, reason="含上年结转的 55 套", evidence_kept=[note for note, _name in kept])
    send(pen, "milestone", **again)
    milestone = Milestone.objects.get()
    assert (milestone.note, Attachment.objects.about(milestone).get().name) == ("含上年结转的 55 套", "开工令.pdf")


def test_same_form_sent_twice_records_once(pen: Client, town: Unit, evidence: Callable) -> None:
    token = pen.get(reverse("affordable:milestone_create")).context["submission"]
    answers = [
        send(pen, "milestone", **typed_start(town, submission=token, evidence=[evidence("开工令.pdf")])).url
        for _time in range(2)
    ]
    assert answers == [Milestone.objects.get().get_absolute_url()] * 2


@pytest.mark.parametrize("noun", ["note", "milestone", "finding", "project"])
def test_cancel_leads_back_to_the_list(noun: str, pen: Client) -> None:
    answer = pen.get(reverse(f"affordable:{noun}_create"))
    assert answer.context["cancel_url"] == reverse(f"affordable:{noun}_list")
