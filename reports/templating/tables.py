"""Tables of the language: from what stands between ``[表格]`` and ``[结束]`` to head, rows and cells.

The first line may be the title, ``单位：…`` stands above the table on the right, then comes the head; every further
line is a row. ``注：…`` behind the rows stands below the table. Bars part the cells.
"""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from housing_portal.kit.gongwen.checks import COLUMN_LIMIT

from .tree import Bar, Break, Each, If, Node, Nodes, Problem, Row, SlotOf, Table, Words

_BLANKS = " \u3000\t"
UNIT, NOTE = ("单位：", "单位:"), ("注：", "注:")


def table_of(nodes: Nodes | list[Node], *, apart: bool, line: int) -> tuple[Table, list[Problem]]:
    """Read a table; what is wrong with it is told with its line."""
    sheet = _Sheet(line)
    table = sheet.read(nodes, apart)
    return table, sheet.problems


@dataclass
class _Sheet:
    line: int
    last: int = 0
    problems: list[Problem] = field(default_factory=list)
    title: Nodes = ()
    unit: Nodes = ()
    head: tuple[Nodes, ...] = ()
    notes: list[Nodes] = field(default_factory=list)

    def read(self, nodes: Nodes | list[Node], apart: bool) -> Table:
        rows: list[Node] = []
        for line in _lines(nodes):
            if not self.head:
                self.above(line)
            elif _begins(line, NOTE) and not _has_bar(line):
                self.notes.append(_stripped(line))
            else:
                rows += self.row(line)
        if not self.head:
            self.whole("表格没有写表头：各列名称之间用“|”隔开。")
        elif not rows:
            self.whole("表格没有写数据行。")
        if apart and not self.title:
            self.whole("附表要有标题：写在 [附表] 的下一行。")
        return Table(self.title, self.unit, self.head, tuple(rows), tuple(self.notes), apart, self.line)

    def whole(self, sentence: str) -> None:
        self.problems.append(Problem(self.line, sentence))

    def wrong(self, nodes: Sequence[Node], sentence: str) -> None:
        self.problems.append(Problem(self.place(nodes), sentence))

    def place(self, nodes: Sequence[Node]) -> int:
        """Return the line of ``nodes``; names of units and numbers of rows alone are where their block begins."""
        self.last = next((node.line for node in nodes if hasattr(node, "line")), self.last)
        return self.last

    def above(self, line: list[Node]) -> None:
        """Read a line that stands before the rows: title, measures, head."""
        if any(_holds_rows(node) for node in line):
            self.wrong(line, "表头写在 [如果]、[每个单位] 的前面和外面。")
        elif _has_bar(line):
            self.head = tuple(_cells(line))
            if len(self.head) > COLUMN_LIMIT:
                self.wrong(line, f"表格有 {len(self.head)} 列，超过上限 {COLUMN_LIMIT} 列，请拆成几张表。")
        elif _begins(line, UNIT):
            self.unit = _stripped(line)
        elif self.title:
            self.wrong(line, "表格的标题只有一行；表头的各列名称之间用“|”隔开。")
        else:
            self.title = _stripped(line)

    def rows(self, nodes: Nodes) -> Nodes:
        return tuple(row for line in _lines(nodes) for row in self.row(line))

    def row(self, line: list[Node]) -> Iterator[Node]:
        """Yield a row, or what chooses or repeats rows."""
        blocks = [node for node in line if not _is_blank(node)]
        if not any(_holds_rows(node) for node in blocks):
            yield self.plain(line)
            return
        if not all(_holds_rows(node) for node in blocks):
            self.wrong(line, "[如果] 或 [每个单位] 管整行时，同一行的前后不写别的内容。")
        for block in blocks:
            self.place([block])
            if isinstance(block, If):
                yield If(block.condition, self.rows(block.then), self.rows(block.otherwise), block.line)
            elif isinstance(block, Each):
                yield Each(block.name, self.rows(block.body), "", block.line)

    def plain(self, line: list[Node]) -> Row:
        cells = tuple(_cells(line))
        if len(cells) != len(self.head):
            self.wrong(line, f"这一行有 {len(cells)} 格，表头有 {len(self.head)} 格，请改为一致（空格也要用“|”隔开）。")
        elif any(_is_mixed(cell) for cell in cells):
            self.wrong(line, "一格里只写文字，或只写一个指标：计量单位写在表头，文字另占一格。")
        return Row(cells, self.place(line))


def _lines(nodes: Nodes | list[Node]) -> Iterator[list[Node]]:
    """Yield the lines that say something."""
    line: list[Node] = []
    for node in (*nodes, Break()):
        if not isinstance(node, Break):
            line.append(node)
            continue
        if not all(_is_blank(one) for one in line):
            yield line
        line = []


def _is_blank(node: Node) -> bool:
    return isinstance(node, Words) and not node.text.strip(_BLANKS)


def _has_bar(line: Sequence[Node]) -> bool:
    return any(isinstance(node, Bar) for node in line)


def _begins(line: Sequence[Node], words: tuple[str, ...]) -> bool:
    first = next(node for node in line if not _is_blank(node))
    return isinstance(first, Words) and first.text.lstrip(_BLANKS).startswith(words)


def _holds_rows(node: Node) -> bool:
    """Tell whether a block goes beyond one cell; a loop always does."""
    if isinstance(node, If):
        return any(isinstance(one, Bar | Break) or _holds_rows(one) for one in (*node.then, *node.otherwise))
    return isinstance(node, Each)


def _cells(line: Sequence[Node]) -> Iterator[Nodes]:
    cell: list[Node] = []
    for node in line:
        if isinstance(node, Bar):
            yield _stripped(cell)
            cell = []
        else:
            cell.append(node)
    yield _stripped(cell)


def _stripped(nodes: Sequence[Node]) -> Nodes:
    """Return the nodes of a cell without blanks at both ends."""
    found = [node for node in nodes if not _is_blank(node)]
    for place, strip in ((0, str.lstrip), (-1, str.rstrip)):
        if found and isinstance(found[place], Words):
            found[place] = Words(strip(found[place].text, _BLANKS), found[place].line)
    return tuple(found)


def _is_mixed(cell: Nodes) -> bool:
    """Tell whether a cell holds a slot beside something else: its number would not be the cell's alone."""
    if len(cell) == 1 and isinstance(cell[0], If):
        return any(_is_mixed(_stripped(branch)) for branch in (cell[0].then, cell[0].otherwise))
    return len(cell) > 1 and any(_names_slot(node) for node in cell)


def _names_slot(node: Node) -> bool:
    if isinstance(node, If):
        return any(_names_slot(one) for one in (*node.then, *node.otherwise))
    return isinstance(node, SlotOf)
