"""Reading a JSON file that somebody wrote by hand: every refusal names the place in the file and what belongs there."""
import json
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from housing_portal.kit.errors import ServiceError

# far above any real number of homes or households, and within what the database holds
LARGEST = 2_000_000_000


def load(path: Path) -> dict[str, Any]:
    """Return the object in a JSON file; numbers with a point come as Decimal."""
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"), parse_float=Decimal, parse_constant=_refuse)
    except FileNotFoundError:
        raise ServiceError(f"找不到文件 {path}，请核对目录。") from None
    except OSError:
        raise ServiceError(f"不能读取 {path}，请核对目录和读取权限。") from None
    except json.JSONDecodeError as problem:
        where = f"第 {problem.lineno} 行第 {problem.colno} 列"
        raise ServiceError(f"{path.name} 不是有效的 JSON 文件：{where}附近有误，请核对逗号、引号和括号。") from None
    except (ValueError, RecursionError):
        raise ServiceError(f"{path.name} 不是 UTF-8 编码的 JSON 文件，或含有 NaN 之类的值，请重新保存。") from None
    if not isinstance(content, dict):
        raise ServiceError(f"{path.name} 的最外层应为对象 {{…}}。")
    return content


def _refuse(word: str) -> None:
    raise ValueError(word)


class Node:
    """A value with the place where it stands."""

    def __init__(self, value: Any, place: str) -> None:
        self.value, self.place = value, place

    def fail(self, wanted: str) -> ServiceError:
        shown = json.dumps(self.value, ensure_ascii=False, default=str)[:40] if self else "空"
        return ServiceError(f"{self.place} 应为{wanted}，现为 {shown}，请改正后重新导入。")

    def __bool__(self) -> bool:
        """Tell whether the file says anything here; null means that it does not."""
        return self.value is not None

    def get(self, key: str) -> "Node":
        """Return what stands under ``key``, or a node without a value."""
        return Node(self._mapping().get(key), f"{self.place}.{key}")

    def items(self) -> list[tuple[str, "Node"]]:
        """Return keys and nodes of an object; nothing for null."""
        return [(key, Node(value, f"{self.place}.{key}")) for key, value in self._mapping().items()]

    def _mapping(self) -> dict[str, Any]:
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            raise self.fail("对象 {…}")
        return self.value

    def whole(self) -> int:
        """Return a number that counts something."""
        if isinstance(self.value, bool) or not isinstance(self.value, int) or not 0 <= self.value <= LARGEST:
            raise self.fail("不小于 0 的整数")
        return self.value

    def amount(self) -> Decimal:
        """Return an amount that is not negative, written as number or text."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | Decimal | str):
            raise self.fail("不小于 0 的金额")
        try:
            number = Decimal(self.value)
        except InvalidOperation:
            raise self.fail("不小于 0 的金额") from None
        if not number.is_finite() or not 0 <= number <= LARGEST * 100:
            raise self.fail("不小于 0 的金额")
        return number

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.fail("文字")
        return self.value.strip()

    def texts(self) -> list[str]:
        """Return a list of different words; nothing for null."""
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            raise self.fail("列表 […]")
        found = [Node(value, f"{self.place}[{number}]").text() for number, value in enumerate(self.value)]
        if len(set(found)) < len(found):
            raise self.fail("不重复的列表")
        return found

    def day(self) -> date:
        try:
            return date.fromisoformat(self.text())
        except ValueError:
            raise self.fail("日期，例如 2021-04-23") from None
