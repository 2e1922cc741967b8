"""What stops a paper: its figures against the records, its words against its figures."""
from dataclasses import replace

from housing_portal.kit.gongwen import Paper
from housing_portal.kit.indicators import Rate
from reports.catalogue import PROGRAMMES, supervised
from reports.consistency import check_set
from reports.enums import DocumentKind, Severity
from reports.evaluate import IndicatorSet
from reports.models import Document
from reports.paper_checks import PAPER_CHECKS
from reports.paper_checks.reading import Reading
from reports.warning import Warning

# a finding about words that the records have already told of the same unit
TOLD_BY_RECORDS = {"money_state": "investment_before_start"}
OF_PROGRAMMES = frozenset(key for one in PROGRAMMES for key in (one.target, one.done, one.rate))


def warnings_of(document: Document, paper: Paper, figures: IndicatorSet) -> list[Warning]:
    """Return what does not fit together in ``paper``, each once, the red ones first.

    Two numbers that the records already hold against each other are not reported again for the words that print them.
    """
    reading = Reading(document, paper, figures)
    found = {one.key: one for one in figure_warnings(_concerned(document, figures), printed_keys(reading))}
    known = {(warning.left, warning.right) for warning in found.values() if warning.left is not None}
    for check in PAPER_CHECKS:
        for warning in check(reading):
            told = f"{TOLD_BY_RECORDS.get(warning.code)}:{warning.subject}"
            if told not in found and (warning.left, warning.right) not in known:
                found.setdefault(warning.key, warning)
    return sorted(found.values(), key=lambda one: one.severity != Severity.RED)


def _concerned(document: Document, figures: IndicatorSet) -> IndicatorSet:
    """Return the figures whose faults concern the paper: one to a unit answers for that unit alone."""
    if document.unit_id is None:
        return figures
    return IndicatorSet(replace(figures.scope, unit_ids=frozenset({document.unit_id})))


def printed_keys(reading: Reading) -> frozenset[str]:
    """Return the indicators that a paper prints, with the measures of its rates.

    A bulletin answers for all that is supervised, in words, in its tables, or by leaving it out.
    """
    keys = {one.figure.key.partition("@")[0] for one in reading.printed}
    if reading.document.kind == DocumentKind.BULLETIN:
        keys |= supervised_keys(reading.figures)
    return frozenset(keys | _measures_of(keys, reading.figures))


def supervised_keys(figures: IndicatorSet) -> set[str]:
    """Return the indicators of targets, progress, arrears and audits: what 督查 is about, in papers and workbooks."""
    return {one.key for group in supervised(figures.scope) for one in group.indicators}


def figure_warnings(figures: IndicatorSet, keys: set[str] | frozenset[str]) -> list[Warning]:
    """Return the warnings of the records that concern one of ``keys``; what is not printed burdens nobody."""
    return [warning for warning in check_set(figures) if concerns(warning, keys)]


def concerns(warning: Warning, keys: set[str] | frozenset[str]) -> bool:
    """Tell whether a warning is about one of ``keys``; one that names no figure is about the year's tasks."""
    if not warning.indicator:
        return not OF_PROGRAMMES.isdisjoint(keys)
    if warning.indicator.endswith("_category_units"):
        return any(key.startswith(warning.indicator.removesuffix("units")) for key in keys)
    return warning.indicator in keys


def _measures_of(keys: set[str], figures: IndicatorSet) -> set[str]:
    rates = (one for key in keys if isinstance(one := figures.indicators.get(key), Rate))
    return {key for rate in rates for key in (rate.numerator, rate.denominator)}
