"""The invariants of supervised matters: states follow from steps, terms stay, duties are different persons."""
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise

from django.db.models import Model, QuerySet

from housing_portal.journal.models import Entry
from reports.enums import DocumentKind, LetterPurpose, MoreTime, SupervisionMethod, SupervisionStatus
from reports.models import (
    SupervisionExtension,
    SupervisionFeedback,
    SupervisionItem,
    SupervisionLetter,
    SupervisionStep,
)
from reports.rules.diary import same
from reports.workflow import SUPERVISION

Sentences = Iterator[str]
BLOCK = 2_000
S = SupervisionStatus
AWAITED_WAYS = frozenset({S.FEEDBACK, S.ACCEPTED, S.VOID})
WAYS: Mapping[str, frozenset[str]] = {
    S.DRAFTED: frozenset({S.ISSUED, S.VOID}),
    S.ISSUED: frozenset({S.RECEIVED, S.ACCEPTED, S.VOID}),
    S.RECEIVED: AWAITED_WAYS | {S.IN_PROGRESS},
    S.IN_PROGRESS: AWAITED_WAYS,
    S.RETURNED: AWAITED_WAYS | {S.IN_PROGRESS},
    S.FEEDBACK: frozenset({S.ACCEPTED, S.RETURNED}),
}
# which papers may be written for which purpose
FORMS: Mapping[str, frozenset[str]] = {
    LetterPurpose.FIRST: frozenset({DocumentKind.SUPERVISE_NOTICE, DocumentKind.URGE_LETTER}),
    LetterPurpose.URGE: frozenset({DocumentKind.URGE_LETTER}),
    LetterPurpose.ESCALATE: frozenset({DocumentKind.SUPERVISE_NOTICE}),
    LetterPurpose.LISTED: frozenset({DocumentKind.BULLETIN, DocumentKind.DELIVERY_BULLETIN}),
}


def _steps() -> dict[int, list[SupervisionStep]]:
    """Return matter → its standing steps in order."""
    found: dict[int, list[SupervisionStep]] = defaultdict(list)
    for step in SupervisionStep.objects.standing().select_related("recorded_by").order_by("pk").iterator(BLOCK):
        found[step.item_id].append(step)
    return found


def matters_stand_where_their_steps_led() -> Sentences:
    """The state is that of the last standing step, each step follows from the one before and not earlier."""
    steps = _steps()
    for pk, status, issued_on in SupervisionItem.objects.order_by("pk").values_list("pk", "status", "issued_on"):
        own = steps[pk]
        right = own[-1].code if own else S.DRAFTED
        if status != right:
            yield f"督办事项 {pk}：状态为{S(status).label}，按办理步骤应为{S(right).label}"
        for before, after in pairwise([S.DRAFTED.value, *(step.code for step in own)]):
            if after not in WAYS.get(before, frozenset()):
                yield f"督办事项 {pk}：{S(before).label}之后不能直接到{S(after).label}"
        if any(later.on < earlier.on for earlier, later in pairwise(own)):
            yield f"督办事项 {pk}：办理步骤的日期先后颠倒"
        handed = next((step.on for step in own if step.code == S.ISSUED), None)
        if issued_on != handed:
            yield f"督办事项 {pk}：交办日期为 {issued_on or '无'}，按办理步骤应为 {handed or '无'}"


def terms_move_by_extension_alone() -> Sentences:
    """The term in force is the first one, or what the last approved extension says."""
    granted = dict(SupervisionExtension.objects.filter(status=MoreTime.APPROVED).order_by("decided_on", "pk")
                   .values_list("item", "new_due_on"))
    for item in SupervisionItem.objects.exclude(first_due_on=None).order_by("pk").iterator(BLOCK):
        right = granted.get(item.pk, item.first_due_on)
        if item.due_on != right:
            yield f"督办事项 {item.pk}：办理期限为 {item.due_on}，按交办和延期应为 {right}"


def decisions_are_made_by_others() -> Sentences:
    """Nobody accepts what he took up or whose answer he entered, or grants the time that he asked for."""
    steps = _steps()
    rows = SupervisionItem.objects.filter(status=S.ACCEPTED).select_related("accepted_by")
    for item in rows.order_by("pk").iterator(BLOCK):
        fed = [step.recorded_by_id for step in steps[item.pk] if step.code == S.FEEDBACK]
        if any(item.accepted_by.is_person(pk) for pk in (item.recorded_by_id, *fed[-1:])):
            yield f"督办事项 {item.pk}：办结由立项人或反馈登记人本人核定"
    asked = SupervisionExtension.objects.exclude(decided_by=None).select_related("decided_by")
    for extension in asked.order_by("pk").iterator(BLOCK):
        if extension.decided_by.is_person(extension.recorded_by_id):
            yield f"督办延期 {extension.pk}：由申请登记人本人批准"


def answers_belong_to_their_steps() -> Sentences:
    """Every step of an answer has its words, and no other step has any."""
    told = set(SupervisionFeedback.objects.values_list("step", flat=True))
    steps = SupervisionStep.objects.filter(undoes=None).order_by("pk").values_list("pk", "item", "code")
    for pk, item, code in steps.iterator(BLOCK):
        if (code == S.FEEDBACK) != (pk in told):
            yield f"督办事项 {item}：{S(code).label}的步骤{'没有' if code == S.FEEDBACK else '不应有'}反馈内容"


def papers_fit_their_matters() -> Sentences:
    """A paper is of the form its purpose asks for and goes to the unit of the matter; a bulletin goes to all."""
    rows = SupervisionLetter.objects.select_related("document", "item").order_by("pk")
    for letter in rows.iterator(BLOCK):
        if letter.document.kind not in FORMS[letter.purpose]:
            kind = letter.document.get_kind_display()
            yield f"督办事项 {letter.item_id}：{letter.get_purpose_display()}不能用{kind}"
        elif letter.purpose != LetterPurpose.LISTED and letter.document.unit_id != letter.item.unit_id:
            yield f"督办事项 {letter.item_id}：公文《{letter.document}》发给了其他单位"


def inspection_has_its_authority() -> Sentences:
    """督查 without the county government's authority does not exist (政府督查工作条例 §7)."""
    rows = SupervisionItem.objects.filter(method=SupervisionMethod.INSPECT, authority_doc=None).order_by("pk")
    yield from (f"督办事项 {pk}：方式为督查，没有授权文件" for pk in rows.values_list("pk", flat=True))


def papers_are_those_told() -> Sentences:
    """What each paper was written for and the further term that it sets: no constraint knows it, the diary does."""
    rows = ((one.item_id, one.made_by_id, one) for one in SupervisionLetter.objects.order_by("pk").iterator(BLOCK))
    yield from _unlike(rows, _entries().filter(action="督办文书"), SupervisionLetter, ("purpose", "answer_by"))


def answers_are_those_told() -> Sentences:
    """The words of each answer, and whose they are."""
    answers = SupervisionFeedback.objects.select_related("step").order_by("step").iterator(BLOCK)
    rows = ((one.step.item_id, one.step.recorded_by_id, one) for one in answers)
    told = _entries().filter(action=SUPERVISION.steps["feedback"].label)
    yield from _unlike(rows, told, SupervisionFeedback, ("text", "by"))


def _entries() -> QuerySet:
    return Entry.objects.filter(object_type=SupervisionItem._meta.label_lower).order_by("pk")


def _unlike(
    rows: Iterable[tuple[int, int, Model]], entries: QuerySet, kind: type[Model], names: tuple[str, ...]
) -> Sentences:
    """Yield the matters whose rows (matter, who made it, row) are not those of the diary, one by one in their order.

    What an entry does not tell is not compared: the first ones told neither purpose nor words.
    """
    told: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries.iterator(BLOCK):
        told[entry.object_id].append(entry)
    made: dict[int, list[tuple[int, Model]]] = defaultdict(list)
    for item, who, row in rows:
        made[item].append((who, row))
    fields = {str((one := kind._meta.get_field(name)).verbose_name): one for name in names}
    for item in sorted({*told, *made}):
        alike = len(made[item]) == len(told[item]) and all(
            who == entry.actor_id and all(
                same(one, row, entry.after[label]) for label, one in fields.items() if label in entry.after
            )
            for (who, row), entry in zip(made[item], told[item], strict=True)
        )
        if not alike:
            yield f"督办事项 {item}：{kind._meta.verbose_name}与操作日志的登记不符"


SUPERVISION_RULES: dict[str, Callable[[], Sentences]] = {
    "督办事项的状态与办理步骤相符": matters_stand_where_their_steps_led,
    "督办期限只因批准的延期而变": terms_move_by_extension_alone,
    "督办办结、延期由另一人核定": decisions_are_made_by_others,
    "督办反馈与办理步骤一一对应": answers_belong_to_their_steps,
    "督办文书的文种、单位与事项相符": papers_fit_their_matters,
    "督查方式有授权文件": inspection_has_its_authority,
    "督办文书的用途、再次时限与操作日志一致": papers_are_those_told,
    "督办反馈的内容与操作日志一致": answers_are_those_told,
}
