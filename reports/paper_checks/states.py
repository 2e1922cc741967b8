"""One fact, one state: what is said of a unit here does not deny what is said of it there (dossier §6.3, 6–8, 15)."""
import re
from collections.abc import Iterator

from affordable.enums import Forecast
from housing_portal.accounts.models import Unit
from housing_portal.kit.figures import plain
from reports.paper_checks.reading import NUMBER, Reading, bare, found
from reports.warning import Warning

CLAUSE = re.compile(r"[^；;。！？]+")
UNDONE = re.compile(r"手续(?:均|都)?(?:还|尚)?(?:未|没有)办理")
UNDER_WAY = re.compile(
    r"已办理[^，,；;。]{0,8}手续|正在[^，,；;。]{0,12}手续办理|手续(?:已完成|办理完成|正在办理)|规划(?:已)?完成"
)
NOT_BEGUN = re.compile(r"具备开工条件|(?:尚|暂|还)?未开工|手续(?:均|都)?(?:还|尚)?(?:未|没有)办理")
INVESTED = re.compile(r"完成投资")
MIXED_CLASS = re.compile(r"分类别")
INCLUDES = re.compile(r"（(?:包括|含)([^（）]*)）")


def _clauses(reading: Reading, pattern: re.Pattern[str]) -> Iterator[tuple[str, list[Unit]]]:
    """Yield the clauses in which ``pattern`` stands, each with the units that it names."""
    for passage in reading.body:
        for match in CLAUSE.finditer(passage.text):
            if pattern.search(match.group()):
                yield match.group().strip(), reading.named(match.group())


def _first_said(reading: Reading, pattern: re.Pattern[str]) -> dict[Unit, str]:
    said: dict[Unit, str] = {}
    for clause, units in _clauses(reading, pattern):
        for unit in units:
            said.setdefault(unit, clause)
    return said


def papers_are_in_one_state(reading: Reading) -> Iterator[Warning]:
    """手续还未办理 and 已办理两项前期手续 cannot both be true of one unit."""
    undone, under_way = _first_said(reading, UNDONE), _first_said(reading, UNDER_WAY)
    for unit in undone:
        if unit in under_way and undone[unit] != under_way[unit]:
            yield found(
                "state", f"{unit.name}前期手续",
                f"一处写“{undone[unit][:40]}”，另一处写“{under_way[unit][:40]}”。同一事实请写一致，写明哪几项未办。",
            )


def money_without_a_start(reading: Reading) -> Iterator[Warning]:
    """A unit without papers, or that has not begun, is listed with investment: needs a look (dossier §6.3, 7)."""
    waiting = _first_said(reading, NOT_BEGUN)
    for passage in reading.body:
        if not INVESTED.search(passage.text):
            continue
        for item in re.split(r"[、，,；;。]", passage.text):
            amount = NUMBER.search(item)
            if not amount or amount[2] not in ("万元", "亿元") or amount[1] == "0":
                continue
            for unit in reading.named(item):
                if unit in waiting:
                    yield found(
                        "money_state", unit.name,
                        f"写“{waiting[unit][:40]}”，却完成投资 {amount.group()}。请核实投资来源，或补登手续、开工。",
                        amber=True,
                    )


def done_yet_difficult(reading: Reading) -> Iterator[Warning]:
    """A unit whose carried-over sets are told to be difficult is the one that has finished some (dossier §6.3, 8).

    A paper to one unit answers for that unit alone.
    """
    figures, key = reading.figures, "continued_basic_done_sets"
    if not any(one.figure.key.partition("@")[0] == key for one in reading.printed):
        return
    for unit in figures.forecast_units.get(Forecast.DIFFICULT, ()):
        if reading.document.unit_id not in (None, unit.pk):
            continue
        done, invested = figures.value(key, unit), figures.value("investment_total_wan_derived", unit)
        if done:
            yield found(
                "done_yet_difficult", unit.name,
                f"研判为完成有困难，却已基本建成 {plain(done)} 套，完成投资 "
                f"{'未报' if invested is None else plain(invested) + ' 万元'}。请核对基本建成、投资和研判。",
                done, "基本建成（套）", invested, "完成投资（万元）", amber=True, indicator=key,
            )


def classes_are_not_mixed(reading: Reading) -> Iterator[Warning]:
    """A class that “includes” what belongs to another one is counted in the wrong place (dossier §6.3, 15)."""
    for passage in reading.body:
        if not MIXED_CLASS.search(passage.text):
            continue
        for match in INCLUDES.finditer(passage.text):
            begins = max(passage.text.rfind(mark, 0, match.start()) for mark in "；;。") + 1
            own = bare(CLAUSE.search(passage.text, begins).group()).strip()[:24]
            yield found(
                "class", passage.place,
                f"“{own}”一类中又写“包括{match[1]}”。一个问题只归一类，请按分类分别列。", amber=True,
            )


CHECKS = (papers_are_in_one_state, money_without_a_start, done_yet_difficult, classes_are_not_mixed)
