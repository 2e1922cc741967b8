"""Sentences that the form of a paper adds to what was written: the same on paper and on screen."""
from collections.abc import Iterable

from .cleaning import normalise
from .paper import Attachment, Paper


def addressee_line(paper: Paper) -> str:
    """Return 主送机关 with its colon (7.3.2)."""
    return normalise(paper.addressee).rstrip("：") + "："


def attachment_names(attachments: Iterable[Attachment]) -> list[str]:
    """Return the names of the 附件说明, numbered when there are several, without a final mark (7.3.4)."""
    names = [normalise(item.title).rstrip("。") for item in attachments]
    return names if len(names) < 2 else [f"{number}.{name}" for number, name in enumerate(names, 1)]


def attachment_label(number: int, count: int) -> str:
    """Return what stands above an attachment: 附件 when it is the only one, else 附件1."""
    return f"附件{number}" if count > 1 else "附件"


def copies_line(label: str, names: Iterable[str]) -> str:
    """Return 抄送, or 主送 where that was moved to the 版记, with its final mark (7.4.2)."""
    return f"{label}：" + "，".join(normalise(name).rstrip("。，：") for name in names) + "。"
