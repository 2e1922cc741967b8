"""From draft to issued paper: render, explain, sign, keep."""
import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction

from affordable.services.checks import lock_units
from housing_portal.accounts.models import Unit, User
from housing_portal.journal import services as journal
from housing_portal.kit import clock, text
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.gongwen import GongwenError, Paper, render_pdf
from housing_portal.kit.indicators import Figures, Indicator, machine
from housing_portal.kit.saving import save_checked
from housing_portal.kit.scope import Scope
from reports.consistency import Warning, check_paper
from reports.documents.bulletin import Bulletin
from reports.enums import DocumentStatus, Severity
from reports.evaluate import IndicatorSet, evaluate
from reports.models import Document, Explanation, IssuedCopy


def paper_of(document: Document, figures: IndicatorSet) -> Paper:
    """Return the paper that ``document`` would be with ``figures``."""
    return Bulletin(document, figures).paper()


def render_draft(document: Document, scope: Scope) -> bytes:
    """Return the PDF of a draft as of now. Raises ServiceError with the sentence of what cannot be printed."""
    return _pdf(document, evaluate(scope))


def _pdf(document: Document, figures: IndicatorSet) -> bytes:
    try:
        return render_pdf(paper_of(document, figures))
    except GongwenError as problem:
        raise ServiceError(str(problem)) from problem


def figures_json(figures: IndicatorSet, shown: Iterable[tuple[Indicator, Figures]]) -> dict[str, dict[str, Any]]:
    """Return the figures ``shown``, in total and by unit, as frozen with a paper and printed by the command line."""
    return {
        indicator.key: {
            "label": indicator.label,
            "unit": indicator.unit,
            "value": machine(indicator.shown(values.total.value), indicator.unit),
            "numerator": machine(values.total.numerator),
            "denominator": machine(values.total.denominator),
            "record_count": values.total.records,
            "by_unit": {
                unit.name: machine(indicator.shown(values.of(unit.pk).value), indicator.unit)
                for unit in figures.reporting_units
                if unit.pk in values.by_unit
            },
        }
        for indicator, values in shown
    }


def warning_json(warning: Warning) -> dict[str, Any]:
    """Return a warning with its two numbers."""
    return {
        "code": warning.code,
        "severity": warning.severity.value,
        "subject": warning.subject,
        "sentence": warning.sentence,
        "left": machine(warning.left),
        "left_label": warning.left_label,
        "right": machine(warning.right),
        "right_label": warning.right_label,
        "unit": warning.unit,
        "indicator": warning.indicator,
    }


def explained(document: Document, warnings: list[Warning]) -> dict[str, Explanation]:
    """Return the explanations that still hold: same warning, same two numbers."""
    sentences = {warning.key: warning.sentence for warning in warnings}
    return {
        row.warning: row
        for row in document.explanations.select_related("explained_by")
        if sentences.get(row.warning) == row.sentence
    }


def open_warnings(document: Document, warnings: list[Warning]) -> list[Warning]:
    """Return the red warnings that nobody has explained yet: they stop the issue."""
    reasons = explained(document, warnings)
    return [w for w in warnings if w.severity == Severity.RED and w.key not in reasons]


@transaction.atomic
def draft_document(*, actor: User, **content: Any) -> Document:
    """Begin a paper. Raises ServiceError without the permission or when the content breaks a rule."""
    _permit(actor, "reports.draft", "起草公文")
    document = Document(**content, drafted_by=actor, drafted_at=clock.now())
    save_checked(document)
    journal.record(actor=actor, action="document.draft", label=f"起草公文《{document}》", obj=document,
                   after=journal.snapshot(document))
    return document


@transaction.atomic
def edit_document(*, actor: User, document: Document, **content: Any) -> Document:
    """Change a draft. Issued papers are never changed."""
    _permit(actor, "reports.draft", "修改公文")
    document = _locked(document)
    before = journal.snapshot(document)
    for name, value in content.items():
        setattr(document, name, value)
    save_checked(document)
    journal.record(actor=actor, action="document.edit", label=f"修改公文《{document}》", obj=document,
                   before=before, after=journal.snapshot(document))
    return document


@transaction.atomic
def explain_warning(*, actor: User, document: Document, warning: Warning, reason: str) -> Explanation:
    """Write down why two numbers differ. Holds only as long as the two numbers stay what they are."""
    _permit(actor, "reports.draft", "填写差异说明")
    document = _locked(document)
    reason = text.clean(reason)
    if len(reason) < 4:
        raise ServiceError({"reason": "请写明差异原因，至少 4 个字。"})
    explanation = Explanation(
        document=document, warning=warning.key, sentence=warning.sentence, reason=reason,
        explained_by=actor, explained_at=clock.now(),
    )
    explanation.full_clean()
    explanation.save()
    journal.record(actor=actor, action="document.explain", label=f"说明差异：{warning.sentence}", obj=document,
                   reason=reason)
    return explanation


@transaction.atomic
def issue_document(*, actor: User, document: Document) -> IssuedCopy:
    """Sign and issue: take the number, freeze figures and bytes. One transaction: a failure takes no number.

    Raises ServiceError for an unexplained red warning, for the drafter himself, for a paper already issued.
    """
    _permit(actor, "reports.issue", "签发公文")
    # entries take their time under the lock of their unit: now none is under way, and the cut-off gives what is printed
    lock_units(Unit.objects.all())
    document = _locked(document)
    if actor.is_person(document.drafted_by_id):
        raise ServiceError("签发人不能是起草人本人，请由另一位领导签发。")
    moment = clock.now()
    figures = evaluate(Scope(document.as_of, moment))
    warnings = check_paper(figures)
    stopping = open_warnings(document, warnings)
    if stopping:
        raise ServiceError([f"还有 {len(stopping)} 项须处理或说明后才能签发。", *(w.sentence for w in stopping)])
    if not document.number:
        document.number = next_number(document)
    document.status, document.signed_by = DocumentStatus.ISSUED, actor
    save_checked(document)
    pdf = _pdf(document, figures)
    reasons = explained(document, warnings)
    copy = IssuedCopy.objects.create(
        document=document, pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest(), data_cutoff=moment,
        figures=figures_json(figures, figures.in_papers()), issued_at=moment,
        warnings=[
            {**warning_json(w), "reason": reasons[w.key].reason if w.key in reasons else ""} for w in warnings
        ],
    )
    journal.record(actor=actor, action="document.issue", label=f"签发公文《{document}》{document.number}", obj=document,
                   after={"SHA-256": copy.sha256})
    return copy


def next_number(document: Document) -> str:
    """Take the next number of the issuer and year; numbers of papers issued before the portal are passed over."""
    year = document.issued_on.year
    while True:
        number = f"{document.prefix}〔{year}〕{journal.take_number(prefix=document.prefix, year=year)}号"
        if not Document.objects.filter(number=number).exists():
            return number


def differences(document: Document) -> list[dict[str, Any]]:
    """Return the figures of an issued paper, in total and of single units, that would be different today."""
    frozen = document.issued_copy.figures
    now = evaluate(Scope(document.as_of, clock.now()))
    today = figures_json(now, now.in_papers())
    # today's order first: PostgreSQL keeps the keys of what it stores in an order of its own
    return [row for key in {**today, **frozen} for row in _changed(key, frozen.get(key, {}), today.get(key, {}))]


def _changed(key: str, then: dict[str, Any], now: dict[str, Any]) -> Iterator[dict[str, Any]]:
    label = {**now, **then}["label"]
    # the total stands under the name of no unit
    before, after = ({"": figure.get("value"), **figure.get("by_unit", {})} for figure in (then, now))
    for unit in {**after, **before}:
        appeared_empty = not then and not after.get(unit)  # an audit year not known then: its empty classes say nothing
        if before.get(unit) != after.get(unit) and not appeared_empty:
            yield {"key": key, "label": f"{unit}{label}", "value": before.get(unit), "now": after.get(unit)}


def _permit(actor: User, permission: str, deed: str) -> None:
    if not actor.can(permission) or not actor.sees_everything:
        raise ServiceError(f"您没有“{deed}”的权限，请联系有此权限的同事办理。")


def _locked(document: Document) -> Document:
    fresh = Document.objects.select_for_update(of=("self",), no_key=True).get(pk=document.pk)
    if fresh.status != DocumentStatus.DRAFT:
        raise ServiceError("这份公文已印发，内容不再改动；有误请另发更正。")
    return fresh
