"""At which moment the figures of a paper are read: now, at the lock of its month, at its capture, or live."""
from housing_portal.kit import clock
from housing_portal.kit.scope import Scope
from housing_portal.registry.services.months import scope_at
from reports.evaluate import IndicatorSet, evaluate
from reports.models import Capture, Document


def figures_for(document: Document) -> IndicatorSet:
    """Return the figures that a paper would be captured with now; those of a locked month are the locked ones."""
    return evaluate(scope_at(document.as_of))


def captured_figures(capture: Capture) -> IndicatorSet:
    """Return the figures of a capture again, as of its cut-off."""
    return evaluate(Scope(capture.as_of, capture.data_cutoff))


def live_figures(document: Document) -> IndicatorSet:
    """Return what the records say today about the as-of date of a paper, whether or not its month is locked."""
    return IndicatorSet(Scope(document.as_of, clock.now()))
