"""Which milestones a target is about: the counterpart of the querysets behind the indicators."""
from dataclasses import dataclass
from datetime import date

from affordable.enums import MilestoneCode, Program, ProjectKind
from affordable.models import Milestone
from affordable.querysets import MilestoneQuerySet
from housing_portal.accounts.models import Unit


@dataclass(frozen=True)
class Counted:
    """The step that a program counts, of which kinds of project, and whether of carried-over or new ones."""

    code: str
    kinds: tuple[str, ...]
    continued: bool

    def reported(self, unit: Unit, until: date) -> MilestoneQuerySet:
        """Return what ``unit`` has recorded or had confirmed this year, up to and including ``until``."""
        return Milestone.objects.of_unit(
            unit=unit, code=self.code, kinds=self.kinds, until=until, continued=self.continued
        )


COUNTED = {
    Program.SHANTYTOWN: Counted(MilestoneCode.STARTED, (ProjectKind.SHANTYTOWN,), continued=False),
    Program.RENTAL_NEW: Counted(MilestoneCode.STARTED, (ProjectKind.RENTAL,), continued=False),
    Program.CONTINUED_DONE: Counted(MilestoneCode.BASIC_DONE, tuple(ProjectKind.values), continued=True),
}


def program_of(milestone: Milestone) -> Program | None:
    """Return the program that ``milestone`` counts towards, if any."""
    facts = (milestone.code, milestone.is_continued)
    return next(
        (program for program, counted in COUNTED.items()
         if facts == (counted.code, counted.continued) and milestone.kind in counted.kinds),
        None,
    )
