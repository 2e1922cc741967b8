"""The last month is locked and its work report sent out; what comes in late afterwards is a difference to both."""
from datetime import timedelta

from inspections.services.petitions import register_petition
from reports.demo import paper
from reports.demo.calendar import YearSoFar
from reports.demo.office import Office
from reports.explanations import open_warnings
from reports.models import Document
from reports.services import captures, checking, signing
from reports.snapshots import lock_month


def close(office: Office, year: YearSoFar) -> None:
    """Lock the last month of this year that is over, issue its report, and register a petition that was left lying."""
    report = paper.report(office, year)
    if report.as_of.year < year.today.year:
        return
    lock_month(
        actor=office.chief, year=report.as_of.year, month=report.as_of.month, reason="系统启用，以前各月不补锁定"
    )
    send(office, report)
    register_petition(
        actor=office.clerk, channel="letter", category="quality", persons=1, title="来信反映屋面渗水",
        received_on=report.as_of - timedelta(days=2), source_no="GD0900",
    )


def send(office: Office, report: Document) -> None:
    """Take a paper through all hands, each another person."""
    capture = captures.capture(actor=office.clerk, document=report)
    for warning in open_warnings(report, checking.judged(report, capture)):
        checking.explain_warning(
            actor=office.clerk, document=report, warning=warning, reason="已核对台账，差异随下月数据更正"
        )
    checking.proofread(actor=office.chief, document=report)
    checking.countersign(actor=office.people["deputy"], document=report)
    signing.sign(actor=office.people["director"], document=report)
    signing.issue(actor=office.chief, document=report)
