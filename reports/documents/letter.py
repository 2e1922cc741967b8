"""A letter around one table of facts: the form of notices to banks and of papers to applicants."""
from collections.abc import Sequence
from datetime import date

from housing_portal.kit.gongwen import Block, HeadCell, Paper, Paragraph, TableBlock

Rows = Sequence[tuple[str, str]]


def letter(
    title: str, number: str, addressee: str, opening: str, rows: Rows, closing: Sequence[str], issuer: str,
    issued_on: date,
) -> Paper:
    """Return the letter: what it is about, the facts row by row, and what is to be done."""
    table = TableBlock(
        head=[[HeadCell("项目"), HeadCell("内容")]], widths=(24, 76), align="ll", rows=[list(row) for row in rows]
    )
    body: list[Block] = [Paragraph(opening), table, *(Paragraph(sentence) for sentence in closing)]
    return Paper(
        mark=issuer, number=number, title_lines=[title], addressee=addressee, body=body, issuer=issuer,
        issued_on=issued_on, letter=True, double_sided=False,
    )
