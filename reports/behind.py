"""滞后与逾期: who is behind the share of the year that has passed, by programme and unit and by project."""
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from affordable.enums import MilestoneCode, ProjectKind
from affordable.models import AffordableProject, Milestone
from affordable.overdue import Overdue, overdue_matters
from housing_portal.accounts.models import Unit
from housing_portal.kit.charts import light
from housing_portal.kit.figures import Ratio, signed
from reports.catalogue import PROGRAMMES, Programme
from reports.evaluate import LAMP_WORDS, IndicatorSet, Pace

BEHIND = ("a", "r")


@dataclass(frozen=True)
class UnitBehind:
    """A unit whose rate in a programme is below the share of the year."""

    programme: Programme
    pace: Pace

    @property
    def unit(self) -> Unit:
        return self.pace.unit


@dataclass(frozen=True)
class ProjectBehind:
    """A project whose confirmed sets are below the share of the year."""

    project: AffordableProject
    step: str
    target: int
    done: int
    rate: Decimal
    gap: Decimal

    @property
    def unit(self) -> Unit:
        return self.project.unit

    @property
    def lamp(self) -> str:
        return light(self.gap)

    @property
    def word(self) -> str:
        return LAMP_WORDS[self.lamp]

    @property
    def gap_text(self) -> str:
        return signed(self.gap)


# what comes along house by house: their communities and houses stand among the overdue matters
IN_LEDGERS = (ProjectKind.OLD_COMMUNITY, ProjectKind.RURAL)


@dataclass(frozen=True)
class Behind:
    """Everything that is behind at a scope; of one unit when asked for."""

    figures: IndicatorSet
    unit: int | None = None
    kind: str = ""

    def units(self) -> list[UnitBehind]:
        """Return programme by programme the units below the share of the year, the slowest first."""
        found = [
            UnitBehind(programme, pace)
            for programme in PROGRAMMES for pace in reversed(self.figures.ranking(programme)) if pace.lamp in BEHIND
        ]
        return [one for one in found if self._is_asked(one.unit)]

    def projects(self) -> list[ProjectBehind]:
        """Return the projects of the year below the share of the year, the farthest behind first."""
        found = [one for one in self._starts() if one.lamp in BEHIND]
        return sorted(found, key=lambda one: (one.gap, one.unit.order, one.project.pk))

    def matters(self) -> list[Overdue]:
        """Return what is past its planned day, the longest first."""
        return overdue_matters(self.figures.scope, self.kind, self.unit)

    def _starts(self) -> Iterator[ProjectBehind]:
        """Compare what new projects have started and what carried-over ones have finished with what was planned."""
        scope = self.figures.scope
        new = Milestone.objects.counted(scope, MilestoneCode.STARTED).by_project()
        old = Milestone.objects.counted(scope, MilestoneCode.BASIC_DONE).by_project()
        for project in self._projects():
            is_new = project.plan_year == scope.year
            done = (new if is_new else old).get(project.pk, 0)
            rate = Ratio(done, project.sets_planned).percent
            yield ProjectBehind(project, "开工" if is_new else "基本建成", project.sets_planned, done, rate,
                                rate - self.figures.time_share.percent)

    def _projects(self) -> Iterable[AffordableProject]:
        rows = AffordableProject.objects.under_way(self.figures.scope).filter(sets_planned__gt=0)
        rows = rows.exclude(kind__in=IN_LEDGERS)
        return [row for row in self.figures.own(rows.select_related("unit")) if self._is_asked(row.unit)]

    def _is_asked(self, unit: Unit) -> bool:
        return self.unit in (None, unit.pk)
