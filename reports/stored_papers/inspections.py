"""The paper of a signed inspection log is drawn once; what is handed out afterwards are its bytes."""
from functools import partial

from housing_portal.accounts.models import User
from housing_portal.journal.models import Attachment
from housing_portal.kit.errors import ServiceError
from inspections.enums.findings import FindingStatus
from inspections.enums.inspections import InspectionStatus
from inspections.models.inspection import Inspection
from inspections.workflow import RECORD
from reports.documents.inspection_log import inspection_log
from reports.stored_papers.keeping import stored

KIND = "检查日志"
MISSING = "日志还没有签字，签字后才能打印。"
VOID = "这次检查已作废，不再出具检查日志；作废前打印的见附件。"


def log_of(*, actor: User, inspection: Inspection) -> Attachment:
    """Return the stored log; findings that were entered or withdrawn since make another one."""
    if inspection.status != InspectionStatus.LOGGED:
        raise ServiceError(VOID if inspection.status == InspectionStatus.VOID else MISSING)
    name, paper = _name(inspection), partial(inspection_log, inspection)
    return stored(actor=actor, obj=inspection, kind=KIND, name=name, paper=paper, permission=RECORD)


def _name(inspection: Inspection) -> str:
    """Return the name of the file, which tells how many findings it lists and up to which one."""
    keys = list(inspection.findings.exclude(status=FindingStatus.WITHDRAWN).order_by("pk").values_list("pk", flat=True))
    listed = f"（问题{len(keys)}个，至{keys[-1]}）" if keys else ""
    return f"{KIND}{inspection.pk:06}{listed}.pdf"
