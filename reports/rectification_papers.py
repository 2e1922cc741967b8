"""The paper of a rectification notice is drawn once, after the issue; what is handed out afterwards are its bytes."""
from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.accounts.office import office_names
from housing_portal.journal.entry import lock
from housing_portal.journal.models import Attachment
from housing_portal.journal.services import attach, record
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.gongwen import GongwenError, render_pdf
from inspections.models.notice import RectificationNotice
from inspections.workflow import RECORD
from reports.documents.rectification_notice import rectification_notice

KIND = "整改通知单"
MISSING = "这份通知单还没有签发，签发后才能打印。"
NOT_DRAWN = "整改通知单还没有生成：由有登记权限的经办人员首次打开时生成，此后各岗位都能查看。"


def paper_of(*, actor: User, notice: RectificationNotice) -> Attachment:
    """Return the stored paper of an issued notice; it is drawn before the record is locked, for that takes a second."""
    if notice.number is None:
        raise ServiceError(MISSING)
    if (found := _find(notice)) is not None:
        return found
    if not actor.can(RECORD):
        raise ServiceError(NOT_DRAWN)
    try:
        pdf = render_pdf(rectification_notice(notice, office_names()[0]))
    except GongwenError as problem:
        raise ServiceError(str(problem)) from problem
    with transaction.atomic():
        lock(notice)
        if (found := _find(notice)) is not None:
            return found
        made = attach(actor=actor, obj=notice, name=f"{KIND}{notice.number}.pdf", content=pdf, kind=KIND)
        record(actor=actor, action=f"出具{KIND}", label=f"出具{KIND}：{notice}", obj=notice,
               after={"文件": made.name, "SHA-256": made.sha256})
    return made


def _find(notice: RectificationNotice) -> Attachment | None:
    return Attachment.objects.about(notice).filter(kind=KIND).order_by("pk").first()
