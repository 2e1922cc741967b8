"""A reporting period from the command line: a month, a half year, a year."""
import re
from argparse import ArgumentTypeError
from dataclasses import dataclass
from datetime import date

from housing_portal.kit.periods import month_end

_WRITTEN = re.compile(r"(20\d\d)(?:-(0[1-9]|1[0-2])|-H([12]))?")


@dataclass(frozen=True)
class Asked:
    """What a report covers. A month's or half year's report gives the year so far: papers say 1—6月, not 6月 alone."""

    first: date
    last: date
    is_month: bool = False

    def start(self, monthly: bool) -> date:
        """Return the first day that a paper covers: of the month asked for when the paper is ``monthly``."""
        return self.last.replace(day=1) if monthly and self.is_month else self.first


def period(value: str) -> Asked:
    """Read YYYY-MM, YYYY-H1, YYYY-H2 or YYYY, or refuse with a sentence."""
    found = _WRITTEN.fullmatch(value)
    if found is None:
        raise ArgumentTypeError(f"“{value}”不是统计期，请写成 2026-06、2026-H1 或 2026 这样的形式")
    year, month, half = found.groups()
    last_month = int(month) if month else 6 if half == "1" else 12
    return Asked(date(int(year), 1, 1), month_end(int(year), last_month), bool(month))
