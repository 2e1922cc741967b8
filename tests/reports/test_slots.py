"""Every indicator that papers can name: the records behind it can be read."""
from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from housing_portal.kit.indicators import Measure
from reports.evaluate import evaluate
from reports.slots.indicators import lines_of


def compiled(rows: QuerySet) -> str:
    """Return the query as the database would be asked; one that can find nothing is not asked at all."""
    try:
        return str(rows.query)
    except EmptyResultSet:
        return "SELECT"


def test_the_records_of_every_measure_can_be_read(time_machine_day, office, scope):
    figures = evaluate(scope())
    measures = [key for key, indicator in figures.indicators.items() if isinstance(indicator, Measure)]
    # what a measure loads with its records must exist: the compiler stumbles over any other name
    asked = {key: compiled(lines_of(figures, key, None).rows).split()[0] for key in measures}
    assert asked == dict.fromkeys(measures, "SELECT")
