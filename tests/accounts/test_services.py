"""Verbs of accounts, duties and units: what they do, what they refuse, and the one entry that each leaves."""
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from housing_portal.accounts import services
from housing_portal.accounts.deeds import done
from housing_portal.accounts.models import PasswordRecord, RoleGrant, Unit, UnitAlias, User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError

Person = Callable[..., User]


def refusal(verb: Callable[..., object], **arguments: object) -> dict[str, list[str]] | list[str]:
    """Return what the verb answers when it refuses; nothing may be written then."""
    before = Entry.objects.count()
    with pytest.raises(ServiceError) as refused:
        verb(**arguments)
    assert Entry.objects.count() == before
    return refused.value.message_dict if hasattr(refused.value, "error_dict") else refused.value.messages


def entries() -> list[tuple[str, dict, dict, str]]:
    return [(e.action, e.before, e.after, e.reason) for e in Entry.objects.order_by("pk")]


# -- first start -------------------------------------------------------------------------------------


def test_found_office_makes_the_bureau_and_an_administrator(db: None) -> None:
    user, password = services.found_office(name="云岭县住房和城乡建设局", username="admin", person="吴管理")
    assert (user.unit.name, user.unit.kind, user.role_codes) == ("云岭县住房和城乡建设局", "bureau", {"sysadmin"})
    assert user.check_password(password)
    assert [(e.actor, e.action) for e in Entry.objects.all()] == [(user, "初始化系统")]


def test_found_office_works_once(sysadmin: User) -> None:
    assert refusal(services.found_office, name="另一个局", username="second", person="吴某") == [
        "系统中已有账号，不能再次初始化。请用系统管理员账号登录办理。"
    ]
    assert Unit.objects.filter(name="另一个局").count() == 0


# -- people ------------------------------------------------------------------------------------------


def test_create_user(sysadmin: User, office: object) -> None:
    user, password = services.create_user(
        actor=sysadmin, username="zhou.min", name="周敏", unit=office.housing, phone="8206", roles=["clerk", "finance"]
    )
    assert (user.name_key, user.role_labels, user.must_change_password, user.is_active) == (
        "zhou min", "经办、财务", True, True,
    )
    assert user.check_password(password)
    after = {"账号": "zhou.min", "姓名": "周敏", "所属单位": "住房保障股", "办公电话": "8206", "角色": "经办、财务"}
    assert entries() == [("新增账号", {}, after, "")]


def test_account_without_login_has_no_password(sysadmin: User, office: object) -> None:
    user, password = services.create_user(
        actor=sysadmin, username="loader", name="数据导入", unit=office.housing, login=False
    )
    assert (password, user.has_usable_password(), user.must_change_password) == ("", False, False)


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"username": "Zhou"}, {"username": ["账号用小写字母开头，3—30 位小写字母、数字、点或下划线。"]}),
        ({"name": ""}, {"name": ["此字段不能为空。"]}),
        ({"roles": ["bank"]}, ["内设股室的人员不能担任“监管银行”。"]),
        ({"roles": ["king"]}, ["没有“king”这个角色。"]),
        (
            {"roles": ["sysadmin", "chief"]},
            ["系统管理员不得兼任“股长”：管理账号与审批业务须由不同的人承担。"],
        ),
    ],
)
def test_create_user_refuses(sysadmin: User, office: object, change: dict, refused: object) -> None:
    arguments = {"username": "zhou.min", "name": "周敏", "unit": office.housing, "roles": ["clerk"], **change}
    assert refusal(services.create_user, actor=sysadmin, **arguments) == refused
    assert User.objects.count() == 1


def test_account_names_are_unique(sysadmin: User, office: object) -> None:
    arguments = {"username": sysadmin.username, "name": "周敏", "unit": office.housing}
    assert refusal(services.create_user, actor=sysadmin, **arguments) == {"username": ["这个账号已被使用，请换一个。"]}


def test_nobody_joins_a_unit_out_of_use(sysadmin: User, office: object) -> None:
    Unit.objects.filter(pk=office.planning.pk).update(is_active=False)
    office.planning.refresh_from_db()
    assert refusal(services.create_user, actor=sysadmin, username="abc", name="周敏", unit=office.planning) == {
        "unit": ["单位“计划财务股”已停用，请另选。"]
    }


def test_edit_user(sysadmin: User, clerk: User, office: object) -> None:
    user = services.edit_user(actor=sysadmin, user=clerk, name="李静", unit=office.planning, phone="")
    assert (user.name, user.unit, user.name_key) == ("李静", office.planning, "li jing")
    assert entries() == [
        ("修改账号", {"姓名": "李经办", "所属单位": "住房保障股"}, {"姓名": "李静", "所属单位": "计划财务股"}, "")
    ]


def test_roles_must_suit_the_new_unit(sysadmin: User, director: User, office: object) -> None:
    assert refusal(services.edit_user, actor=sysadmin, user=director, name="钱局长", unit=office.townships[0]) == [
        "乡镇街道的人员不能担任“局长”。"
    ]


def test_nobody_moves_oneself(sysadmin: User, office: object) -> None:
    assert refusal(services.edit_user, actor=sysadmin, user=sysadmin, name="吴", unit=office.housing) == {
        "unit": ["不能调整本人的所属单位，请由另一名系统管理员办理。"]
    }


def test_reset_password(sysadmin: User, clerk: User) -> None:
    old = clerk.password
    user, password = services.reset_password(actor=sysadmin, user=clerk)
    assert user.check_password(password)
    assert user.must_change_password is True
    assert [r.password for r in PasswordRecord.objects.filter(user=clerk)] == [old]
    assert entries() == [("重置密码", {}, {}, "")]


def test_own_password_is_not_reset(sysadmin: User) -> None:
    assert refusal(services.reset_password, actor=sysadmin, user=sysadmin) == ["本人的密码请在“修改密码”中更改。"]


def test_passwords_never_enter_the_diary(sysadmin: User, clerk: User) -> None:
    _user, password = services.reset_password(actor=sysadmin, user=clerk)
    services.change_own_password(actor=clerk, password="Qinghe-2027")
    clerk.refresh_from_db()
    diary = str(list(Entry.objects.values()))
    assert [diary.count(secret) for secret in (password, "Qinghe-2027", clerk.password)] == [0, 0, 0]


def test_switch_off_and_on(sysadmin: User, clerk: User) -> None:
    assert services.switch_user(actor=sysadmin, user=clerk, on=False).is_active is False
    assert services.switch_user(actor=sysadmin, user=clerk, on=True).is_active is True
    assert entries() == [
        ("停用账号", {"可登录": True}, {"可登录": False}, ""), ("启用账号", {"可登录": False}, {"可登录": True}, ""),
    ]


def test_only_some_kinds_bear_targets(sysadmin: User, office: object) -> None:
    said = {"is_responsible": [
        "只有县（市、区）、乡镇街道、党政部门、承建单位可以列为责任单位，请取消勾选或更改类别。"
    ]}
    bank = {"name": "云岭农村商业银行", "kind": "bank"}
    assert refusal(services.create_unit, actor=sysadmin, **bank, is_responsible=True) == said
    unit = services.create_unit(actor=sysadmin, **bank)
    assert refusal(services.edit_unit, actor=sysadmin, unit=unit, **bank, is_responsible=True) == said


def test_an_account_of_a_unit_out_of_use_stays_off(sysadmin: User, clerk: User) -> None:
    services.switch_user(actor=sysadmin, user=clerk, on=False)
    Unit.objects.filter(pk=clerk.unit_id).update(is_active=False)
    assert refusal(services.switch_user, actor=sysadmin, user=clerk, on=True) == [
        "单位“住房保障股”已停用，请先把此人调整到在用的单位，或启用该单位。"
    ]


def test_nobody_switches_oneself_off(sysadmin: User) -> None:
    assert refusal(services.switch_user, actor=sysadmin, user=sysadmin, on=False) == [
        "不能停用本人的账号，请由另一名系统管理员办理。"
    ]


@pytest.fixture
def deputy_admin(sysadmin: User, person: Person) -> User:
    """Administers by delegation until today: does not count as a lasting administrator."""
    user = person("sysadmin")
    RoleGrant.objects.filter(user=user).update(until=clock.today())
    return user


LAST = ["这是最后一名可登录的系统管理员，不能停用或收回角色，请先设置另一名。"]


def test_last_administrator_stays(sysadmin: User, deputy_admin: User, person: Person) -> None:
    assert refusal(services.switch_user, actor=deputy_admin, user=sysadmin, on=False) == LAST
    assert refusal(services.revoke_role, actor=deputy_admin, user=sysadmin, role="sysadmin") == LAST
    person("sysadmin")
    assert services.switch_user(actor=deputy_admin, user=sysadmin, on=False).is_active is False


def test_an_administrator_who_cannot_sign_in_does_not_count(
    sysadmin: User, deputy_admin: User, person: Person
) -> None:
    unable = person("sysadmin")
    unable.set_unusable_password()
    unable.save()
    assert refusal(services.switch_user, actor=deputy_admin, user=sysadmin, on=False) == LAST


# -- duties ------------------------------------------------------------------------------------------


def test_grant_and_revoke(sysadmin: User, clerk: User) -> None:
    grant = services.grant_role(actor=sysadmin, user=clerk, role="finance", reason="分工文件")
    assert (grant.role, grant.until) == ("finance", None)
    services.revoke_role(actor=sysadmin, user=clerk, role="finance", reason="调整分工")
    assert User.objects.get(pk=clerk.pk).role_codes == {"clerk"}
    duty = {"角色": "财务", "有效至": None, "授权依据": "分工文件"}
    assert entries() == [("授予角色", {}, duty, "分工文件"), ("收回角色", duty, {}, "调整分工")]


def test_delegation_ends_by_itself(sysadmin: User, clerk: User) -> None:
    today = clock.today()
    grant = services.grant_role(actor=sysadmin, user=clerk, role="finance", until=today, reason="委托书 3 号")
    assert User.objects.get(pk=clerk.pk).role_codes == {"clerk", "finance"}
    RoleGrant.objects.filter(pk=grant.pk).update(until=today - timedelta(days=1))
    assert User.objects.get(pk=clerk.pk).role_codes == {"clerk"}


def test_delegation_can_be_renewed(sysadmin: User, clerk: User) -> None:
    day = clock.today() + timedelta(days=5)
    services.grant_role(actor=sysadmin, user=clerk, role="finance", until=clock.today(), reason="委托书 3 号")
    services.grant_role(actor=sysadmin, user=clerk, role="finance", until=day, reason="委托书 9 号")
    found = RoleGrant.objects.filter(user=clerk, role="finance")
    assert [(g.until, g.reason) for g in found] == [(day, "委托书 9 号")]


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"role": "clerk"}, {"role": ["李经办已有“经办”角色。"]}),
        ({"until": date(2020, 1, 1)}, {"until": ["截止日 2020-01-01 已过，请填写今天或以后的日期。"]}),
        (
            {"until": date(2099, 1, 1), "reason": ""},
            {"reason": ["有期限的代理授权须填写授权依据，例如委托书文号。"]},
        ),
        ({"role": "undertaker"}, ["内设股室的人员不能担任“承建单位”。"]),
    ],
)
def test_grant_refuses(sysadmin: User, clerk: User, change: dict, refused: object) -> None:
    arguments = {"role": "finance", "reason": "文件", **change}
    assert refusal(services.grant_role, actor=sysadmin, user=clerk, **arguments) == refused


def test_administrator_gets_no_approving_role(sysadmin: User, person: Person) -> None:
    other = person("sysadmin")
    assert refusal(services.grant_role, actor=sysadmin, user=other, role="director") == [
        "系统管理员不得兼任“局长”：管理账号与审批业务须由不同的人承担。"
    ]


def test_nobody_changes_the_own_roles(sysadmin: User, person: Person) -> None:
    person("sysadmin")
    own = ["不能更改本人的角色，请由另一名系统管理员办理。"]
    assert refusal(services.grant_role, actor=sysadmin, user=sysadmin, role="clerk") == own
    assert refusal(services.revoke_role, actor=sysadmin, user=sysadmin, role="sysadmin") == own


def test_a_role_not_held_cannot_be_revoked(sysadmin: User, clerk: User) -> None:
    assert refusal(services.revoke_role, actor=sysadmin, user=clerk, role="chief") == [
        "李经办没有这个角色，请刷新页面查看。"
    ]


# -- units -------------------------------------------------------------------------------------------


def kept(unit: Unit, **changes: object) -> dict[str, object]:
    """Return the arguments that leave ``unit`` as it is, but for ``changes``."""
    names = ("name", "kind", "short_name", "parent", "order", "is_responsible", "is_active")
    return {name: getattr(unit, name) for name in names} | changes


def test_create_and_edit_unit(sysadmin: User, office: object) -> None:
    unit = services.create_unit(actor=sysadmin, name="石桥镇", kind="township", order=15, is_responsible=True)
    changes = kept(unit, short_name="石桥", parent=office.bureau)
    edited = services.edit_unit(actor=sysadmin, unit=unit, **changes)
    assert (edited.pk, edited.short_name, edited.parent) == (unit.pk, "石桥", office.bureau)
    assert entries()[-1] == (
        "修改单位", {"简称": "", "上级单位": None}, {"简称": "石桥", "上级单位": "县住建局"}, ""
    )


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"name": "城关镇"}, {"name": ["已有同名单位，请直接使用。"]}),
        ({"kind": "castle"}, {"kind": ["值 'castle' 不是有效选项。"]}),
        ({"kind": "whole"}, ["全域汇总单位只能有一个。"]),
    ],
)
def test_create_unit_refuses(sysadmin: User, office: object, change: dict, refused: object) -> None:
    assert refusal(services.create_unit, actor=sysadmin, **{"name": "石桥镇", "kind": "township", **change}) == (
        refused if isinstance(refused, dict) else {"__all__": refused}
    )


def test_superiors_form_no_circle(sysadmin: User, office: object) -> None:
    circle = {"parent": ["上级单位不能是本单位或其下级，请另选。"]}
    for parent in (office.bureau, office.housing):
        changes = kept(office.bureau, parent=parent)
        assert refusal(services.edit_unit, actor=sysadmin, unit=office.bureau, **changes) == circle


def test_kind_must_suit_the_people(sysadmin: User, clerk: User, office: object) -> None:
    changes = kept(office.housing, kind="bank")
    assert refusal(services.edit_unit, actor=sysadmin, unit=office.housing, **changes) == {
        "kind": ["该单位有人担任“经办”，监管银行不设此角色，请先收回角色。"]
    }


def test_unit_with_people_stays_in_use(sysadmin: User, clerk: User, office: object) -> None:
    changes = kept(office.housing, is_active=False)
    assert refusal(services.edit_unit, actor=sysadmin, unit=office.housing, **changes) == {
        "is_active": ["该单位还有启用的账号，请先停用或调整这些账号。"]
    }
    services.switch_user(actor=sysadmin, user=clerk, on=False)
    assert services.edit_unit(actor=sysadmin, unit=office.housing, **changes).is_active is False


def test_aliases(sysadmin: User, office: object) -> None:
    unit = office.townships[0]
    alias = services.add_alias(actor=sysadmin, unit=unit, name="城关")
    assert refusal(services.add_alias, actor=sysadmin, unit=office.townships[1], name="城关") == {
        "name": ["这个别名已属于另一单位。"]
    }
    assert refusal(services.add_alias, actor=sysadmin, unit=unit, name="东屏镇") == {
        "name": ["“东屏镇”是另一单位的全称，不能作别名。"]
    }
    services.remove_alias(actor=sysadmin, alias=alias)
    assert UnitAlias.objects.count() == 0
    assert entries() == [("新增单位别名", {}, {"别名": "城关"}, ""), ("删除单位别名", {"别名": "城关"}, {}, "")]


# -- everybody ---------------------------------------------------------------------------------------


def test_only_administrators_manage(clerk: User, chief: User, office: object) -> None:
    unit = office.townships[0]
    alias = UnitAlias.objects.create(unit=unit, name="城关")
    calls = [
        (services.create_user, {"username": "abc", "name": "周敏", "unit": unit}),
        (services.edit_user, {"user": clerk, "name": "周敏", "unit": unit}),
        (services.reset_password, {"user": clerk}),
        (services.switch_user, {"user": clerk, "on": False}),
        (services.grant_role, {"user": clerk, "role": "finance"}),
        (services.revoke_role, {"user": clerk, "role": "clerk"}),
        (services.create_unit, {"name": "石桥镇", "kind": "township"}),
        (services.edit_unit, {"unit": unit, **kept(unit)}),
        (services.add_alias, {"unit": unit, "name": "关城"}),
        (services.remove_alias, {"alias": alias}),
    ]
    sentence = ["您没有管理账号和单位的权限，请联系系统管理员。"]
    assert [refusal(verb, actor=chief, **arguments) for verb, arguments in calls] == [sentence] * len(calls)


def test_what_cannot_be_written_down_is_not_done(sysadmin: User, office: object) -> None:
    def fail(**deed: object) -> None:
        raise RuntimeError("the diary is full")

    done.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            services.create_unit(actor=sysadmin, name="石桥镇", kind="township")
    finally:
        done.disconnect(fail)
    assert Unit.objects.filter(name="石桥镇").count() == 0
