"""The sheet with the demonstration accounts and their password, in a file that its owner alone can read."""
import os
from pathlib import Path

from django.conf import settings

from reports.demo.office import account_lines


def sheet() -> Path:
    return settings.VAR_DIR / "demo-accounts.txt"


def write_sheet(password: str) -> str:
    """Write the sheet, replacing an older one, and return its text."""
    lines = ["演示账号（口令相同，仅供演示）：", *account_lines(), f"口令：{password}"]
    text = "\n".join(lines) + "\n"
    sheet().parent.mkdir(parents=True, exist_ok=True)
    # made with its mode, so that there is no moment at which others can read it
    sheet().unlink(missing_ok=True)
    with os.fdopen(os.open(sheet(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    return text
