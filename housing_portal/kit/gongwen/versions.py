"""What the layout is made with: an issued paper keeps it, so that its bytes can be explained years later."""
import platform
import zlib
from functools import cache
from hashlib import sha256
from importlib.metadata import version

from weasyprint.text.ffi import ffi, fontconfig, harfbuzz, pango

from .fonts import font_files

LIBRARIES = ("WeasyPrint", "pydyf", "tinycss2", "tinyhtml5", "fontTools", "cffi", "Pillow")


@cache
def versions() -> dict[str, str]:
    """Return the version of every library and the SHA-256 of every font file that takes part in a layout."""
    ffi.cdef("const char *hb_version_string (void); const char *pango_version_string (void); int FcGetVersion (void);")
    return {
        "Python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
        "Pango": ffi.string(pango.pango_version_string()).decode(),
        "HarfBuzz": ffi.string(harfbuzz.hb_version_string()).decode(),
        "fontconfig": str(fontconfig.FcGetVersion()),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        **{path.name: sha256(path.read_bytes()).hexdigest() for path in font_files()},
    }
