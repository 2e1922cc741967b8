"""The language of templates: text in which every figure is a slot. Text is only ever read, never executed.

One line is one paragraph. ``# `` to ``#### `` begin headings, which the writer numbers. ``{code}`` is a slot (its code
or its label), ``{code|无单位}`` its value alone, ``{是}`` counts 一是, 二是, … under each heading.
``[如果 condition]…[否则]…[结束]`` chooses, within a line or over lines. A code alone holds when its slot states
something that is not 0; ``code >= 0`` also holds for a stated 0; a comparison with what nobody states never holds.
``[每个单位 code]…[分隔 ；]…[结束]`` is written for each unit that has such a figure, the largest first; ``{单位}`` is
its name, and slots inside are those of the unit. ``[段落 name]`` and ``[附件 name]`` insert what Python writes,
``[正文 problems]`` the free text of the draft. ``{{``, ``}}``, ``[[`` and ``]]`` print a bracket.

``[表格]…[结束]`` is a table, ``[附表]…[结束]`` one on a landscape page of its own: a line with the title, the head, the
rows, bars between the cells; a cell is words or one slot. ``[每个单位]`` without a code writes a row for every unit,
``{序号}`` counts the rows; a last row that begins with 合计 is the total. A cell whose slot states nothing prints ——.

A sentence with a slot that states nothing is left out and listed; so is a heading with nothing under it.
"""
from .checking import problems_of, words_problems
from .examples import TABLES
from .grammar import Parsed, parse
from .literals import TypedDigits, typed_digits
from .tree import Problem
from .write import Written, write

__all__ = [
    "TABLES", "Parsed", "Problem", "TypedDigits", "Written", "parse", "problems_of", "typed_digits", "words_problems",
    "write",
]
