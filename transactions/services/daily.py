"""交易日报: taken from the events of a day, checked by a second person, sent, and never changed by what comes later."""
import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.models import Attachment
from housing_portal.journal.services import attach, content_of, snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.kit.scope import Scope
from transactions.daily import differences, due_moments, figures_of, lines_of
from transactions.enums import ReportStatus
from transactions.models import DailyReport, DailyReportLine, Room
from transactions.services import tallies
from transactions.services.entry import change, enter, lock, must, not_in_future
from transactions.services.holding import must_say
from transactions.workbooks import daily_workbook
from transactions.workflow import DAILY, RECORD

AGAIN = (ReportStatus.GENERATED, ReportStatus.REJECTED)
PAPER = "交易日报"


@transaction.atomic
def generate_report(*, actor: User, on: date) -> DailyReport:
    """Take the figures of day ``on`` from what is known now. A day on which nothing happened gets a zero report."""
    must(actor, RECORD)
    not_in_future("on", on)
    if earlier := DailyReport.objects.filter(on=on).first():
        raise ServiceError({"on": f"{on} 的日报已生成（{earlier.get_status_display()}），请直接打开办理。"})
    report = DailyReport(on=on, due_at=due_moments(on, on)[on])
    _take(report)
    enter(actor, "生成日报", report)
    _freeze(report)
    transaction.on_commit(tallies.refresh)
    return report


@transaction.atomic
def regenerate_report(*, actor: User, report: DailyReport, reason: str) -> DailyReport:
    """Take the figures anew before sending or after a rejection; the earlier lines stay, and it is checked again."""
    must(actor, RECORD)
    report = lock(report)
    must_say(reason, "请写明重新取数的原因。")
    if report.status not in AGAIN:
        raise ServiceError(f"日报{report.get_status_display()}，不能重新取数；此后补录的事项列在“报后补录”，不改日报。")
    before = snapshot(report)
    report.revision += 1
    report.status, report.checked_by, report.digest = ReportStatus.GENERATED, None, ""
    report.recorded_by, report.recorded_at = actor, clock.now()
    _take(report)
    change(actor, "重新取数", report, before, reason=reason)
    _freeze(report)
    return report


@transaction.atomic
def check_report(*, actor: User, report: DailyReport) -> DailyReport:
    """Confirm the figures against their events; whoever took them cannot do so."""
    report, before = _begin(actor, report, "check")
    if actor.is_person(report.recorded_by_id):
        raise ServiceError("核对人不能是生成日报的本人，请由另一位同事核对。")
    if differences(report):
        raise ServiceError("日报与取数时刻的合同事项不一致（取数时有事项正在录入），请先重新取数，再核对。")
    report.checked_by = actor
    return change(actor, "核对日报", report, before)


@transaction.atomic
def submit_report(*, actor: User, report: DailyReport, channel: str) -> DailyReport:
    """Send a checked report: the workbook is made once and kept with its digest."""
    report, before = _begin(actor, report, "submit")
    return _send(actor, "报送日报", report, before, channel)


@transaction.atomic
def reject_report(*, actor: User, report: DailyReport, reason: str) -> DailyReport:
    """Note that the receiving office has sent the report back."""
    report, before = _begin(actor, report, "reject")
    must_say(reason, "请写明被退回的原因。")
    return change(actor, "日报被退回", report, before, reason=reason)


@transaction.atomic
def resubmit_report(*, actor: User, report: DailyReport, channel: str, reason: str) -> DailyReport:
    """Send the same figures again; figures that were wrong are taken anew, checked and submitted instead."""
    report, before = _begin(actor, report, "resubmit")
    must_say(reason, "请写明重报的说明。")
    return _send(actor, "重报日报", report, before, channel, reason)


@transaction.atomic
def accept_report(*, actor: User, report: DailyReport) -> DailyReport:
    """Note that the receiving office has taken the report."""
    report, before = _begin(actor, report, "accept")
    return change(actor, "日报已接收", report, before)


def workbook_of(report: DailyReport) -> bytes:
    """Return the Excel form: of a report that was sent the very bytes that were kept, otherwise a fresh one."""
    kept = Attachment.objects.about(report).filter(kind=PAPER, sha256=report.digest).order_by("-pk").first()
    return content_of(kept) if kept else daily_workbook(report, lines_of(report))


# -- shared steps ------------------------------------------------------------------------------------


def _begin(actor: User, report: DailyReport, code: str) -> tuple[DailyReport, dict[str, Any]]:
    report = lock(report)
    before = snapshot(report)
    DAILY.enter(report, code, actor)
    return report, before


def _take(report: DailyReport) -> None:
    """Fix the moment of the figures and the stock at the end of the day."""
    report.cutoff = clock.now()
    stock = Room.objects.saleable(Scope(report.on, report.cutoff)).stock()
    for name, value in stock.items():
        setattr(report, name, Decimal(0) if value is None else value)


def _freeze(report: DailyReport) -> None:
    for (market, is_residential), figures in figures_of(report.on, report.cutoff).items():
        save_checked(DailyReportLine(
            report=report, revision=report.revision, market=market, is_residential=is_residential, **figures
        ))


def _send(actor: User, action: str, report: DailyReport, before: dict[str, Any], channel: str,
          reason: str = "") -> DailyReport:
    if not channel.strip():
        raise ServiceError({"channel": "请填写报送渠道，例如 省房地产市场监测平台。"})
    content, now = daily_workbook(report, lines_of(report)), clock.now()
    report.channel, report.submitted_by, report.submitted_at = channel, actor, now
    report.first_submitted_at = report.first_submitted_at or now
    report.digest = hashlib.sha256(content).hexdigest()
    if not Attachment.objects.about(report).filter(sha256=report.digest).exists():
        name = f"交易日报-{report.on}-第{report.revision}版.xlsx"
        attach(actor=actor, obj=report, name=name, content=content, kind=PAPER)
    return change(actor, action, report, before, reason=reason)
