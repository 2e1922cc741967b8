"""Accounts and duties."""
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.generic import TemplateView

from housing_portal.accounts import roles, rules, services
from housing_portal.accounts.enums import Switch
from housing_portal.accounts.filters import UserFilter
from housing_portal.accounts.forms import GrantForm, SwitchForm, UserEditForm, UserForm
from housing_portal.accounts.models import User
from housing_portal.accounts.tables import GrantTable, UserTable
from housing_portal.kit import clock
from housing_portal.kit.forms import ReasonForm
from housing_portal.kit.pages import ActionPage, Button, CreatePage, DetailPage, EditPage, ListPage, Page
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step

MANAGE = "accounts.manage"


def step(code: str, label: str, danger: bool = False) -> Step:
    """Return a step that hangs on no state: accounts are only on or off."""
    return Step(code, label, frozenset(), "", MANAGE, danger=danger)


def diary_url(kind: str, pk: int) -> str:
    """Return the page of the diary's entries on one record."""
    return f"{reverse('journal:entry_list')}?object_type=accounts.{kind}&object_id={pk}"


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if at else ""


class PasswordSlip:
    """Shows the one-time password in the answer itself: it must not lie in a session or a cookie."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            user, password = self.perform(form)
        except ValidationError as error:
            form.refuse(error)
            return self.form_invalid(form)
        context = {"title": f"{user.name}的初始密码", "person": user, "password": password}
        return render(self.request, "accounts/slip.html", context)


class UserList(ListPage):
    permission = write_permission = MANAGE
    title = "用户"
    model = User
    table_class = UserTable
    filterset_class = UserFilter
    create_url = "accounts:user_create"

    def get_queryset(self) -> QuerySet[User]:
        return super().get_queryset().select_related("unit").prefetch_related("role_grants")


class UserDetail(DetailPage):
    permission = edit_permission = MANAGE
    model = User
    edit_url = "accounts:user_edit"

    def get_facts(self) -> list[tuple[str, object]]:
        user = self.object
        return [
            ("账号", user.username),
            ("姓名", user.name),
            ("所属单位", user.unit.name),
            ("办公电话", user.phone),
            ("身份证号", str(user.identity or "")),
            ("最近登录", _moment(user.last_login)),
            ("密码更改时间", _moment(user.password_changed_at)),
            ("下次登录须改密码", "是" if user.must_change_password else "否"),
        ]

    def get_chips(self) -> Sequence[Switch]:
        return [Switch(self.object.is_active)]

    def get_tables(self) -> Sequence[tuple[str, Table]]:
        return [("角色", GrantTable(self.object.role_grants.order_by("pk"), orderable=False))]

    def get_buttons(self) -> list[Button]:
        user = self.object
        diary = [Button("操作日志", diary_url("user", user.pk))] if self.request.user.can("journal.view") else []
        if user == self.request.user:
            return [*super().get_buttons(), *diary]
        own = [
            Button("授予角色", reverse("accounts:role_grant", args=[user.pk]), "plus"),
            Button("重置密码", reverse("accounts:user_reset", args=[user.pk]), "key"),
            Button("停用" if user.is_active else "启用", reverse("accounts:user_switch", args=[user.pk])),
        ]
        return [*super().get_buttons(), *own, *diary]


class UserCreate(PasswordSlip, CreatePage):
    permission = MANAGE
    title = "新增账号"
    form_class = UserForm
    list_url = "accounts:user_list"

    def perform(self, form: UserForm) -> tuple[User, str]:
        return services.create_user(actor=self.request.user, **form.cleaned_data)


class UserEdit(EditPage):
    permission = MANAGE
    model = User
    form_class = UserEditForm

    def perform(self, form: UserEditForm) -> User:
        return services.edit_user(actor=self.request.user, user=self.object, **form.cleaned_data)


class UserReset(PasswordSlip, ActionPage):
    permission = MANAGE
    model = User
    step = step("reset", "重置密码", danger=True)

    def get_effects(self) -> list[str]:
        return ["系统随机给出新的初始密码，只显示一次。", "此人在各处的登录立即退出，下次登录须修改密码。"]

    def perform(self, form: forms.Form) -> tuple[User, str]:
        return services.reset_password(actor=self.request.user, user=self.object)


class UserSwitch(ActionPage):
    permission = MANAGE
    model = User
    form_class = SwitchForm

    @property
    def step(self) -> Step:
        return step("off", "停用账号", danger=True) if self.object.is_active else step("on", "启用账号")

    def get_initial(self) -> dict[str, str]:
        return {"to": "off" if self.object.is_active else "on"}

    def get_effects(self) -> list[str]:
        if self.object.is_active:
            return ["此人不能再登录，正在使用的页面立即退出。", "已有记录和日志不受影响，以后可以重新启用。"]
        return ["此人可以用原密码登录，原有角色继续有效。"]

    def perform(self, form: SwitchForm) -> User:
        return services.switch_user(
            actor=self.request.user, user=self.object, on=form.cleaned_data["to"] == "on"
        )


class RoleGrantPage(ActionPage):
    permission = MANAGE
    model = User
    form_class = GrantForm
    step = step("grant", "授予角色")

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return {**kwargs, "instance": None, "user": self.object}

    def perform(self, form: GrantForm) -> User:
        services.grant_role(actor=self.request.user, user=self.object, **form.cleaned_data)
        return self.object


class RoleRevokePage(ActionPage):
    permission = MANAGE
    model = User
    form_class = ReasonForm
    step = step("revoke", "收回角色", danger=True)

    def get_effects(self) -> list[str]:
        role = roles.ROLES.get(self.kwargs["role"])
        if role is None:
            raise Http404
        return [f"{self.object.name}不再担任“{role.label}”，下一次点击即生效。"]

    def perform(self, form: ReasonForm) -> User:
        return services.revoke_role(
            actor=self.request.user, user=self.object, role=self.kwargs["role"], reason=form.reason
        )


class RoleList(Page, TemplateView):
    """The role table as it stands in the code, and who holds what."""

    permission = MANAGE
    title = "角色权限"
    template_name = "accounts/roles.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        people = User.objects.visible_to(self.request.user).filter(is_active=True).prefetch_related("role_grants")
        holders = {code: [p for p in people if code in p.role_codes] for code in roles.ROLES}
        rows = [
            (label, [code in role.grants for role in roles.ROLES.values()])
            for code, label in roles.PERMISSIONS.items()
        ]
        duties = [(role, rules.where(code), holders[code]) for code, role in roles.ROLES.items()]
        return super().get_context_data(rows=rows, duties=duties, **kwargs)
