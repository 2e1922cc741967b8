"""A letter around a list of facts: the form of notices to banks and of papers to applicants.

A 函 has no table in its text (GB/T 9704-2012, 10.1 gives its first page to 正文): each fact is a paragraph of its own.
"""
from collections.abc import Sequence
from datetime import date

from housing_portal.kit.gongwen import Block, Paper, Paragraph
from housing_portal.registry import parameters

Rows = Sequence[tuple[str, str]]


def sign(word: str, year: int, serial: int | str) -> str:
    """Return 发文字号 of a paper about escrow money, as in 住建监拨〔2026〕12号."""
    return f"{parameters.text('fund_mark')}{word}〔{year}〕{serial}号"


def letter(
    title: str, number: str, addressee: str, opening: str, rows: Rows, closing: Sequence[str], issuer: str,
    issued_on: date,
) -> Paper:
    """Return the letter: what it is about, the facts row by row, and what is to be done."""
    body: list[Block] = [Paragraph(opening), *facts(rows), *(Paragraph(sentence) for sentence in closing)]
    return Paper(
        mark=issuer, number=number, title_lines=[title], addressee=addressee, body=body, issuer=issuer,
        issued_on=issued_on, letter=True, double_sided=False,
    )


def facts(rows: Rows) -> list[Block]:
    """Return one paragraph for each fact, as in “收款人：云岭建筑有限公司”."""
    return [Paragraph(f"{label}：{said}") for label, said in rows]
