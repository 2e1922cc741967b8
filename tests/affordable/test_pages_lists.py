"""Lists: what a query finds, what adds up, what is exported, and who sees which rows."""
import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from affordable import services
from affordable.models import AffordableProject
from housing_portal.accounts.models import Unit, User
from tests.conftest import Office
from tests.pages import records
from tests.pages.records import DAY, Writers


def listed(client: Client, noun: str, query: str = "") -> HttpResponse:
    return client.get(reverse(f"affordable:{noun}_list") + query)


def units(answer: HttpResponse) -> list[str]:
    return [str(row.record.unit) for row in answer.context["table"].rows]


def test_other_pages_link_into_a_list(pen: Client, by: Writers, town: Unit, town2: Unit) -> None:
    for unit in (town, town2):
        records.target(by, unit)
    assert units(listed(pen, "target", f"?unit={town2.pk}&year=2026&program=shantytown")) == ["东屏镇"]
    assert units(listed(pen, "target", "?year=2025")) == []


def test_wrong_value_is_named_and_ignored(pen: Client, by: Writers, town: Unit) -> None:
    records.target(by, town)
    answer = listed(pen, "target", "?year=1899")
    assert answer.context["filterset"].form.errors == {"year": ["确保该值大于或等于2000。"]}
    assert units(answer) == ["城关镇"]


def test_township_sees_its_own_rows(by: Writers, township_clerk: User, client_of: Callable, office: Office) -> None:
    for unit in office.townships:
        records.note(by, unit)
    answer = listed(client_of(township_clerk), "note")
    assert units(answer) == ["城关镇"]
    offered = [str(unit) for unit in answer.context["filterset"].form.fields["unit"].queryset]
    assert offered == ["城关镇"]


def test_revisions_are_told_apart(pen: Client, by: Writers, town: Unit) -> None:
    first = records.target(by, town)
    services.revise_target(actor=by.clerk, target=first, quantity=100, issued_on=DAY, reason="上级调减")
    numbers = {
        query: [row.record.revision for row in listed(pen, "target", query).context["table"].rows]
        for query in ("", "?revision=now", "?revision=past")
    }
    assert numbers == {"": [2, 1], "?revision=now": [2], "?revision=past": [1]}


def test_cumulative_amounts_add_up_across_units_only(pen: Client, by: Writers, town: Unit, town2: Unit) -> None:
    for unit in (town, town2):
        records.investment(by, unit)
        services.record_investment(actor=by.clerk, unit=unit, as_of=DAY, amount_cum=Decimal("9500000.00"))
    everything, latest = listed(pen, "investment"), listed(pen, "investment", "?latest=true")
    assert (len(units(everything)), everything.context["table"].totals) == (4, {})
    assert (units(latest), latest.context["table"].totals) == (
        ["城关镇", "东屏镇"], {"amount_cum": Decimal("19000000.00")}
    )
    assert latest.context["table"].foot()[0][1][2] == ("1,900.00", "num")


def test_sets_add_up_within_one_step_and_state(pen: Client, by: Writers, town: Unit, town2: Unit) -> None:
    records.confirmed(by, town)
    records.confirmed(by, town2)
    records.milestone(by, town)
    both = listed(pen, "milestone", "?code=started&status=confirmed").context["table"].totals
    assert both == {"sets": 14, "old_core_sets": 0}
    assert listed(pen, "milestone", "?code=started").context["table"].totals == {}


def test_projects_show_what_counts(pen: Client, by: Writers, town: Unit) -> None:
    waiting = records.milestone(by, town)
    project = waiting.project
    totals = listed(pen, "project").context["table"].totals
    assert totals == {
        "sets_planned": 100, "started_sets": 0, "done_sets": 0, "invest_total": Decimal("46000000.00")
    }
    services.confirm_milestone(actor=by.chief, milestone=waiting)
    row = listed(pen, "project").context["table"].rows[0].record
    assert (row.pk, row.started_sets, row.done_sets) == (project.pk, 40, 0)


def test_arrears_follow_from_the_four_numbers(pen: Client, by: Writers, town: Unit) -> None:
    records.stock(by, town)
    assert listed(pen, "stock", "?latest=true").context["table"].totals == {
        "assigned_sets": 300, "reported_done_sets": 280, "reused_sets": 30, "existing_sets": 200, "arrears_sets": 50,
    }


def test_export_has_the_rows_of_the_query(pen: Client, by: Writers, town: Unit, town2: Unit) -> None:
    for unit in (town, town2):
        records.investment(by, unit)
    answer = listed(pen, "investment", f"?unit={town2.pk}&export=xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    heads = ["截至日期", "责任单位", "项目", "本年累计完成投资（万元）", "依据", "说明", "录入人"]
    assert [row[:4] for row in rows[rows.index(heads) + 1:]] == [
        [rows[rows.index(heads) + 1][0], "东屏镇", None, 919]
    ]
    assert f"{rows[rows.index(heads) + 1][0]:%Y-%m-%d}" == "2026-05-20"


@pytest.mark.parametrize(
    ("role", "labels"),
    [("clerk", ["登记里程碑", "导入"]), ("finance", ["登记里程碑"]), ("chief", []), ("auditor", [])],
)
def test_buttons_follow_the_role(role: str, labels: list[str], person: Callable, client_of: Callable) -> None:
    answer = listed(client_of(person(role)), "milestone")
    assert [button.label for button in answer.context["buttons"]] == labels


def test_targets_are_issued_by_the_bureau_alone(township_clerk: User, client_of: Callable) -> None:
    client = client_of(township_clerk)
    assert listed(client, "target").context["buttons"] == []
    assert client.get(reverse("affordable:target_create")).status_code == 403


def test_words_are_found_across_fields(pen: Client, by: Writers, town: Unit, town2: Unit) -> None:
    for unit in (town, town2):
        records.project(by, unit)
    found = listed(pen, "project", "?q=东屏镇 建安").context["table"].rows
    assert [row.record for row in found] == [AffordableProject.objects.get(unit=town2)]
