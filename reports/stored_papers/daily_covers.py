"""The letter with which a daily report goes out: drawn once for each time it was sent."""
from functools import partial

from housing_portal.accounts.models import User
from housing_portal.journal.models import Attachment
from housing_portal.kit.clock import SHANGHAI
from housing_portal.kit.errors import ServiceError
from reports.documents.daily_cover import daily_cover
from reports.stored_papers.keeping import stored
from transactions.daily import SENT
from transactions.models import DailyReport
from transactions.workflow import RECORD

KIND = "日报报送函"
MISSING = "日报还没有报送（{state}），报送后才能出具报送函。"


def cover_of(*, actor: User, report: DailyReport) -> Attachment:
    """Return the stored letter; a report that was returned and sent again gets another one."""
    if report.status not in SENT:
        raise ServiceError(MISSING.format(state=report.get_status_display()))
    sent = report.submitted_at.astimezone(SHANGHAI)
    name = f"{KIND}-{report.on}-第{report.revision}版（{sent:%Y-%m-%d %H%M%S}报送）.pdf"
    return stored(actor=actor, obj=report, kind=KIND, name=name, paper=partial(daily_cover, report), permission=RECORD)
