"""The invariants of official papers: numbers without gaps, bytes unchanged, duties apart, figures that add up."""
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise

from django.apps import apps
from django.db.models import F, Max, Q

from housing_portal.accounts.models import User
from housing_portal.journal.models import NumberSequence
from housing_portal.journal.objects import words
from reports.differences import number
from reports.enums import OUT, DocumentKind, DocumentStatus
from reports.models import Capture, Document, DocumentNumber, FigureBinding, IssuedCopy
from reports.services.numbers import SEQUENCE
from reports.services.parts import DUTIES

Sentences = Iterator[str]
BLOCK = 500
FEW = 20  # of rows that bring a whole PDF each
SIGNED = [DocumentStatus.SIGNED, *OUT]
CAPTURED = [
    DocumentStatus.CAPTURED, DocumentStatus.PROOFREAD, DocumentStatus.COUNTERSIGNED, DocumentStatus.SIGNED,
]


def numbers_without_gaps() -> Sentences:
    """Every number up to the last one taken is in the register, void or not, or was entered with an old paper."""
    taken: dict[tuple[str, int], set[int]] = defaultdict(set)
    for row in DocumentNumber.objects.order_by("pk"):
        taken[row.prefix, row.year].add(row.seq)
    held = set(Document.objects.exclude(number="").values_list("number", flat=True))
    last = {}
    for row in NumberSequence.objects.filter(prefix__startswith=SEQUENCE).order_by("pk"):
        prefix = row.prefix.removeprefix(SEQUENCE)
        last[prefix, row.year] = row.last
        for seq in range(1, row.last + 1):
            full = f"{prefix}〔{row.year}〕{seq}号"
            if seq not in taken[prefix, row.year] and full not in held:
                yield f"{full} 已取号，没有对应的公文"
    for (prefix, year), numbers in sorted(taken.items()):
        if max(numbers, default=0) > last.get((prefix, year), 0):
            yield f"{prefix}〔{year}〕{max(numbers)}号 在文号登记中，没有取过号"


def numbers_are_registered() -> Sentences:
    """A signed paper bears its number in the register; what is no longer signed has none that is in force."""
    live: dict[int, list[str]] = defaultdict(list)
    for row in DocumentNumber.objects.filter(voided_at=None).order_by("pk"):
        live[row.document_id].append(str(row))
    for document in Document.objects.order_by("pk"):
        found = live[document.pk]
        if found and document.status not in SIGNED:
            yield f"{document}：状态是{document.get_status_display()}，文号{found[0]}却没有作废"
        elif found and found != [document.number]:
            yield f"{document}：文号是{document.number}，文号登记为{'、'.join(found)}"


def issued_copies_unchanged() -> Sentences:
    for copy in IssuedCopy.objects.select_related("document", "capture").order_by("pk").iterator(FEW):
        document = copy.document
        if hashlib.sha256(bytes(copy.pdf)).hexdigest() != copy.sha256:
            yield f"{document.number}：印发件与登记的 SHA-256 不符"
        if document.status not in OUT:
            yield f"{document}：有印发件，状态却不是已印发"
        if copy.capture and (copy.capture.document_id, copy.capture.data_cutoff) != (document.pk, copy.data_cutoff):
            yield f"{document.number}：印发件的取数与公文不符"
    for document in Document.objects.filter(status__in=OUT, issued_copy=None).order_by("pk"):
        yield f"{document.number}：已印发，没有印发件"
    with_capture = Capture.objects.values("document")
    for document in Document.objects.filter(status__in=CAPTURED).exclude(pk__in=with_capture).order_by("pk"):
        yield f"{document}：状态是{document.get_status_display()}，没有取数"


def duties_are_different_persons() -> Sentences:
    """A paper captured here was checked, countersigned where it must be, and signed, each by another person."""
    person = dict(User.objects.exclude(identity_index="").values_list("pk", "identity_index"))
    for document in Document.objects.filter(status__in=SIGNED, captures__isnull=False).distinct().order_by("pk"):
        acted = [(getattr(document, f"{field}_id"), label) for field, label in DUTIES]
        for pk, label in acted:
            if pk is None and (label != "会签" or document.needs_countersign):
                yield f"{document}：没有{label}人"
        persons = [person.get(pk, pk) for pk, _ in acted if pk is not None]
        if len(persons) != len(set(persons)):
            yield f"{document}：起草、校核、会签、签发有两项由同一人办理"
    old = Document.objects.filter(status__in=SIGNED, captures=None).filter(
        Q(signed_by=None) | Q(number="") | Q(signed_by=F("drafted_by"))
    )
    yield from (f"公文 {row.pk}：状态是已印发，经办人或时间不齐，或由同一人办理" for row in old.order_by("pk"))


def deeds_follow_each_other() -> Sentences:
    """Whoever has acted on a paper captured here did so at a moment that is known, and not before the stage before."""
    captured = Document.objects.filter(captures__isnull=False).annotate(
        last_capture=Max("captures__captured_at"), sent_at=F("issued_copy__issued_at")
    )
    for document in captured.order_by("pk"):
        deeds = [("起草", True, document.drafted_at)]
        if document.status != DocumentStatus.DRAFT:  # a paper that went back keeps the captures of its earlier course
            deeds.append(("取数", True, document.last_capture))
        deeds += [
            (label, getattr(document, f"{field}_by_id"), getattr(document, f"{field}_at"))
            for field, label in (("checked", "校核"), ("countersigned", "会签"), ("signed", "签发"))
        ]
        deeds.append(("印发", document.sent_at, document.sent_at))
        acted = [(label, at) for label, who, at in deeds if who]
        yield from (f"{document}：没有{label}时间" for label, at in acted if at is None)
        known = [(label, at) for label, at in acted if at is not None]
        for (earlier, before), (later, after) in pairwise(known):
            if after < before:
                yield f"{document}：{later}时间早于{earlier}时间"


def figures_add_up() -> Sentences:
    """What the records of a captured figure add is the figure, wherever each of them adds something."""
    rows = FigureBinding.objects.filter(denominator__isnull=True, value__isnull=False)
    for row in rows.select_related("capture__document").order_by("pk").iterator(BLOCK):
        adds, value = [line[2] for line in row.records], number(row.value)
        if not adds or value is None or any(one is None for one in adds):
            continue
        if (total := sum(map(Decimal, adds), Decimal(0))) != value:
            yield f"{row.capture.document}：{row.label}取数为 {row.value}，所附记录合计 {total}"


def records_are_there() -> Sentences:
    """Every record behind a captured figure can still be opened."""
    cited: dict[str, set[int]] = defaultdict(set)
    for records in FigureBinding.objects.order_by("pk").values_list("records", flat=True).iterator(BLOCK):
        for label, pk, _adds in records:
            cited[label].add(pk)
    models = {model._meta.label_lower: model for model in apps.get_models()}
    for label, keys in sorted(cited.items()):
        if label not in models:  # a record of a version of the portal that knew other records
            continue
        known = set(models[label]._base_manager.values_list("pk", flat=True))
        for pk in sorted(keys - known):
            yield f"公文取数所附的{words(label)} {pk} 已不存在"


def corrections_are_out() -> Sentences:
    """A paper is corrected or withdrawn because a paper that says so has gone out."""
    for status, kind in (
        (DocumentStatus.CORRECTED, DocumentKind.CORRECTION), (DocumentStatus.WITHDRAWN, DocumentKind.WITHDRAWAL),
    ):
        told = Document.objects.filter(kind=kind, status__in=OUT).values("corrects")
        for document in Document.objects.filter(status=status).exclude(pk__in=told).order_by("pk"):
            yield f"{document.number}：状态是{document.get_status_display()}，没有印发相应的{kind.label}"


DOCUMENT_RULES: dict[str, Callable[[], Sentences]] = {
    "发文字号连续": numbers_without_gaps,
    "签发公文的文号与文号登记一致": numbers_are_registered,
    "印发件未被改动": issued_copies_unchanged,
    "公文各环节由不同的人办理": duties_are_different_persons,
    "公文各环节的时间齐全、先后有序": deeds_follow_each_other,
    "公文数字等于所附记录之和": figures_add_up,
    "公文数字所附的记录都在": records_are_there,
    "更正、撤回的公文有相应的通知": corrections_are_out,
}
