"""The style sheet of the printed page: GB/T 9704-2012 in millimetres and points.

Geometry: 28 cells fill 156 mm, 22 lines fill 225 mm counted from the head of the first glyph to the foot of the last
(7.1), so the page margins are the standard's less half a leading.
"""
from .fonts import FOLIO_FAMILY, Role, families

POINT = 25.4 / 72  # mm
EM = 16.0  # 三号, pt
BOX_WIDTH = 156 / POINT  # 版心, pt
BOX_HEIGHT = 225 / POINT
CELLS, LINES = 28, 22
CELL = BOX_WIDTH / CELLS
PITCH = (BOX_HEIGHT - EM) / (LINES - 1)
GRID = PITCH - 0.002  # a hair less, so that 22 lines always fit the page
LEADING = (PITCH - EM) / 2
PAGE_TOP = 37 / POINT - LEADING  # where the first grid line begins, pt
TITLE = 22.0  # 二号
WIDE_TITLE = 18.0  # 小二, above landscape tables, where height is dear
BORDER = 0.5  # of table cells, pt
CELL_SIDE = 1.5  # white left and right in a table cell, pt
TABLE_NOTE, TABLE_LINE = 10.5, 15.75  # size and distance of the lines above and below a table, pt
SMALL = 14.0  # 四号
SMALL_PITCH = 24.0
RED = "#ff3333"  # 7.1: yellow 80 %, magenta 80 %
CLASSES = {Role.FANG: "fang", Role.KAI: "kai", Role.HEI: "hei", Role.TITLE: "xbs", Role.SONG: "song"}
# The folio's dash shows its ink this far below the top of a line box of its own size (measured on the font).
_DASH = 8.95
_FOLIO_TOP = 7 / POINT - LEADING - _DASH
_FOLIO_TOP_WIDE = 7 / POINT - _DASH
_FOLIO = (
    f'content: "— " counter(page) " —"; font: {SMALL}pt/1 "{FOLIO_FAMILY}"; font-feature-settings: "hwid";'
    " letter-spacing: 0; vertical-align: top;"
)
_NO_FOLIO = "{ content: none }"


# 信函格式 (10.1): page 1 runs down to 7/8 of a character above the lower double rule, and carries no number.
RULE_GAP = EM * 7 / 8
LETTER_RULE = 1.4 / POINT  # thick, gap and thin
LETTER_RULE_TOP = (297 - 20) / POINT - LETTER_RULE - PAGE_TOP  # of the lower rule, from the first grid line
LETTER_HEIGHT = LETTER_RULE_TOP - RULE_GAP + LEADING  # of the text area of page 1
_LETTER = f"""
@page :first {{ margin-bottom: {297 / POINT - PAGE_TOP - LETTER_HEIGHT:.4f}pt; @bottom-right {_NO_FOLIO} }}
.double {{ left: -7mm; width: 170mm; height: {LETTER_RULE:.4f}pt; box-sizing: border-box; border: 0 solid {RED} }}
.upper {{ border-width: .7mm 0 .25mm }}
.lower {{ border-width: .25mm 0 .7mm }}
.number {{ text-align: right }}
"""


def stylesheet(letter: bool) -> str:
    """Return the style sheet. No user text ever enters it."""
    return _base() + (_LETTER if letter else "")


def _base() -> str:
    return f"""
@page {{ size: 210mm 297mm; margin: {PAGE_TOP:.4f}pt 26mm {35 / POINT - LEADING:.4f}pt 28mm }}
@page :right {{ @bottom-right {{ {_FOLIO} padding: {_FOLIO_TOP:.2f}pt {SMALL}pt 0 0 }} }}
@page :left {{ @bottom-left {{ {_FOLIO} padding: {_FOLIO_TOP:.2f}pt 0 0 {SMALL}pt }} }}
@page wide {{ size: 297mm 210mm; margin: 28mm 37mm 26mm 35mm; @bottom-left {_NO_FOLIO} @bottom-right {_NO_FOLIO} }}
@page wide:right {{ @left-bottom {{ {_FOLIO} width: 35mm; height: 35mm; box-sizing: border-box; text-align: right;
  padding: {_FOLIO_TOP_WIDE:.2f}pt {SMALL}pt 0 0; transform: rotate(90deg) }} }}
@page wide:left {{ @left-top {{ {_FOLIO} width: 35mm; height: 35mm; box-sizing: border-box; text-align: left;
  padding: {_FOLIO_TOP_WIDE:.2f}pt 0 0 {SMALL}pt; transform: rotate(90deg) }} }}
@page :blank {{ @bottom-left {_NO_FOLIO} @bottom-right {_NO_FOLIO} }}
@page colophon {{ @bottom-left {_NO_FOLIO} @bottom-right {_NO_FOLIO} }}
html {{ font: {EM}pt/{GRID:.4f}pt {families(Role.FANG)}; letter-spacing: {CELL - EM:.4f}pt; font-kerning: none }}
body, p, h1, div, table {{ margin: 0; padding: 0; orphans: 1; widows: 1 }}
h1 {{ font-weight: 400; font-size: {EM}pt }}
.q {{ display: block; height: {GRID:.4f}pt; white-space: pre }}
.z {{ line-height: 0 }}
.kai {{ font-family: {families(Role.KAI)} }}
.hei {{ font-family: {families(Role.HEI)} }}
.song {{ font-family: {families(Role.SONG)} }}
.xbs {{ font-family: {families(Role.TITLE)}; font-weight: 700 }}
.keep {{ break-inside: avoid }}
.stay {{ break-after: avoid }}
.caption {{ text-align: center }}
.note {{ margin-top: {GRID:.4f}pt }}
.head {{ position: relative }}
.head > * {{ position: absolute; left: 0; white-space: pre }}
.mark {{ color: {RED}; letter-spacing: 0; line-height: 1; transform-origin: 50% 0 }}
.number, .rule {{ right: 0 }}
.number {{ text-align: center }}
.number.up {{ left: {CELL:.4f}pt; text-align: left }}
.rule {{ background: {RED} }}
.draft {{ right: 0; text-align: right }}
.title {{ text-align: center; font-size: {TITLE}pt; letter-spacing: 0 }}
.attachment {{ break-before: page }}
.wide {{ page: wide }}
.wide .title {{ font-size: {WIDE_TITLE}pt }}
.grid {{ border-collapse: collapse; width: 100%; table-layout: fixed; letter-spacing: 0 }}
.grid thead {{ display: table-header-group }}
.grid tr {{ break-inside: avoid }}
.grid th, .grid td {{ border: {BORDER}pt solid #000; padding: 0 {CELL_SIDE}pt; white-space: nowrap;
  vertical-align: middle; text-align: center }}
.grid th {{ font-weight: 400 }}
.grid .l {{ text-align: left }}
.grid .r {{ text-align: right }}
.above, .below {{ letter-spacing: 0; line-height: {TABLE_LINE}pt; font-size: {TABLE_NOTE}pt; overflow-wrap: anywhere }}
.above {{ break-after: avoid; min-height: {TABLE_LINE}pt }}
.above .unit {{ float: right }}
.below {{ white-space: pre-wrap }}
.colophon {{ break-inside: avoid }}
.colophon.next {{ break-before: page }}
.colophon.left {{ break-before: left; page: colophon }}
.imprint {{ position: absolute; left: 0; right: 0; bottom: {LEADING:.4f}pt; font-size: {SMALL}pt; letter-spacing: 0;
  border: 0 solid #000; border-width: .35mm 0 }}
.imprint .q {{ height: {SMALL_PITCH}pt; line-height: {SMALL_PITCH}pt; margin: 0 {SMALL}pt }}
.imprint .office {{ border-top: .25mm solid #000 }}
.imprint .office:first-child {{ border-top: 0 }}
.imprint.plain {{ border-width: 0 }}
.imprint .day {{ float: right }}
"""
