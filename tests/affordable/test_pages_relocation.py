"""Yards, households and quotas as pages: what is shown of persons, which steps stand open, what a wrong form says."""
import io
from collections.abc import Callable
from decimal import Decimal

from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from affordable.models import RelocationHousehold
from housing_portal.accounts.models import Unit
from tests.pages import records_relocation as made
from tests.pages.records import Writers


def labels(answer: object) -> list[str]:
    return [button.label for button in answer.context["buttons"]]


def step(row: RelocationHousehold, deed: str) -> str:
    return reverse(f"affordable:relocated_{deed}", args=[row.pk])


def test_a_yard_shows_its_households_masked(pen: Client, by: Writers, town: Unit) -> None:
    row = made.signed(by, town)
    page = pen.get(row.compound.get_absolute_url())
    text = page.content.decode()
    assert ("周*静" in text, "周小静" in text) == (True, False)
    assert [chip.label for chip in page.context["chips"]] == ["全部签约"]
    assert [figure.text for figure in page.context["figures"]] == ["1", "1", "0", "0"]
    entry = pen.get(f"{reverse('affordable:relocated_create')}?compound={row.compound.pk}").context["form"]
    assert entry.initial["compound"] == row.compound.pk


def test_no_page_shows_an_owner_in_full(
    pen: Client, seal: Client, by: Writers, town: Unit, town2: Unit
) -> None:
    row = made.quota(by, town)
    made.signed(by, town2)  # still without a quota, so that the form offers it
    addresses = [
        row.get_absolute_url(), row.household.get_absolute_url(), reverse("affordable:relocated_list"),
        reverse("affordable:resettlement_list"), row.project.get_absolute_url(),
        reverse("affordable:resettlement_create"), reverse("affordable:relocated_edit", args=[row.household.pk]),
        reverse("affordable:resettlement_audit", args=[row.pk]), step(row.household, "undo"),
    ]
    readers = [pen] * 7 + [seal] * 2
    texts = [reader.get(address).content.decode() for reader, address in zip(readers, addresses, strict=True)]
    assert [("周*静" in text, "周小静" in text) for text in texts] == [(True, False)] * 9


def test_no_workbook_holds_an_owner_in_full(pen: Client, by: Writers, town: Unit) -> None:
    made.quota(by, town)
    for noun in ("relocated", "resettlement"):
        answer = pen.get(reverse(f"affordable:{noun}_list") + "?export=xlsx")
        rows = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.iter_rows(values_only=True)
        cells = [cell for row in rows for cell in row]
        assert ("周*静" in cells, "周小静" in cells) == (True, False)


def test_list_by_progress(pen: Client, by: Writers, town: Unit, town2: Unit) -> None:
    first, second = made.household(by, town), made.vacated(by, town2)
    expected = {
        "?status=surveyed": [first.pk], "?status=vacated": [second.pk], "?behind=true": [second.pk],
        "?owner=周小静": [first.pk, second.pk], "?owner=周小": [], "?q=东关街": [first.pk, second.pk],
    }
    listed = {query: pen.get(reverse("affordable:relocated_list") + query).context["table"].rows for query in expected}
    assert {query: [line.record.pk for line in rows] for query, rows in listed.items()} == expected
    yards = pen.get(reverse("affordable:compound_list") + "?state=surveyed").context["table"].rows
    assert [line.record.pk for line in yards] == [first.compound.pk]


def test_buttons_follow_the_way(pen: Client, seal: Client, by: Writers, town: Unit) -> None:
    row = made.negotiating(by, town)
    assert (labels(pen.get(row.get_absolute_url())), labels(seal.get(row.get_absolute_url()))) == (
        ["修改", "登记签约", "补偿决定"], ["撤回上一步"]
    )


def test_agreement_is_entered(pen: Client, by: Writers, town: Unit) -> None:
    row = made.negotiating(by, town)
    typed = {
        "on": "2026-03-10", "mode": "monetary", "agreement_no": "云征〔2026〕18号", "planned_demolish_on": "2026-06-30",
    }
    wrong = pen.post(step(row, "sign"), typed).context["form"]
    assert wrong.errors == {"compensation": ["货币补偿须填补偿金额。"]}
    assert pen.post(step(row, "sign"), {**typed, "compensation": "300,000"}).url == row.get_absolute_url()
    row.refresh_from_db()
    assert (row.status, row.compensation, row.swap_sets) == ("signed", Decimal("300000.00"), 0)


def test_demolished_before_paid_is_one_sentence(pen: Client, by: Writers, town: Unit) -> None:
    row = made.signed(by, town)
    assert pen.get(step(row, "demolish")).context["blocked"] == (
        "当前状态是“已签协议”，不能“登记拆除”（须为：已腾空）。请刷新页面查看最新状态。"
    )
    early = pen.post(step(row, "pay"), {"on": "2026-03-09"}).context["form"]
    assert early.errors == {"on": ["2026-03-09 早于已签协议日期 2026-03-10，请核对。"]}


def test_step_is_taken_back_from_its_page(seal: Client, by: Writers, town: Unit) -> None:
    row = made.paid(by, town)
    assert seal.get(step(row, "undo")).context["effects"][0].startswith("撤回已补偿（2026-03-20，李经办登记）")
    seal.post(step(row, "undo"), {"reason": "登错户"})
    page = seal.get(row.get_absolute_url())
    steps = page.context["parts"]["details"][0][1]
    found = [(line.record.code, str(getattr(line.record, "undone", ""))) for line in steps.rows]
    assert [(code, undone != "") for code, undone in found] == [
        ("paid", True), ("signed", False), ("negotiating", False)
    ]
    assert ">王股长</span>" in steps.body


def test_more_households_than_planned_ask_for_a_reason(pen: Client, by: Writers, town: Unit) -> None:
    row = made.household(by, town)
    type(row.compound.project).objects.update(households_planned=1)
    typed = {"compound": row.compound.pk, "owner": "郑大伟", "legal_area": "80", "actual_area": "80",
             "unregistered_area": "0"}
    warned = pen.post(reverse("affordable:relocated_create"), typed).context["form"]
    assert warned.warning.sentence == "“城关镇片区”征收户将有 2 户，超过计划 1 户，请确认并说明。"
    pen.post(reverse("affordable:relocated_create"), {**typed, "reason": "摸底补登"})
    assert RelocationHousehold.objects.latest("pk").owner == "郑大伟"


def test_a_claim_waits_for_a_second_person(pen: Client, seal: Client, by: Writers, town: Unit) -> None:
    made.quota(by, town)
    waiting = seal.get("/?tab=review").context["pile"].todos
    assert [(todo.kind, todo.title, todo.deed) for todo in waiting] == [
        ("安置指标审核", "17号院 周*静 安置指标 2 个", "审核")
    ]


def test_quota_goes_its_way(pen: Client, seal: Client, by: Writers, town: Unit, evidence: Callable) -> None:
    row = made.quota(by, town)
    ways = {deed: reverse(f"affordable:resettlement_{deed}", args=[row.pk]) for deed in ("audit", "publish", "allot")}
    seal.post(ways["audit"], {"on": "2026-04-01"})
    pen.post(ways["publish"], {"on": "2026-04-10", "evidence": [evidence("公示.pdf")]})
    over = pen.post(ways["allot"], {"on": "2026-05-01", "sets_allocated": "3"}).context["form"]
    assert over.errors == {"sets_allocated": ["这一户有 2 个指标，已分套数应在 1—2 之间。"]}
    pen.post(ways["allot"], {"on": "2026-05-01", "sets_allocated": "2"})
    page = pen.get(row.get_absolute_url())
    assert [figure.text for figure in page.context["figures"]] == ["2", "2"]
    totals = pen.get(reverse("affordable:resettlement_list")).context["table"].totals
    assert totals == {"quota_count": 2, "sets_allocated": 2}
