"""Digits that somebody typed into a template: they come from no record, so the approver confirms each of them."""
import re
from dataclasses import dataclass

from .grammar import parse, walk
from .tree import Words

# numbers and titles of documents, sections of laws: they name something and count nothing
_NAMED = re.compile(r"《[^《》]*》|〔\d{4}〕\s*\d+\s*号|第\s*\d+\s*[条款项章节]|§\s*\d+")
_DIGITS = re.compile(r"\d[\d.,，]*(?<![.,，])\s*[%％]?")
_AROUND = 8


@dataclass(frozen=True)
class TypedDigits:
    """Digits of line ``line`` with the words around them."""

    line: int
    digits: str
    words: str

    def __str__(self) -> str:
        return f"第 {self.line} 行的“{self.digits}”（{self.words}）"


def typed_digits(text: str) -> list[TypedDigits]:
    """Return the digits typed into the text of a template, in its order; those in slots and marks are none."""
    found = []
    for node in walk(parse(text).nodes):
        if isinstance(node, Words):
            bare = _NAMED.sub(lambda name: "\0" * len(name.group()), node.text)
            for digits in _DIGITS.finditer(bare):
                around = node.text[max(0, digits.start() - _AROUND):digits.end() + _AROUND].strip()
                found.append(TypedDigits(node.line, digits.group().strip(), around))
    return found
