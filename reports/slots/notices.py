"""督办通知 and 催办函 that have been issued (source 000 L9): only what is out may be said to have been sent."""
from collections.abc import Callable
from functools import partial

from django.db.models import Q, QuerySet

from affordable.enums import ProjectKind
from affordable.models import AffordableProject
from reports.enums import OUT, DocumentKind
from reports.models import Document
from reports.slots.making import NAMED, lines, of_count, of_text
from reports.slots.parts import Answer, Facts, Slot

ISSUED = "成文日期在统计期内、已印发"
RENTALS = (ProjectKind.GUARANTEED_RENTAL.label, "保租房")
KINDS = (DocumentKind.SUPERVISE_NOTICE, DocumentKind.URGE_LETTER)


def _out(facts: Facts, *kinds: DocumentKind) -> QuerySet:
    rows = Document.objects.filter(
        kind__in=kinds, status__in=OUT, issued_on__range=(facts.first, facts.scope.as_of),
        issued_copy__issued_at__lte=facts.scope.cutoff,
    )
    return rows.select_related("unit").order_by("issued_on", "pk")


def _all(facts: Facts) -> QuerySet:
    return _out(facts, *KINDS)


def _of(kind: DocumentKind) -> Callable[[Facts], QuerySet]:
    return lambda facts: _out(facts, kind)


def _of_rentals(facts: Facts) -> QuerySet:
    """Keep what went to the units of this year's 保障性租赁住房 about it: their other matters are not this work."""
    projects = AffordableProject.objects.planned_in(facts.scope, ProjectKind.GUARANTEED_RENTAL)
    about = Q()
    for words in (*RENTALS, *projects.values_list("name", flat=True)):
        for field in ("title", "requirement"):
            about |= Q(**{f"supervision_letters__item__{field}__contains": words})
    return _all(facts).filter(about, unit__in=projects.values("unit")).distinct()


def _units(rows: Callable[[Facts], QuerySet], facts: Facts) -> Answer:
    rows = list(rows(facts).filter(unit__isnull=False))
    names = dict.fromkeys(row.unit.short_name or row.unit.name for row in rows)
    return Answer("、".join(names), records=lines(rows))


def _words(rows: Callable[[Facts], QuerySet], facts: Facts) -> Answer:
    """Return which of the two kinds were sent: 项目督办通知, 催办函, or both."""
    rows = list(rows(facts))
    there = {row.kind for row in rows}
    return Answer("和".join(kind.label for kind in KINDS if kind in there), records=lines(rows))


SLOTS: tuple[Slot, ...] = (
    of_text("notice_units", "督办催办的单位", "收到督办通知、催办函的责任单位", f"{ISSUED}；{NAMED}",
            partial(_units, _all)),
    of_text("notice_kinds", "签发的督办催办文种", "已印发的文种", ISSUED, partial(_words, _all)),
    of_text("gar_notice_units", "督办催办的保租房责任单位", "有本年保租房项目、因保租房事项被督办催办的单位",
            f"{ISSUED}；{NAMED}", partial(_units, _of_rentals)),
    of_text("gar_notice_kinds", "向保租房责任单位签发的文种", "已印发的文种", ISSUED, partial(_words, _of_rentals)),
    of_count("supervise_notices", "督办通知份数", "份", "已印发的督办通知份数", ISSUED,
             _of(DocumentKind.SUPERVISE_NOTICE)),
    of_count("urge_letters", "催办函份数", "份", "已印发的催办函份数", ISSUED, _of(DocumentKind.URGE_LETTER)),
)
