"""Official papers on their course: to check, to countersign, to sign, to send out; and what came back."""
from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.todos.parts import Source, Todo
from reports.enums import DocumentStatus, OverrideStatus
from reports.models import Capture, Document, FigureOverride

BACK = ("退回公文", "撤销签发公文")  # as the diary calls these deeds
COURSE = (*BACK, "公文取数", "撤回修改公文")


def to_review(user: User) -> list[Source]:
    """Return the papers whose next step is ``user``'s: by permission, and never a paper of his own."""
    return [
        *([Source(_to_check(user), _todo("公文校核", "校核")), Source(_to_countersign(user), _todo("公文会签", "会签")),
           Source(_overrides(user).to_decide(user.accounts), _override("reports:override_approve", "批准"))]
          if user.can("reports.check") else []),
        *([Source(_to_sign(user), _todo("公文签发", "签发"))] if user.can("reports.issue") else []),
        *([Source(_at(user, DocumentStatus.SIGNED), _todo("公文印发", "印发"))]
          if user.can("reports.dispatch") else []),
    ]


def sent_back(user: User) -> list[Source]:
    """Return the drafts of ``user`` that somebody has sent back, each with the reason."""
    if not user.can("reports.draft"):
        return []
    deeds = Entry.objects.filter(object_type=Document._meta.label_lower, object_id=OuterRef("pk"), action__in=COURSE)
    last = deeds.order_by("-pk")[:1]
    rows = _at(user, DocumentStatus.DRAFT).filter(drafted_by__in=user.accounts).alias(
        deed=Subquery(last.values("action"))
    ).filter(deed__in=BACK).annotate(why=Subquery(last.values("reason")))
    newer = FigureOverride.objects.filter(
        document=OuterRef("document"), key=OuterRef("key"), label=OuterRef("label"), pk__gt=OuterRef("pk")
    )
    refused = _overrides(user).filter(status=OverrideStatus.REFUSED, document__status=DocumentStatus.DRAFT)
    own = refused.filter(~Exists(newer), asked_by__in=user.accounts)
    return [Source(rows, _returned), Source(own, _override("reports:override_detail", "查看"))]


def _overrides(user: User) -> QuerySet:
    return FigureOverride.objects.visible_to(user).select_related("document", "asked_by__unit").order_by("pk")


def _override(route: str, deed: str) -> Callable[[FigureOverride], Todo]:
    def todo(it: FigureOverride) -> Todo:
        url, kind = reverse(route, args=[it.pk]), "改写未同意" if it.answer else "数字改写"
        return Todo(kind, it.document.title, str(it), str(it.asked_by.unit), url, deed, it.asked_at)

    return todo


def _returned(it: Document) -> Todo:
    return Todo("公文退回", it.title, it.why, str(it.drafted_by.unit), it.get_absolute_url(), "修改", it.drafted_at)


def _at(user: User, *states: str) -> QuerySet:
    rows = Document.objects.visible_to(user).filter(status__in=states)
    return rows.select_related("drafted_by__unit", "unit").order_by("drafted_at", "pk")


def _others(rows: QuerySet, user: User, *duties: str) -> QuerySet:
    """Leave out what ``user`` has had one of ``duties`` in."""
    own = Q(drafted_by__in=user.accounts)
    for duty in duties:
        own |= Q(**{f"{duty}__in": user.accounts})
    return rows.exclude(pk__in=rows.model.objects.filter(own).order_by().values("pk"))


def _to_check(user: User) -> QuerySet:
    newer = Capture.objects.filter(document=OuterRef("document"), pk__gt=OuterRef("pk"))
    last = Capture.objects.filter(~Exists(newer), document__status=DocumentStatus.CAPTURED)
    taken = last.filter(captured_by__in=user.accounts)
    return _others(_at(user, DocumentStatus.CAPTURED), user).exclude(pk__in=taken.order_by().values("document"))


def _to_countersign(user: User) -> QuerySet:
    rows = _at(user, DocumentStatus.PROOFREAD).filter(needs_countersign=True)
    return _others(rows, user, "checked_by")


def _to_sign(user: User) -> QuerySet:
    ready = Q(status=DocumentStatus.COUNTERSIGNED) | Q(status=DocumentStatus.PROOFREAD, needs_countersign=False)
    rows = _at(user, DocumentStatus.PROOFREAD, DocumentStatus.COUNTERSIGNED).filter(ready)
    return _others(rows, user, "checked_by", "countersigned_by")


def _todo(kind: str, deed: str) -> Callable[[Document], Todo]:
    def todo(it: Document) -> Todo:
        to_whom = f"（{it.unit}）" if it.unit else ""  # the notices of one batch have one title
        note = f"{it.get_kind_display()}{to_whom}，截至 {it.as_of}；{it.drafted_by} 起草"
        return Todo(kind, it.title, note, str(it.drafted_by.unit), it.get_absolute_url(), deed, it.drafted_at)

    return todo
