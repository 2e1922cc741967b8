"""Units and people."""
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from housing_portal.accounts import roles
from housing_portal.accounts.enums import BUREAU_KINDS, UnitKind
from housing_portal.accounts.querysets import RoleGrantQuerySet, UnitQuerySet, UserManager
from housing_portal.kit import clock
from housing_portal.kit.addresses import place
from housing_portal.kit.fields import CleanTextField
from housing_portal.kit.numbers import validate_identity_number
from housing_portal.kit.secrecy import SealedField


class Unit(models.Model):
    """A unit: the bureau and its sections, counties or townships, undertakers, banks, developers."""

    name = CleanTextField(
        "单位全称", max_length=60, unique=True, error_messages={"unique": "已有同名单位，请直接使用。"}
    )
    short_name = CleanTextField("简称", max_length=30, blank=True, help_text="表格中使用；空则用全称")
    kind = models.CharField("类别", max_length=20, choices=UnitKind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="上级单位", null=True, blank=True, related_name="children"
    )
    order = models.PositiveIntegerField("排序号", default=0, help_text="正式表格中的行序，小的在前")
    is_responsible = models.BooleanField(
        "责任单位", default=False, help_text="列入目标进展表和排名；县（市、区）、乡镇、部门、承建单位可选"
    )
    is_active = models.BooleanField("在用", default=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind=UnitKind.WHOLE), name="unit_one_whole",
                violation_error_message="全域汇总单位只能有一个。",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        return place("accounts:unit_detail", self.pk)


class UnitAlias(models.Model):
    """Another name under which a unit turns up in tables and papers (城关 for 城关镇)."""

    unit = models.ForeignKey(Unit, models.CASCADE, verbose_name="单位", related_name="aliases")
    name = CleanTextField("别名", max_length=60, unique=True, error_messages={"unique": "这个别名已属于另一单位。"})

    class Meta:
        verbose_name = verbose_name_plural = "单位别名"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class User(AbstractBaseUser):
    """A natural person with an account, bound to one unit. Nobody is deleted: accounts are switched off."""

    username = CleanTextField(
        "账号", max_length=30, unique=True,
        validators=[
            RegexValidator(r"^[a-z][a-z0-9_.]{2,29}$", "账号用小写字母开头，3—30 位小写字母、数字、点或下划线。")
        ],
        error_messages={"unique": "这个账号已被使用，请换一个。"},
    )
    name = CleanTextField("姓名", max_length=30)
    name_key = models.CharField("姓名拼音", max_length=120, editable=False, default="")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="所属单位", related_name="users")
    phone = CleanTextField("办公电话", max_length=20, blank=True)
    identity = SealedField(
        "身份证号", purpose="staff identity", max_length=18, null=True, blank=True,
        validators=[validate_identity_number], help_text="加密保存，只用于核对一人一号和不同环节由不同的人办理",
    )
    identity_index = models.CharField("身份证号索引", max_length=32, blank=True, default="", editable=False)
    is_active = models.BooleanField("可登录", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=True)
    password_changed_at = models.DateTimeField("密码更改时间", null=True, blank=True, editable=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        ordering = ["name_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("username"), name="user_username_any_case", violation_error_message="这个账号已被使用，请换一个。"
            ),
            models.UniqueConstraint(
                fields=["identity_index"], condition=Q(is_active=True) & ~Q(identity_index=""), name="user_one_person",
                violation_error_message="此人已有可登录的账号，一人只能有一个；确需换号的，请先停用原账号。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        # lazy: the dictionary takes half a second to load, and every command would pay for it
        from pypinyin import lazy_pinyin

        self.name_key = " ".join(lazy_pinyin(self.name))[:120]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return place("accounts:user_detail", self.pk)

    @cached_property
    def role_codes(self) -> set[str]:
        """Return the roles in force today."""
        today = clock.today()
        return {grant.role for grant in self.role_grants.all() if grant.until is None or grant.until >= today}

    @cached_property
    def permissions(self) -> frozenset[str]:
        granted = roles.granted(self.role_codes)
        return granted if self.sees_everything else granted - roles.BUREAU_ONLY

    def can(self, permission: str) -> bool:
        """Return whether one of the user's roles grants ``permission``; an unknown code is a programming error."""
        if permission not in roles.PERMISSIONS:
            raise KeyError(permission)
        return self.is_active and permission in self.permissions

    @cached_property
    def accounts(self) -> frozenset[int]:
        """Return the keys of all accounts of this natural person, those switched off included."""
        if not self.identity_index:
            return frozenset({self.pk})
        same = User.objects.filter(identity_index=self.identity_index)
        return frozenset(same.order_by().values_list("pk", flat=True))

    def is_person(self, user_id: int | None) -> bool:
        """Return whether the account ``user_id`` is this natural person's: who acts is a person, not a login."""
        return user_id in self.accounts

    @property
    def sees_everything(self) -> bool:
        """The bureau's people see every unit's records, everybody else the own unit's."""
        return self.unit.kind in BUREAU_KINDS

    @property
    def role_labels(self) -> str:
        return "、".join(role.label for role in roles.ROLES.values() if role.code in self.role_codes)


class RoleGrant(models.Model):
    """A role given to a person; ``until`` makes it a delegation that ends by itself."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="账号", related_name="role_grants")
    role = models.CharField("角色", max_length=20, choices=roles.ROLE_CHOICES)
    until = models.DateField("有效至", null=True, blank=True, help_text="代理授权填写截止日，长期授权留空")
    reason = CleanTextField("授权依据", max_length=100, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "角色授予"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"], name="role_grant_once", violation_error_message="此人已有这个角色。"
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()


class PasswordRecord(models.Model):
    """An earlier password's hash, kept so that it is not used again."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="账号", related_name="password_records")
    password = models.CharField("密码摘要", max_length=128)
    changed_at = models.DateTimeField("更换时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "密码记录"
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.changed_at:%Y-%m-%d}"
