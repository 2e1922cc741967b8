"""A paper on its course: the clerk drafts, the chief checks, the deputy countersigns, the director signs."""
from dataclasses import dataclass

from housing_portal.accounts.models import User
from reports.models import Capture, Document, IssuedCopy
from reports.services import captures, checking, signing


@dataclass(frozen=True)
class Course:
    """Each verb takes a draft as far as its name says and returns the paper as it is then."""

    clerk: User
    chief: User
    deputy: User
    director: User

    def captured(self, paper: Document) -> Document:
        captures.capture(actor=self.clerk, document=paper)
        return again(paper)

    def proofread(self, paper: Document) -> Document:
        return checking.proofread(actor=self.chief, document=self.captured(paper))

    def countersigned(self, paper: Document) -> Document:
        return checking.countersign(actor=self.deputy, document=self.proofread(paper))

    def signed(self, paper: Document) -> Document:
        ready = self.countersigned(paper) if paper.needs_countersign else self.proofread(paper)
        return signing.sign(actor=self.director, document=ready)

    def issued(self, paper: Document) -> Document:
        self.copy(paper)
        return again(paper)

    def copy(self, paper: Document) -> IssuedCopy:
        return signing.issue(actor=self.clerk, document=self.signed(paper))

    def last(self, paper: Document) -> Capture:
        return Capture.objects.filter(document=paper).latest("pk")


def again(paper: Document) -> Document:
    """Return the paper as it is stored."""
    return Document.objects.get(pk=paper.pk)
