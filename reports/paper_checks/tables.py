"""合计行 = Σ 各行 and 其中 ≤ 主项 in the tables of a paper, as printed (dossier §6.1; pitfall 53 for rounding)."""
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from housing_portal.kit.figures import plain
from housing_portal.kit.gongwen.columns import placed_head
from reports.paper_checks.reading import Reading, Sheet, found, half_of
from reports.warning import Warning

# columns that nobody adds up
NOT_ADDED = re.compile(r"序号|率|%|％|占比|进度|时间|天|期限|单价|均价|强度|周期|日期|年度$|排名|电话|编号|号$")
# no part of a 合计 beside them; a class of findings may be about 进度 or 期限 and is one
SHARES = re.compile(r"率(?:（[%％]）)?$|占比")
PART = re.compile(r"^其中")
TOTAL = re.compile(r"^(?:合\s*　*计|总\s*　*计)$")


def foot_is_the_sum(reading: Reading) -> Iterator[Warning]:
    """The last row of a table with a foot is the sum of the rows above it."""
    for sheet in reading.sheets:
        rows = sheet.texts
        if not rows or not (sheet.table.foot or any(TOTAL.match(cell) for cell in rows[-1][:2])):
            continue
        for column, head in _columns(sheet):
            parts = [_number(row[column]) for row in rows[:-1]]
            total = _number(rows[-1][column])
            given = [part for part in parts if part is not None]
            if total is None or not given:
                continue
            added, slack = sum(given), half_of(total) + sum(map(half_of, given))
            if abs(added - total) > slack:
                yield found(
                    "table_total", f"{sheet.where}“{head}”",
                    f"合计行写 {plain(total)}，各行之和为 {plain(added)}，相差 {plain(abs(added - total))}。"
                    "请核对各行与合计，缺行的补行。", total, "合计行", added, "各行和",
                )


def parts_stay_within(reading: Reading) -> Iterator[Warning]:
    """A column 其中 is not larger than the column before it under the same head, in any row."""
    for sheet in reading.sheets:
        main, main_group = None, ""
        for column, head in _columns(sheet):
            group, _, name = head.rpartition("／")
            if not PART.match(name):
                main, main_group = column, group
                continue
            if main is None or group != main_group:
                continue
            for row in sheet.texts:
                inner, outer = _number(row[column]), _number(row[main])
                if inner is not None and outer is not None and inner > outer:
                    name = next((cell for cell in row if cell and _number(cell) is None), "")
                    yield found(
                        "table_within", f"{sheet.where}“{head}”{name}",
                        f"其中数 {plain(inner)} 大于主项 {plain(outer)}，请更正。", inner, "其中", outer, "主项",
                    )


def groups_add_up(reading: Reading) -> Iterator[Warning]:
    """Under one head that ends in 合计, the other columns make it, in every row (dossier §6.3, 14)."""
    for sheet in reading.sheets:
        for group, columns in _groups(sheet).items():
            *parts, (total, name) = columns
            if not parts or not TOTAL.match(name):
                continue
            for row in sheet.texts:
                given = [_number(row[column]) for column, part in parts if not PART.match(part)]
                added, stated = sum(one for one in given if one is not None), _number(row[total])
                if stated is not None and added != stated:
                    unit = next((cell for cell in row if cell and _number(cell) is None), "")
                    yield found(
                        "group_total", f"{sheet.where}“{group}”{unit}",
                        f"合计写 {plain(stated)}，各栏之和为 {plain(added)}。请核对各栏，缺栏的补栏。",
                        stated, "合计", added, "各栏和",
                    )


def _groups(sheet: Sheet) -> dict[str, list[tuple[int, str]]]:
    """Return, per head of the first row that has others below it, its columns of amounts with their own names."""
    found: dict[str, list[tuple[int, str]]] = {}
    for column, head in _columns(sheet, SHARES):
        group, _, rest = head.partition("／")
        if rest:
            found.setdefault(group, []).append((column, rest.rpartition("／")[2]))
    return found


def _columns(sheet: Sheet, besides: re.Pattern[str] = NOT_ADDED) -> list[tuple[int, str]]:
    """Return the columns that hold amounts, each with its head, words of all its rows joined."""
    words: dict[int, list[str]] = {column: [] for column in range(sheet.table.columns)}
    for cell, _, column in sorted(placed_head(sheet.table), key=lambda one: (one[1], one[2])):
        for right in range(cell.colspan):
            words[column + right].append(cell.text)
    named = ((column, "／".join(found)) for column, found in words.items())
    return [(column, head) for column, head in named
            if not besides.search(head.split("／")[-1]) and _is_amount(sheet, column)]


def _is_amount(sheet: Sheet, column: int) -> bool:
    """Tell whether every cell of the column is a number, a dash or empty."""
    cells = [row[column] for row in sheet.texts]
    return any(_number(cell) is not None for cell in cells) and all(
        _number(cell) is not None or not cell.strip("—-－/ 　") for cell in cells
    )


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None


CHECKS = (foot_is_the_sum, parts_stay_within, groups_add_up)
