"""Official papers (公文): from values to a PDF that keeps GB/T 9704-2012 to the millimetre, and to a page on screen."""
from .checks import Missing, missing_glyphs
from .cleaning import normalise
from .errors import GongwenError
from .keeping import paper_from, paper_json
from .paper import Attachment, Block, Figure, HeadCell, Heading, Paper, Paragraph, Run, Runs, TableBlock
from .pool import made_with, render_pdf
from .screen import paper_html

__all__ = [
    "Attachment",
    "Block",
    "Figure",
    "GongwenError",
    "HeadCell",
    "Heading",
    "Missing",
    "Paper",
    "Paragraph",
    "Run",
    "Runs",
    "TableBlock",
    "made_with",
    "missing_glyphs",
    "normalise",
    "paper_from",
    "paper_html",
    "paper_json",
    "render_pdf",
]
