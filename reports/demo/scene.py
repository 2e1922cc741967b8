"""What every noun of affordable housing is told with: the office, its projects, and an agenda by days."""
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from affordable.models import AffordableProject
from housing_portal.accounts.models import Unit, User
from reports.demo.calendar import YearSoFar
from reports.demo.office import Office
from reports.demo.past import Agenda

ONE = timedelta(days=1)


@dataclass
class Scene:
    office: Office
    year: YearSoFar
    projects: dict[str, AffordableProject]
    agenda: Agenda = field(default_factory=Agenda)

    @property
    def clerk(self) -> User:
        return self.office.clerk

    @property
    def chief(self) -> User:
        return self.office.chief

    @property
    def deputy(self) -> User:
        return self.office.people["deputy"]

    @property
    def finance(self) -> User:
        return self.office.people["finance"]

    def unit(self, name: str) -> Unit:
        return self.office.units[name]

    def day(self, number: int) -> date:
        """Return the day ``number`` days after 1 January."""
        return self.year.start + ONE * number

    def before(self, days: int) -> date:
        return self.year.today - ONE * days

    def on_day(self, number: int, deed: Callable[..., Any], *facts: Any) -> None:
        """Put a deed on a day of this year: what lies ahead of today has not happened yet."""
        self.agenda.on(self.day(number), deed, *facts)

    def ago(self, days: int, deed: Callable[..., Any], *facts: Any) -> None:
        self.agenda.on(self.before(days), deed, *facts)
