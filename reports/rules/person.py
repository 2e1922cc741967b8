"""Who decided: every decision is told in the diary, and what two had to do was not done by one with two accounts."""
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from django.db.models import Model, Q

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit.workflow import Workflow
from inspections.models import (
    CreditRecord,
    CreditRule,
    Extension,
    Finding,
    Inspection,
    RandomDraw,
    RectificationNotice,
)
from presale.delivery.models import Assessment, BuildingReadiness, EstatePlan
from presale.models import Decision, PermitApplication, Refund, Release
from presale.services.approvals import REVIEW
from presale.services.decisions import REFUND_PERSONS, RELEASE_NOT_OWN, RELEASE_PERSONS
from presale.services.permits import HANDS
from presale.workflow import REFUND, RELEASE

JUDGED = (("reviewed_by", "复核"), ("decided_by", "决定"))
Groups = Sequence[tuple[type[Model], Sequence[tuple[str, str]]]]
ENTERED = ("recorded_by", "录入")
GROUPS: Groups = (
    (Release, RELEASE_PERSONS), (Release, RELEASE_NOT_OWN), (Refund, REFUND_PERSONS),
    *((PermitApplication, ((name, label), *JUDGED)) for name, label in HANDS[:3]),
)
# of inspections, credit files and 保交房; the uses of special loans have a rule of their own
DUTIES: Groups = (
    (Inspection, (ENTERED, ("signed_by", "日志签字"))), (Inspection, (ENTERED, ("voided_by", "作废"))),
    (RandomDraw, (ENTERED, ("drawn_by", "抽取"))),
    (Finding, (("submitted_by", "登记整改"), ("rechecked_by", "复查"))),
    (Finding, (("submitted_by", "登记整改"), ("closed_by", "销号"))),
    (RectificationNotice, (ENTERED, ("reviewed_by", "复核"), ("issuer", "签发"))),
    (Extension, (ENTERED, ("decided_by", "批准"))), (CreditRule, (ENTERED, ("confirmed_by", "确认"))),
    (CreditRecord, (ENTERED, ("confirmed_by", "复核"), ("decided_by", "裁定"))),
    (BuildingReadiness, (ENTERED, ("confirmed_by", "复核"))), (Assessment, (ENTERED, ("confirmed_by", "复核"))),
    (EstatePlan, (ENTERED, ("reviewed_by", "审核"), ("approved_by", "批准"))),
)
# what the diary puts before the name of a step
WORDS: Sequence[tuple[type[Release] | type[Refund], str, Workflow]] = (
    (Release, "用款", RELEASE), (Refund, "退款", REFUND),
)


def decisions_are_told() -> Iterator[str]:
    """The diary tells of every decision on a release or refund: who took which step, and with what opinion."""
    for model, word, workflow in WORDS:
        actions = {f"{word}{step.label}" for step in workflow.steps.values()} | {REVIEW.label}
        name = model._meta.model_name
        stored: Counter[tuple] = Counter()
        rows = Decision.objects.filter(**{f"{name}__isnull": False}).order_by("pk")
        for pk, step, label, *rest in rows.values_list(name, "step", "label", "by", "opinion"):
            stored[pk, label if step == REVIEW.code else f"{word}{label}", *rest] += 1
        told = Entry.objects.filter(object_type=f"presale.{name}", action__in=actions).order_by("pk")
        said = Counter(told.values_list("object_id", "action", "actor", "reason"))
        for (pk, action, *_rest), count in sorted((stored - said).items(), key=str):
            yield f"{model._meta.verbose_name} {pk}：{count} 条“{action}”的办理记录在操作日志中没有登记"
        for (pk, action, *_rest), count in sorted((said - stored).items(), key=str):
            yield f"{model._meta.verbose_name} {pk}：操作日志登记了 {count} 次“{action}”，没有相符的办理记录"


def no_person_twice() -> Iterator[str]:
    """No case was handled by two accounts of the same natural person, in parts that exclude each other."""
    yield from dict.fromkeys(_found(GROUPS))


def duties_are_different_persons() -> Iterator[str]:
    """The same of inspections, credit files and 保交房."""
    yield from dict.fromkeys(_found(DUTIES))


def _found(groups: Groups) -> Iterator[str]:
    person = dict(User.objects.sharing_a_person().values_list("pk", "identity_index"))
    for model, group in groups:
        labels = dict(group)
        acted = Q(*((f"{name}__in", person) for name in labels), _connector=Q.OR)
        for row in model.objects.filter(acted).order_by("pk"):
            by: dict[str, str] = {}
            for name, label in labels.items():
                one = person.get(getattr(row, f"{name}_id"), "")
                if one in by:
                    yield f"{model._meta.verbose_name} {row}：{by[one]}与{label}是同一人的两个账号"
                if one:
                    by[one] = label


PERSON_RULES: dict[str, Callable[[], Iterator[str]]] = {
    "检查、信用、保交房各环节由不同的自然人办理": duties_are_different_persons,
}
