"""Units and people for loaders, on a database that nobody has set up yet or on one in use.

Such people stand in records as those who entered and checked them. They have no password and never sign in.
"""
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from housing_portal.accounts import rules, services
from housing_portal.accounts.deeds import tell
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import RoleGrant, Unit, UnitAlias, User
from housing_portal.kit.saving import save_checked

SETUP = "system.setup"
SETUP_NAME = "系统设置"


@transaction.atomic
def ensure_setup_user(*, bureau: str) -> User:
    """Return the account in whose name loaders register units and people; ``bureau`` is founded when nothing exists."""
    known = User.objects.filter(username=SETUP).first()
    if known:
        return known
    if not User.objects.exists():
        return services.found_office(name=bureau, username=SETUP, person=SETUP_NAME, login=False)[0]
    seat = Unit.objects.filter(kind=UnitKind.BUREAU).order_by("order", "pk")[0]
    user = User(username=SETUP, name=SETUP_NAME, unit=seat, must_change_password=False)
    user.set_unusable_password()
    save_checked(user)
    # nobody signed in stands behind a command: the account is its own witness
    RoleGrant.objects.create(user=user, role=rules.SYSADMIN, reason="命令行导入")
    tell(actor=user, action="建立系统账号", obj=user, after={"账号": user.username})
    return user


def ensure_unit(*, actor: User, name: str, kind: str, aliases: Iterable[str] = (), **facts: Any) -> Unit:
    """Return the unit of this name, registered when missing, with ``aliases``; the whole is the one there is.

    A unit that is known already stays as it is: somebody may have corrected it since.
    """
    known = Unit.objects.filter(kind=kind) if kind == UnitKind.WHOLE else Unit.objects.filter(name=name)
    unit = known.first() or services.create_unit(actor=actor, name=name, kind=kind, **facts)
    for alias in aliases:
        if not UnitAlias.objects.filter(name=alias).exists():
            services.add_alias(actor=actor, unit=unit, name=alias)
    return unit


def ensure_system_user(*, actor: User, username: str, name: str, unit: Unit, roles: Iterable[str]) -> User:
    """Return the account ``username``, made when missing: active, with ``roles``, and unable to sign in."""
    known = User.objects.filter(username=username).first()
    return known or services.create_user(
        actor=actor, username=username, name=name, unit=unit, roles=roles, login=False
    )[0]
