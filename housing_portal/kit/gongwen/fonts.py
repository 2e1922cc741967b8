"""The type of a paper: roles, font chains, what each font can show and how wide it shows it.

The fonts lie in static/fonts and are used for PDF only. They carry names of their own, so a font that happens to be
installed cannot take their place and the same paper gives the same bytes on every machine. A bureau with licences for
the customary faces names their folder in GONGWEN_FONT_DIR; those then come first.
"""
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from hashlib import sha256
from pathlib import Path
from xml.sax.saxutils import escape

from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

FONT_DIR = Path(__file__).resolve().parents[3] / "static" / "fonts"


class Role(StrEnum):
    """A kind of type; the value is the name the reader knows."""

    FANG = "仿宋"
    KAI = "楷体"
    HEI = "黑体"
    TITLE = "小标宋"
    SONG = "宋体"


@dataclass(frozen=True)
class Face:
    family: str
    path: Path


_SONG = Face("Gongwen Song", FONT_DIR / "GongwenSongRegular.otf")
_OWN = {
    Role.FANG: (
        Face("Gongwen FangSong", FONT_DIR / "GongwenFangSongRegular.otf"),
        Face("Gongwen FangSong Rare", FONT_DIR / "GongwenFangSongRareRegular.ttf"),
        _SONG,
    ),
    Role.KAI: (
        Face("Gongwen Kai", FONT_DIR / "GongwenKaiRegular.otf"),
        Face("Gongwen Kai Rare", FONT_DIR / "GongwenKaiRareRegular.ttf"),
        _SONG,
    ),
    Role.HEI: (Face("Gongwen Hei", FONT_DIR / "GongwenHeiRegular.otf"), _SONG),
    Role.TITLE: (Face("Gongwen Song", FONT_DIR / "GongwenSongBold.otf"), _SONG),
    Role.SONG: (_SONG,),
}
_CUSTOMARY = {
    Role.FANG: ("FangSong_GB2312", "FangSong"),
    Role.KAI: ("KaiTi_GB2312", "KaiTi"),
    Role.HEI: ("SimHei",),
    Role.TITLE: ("FZXiaoBiaoSong-B05S",),
    Role.SONG: ("SimSun",),
}
HEADING_ROLES = {1: Role.HEI, 2: Role.KAI}  # deeper levels are 仿宋 like the text (GB/T 9704-2012, 7.3.3)
FOLIO_FAMILY = "Gongwen Song Folio"


def chain(role: Role) -> tuple[Face, ...]:
    """Return the faces of ``role`` in the order in which they are asked for a character."""
    licensed = _licensed()
    customary = tuple(licensed[name] for name in _CUSTOMARY[role] if name in licensed)
    return customary + _OWN[role]


def families(role: Role) -> str:
    """Return the chain as a CSS font-family value."""
    return ", ".join(f'"{name}"' for name in dict.fromkeys(face.family for face in chain(role)))


@cache
def advances(role: Role) -> dict[str, float]:
    """Return the width in em of every character that ``role`` can print, from the first font that has it."""
    widths: dict[str, float] = {}
    for face in reversed(chain(role)):
        widths.update(_widths(face))
    return widths


@cache
def primary(role: Role) -> frozenset[str]:
    """Return the characters that come from the first font of ``role``; all others change the height of a line."""
    return frozenset(_widths(chain(role)[0]))


def text_width(text: str, role: Role) -> float:
    """Return the natural width of ``text`` in em; unknown characters count as one em."""
    widths = advances(role)
    return sum(widths.get(char, 1.0) for char in text)


def missing(texts: Iterable[str], role: Role) -> list[str]:
    """Return the characters of ``texts`` that no font of ``role`` has, in order of appearance."""
    known = advances(role)
    return [char for char in dict.fromkeys("".join(texts)) if char not in known]


@cache
def ink(text: str, role: Role) -> tuple[float, float]:
    """Return how far the ink of ``text`` reaches above and below the baseline, in em."""
    face = chain(role)[0]
    with _open(face) as font:
        glyphs, cmap, em = font.getGlyphSet(), font.getBestCmap(), font["head"].unitsPerEm
        boxes = []
        for char in text:
            pen = BoundsPen(glyphs)
            glyphs[cmap.get(ord(char), ".notdef")].draw(pen)
            boxes.append(pen.bounds or (0, 0, 0, 0))
    return max(box[3] for box in boxes) / em, -min(box[1] for box in boxes) / em


@cache
def baseline(role: Role) -> float:
    """Return how far the baseline lies below the top of a line box of height 1, in em."""
    with _open(chain(role)[0]) as font:
        return 0.5 + (font["hhea"].ascent + font["hhea"].descent) / 2 / font["head"].unitsPerEm


@cache
def fontconfig_file() -> Path:
    """Write the private fontconfig file and return its path.

    It lists our fonts (and the licensed folder) and nothing of the system, which keeps output equal everywhere.
    """
    room = _cache_room()
    folders = "".join(f"<dir>{escape(str(folder))}</dir>" for folder in _folders())
    text = (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig>{folders}<cachedir>{escape(str(room))}</cachedir></fontconfig>"
    )
    target = room / f"fonts-{sha256(text.encode()).hexdigest()[:12]}.conf"
    draft = target.with_suffix(f".{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(target)  # at once: another process may be reading it
    return target


def _cache_room() -> Path:
    """Return a private folder that keeps fontconfig's cache from one process to the next."""
    room = Path(tempfile.gettempdir()) / f"housing-portal-fonts-{os.getuid()}"
    room.mkdir(mode=0o700, exist_ok=True)
    # Anybody may make a folder of that name there; what is not ours alone is not trusted.
    mine = room.stat().st_uid == os.getuid() and not room.stat().st_mode & 0o022
    return room if mine else Path(tempfile.mkdtemp())


def _folders() -> list[Path]:
    named = os.environ.get("GONGWEN_FONT_DIR", "")
    return [FONT_DIR, *([Path(named)] if named else [])]


def font_files() -> list[Path]:
    """Return every font file that a layout may use, ours and the licensed ones."""
    return [path for folder in _folders() for path in _fonts_in(folder)]


def _fonts_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in {".ttf", ".otf"})


@cache
def _licensed() -> dict[str, Face]:
    """Return the faces of the licensed folder by family name."""
    faces = {}
    for folder in _folders()[1:]:
        for path in _fonts_in(folder):
            with TTFont(path, lazy=True) as font:
                family = font["name"].getBestFamilyName()
            faces[family] = Face(family, path)
    return faces


@cache
def _widths(face: Face) -> dict[str, float]:
    with _open(face) as font:
        em, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
        return {chr(code): metrics[name][0] / em for code, name in font.getBestCmap().items()}


def _open(face: Face) -> TTFont:
    return TTFont(face.path, lazy=True)
