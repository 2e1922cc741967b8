"""Papers against the diary: captures, issued copies and numbers are those that were told when they were made."""
from collections import defaultdict
from collections.abc import Callable, Iterator

from housing_portal.journal.models import Entry
from reports.digests import DIGEST, capture_digest, copy_digest
from reports.models import Capture, DocumentNumber, Explanation, IssuedCopy

Sentences = Iterator[str]
BLOCK = 200
NUMBER = "发文字号"
EXPLAINED = "说明差异："  # how the sentences of the diary begin, also those of the first papers
LABEL = Entry._meta.get_field("label").max_length


def _entries(action: str) -> Iterator[Entry]:
    return Entry.objects.filter(object_type="reports.document", action=action).order_by("pk").iterator(BLOCK)


def captures_are_those_told() -> Sentences:
    """As many captures of a paper as were told, each with the paper, figures and records of that moment."""
    told: dict[int, list[str]] = defaultdict(list)
    for entry in _entries("公文取数"):
        told[entry.object_id].append(entry.after.get(DIGEST, ""))
    kept: dict[int, list[str]] = defaultdict(list)
    for capture in Capture.objects.order_by("pk").iterator(BLOCK):
        kept[capture.document_id].append(capture_digest(capture))
    for pk in sorted({*told, *kept}):
        if told[pk] != kept[pk]:
            yield f"公文 {pk}：取数（正文、数字或所附记录）与操作日志登记的摘要不符"


def copies_are_those_told() -> Sentences:
    told = {entry.object_id: entry.after for entry in _entries("印发公文")}
    for copy in IssuedCopy.objects.defer("pdf").exclude(capture=None).order_by("pk"):
        said = told.get(copy.document_id, {})
        if (said.get("SHA-256"), said.get(DIGEST)) != (copy.sha256, copy_digest(copy)):
            yield f"公文 {copy.document_id}：印发件的摘要或所附登记与操作日志不符"


def numbers_are_those_told() -> Sentences:
    """Each number was taken by who signed and made void by who took the signature back, for that reason."""
    told: dict[tuple[int, str], list[object]] = {}
    for entry in _entries("签发公文"):
        if NUMBER in entry.after and not entry.before.get(NUMBER):
            told[entry.object_id, entry.after[NUMBER]] = [entry.actor_id, None, ""]
    for entry in _entries("撤销签发公文"):
        if (place := (entry.object_id, entry.before.get(NUMBER))) in told:
            told[place][1:] = [entry.actor_id, entry.reason]
    kept = {(row.document_id, str(row)): [row.taken_by_id, row.voided_by_id, row.void_reason]
            for row in DocumentNumber.objects.order_by("pk")}
    for pk, number in sorted({*told, *kept}):
        if told.get((pk, number)) != kept.get((pk, number)):
            yield f"公文 {pk}：{number}的取用或作废与操作日志不符"


def explanations_are_those_told() -> Sentences:
    """A reason opens the gate for a red item: whoever gave it has told the diary of it, with the same words."""
    told: dict[int, list[tuple[object, ...]]] = defaultdict(list)
    entries = Entry.objects.filter(object_type="reports.document", label__startswith=EXPLAINED).order_by("pk")
    for entry in entries.iterator(BLOCK):
        told[entry.object_id].append((entry.actor_id, entry.label, entry.reason))
    kept: dict[int, list[tuple[object, ...]]] = defaultdict(list)
    for row in Explanation.objects.order_by("pk").iterator(BLOCK):
        kept[row.document_id].append((row.explained_by_id, f"{EXPLAINED}{row.sentence}"[:LABEL], row.reason))
    for pk in sorted({*told, *kept}):
        if told[pk] != kept[pk]:
            yield f"公文 {pk}：差异说明（说明人、内容或理由）与操作日志不符"


PAPER_RULES: dict[str, Callable[[], Sentences]] = {
    "公文取数与操作日志登记的摘要一致": captures_are_those_told,
    "印发件与操作日志登记的摘要一致": copies_are_those_told,
    "文号的取用、作废与操作日志一致": numbers_are_those_told,
    "差异说明与操作日志一致": explanations_are_those_told,
}
