"""Forms of accounts, duties and units. Rules beyond the single field belong to the services."""
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import password_validators_help_texts

from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import RoleGrant, Unit, UnitAlias, User
from housing_portal.accounts.roles import ROLE_CHOICES, ROLES
from housing_portal.accounts.rules import roles_of
from housing_portal.kit import text
from housing_portal.kit.forms import Form, Look, ModelForm


class LoginForm(Look, AuthenticationForm):
    """Account and password. The account is folded first, so that no way of writing it evades the lock-out."""

    error_messages = {"invalid_login": "账号或密码不正确。", "inactive": "账号或密码不正确。"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].error_messages["required"] = "请填写账号。"
        self.fields["password"].error_messages["required"] = "请填写密码。"

    def clean_username(self) -> str:
        username = text.half_width(text.clean(self.cleaned_data["username"])).lower()
        if len(username) > User._meta.get_field("username").max_length:
            raise forms.ValidationError(self.error_messages["invalid_login"])
        return username


def _password_box(label: str, autocomplete: str, **kwargs: Any) -> forms.CharField:
    widget = forms.PasswordInput({"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=128, strip=False, widget=widget, **kwargs)


class PasswordForm(Form):
    """A person's own new password, typed twice after the present one."""

    old_password = _password_box("现用密码", "current-password")
    new_password = _password_box("新密码", "new-password")
    repeated = _password_box("再输入一次新密码", "new-password")
    wide = ("old_password",)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        rules = (words.rstrip("。") for words in password_validators_help_texts())
        self.fields["new_password"].help_text = "；".join(rules) + "。"

    def clean_old_password(self) -> str:
        if not self.user.check_password(self.cleaned_data["old_password"]):
            raise forms.ValidationError("现用密码不正确。")
        return self.cleaned_data["old_password"]

    def clean_repeated(self) -> str:
        if self.cleaned_data["repeated"] != self.cleaned_data.get("new_password"):
            raise forms.ValidationError("两次输入的新密码不一致。")
        return self.cleaned_data["repeated"]


class UserEditForm(ModelForm):
    cards = (("人员", ("name", "unit", "phone", "identity")),)

    class Meta:
        model = User
        fields = ("name", "unit", "phone", "identity")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.active().exclude(kind=UnitKind.WHOLE)


class UserForm(UserEditForm):
    roles = forms.MultipleChoiceField(
        label="角色", choices=ROLE_CHOICES, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="外单位人员只能担任与单位类别相符的角色；系统管理员不得兼任审批角色。",
    )
    cards = (("人员", ("username", "name", "unit", "phone", "identity", "roles")),)
    wide = ("roles",)

    class Meta(UserEditForm.Meta):
        fields = ("username", "name", "unit", "phone", "identity")
        help_texts = {"username": "小写字母开头，3—30 位小写字母、数字、点或下划线；建立后不能更改"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["identity"].required = True  # accounts from before this was asked for may do without


class SwitchForm(Form):
    """Carries what the reader saw: a stale page must not switch an account the other way."""

    to = forms.ChoiceField(choices=(("on", "启用"), ("off", "停用")), widget=forms.HiddenInput)


class GrantForm(ModelForm):
    """A role that suits the person's unit."""

    class Meta:
        model = RoleGrant
        fields = ("role", "until", "reason")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = roles_of(user.unit.kind)
        self.fields["role"].choices = [("", "请选择"), *((c, r.label) for c, r in ROLES.items() if c in allowed)]


class UnitForm(ModelForm):
    cards = (("单位", ("name", "short_name", "kind", "parent", "order", "is_responsible", "is_active")),)

    class Meta:
        model = Unit
        fields = ("name", "short_name", "kind", "parent", "order", "is_responsible")


class UnitEditForm(UnitForm):
    class Meta(UnitForm.Meta):
        fields = (*UnitForm.Meta.fields, "is_active")


class AliasForm(ModelForm):
    class Meta:
        model = UnitAlias
        fields = ("name",)
        help_texts = {"name": "上报表格或文件中出现的其他写法，导入时按此识别"}
