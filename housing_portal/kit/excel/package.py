"""The zip package of a workbook, written so that the same content gives the same bytes."""
import re
import zipfile
from io import BytesIO

from openpyxl import Workbook

FIXED_TIME = "2000-01-01T00:00:00Z"
_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def saved(book: Workbook) -> bytes:
    """Return ``book`` as bytes that depend on its content alone.

    openpyxl stamps the moment of saving into the properties and into every zip entry; an issued file has to have the
    same digest each time it is produced.
    """
    raw = BytesIO()
    book.save(raw)
    target = BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>" + FIXED_TIME.encode(), content)
            with package.open(name, "w") as entry:  # an entry opened by name is dated 1 January 1980
                entry.write(content)
    return target.getvalue()
