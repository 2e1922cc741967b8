"""What waits in 企业信用: records and rules to confirm, enterprises to be told, objections to decide."""
from dataclasses import replace
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.todos.parts import Source, Todo
from inspections.enums.credit import CreditRuleStatus
from inspections.models.credit import CreditRecord, CreditRule
from inspections.workflow import APPROVE, CONFIRM, RECORD

OFFICE = "企业信用"


def _records(user: User) -> QuerySet:
    rows = CreditRecord.objects.visible_to(user).select_related("organization", "item__rule")
    return rows.order_by("recorded_at", "pk")


def to_review(user: User) -> list[Source]:
    """Return what ``user`` may decide on and has had no hand in, and which enterprises must be told."""
    rows, found = _records(user), []
    if user.can(CONFIRM):
        found.append(Source(rows.to_confirm(user), _confirm))
    if user.can(RECORD):
        found.append(Source(rows.to_notify(), _notify))
    if user.can(APPROVE):
        found.append(Source(rows.to_decide(user), _decide))
        rules = CreditRule.objects.filter(status=CreditRuleStatus.RECORDED).exclude(recorded_by__in=user.accounts)
        found.append(Source(rules.order_by("recorded_at", "pk"), _rule))
    return found


def _confirm(it: CreditRecord) -> Todo:
    return _todo(it, "信用信息复核", "confirm", "复核")


def _notify(it: CreditRecord) -> Todo:
    due = it.confirmed_on + timedelta(days=it.item.rule.notice_days)
    return replace(_todo(it, "不良信息告知", "notify", "登记"), due=due)


def _decide(it: CreditRecord) -> Todo:
    return _todo(it, "信用异议", "uphold", "裁定")


def _todo(it: CreditRecord, kind: str, step: str, deed: str) -> Todo:
    url = reverse(f"inspections:credit_record_{step}", args=[it.pk])
    return Todo(kind, str(it.organization), f"{it.item.text}（{it.points:+} 分）", OFFICE, url, deed, it.recorded_at)


def _rule(it: CreditRule) -> Todo:
    url = reverse("inspections:credit_rule_confirm", args=[it.pk])
    return Todo("信用规则", str(it), f"{it.effective_from} 施行", OFFICE, url, "确认", it.recorded_at)
