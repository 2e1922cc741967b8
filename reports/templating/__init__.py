"""The language of templates: text in which every figure is a slot. Text is only ever read, never executed.

One line is one paragraph. ``# `` to ``#### `` begin headings, which the writer numbers. ``{code}`` is a slot (its code
or its label), ``{code|无单位}`` its value alone, ``{是}`` counts 一是, 二是, … under each heading.
``[如果 condition]…[否则]…[结束]`` chooses, within a line or over lines. A code alone holds when its slot states
something that is not 0; ``code >= 0`` also holds for a stated 0; a comparison with what nobody states never holds.
``[每个单位 code]…[分隔 ；]…[结束]`` is written for each unit that has such a figure, the largest first; ``{单位}`` is
its name, and slots inside are those of the unit. ``[段落 name]`` and ``[附件 name]`` insert what Python writes,
``[正文 problems]`` the free text of the draft. ``{{``, ``}}``, ``[[`` and ``]]`` print a bracket.

A sentence with a slot that states nothing is left out and listed; so is a heading with nothing under it.
"""
from .checking import problems_of, words_problems
from .grammar import Parsed, parse
from .literals import TypedDigits, typed_digits
from .tree import Problem
from .write import Written, write

__all__ = [
    "Parsed", "Problem", "TypedDigits", "Written", "parse", "problems_of", "typed_digits", "words_problems", "write",
]
