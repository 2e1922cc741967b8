"""The paper as the HTML that WeasyPrint prints: fixed template, every text escaped, every line already broken."""
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from html import escape
from itertools import pairwise
from math import ceil

from .cleaning import normalise, normalise_cell, normalise_runs
from .columns import fit, running
from .errors import GongwenError
from .fonts import HEADING_ROLES, Role, text_width
from .head import head
from .linebreak import break_lines
from .lines import BODY, IMPRINT, blank_lines, paragraph_lines, placed_line, signature_lefts
from .paper import Attachment, Block, Heading, Paper, Paragraph, Runs, TableBlock, as_runs, chinese_date, run_text
from .stylesheet import BOX_HEIGHT, BOX_WIDTH, CELL, GRID, LEADING, PITCH, SMALL_PITCH, TITLE, WIDE_TITLE, stylesheet
from .tables import table_html
from .wording import addressee_line, attachment_label, attachment_names, copies_line

_PORTRAIT = (BOX_WIDTH, BOX_HEIGHT - 6 * PITCH)  # room of a table below the head of its attachment, pt
_READABLE = 9.0  # pt
_LANDSCAPE = (BOX_HEIGHT, BOX_WIDTH - 2.05 * PITCH)


class Colophon(StrEnum):
    """Where the 版记 goes: below the text, on the next page, or on the next even page after a blank one."""

    FOLLOWS = "follows"
    NEXT = "next"
    LEFT = "left"


def paper_text(paper: Paper) -> str:
    """Return everything of ``paper`` but its 版记: the part that stays the same wherever that goes."""
    top, titles = head(paper), _title_of(paper)
    count = len(paper.attachments)
    attachments = "".join(
        _attachment(item, attachment_label(number, count)) for number, item in enumerate(paper.attachments, 1)
    )
    addressee = blank_lines(1) if addressee_moves(paper) else _addressee(paper)
    return f"{top.html}{_title(titles, gap=top.gap)}{_lines(addressee)}{_text(paper)}{attachments}"


def addressee_moves(paper: Paper) -> bool:
    """Return whether 主送机关 is too long for page 1 to show 正文 below it: then it goes to the 版记 (7.3.2)."""
    top = head(paper)
    above = len(_title_of(paper)) + len(_addressee(paper))
    return top.height + top.gap + (above + 1) * GRID > top.room


def paper_document(paper: Paper, text: str, place: Colophon) -> str:
    """Return the whole document for printing, ``text`` being its ``paper_text``."""
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(normalise(paper.title))}</title>'
        f'<meta name="author" content="{escape(normalise(paper.issuer))}">'
        f'<meta name="dcterms.created" content="{paper.issued_on.isoformat()}">'
        f"<style>{stylesheet(paper.letter)}</style></head><body>{text}{_colophon(paper, place)}</body></html>"
    )


def pieces_of(runs: Runs, role: Role = Role.FANG) -> list[tuple[str, Role]]:
    """Return cleaned ``runs`` as pieces of text for the line breaker."""
    return [(run_text(run), role) for run in normalise_runs(as_runs(runs))]


def _title_of(paper: Paper) -> list[str]:
    return _fitting(paper.title_lines, BOX_WIDTH, TITLE)


def _fitting(lines: Sequence[str], width: float, size: float) -> list[str]:
    """Return the lines of a title broken by sense as given, or evenly where a given line is too long."""
    too_long = any(text_width(normalise(line), Role.TITLE) * size > width for line in lines)
    return title_lines("".join(lines), width, size) if too_long else list(lines)


def _addressee(paper: Paper) -> list[str]:
    return blank_lines(1) + paragraph_lines([(addressee_line(paper), Role.FANG)], first=0)


def _title(lines: Sequence[str], gap: float = 0.0) -> str:
    inner = "".join(f'<span class="q"><span class="z">{escape(normalise(line))}</span></span>' for line in lines)
    return f'<h1 class="title xbs" style="margin-bottom:{gap:.3f}pt">{inner}</h1>'


def _text(paper: Paper) -> str:
    """Return 正文, 附件说明 and 署名.

    The line above the signature, of the 附件说明 or else of the text, goes with it to the next page (7.3.5). Keeping
    both together would leave up to half a page of running text empty.
    """
    note = _attachment_note(paper.attachments)
    *blocks, last = paper.body
    lines = _block_lines(last)
    body = "".join(_block(block, following) for block, following in pairwise([*blocks, last]))
    start = _lines(lines if note else lines[:-1]) if lines else _block(last, None)
    kept = f'<div class="keep">{_lines((note or lines)[-1:] + _signature(paper))}</div>'
    end = f'<div class="note">{_lines(note[:-1])}{kept}</div>' if note else kept
    return f"{body}{start}{end}"


def _block(block: Block, following: Block | None) -> str:
    if isinstance(block, TableBlock):
        return _inline_table(block)
    # Only a heading directly above text stays with it: two headings moving together would leave 20 lines on a page.
    # A heading with text on its own line is such text.
    is_text = isinstance(following, Paragraph) or (isinstance(following, Heading) and bool(following.body))
    stays = isinstance(block, Heading) and block.level < 3 and not block.body and is_text
    return _lines(_block_lines(block), "stay" if stays else "")


def _inline_table(table: TableBlock) -> str:
    """Return a table within the text: its notes in the size of the text, its height a whole number of grid lines."""
    bare = replace(table, unit="", reporter="", notes=(), signoff="", caption="")
    fitted = fit(bare, *_PORTRAIT)
    if fitted.size < _READABLE:  # within the text a table runs on rather than shrink onto one page
        fitted = running(bare, *_PORTRAIT)
    unit = normalise(table.unit)
    above = [f'<span class="q caption hei"><span class="z">{escape(line)}</span></span>' for line in _caption(table)]
    above += paragraph_lines(pieces_of(table.reporter), first=0)
    above += [placed_line(unit, BOX_WIDTH - BODY.width(unit))] if unit else []
    below = [line for note in (*table.notes, table.signoff) for line in paragraph_lines(pieces_of(note), first=0)]
    whole = "keep" if 0 < fitted.height < BOX_HEIGHT / 2 else ""
    height = ceil(fitted.height / GRID) * GRID
    grid = f'<div class="{whole}" style="min-height:{height:.3f}pt">{table_html(bare, fitted)}</div>'
    return f"{_lines(above, 'keep stay')}{grid}{_lines(below)}"


def _caption(table: TableBlock) -> list[str]:
    return title_lines(table.caption, BOX_WIDTH, CELL) if table.caption else []


def _block_lines(block: Block) -> list[str]:
    if isinstance(block, Heading):
        return paragraph_lines(pieces_of(block.runs, HEADING_ROLES.get(block.level, Role.FANG)) + pieces_of(block.body))
    return [] if isinstance(block, TableBlock) else paragraph_lines(pieces_of(block.runs))


def _lines(lines: Sequence[str], css: str = "") -> str:
    return f'<p class="{css}">{"".join(lines)}</p>' if lines else ""


def _attachment_note(attachments: Sequence[Attachment]) -> list[str]:
    """Return the 附件说明 (7.3.4): one blank line below the text, names hanging below each other."""
    out: list[str] = []
    for name in attachment_names(attachments):
        number = name.partition(".")[0] + "." if len(attachments) > 1 else ""
        text, first = (name, 5) if out else (f"附件：{name}", 2)
        out += paragraph_lines([(text, Role.FANG)], first=first, rest=5 + BODY.width(number) / CELL)
    return out


def _signature(paper: Paper) -> list[str]:
    """Return 署名, 成文日期 and 附注 with the blank lines above them (7.3.5.1 sealed, 7.3.5.2 not)."""
    issuer_left, day_left = signature_lefts(paper)
    remark = paragraph_lines([(f"（{normalise(paper.remark)}）", Role.FANG)]) if paper.remark else []
    issuer, day = normalise(paper.issuer), chinese_date(paper.issued_on)
    lines = [placed_line(issuer, issuer_left), placed_line(day, day_left)]
    return blank_lines(2 if paper.sealed else 1) + lines + remark


def _attachment(attachment: Attachment, label: str) -> str:
    """Return an attachment on its own page: 附件 on line 1, its title on line 3 (7.3.7), landscape tables closer."""
    wide = attachment.landscape
    room, gap = (_LANDSCAPE, 0) if wide else (_PORTRAIT, 1)
    title = _title(_fitting([attachment.title], room[0], WIDE_TITLE if wide else TITLE))
    line = f'<span class="q"><span class="hei z">{label}</span></span>'
    body = "".join(
        table_html(block, fit(block, *room)) if isinstance(block, TableBlock) else _block(block, following)
        for block, following in pairwise([*attachment.blocks, None])
    )
    return (
        f'<div class="attachment{" wide" if wide else ""}"><p>{line}{"".join(blank_lines(gap))}</p>'
        f"{title}{_lines(blank_lines(gap))}{body}</div>"
    )


def title_lines(title: str, width: float, size: float) -> list[str]:
    """Break a title into as few lines of about equal length as its ``width`` (pt) allows."""
    text = normalise(title)
    room = width / size - 1
    count = max(1, len(break_lines([(text, Role.TITLE)], room, room)))
    even = max(text_width(text, Role.TITLE) / count + 1, 2)
    lines = break_lines([(text, Role.TITLE)], even, even)
    return [line.text for line in (lines if len(lines) <= count else break_lines([(text, Role.TITLE)], room, room))]


def _colophon(paper: Paper, place: Colophon) -> str:
    """Return the 版记 (7.4): its last rule is the foot of the 版心, so it is placed from the foot of the page."""
    names = [copies_line("主送", [addressee_line(paper)])] if addressee_moves(paper) else []
    names += [copies_line("抄送", paper.copies)] if paper.copies else []
    lines = [
        line for text in names for line in paragraph_lines([(text, Role.FANG)], first=0, rest=3, measure=IMPRINT)
    ]
    if paper.imprint_on and not paper.letter:  # a letter's 版记 has neither office nor date nor rules (10.1)
        day, office = chinese_date(paper.imprint_on), escape(normalise_cell(paper.imprint_office))
        lines.append(f'<div class="office"><span class="q"><span class="day">{day}印发</span>{office}</span></div>')
    if not lines:
        return ""
    height = len(lines) * SMALL_PITCH + 4 + LEADING
    if height > BOX_HEIGHT:  # it is never divided, so what does not fit would not be printed
        raise GongwenError("主送、抄送单位过多，版记在一页内排不下，请使用规范化统称。")
    return (
        f'<div class="colophon {place}" style="height:{height:.3f}pt">'
        f'<div class="imprint{" plain" if paper.letter else ""}">{"".join(lines)}</div></div>'
    )
