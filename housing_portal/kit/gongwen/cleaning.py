"""Input cleaning: what clerks paste becomes what a printed paper should say."""
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from .paper import Figure, Run

HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_NEAR = f"{HAN}、。，；：？！（）《》〈〉“”‘’〔〕【】…—％%"

# Controls, zero-width and bidirectional marks, variation selectors: invisible, and able to change what a name reads as.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_FORMS = str.maketrans(
    {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
    | {0xFF05: "%", 0x2010: "-", 0x2011: "-", 0x2012: "-", 0x2013: "-", 0x2015: "—", 0xFF0D: "-", 0x2212: "-"}
    | {0x00A0: " ", 0x2002: " ", 0x2003: " ", 0x2009: " ", 0x202F: " ", 0x301C: "～", 0x22EF: "…"}
)
_FULL = str.maketrans(",;:?!()", "，；：？！（）")
_RULES = (
    # Document numbers: 〔2021〕8号 whatever brackets were typed, even a mixed pair.
    (re.compile(r"[\[［【〔(（]((?:19|20)\d\d)[\]］】〕)）](?=第?\d+号)"), r"〔\1〕"),
    (re.compile(r"(?<=〕)第?0*(?=[1-9]\d*号)"), ""),
    # 1、 at the start of a paragraph is the level “1.”.
    (re.compile(r"^(\d{1,2})、(?!\d)"), r"\1."),
    (re.compile(rf"(?<=[{HAN}])\.(?=[{HAN}]|$)"), "。"),
    (re.compile(rf"(?<=[{HAN}])--(?=[{HAN}])"), "——"),
    (re.compile(r"\.{3,6}|。{3,6}"), "……"),
)
# whole runs at once, looked at from their beginning alone: the time must not grow with the square of the length
_MARK_AFTER = re.compile(rf"(?<=[{_NEAR}])[,;:?!()]+")
_MARK_BEFORE = re.compile(rf"(?<![,;?!()])[,;?!()]++(?=[{_NEAR}])")
_MARKS, _BESIDE = re.compile(r"[,;:?!()]+"), re.compile(rf"[{_NEAR}]")
_PIECE = re.compile(rf"[()]|[{HAN}]+")
_BLANK = re.compile(rf"(?<![\x21-\x7e])[ \t\n]+|[ \t\n]+(?![\x21-\x7e])|(?<=[{HAN}])[ \t\n]+|[ \t\n]+(?=[{HAN}])")


def normalise(text: str) -> str:
    """Return ``text`` as a paper prints it: NFC, no invisible characters, Chinese marks between Chinese words.

    Never NFKC: compatibility ideographs in names must stay. Idempotent.
    """
    return _normalise(text, opened=False)[0]


def normalise_runs(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Clean the runs of one paragraph; straight quotes are paired across them."""
    cleaned: list[Run] = []
    opened = False
    for run in runs:
        if isinstance(run, Figure):
            cleaned.append(replace(run, text=normalise(run.text)))
        else:
            text, opened = _normalise(run, opened)
            cleaned.append(text)
    return tuple(cleaned)


def normalise_cell(text: str) -> str:
    """Clean a table cell: invisible characters only, since forms align words with deliberate blanks (合　计)."""
    return _visible(text).replace("\n", " ").strip(" ")


def _visible(text: str) -> str:
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text).replace("\t", " ")).translate(_FORMS)


def _normalise(text: str, opened: bool) -> tuple[str, bool]:
    text, opened = _quotes(_visible(text), opened)
    text = _BLANK.sub("", text).strip("\u3000")
    for pattern, into in _RULES:
        text = pattern.sub(into, text)
    previous = ""
    while previous != text:  # a mark that became Chinese makes its neighbour Chinese too
        previous = text
        text = _pairs(text)
        text = _MARK_AFTER.sub(_widen, text)
        text = _MARK_BEFORE.sub(_widen, text)
    return text, opened


def _pairs(text: str) -> str:
    """Make Chinese each pair of brackets with Chinese words between them and none inside that stays as it is.

    So are both of a pair of which one will be, as it stands beside Chinese words: C30(P6)混凝土 prints no mixed pair.
    """
    opened: list[tuple[int, bool, bool]] = []  # where, whether Chinese words follow, whether a bracket inside stays
    partner: dict[int, int] = {}
    begun: list[int] = []  # brackets that are to be Chinese
    for piece in _PIECE.finditer(text):
        at, mark = piece.start(), piece.group()
        if mark == "(":
            opened.append((at, False, False))
        elif mark != ")":
            opened[-1:] = [(start, True, stays) for start, _, stays in opened[-1:]]
        elif opened:
            start, words, stays = opened.pop()
            partner |= {start: at, at: start}
            if chinese := words and not stays:
                begun.append(at)
            opened[-1:] = [(one, said or chinese, kept or not chinese) for one, said, kept in opened[-1:]]
    wide = _spread(text, partner, begun) if partner else {}
    return "".join(wide.get(at, char) for at, char in enumerate(text)) if wide else text


def _spread(text: str, partner: dict[int, int], begun: list[int]) -> dict[int, str]:
    """Return the paired brackets to be made Chinese: those begun with, all beside them, and the partners of both."""
    run_of: dict[int, list[int]] = {}
    for run in _MARKS.finditer(text):
        paired = [at for at in range(*run.span()) if at in partner]
        run_of |= dict.fromkeys(paired, paired)
        if _BESIDE.match(text[run.start() - 1:run.start()]) or _BESIDE.match(text[run.end():run.end() + 1]):
            begun += paired[:1]
    wide: dict[int, str] = {}
    while begun:
        at = begun.pop()
        if at not in wide:
            fresh = [one for one in run_of[at] if one not in wide]
            wide |= {one: text[one].translate(_FULL) for one in fresh}
            begun += [partner[one] for one in fresh]
    return wide


def _widen(match: re.Match[str]) -> str:
    return match.group().translate(_FULL)


def _quotes(text: str, opened: bool) -> tuple[str, bool]:
    out = []
    for char in text:
        if char == '"':
            out.append("”" if opened else "“")
            opened = not opened
        else:
            out.append(char)
    return "".join(out), opened
