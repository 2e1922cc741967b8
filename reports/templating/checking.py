"""Whether every name in a template is known, and what is near to those that are not."""
from collections.abc import Iterator
from itertools import islice

from reports.passages import ANNEXES, PASSAGES
from reports.slots import Library

from .conditions import Name, Term
from .grammar import Parsed, walk, words_of
from .tree import Each, If, Insert, Problem, SlotOf

MOST = 50  # problems told at once: looking for what is near takes its time
LOOK_UP = "名称可在编辑页右侧的列表里查到。"
NEAR = "相近的有：{}。"


def problems_of(parsed: Parsed, library: Library) -> list[Problem]:
    """Return all that is wrong with a template, by line."""
    found = [*parsed.problems, *islice(_unknown(parsed, library), MOST)]
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
        elif isinstance(node, SlotOf | Each) and library.find(node.name) is None:
            yield Problem(node.line, _no_slot(node.name, library))
        elif isinstance(node, Insert) and node.kind != "正文":
            known = PASSAGES if node.kind == "段落" else ANNEXES
            if node.name not in known:
                yield Problem(node.line, f"没有名为“{node.name}”的{node.kind}：可用 {'、'.join(known)}。")


def _no_slot(name: str, library: Library) -> str:
    near = library.near(name)
    return f"没有名为“{name}”的指标或要素。{NEAR.format('、'.join(near)) if near else LOOK_UP}"


def _unlike(term: Term, library: Library) -> str:
    """Say when a number is compared with words; what is measured in something is a number."""
    sides = [(side.name, library.find(side.name)) for side in (term.left, term.right) if isinstance(side, Name)]
    numbers = [name for name, slot in sides if slot is not None and slot.measured_in]
    words = next((side for side in (term.left, term.right) if isinstance(side, str)), None)
    return f"“{numbers[0]}”是数字，不能与文字“{words}”比较。" if numbers and words is not None else ""
