"""Certificates are rendered once; what is handed out afterwards are the stored bytes."""
from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.accounts.office import office_names
from housing_portal.journal.models import Attachment
from housing_portal.journal.services import attach, record
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.gongwen import render_pdf
from reports.documents.housing_certificate import certificate
from transactions.enums import LookupStatus
from transactions.models import HousingLookup

KIND = "查询结果"


@transaction.atomic
def certificate_of(*, actor: User, lookup: HousingLookup) -> Attachment:
    """Return the stored certificate of an approved look-up, made when it is first asked for."""
    locked = HousingLookup.objects.select_for_update(of=("self",), no_key=True).get(pk=lookup.pk)
    if locked.status != LookupStatus.APPROVED:
        raise ServiceError("这份查询还没有批准，不能出具查询结果。")
    stored = Attachment.objects.about(locked).filter(kind=KIND).order_by("pk").first()
    if stored is not None:
        label = f"再次取得住房情况查询结果：{locked}"
        record(actor=actor, action="取得查询结果", label=label, obj=locked, after={"SHA-256": stored.sha256})
        return stored
    pdf = render_pdf(certificate(locked, office_names()[0]))
    made = attach(actor=actor, obj=locked, name=f"住房情况查询结果{locked.number}.pdf", content=pdf, kind=KIND)
    record(actor=actor, action="出具查询结果", label=f"出具住房情况查询结果：{locked}", obj=locked,
           after={"SHA-256": made.sha256})
    return made
