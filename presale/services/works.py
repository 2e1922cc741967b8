"""工程造价报告: entered by one person, confirmed or refused by another; never changed afterwards."""
from datetime import date
from decimal import Decimal

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import grouped
from presale.enums import AccountStatus
from presale.models import EscrowAccount, WorksReport
from presale.workflow import RECORD, WORKS
from transactions.services.entry import Evidence, change, enter, lock, must, not_before, not_in_future
from transactions.services.holding import must_say

ENDED = (AccountStatus.RELEASED, AccountStatus.CLOSED)


@transaction.atomic
def report_works(
    *, actor: User, account: EscrowAccount, as_of: date, cost_total: Decimal, cost_done: Decimal, unpaid: Decimal,
    source: str, evidence: Evidence,
) -> WorksReport:
    """Enter what the works cost in all, what of them is done, and what is owed for them."""
    must(actor, RECORD)
    account = lock(account)
    if account.status in ENDED:
        raise ServiceError(f"账户{account.get_status_display()}，不再登记工程造价。")
    not_in_future("as_of", as_of)
    if last := latest(account):
        not_before("as_of", as_of, last.as_of, "最近一次报告的截至日期")
    if cost_done > cost_total:
        total, done = grouped(cost_total, 2), grouped(cost_done, 2)
        raise ServiceError({"cost_done": f"已完工程造价 {done} 元大于总额 {total} 元，请核对；总额有调整的一并填写。"})
    if not evidence:
        raise ServiceError({"evidence": "请上传造价报告或监理月报。"})
    report = WorksReport(
        account=account, as_of=as_of, cost_total=cost_total, cost_done=cost_done, unpaid=unpaid, source=source
    )
    return enter(actor, "登记工程造价", report, evidence)


@transaction.atomic
def decide_works(*, actor: User, report: WorksReport, code: str, reason: str = "") -> WorksReport:
    """Confirm the report, so that the figures take it, or refuse it with a reason."""
    account = lock(report.account)
    report = lock(report)
    report.account = account
    before, step = snapshot(report), WORKS.enter(report, code, actor)
    if actor.is_person(report.recorded_by_id):
        raise ServiceError("复核人不能是登记人本人，请由另一位同事复核。")
    if step.needs_reason:
        must_say(reason, "请写明不予通过的原因。")
    report.decided_by, report.decided_at = actor, clock.now()
    return change(actor, f"工程造价{step.label}", report, before, reason=reason)


def latest(account: EscrowAccount) -> WorksReport | None:
    """Return the newest confirmed report."""
    confirmed = account.works_reports.filter(status=WORKS.steps["confirm"].target)
    return confirmed.order_by("-as_of", "-pk").first()
