"""Judging a printed paper by its bytes alone: the bars of GB/T 9704-2012 that a reader with a ruler holds it to."""
import io
import re
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

import pdfplumber

from tests.kit.gongwen.measure import MM, PrintedLine, lines, lowest, opened, rules, spans

RED, BLACK = (1.0, 0.2, 0.2), (0.0, 0.0, 0.0)
CELL, PITCH, EM = 156 / 28, 225 / 22 * 1.0216, 16 * 25.4 / 72  # mm
LEFT, RIGHT, TOP, FOOT = 28, 184, 37, 262
NO_START, NO_END = set("、。，．：；？！…—）》」』】〕〉”’％%℃"), set("（《「『【〔〈“‘")
NUMBER = re.compile(r"[\u4e00-\u9fff（）]+〔(?:19|20)\d{2}〕[1-9]\d*号")
HEADINGS = ((r"[一二三四五六七八九十]+、", "Gongwen-Hei"), (r"（[一二三四五六七八九十]+）", "Gongwen-Kai"))
DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")


def faults(pdf: bytes, *, letter: bool = False, single_sided: bool = False, upward: bool = False) -> set[str]:
    """Return the names of the bars that ``pdf`` fails."""
    with opened(pdf) as pages:
        judge = (_UpwardJudge if upward else _Judge)(pages, letter, single_sided)
        return {name for name, holds in judge.bars() if not holds} | _of_the_file(pdf)


def _of_the_file(pdf: bytes) -> set[str]:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        catalog, metadata = document.doc.catalog, document.metadata
        active = {"OpenAction", "AA"} & set(catalog) or "JavaScript" in str(catalog.get("Names"))
        return {name for name, bad in (
            ("no_active_content", active), ("metadata_title", not metadata.get("Title")),
        ) if bad}


def near(value: float, target: float, tolerance: float = 1.0) -> bool:
    return abs(value - target) <= tolerance


def is_folio(line: PrintedLine) -> bool:
    return line.top > FOOT and re.fullmatch(r"—\d+—", line.text) is not None


class _Judge:
    """One paper. Tables, landscape pages and attachments are judged for page, fonts and colour only."""

    def __init__(self, pages: list, letter: bool, single_sided: bool) -> None:
        self.pages, self.letter, self.single_sided = pages, letter, single_sided
        self.lines = [lines(page) for page in pages]
        heads = [found[0].text if found else "" for found in self.lines]
        self.text_pages = next((n for n, text in enumerate(heads) if n and re.fullmatch(r"附件\d*", text)), len(pages))
        place = max(range(5), key=lambda n: self.lines[0][n].size)
        self.mark, self.number = self.lines[0][place : place + 2]
        self.titles = [line for line in self.lines[0] if line.size == 22.0]
        self.grid = [
            (page, line) for page, found in enumerate(self.lines[: self.text_pages]) for line in found
            if line.size == 16.0 and (page or (self.titles and line.top > self.titles[-1].foot))
        ]

    def bars(self) -> Iterator[tuple[str, bool]]:
        yield from self._page()
        yield from self._head()
        if not (self.titles and len(self.grid) > 2):
            yield "title", bool(self.titles)
            yield "body_on_first_page", False
            return
        yield from self._title()
        yield from self._grid()
        yield from self._edges()
        yield from self._signature()
        yield from self._folios()
        yield from self._imprint()

    def _page(self) -> Iterator[tuple[str, bool]]:
        sizes = [sorted((float(page.width), float(page.height))) for page in self.pages]
        yield "page_size", all(near(w, 595.28, 1.5) and near(h, 841.89, 1.5) for w, h in sizes)
        yield "first_page_portrait", self.pages[0].width < self.pages[0].height
        chars = [char for page in self.pages for char in page.chars]
        yield "fonts_subset", all(re.match(r"[A-Z]{6}\+", char["fontname"]) for char in chars)
        yield "no_notdef", not any(re.search(r"\(cid:|[\ufffd\ue000-\uf8ff]", char["text"]) for char in chars)
        red = {id(char) for char in self.pages[0].chars if _red(char)}
        head = {id(char) for char in self.pages[0].chars if char["top"] < 110 / 25.4 * 72}
        yield "other_text_black", red <= head and all(
            id(char) in red or _black(char) for char in chars)
        yield "red_mark_present", bool(red) and self.mark.size >= 22

    def _head(self) -> Iterator[tuple[str, bool]]:
        yield "red_mark_top", near(self.mark.top, 30 if self.letter else 72)
        yield "red_mark_centred", near((self.mark.left + self.mark.right) / 2, 106, 1.5)
        yield "doc_number", bool(NUMBER.fullmatch(self.number.text)) and self.number.size == 16.0
        found = rules(self.pages[0], RED)
        if self.letter:
            yield "letter_rules", len(found) in {0, 4} and near(lowest(self.pages[0], RED), 277)
            yield "number_position", near(self.number.right, RIGHT)
            return
        yield from self._below_the_mark()
        yield "red_rule", len(found) == 1 and all((
            near(found[0][2], LEFT), near(found[0][3], RIGHT), near(found[0][0] - self.number.foot, 4),
            0.4 < found[0][1] - found[0][0] < 1,
        ))

    def _below_the_mark(self) -> Iterator[tuple[str, bool]]:
        yield "number_position", near((self.number.left + self.number.right) / 2, 106)
        yield "mark_to_number", near(self.number.top - self.mark.foot, 2 * PITCH, 2)

    def _title(self) -> Iterator[tuple[str, bool]]:
        above = self.number.foot if self.letter else rules(self.pages[0], RED)[0][1] if rules(self.pages[0], RED) else 0
        centred = all(near((line.left + line.right) / 2, 106) for line in self.titles)
        yield "title", centred and 17 <= self.titles[0].top - above <= 27
        yield "title_font", all(line.font == "Gongwen-Song-Bold" for line in self.titles)
        first = self.grid[0][1]
        colon = next((n for n, (_, line) in enumerate(self.grid[:9]) if line.text.endswith("：")), None)
        yield "addressee", near(first.left, LEFT) and colon is not None and near(
            first.top - self.titles[-1].foot, PITCH, 4)
        yield "body_on_first_page", sum(page == 0 for page, _ in self.grid) > (colon or 0) + 1

    def _grid(self) -> Iterator[tuple[str, bool]]:
        body = [line for _, line in self.grid]
        yield "body_font", sum("FangSong" in line.font for line in body) > 0.6 * len(body)
        yield "body_size", not any(
            14.5 < line.size < 15.9 or 16.1 < line.size < 20
            for found in self.lines[: self.text_pages] for line in found
        )
        yield "heading_fonts", all(
            line.font == face for line in body
            for pattern, face in HEADINGS
            if re.match(pattern, line.text) and near(line.left, LEFT + 2 * CELL, 0.6)
        )
        steps = [
            b.foot - a.foot for (p, a), (q, b) in pairwise(self.grid) if p == q and b.foot - a.foot < 1.5 * PITCH
        ]
        yield "line_pitch", bool(steps) and near(median(steps), PITCH, 0.1) and max(steps) - min(steps) < 0.35
        yield "no_overlaps", all(step > EM for step in steps)
        for page in range(1, self.text_pages):
            found = [line for at, line in self.grid if at == page]
            runs_on = any(at == page + 1 for at, _ in self.grid)
            if found:
                yield "type_area_top", near(found[0].top, TOP)
            if found and runs_on:
                yield "lines_per_page", len(found) in {21, 22} and found[-1].foot > FOOT - 1.2 * PITCH

    def _edges(self) -> Iterator[tuple[str, bool]]:
        body = [line for _, line in self.grid]
        yield "type_area_x", near(min(line.left for line in body), LEFT)
        inside = (LEFT - 0.5, RIGHT + 0.7)
        yield "nothing_outside", all(
            inside[0] <= line.left and line.right <= inside[1]
            and (self.letter or line.top >= TOP - 0.5) and line.foot <= (FOOT + 0.5 if page or not self.letter else 277)
            for page, found in enumerate(self.lines) if self.pages[page].width < self.pages[page].height
            for line in found if not is_folio(line) and line is not self.mark
        )
        full = [a for (p, a), (q, b) in pairwise(self.grid)
                if p == q and b.foot - a.foot < 1.5 * PITCH and near(b.left, LEFT, 0.5) and a.left < LEFT + 3 * CELL
                and not a.text.endswith("：")]
        yield "right_edge", all(near(line.right, RIGHT) for line in full)
        yield "paragraph_indent", all(
            near(line.left, LEFT + 2 * CELL, 0.2 * CELL) for line in body if LEFT + 1 < line.left < LEFT + 3 * CELL)
        yield "line_start_punctuation", not any(line.text[0] in NO_START for line in body)
        yield "line_end_punctuation", not any(line.text[-1] in NO_END for line in body)
        han = "[\u4e00-\u9fff]"
        yield "full_width_punctuation", not any(re.search(f"{han}[,;:?!()]|[,;:?!()]{han}", line.text) for line in body)

    def _signature(self) -> Iterator[tuple[str, bool]]:
        dated = [place for place, (_, line) in enumerate(self.grid) if DATE.fullmatch(line.text) and line.left > 90]
        if not dated:
            yield "date_position", False
            return
        page, day = self.grid[dated[-1]]
        _, issuer = self.grid[dated[-1] - 1]
        zero = re.search(r"[年月]0", day.text)
        sealed = near(RIGHT - day.right, 4 * CELL) and (
            near((issuer.left + issuer.right) / 2, (day.left + day.right) / 2) or near(issuer.right, RIGHT))
        plain = near(day.left - issuer.left, 2 * CELL) and near(RIGHT - max(issuer.right, day.right), 2 * CELL)
        long = near(day.left - issuer.left, 2 * CELL) and near(issuer.right, RIGHT)
        yield "date_position", not zero and (sealed or plain or long)
        yield "signature_with_text", sum(at == page for at, _ in self.grid[: dated[-1] - 1]) > 0

    def _folios(self) -> Iterator[tuple[str, bool]]:
        for number, (page, found) in enumerate(zip(self.pages, self.lines, strict=True), 1):
            if page.width > page.height:
                continue
            folios = [line for line in found if is_folio(line)]
            content = [line for line in found if not is_folio(line)]
            colophon_alone = number == len(self.pages) and all(line.size == 14.0 for line in content)
            if not folios:
                yield "page_numbers", (self.letter and number == 1) or not content or colophon_alone
                continue
            (folio,) = folios
            edge = RIGHT - folio.right if number % 2 else folio.left - LEFT
            yield "page_numbers", all((
                folio.text == f"—{number}—", folio.size == 14.0, near(edge, 4.94, 1.5), near(folio.top, 266, 2),
                not (self.letter and number == 1),
            ))

    def _imprint(self) -> Iterator[tuple[str, bool]]:
        last, found = self.pages[-1], self.lines[-1]
        printed = [line for line in found if line.size == 14.0 and line.text.endswith("印发")]
        if self.letter:
            yield "imprint", not printed
            return
        yield "imprint", len(printed) == 1
        if not printed:
            return
        # a border is painted as what lies between two rectangles
        feet = {round(rect["bottom"] * MM, 2) for rect in last.rects if rect["width"] * MM > 100}
        inner, outer = sorted(feet)[-2:]
        yield "imprint_rules", near(lowest(last, BLACK), FOOT, 0.5) and near(outer - inner, 0.35, 0.06)
        yield "imprint_line", near(printed[0].left, LEFT + 4.94) and near(printed[0].right, RIGHT - 4.94) and not (
            re.search(r"[年月]0", printed[0].text))
        copies = [line for line in found if line.size == 14.0 and line.text.startswith("抄送：")]
        ends = [line for line in found if line.size == 14.0 and line.top < printed[0].top and not is_folio(line)]
        yield "copy_line", not copies or (near(copies[0].left, LEFT + 4.94) and ends[-1].text.endswith("。"))
        yield "imprint_on_even_page", self.single_sided or len(self.pages) % 2 == 0


class _UpwardJudge(_Judge):
    """A paper to a superior office: its number at the left on the line of the last 签发人 (7.2.5, 7.2.6)."""

    def __init__(self, pages: list, letter: bool, single_sided: bool) -> None:
        super().__init__(pages, letter, single_sided)
        foot = rules(pages[0], RED)[0][0]
        self.head = [one for one in spans(pages[0]) if one.size == 16.0 and self.mark.foot < one.top < foot]
        self.number = next((one for one in self.head if NUMBER.fullmatch(one.text)), self.number)

    def _below_the_mark(self) -> Iterator[tuple[str, bool]]:
        yield "number_position", near(self.number.left, LEFT + CELL, 0.5)
        label = next((one for one in self.head if one.text == "签发人："), None)
        names = [one for one in self.head if one not in (self.number, label)]
        yield "signer_label", label is not None and "FangSong" in label.font
        yield "signer_face", all(one.font == "Gongwen-Kai" for one in names)
        if label is None:
            return
        yield "mark_to_number", near(label.top - self.mark.foot, 2 * PITCH, 2)
        ends = max((one.right for one in names), default=label.right + 3 * CELL)  # three blank cells for a name
        yield "signer_edge", near(ends, RIGHT - CELL, 0.5)
        tops = sorted({round(one.top, 1) for one in names}) or [round(label.top, 1)]
        lined = [[one for one in names if round(one.top, 1) == top] for top in tops]
        yield "signer_lines", all(len(line) == 2 for line in lined[:-1]) and all(len(line) < 3 for line in lined)
        yield "number_on_the_last_line", near(self.number.top, tops[-1], 0.2) and near(label.top, tops[0], 0.2)
        first = lined[0] if names else []
        yield "signer_columns", all(
            near(one.left, above.left, 0.2) for line in lined for one, above in zip(line, first, strict=False)
        ) and all(near(one.left, label.right, 0.5) for one in first[:1])


def _red(char: dict) -> bool:
    colour = char["non_stroking_color"]
    return bool(colour) and len(colour) == 3 and colour[0] > 0.7 and colour[1] < 0.5


def _black(char: dict) -> bool:
    return all(part < 0.1 for part in char["non_stroking_color"] or (0,))
