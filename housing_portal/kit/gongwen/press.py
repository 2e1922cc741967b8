"""The only module that touches WeasyPrint. Importing it loads system libraries, so ``render`` does that when needed."""
import os

from weasyprint import HTML, Document
from weasyprint.text.ffi import harfbuzz_subset
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from .errors import GongwenError
from .fonts import fontconfig_file

if harfbuzz_subset is None:
    # Without it fontTools subsets every font: correct, but 60 times slower than a clerk will wait.
    raise OSError("libharfbuzz-subset is not installed")


def _our_fonts() -> FontConfiguration:
    """Return a font configuration that knows our fonts alone; programs started later keep the system's."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(fontconfig_file())
    try:
        return FontConfiguration()
    finally:
        del os.environ["FONTCONFIG_FILE"]
        if before is not None:
            os.environ["FONTCONFIG_FILE"] = before


# One per process: each new configuration maps every font file again.
_FONTS = _our_fonts()


class NoFetch(URLFetcher):
    """Refuses every address: a paper needs nothing from outside, so a request means that text became markup."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> None:
        raise FatalURLFetchingError(f"refused: {url}")


def layout(source: str) -> Document:
    """Lay out the HTML ``source``."""
    try:
        return HTML(string=source, url_fetcher=NoFetch()).render(font_config=_FONTS)
    except FatalURLFetchingError as error:
        raise GongwenError("公文内容引用了外部文件，已停止生成，请删除引用后重试。") from error
