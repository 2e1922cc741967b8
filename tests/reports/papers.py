"""Reading what a paper says without printing it, and what its slots are."""
from housing_portal.kit.gongwen import Paper, Paragraph
from housing_portal.kit.scope import current
from reports.evaluate import IndicatorSet
from reports.slots import Library
from reports.slots.parts import Slot


def find(name: str, figures: IndicatorSet | None = None) -> Slot | None:
    """Return the slot with this code or label; ``figures`` are those of the paper, else what is known now."""
    return Library(figures or IndicatorSet(current())).find(name)


def said_facts(paper: Paper) -> dict[str, str]:
    """Return the facts of a letter: what stands before the first colon of a paragraph → what stands behind it."""
    texts = [str(block.runs) for block in paper.body if isinstance(block, Paragraph)]
    return {label: said for label, colon, said in (text.partition("：") for text in texts) if colon}
