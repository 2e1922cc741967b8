"""Verbs of people, duties and units. Each locks, checks, writes one diary entry and returns the record."""
import copy
from collections.abc import Iterable
from datetime import date

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from housing_portal.accounts import passwords, rules
from housing_portal.accounts.deeds import tell
from housing_portal.accounts.enums import RESPONSIBLE_KINDS, UnitKind
from housing_portal.accounts.models import PasswordRecord, RoleGrant, Unit, UnitAlias, User
from housing_portal.accounts.roles import ROLES
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.kit.secrecy import Sealed

Identity = Sealed | str | None


@transaction.atomic
def found_office(*, name: str, username: str, person: str, login: bool = True) -> tuple[User, str]:
    """Start a portal that nobody can sign in to yet: the bureau and its first system administrator.

    A loaded case brings units and names but no passwords; its bureau is kept. Returns the administrator and the
    one-time password; without ``login`` nobody can sign in with this account.
    """
    if User.objects.able_to_sign_in().exists():
        raise ServiceError("系统中已有账号，不能再次初始化。请用系统管理员账号登录办理。")
    bureau = Unit.objects.filter(kind=UnitKind.BUREAU).order_by("pk").first()
    if bureau is None:
        bureau = Unit(name=name, kind=UnitKind.BUREAU)
        save_checked(bureau)
    user, password = _new_user(username, person, bureau, "", login)
    RoleGrant.objects.create(user=user, role=rules.SYSADMIN, reason="系统初始化")
    tell(actor=user, action="初始化系统", obj=bureau, after={"单位": bureau.name, "系统管理员": user.username})
    return user, password


# -- people ------------------------------------------------------------------------------------------


@transaction.atomic
def create_user(
    *,
    actor: User,
    username: str,
    name: str,
    unit: Unit,
    phone: str = "",
    identity: Identity = None,
    roles: Iterable[str] = (),
    login: bool = True,
) -> tuple[User, str]:
    """Make an account with ``roles``; returns it with its one-time password, to be changed at first login.

    Without ``login`` the password is unusable: such accounts stand in records (loaded cases) but never sign in.
    """
    _must_manage(actor)
    codes = list(roles)
    _must_fit(codes, unit)
    user, password = _new_user(username, name, unit, phone, login, identity)
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=code) for code in codes)
    tell(actor=actor, action="新增账号", obj=user, after={**_person(user), "角色": user.role_labels})
    return user, password


@transaction.atomic
def edit_user(
    *, actor: User, user: User, name: str, unit: Unit, phone: str = "", identity: Identity = None
) -> User:
    """Change what is said of a person. The account name is for ever: the diary refers to it."""
    _must_manage(actor)
    user = _locked(user)
    before = _person(user)
    if user.pk == actor.pk and unit.pk != user.unit_id:
        raise ServiceError({"unit": "不能调整本人的所属单位，请由另一名系统管理员办理。"})
    _must_fit(user.role_codes, unit)
    if user.identity and not identity:
        raise ServiceError({"identity": "已登记的身份证号可以更正，不能清除。"})
    user.name, user.unit, user.phone = name, unit, phone
    _identify(user, identity)
    save_checked(user)
    tell(actor=actor, action="修改账号", obj=user, before=before, after=_person(user))
    return user


@transaction.atomic
def reset_password(*, actor: User, user: User) -> tuple[User, str]:
    """Give a new one-time password; all sessions of the account end."""
    _must_manage(actor)
    if user.pk == actor.pk:
        raise ServiceError("本人的密码请在“修改密码”中更改。")
    user = _locked(user)
    password = passwords.one_time()
    _set_password(user, password, must_change=True)
    tell(actor=actor, action="重置密码", obj=user)
    return user, password


@transaction.atomic
def change_own_password(*, actor: User, password: str) -> User:
    """Set the password that ``actor`` chose; refused with the rule that it breaks."""
    user = _locked(actor)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ServiceError({"new_password": error.messages}) from None
    _set_password(user, password, must_change=False)
    tell(actor=user, action="修改密码", obj=user)
    return user


@transaction.atomic
def switch_user(*, actor: User, user: User, on: bool) -> User:
    """Switch an account on or off; switched off, its sessions end at the next click."""
    _must_manage(actor)
    if user.pk == actor.pk:
        raise ServiceError("不能停用本人的账号，请由另一名系统管理员办理。")
    others = _locked_admins()
    user = _locked(user)
    if user.is_active == on:
        raise ServiceError(f"账号“{user.username}”已经是{'启用' if on else '停用'}状态。")
    if not on:
        _must_leave_admin(others, user)
    elif not user.unit.is_active:
        raise ServiceError(f"单位“{user.unit}”已停用，请先把此人调整到在用的单位，或启用该单位。")
    before = {"可登录": user.is_active}
    user.is_active = on
    if on:
        save_checked(user, ["is_active"])
    else:
        user.save(update_fields=["is_active"])  # must work whatever else is wrong with the account
    tell(actor=actor, action="启用账号" if on else "停用账号", obj=user, before=before, after={"可登录": on})
    return user


def note_login(*, actor: User) -> User:
    """Write the sign-in into the diary."""
    tell(actor=actor, action="登录", obj=actor)
    return actor


# -- duties ------------------------------------------------------------------------------------------


@transaction.atomic
def grant_role(*, actor: User, user: User, role: str, until: date | None = None, reason: str = "") -> RoleGrant:
    """Give a role, for good or (``until``, with its written basis) as a delegation that ends by itself.

    A delegation that has ended or still runs is replaced; a lasting role cannot be given twice.
    """
    _must_manage(actor)
    _not_oneself(actor, user)
    user = _locked(user)
    if until is not None:
        _must_be_delegation(until, reason)
    _must_fit({*user.role_codes, role}, user.unit)
    grant = RoleGrant.objects.filter(user=user, role=role).first() or RoleGrant(user=user, role=role)
    if grant.pk and grant.until is None:
        raise ServiceError({"role": f"{user.name}已有“{grant}”角色。"})
    before = _duty(grant) if grant.pk else None
    grant.until, grant.reason = until, reason
    save_checked(grant)
    tell(actor=actor, action="授予角色", obj=user, before=before, after=_duty(grant), reason=reason)
    return grant


@transaction.atomic
def revoke_role(*, actor: User, user: User, role: str, reason: str = "") -> User:
    """Take a role away."""
    _must_manage(actor)
    _not_oneself(actor, user)
    others = _locked_admins()
    user = _locked(user)
    grant = RoleGrant.objects.filter(user=user, role=role).first()
    if grant is None:
        raise ServiceError(f"{user.name}没有这个角色，请刷新页面查看。")
    if role == rules.SYSADMIN:
        _must_leave_admin(others, user)
    before = _duty(grant)
    grant.delete()
    tell(actor=actor, action="收回角色", obj=user, before=before, reason=reason)
    return user


# -- units -------------------------------------------------------------------------------------------


@transaction.atomic
def create_unit(
    *,
    actor: User,
    name: str,
    kind: str,
    short_name: str = "",
    parent: Unit | None = None,
    order: int = 0,
    is_responsible: bool = False,
) -> Unit:
    """Register a unit."""
    _must_manage(actor)
    _must_bear_targets(kind, is_responsible)
    unit = Unit(
        name=name, kind=kind, short_name=short_name, parent=parent, order=order, is_responsible=is_responsible
    )
    save_checked(unit)
    tell(actor=actor, action="新增单位", obj=unit, after=unit)
    return unit


@transaction.atomic
def edit_unit(
    *,
    actor: User,
    unit: Unit,
    name: str,
    kind: str,
    short_name: str = "",
    parent: Unit | None = None,
    order: int = 0,
    is_responsible: bool = False,
    is_active: bool = True,
) -> Unit:
    """Change a unit. Units are never deleted; one that is no longer used is taken out of use."""
    _must_manage(actor)
    # all units: two edits at once could otherwise close a circle of superiors
    tree = {u.pk: u for u in Unit.objects.select_for_update(no_key=True).order_by("pk")}
    unit = tree[unit.pk]
    unit.parent = tree.get(unit.parent_id)
    before = copy.copy(unit)
    _must_not_circle(unit, parent, tree)
    _must_bear_targets(kind, is_responsible)
    if kind != unit.kind:
        _people_must_fit(unit, kind)
    if not is_active and User.objects.filter(unit=unit, is_active=True).exists():
        raise ServiceError({"is_active": "该单位还有启用的账号，请先停用或调整这些账号。"})
    unit.name, unit.kind, unit.short_name, unit.parent = name, kind, short_name, parent
    unit.order, unit.is_responsible, unit.is_active = order, is_responsible, is_active
    save_checked(unit)
    tell(actor=actor, action="修改单位", obj=unit, before=before, after=unit)
    return unit


@transaction.atomic
def add_alias(*, actor: User, unit: Unit, name: str) -> UnitAlias:
    """Register another name under which the unit turns up in tables."""
    _must_manage(actor)
    if Unit.objects.filter(name=name).exclude(pk=unit.pk).exists():
        raise ServiceError({"name": f"“{name}”是另一单位的全称，不能作别名。"})
    alias = UnitAlias(unit=unit, name=name)
    save_checked(alias)
    tell(actor=actor, action="新增单位别名", obj=unit, after={"别名": alias.name})
    return alias


@transaction.atomic
def remove_alias(*, actor: User, alias: UnitAlias) -> Unit:
    """Remove another name of a unit."""
    _must_manage(actor)
    tell(actor=actor, action="删除单位别名", obj=alias.unit, before={"别名": alias.name})
    alias.delete()
    return alias.unit


# -- checks ------------------------------------------------------------------------------------------


def _must_manage(actor: User) -> None:
    if not actor.can("accounts.manage"):
        raise ServiceError("您没有管理账号和单位的权限，请联系系统管理员。")


def _not_oneself(actor: User, user: User) -> None:
    if actor.pk == user.pk:
        raise ServiceError("不能更改本人的角色，请由另一名系统管理员办理。")


def _must_fit(codes: Iterable[str], unit: Unit) -> None:
    codes = set(codes)
    if unknown := codes - set(ROLES):
        raise ServiceError(f"没有“{'、'.join(sorted(unknown))}”这个角色。")
    if wrong := rules.misplaced(codes, unit.kind):
        raise ServiceError(f"{unit.get_kind_display()}的人员不能担任“{'、'.join(wrong)}”。")
    if approving := rules.clash(codes):
        raise ServiceError(f"系统管理员不得兼任“{'、'.join(approving)}”：管理账号与审批业务须由不同的人承担。")


def _people_must_fit(unit: Unit, kind: str) -> None:
    held = RoleGrant.objects.in_force(clock.today()).filter(user__unit=unit).order_by().values_list("role", flat=True)
    if wrong := rules.misplaced(held, kind):
        label = UnitKind(kind).label if kind in UnitKind.values else kind
        raise ServiceError({"kind": f"该单位有人担任“{'、'.join(wrong)}”，{label}不设此角色，请先收回角色。"})


def _must_bear_targets(kind: str, is_responsible: bool) -> None:
    if is_responsible and kind not in RESPONSIBLE_KINDS:
        labels = "、".join(known.label for known in UnitKind if known in RESPONSIBLE_KINDS)
        raise ServiceError({"is_responsible": f"只有{labels}可以列为责任单位，请取消勾选或更改类别。"})


def _must_be_delegation(until: date, reason: str) -> None:
    if until < clock.today():
        raise ServiceError({"until": f"截止日 {until} 已过，请填写今天或以后的日期。"})
    if not reason:
        raise ServiceError({"reason": "有期限的代理授权须填写授权依据，例如委托书文号。"})


def _must_not_circle(unit: Unit, parent: Unit | None, tree: dict[int, Unit]) -> None:
    above = parent.pk if parent else None
    while above is not None:
        if above == unit.pk:
            raise ServiceError({"parent": "上级单位不能是本单位或其下级，请另选。"})
        above = tree[above].parent_id


def _locked_admins() -> set[int]:
    """Lock and return the lasting administrators who can sign in: two of them must not remove each other at once."""
    holders = RoleGrant.objects.filter(role=rules.SYSADMIN, until=None).values("user")
    able = User.objects.filter(pk__in=holders, is_active=True).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    # evaluated for its locks alone; whom a grant was taken from while we waited shows only in a second look
    list(able.select_for_update(no_key=True).order_by("pk"))
    return set(able.order_by("pk").values_list("pk", flat=True))


def _must_leave_admin(admins: set[int], user: User) -> None:
    if user.pk in admins and admins == {user.pk}:
        raise ServiceError("这是最后一名可登录的系统管理员，不能停用或收回角色，请先设置另一名。")


# -- shared steps ------------------------------------------------------------------------------------


def _locked(user: User) -> User:
    return User.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=user.pk)


def _new_user(
    username: str, name: str, unit: Unit, phone: str, login: bool, identity: Identity = None
) -> tuple[User, str]:
    if not unit.is_active:
        raise ServiceError({"unit": f"单位“{unit}”已停用，请另选。"})
    user = User(username=username, name=name, unit=unit, phone=phone, must_change_password=login)
    password = passwords.one_time() if login else ""
    user.set_password(password or None)
    user.password_changed_at = clock.now()
    _identify(user, identity)
    save_checked(user)
    return user, password


def _identify(user: User, identity: Identity) -> None:
    user.identity = identity or None
    user.identity_index = user.identity.index if user.identity else ""


def _set_password(user: User, password: str, must_change: bool) -> None:
    if user.has_usable_password():
        PasswordRecord.objects.create(user=user, password=user.password)
    user.set_password(password)
    user.must_change_password, user.password_changed_at = must_change, clock.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])


def _person(user: User) -> dict[str, str]:
    stated = {"账号": user.username, "姓名": user.name, "所属单位": user.unit.name, "办公电话": user.phone}
    return {**stated, "身份证号": user.identity.trace} if user.identity else stated


def _duty(grant: RoleGrant) -> dict[str, str | None]:
    return {"角色": str(grant), "有效至": str(grant.until) if grant.until else None, "授权依据": grant.reason}
