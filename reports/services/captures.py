"""取数: the paper is written with the figures of its as-of date and of this moment, and kept with what makes them."""
from dataclasses import replace

from django.db import transaction

from affordable.services.checks import lock_units
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.citations import cite
from housing_portal.journal.entry import change
from housing_portal.journal.services import plain
from housing_portal.kit import clock
from housing_portal.kit.gongwen import paper_json
from reports.bindings import bound
from reports.compose import compose
from reports.digests import DIGEST, capture_digest
from reports.models import Capture, Document, FigureBinding
from reports.moments import figures_to_keep
from reports.papers import figures_in
from reports.services import overrides
from reports.services.parts import stepped
from reports.slots.parts import Facts


@transaction.atomic
def capture(*, actor: User, document: Document) -> Capture:
    """Take the figures of a paper; taken again, the older capture stays.

    Raises ServiceError outside draft and captured, for a figure that no slot stands behind, and while an override of
    one waits for consent or no longer fits the records.
    """
    # entries take their time under the lock of their unit: none is under way, and what has just been entered is printed
    lock_units(Unit.objects.all())
    document, before = stepped(actor, document, "capture")
    figures = figures_to_keep(document)
    overrides.must_be_settled(Facts(document, figures))
    composed = compose(document, figures)
    paper = replace(composed.paper, draft=True)
    taken = Capture.objects.create(
        document=document, as_of=document.as_of, data_cutoff=figures.scope.cutoff, paper=paper_json(paper),
        template_name=composed.template_name, template_sha256=composed.template_sha256, omitted=composed.omitted,
        captured_by=actor, captured_at=clock.now(),
    )
    bindings = bound(Facts(document, figures), figures_in(paper))
    for binding in bindings:
        binding.capture = taken
    FigureBinding.objects.bulk_create(bindings)
    cite(document, ((label, pk) for one in bindings for label, pk, _adds in one.records))
    change(actor, "公文取数", document, before, also={
        "截至日期": ("", str(taken.as_of)), "取数时刻": ("", plain(taken.data_cutoff)), "数字": ("", len(bindings)),
        DIGEST: ("", capture_digest(taken)),
    })
    return taken
