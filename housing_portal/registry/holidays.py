"""Reading a holiday notice as it is pasted: a day or span, what it is, and what it is called."""
import re
from datetime import date, timedelta

from housing_portal.kit import text
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.enums import DayKind

EXAMPLE = "2026-10-01 节假日 国庆节"
LONGEST_SPAN = 31
KINDS = {kind.label: kind for kind in DayKind}
_DAY = r"(\d{4}-\d{1,2}-\d{1,2})"
_LINE = re.compile(rf"{_DAY}(?:\s*(?:至|到|~|—+|–)\s*{_DAY})?\s+(\S+)\s+(\S.*)")


def problem(on: date, kind: str) -> str:
    """Return why ``on`` cannot be a day of this kind, or ""."""
    if kind == DayKind.WORKDAY and on.weekday() < 5:
        return f"{on} 是星期{'一二三四五'[on.weekday()]}，本来就上班，不能登记为调休上班。"
    return ""


def read(lines: str) -> dict[date, tuple[str, str]]:
    """Return day → (kind, name); raises ServiceError that names every line it cannot read."""
    found: dict[date, tuple[str, str]] = {}
    errors: list[str] = []
    for number, line in enumerate(lines.splitlines(), 1):
        line = text.half_width(text.clean(line))
        if not line:
            continue
        try:
            days, kind, name = _read_line(line)
            _must_not_contradict(found, days, (kind, name))
        except ServiceError as error:
            errors.append(f"第 {number} 行“{line[:40]}”：{error.sentence}")
            continue
        found.update(dict.fromkeys(days, (kind, name)))
    if errors:
        raise ServiceError({"lines": errors})
    if not found:
        raise ServiceError({"lines": f"没有内容，请每行填写一条，例如：{EXAMPLE}。"})
    return found


def _read_line(line: str) -> tuple[list[date], str, str]:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ServiceError(f"格式应为“日期 性质 名称”，例如：{EXAMPLE}。")
    first, last, label, name = match.groups()
    start = _day(first)
    end = _day(last or first)
    if not 0 <= (end - start).days < LONGEST_SPAN:
        raise ServiceError(f"起止日期有误，止日须不早于起日且相隔不超过 {LONGEST_SPAN} 天。")
    if label not in KINDS:
        raise ServiceError(f"“{label}”不是可用的性质，请填写 {'、'.join(KINDS)}。")
    if len(name) > 30:
        raise ServiceError("名称超过 30 个字。")
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    for day in days:
        if sentence := problem(day, KINDS[label]):
            raise ServiceError(sentence)
    return days, KINDS[label], name


def _day(value: str) -> date:
    try:
        return date(*map(int, value.split("-")))
    except ValueError:
        raise ServiceError(f"“{value}”不是存在的日期。") from None


def _must_not_contradict(found: dict[date, tuple[str, str]], days: list[date], what: tuple[str, str]) -> None:
    for day in days:
        if found.get(day, what) != what:
            raise ServiceError(f"{day} 在前面的行中已登记为另一性质或名称。")
