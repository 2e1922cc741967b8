from datetime import date
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import BaseUserManager
from django.db import models
from django.db.models import Count, Q

from housing_portal.accounts.enums import RESPONSIBLE_KINDS, UnitKind
from housing_portal.kit import clock


class UnitQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "UnitQuerySet":
        """Keep the units whose records ``user`` may see: all for the bureau, else the own unit and those below it."""
        if user.sees_everything:
            return self
        return self.filter(Q(pk=user.unit_id) | Q(parent=user.unit_id) | Q(parent__parent=user.unit_id))

    def active(self) -> "UnitQuerySet":
        return self.filter(is_active=True)

    def with_people(self) -> "UnitQuerySet":
        """Annotate ``people``: how many accounts of the unit can sign in."""
        return self.annotate(people=Count("users", filter=Q(users__is_active=True))).order_by("order", "pk")

    def responsible(self) -> "UnitQuerySet":
        """Units that get a row in every progress table, in the order of the official list."""
        return self.active().filter(is_responsible=True, kind__in=RESPONSIBLE_KINDS).order_by("order", "pk")

    def reporting(self) -> "UnitQuerySet":
        """Responsible units and the 本级 row, which has findings and arrears but no target."""
        return self.active().filter(
            Q(is_responsible=True, kind__in=RESPONSIBLE_KINDS) | Q(kind=UnitKind.DIRECT)
        ).order_by("order", "pk")


class UserQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "UserQuerySet":
        """Accounts are managed by the system administrator alone; everybody else sees the own one."""
        return self if user.can("accounts.manage") else self.filter(pk=user.pk)

    def holding(self, role: str) -> "UserQuerySet":
        """Keep the people who hold ``role`` today, delegations included."""
        in_force = Q(role_grants__until=None) | Q(role_grants__until__gte=clock.today())
        return self.filter(in_force, role_grants__role=role)

    def sharing_a_person(self) -> "UserQuerySet":
        """Keep the accounts of people who have more than one."""
        numbers = self.exclude(identity_index="").order_by().values("identity_index")
        return self.filter(identity_index__in=numbers.annotate(n=Count("pk")).filter(n__gt=1).values("identity_index"))

    def able_to_sign_in(self) -> "UserQuerySet":
        """Keep the people with a password; loaded cases bring names without one."""
        return self.filter(is_active=True).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)


class RoleGrantQuerySet(models.QuerySet):
    def in_force(self, on: date) -> "RoleGrantQuerySet":
        return self.filter(Q(until=None) | Q(until__gte=on))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Django's own manager with our named filters."""
