"""What must be true before a paper is printed: no character that would come out as a box, no size without bound."""
from collections.abc import Iterator
from dataclasses import dataclass

from .cleaning import normalise, normalise_cell, normalise_runs
from .columns import placed_head
from .errors import GongwenError
from .fonts import HEADING_ROLES, Role, missing, text_width
from .paper import Block, Heading, Paper, TableBlock, as_runs, chinese_date, run_text
from .signers import LABEL, signers_of
from .stylesheet import BOX_WIDTH, SMALL, TABLE_NOTE

TEXT_LIMIT = 200_000  # characters of the whole paper, about 300 pages
ROW_LIMIT = 1_000
COLUMN_LIMIT = 30
CELL_LIMIT = 6_000  # of all tables together: about ten seconds of layout
LINE_LIMIT = 28  # cells: what must stand on one line
MARK_LIMIT = 36  # characters: more would have to be smaller than the title to stand on one line
NOTE_LIMIT = int(BOX_WIDTH / TABLE_NOTE)  # characters above a table
SIGNER_LIMIT = 10  # of whom page 1 has room for beside the text


@dataclass(frozen=True)
class Missing:
    """A character that no font of its role can show."""

    character: str
    code_point: str
    role: str


def missing_glyphs(paper: Paper) -> list[Missing]:
    """Return every character that would print as an empty box, with the kind of type that lacks it."""
    texts: dict[Role, list[str]] = {role: [] for role in Role}
    for role, text in _texts(paper):
        texts[role].append(text)
    return [
        Missing(char, f"U+{ord(char):04X}", role.value)
        for role, found in texts.items()
        for char in missing(found, role)
    ]


def check(paper: Paper) -> None:
    """Refuse a paper that cannot be printed whole, with the sentence that tells the clerk what to change."""
    _check_form(paper)
    _check_size(paper)
    if lacking := missing_glyphs(paper):
        listed = "、".join(f"“{item.character}”（{item.code_point}，{item.role}）" for item in lacking[:10])
        advice = "请改用规范字形，或由管理员安装含有该字的字体后再生成。"
        raise GongwenError(f"字库中没有以下{len(lacking)}个字：{listed}。{advice}")


def _check_form(paper: Paper) -> None:
    if not paper.body:
        raise GongwenError("公文正文为空，请先填写正文。")
    if not paper.title.strip():
        raise GongwenError("公文标题为空，请先填写标题。")
    if not normalise(paper.mark):
        raise GongwenError("发文机关标志为空，请先在发文单位中填写。")
    if len(normalise(paper.mark)) > MARK_LIMIT:
        raise GongwenError(f"发文机关标志超过{MARK_LIMIT}字，请使用规范化简称。")
    for label, text in (
        ("署名", paper.issuer), ("发文字号", paper.number), ("密级", paper.secrecy), ("紧急程度", paper.urgency),
    ):
        if len(normalise(text)) > LINE_LIMIT:
            raise GongwenError(f"{label}超过一行（{LINE_LIMIT}字），请使用规范化简称。")
    _check_signers(paper)
    _check_imprint(paper)


def _check_imprint(paper: Paper) -> None:
    """印发机关 and 印发日期 share a line (7.4.3), one character from both edges and from each other."""
    if paper.imprint_on and not paper.letter:
        said = f"{normalise_cell(paper.imprint_office)}{chinese_date(paper.imprint_on)}印发"
        if text_width(said, Role.FANG) + 3 > BOX_WIDTH / SMALL:
            raise GongwenError("印发机关与印发日期在一行内排不下，请使用印发机关的规范化简称。")


def _check_signers(paper: Paper) -> None:
    """A paper that goes up is no letter, and its number and its 签发人 stand on one line."""
    signers = signers_of(paper)
    if signers is None:
        return
    if paper.letter:
        raise GongwenError("上行文不用信函格式，请改用公文格式。")
    if len(paper.signers) > SIGNER_LIMIT:
        raise GongwenError(f"签发人超过{SIGNER_LIMIT}人，首页排不下正文，请核对。")
    # the number begins one cell from the edge, and one cell of white keeps it apart from the names
    if 1 + text_width(normalise(paper.number), Role.FANG) + 1 > signers.label:
        raise GongwenError("发文字号与签发人姓名在一行内排不下，请缩短机关代字。")


def _check_size(paper: Paper) -> None:
    length = sum(len(text) for _, text in _texts(paper))
    if length > TEXT_LIMIT:
        raise GongwenError(f"公文共{length}字，超过上限{TEXT_LIMIT}字，请拆分后再生成。")
    cells = sum(len(table.rows) * table.columns for table in _tables(paper))
    if cells > CELL_LIMIT:
        raise GongwenError(f"附表共{cells}格，超过上限{CELL_LIMIT}格，请拆分或改为电子表格。")
    for table in _tables(paper):
        room = NOTE_LIMIT if table not in paper.body else LINE_LIMIT
        if len(normalise_cell(table.unit)) > room:
            raise GongwenError(f"附表右上方的单位、时间说明超过一行（{room}字），请简写或移到表下说明。")
        if len(table.rows) > ROW_LIMIT:
            raise GongwenError(f"附表有{len(table.rows)}行，超过上限{ROW_LIMIT}行，请拆分或改为电子表格。")
        columns = table.columns
        if not 0 < columns <= COLUMN_LIMIT:
            raise GongwenError(f"附表有{columns}列，应在1至{COLUMN_LIMIT}列之间，请检查表头或拆分附表。")
        _check_shape(table, columns)


def _check_shape(table: TableBlock, columns: int) -> None:
    """A wrong span would shift every figure below it, so the head must tile and every row must be full."""
    covered: set[tuple[int, int]] = set()
    cells = 0
    for cell, row, column in placed_head(table):
        cells += cell.colspan * cell.rowspan
        covered |= {(row + down, column + right) for down in range(cell.rowspan) for right in range(cell.colspan)}
    whole = {(row, column) for row in range(len(table.head)) for column in range(columns)}
    if covered != whole or cells != len(whole):
        raise GongwenError("附表表头的合并单元格不能拼成完整的表头，请检查跨列、跨行的数目。")
    for number, row in enumerate(table.rows, 1):
        if len(row) != columns:
            raise GongwenError(f"附表第{number}行有{len(row)}格，表头有{columns}列，请补齐。")
    if table.widths and len(table.widths) != columns:
        raise GongwenError(f"附表给了{len(table.widths)}个列宽，表头有{columns}列，请改为一致。")


def _tables(paper: Paper) -> Iterator[TableBlock]:
    blocks = [*paper.body, *(block for item in paper.attachments for block in item.blocks)]
    return (block for block in blocks if isinstance(block, TableBlock))


def _texts(paper: Paper) -> Iterator[tuple[Role, str]]:
    """Yield all text of the paper with the role it is printed in."""
    for text in (paper.mark, paper.title, *(item.title for item in paper.attachments)):
        yield Role.TITLE, normalise(text)
    for text in (paper.number, paper.addressee, paper.issuer, paper.imprint_office, paper.remark, *paper.copies):
        yield Role.FANG, normalise(text)
    yield Role.FANG, chinese_date(paper.issued_on) + "附件：抄送印发（）。"
    if signers := signers_of(paper):
        yield Role.FANG, LABEL
        yield from ((Role.KAI, name) for line in signers.lines for name in line)
    yield Role.HEI, normalise(paper.secrecy) + normalise(paper.urgency)
    for attachment in paper.attachments:
        yield Role.FANG, normalise(attachment.title)
    for block in [*paper.body, *(block for item in paper.attachments for block in item.blocks)]:
        yield from _block_texts(block)


def _block_texts(block: Block) -> Iterator[tuple[Role, str]]:
    if isinstance(block, TableBlock):
        for text in (block.unit, block.reporter, block.signoff, *block.notes):
            yield Role.FANG, normalise_cell(text)
        yield Role.HEI, normalise_cell(block.caption)
        for cell, _, _ in placed_head(block):
            yield Role.HEI, normalise_cell(cell.text)
        for number, row in enumerate(block.rows, 1):
            role = Role.HEI if block.foot and number == len(block.rows) else Role.SONG
            yield from ((role, normalise_cell(run_text(run))) for run in row)
        return
    role = HEADING_ROLES.get(block.level, Role.FANG) if isinstance(block, Heading) else Role.FANG
    yield from ((role, run_text(run)) for run in normalise_runs(as_runs(block.runs)))
    if isinstance(block, Heading):
        yield from ((Role.FANG, run_text(run)) for run in normalise_runs(as_runs(block.body)))
