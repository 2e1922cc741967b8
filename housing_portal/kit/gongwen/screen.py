"""The paper on screen: the same words as in print, figures as chips, classes only (no inline style under the CSP)."""
from collections.abc import Callable, Iterable

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from .cleaning import normalise, normalise_cell, normalise_runs
from .paper import (
    Attachment,
    Block,
    Figure,
    HeadCell,
    Heading,
    Paper,
    Run,
    Runs,
    TableBlock,
    as_runs,
    chinese_date,
    run_text,
)
from .signers import LABEL, signers_of
from .wording import addressee_line, attachment_label, attachment_names, copies_line

Chip = Callable[[Figure], str]


def paper_html(paper: Paper, chip: Chip | None = None) -> SafeString:
    """Return the body of ``paper`` for a page. ``chip`` draws a figure; its answer is escaped unless marked safe."""
    draw = chip or (lambda figure: figure.text)
    text = _joined(
        [
            _labels(paper),
            format_html('<p class="redhead">{}</p>', normalise(paper.mark)),
            _number(paper),
            _title(paper.title_lines),
            format_html('<p class="addr">{}</p>', addressee_line(paper)),
            _blocks(paper.body, draw),
            _note(paper.attachments),
            _signature(paper),
        ]
    )
    attachments = _joined(_attachment(item, number, paper, draw) for number, item in enumerate(paper.attachments, 1))
    if paper.letter:
        return _letter(text, attachments, _imprint(paper))
    return format_html('<div class="up">{}</div>' if paper.upward else "{}", text) + attachments + _imprint(paper)


def _letter(text: SafeString, attachments: SafeString, imprint: SafeString) -> SafeString:
    """Return a letter: its text between two double rules, 版记 at the foot of its last page (10.1)."""
    foot, last = ("", imprint) if attachments else (imprint, "")
    sheet = '<div class="letter">{}{}<div class="double lower"></div></div>{}{}'
    return format_html(sheet, text, foot, attachments, last)


def _number(paper: Paper) -> SafeString:
    """Return the document number with the rule below it, beside 签发人 in a paper that goes up."""
    number = format_html('<p class="docno">{}</p>', normalise(paper.number))
    if paper.letter:
        return format_html('<div class="double upper"></div>{}', number)
    if signers := signers_of(paper):
        lines = format_html_join(
            "", '<span class="line">{}</span>',
            ((format_html_join("", "<span>{}</span>", ((name,) for name in line)),) for line in signers.lines),
        )
        named = format_html('<p class="signers"><span>{}</span><span class="kai">{}</span></p>', LABEL, lines)
        number = format_html('<div class="numbering">{}{}</div>', number, named)
    return number + SafeString('<div class="rule"></div>')


def _joined(parts: Iterable[str]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _labels(paper: Paper) -> SafeString:
    labels = [*filter(None, (normalise(paper.secrecy), normalise(paper.urgency), "草稿" if paper.draft else ""))]
    return format_html_join("", '<p class="label">{}</p>', ((label,) for label in labels))


def _title(lines: Iterable[str]) -> SafeString:
    inner = format_html_join("", '<span class="line">{}</span>', ((normalise(line),) for line in lines))
    return format_html('<h2 class="ttl">{}</h2>', inner)


def _runs(runs: Runs, draw: Chip) -> SafeString:
    return _joined(_run(run, draw) for run in normalise_runs(as_runs(runs)))


def _run(run: Run, draw: Chip) -> str:
    return conditional_escape(draw(run)) if isinstance(run, Figure) else run


def _blocks(blocks: Iterable[Block], draw: Chip) -> SafeString:
    return _joined(_block(block, draw) for block in blocks)


def _block(block: Block, draw: Chip) -> SafeString:
    if isinstance(block, TableBlock):
        return _table(block, draw)
    if isinstance(block, Heading):
        lead = format_html('<span class="lv{}">{}</span>', block.level, _runs(block.runs, draw))
        return format_html("<p>{}{}</p>", lead, _runs(block.body, draw))
    return format_html("<p>{}</p>", _runs(block.runs, draw))


def _note(attachments: Iterable[Attachment]) -> SafeString:
    names = attachment_names(attachments)
    return format_html_join(
        "", '<p class="annex-note">{}{}</p>', (("" if number else "附件：", name) for number, name in enumerate(names))
    )


def _signature(paper: Paper) -> SafeString:
    kind = "sealed" if paper.sealed else "plain"
    remark = format_html("<p>（{}）</p>", normalise(paper.remark)) if paper.remark else ""
    return format_html(
        '<div class="signature {}"><p>{}</p><p>{}</p></div>{}',
        kind,
        normalise(paper.issuer),
        chinese_date(paper.issued_on),
        remark,
    )


def _attachment(attachment: Attachment, number: int, paper: Paper, draw: Chip) -> SafeString:
    return format_html(
        '<section class="annex{}"><p class="annex-no">{}</p>{}{}</section>',
        " wide" if attachment.landscape else "",
        attachment_label(number, len(paper.attachments)),
        _title([attachment.title]),
        _blocks(attachment.blocks, draw),
    )


def _table(table: TableBlock, draw: Chip) -> SafeString:
    align = table.align.ljust(table.columns, "c")
    head = format_html_join("", "<tr>{}</tr>", ((_joined(map(_head_cell, row)),) for row in table.head))
    last = len(table.rows) if table.foot else 0
    body = format_html_join(
        "",
        "<tr{}>{}</tr>",
        (
            (SafeString(' class="foot"') if number == last else "", _row(row, align, draw))
            for number, row in enumerate(table.rows, 1)
        ),
    )
    above = format_html(
        '<p class="above"><span>{}</span><span class="unit">{}</span></p>',
        normalise_cell(table.reporter),
        normalise_cell(table.unit),
    )
    below = [*table.notes, *([table.signoff] if table.signoff else [])]
    return format_html(
        '{}{}<table class="sheet"><thead>{}</thead><tbody>{}</tbody></table>{}',
        format_html('<p class="caption">{}</p>', normalise_cell(table.caption)) if table.caption else "",
        above if table.reporter or table.unit else "",
        head,
        body,
        format_html_join("", '<p class="below">{}</p>', ((normalise_cell(line),) for line in below)),
    )


def _head_cell(cell: HeadCell) -> SafeString:
    return format_html(
        '<th colspan="{}" rowspan="{}">{}</th>', cell.colspan, cell.rowspan, normalise_cell(cell.text)
    )


def _row(row: Iterable[Run], align: str, draw: Chip) -> SafeString:
    return format_html_join(
        "",
        '<td class="{}">{}</td>',
        (
            (side, conditional_escape(draw(run)) if isinstance(run, Figure) else normalise_cell(run_text(run)))
            for run, side in zip(row, align, strict=True)
        ),
    )


def _imprint(paper: Paper) -> SafeString:
    copies = format_html('<p class="copies">{}</p>', copies_line("抄送", paper.copies)) if paper.copies else ""
    office = ""
    if paper.imprint_on and not paper.letter:
        office = format_html(
            '<p class="office"><span>{}</span><span>{}印发</span></p>',
            normalise(paper.imprint_office),
            chinese_date(paper.imprint_on),
        )
    if not (copies or office):
        return SafeString("")
    return format_html('<div class="imprint{}">{}{}</div>', " plain" if paper.letter else "", copies, office)
