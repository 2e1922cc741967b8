"""A home's way through the windows: what clerks type, what pages show, and that nobody's number is seen."""
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from tests.transactions import builders, homes
from transactions.models import ExistingHomeContract, ExistingHomeFund

DAY = "2026-03-10"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with homes.on(date(2026, 5, 20)):
        yield


@pytest.fixture
def window(clerk: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(clerk)


@pytest.fixture
def form() -> dict[str, object]:
    """Return what is typed for a home with one seller and, after an empty row, one buyer."""
    return {
        "estate_unit_no": "620799 001001 GB00001 F00010001", "title_no": "云（2020）云岭县不动产权第0000001号",
        "address": "云岭县城关镇新民路1号", "use": "home", "area": "96.00", "total_price": "480,000",
        "verified_on": DAY, "title_agrees": "yes", "no_seal": "yes", "co_owners_agree": "yes", "has_mortgage": "no",
        "escrow_choice": "supervised", "special": "none", "seller_1_name": "马兰英",
        "seller_1_identity_kind": "id_card", "seller_1_identity": builders.identity(1), "buyer_2_name": "周静",
        "buyer_2_identity_kind": "id_card", "buyer_2_identity": builders.identity(51), "buyer_2_phone": "13800001234",
    }


def errors(answer: object) -> dict[str, list[str]]:
    return dict(answer.context["form"].errors)


def test_a_home_is_verified_at_the_window(window: Client, form: dict) -> None:
    window.post(reverse("transactions:resale_create"), form)
    made = ExistingHomeContract.objects.get()
    parties = [(str(one), str(one.identity), str(one.phone or "")) for one in made.parties.order_by("-side")]
    assert (made.estate_unit_no, parties) == ("620799001001GB00001F00010001", [
        ("马*英", f"620799********{builders.identity(1)[-4:]}", ""),
        ("周*", f"620799********{builders.identity(51)[-4:]}", "138****1234"),
    ])


def test_a_refusal_stands_at_the_row_that_was_typed(window: Client, form: dict) -> None:
    form |= {"buyer_2_identity": "440524188001010015", "broker": "无此机构"}
    answer = window.post(reverse("transactions:resale_create"), form)
    assert list(errors(answer)) == ["broker"]
    answer = window.post(reverse("transactions:resale_create"), form | {"broker": "", "title_agrees": "no"})
    assert list(errors(answer)) == ["title_agrees"]
    answer = window.post(reverse("transactions:resale_create"), form | {"broker": ""})
    assert list(errors(answer)) == ["buyer_2_identity"]
    assert answer.context["form"]["seller_1_name"].value() == "马兰英"


def test_every_question_must_be_answered(window: Client, form: dict) -> None:
    questions = ["title_agrees", "no_seal", "co_owners_agree", "has_mortgage"]
    answer = window.post(reverse("transactions:resale_create"), {k: v for k, v in form.items() if k not in questions})
    assert sorted(errors(answer)) == sorted(questions)


def test_a_correction_takes_masked_numbers_back(window: Client, form: dict) -> None:
    window.post(reverse("transactions:resale_create"), form)
    made = ExistingHomeContract.objects.get()
    url = reverse("transactions:resale_edit", args=[made.pk])
    shown = window.get(url).context["form"]
    typed = {box.html_name: box.value() for box in shown if box.value() not in (None, "")}
    assert (typed["seller_1_name"], typed["buyer_1_name"]) == ("马*英", "周*")
    window.post(url, {**{k: str(v) for k, v in typed.items()}, "address": "云岭县城关镇新民路2号"})
    made.refresh_from_db()
    people = [(party.name, party.identity.reveal()) for party in made.parties.order_by("-side")]
    assert (made.address, people) == (
        "云岭县城关镇新民路2号", [("马兰英", builders.identity(1)), ("周静", builders.identity(51))]
    )
    answer = window.post(url, {**{k: str(v) for k, v in typed.items()}, "seller_1_name": "周*"})
    assert errors(answer) == {"seller_1_name": ["请填写出卖方第 1 人的完整姓名，不带星号（*）。"]}


def test_a_kind_of_document_must_be_chosen(window: Client, form: dict) -> None:
    answer = window.post(reverse("transactions:resale_create"), form | {"seller_1_identity_kind": ""})
    assert errors(answer) == {"seller_1_identity": ["出卖方第 1 人：请选择证件类型。"]}


def test_numbers_are_seen_only_for_a_reason(window: Client, clerk: User) -> None:
    made = homes.verified(clerk)
    number, page = builders.identity(51), made.get_absolute_url()
    assert number not in window.get(page).content.decode()
    answer = window.post(reverse("transactions:resale_reveal", args=[made.pk]), {"reason": "核对买受人身份"})
    assert (number in answer.content.decode(), "no-store" in answer["Cache-Control"]) == (True, True)
    assert Entry.objects.about(made).first().reason == "核对买受人身份"
    assert number not in window.get(page).content.decode()


def test_the_list_finds_a_person_by_full_name_alone(window: Client, clerk: User) -> None:
    homes.verified(clerk)
    rows = [
        len(window.get(reverse("transactions:resale_list"), {"person": words}).context["table"].paginated_rows)
        for words in ("周静", "周", builders.identity(51), "周小静")
    ]
    assert rows == [1, 0, 1, 0]


def test_the_money_from_opening_to_payout(
    window: Client, clerk: User, chief: User, client_of: Callable[[User], Client]
) -> None:
    made, second = homes.filed(clerk, chief), client_of(chief)
    bank = homes.bank().name
    window.post(reverse("transactions:fund_open", args=[made.pk]),
                {"bank": bank, "due_amount": "480,000.00", "opened_on": DAY})
    fund = ExistingHomeFund.objects.get()

    def step(client: Client, code: str, **typed: object) -> str:
        client.post(reverse(f"transactions:fund_{code}", args=[fund.pk]), typed)
        fund.refresh_from_db()
        return fund.status

    paid = {"occurred_on": DAY, "payer": "周静", "account": "6018", "voucher": "存001"}
    assert [step(window, "fund", amount="180,000", **paid), step(window, "fund", amount="300,000", **paid)] == [
        "opened", "funded"
    ]
    window.post(reverse("transactions:resale_transfer", args=[made.pk]), {"transferred_on": DAY})
    assert step(window, "transfer") == "transfer_done"
    overdue = second.get(reverse("transactions:fund_list"), {"status": "overdue"}).context["table"]
    assert [row.record for row in overdue.paginated_rows] == [fund]
    seller = made.parties.get(side="seller")
    out = {"payee": seller.pk, "account": "3321", "occurred_on": DAY, "voucher": "付001"}
    assert step(second, "pay", **out) == "paid_out"
    assert "周静" not in second.get(fund.get_absolute_url()).content.decode()
