"""Measure the printing of papers: 1, 4 and 60 pages in the warm layout process, its memory, and what makes its start.

The levels are those of the office: 0.1 s for a notice of one page, 0.3 s for four, 3 s for sixty, and 350 MiB.
Processor time is shown beside the clock, for a machine that does other things too tells the clock wrong.
"""
import io
import os
import statistics
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pdfplumber

from benchmarks.timing import milliseconds
from housing_portal.kit.gongwen import HeadCell, Heading, Paper, Paragraph, TableBlock
from housing_portal.kit.gongwen.limits import Limits
from housing_portal.kit.gongwen.pool import Printer, printed_by

REPEATS = 15
TICK = os.sysconf("SC_CLK_TCK")
LEVELS = {1: 100, 4: 300, 60: 3000}  # pages: ms
MEMORY = 350  # MiB
SECTIONS = {1: 0, 4: 5, 60: 131}
WORDS = (
    "截至6月30日，第{0}组督查的单位共落实改造项目{0}个，已开工{1}套，占年度目标任务的{2}.{3:02}%，完成投资{1}万元，"
    "其中城关镇{0}套、东屏镇{2}套、南麓乡{3}套；尚未开工的项目要倒排工期、挂图作战，确保按期完成全年目标任务。"
)


def paper(sections: int) -> Paper:
    """Return a letter for none, or a notice of so many sections whose words all differ."""
    body = list(_body(sections)) or [Paragraph(WORDS.format(3, 702, 55, 71))]
    made = Paper(
        mark="云岭县住房和城乡建设局", number="云建函〔2026〕12号", title_lines=["关于上半年住房保障工作情况的函"],
        addressee="各乡（镇）人民政府", body=body, issuer="云岭县住房和城乡建设局", issued_on=date(2026, 7, 2),
        copies=["县政府办公室"], imprint_office="云岭县住房和城乡建设局", imprint_on=date(2026, 7, 2), letter=True,
    )
    return replace(made, letter=False, mark="云岭县住房和城乡建设局文件") if sections else made


def _body(sections: int) -> Iterator[Heading | Paragraph | TableBlock]:
    for number in range(sections):
        yield Heading(3, f"{number % 40 + 1}.第{number}组。", "现将督查情况通报如下：")
        yield from (Paragraph(WORDS.format(number + part, 300 + number, 40 + part, number % 90)) for part in range(2))
        if number % 20 == 10:
            heads = [[HeadCell("单位"), HeadCell("目标（套）"), HeadCell("开工（套）")]]
            yield TableBlock(head=heads, rows=[[f"第{row}组", str(row), str(number)] for row in range(12)])


def processor(pid: int) -> float:
    """Return the processor time of a process so far, in ms."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / TICK


def peak(pid: int) -> int:
    """Return the most memory that a process has held, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) // 1024


def main() -> None:
    printer = Printer(replace(Limits(), jobs=100_000, resident=10_000))
    cold = milliseconds(lambda: printed_by(printer, paper(0)))[0]
    print(f"{'pages':>6} {'median':>9} {'CPU':>9} {'level':>9} {'peak':>9}")
    for wanted, level in LEVELS.items():
        deed = partial(printed_by, printer, paper(SECTIONS[wanted]))
        with pdfplumber.open(io.BytesIO(deed())) as document:
            pages = len(document.pages)
        before = processor(printer.pid)
        taken = milliseconds(deed, REPEATS)
        spent = (processor(printer.pid) - before) / REPEATS
        held = peak(printer.pid)
        verdict = "" if spent <= level and held <= MEMORY else "  TOO MUCH"
        print(f"{pages:>6} {statistics.median(taken):>6.0f} ms {spent:>6.0f} ms {level:>6} ms {held:>5} MiB{verdict}")
    print(f"{'start':>6} {cold:>6} ms with the first paper")
    printer.close()


if __name__ == "__main__":
    main()
