"""From the text of a template to its tree. Whatever is wrong is said with its line; nothing raises."""
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from reports.kinds import FREE_TEXTS

from .conditions import Condition, condition
from .tables import table_of
from .tree import (
    Bar,
    Break,
    Each,
    If,
    Insert,
    Mark,
    Node,
    Nodes,
    Point,
    Problem,
    Row,
    RowNumber,
    SlotOf,
    Table,
    UnitName,
    Words,
)

# The longest built-in text has 6,500 characters, 35 lines and 540 parts. Far beyond, a trial or the comparison of two
# versions would take longer than a reader waits.
LENGTH, LINES, PARTS, DEPTH, INSERTIONS = 40_000, 1_000, 8_000, 30, 100
TABLES = ("表格", "附表")
_TOKEN = re.compile(r"\{\{|\}\}|\[\[|\]\]|\{[^{}\[\]\n]*\}|\[[^{}\[\]\n]*\]|[{}\[\]]|\n|[^{}\[\]\n]+")
_HEADING = re.compile(r"(#{1,4})[ \u3000]+")
_DOUBLED = {"{{": "{", "}}": "}", "[[": "[", "]]": "]"}
_BAR = re.compile(r"[ \u3000\t]*[|｜][ \u3000\t]*|\t")  # cells pasted from a worksheet are parted by tabs
# what an input method makes of the brackets: it would print as it stands, the name of a figure in place of its number
_WIDE = re.compile(r"[｛｝]|[［【](?:如果|否则|结束|每个单位|分隔|表格|附表|段落|附件|正文)")
_LONE = "单独的“{0}”看不懂：要照印请写成“{0}{0}”。"


@dataclass(frozen=True)
class Parsed:
    nodes: Nodes
    problems: list[Problem]


@dataclass
class _Frame:
    """A block that is still open: 如果, 每个单位, a table, or the text itself (no tag)."""

    tag: str = ""
    line: int = 1
    asked: Condition | None = None
    name: str = ""
    between: str = ""
    nodes: list[Node] = field(default_factory=list)
    otherwise: list[Node] | None = None

    @property
    def open(self) -> list[Node]:
        return self.nodes if self.otherwise is None else self.otherwise


class _Reader:
    def __init__(self) -> None:
        self.frames = [_Frame()]
        self.problems: list[Problem] = []
        self.line, self.begins, self.insertions, self.parts = 1, True, 0, 0
        self.beyond = False  # a bound that is there to keep reading and writing short

    def read(self, text: str) -> Parsed:
        for found in _TOKEN.findall(text):
            if self.beyond:
                break
            if found == "\n":
                self.add(Break())
                self.line, self.begins = self.line + 1, True
            elif found in _DOUBLED or found[0] not in "{}[]":
                self.words(_DOUBLED.get(found, found))
            elif len(found) == 1:
                self.wrong(_LONE.format(found))
            elif found[0] == "{":
                self.begins = False
                self.slot(found[1:-1].strip())
            else:
                self.tag(found[1:-1].strip())
        if self.beyond:
            return Parsed((), self.problems)
        for frame in self.frames[1:]:
            self.problems.append(Problem(frame.line, f"[{frame.tag}] 没有写 [结束]。"))
        return Parsed(tuple(self.frames[0].nodes), sorted(self.problems, key=lambda problem: problem.line))

    def add(self, node: Node) -> None:
        self.frames[-1].open.append(node)
        self.parts += 1
        if self.parts == PARTS + 1:
            self.refuse(f"模板的指标、标记和文字共超过 {PARTS} 处，请拆成几份公文。")

    def wrong(self, sentence: str) -> None:
        self.problems.append(Problem(self.line, sentence))

    def refuse(self, sentence: str) -> None:
        self.wrong(sentence)
        self.beyond = True

    def words(self, text: str) -> None:
        if found := _WIDE.search(text):
            self.wrong(f"“{found.group()}”是全角括号，带不出内容：请改用半角的“{{}}”“[]”。")
        if self.tabled():
            self.cells(text)
            return
        if self.begins and (found := _HEADING.match(text.lstrip(" \u3000"))):
            self.add(Mark(len(found.group(1))))
            text = text.lstrip(" \u3000")[found.end():]
        self.begins = self.begins and not text.strip()
        if text:
            self.add(Words(text, self.line))

    def cells(self, text: str) -> None:
        """Read the words of a table, in which bars and tabs part the cells."""
        for place, words in enumerate(_BAR.split(text)):
            if place:
                self.add(Bar(self.line))
            if words:
                self.add(Words(words, self.line))

    def slot(self, inner: str) -> None:
        name, bar, how = (part.strip() for part in inner.partition("|"))
        if bar and how != "无单位":
            self.wrong(f"“{{{inner}}}”的“{how}”看不懂：竖线后只能写“无单位”。")
        elif not name:
            self.wrong("“{}”里没有写指标。")
        elif name == "是":
            self.wrong("表格里不写 {是}：行的序号写 {序号}。") if self.tabled() else self.add(Point())
        elif name == "序号":
            self.add(RowNumber()) if self.tabled() else self.wrong("“{序号}”只能写在表格里面。")
        elif name == "单位":
            self.add(UnitName()) if self.looping() else self.wrong("“{单位}”只能写在 [每个单位 …] 里面。")
        else:
            self.add(SlotOf(name, self.line, bool(bar)))

    def looping(self) -> bool:
        return any(frame.tag == "每个单位" for frame in self.frames)

    def tabled(self) -> bool:
        return any(frame.tag in TABLES for frame in self.frames)

    def tag(self, inner: str) -> None:
        tag, _, rest = inner.partition(" ")
        tag, rest = tag.strip(), rest.strip()
        if tag in ("如果", "每个单位"):
            self.opened(tag, rest)
        elif tag in TABLES:
            self.table(tag, rest)
        elif tag == "否则":
            self.turned()
        elif tag == "分隔":
            self.separated(rest)
        elif tag == "结束":
            self.closed()
        elif tag in ("段落", "附件", "正文"):
            self.inserted(tag, rest)
        else:
            self.wrong(f"不认识的标记“[{inner}]”：要照印方括号，请写成“[[”和“]]”。")

    def opened(self, tag: str, rest: str) -> None:
        frame = self.deeper(tag, rest)
        if tag == "如果":
            try:
                frame.asked = condition(rest)
            except ValueError as problem:
                self.wrong(str(problem))
        elif not rest and not self.tabled():
            self.wrong("[每个单位] 后面没有写指标。")
        elif self.looping():
            self.wrong("[每个单位] 里面不能再写 [每个单位]。")
        self.frames.append(frame)

    def deeper(self, tag: str, rest: str = "") -> _Frame:
        if len(self.frames) > DEPTH:
            self.refuse(f"嵌套超过 {DEPTH} 层，请拆开来写。")
        return _Frame(tag, self.line, name=rest)

    def table(self, tag: str, rest: str) -> None:
        if self.looping() or self.tabled():
            self.wrong(f"[{tag}] 不能写在 [每个单位 …] 或另一张表格里面。")
        if rest:
            self.wrong(f"[{tag}] 后面不写字：标题写在下一行。")
        self.frames.append(self.deeper(tag))

    def turned(self) -> None:
        frame = self.frames[-1]
        if frame.tag != "如果":
            self.wrong("[否则] 前面没有 [如果]。")
        elif frame.otherwise is not None:
            self.wrong("一个 [如果] 只能有一个 [否则]。")
        else:
            frame.otherwise = []

    def separated(self, rest: str) -> None:
        if self.tabled():
            self.wrong("表格里不写 [分隔]：每个单位占一行。")
        elif self.frames[-1].tag != "每个单位":
            self.wrong("[分隔] 只能写在 [每个单位 …] 里面。")
        else:
            self.frames[-1].between = rest

    def closed(self) -> None:
        if len(self.frames) == 1:
            self.wrong("[结束] 前面没有 [如果]、[每个单位] 或 [表格]。")
            return
        frame = self.frames.pop()
        if frame.tag in TABLES:
            table, problems = table_of(frame.nodes, apart=frame.tag == "附表", line=frame.line)
            if not self.tabled():  # a table within a table has been told
                self.problems += problems
                self.add(table)
        elif frame.tag == "每个单位":
            self.add(Each(frame.name, tuple(frame.nodes), frame.between, frame.line))
        elif frame.asked is not None:  # a condition that could not be read has been told
            self.add(If(frame.asked, tuple(frame.nodes), tuple(frame.otherwise or ()), frame.line))

    def inserted(self, tag: str, name: str) -> None:
        if self.looping() or self.tabled():
            self.wrong(f"[{tag}] 不能写在 [每个单位 …] 或表格里面。")
        elif tag == "正文" and name not in FREE_TEXTS:
            self.wrong(f"没有名为“{name}”的正文：可用 {'、'.join(FREE_TEXTS)}。")
        self.insertions += 1
        if self.insertions == INSERTIONS + 1:
            self.wrong(f"段落、附件、正文共超过 {INSERTIONS} 处，请拆成几份公文。")
        self.add(Insert(tag, name, self.line))


def parse(text: str) -> Parsed:
    """Read a template. A text beyond all bounds is not read at all."""
    if len(text) > LENGTH:
        return Parsed((), [Problem(1, f"模板有 {len(text)} 字，超过上限 {LENGTH} 字。")])
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if (lines := text.count("\n") + 1) > LINES:
        return Parsed((), [Problem(1, f"模板有 {lines} 行，超过上限 {LINES} 行。")])
    return _Reader().read(text)


def words_of(text: str) -> Nodes:
    """Read free text, in which {code} is a slot and everything else, doubled brackets too, is what it says."""
    nodes: list[Node] = []
    for token in re.findall(r"\{\{|\}\}|\{[^{}\n]*\}|[{}]|[^{}]+", text):
        name, bar, how = (part.strip() for part in token[1:-1].partition("|"))
        if len(token) > 2 and token[0] == "{" and name and (not bar or how == "无单位"):
            nodes.append(SlotOf(name, 1, bool(bar)))
        else:
            nodes.append(Words(token, 1))
    return tuple(nodes)


def walk(nodes: Nodes) -> Iterator[Node]:
    """Yield every node of a tree."""
    for node in nodes:
        yield node
        if isinstance(node, If):
            yield from walk(node.then)
            yield from walk(node.otherwise)
        elif isinstance(node, Each):
            yield from walk(node.body)
        elif isinstance(node, Row):
            yield from (inner for cell in node.cells for inner in walk(cell))
        elif isinstance(node, Table):
            yield from (inner for nodes in node.around for inner in walk(nodes))
            yield from walk(node.rows)
