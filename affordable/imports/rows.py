"""Which unit each row is about."""
from collections.abc import Iterator

from affordable.imports.columns import UNIT
from affordable.imports.plan import ImportPlan
from housing_portal.accounts.find import match_unit, names_of, nearest
from housing_portal.accounts.models import Unit, User
from housing_portal.kit.excel.reader import RowRead

MOST_ROWS = 500  # far more units than any city or county has


def rows_by_unit(plan: ImportPlan, actor: User, units: list[Unit]) -> list[tuple[RowRead, Unit]]:
    """Return the rows with their units; unknown, repeated and foreign units become errors, missing ones a notice.

    ``units`` are those that belong into the table, with their aliases.
    """
    if len(plan.table.rows) > MOST_ROWS:
        plan.refuse_table("行数", str(len(plan.table.rows)), f"超过 {MOST_ROWS} 行", "请只保留各责任单位的行")
        return []
    found = list(_known_rows(plan, actor, units))
    if actor.sees_everything:
        present = {unit for _, unit in found}
        missing = [unit.name for unit in units if unit not in present]
        if missing:
            plan.notices.append(f"表中没有这些单位：{'、'.join(missing)}。没有的行不影响已登记的数据，如属漏报请补报。")
    hidden = [str(row.row_no) for row, _ in found if row.hidden]
    if hidden:
        plan.notices.append(f"第 {'、'.join(hidden)} 行在文件里是隐藏行，也一并读入，请核对。")
    return found


def _known_rows(plan: ImportPlan, actor: User, units: list[Unit]) -> Iterator[tuple[RowRead, Unit]]:
    own = set(Unit.objects.visible_to(actor).values_list("pk", flat=True))
    seen: dict[Unit, int] = {}
    for row in plan.table.rows:
        if row.values[UNIT] is None:
            continue  # the reader has already said that the name is missing
        unit = match_unit(str(row.values[UNIT]), units)
        if unit is None:
            near = nearest(str(row.values[UNIT]), [name for unit in units for name in names_of(unit)])
            remedy = f"请改为“{near}”" if near else "请核对名称，或请系统管理员登记这个单位或别名"
            plan.refuse(row, UNIT, "不是已登记的责任单位", remedy)
        elif unit.pk not in own:
            plan.refuse(row, UNIT, "不在您的管理范围内", "请只保留本单位的行")
        elif unit in seen:
            plan.refuse(row, UNIT, f"与第 {seen[unit]} 行重复", "请合并为一行")
        else:
            seen[unit] = row.row_no
            yield row, unit
