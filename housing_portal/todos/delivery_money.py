"""What waits of special loans and handing over: the next step of uses, buildings to confirm, loans that fall due."""
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.todos.parts import Source, Todo
from presale.delivery.enums.loans import UseStatus
from presale.delivery.models import BuildingReadiness, LoanUse, SpecialLoan
from presale.delivery.workflow import APPLY, APPROVE, CONFIRM, FINANCE

U = UseStatus
# what a use waits for: status → (step in the address, the deed)
NEXT = {U.APPLIED: ("check", "核验"), U.CHECKED: ("approve", "批准"), U.APPROVED: ("pay", "登记拨付"),
        U.RETURNED: ("resubmit", "修改重报")}


def to_review(user: User) -> list[Source]:
    """Return whose next step ``user`` may take, having had no part in what came before."""
    own, found = user.accounts, []
    if user.can(FINANCE):
        found += [Source(_uses().to_check(own), _use), Source(_uses().to_pay(own), _use)]
    if user.can(APPROVE):
        found.append(Source(_uses().to_approve(own), _use))
    if user.can(CONFIRM):
        waiting = BuildingReadiness.objects.to_confirm(own).select_related("building__estate")
        found.append(Source(waiting.order_by("recorded_at", "pk"), _readiness))
    return found


def sent_back(user: User) -> list[Source]:
    """Return the applications of ``user`` that came back."""
    if not user.can(APPLY):
        return []
    return [Source(_uses().filter(status=U.RETURNED, recorded_by__in=user.accounts), _use)]


def dated(user: User, first: date | None, last: date) -> list[Source]:
    """Return the loans with principal still owed that fall due from ``first`` to ``last``."""
    if not user.can(FINANCE):
        return []
    days = {"due_on__lte": last, **({"due_on__gte": first} if first else {})}
    rows = SpecialLoan.objects.owing().filter(**days).select_related("borrower").order_by("due_on", "pk")
    return [Source(rows, _loan)]


def _uses() -> QuerySet:
    return LoanUse.objects.select_related("allocation__estate__estate").order_by("applied_on", "pk")


def _use(it: LoanUse) -> Todo:
    step, deed = NEXT[U(it.status)]
    url = reverse(f"delivery:use_{step}", args=[it.pk])
    note = f"{it.get_purpose_display()} {it.amount:,} 元；{it.get_status_display()}"
    return Todo("借款使用", f"{it.allocation.estate} {it.number}", note, "专项借款", url, deed, it.recorded_at)


def _readiness(it: BuildingReadiness) -> Todo:
    url = reverse("delivery:readiness_confirm", args=[it.pk])
    return Todo("交付条件", str(it), "待复核", "逐套交付", url, "复核", it.recorded_at)


def _loan(it: SpecialLoan) -> Todo:
    note = f"未还本金 {it.owed:,} 元；项目回款先还专项借款"
    url = it.get_absolute_url()
    return Todo("专项借款到期", str(it), note, str(it.borrower), url, "查看", it.recorded_at, it.due_on)
