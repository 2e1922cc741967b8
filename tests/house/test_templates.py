"""Pages carry no style, no program and no foreign address of their own: the content policy would refuse them."""
import re
from pathlib import Path

import pytest

from tests.house import source

TEMPLATES = source.texts("templates", *source.PACKAGES, suffixes=(".html", ".svg", ".txt"))
BROWSER = source.texts("static", suffixes=(".css", ".js", ".svg"))
VENDOR = sorted(path.relative_to(source.ROOT) for path in (source.ROOT / "static/vendor").rglob("*") if path.is_file())

INLINE = re.compile(r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style\b|javascript:""", re.IGNORECASE)
PROGRAM = re.compile(r"<script\b(?![^>]*(\bsrc=|application/json))", re.IGNORECASE)
# a namespace is a name, not an address that anybody opens
FOREIGN = re.compile(r"""(?:https?:)?//(?!www\.w3\.org/)[a-z0-9-]+\.[a-z]{2,}""", re.IGNORECASE)
LOADING = re.compile(r"""(url\(|@import|src=|sourceMappingURL=)\s*["']?(https?:|//)|sourceMappingURL=""", re.IGNORECASE)
UNSAFE = re.compile(r"\|\s*safe\b|autoescape off|csrf_exempt")


def matches(pattern: re.Pattern[str], text: str) -> list[str]:
    return [found.group().strip() for found in pattern.finditer(text)]


def found(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [f"{path}:{n} {line.strip()[:80]}" for path in paths
            for n, line in enumerate(source.lines(path), 1) if matches(pattern, line)]


def test_nothing_inline() -> None:
    assert found(INLINE, TEMPLATES) + found(PROGRAM, TEMPLATES) == []


def test_nothing_from_elsewhere() -> None:
    assert found(FOREIGN, [*TEMPLATES, *BROWSER]) == []


def test_vendored_files_load_nothing_and_bring_their_licence() -> None:
    assert found(LOADING, [path for path in VENDOR if path.suffix in (".css", ".js")]) == []
    folders = {path.parts[2] for path in VENDOR}
    assert folders - {path.parts[2] for path in VENDOR if path.name.startswith("LICEN")} == set()


def test_escaping_is_never_switched_off() -> None:
    assert found(UNSAFE, TEMPLATES) == []


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (INLINE, '<p style="x"><a onclick="y">', ["style=", 'onclick="']),
        (INLINE, '<meta content="on = 1" class="style-a">', []),
        (PROGRAM, '<script>go()</script><script src="x"></script>', ["<script"]),
        (FOREIGN, '<a href="https://cdn.example.com/x"><script src="//cdn.example.com">',
         ["https://cdn.example", "//cdn.example"]),
        (FOREIGN, 'xmlns="http://www.w3.org/2000/svg"', []),
        (LOADING, "url(https://x) /*# sourceMappingURL=a.map */", ["url(https:", "sourceMappingURL="]),
        (UNSAFE, "{{ x|safe }}{{ x|safely }}", ["|safe"]),
    ],
)
def test_each_search_finds_what_it_is_for(pattern: re.Pattern[str], text: str, expected: list[str]) -> None:
    assert matches(pattern, text) == expected
