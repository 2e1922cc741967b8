"""What an import expects of a table, and what it says about a cell that it cannot take."""
import re
from collections.abc import Sequence
from dataclasses import dataclass

from housing_portal.kit.excel.values import squeeze

Path = tuple[str, ...]
PART_OF = "其中"
_UNIT = r"(?:%|套|户|人|个|项|处|栋|幢|元|万元|亿元|平方米|万平方米|㎡|万㎡)"
_UNIT_IN_BRACKETS = re.compile(rf"\(单?位?:?{_UNIT}(?:[、,/]{_UNIT})*\)")
_MARKS = re.compile(r"[()\[\]【】〔〕《》<>:、,。.;\"'“”‘’]")


@dataclass(frozen=True)
class ColumnSpec:
    """A column of an import, found by the texts of its heads from top to bottom.

    ``kind`` is int, money_wan, area, percent, date, text or unit. A 其中 column may be given below its owner
    (棚户区改造开工, 已开工, 其中：老旧城区) or, in the order of the table, beside it (棚户区改造开工, 其中：老旧城区).
    """

    key: str
    path: Path
    kind: str = "text"
    required: bool = True
    negative: bool = False

    @property
    def label(self) -> str:
        """Return the heads as one text: 棚户区改造开工－已开工."""
        return "－".join(self.path)


@dataclass(frozen=True)
class CellError:
    """One cell, or a whole row or column when the letter or the value is empty, that cannot be taken."""

    row: int
    column_letter: str
    head: str
    value: str
    reason: str
    remedy: str
    sheet: str = ""

    @property
    def sentence(self) -> str:
        """Return where, what is wrong, and what to do."""
        place = f"第 {self.row} 行" + (f" {self.column_letter} 列" if self.column_letter else "")
        head = f"「{self.head}」" if self.head else ""
        value = f"“{self.value}”" if self.value else ""
        return f"{place}{head}：{value}{self.reason}；{self.remedy}。"


def key_of(head: str) -> str:
    """Return a head as it is compared: no spaces, units, brackets or punctuation; （套） alone becomes empty."""
    return _MARKS.sub("", _UNIT_IN_BRACKETS.sub("", squeeze(head))).lower()


def keys_of(path: Sequence[str]) -> Path:
    """Return the comparable path: units and repeated texts drop out."""
    keys: list[str] = []
    for key in map(key_of, path):
        if key and key not in keys[-1:]:
            keys.append(key)
    return tuple(keys)


def owned(paths: Sequence[Path]) -> list[Path]:
    """Return the paths with every 其中 column below the column to its left that it is a part of."""
    found: list[Path] = []
    owner: Path = ()
    for path in paths:
        if path and path[-1].startswith(PART_OF):
            found.append((*owner, path[-1]) if owner[:-1] == path[:-1] and owner else path)
        else:
            owner = path
            found.append(path)
    return found
