"""The paper of a rectification notice is drawn once, after the issue; what is handed out afterwards are its bytes."""
from functools import partial

from housing_portal.accounts.models import User
from housing_portal.journal.models import Attachment
from housing_portal.kit.errors import ServiceError
from inspections.models.notice import RectificationNotice
from inspections.workflow import RECORD
from reports.documents.rectification_notice import rectification_notice
from reports.stored_papers.keeping import stored

KIND = "整改通知单"
MISSING = "这份通知单还没有签发，签发后才能打印。"


def paper_of(*, actor: User, notice: RectificationNotice) -> Attachment:
    """Return the stored paper of an issued notice."""
    if notice.number is None:
        raise ServiceError(MISSING)
    name, paper = f"{KIND}{notice.number}.pdf", partial(rectification_notice, notice)
    return stored(actor=actor, obj=notice, kind=KIND, name=name, paper=paper, permission=RECORD)
