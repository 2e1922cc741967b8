"""Papers about supervised matters: 督办通知, 督办的函, 催办函, each for one unit; and the bulletin that names them."""
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit, User
from housing_portal.accounts.office import office_names
from housing_portal.journal.entry import lock
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.registry import parameters
from housing_portal.registry.workdays import add_workdays
from reports.enums import OPEN, DocumentKind, DocumentStatus, LetterPurpose, SupervisionMethod, SupervisionStatus
from reports.models import Document, SupervisionItem, SupervisionLetter
from reports.services.drafts import draft_document
from reports.services.parts import permit
from reports.services.supervision import units_of
from reports.supervision import days_over, escalation
from reports.workflow import SUPERVISE

# organs on the same footing are written to, nobody orders them (dossier §6.1); the clerk may choose otherwise
WRITTEN_TO = (UnitKind.DEPARTMENT, UnitKind.COUNTY)
BULLETINS = (DocumentKind.BULLETIN, DocumentKind.DELIVERY_BULLETIN)
NOTICE, LETTER = DocumentKind.SUPERVISE_NOTICE, DocumentKind.URGE_LETTER
TITLES = {
    (NOTICE, LetterPurpose.FIRST): "关于抓紧落实有关工作的督办通知",
    (NOTICE, LetterPurpose.ESCALATE): "关于限期落实逾期事项的督办通知",
    (LETTER, LetterPurpose.FIRST): "关于抓紧落实有关工作的函",
    (LETTER, LetterPurpose.URGE): "关于抓紧落实督办事项的催办函",
}
MARKS = {NOTICE: "supervise_mark", LETTER: "urge_mark"}
TERMS = {LetterPurpose.URGE: "supervise_urge_days", LetterPurpose.ESCALATE: "supervise_feedback_days"}
NOT_LISTED_YET = "催办次数还没有达到列入通报的次数，或者事项没有逾期。"
# what the next measure of a matter is, and the paper that it needs
NEXT = {"urge": (LETTER, LetterPurpose.URGE), "notice": (NOTICE, LetterPurpose.ESCALATE)}


def addressee(unit: Unit) -> str:
    """Return 主送机关: papers go to an organ, 城关镇人民政府, not to a place."""
    is_place = unit.kind == UnitKind.TOWNSHIP and unit.name.endswith(("镇", "乡"))
    return f"{unit.name}人民政府" if is_place else unit.name


def usual_kind(unit: Unit) -> DocumentKind:
    """Return the form of a first paper to a unit: 函 to organs on the same footing, 通知 to whoever undertakes."""
    return LETTER if unit.kind in WRITTEN_TO else NOTICE


@transaction.atomic
def draft_notices(
    *, actor: User, items: Sequence[SupervisionItem], kind: str = "", as_of: date | None = None, **content: Any
) -> list[Document]:
    """Draft one paper for each unit over its matters, in the order of the official list.

    ``kind`` settles the form; left empty, a first paper takes the form that fits the unit, a further one that which
    comes next. Raises ServiceError for a matter that is not late, or of which a paper of this kind is being drafted.
    """
    permit(actor, SUPERVISE)
    if not items:
        raise ServiceError({"items": "请至少选择一个事项。"})
    for item in sorted(items, key=lambda one: one.pk):
        lock(item)
    rows = SupervisionItem.objects.filter(pk__in=[item.pk for item in items]).with_course()
    piles: dict[tuple[str, str, Unit], list[SupervisionItem]] = {}
    for unit, own in units_of(list(rows.select_related("unit").order_by("pk"))).items():
        for item in own:
            form, purpose = _form(item, kind)
            piles.setdefault((form, purpose, unit), []).append(item)
    today = clock.today()
    return [
        _draft(actor, form, purpose, unit, own, {"as_of": as_of or today, "issued_on": today, **content})
        for (form, purpose, unit), own in piles.items()
    ]


@transaction.atomic
def list_in_bulletin(*, actor: User, item: SupervisionItem, document: Document) -> SupervisionLetter:
    """Enter that a bulletin names a matter that urging has not moved; what is captured already names nothing new."""
    permit(actor, SUPERVISE)
    lock(item)
    document = lock(document)
    item = SupervisionItem.objects.with_course().get(pk=item.pk)
    step = escalation(item, clock.today())
    if step is None or step.code != "list":
        raise ServiceError(NOT_LISTED_YET)
    if document.kind not in BULLETINS or document.status != DocumentStatus.DRAFT:
        raise ServiceError({"document": "请选择还在起草的通报；已经取数的，请先撤回修改。"})
    return _link(actor, item, document, LetterPurpose.LISTED, None)


def _form(item: SupervisionItem, kind: str) -> tuple[str, str]:
    """Return form and purpose of the paper that a matter needs now."""
    if item.status == SupervisionStatus.DRAFTED:
        if item.method == SupervisionMethod.HINT:
            raise ServiceError({"items": f"“{item}”的方式是工作提示，不发督办文书；需要发文的，先改为督办。"})
        form, purpose = kind or usual_kind(item.unit), LetterPurpose.FIRST
    else:
        today = clock.today()
        step = escalation(item, today)
        if not days_over(item, today) or step is None or step.code == "wait":
            raise ServiceError({"items": f"“{item}”{step.why if step else '已办结或撤销。'}不能去函。"})
        form, purpose = NEXT.get(step.code, NEXT["urge"])
        if kind and kind != form:
            form, purpose = kind, dict(NEXT.values())[kind]
    if draft := item.letters.filter(purpose=purpose, document__status__in=OPEN).select_related("document").first():
        raise ServiceError({"items": f"“{item}”已有起草中的《{draft.document}》，请先办完或修改那一份。"})
    return form, purpose


def _draft(
    actor: User, form: str, purpose: str, unit: Unit, items: Sequence[SupervisionItem], content: dict[str, Any]
) -> Document:
    office = office_names()[0]
    usual = {
        "title": TITLES[form, purpose], "issuer": office, "mark": office if form == LETTER else f"{office}文件",
        "prefix": parameters.text(MARKS[form]), "addressees": addressee(unit), "imprint_office": f"{office}办公室",
        "unit": unit, "basis_doc": next((item.authority_doc for item in items if item.authority_doc), None),
    }
    document = draft_document(actor=actor, kind=form, **{**usual, **content})
    term = TERMS.get(purpose)
    answer_by = add_workdays(document.issued_on, parameters.number(term)) if term else None
    for item in items:
        _link(actor, item, document, purpose, answer_by)
    return document


def _link(
    actor: User, item: SupervisionItem, document: Document, purpose: str, answer_by: date | None
) -> SupervisionLetter:
    letter = SupervisionLetter(
        item=item, document=document, purpose=purpose, answer_by=answer_by, made_by=actor, made_at=clock.now()
    )
    save_checked(letter)
    record(actor=actor, action="督办文书", label=f"{letter.get_purpose_display()}：{item}《{document}》", obj=item,
           after={"公文": str(document), **snapshot(letter, ("purpose", "answer_by"))})
    return letter
