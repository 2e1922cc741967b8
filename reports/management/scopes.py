"""What the commands share: an as-of date from the command line, and how a refusal ends."""
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path

from housing_portal.kit import clock

WHY = {
    FileNotFoundError: "文件夹不存在", NotADirectoryError: "上级不是文件夹", IsADirectoryError: "它是一个文件夹",
    PermissionError: "没有写入权限",
}


def day(value: str) -> date:
    """Read YYYY-MM-DD or refuse with a sentence."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ArgumentTypeError(f"“{value}”不是日期，请写成 2021-04-23 这样的形式") from None


def cannot_write(path: Path, problem: OSError) -> str:
    """Say why a file could not be written and what to look at."""
    return f"无法写入 {path}：{WHY.get(type(problem), '系统拒绝')}。请检查文件夹是否存在、是否有权限。"


def add_as_of(parser: ArgumentParser) -> None:
    parser.add_argument("--as-of", type=day, default=clock.today(), help="截至日期（含当日），默认今天")
