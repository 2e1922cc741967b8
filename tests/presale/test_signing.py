"""Whoever answers for money types his password once more; a wrong one does nothing and counts towards the lock-out."""
from collections.abc import Callable

import pytest
from axes.models import AccessAttempt
from django.urls import resolve, reverse

from housing_portal.accounts.models import User
from housing_portal.accounts.signing import WRONG, Signed
from housing_portal.journal.models import Entry
from presale.models import EscrowAccount, NodeCertification, Payee, Release
from tests.conftest import PASSWORD, Window
from tests.presale import cases
from tests.presale.cases import Office

Sign = Callable[[User], Window]
DECISIVE = ["release_approve", "release_approve_top", "refund_approve", "quota_approve", "account_approve_release",
            "node_certify", "node_void", "freeze_confirm_release", "freeze_reject", "letter_confirm"]


@pytest.fixture
def verified(who: Office, account: EscrowAccount, payee: Payee, node: NodeCertification) -> Release:
    return cases.verified(who, cases.drafted(who, account, payee, 1_000_000, node))


@pytest.fixture
def place(verified: Release) -> str:
    return reverse("presale:release_approve", args=[verified.pk])


@pytest.fixture
def typed(verified: Release) -> dict[str, object]:
    return {"revision": verified.revision, "opinion": "同意支付"}


@pytest.mark.parametrize("name", DECISIVE)
def test_what_is_signed(name: str) -> None:
    assert issubclass(resolve(reverse(f"presale:{name}", args=[1])).func.view_class, Signed)


@pytest.mark.parametrize(("password", "sentence"), [
    ({}, "请填写本人登录密码。"), ({"password": ""}, "请填写本人登录密码。"), ({"password": "Yunling-2025"}, WRONG),
    ({"password": f" {PASSWORD}"}, WRONG), ({"password": "长" * 10_000}, WRONG), ({"password": "a\x00b"}, WRONG),
])
def test_without_the_own_password_nothing_is_done(
    who: Office, verified: Release, place: str, typed: dict, client_of: Sign, password: dict, sentence: str
) -> None:
    before = Entry.objects.count()
    answer = client_of(who.deputy).post(place, {**typed, **password})
    assert list(answer.context["form"].errors) == ["password"]
    assert sentence in answer.context["form"].errors["password"]
    verified.refresh_from_db()
    assert (verified.status, Entry.objects.count()) == ("verified", before)


def test_another_s_password_is_not_the_own(
    who: Office, verified: Release, place: str, typed: dict, client_of: Sign
) -> None:
    who.clerk.set_password("Anders-2026")
    who.clerk.save()
    answer = client_of(who.deputy).post(place, {**typed, "password": "Anders-2026"})
    assert answer.context["form"].errors == {"password": [WRONG]}


def test_what_was_typed_is_neither_shown_nor_kept(
    who: Office, place: str, typed: dict, client_of: Sign
) -> None:
    desk = client_of(who.deputy)
    page = desk.post(place, {**typed, "password": "Geheim-2026"}).content.decode()
    desk.sign(place, {**typed, "revision": "77"})
    assert ("同意支付" in page, page.count("Geheim")) == (True, 0)
    kept = str(list(AccessAttempt.objects.values())) + str(list(Entry.objects.values())) + str(dict(desk.session))
    assert (kept.count("Geheim"), kept.count(PASSWORD)) == (0, 0)


def test_with_the_password_it_is_done(
    who: Office, verified: Release, place: str, typed: dict, client_of: Sign
) -> None:
    desk = client_of(who.deputy)
    desk.post(place, {**typed, "password": "wrong"})
    assert AccessAttempt.objects.get().failures_since_start == 1
    assert desk.sign(place, typed).headers["Location"] == verified.get_absolute_url()
    verified.refresh_from_db()
    assert (verified.status, verified.approved_by, AccessAttempt.objects.count()) == ("signed", who.deputy, 0)


def test_too_many_wrong_ones_lock_and_end_the_session(
    who: Office, verified: Release, place: str, typed: dict, client_of: Sign, client: Window
) -> None:
    desk = client_of(who.deputy)
    answers = [desk.post(place, {**typed, "password": "wrong"}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert desk.get(place).status_code == 302
    again = client.post(reverse("login"), {"username": who.deputy.username, "password": PASSWORD})
    assert again.status_code == 429
    verified.refresh_from_db()
    assert verified.status == "verified"


def test_failures_at_the_sign_in_count_as_well(
    who: Office, place: str, typed: dict, client_of: Sign, client: Window
) -> None:
    for _ in range(4):
        client.post(reverse("login"), {"username": who.deputy.username, "password": "wrong"})
    assert client_of(who.deputy).post(place, {**typed, "password": "wrong"}).status_code == 429
