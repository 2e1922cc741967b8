"""The parts of a Word file that python-docx has no words for: East Asian fonts, the grid, rules, page numbers."""
import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from .fonts import Role
from .paper import Paper
from .stylesheet import BOX_HEIGHT, CELL, EM, LINES

# The faces the standard's readers expect; who has not got them is shown another one by Word or WPS.
FACES = {
    Role.FANG: "仿宋_GB2312", Role.KAI: "楷体_GB2312", Role.HEI: "黑体", Role.TITLE: "方正小标宋简体",
    Role.SONG: "宋体",
}
_LONGEST = 255  # characters of a property
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def element(name: str, **attributes: str) -> BaseOxmlElement:
    """Return an element of the w: namespace with attributes of the same."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def set_face(properties: BaseOxmlElement, role: Role) -> None:
    """Set the face of a run or style for all scripts: digits of a paper are those of its Chinese face."""
    face = FACES[role]
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]  # theme fonts would win
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), face)


def set_language(properties: BaseOxmlElement) -> None:
    properties.append(element("lang", val="zh-CN", eastAsia="zh-CN"))


def set_grid(section: Section) -> None:
    """Set 22 lines of 28 characters (GB/T 9704-2012, 5.2.3): twentieths of a point, and 4096ths for the characters."""
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    pitch, space = round(BOX_HEIGHT / LINES * 20), round((CELL - EM) * 4096)
    properties.append(element("docGrid", type="linesAndChars", linePitch=str(pitch), charSpace=str(space)))


def set_rules(paragraph: Paragraph, colour: str, **sides: tuple[str, int]) -> None:
    """Draw rules along sides of a paragraph: each the kind of line and its width in eighths of a point."""
    borders = element("pBdr")
    for side in ("top", "bottom"):
        if side in sides:
            kind, width = sides[side]
            borders.append(element(side, val=kind, sz=str(width), space="1", color=colour))
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:snapToGrid", "w:spacing", "w:ind", "w:jc",
        "w:rPr",
    )


def condense(run: Run, percent: int) -> None:
    """Set the width of characters in per cent of their usual width."""
    run._r.get_or_add_rPr().insert_element_before(
        element("w", val=str(percent)), "w:kern", "w:position", "w:sz", "w:szCs", "w:lang"
    )


def add_page_number(run: Run) -> None:
    """Let Word count the page here: the only field of the file, and no typed word is part of it."""
    instruction = element("instrText")
    instruction.text = "PAGE"
    run._r.extend([element("fldChar", fldCharType="begin"), instruction, element("fldChar", fldCharType="end")])


def off_grid(paragraph: Paragraph) -> None:
    """Take a line of a table off the grid of the page: the rows of a statistical table stand closer."""
    paragraph._p.get_or_add_pPr().insert_element_before(
        element("snapToGrid", val="0"), "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def repeat_as_head(row: BaseOxmlElement) -> None:
    row.get_or_add_trPr().append(element("tblHeader"))


def keep_whole(row: BaseOxmlElement) -> None:
    row.get_or_add_trPr().append(element("cantSplit"))


def set_properties(document: Document, paper: Paper, title: str, author: str) -> None:
    """Say what the file is; all dates are the paper's own, so that the same paper gives the same bytes."""
    properties, day = document.core_properties, paper.issued_on
    properties.title, properties.author = title[:_LONGEST], author[:_LONGEST]
    properties.last_modified_by, properties.comments, properties.revision = "", "", 1
    properties.created = properties.modified = datetime(day.year, day.month, day.day, tzinfo=UTC)
    package = document.part.package
    for key in [key for key, rel in package.rels.items() if rel.reltype.endswith("/thumbnail")]:
        del package.rels[key]  # a picture of the library's own sample


def saved(document: Document) -> bytes:
    """Return the file with neither the clock nor the machine in it."""
    draft, out = io.BytesIO(), io.BytesIO()
    document.save(draft)
    with zipfile.ZipFile(draft) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in _ordered(source.namelist()):
            target.writestr(zipfile.ZipInfo(name, _ZIP_EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _ordered(names: Iterable[str]) -> list[str]:
    """Return the parts with the list of contents first, where readers look for it."""
    return sorted(names, key=lambda name: (name != "[Content_Types].xml", name))
