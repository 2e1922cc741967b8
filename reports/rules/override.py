"""The invariants of overridden figures: decided by another person, told in the diary, printed as they were approved."""
from collections.abc import Callable, Iterator

from housing_portal.journal.models import Entry
from reports.enums import OverrideStatus
from reports.models import FigureBinding, FigureOverride
from reports.overrides import writes

Sentences = Iterator[str]
BLOCK = 500


def overrides_are_decided_by_others() -> Sentences:
    """Neither who asked for it nor who drafted the paper agrees (条件文本规则 F 6)."""
    rows = FigureOverride.objects.exclude(decided_by=None).select_related("decided_by", "document").order_by("pk")
    for row in rows.iterator(BLOCK):
        if any(row.decided_by.is_person(pk) for pk in (row.asked_by_id, row.document.drafted_by_id)):
            yield f"数字改写 {row.pk}：由申请人或起草人本人批准"


def overrides_are_those_told() -> Sentences:
    """What was asked for and what was decided is what the diary told of it."""
    label = FigureOverride._meta.label_lower
    told = {entry.object_id: entry for entry in Entry.objects.filter(
        object_type=label, action__in=("申请改写数字", "恢复台账数")).order_by("pk").iterator(BLOCK)}
    decided = {entry.object_id: entry for entry in Entry.objects.filter(
        object_type=label, action__startswith="数字改写").order_by("pk").iterator(BLOCK)}
    for row in FigureOverride.objects.order_by("pk").iterator(BLOCK):
        said = told[row.pk].after if row.pk in told else {}
        asked = (said.get("台账数"), said.get("改写为"), said.get("改写理由")) == (row.derived, row.value, row.reason)
        agreed = getattr(decided.get(row.pk), "actor_id", None) == row.decided_by_id
        if not asked or not agreed or told[row.pk].actor_id != row.asked_by_id:
            yield f"数字改写 {row.pk}：申请、批准或内容与操作日志不符"


def overridden_figures_are_printed_so() -> Sentences:
    """A figure bound to an override is the one it was approved for, and prints the approved value beside its own."""
    rows = FigureBinding.objects.exclude(override=None).select_related("override", "capture").order_by("pk")
    for row in rows.iterator(BLOCK):
        other = row.override
        same = (row.printed_key, row.capture.document_id, str(row.value)) == (
            other.printed_key, other.document_id, other.derived
        )
        if not same or other.status != OverrideStatus.APPROVED or other.decided_at > row.capture.captured_at:
            yield f"公文取数 {row.capture_id}：{row.label}的改写没有经过批准，或不是为这个数批准的"
        elif not any(writes(text, other) for text in row.texts):
            yield f"公文取数 {row.capture_id}：{row.label}批准改写为 {other.value}，文中没有印这个数"


OVERRIDE_RULES: dict[str, Callable[[], Sentences]] = {
    "数字改写由另一人批准": overrides_are_decided_by_others,
    "数字改写与操作日志一致": overrides_are_those_told,
    "改写的数字按批准的印出": overridden_figures_are_printed_so,
}
