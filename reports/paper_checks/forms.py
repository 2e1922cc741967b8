"""The form of the text: numbers of papers, brackets, headings, what a paper must carry (dossier §6.3, 16, 17)."""
import re
from collections.abc import Iterator

from housing_portal.kit.numerals import chinese_number
from reports.paper_checks.reading import Passage, Reading, found
from reports.warning import Warning

PAPER_NUMBER = re.compile(r"([\[［【〔(（])((?:19|20)\d\d)([\]］】〕)）])(第?)(\d+)号")
PAIRS = {"（": "）", "(": ")", "〔": "〕", "《": "》", "〈": "〉", "“": "”", "‘": "’", "【": "】", "[": "]", "［": "］"}
# a heading's own number, by level
LEVELS = (
    re.compile(r"^\s*([一二三四五六七八九十百]{1,4})、"), re.compile(r"^\s*（([一二三四五六七八九十百]{1,4})）"),
    re.compile(r"^\s*(\d{1,2})[.．、](?!\d)"), re.compile(r"^\s*（(\d{1,2})）"),
)
COUNTS = {chinese_number(number): number for number in range(1, 100)}
SIGNS = ("一、", "（一）", "1.", "（1）")


def numbers_are_well_formed(reading: Reading) -> Iterator[Warning]:
    """机关代字〔2026〕3号: these brackets, no 第, no leading zero (pitfall 46)."""
    for passage in [*reading.passages, *_around(reading)]:
        for match in PAPER_NUMBER.finditer(passage.text):
            if (match[1], match[3], match[4]) == ("〔", "〕", "") and not match[5].startswith("0"):
                continue
            yield found("paper_number", passage.where,
                        f"文号写作“{match.group()}”，应为“〔{match[2]}〕{int(match[5])}号”。", at=match.group())


def brackets_are_paired(reading: Reading) -> Iterator[Warning]:
    for passage in [*reading.passages, *_around(reading), *_cells(reading)]:
        odd = _odd(passage.text)
        if odd:
            yield found("brackets", passage.place, f"“{odd}”没有配对，请补齐或改为成对的括号、引号。")


def _odd(text: str) -> str:
    """Return the first mark that has no partner, empty when all are paired."""
    opened: list[str] = []
    for char in text:
        if char in PAIRS:
            opened.append(char)
        elif char in PAIRS.values() and (not opened or PAIRS[opened.pop()] != char):
            return char
    return opened[-1] if opened else ""


def _around(reading: Reading) -> list[Passage]:
    paper = reading.paper
    named = [("标题", paper.title), ("主送", paper.addressee)]
    named += [(f"附件{number}标题", one.title) for number, one in enumerate(paper.attachments, start=1)]
    return [Passage(where, text) for where, text in named]


def _cells(reading: Reading) -> Iterator[Passage]:
    for sheet in reading.sheets:
        for number, row in enumerate(sheet.texts, start=1):
            yield from (Passage(f"{sheet.where}第{number}行", cell) for cell in row)


def headings_count_up(reading: Reading) -> Iterator[Warning]:
    """一、→（一）→1.→（1）: every level counts up from one under its parent, and none comes before its parent."""
    counts = [0, 0, 0, 0]
    top = None
    for passage in reading.body:
        level, number = _numbered(passage)
        if passage.level and (level is None or (level != passage.level - 1)):
            yield found("heading", passage.place,
                        f"第{chinese_number(passage.level)}级标题序号应写作“{SIGNS[passage.level - 1]}”的形式。")
            level = passage.level - 1
            number = counts[level] + 1
        if level is None:
            continue
        top = level if top is None else top
        if level < top:
            yield found("heading", passage.place,
                        f"“{SIGNS[level]}”级标题之前已出现“{SIGNS[top]}”级标题，层级应为一、→（一）→1.→（1）。")
            top = level
        elif number != counts[level] + 1:
            due = counts[level] + 1
            yield found("heading", passage.place, f"序号应为第 {due} 个，写成了第 {number} 个。请连续编号。",
                        due, "应为", number, "所写")
        counts[level] = number
        counts[level + 1:] = [0] * (3 - level)


def _numbered(passage: Passage) -> tuple[int | None, int]:
    for level, pattern in enumerate(LEVELS):
        match = pattern.match(passage.text)
        if match:
            number = int(match[1]) if match[1].isdigit() else COUNTS.get(match[1], 0)
            return level, number
    return None, 0


def paper_is_whole(reading: Reading) -> Iterator[Warning]:
    """A signature, and a body for every attachment that is announced (dossier §6.3, 17)."""
    if not reading.paper.issuer.strip():
        yield found("unsigned", "落款", "没有发文机关署名，请填写。")
    for number, one in enumerate(reading.paper.attachments, start=1):
        rows = [sheet for sheet in reading.sheets if sheet.where == f"附件{number}" and sheet.table.rows]
        if not rows and not any(passage.where.startswith(f"附件{number}第") for passage in reading.passages):
            yield found("empty_attachment", f"附件{number}", f"《{one.title}》没有内容，请补齐或删去。")


CHECKS = (numbers_are_well_formed, brackets_are_paired, headings_count_up, paper_is_whole)
