"""Whether every name in a template is known, and what is near to those that are not."""
from collections.abc import Iterator
from itertools import islice

from housing_portal.kit.gongwen.checks import CELL_LIMIT
from reports.passages import ANNEXES, PASSAGES
from reports.slots import Library

from .conditions import Name, Term
from .grammar import Parsed, walk, words_of
from .tree import Each, If, Insert, Nodes, Problem, Row, SlotOf, Table, Words

MOST = 50  # problems told at once: looking for what is near takes its time
LOOK_UP = "名称可在编辑页右侧的列表里查到。"
NEAR = "相近的有：{}。"
NAME = 40  # characters of an unknown name that are told again: more would bury the other problems


def problems_of(parsed: Parsed, library: Library) -> list[Problem]:
    """Return all that is wrong with a template, by line."""
    found = [*parsed.problems, *islice(_unknown(parsed, library), MOST), *_of_tables(parsed.nodes, library)]
    return sorted(dict.fromkeys(found), key=lambda problem: problem.line)[:MOST]


def words_problems(text: str, library: Library) -> list[Problem]:
    """Return the {names} in free text that no slot has, by line."""
    found = (
        Problem(number, _no_slot(node.name, library))
        for number, line in enumerate(text.splitlines(), 1) for node in words_of(line)
        if isinstance(node, SlotOf) and library.find(node.name) is None
    )
    return list(islice(found, MOST))


def _unknown(parsed: Parsed, library: Library) -> Iterator[Problem]:
    for node in walk(parsed.nodes):
        if isinstance(node, If):
            yield from (Problem(node.line, _no_slot(name, library)) for name in node.condition.names()
                        if library.find(name) is None)
            yield from (Problem(node.line, sentence) for term in node.condition.terms()
                        if (sentence := _unlike(term, library)))
        elif isinstance(node, SlotOf | Each) and node.name and library.find(node.name) is None:
            yield Problem(node.line, _no_slot(node.name, library))
        elif isinstance(node, Insert) and node.kind != "正文":
            known = PASSAGES if node.kind == "段落" else ANNEXES
            if node.name not in known:
                yield Problem(node.line, f"没有名为“{node.name}”的{node.kind}：可用 {'、'.join(known)}。")


# -- tables --------------------------------------------------------------------------------------------


def _of_tables(nodes: Nodes, library: Library) -> Iterator[Problem]:
    tables = [node for node in walk(nodes) if isinstance(node, Table)]
    for table in tables:
        yield from islice(_counted_around(table, library), MOST)
        yield from _measured_otherwise(table, library)
    cells = sum(_cells(table.rows, library) for table in tables)
    if cells > CELL_LIMIT:
        yield Problem(tables[-1].line, f"表格逐个单位列出共 {cells} 格，超过上限 {CELL_LIMIT} 格，请拆成几份公文。")


def _counted_around(table: Table, library: Library) -> Iterator[Problem]:
    """Find figures in title, head and notes: only a cell opens what stands behind its number."""
    for node in (node for nodes in table.around for node in walk(nodes)):
        slot = library.find(node.name) if isinstance(node, SlotOf) else None
        if slot is not None and slot.measured_in:
            yield Problem(node.line, f"“{node.name}”是数字，只写在数据行里：标题、表头、单位和注只写文字、日期、名称。")


def _measured_otherwise(table: Table, library: Library) -> Iterator[Problem]:
    """Find numbers whose head states another unit of measure than they have: 万元 under 亿元 would be read wrong."""
    rows = [node for node in walk(table.rows) if isinstance(node, Row) and len(node.cells) == len(table.head)]
    for place, head in enumerate(table.head):
        words = "".join(node.text for node in walk(head) if isinstance(node, Words))
        stated = {known for known in library.measures if words.endswith((f"（{known}）", f"({known})"))}
        for node in (node for row in rows for node in walk(row.cells[place])):
            slot = library.find(node.name) if isinstance(node, SlotOf) else None
            if stated and slot is not None and slot.measured_in and slot.measured_in not in stated:
                told = f"“{slot.label}”的计量单位是“{slot.measured_in}”"
                yield Problem(node.line, f"表头写“{words.strip()[:NAME]}”，{told}，请改表头。")


def _cells(rows: Nodes, library: Library) -> int:
    """Return how many cells are written at most when every unit has its row."""
    count = 0
    for node in rows:
        if isinstance(node, Row):
            count += len(node.cells)
        elif isinstance(node, If):
            count += max(_cells(node.then, library), _cells(node.otherwise, library))
        elif isinstance(node, Each):
            count += _cells(node.body, library) * max(1, len(library.figures.reporting_units))
    return count


# -- names ---------------------------------------------------------------------------------------------


def _no_slot(name: str, library: Library) -> str:
    near = library.near(name)
    short = name if len(name) <= NAME else f"{name[:NAME]}……"
    return f"没有名为“{short}”的指标或要素。{NEAR.format('、'.join(near)) if near else LOOK_UP}"


def _unlike(term: Term, library: Library) -> str:
    """Say when a number is compared with words; what is measured in something is a number."""
    sides = [(side.name, library.find(side.name)) for side in (term.left, term.right) if isinstance(side, Name)]
    numbers = [name for name, slot in sides if slot is not None and slot.measured_in]
    words = next((side for side in (term.left, term.right) if isinstance(side, str)), None)
    return f"“{numbers[0]}”是数字，不能与文字“{words}”比较。" if numbers and words is not None else ""
