"""Which unit a row of a list is about."""
from collections.abc import Sequence

from housing_portal.accounts.find import match_unit, names_of, nearest
from housing_portal.accounts.models import Unit
from housing_portal.kit.errors import ServiceError


def choose_unit(name: str, units: Sequence[Unit]) -> Unit:
    """Return the one of ``units`` that is called so; they are those for which the reader keeps records."""
    unit = match_unit(name, units)
    if unit is None:
        near = nearest(name, [known for one in units for known in names_of(one)])
        remedy = f"请改为“{near}”" if near else "请核对名称"
        raise ServiceError(f"不是您管理范围内的责任单位，{remedy}。")
    return unit
