"""What a leaders' page consists of: cards with a key figure, panels with charts and the table of the same figures."""
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Card:
    """A key figure with its unit, what it is compared with, and where it opens."""

    label: str
    text: str
    unit: str
    notes: Sequence[str]
    url: str
    lamp: str = ""
    lamp_word: str = ""


@dataclass(frozen=True)
class Panel:
    """Charts under their conclusion, and the same figures as a table. ``form`` says how several charts stand."""

    title: str
    unit: str
    charts: Sequence[SafeString]
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    url: str
    more: str
    form: str = ""
    words: int = 1  # columns of the table that hold no figures
