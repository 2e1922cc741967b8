"""Legacy .xls, read in a process of its own: one damaged byte can make the reader ask for more memory than there is."""
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

from housing_portal.kit.excel import legacy_reader
from housing_portal.kit.excel.safety import SAVE_AS, ExcelError, check_not_encrypted

SECONDS = 60


def sheets_of(data: bytes, filename: str) -> list[tuple[str, list[list[object]]]]:
    """Return name and rows of every visible sheet."""
    check_not_encrypted(data, filename)
    program = [sys.executable, "-I", Path(legacy_reader.__file__)]
    try:
        # S603: the program is ours and the file goes in as data
        done = subprocess.run(program, input=data, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise ExcelError(f"“{filename}”内容过多，无法在 {SECONDS} 秒内读完；{SAVE_AS}。") from None
    if done.returncode == legacy_reader.PASSWORD:
        raise ExcelError(f"“{filename}”设有打开密码；请取消密码保护，另存后再上传。")
    if done.returncode:
        raise ExcelError(f"“{filename}”是旧版表格（.xls），已损坏或内容无法读取；{SAVE_AS}。")
    return json.loads(done.stdout, object_hook=_day)


def _day(value: dict[str, str]) -> date:
    return date.fromisoformat(value[legacy_reader.DAY])
