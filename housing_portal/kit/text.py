"""Cleaning of typed and pasted text before it is stored or compared."""
import re
import unicodedata

# Zero-width and bidirectional controls: invisible, and able to make a name read differently from what is stored.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FULL = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
APOSTROPHES = "'‘’`＇"  # Excel's own mark for text, and what an input method makes of it
_BRACKETS = str.maketrans("（）［］【】", "()[][]")


def clean(value: str) -> str:
    """Return ``value`` in NFC without control, zero-width and bidirectional characters, stripped.

    NFC, not NFKC: compatibility ideographs in names must stay as the household register has them.
    """
    return _CONTROL.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFC", value))).strip()


def half_width(value: str) -> str:
    """Return ``value`` with full-width ASCII (１２３，．％) as half-width; Chinese punctuation 。、 stays."""
    return value.translate(_FULL)


def fold(value: str) -> str:
    """Return ``value`` for comparing heads and names: half width, no spaces, one kind of bracket, lower case."""
    return re.sub(r"\s+", "", half_width(clean(value)).translate(_BRACKETS)).lower()
