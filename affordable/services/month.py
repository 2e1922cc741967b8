"""月度填报: investment and words of many projects at once, all or nothing."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from affordable.models import AffordableProject, InvestmentRecord, ProgressNote
from affordable.services.checks import lock_units
from affordable.services.progress import record_investment, record_note
from affordable.services.projects import must_be_pursued
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.entry import must, not_in_future
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.scope import current

PERMISSION = "affordable.record"


@dataclass(frozen=True)
class MonthRow:
    """What was typed for one project; ``amount_cum`` is None and ``text`` empty where nothing is to be said."""

    project: AffordableProject
    amount_cum: Decimal | None = None
    note: str = ""
    stage: str = ""
    text: str = ""


@dataclass(frozen=True)
class Known:
    """The latest that is known of a project at a day."""

    investments: dict[int, InvestmentRecord]
    notes: dict[int, ProgressNote]


def known_at(as_of: date, projects: Iterable[AffordableProject]) -> Known:
    """Return the latest statements of the projects in force at ``as_of``; investment counts from 1 January."""
    scope, keys = current(as_of), [project.pk for project in projects]
    investments = InvestmentRecord.objects.of_year(scope).filter(project__in=keys).order_by("pk")
    notes = ProgressNote.objects.latest(scope).filter(project__in=keys).order_by("pk")
    return Known({row.project_id: row for row in investments}, {row.project_id: row for row in notes})


@transaction.atomic
def record_month(*, actor: User, as_of: date, rows: Iterable[MonthRow]) -> int:
    """Store what differs from what is known at ``as_of`` and return how many statements that were.

    Refusals name their box: ``amount_<project>``, ``why_<project>``, ``text_<project>``; then nothing is stored.
    """
    must(actor, PERMISSION)
    not_in_future("as_of", as_of)
    rows = sorted(rows, key=lambda row: row.project.pk)
    of_rows = Q(pk__in=[row.project.unit_id for row in rows])
    lock_units(Unit.objects.filter(of_rows | Q(kind=UnitKind.WHOLE)))
    known, stored, faults = known_at(as_of, [row.project for row in rows]), 0, {}
    for row in rows:
        try:
            stored += _record(actor, as_of, row, known)
        except NeedsReason as question:
            faults[f"why_{row.project.pk}"] = [question.sentence]
        except ValidationError as error:
            faults |= _at_row(row, error)
    if faults:
        raise ServiceError(faults)
    return stored


def _record(actor: User, as_of: date, row: MonthRow, known: Known) -> int:
    stored, project = 0, row.project
    latest, words = known.investments.get(project.pk), known.notes.get(project.pk)
    if row.amount_cum is not None and (latest is None or latest.amount_cum != row.amount_cum):
        must_be_pursued(project)
        record_investment(
            actor=actor, unit=project.unit, project=project, as_of=as_of, amount_cum=row.amount_cum, note=row.note
        )
        stored += 1
    if (row.stage or row.text) and (words is None or (words.stage, words.text) != (row.stage, row.text)):
        if not row.text:
            raise ServiceError({"text": "选了阶段，请写一句进展说明。"})
        must_be_pursued(project)
        record_note(
            actor=actor, unit=project.unit, kind=project.kind, project=project, as_of=as_of, text=row.text,
            stage=row.stage,
        )
        stored += 1
    return stored


def _at_row(row: MonthRow, error: ValidationError) -> dict[str, list[str]]:
    """Return the sentences under the boxes of the row: those of the words at the words, all others at the amount."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    found: dict[str, list[str]] = {}
    for field, sentences in by_field.items():
        box = {"text": "text", "stage": "text", "note": "why"}.get(field, "amount")
        found.setdefault(f"{box}_{row.project.pk}", []).extend(sentences)
    return found
