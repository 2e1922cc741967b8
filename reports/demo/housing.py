"""Affordable housing of the invented county, told day by day: what is built and cleared, who is housed, who is paid."""
from affordable.models import AffordableProject
from reports.demo import (
    communities,
    families,
    programme,
    relocation,
    rentals,
    reviews,
    rural,
    shared,
    subsidies,
)
from reports.demo.calendar import YearSoFar
from reports.demo.office import Office
from reports.demo.scene import Scene

# of two deeds of one day that of the earlier noun comes first
NOUNS = (programme, relocation, communities, rural, families, subsidies, rentals, reviews, shared)


def fill(office: Office, year: YearSoFar, projects: dict[str, AffordableProject]) -> None:
    """Fill everything that is told of projects, families and homes beyond the figures of the year."""
    scene = Scene(office, year, projects)
    for noun in NOUNS:
        noun.course(scene)
    scene.agenda.run()
