"""Days: 截至 with its day, nothing after it that is told as done (dossier §6.1; pitfall 5)."""
import re
from collections.abc import Iterator
from datetime import date

from housing_portal.kit.periods import written
from reports.enums import DocumentKind
from reports.paper_checks.reading import Reading, found
from reports.warning import Warning

UNTIL = re.compile(
    r"截止(?!日期|时间|期|日$|日[，,。、）])(?:到)?(?:目前|日前|今|\d{4}年|\d{1,2}月)?|截至(?:目前|日前|今日)"
)
DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
AS_OF = re.compile(r"截至(\d{4})年(\d{1,2})月(\d{1,2})日")
# words that speak of what is still to come
AHEAD = re.compile(r"前|计划|预计|须|要求|应|将|拟|力争|限|反馈|到期|届满|约定|承诺|止$|施行|有效")
STATED = {DocumentKind.WORK_REPORT, DocumentKind.BULLETIN, DocumentKind.DELIVERY_BULLETIN}


def until_names_its_day(reading: Reading) -> Iterator[Warning]:
    for passage in reading.passages:
        for match in UNTIL.finditer(passage.text):
            yield found("until", passage.place,
                        f"写“{match.group()}”，请写“截至{written(reading.document.as_of)}”。", at=match.start())


def as_of_is_printed(reading: Reading) -> Iterator[Warning]:
    """A paper that tells figures names the day of which they are."""
    day = reading.document.as_of
    if reading.document.kind in STATED and not any(_day(match) == day for match in AS_OF.finditer(reading.text)):
        yield found("as_of", "正文", f"没有写明截至日期，请写“截至{written(day)}”。")


def nothing_after_the_day(reading: Reading) -> Iterator[Warning]:
    """A day after 截至 can only be a plan, a deadline, or the paper's own."""
    document = reading.document
    own = {document.issued_on, document.campaign_from, document.campaign_to}
    for passage in reading.passages:
        for _, sentence in passage.sentences:
            for clause in re.split(r"[，,；;]", sentence):
                for match in DAY.finditer(clause):
                    day = _day(match)
                    told = AS_OF.search(clause)
                    if day is None or day <= document.as_of or (day in own and not told):
                        continue
                    if told or not AHEAD.search(clause):
                        yield found("later_day", passage.place,
                                    f"写到 {match.group()}，晚于截至日 {written(document.as_of)}。一文一截至日，请改。",
                                    at=match.group())


def days_exist(reading: Reading) -> Iterator[Warning]:
    for passage in reading.passages:
        for match in DAY.finditer(passage.text):
            if _day(match) is None:
                yield found("no_such_day", passage.place, f"没有“{match.group()}”这一天，请更正。", at=match.group())


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


CHECKS = (until_names_its_day, as_of_is_printed, nothing_after_the_day, days_exist)
