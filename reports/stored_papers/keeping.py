"""The paper of one record is drawn once; what is handed out afterwards are the stored bytes."""
from collections.abc import Callable

from django.db import models, transaction

from housing_portal.accounts.models import User
from housing_portal.accounts.office import office_names
from housing_portal.journal.entry import lock
from housing_portal.journal.models import Attachment
from housing_portal.journal.services import attach, record
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.gongwen import Paper, render_pdf


def stored(
    *, actor: User, obj: models.Model, kind: str, name: str, paper: Callable[[str], Paper], permission: str
) -> Attachment:
    """Return the file ``name`` of ``obj``; ``paper`` writes it in the name of the office when it is first asked for.

    It is drawn before the record is locked, for that takes a second. Raises ServiceError when ``actor`` may only
    look and nobody has drawn it yet, or when it cannot be printed.
    """
    if (found := _find(obj, kind, name)) is not None:
        return found
    if not actor.can(permission):
        raise ServiceError(f"{kind}还没有生成：由有登记权限的经办人员首次打开时生成，此后各岗位都能查看。")
    pdf = render_pdf(paper(office_names()[0]))
    with transaction.atomic():
        lock(obj)
        if (found := _find(obj, kind, name)) is not None:
            return found
        made = attach(actor=actor, obj=obj, name=name, content=pdf, kind=kind)
        record(actor=actor, action=f"出具{kind}", label=f"出具{kind}：{obj}", obj=obj,
               after={"文件": name, "SHA-256": made.sha256})
    return made


def _find(obj: models.Model, kind: str, name: str) -> Attachment | None:
    return Attachment.objects.about(obj).filter(kind=kind, name=name).order_by("pk").first()
