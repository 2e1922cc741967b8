"""The paper of a signed inspection log is drawn once; what is handed out afterwards are its bytes."""
from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.accounts.office import office_names
from housing_portal.journal.entry import lock
from housing_portal.journal.models import Attachment
from housing_portal.journal.services import attach, record
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.gongwen import GongwenError, render_pdf
from inspections.enums.findings import FindingStatus
from inspections.enums.inspections import InspectionStatus
from inspections.models.inspection import Inspection
from inspections.workflow import RECORD
from reports.documents.inspection_log import inspection_log

KIND = "检查日志"
MISSING = "日志还没有签字，签字后才能打印。"
VOID = "这次检查已作废，不再出具检查日志；作废前打印的见附件。"
NOT_DRAWN = "检查日志还没有生成：由有登记权限的经办人员首次打开时生成，此后各岗位都能查看。"


def log_of(*, actor: User, inspection: Inspection) -> Attachment:
    """Return the stored log; findings that were entered or withdrawn since make another one.

    It is drawn before the record is locked, for that takes a second.
    """
    if inspection.status != InspectionStatus.LOGGED:
        raise ServiceError(VOID if inspection.status == InspectionStatus.VOID else MISSING)
    name = _name(inspection)
    if (found := _find(inspection, name)) is not None:
        return found
    if not actor.can(RECORD):
        raise ServiceError(NOT_DRAWN)
    try:
        pdf = render_pdf(inspection_log(inspection, office_names()[0]))
    except GongwenError as problem:
        raise ServiceError(str(problem)) from problem
    with transaction.atomic():
        lock(inspection)
        if (found := _find(inspection, name)) is not None:
            return found
        made = attach(actor=actor, obj=inspection, name=name, content=pdf, kind=KIND)
        record(actor=actor, action=f"出具{KIND}", label=f"出具{KIND}：{inspection}", obj=inspection,
               after={"文件": made.name, "SHA-256": made.sha256})
    return made


def _name(inspection: Inspection) -> str:
    """Return the name of the file, which tells how many findings it lists and up to which one."""
    keys = list(inspection.findings.exclude(status=FindingStatus.WITHDRAWN).order_by("pk").values_list("pk", flat=True))
    listed = f"（问题{len(keys)}个，至{keys[-1]}）" if keys else ""
    return f"{KIND}{inspection.pk:06}{listed}.pdf"


def _find(inspection: Inspection, name: str) -> Attachment | None:
    return Attachment.objects.about(inspection).filter(kind=KIND, name=name).order_by("pk").first()
