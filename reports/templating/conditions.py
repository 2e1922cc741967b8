"""Conditions of templates: ``code``, ``非 code``, ``code > 0``, ``code = other``, ``code = “词”``, joined by 且 and 或.

且 binds closer than 或, as in speech. There are no brackets: what needs them is two conditions.
"""
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne

Value = int | Decimal | date | str | None
_SIGNS = {
    ">=": ge, "≥": ge, "<=": le, "≤": le, "!=": ne, "≠": ne, ">": gt, "＞": gt, "<": lt, "＜": lt, "=": eq, "＝": eq,
}
_SIGN = re.compile("|".join(re.escape(sign) for sign in _SIGNS))
FORMS = "可以写“指标”“非 指标”“指标 > 0”“指标 = 另一指标”，用“且”“或”连接，词间空格。"
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
_QUOTED = re.compile(r"[“\"]([^“”\"]*)[”\"]")


@dataclass(frozen=True)
class Name:
    """A slot by its code or label."""

    name: str


Operand = Name | Decimal | str


@dataclass(frozen=True)
class Term:
    """One comparison; without ``sign`` it asks whether ``left`` states something."""

    left: Operand
    sign: str = ""
    right: Operand | None = None
    negated: bool = False


@dataclass(frozen=True)
class Condition:
    """``terms`` of one tuple hold together, any of the tuples is enough."""

    ways: tuple[tuple[Term, ...], ...]

    def terms(self) -> Iterator[Term]:
        return (term for way in self.ways for term in way)

    def names(self) -> Iterator[str]:
        """Return the slots that it asks for."""
        for term in self.terms():
            yield from (side.name for side in (term.left, term.right) if isinstance(side, Name))

    def holds(self, value: Callable[[str], Value]) -> bool:
        """Tell whether it is true when slots have the values that ``value`` returns for their names."""
        return any(all(_holds(term, value) for term in way) for way in self.ways)


def condition(text: str) -> Condition:
    """Read a condition. Raises ValueError with the sentence of what is wrong."""
    words = _SIGN.sub(lambda found: f" {found.group()} ", text).split()
    if not words:
        raise ValueError("[如果] 后面没有条件。")
    ways = [[[]]]
    for word in words:
        if word == "或":
            ways.append([[]])
        elif word == "且":
            ways[-1].append([])
        else:
            ways[-1][-1].append(word)
    return Condition(tuple(tuple(_term(term, text) for term in way) for way in ways))


def _term(words: list[str], text: str) -> Term:
    negated = False
    while words and words[0] == "非":
        negated, words = not negated, words[1:]
    if len(words) == 1 and words[0] not in _SIGNS and isinstance(left := _operand(words[0]), Name):
        return Term(left, negated=negated)
    if len(words) == 3 and words[1] in _SIGNS and not {words[0], words[2]} & set(_SIGNS):
        left, right = _operand(words[0]), _operand(words[2])
        if isinstance(left, Name) or isinstance(right, Name):
            return Term(left, words[1], right, negated)
    raise ValueError(f"条件“{text.strip()}”写法不对：{FORMS}")


def _operand(word: str) -> Operand:
    if _NUMBER.fullmatch(word):
        return Decimal(word)
    if found := _QUOTED.fullmatch(word):
        return found.group(1)
    return Name(word)


def _holds(term: Term, value: Callable[[str], Value]) -> bool:
    left, right = (value(side.name) if isinstance(side, Name) else side for side in (term.left, term.right))
    held = _compare(left, term.sign, right) if term.sign else left not in (None, "", 0)
    return held != term.negated


def _compare(left: Value, sign: str, right: Value) -> bool:
    kinds = [int if isinstance(side, int | Decimal) else type(side) for side in (left, right)]
    if left is None or right is None or kinds[0] is not kinds[1]:
        return False
    return _SIGNS[sign](left, right)
