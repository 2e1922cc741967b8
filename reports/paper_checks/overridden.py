"""Figures that are printed with another value than the records give: approved, and still to be seen by who signs."""
from collections.abc import Iterator

from reports.overrides import standing, told, writes
from reports.paper_checks.reading import Reading, found
from reports.papers import figures_in
from reports.warning import Warning


def overridden_figures_are_seen(reading: Reading) -> Iterator[Warning]:
    """Every overridden figure is named with both values, reason and persons (条件文本规则 F 6)."""
    texts = figures_in(reading.paper)
    for row in standing(reading.document):
        if any(writes(text, row) for text in texts.get(row.printed_key, ())):
            [sentence] = told([row])
            yield found("overridden", row.label, sentence.removeprefix(f"{row.label}："), amber=True)


CHECKS = (overridden_figures_are_seen,)
