"""Numbers that the drafter has typed himself: no record stands behind them (dossier §6.3, 9; §6.1)."""
import re
from collections.abc import Iterator

from reports.paper_checks.reading import SLOT, Reading, found, free_lines
from reports.warning import Warning

# digits that are no figures: numbers and titles of papers, days, years and quarters, articles of law, 1-2季度
NO_FIGURE = re.compile(
    r"《[^《》]*》|[〔\[（(【]\d{4}[〕\]）)】]第?\d+号|第\d+[条款项号期批]|\d{1,2}月(?:\d{1,2}日)?|\d{1,2}日|\d(?:[-—、至]\d)?季度"
)
YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?:[-—至](?:19|20)?\d{2,4})?年(?:度)?")
DIGITS = re.compile(r"\d+(?:\.\d+)?[%％]?[一-龥㎡]{0,3}")


def typed_numbers_are_confirmed(reading: Reading) -> Iterator[Warning]:
    """A number of the free text comes from a slot, or its source is given in writing."""
    for label, number, line in free_lines(reading.document):
        rest = line
        for pattern in (SLOT, YEAR, NO_FIGURE):
            rest = pattern.sub("\u3000", rest)
        typed = list(dict.fromkeys(DIGITS.findall(rest)))
        if typed:
            yield found(
                "typed", f"{label}第{number}段", f"手填数字 {'、'.join(typed)[:80]}，没有记录可查。"
                "请用 {指标} 插入，或书面说明出处。",
            )


CHECKS = (typed_numbers_are_confirmed,)
