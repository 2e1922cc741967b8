"""What templates insert and Python writes: passages (blocks of the text) and attachments, each under its name.

Headings in a passage bring no number: the writer of the template counts them with its own.
"""
from collections.abc import Callable

from housing_portal.kit.gongwen import Attachment, Block
from reports.passages import annexes, bulletin, corrections, delivery, supervision
from reports.slots.parts import Facts

MODULES = (bulletin, annexes, corrections, delivery, supervision)

PASSAGES: dict[str, Callable[[Facts], list[Block]]] = {
    name: passage for module in MODULES for name, passage in getattr(module, "PASSAGES", {}).items()
}
# an attachment that has nothing to show is None and is left out
ANNEXES: dict[str, Callable[[Facts], Attachment | None]] = {
    name: annex for module in MODULES for name, annex in getattr(module, "ANNEXES", {}).items()
}
