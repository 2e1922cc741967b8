"""Records behind the figures of captured papers: what a paper rests on is corrected, never deleted."""
from collections.abc import Iterable

from django.apps import apps
from django.db.models import Model

from housing_portal.journal.models import Citation
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.triggers import Guard

Record = tuple[str, int]


def stays_when_cited(label: str) -> Guard:
    """Return the guard of a model whose records can be deleted until a paper cites them; ``label`` is app.model."""
    cited = f"SELECT 1 FROM journal_citation c WHERE c.object_type = '{label}' AND c.object_id = OLD.id"  # noqa: S608
    return Guard("cited_is_kept", "DELETE", f"EXISTS ({cited})", f"{label}: a record that a paper cites is kept")


def cite(source: Model, records: Iterable[Record]) -> None:
    """Note which records that could be deleted stand behind ``source``: those of models with ``kept_when_cited``."""
    Citation.objects.bulk_create([
        Citation(object_type=label, object_id=pk, source_type=source._meta.label_lower, source_id=source.pk,
                 source_label=str(source))
        for label, pk in sorted(set(records)) if getattr(apps.get_model(label), "kept_when_cited", False)
    ], ignore_conflicts=True)


def must_not_be_cited(obj: Model) -> None:
    """Refuse to delete a record that a captured paper rests on, and name the paper."""
    found = Citation.objects.filter(object_type=obj._meta.label_lower, object_id=obj.pk).order_by("pk").first()
    if found is not None:
        raise ServiceError(
            f"“{obj}”已列入公文《{found.source_label}》的取数，不能删除；登记有误的，请修改这条记录，公文已印发的另发更正。"
        )
