"""Changing a parameter of business: checked, with a reason, in the diary."""
import re

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import record
from housing_portal.kit import text
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.registry import parameters
from housing_portal.registry.models import Setting
from housing_portal.registry.parameters import PARAMETERS, PREFIX, Parameter
from housing_portal.registry.services.steps import must

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_WHOLE = re.compile(r"\d{1,7}", re.ASCII)
_WORD = re.compile(r"[一-龥]{2,10}")


@transaction.atomic
def set_parameter(*, actor: User, key: str, value: str, reason: str) -> Setting:
    """Put a value in force from now on."""
    must(actor, "registry.parameters")
    parameter = PARAMETERS[key]
    value = text.half_width(text.clean(value))
    if problem := _problem(parameter, value):
        raise ServiceError({"value": problem})
    if not reason:
        raise ServiceError({"reason": "请填写调整依据，例如文号。"})
    Setting.objects.get_or_create(key=PREFIX + key, defaults={"value": parameter.default})
    setting = Setting.objects.select_for_update(no_key=True).get(key=PREFIX + key)
    before = setting.value
    if before == value:
        raise ServiceError({"value": f"与现行值相同（{parameters.shown(parameter, value)}），没有需要调整的。"})
    _must_leave_a_range(key, value)
    setting.value = value
    save_checked(setting)
    words = [parameters.shown(parameter, one) for one in (before, value)]
    record(
        actor=actor, action="调整业务参数", label=f"调整业务参数：{parameter.label}", obj=setting, reason=reason,
        before={parameter.label: words[0]}, after={parameter.label: words[1]},
    )
    return setting


def _problem(parameter: Parameter, value: str) -> str:
    if parameter.kind == "yes":
        return "" if value in ("0", "1") else "请选择是或否。"
    if parameter.kind == "time":
        return "" if _TIME.fullmatch(value) else "请填写 24 小时制的时间，例如 09:20。"
    if parameter.kind == "word":
        return "" if _WORD.fullmatch(value) else "请填写 2 至 10 个汉字。"
    if _WHOLE.fullmatch(value) and parameter.least <= int(value) <= parameter.most:
        return ""
    return f"请填写 {parameter.least} 至 {parameter.most} 之间的整数。"


def _must_leave_a_range(key: str, value: str) -> None:
    """Refuse a lower limit above the upper one."""
    ends = ("supply_months_low", "supply_months_high")
    if key in ends:
        low, high = (int(value) if end == key else parameters.number(end) for end in ends)
        if low > high:
            raise ServiceError({"value": f"下限 {low} 高于上限 {high}，请核对。"})
