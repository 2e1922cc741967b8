"""Official papers in each state of their course, with their capture, number and figures."""
from hashlib import sha256

from housing_portal.accounts.models import Unit, User
from housing_portal.kit import clock
from reports.models import Document, DocumentNumber, FigureBinding, FigureOverride, IssuedCopy
from reports.services import captures, overrides
from tests.conftest import hire
from tests.pages import records
from tests.pages.records import Writers
from tests.pages.route import Route

PDF = b"%PDF-1.7"


def leader(by: Writers) -> User:
    """Return who signs, hired once."""
    known = User.objects.filter(username="deputy.papers").first()
    return known or hire("deputy", by.clerk.unit, name="郭签发", username="deputy.papers")


def captured(by: Writers, unit: Unit) -> Document:
    paper = records.document(by, unit)
    captures.capture(actor=by.clerk, document=paper)
    return put(paper)


def put(paper: Document, **state: object) -> Document:
    """Put a paper into a state as if its people had acted."""
    Document.objects.filter(pk=paper.pk).update(**state)
    return Document.objects.get(pk=paper.pk)


def proofread(by: Writers, unit: Unit) -> Document:
    return put(captured(by, unit), status="proofread", checked_by=by.chief)


def signable(by: Writers, unit: Unit) -> Document:
    return put(proofread(by, unit), needs_countersign=False)


def signed(by: Writers, unit: Unit) -> Document:
    paper, boss = signable(by, unit), leader(by)
    row = DocumentNumber.objects.create(
        prefix=paper.prefix, year=2026, seq=paper.pk, document=paper, taken_by=boss, taken_at=clock.now()
    )
    return put(paper, status="signed", signed_by=boss, signed_at=clock.now(), number=str(row))


def issued(by: Writers, unit: Unit) -> Document:
    paper = signed(by, unit)
    capture = paper.captures.get()
    IssuedCopy.objects.create(
        document=paper, pdf=PDF, sha256=sha256(PDF).hexdigest(), data_cutoff=capture.data_cutoff, capture=capture,
        warnings=[], issued_at=clock.now(), template_name=capture.template_name,
    )
    return put(paper, status="issued", issued_by=by.clerk)


def binding(by: Writers, unit: Unit) -> FigureBinding:
    return captured(by, unit).captures.get().bindings.order_by("place")[0]


def number(by: Writers, unit: Unit) -> DocumentNumber:
    return signed(by, unit).numbers.get()


def asked(by: Writers, unit: Unit) -> FigureOverride:
    records.investment(by, unit)
    paper = records.document(by, unit)
    return overrides.ask_override(
        actor=by.clerk, document=paper, figure="investment_total_wan_derived", value="90000001",
        reason="县政府常务会议审定数",
    )


def approved(by: Writers, unit: Unit) -> FigureOverride:
    return overrides.approve_override(actor=by.chief, override=asked(by, unit))


LOOK, DRAFT, CHECK = "reports.view", "reports.draft", "reports.check"
ISSUE, DISPATCH = "reports.issue", "reports.dispatch"
DOCUMENTS = [
    Route("reports:document_list", LOOK), Route("reports:number_list", LOOK),
    Route("reports:document_create", DRAFT), Route("reports:document_draft", DRAFT, more=("work_report",)),
    Route("reports:document_detail", LOOK, records.document),
    Route("reports:document_pdf", LOOK, records.document),
    Route("reports:document_edit", DRAFT, records.document),
    Route("reports:document_explain", DRAFT, records.disputed,
          query="?warning=stated:investment_total_wan_derived/"),
    Route("reports:binding_detail", LOOK, binding),
    Route("reports:document_figures", LOOK, records.document),
    Route("reports:document_override", DRAFT, records.document, query="?figure=investment_total_wan_derived"),
    Route("reports:override_detail", LOOK, asked), Route("reports:override_approve", CHECK, asked),
    Route("reports:override_refuse", CHECK, asked), Route("reports:override_take_back", DRAFT, asked),
    Route("reports:override_lift", DRAFT, approved),
    Route("reports:slot", LOOK, more=("as_of",), outside=404),
    *(Route(f"reports:document_{page}", permission, make) for page, permission, make in (
        ("sources", LOOK, captured), ("capture", DRAFT, records.document), ("take_back", DRAFT, captured),
        ("renew", DRAFT, records.document), ("proofread", CHECK, captured), ("countersign", CHECK, proofread),
        ("return", CHECK, proofread), ("sign", ISSUE, signable), ("unsign", ISSUE, signed),
        ("issue", DISPATCH, signed), ("archive", DISPATCH, issued), ("correct", DRAFT, issued),
        ("withdraw", DRAFT, issued),
    )),
]
