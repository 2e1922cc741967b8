"""Printing: from a paper to the bytes of its PDF, the same bytes for the same paper, in the process that is asked.

The portal asks ``pool.render_pdf``, which has it done in a process of its own.
"""
from functools import cache
from types import ModuleType

from .checks import check
from .errors import GongwenError
from .layout import Colophon, paper_document, paper_text
from .limits import Limits
from .paper import Paper

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def printed(paper: Paper, pages: int = Limits.pages) -> bytes:
    """Return ``paper`` as PDF (GB/T 9704-2012). Raises GongwenError for a paper that cannot be printed whole.

    Deterministic for one set of WeasyPrint, Pango, HarfBuzz and font files: no clock, no fetching, no system fonts.
    WeasyPrint's font configuration and Pango's caches are not for several threads: one thread of a process prints.
    """
    check(paper)
    press = _press()
    two_sided = paper.double_sided and paper.imprint_on and not paper.letter
    text = paper_text(paper)
    for place in _places(paper):
        document = press.layout(paper_document(paper, text, place))
        if len(document.pages) > pages:
            raise GongwenError(f"公文共{len(document.pages)}页，超过上限{pages}页，请拆分后再生成。")
        if not two_sided or len(document.pages) % 2 == 0:
            break
    return document.write_pdf(pdf_identifier=paper.number.encode(), pdf_variant="pdf/a-2u")


def _places(paper: Paper) -> list[Colophon]:
    """Return where the 版记 may go, in order; after a landscape table only a new page is upright."""
    after_table = bool(paper.attachments) and paper.attachments[-1].landscape
    return [place for place in Colophon if not (after_table and place is Colophon.FOLLOWS)]


@cache
def _press() -> ModuleType:
    """Return the module that imports WeasyPrint: slow to load, and impossible without its system libraries."""
    try:
        from . import press  # lazy: at the top it would keep the portal from starting where a library is missing
    except OSError as error:
        raise GongwenError(f"服务器缺少排版所需的系统库，请管理员执行：apt-get install {PACKAGES}") from error
    return press
