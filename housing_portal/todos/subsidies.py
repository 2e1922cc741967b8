"""What waits of the rental subsidy: standards and grants to confirm, the next step of each batch, returned payments."""
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from affordable.enums import BatchStatus, GrantStatus, PaymentStatus, RuleStatus
from affordable.models import SubsidyBatch, SubsidyGrant, SubsidyPayment, SubsidyRule
from affordable.services.subsidy_batches import PERSONS
from affordable.workflow import APPROVE, CHECK, ENTER, FINANCE
from housing_portal.accounts.models import User
from housing_portal.kit import scope
from housing_portal.todos.parts import Source, Todo

B = BatchStatus
# what a batch waits for: status → (permission, step in the address, the deed)
NEXT = {
    B.DRAFTED: (ENTER, "compute", "测算"),
    B.COMPUTED: (CHECK, "check", "复核"),
    B.CHECKED: (APPROVE, "approve", "批准"),
    B.APPROVED: (FINANCE, "fund", "登记到账"),
    B.FUNDED: (FINANCE, "export", "生成代发文件"),
    B.EXPORTED: (FINANCE, "send", "登记送银行"),
    B.SENT: (FINANCE, "receipt", "导入回单"),
    B.REISSUING: (FINANCE, "receipt", "导入回单"),
    B.PART_RETURNED: (FINANCE, "reissue", "补发"),
    B.SUCCEEDED: (CHECK, "close", "办结"),
}
# these steps are taken by somebody who has taken none of the others
APART = (B.COMPUTED, B.CHECKED, B.FUNDED)


def dated(user: User, first: date | None, last: date) -> list[Source]:
    """Return the batches that are to reach the families from ``first`` to ``last``."""
    days = {"planned_on__lte": last, **({"planned_on__gte": first} if first else {})}
    return [Source(_batches(user).open_at(scope.current()).filter(**days), _late)]


def to_review(user: User) -> list[Source]:
    """Return whose next step ``user`` may take: nothing that he has entered or had an earlier hand in."""
    sources = [Source(_waiting(user), _batch)]
    if user.can(CHECK):
        sources += [Source(_rules(user), _rule), Source(_grants(user), _grant)]
    if user.can(ENTER):
        sources.append(Source(_refused(user), _payment))
    return sources


def sent_back(user: User) -> list[Source]:
    """Return the batches of ``user`` that are to be computed anew."""
    return [Source(_batches(user).filter(status=B.DRAFTED, computed_by__in=user.accounts), _returned)]


def _batches(user: User) -> QuerySet:
    return SubsidyBatch.objects.visible_to(user).select_related("unit").order_by("planned_on", "pk")


def _waiting(user: User) -> QuerySet:
    mine = [status for status, (permission, _, _) in NEXT.items() if user.can(permission)]
    had_a_hand = Q(*((f"{name}__in", user.accounts) for name in PERSONS), _connector=Q.OR)
    rows = _batches(user).filter(status__in=mine).exclude(had_a_hand, status__in=APART)
    # what came back stands in its own tab, and nothing is paid again before an account was put right
    again = SubsidyPayment.objects.filter(status=PaymentStatus.RETURNED, is_ready=True).values("batch")
    return rows.exclude(status=B.DRAFTED, computed_by__isnull=False).exclude(~Q(pk__in=again), status=B.PART_RETURNED)


def _rules(user: User) -> QuerySet:
    rows = SubsidyRule.objects.visible_to(user).filter(status=RuleStatus.RECORDED)
    return rows.exclude(recorded_by__in=user.accounts).select_related("unit").order_by("recorded_at", "pk")


def _grants(user: User) -> QuerySet:
    rows = SubsidyGrant.objects.visible_to(user).filter(status=GrantStatus.PROPOSED)
    rows = rows.exclude(recorded_by__in=user.accounts)
    return rows.select_related("unit", "family").order_by("recorded_at", "pk")


def _refused(user: User) -> QuerySet:
    """Return the payments that the bank has returned and whose account nobody has put right."""
    rows = SubsidyPayment.objects.visible_to(user).filter(status=PaymentStatus.RETURNED, is_ready=False)
    rows = rows.filter(batch__status=B.PART_RETURNED)
    return rows.select_related("unit", "family", "batch").order_by("batch__planned_on", "pk")


def _batch(it: SubsidyBatch) -> Todo:
    _, step, deed = NEXT[B(it.status)]
    return _of_batch(it, it.get_status_display(), reverse(f"affordable:subsidy_batch_{step}", args=[it.pk]), deed)


def _returned(it: SubsidyBatch) -> Todo:
    return _of_batch(it, "退回重算", reverse("affordable:subsidy_batch_compute", args=[it.pk]), "重算")


def _late(it: SubsidyBatch) -> Todo:
    return _of_batch(it, it.get_status_display(), it.get_absolute_url(), "查看")


def _of_batch(it: SubsidyBatch, note: str, url: str, deed: str) -> Todo:
    note = f"{note}；{it.households} 户 {it.amount:,} 元" if it.households else note
    return Todo("补贴发放", str(it), note, str(it.unit), url, deed, it.recorded_at, it.planned_on)


def _rule(it: SubsidyRule) -> Todo:
    url = reverse("affordable:subsidy_rule_confirm", args=[it.pk])
    return Todo("补贴标准", str(it), it.policy, str(it.unit), url, "复核", it.recorded_at)


def _grant(it: SubsidyGrant) -> Todo:
    url = reverse("affordable:grant_confirm", args=[it.pk])
    return Todo("补贴资格", f"保障对象 {it.family}", f"每月 {it.monthly_amount:,} 元", str(it.unit), url, "复核",
                it.recorded_at)


def _payment(it: SubsidyPayment) -> Todo:
    url = reverse("affordable:payment_ready", args=[it.pk])
    note = f"退票：{it.get_return_reason_display()}；更正账户后补发"
    return Todo("补贴退票", str(it), note, str(it.unit), url, "更正", it.batch.recorded_at)
