"""Every page of accounts: who may open it, what it does, and that it costs the same with one row and with three."""
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from housing_portal.accounts import services
from housing_portal.accounts.models import RoleGrant, Unit, UnitAlias, User
from housing_portal.journal.models import Entry
from tests.transactions.builders import identity

Sign = Callable[[User], Client]


def path(name: str, *args: object) -> str:
    return reverse(f"accounts:{name}", args=args)


@pytest.fixture
def admin(sysadmin: User, client_of: Sign) -> Client:
    return client_of(sysadmin)


def pages(user: User, alias: UnitAlias) -> list[str]:
    """Return the address of every page that opens with GET."""
    return [
        path("user_list"), path("user_create"), path("user_detail", user.pk), path("user_edit", user.pk),
        path("user_reset", user.pk), path("user_switch", user.pk), path("role_grant", user.pk),
        path("role_revoke", user.pk, "clerk"), path("unit_list"), path("unit_create"),
        path("unit_detail", user.unit_id), path("unit_edit", user.unit_id), path("alias_add", user.unit_id),
        path("alias_remove", alias.pk), path("role_list"),
    ]


@pytest.fixture
def addresses(clerk: User, sysadmin: User) -> list[str]:
    return pages(clerk, services.add_alias(actor=sysadmin, unit=clerk.unit, name="保障股"))


def test_administrator_opens_every_page(admin: Client, addresses: list[str]) -> None:
    assert [admin.get(address).status_code for address in addresses] == [200] * len(addresses)


@pytest.mark.parametrize("role", ["clerk", "chief", "deputy", "director", "finance", "auditor"])
def test_nobody_else_opens_any(
    role: str, person: Callable[..., User], client_of: Sign, addresses: list[str]
) -> None:
    client = client_of(person(role))
    assert [client.get(address).status_code for address in addresses] == [403] * len(addresses)
    assert [client.post(address).status_code for address in addresses if "/new" in address] == [403] * 3


def test_strangers_are_sent_to_the_login_page(client: Client, addresses: list[str]) -> None:
    wanted = [f"{reverse('login')}?next={address}" for address in addresses]
    assert [client.get(address).url for address in addresses] == wanted


def test_what_does_not_exist_is_not_found(admin: Client, clerk: User) -> None:
    names = ["user_detail", "user_edit", "user_reset", "user_switch", "role_grant", "unit_detail", "unit_edit",
             "alias_add", "alias_remove"]
    assert [admin.get(path(name, 10**9)).status_code for name in names] == [404] * len(names)
    assert admin.get(path("role_revoke", clerk.pk, "nobody")).status_code == 404


def test_list_costs_the_same_with_more_rows(admin: Client, person: Callable[..., User]) -> None:
    person("clerk")
    admin.get(path("user_list"))
    with CaptureQueriesContext(connection) as few:
        admin.get(path("user_list"))
    for _ in range(3):
        person("clerk")
    with CaptureQueriesContext(connection) as more:
        admin.get(path("user_list"))
    assert len(more) == len(few)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "李经办"}, ["李经办"]),
        ({"q": "ｌｉ　jing"}, ["李经办"]),
        ({"role": "chief"}, ["王股长"]),
        ({"is_active": "0"}, []),
        ({"q": "没有这个人"}, []),
    ],
)
def test_list_finds(admin: Client, clerk: User, chief: User, query: dict[str, str], found: list[str]) -> None:
    rows = admin.get(path("user_list"), query).context["table"].rows
    assert [row.record.name for row in rows] == found


def test_new_account_shows_its_password_once(admin: Client, clerk: User) -> None:
    answer = admin.post(
        path("user_create"),
        {"username": "zhou.min", "name": "周敏", "unit": clerk.unit_id, "phone": "", "roles": ["clerk", "finance"],
         "identity": identity(1)},
    )
    user = User.objects.get(username="zhou.min")
    assert user.role_labels == "经办、财务"
    assert user.check_password(answer.context["password"])
    assert user.must_change_password
    assert answer.content.decode().count(answer.context["password"]) == 1
    stored = str(dict(admin.session)) + str(list(Entry.objects.values())) + str(answer.cookies)
    assert stored.count(answer.context["password"]) == 0


def test_refused_account_keeps_what_was_typed(admin: Client, office: object) -> None:
    township = Unit.objects.get(name="城关镇")
    answer = admin.post(
        path("user_create"),
        {"username": "a.b", "name": "周敏", "unit": township.pk, "roles": ["director"], "identity": identity(1)},
    )
    assert answer.context["form"].non_field_errors() == ["乡镇街道的人员不能担任“局长”。"]
    assert answer.context["form"]["name"].value() == "周敏"
    assert User.objects.filter(username="a.b").count() == 0


def test_account_is_edited(admin: Client, clerk: User) -> None:
    answer = admin.post(path("user_edit", clerk.pk), {"name": "李静", "unit": clerk.unit_id, "phone": "8206"})
    assert answer.url == path("user_detail", clerk.pk)
    clerk.refresh_from_db()
    assert (clerk.name, clerk.phone, clerk.name_key) == ("李静", "8206", "li jing")


def test_account_name_cannot_be_edited(admin: Client, clerk: User) -> None:
    before = clerk.username
    admin.post(path("user_edit", clerk.pk), {"name": "李静", "unit": clerk.unit_id, "username": "other"})
    clerk.refresh_from_db()
    assert clerk.username == before


def test_reset_ends_the_sessions_of_the_account(admin: Client, clerk: User, client_of: Sign) -> None:
    theirs = client_of(clerk)
    assert theirs.get(reverse("password_change")).status_code == 200
    answer = admin.post(path("user_reset", clerk.pk))
    clerk.refresh_from_db()
    assert clerk.check_password(answer.context["password"])
    assert theirs.get(reverse("password_change")).status_code == 302


def test_switch_carries_what_the_reader_saw(admin: Client, clerk: User) -> None:
    stale = {"to": admin.get(path("user_switch", clerk.pk)).context["form"]["to"].value()}
    assert admin.post(path("user_switch", clerk.pk), stale).url == path("user_detail", clerk.pk)
    clerk.refresh_from_db()
    assert clerk.is_active is False
    answer = admin.post(path("user_switch", clerk.pk), stale)
    assert answer.context["form"].non_field_errors() == [f"账号“{clerk.username}”已经是停用状态。"]
    assert admin.post(path("user_switch", clerk.pk), {"to": "on"}).status_code == 302
    clerk.refresh_from_db()
    assert clerk.is_active is True


def test_switched_off_account_is_out_at_the_next_click(admin: Client, clerk: User, client_of: Sign) -> None:
    theirs = client_of(clerk)
    assert theirs.get(reverse("password_change")).status_code == 200
    admin.post(path("user_switch", clerk.pk), {"to": "off"})
    assert theirs.get(reverse("password_change")).url.startswith(reverse("login"))


def test_roles_offered_suit_the_unit(admin: Client, township_clerk: User) -> None:
    form = admin.get(path("role_grant", township_clerk.pk)).context["form"]
    assert [code for code, _label in form.fields["role"].choices] == ["", "clerk"]


def test_role_is_granted_and_revoked(admin: Client, clerk: User) -> None:
    answer = admin.post(path("role_grant", clerk.pk), {"role": "finance", "until": "", "reason": "分工文件"})
    assert answer.url == path("user_detail", clerk.pk)
    held = RoleGrant.objects.filter(user=clerk).order_by("pk")
    assert [(g.role, g.reason) for g in held] == [("clerk", "测试授权"), ("finance", "分工文件")]
    assert admin.post(path("role_revoke", clerk.pk, "finance"), {"reason": "调整分工"}).status_code == 302
    assert [g.role for g in RoleGrant.objects.filter(user=clerk).order_by("pk")] == ["clerk"]


def test_revoked_role_counts_at_the_next_click(sysadmin: User, person: Callable[..., User], client_of: Sign) -> None:
    other = person("sysadmin")
    theirs = client_of(other)
    assert theirs.get(path("user_list")).status_code == 200
    services.revoke_role(actor=sysadmin, user=other, role="sysadmin", reason="调岗")
    assert theirs.get(path("user_list")).status_code == 403


def test_own_page_offers_nothing_on_oneself(admin: Client, sysadmin: User) -> None:
    labels = [button.label for button in admin.get(path("user_detail", sysadmin.pk)).context["buttons"]]
    assert labels == ["修改", "操作日志"]


def test_units_stand_below_their_superior(admin: Client, office: object) -> None:
    rows = [(unit.name, depth) for unit, depth, _state in admin.get(path("unit_list")).context["rows"]]
    assert rows == [
        ("云岭县全域", 0), ("云岭县住房和城乡建设局", 0), ("住房保障股", 1), ("计划财务股", 1), ("城关镇", 0),
        ("东屏镇", 0), ("南麓乡", 0), ("清溪镇", 0), ("云岭县城乡建设开发有限公司", 0),
    ]


def test_unit_is_registered_edited_and_given_an_alias(admin: Client, office: object) -> None:
    bureau = Unit.objects.get(name="云岭县住房和城乡建设局")
    data = {"name": "石桥镇", "kind": "township", "parent": bureau.pk, "order": "15", "is_responsible": "on"}
    unit_url = admin.post(path("unit_create"), data).url
    unit = Unit.objects.get(name="石桥镇")
    assert unit_url == path("unit_detail", unit.pk)
    admin.post(path("unit_edit", unit.pk), {**data, "short_name": "石桥", "parent": "", "is_active": "on"})
    unit.refresh_from_db()
    assert (unit.short_name, unit.parent, unit.is_active, unit.is_responsible) == ("石桥", None, True, True)
    assert admin.post(path("alias_add", unit.pk), {"name": "石桥"}).url == unit_url
    alias = UnitAlias.objects.get(unit=unit)
    assert alias.name == "石桥"
    assert admin.post(path("alias_remove", alias.pk)).url == unit_url
    assert UnitAlias.objects.filter(unit=unit).count() == 0


def test_role_page_is_the_role_table(admin: Client, sysadmin: User, clerk: User) -> None:
    context = admin.get(path("role_list")).context
    rows = dict(context["rows"])
    columns = [role.code for role, _place, _holders in context["duties"]]
    granted = [code for code, cell in zip(columns, rows["管理账号、单位与角色授予"], strict=True) if cell]
    assert granted == ["sysadmin"]
    assert {role.code: holders for role, _place, holders in context["duties"] if holders} == {
        "clerk": [clerk], "sysadmin": [sysadmin],
    }
