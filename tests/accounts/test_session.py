"""Sign-in, lock-out, the two limits of a session, and the duty to change a password."""
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from tests.conftest import PASSWORD

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LOGIN = "/login/"
CHANGE = "/password/"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def sign_in(client: Client, username: str, password: str = PASSWORD, **data: str) -> object:
    return client.post(LOGIN, {"username": username, "password": password, **data})


# -- sign-in -----------------------------------------------------------------------------------------


def test_sign_in_leads_home_and_is_written_down(client: Client, clerk: User) -> None:
    assert sign_in(client, clerk.username).url == reverse("home")
    assert [(e.action, e.actor) for e in Entry.objects.all()] == [("登录", clerk)]


def test_sign_in_leads_where_one_wanted_to_go(client: Client, clerk: User) -> None:
    assert sign_in(client, clerk.username, next=CHANGE).url == CHANGE


@pytest.mark.parametrize("evil", ["https://example.com/", "//example.com/", "javascript:alert(1)", "\\\\example.com"])
def test_sign_in_leads_nowhere_else(client: Client, clerk: User, evil: str) -> None:
    assert sign_in(client, clerk.username, next=evil).url == reverse("home")


def test_account_may_be_typed_in_capitals_and_full_width(client: Client, person: Callable[..., User]) -> None:
    person("clerk", username="li.jing")
    assert sign_in(client, " ＬＩ.Jing ").url == reverse("home")


def test_session_key_changes_at_sign_in(client: Client, clerk: User) -> None:
    session = client.session
    session["seen_at"] = 0
    session.save()
    before = session.session_key
    sign_in(client, clerk.username)
    assert (client.session.session_key == before, client.session["_auth_user_id"]) == (False, str(clerk.pk))


def test_sign_out_is_a_post(client: Client, clerk: User) -> None:
    sign_in(client, clerk.username)
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").url == LOGIN
    assert client.get(CHANGE).status_code == 302


def shown(answer: object) -> tuple[list[str], int | None]:
    return answer.context["form"].non_field_errors(), answer.context["tries_left"]


def test_unknown_switched_off_and_wrong_read_the_same(client: Client, clerk: User, person: Callable[..., User]) -> None:
    off = person("clerk")
    User.objects.filter(pk=off.pk).update(is_active=False)
    answers = [
        sign_in(client, "nobody.here"), sign_in(client, off.username), sign_in(client, clerk.username, "wrong"),
    ]
    assert [shown(answer) for answer in answers] == [(["账号或密码不正确。"], 4)] * 3
    pages = {
        answer.content.decode().replace(answer.context["form"]["username"].value(), "").split("csrf", 1)[0]
        for answer in answers
    }
    assert len(pages) == 1


def test_empty_boxes_are_named_and_cost_no_try(client: Client, clerk: User) -> None:
    answer = sign_in(client, "", "")
    assert answer.context["form"].errors == {"username": ["请填写账号。"], "password": ["请填写密码。"]}
    assert answer.context["tries_left"] is None
    assert shown(sign_in(client, clerk.username, "wrong"))[1] == 4


def test_login_page_shows_no_password(client: Client, db: None) -> None:
    assert client.get(LOGIN).content.decode().count(PASSWORD) == 0


# -- lock-out ----------------------------------------------------------------------------------------


def test_five_failures_lock_for_a_quarter_of_an_hour(
    client: Client, clerk: User, chief: User, clock: time_machine.Traveller
) -> None:
    left = [shown(sign_in(client, clerk.username, "wrong"))[1] for _ in range(4)]
    assert left == [4, 3, 2, 1]
    fifth = sign_in(client, clerk.username, "wrong")
    assert (fifth.status_code, fifth.context["minutes"]) == (429, 15)
    assert sign_in(client, clerk.username).status_code == 429
    assert sign_in(Client(), chief.username).url == reverse("home")
    clock.shift(timedelta(minutes=15, seconds=1))
    assert sign_in(client, clerk.username).url == reverse("home")


def test_other_ways_of_writing_the_account_do_not_evade(client: Client, clerk: User) -> None:
    for written in (clerk.username, clerk.username.upper(), f" {clerk.username}", clerk.username, clerk.username):
        answer = sign_in(client, written, "wrong")
    assert answer.status_code == 429


def test_unknown_accounts_lock_in_the_same_way(client: Client, db: None) -> None:
    assert [sign_in(client, "nobody.here").status_code for _ in range(5)] == [200, 200, 200, 200, 429]


def test_an_account_that_is_too_long_to_exist(client: Client, db: None) -> None:
    answer = sign_in(client, "a" * 5000)
    assert (answer.status_code, answer.context["form"].errors) == (200, {"username": ["账号或密码不正确。"]})


def test_success_forgets_the_failures(client: Client, clerk: User) -> None:
    for _ in range(4):
        sign_in(client, clerk.username, "wrong")
    assert sign_in(client, clerk.username).status_code == 302
    client.post("/logout/")
    assert shown(sign_in(client, clerk.username, "wrong"))[1] == 4


# -- limits ------------------------------------------------------------------------------------------


def test_idle_session_ends_and_says_so(client: Client, clerk: User, clock: time_machine.Traveller) -> None:
    sign_in(client, clerk.username)
    clock.shift(timedelta(minutes=29, seconds=59))
    assert client.get(CHANGE).status_code == 200
    clock.shift(timedelta(minutes=30))
    answer = client.get(f"{CHANGE}?a=1")
    assert answer.url == f"{LOGIN}?ended=idle&next={quote(CHANGE + '?a=1', safe='')}"
    page = client.get(answer.url)
    assert (page.context["ended"], page.context["lost"], page.context["next"]) == (
        "因长时间未操作已退出，请重新登录。", False, f"{CHANGE}?a=1",
    )
    assert "_auth_user_id" not in client.session


def test_work_keeps_a_session_alive_up_to_the_absolute_limit(
    client: Client, clerk: User, clock: time_machine.Traveller
) -> None:
    sign_in(client, clerk.username)
    for _ in range(29):
        clock.shift(timedelta(minutes=20))
        assert client.get(CHANGE).status_code == 200
    clock.shift(timedelta(minutes=20))
    answer = client.get(CHANGE)
    assert answer.url == f"{LOGIN}?ended=absolute&next={quote(CHANGE, safe='')}"
    assert client.get(answer.url).context["ended"] == "本次登录已到最长时限，请重新登录。"


def test_lost_input_is_explained_and_the_form_found_again(
    client: Client, clerk: User, clock: time_machine.Traveller
) -> None:
    sign_in(client, clerk.username)
    clock.shift(timedelta(hours=1))
    form = f"http://testserver{CHANGE}"
    answer = client.post(CHANGE, {"old_password": "x"}, headers={"referer": form})
    page = client.get(answer.url)
    assert (page.context["lost"], page.context["next"]) == (True, form)
    assert sign_in(client, clerk.username, next=form).url == form


def test_new_sign_in_starts_both_limits_anew(client: Client, clerk: User, clock: time_machine.Traveller) -> None:
    sign_in(client, clerk.username)
    first = client.session["signed_in_at"]
    clock.shift(timedelta(hours=9))
    sign_in(client, clerk.username)
    assert (client.session["signed_in_at"] - first, client.session["seen_at"] - first) == (32400, 32400)


# -- password change ---------------------------------------------------------------------------------


@pytest.fixture
def newcomer(clerk: User) -> User:
    clerk.must_change_password = True
    clerk.save()
    return clerk


def change(client: Client, old: str, new: str, repeated: str | None = None) -> object:
    return client.post(
        CHANGE, {"old_password": old, "new_password": new, "repeated": new if repeated is None else repeated}
    )


def test_first_password_must_be_changed_before_anything_else(client: Client, newcomer: User) -> None:
    sign_in(client, newcomer.username)
    assert [client.get(page).url for page in ("/", "/registry/policies/", "/journal/")] == [CHANGE] * 3
    assert client.get(CHANGE).context["first"] is True
    assert change(client, PASSWORD, "Qinghe-2027").url == reverse("home")
    assert client.get("/registry/policies/").status_code == 200


def test_sign_out_is_possible_while_a_change_is_due(client: Client, newcomer: User) -> None:
    sign_in(client, newcomer.username)
    assert client.post("/logout/").url == LOGIN


def test_unknown_address_is_not_found_while_a_change_is_due(client: Client, newcomer: User) -> None:
    sign_in(client, newcomer.username)
    assert client.get("/nothing/here/").status_code == 404


def test_password_of_ninety_days_is_due(
    client: Client, clerk: User, clock: time_machine.Traveller, settings: Settings
) -> None:
    settings.PASSWORD_RULES = {**settings.PASSWORD_RULES, "max_age_days": 90}
    User.objects.filter(pk=clerk.pk).update(password_changed_at=START - timedelta(days=90) + timedelta(minutes=1))
    sign_in(client, clerk.username)
    assert client.get("/registry/policies/").status_code == 200
    clock.shift(timedelta(minutes=1))
    assert client.get("/registry/policies/").url == CHANGE
    change(client, PASSWORD, "Qinghe-2027")
    assert client.get("/registry/policies/").status_code == 200


def test_change_ends_the_other_sessions(client: Client, clerk: User) -> None:
    elsewhere = Client()
    for browser in (client, elsewhere):
        sign_in(browser, clerk.username)
    change(client, PASSWORD, "Qinghe-2027")
    assert client.get(CHANGE).status_code == 200
    assert elsewhere.get(CHANGE).status_code == 302
    assert sign_in(Client(), clerk.username, "Qinghe-2027").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "repeated", "errors"),
    [
        ("wrong", "Qinghe-2027", "Qinghe-2027", {"old_password": ["现用密码不正确。"]}),
        (PASSWORD, "Qinghe-2027", "Qinghe-2028", {"repeated": ["两次输入的新密码不一致。"]}),
        (PASSWORD, "Qing-27", "Qing-27", {"new_password": ["密码只有 7 位，至少需要 8 位。"]}),
        (PASSWORD, PASSWORD, PASSWORD, {"new_password": ["不得与最近 1 次的密码相同，请另设一个。"]}),
    ],
)
def test_refused_change_names_the_rule_and_changes_nothing(
    client: Client, clerk: User, old: str, new: str, repeated: str, errors: dict[str, list[str]]
) -> None:
    sign_in(client, clerk.username)
    assert change(client, old, new, repeated).context["form"].errors == errors
    clerk.refresh_from_db()
    assert clerk.check_password(PASSWORD)
