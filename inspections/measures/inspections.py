"""Figures of inspections: targets are counted once each, by kind; visits apart (pitfall 34)."""
from collections.abc import Callable, Iterator

from django.db.models import QuerySet

from housing_portal.kit.indicators import Measure
from housing_portal.kit.scope import Scope
from inspections.enums.ground import TargetKind
from inspections.models.campaign import Screening
from inspections.models.domain import InspectionDomain
from inspections.models.inspection import Inspection
from inspections.models.target import InspectionTarget

YEAR = "截至日所在年度，检查日期不晚于截至日；作废的检查不计"
ONCE = f"{YEAR}；同一对象检查几次都只计一次"
TARGET = ("domain", "organization", "estate")
STATED = "专项登记的累计数，截至日以前最近的一次；各次不相加"
FIRMS_ONCE = f"{ONCE}；同一企业在几个领域都只计一家"
# key, label, kind of target: firms, and what is counted place by place
FIRMS = (
    ("insp_firms", "检查房地产开发企业", TargetKind.DEVELOPER),
    ("insp_brokers", "检查经纪机构", TargetKind.BROKER),
    ("insp_appraisers", "检查评估机构", TargetKind.APPRAISER),
)
PLACES = (
    ("insp_offices", "检查售房部", TargetKind.SALES_OFFICE),
    ("insp_properties", "检查物业（企业、小区）", TargetKind.PROPERTY),
    ("insp_sites", "检查工地", TargetKind.PROJECT),
)


def _visits(scope: Scope) -> QuerySet:
    return Inspection.objects.in_year(scope)


def _inspected(scope: Scope) -> QuerySet:
    return InspectionTarget.objects.inspected(scope)


def _firms(kind: str) -> Callable[[Scope], QuerySet]:
    return lambda scope: _inspected(scope).filter(kind=kind).one_per_firm(scope)


def _of_kind(kind: str) -> Callable[[Scope], QuerySet]:
    return lambda scope: _inspected(scope).filter(kind=kind)


def _in_domain(domain: InspectionDomain) -> Measure:
    return Measure(
        f"insp_domain_{domain.code}", f"{domain}检查对象", domain.count_unit, "检查过的对象数",
        f"{ONCE}；企业与售房部等分别计", lambda scope: _inspected(scope).filter(domain=domain), grouped=False,
        related=TARGET,
    )


MEASURES = (
    Measure("insp_total", "开展检查", "次", "检查记录数", YEAR, _visits, grouped=False,
            related=("target__domain", "campaign")),
    *(
        Measure(key, label, "家", "检查过的企业数", FIRMS_ONCE, _firms(kind), grouped=False, related=TARGET)
        for key, label, kind in FIRMS
    ),
    *(
        Measure(key, label, "个", "检查过的对象数", ONCE, _of_kind(kind), grouped=False, related=TARGET)
        for key, label, kind in PLACES
    ),
)


def _screened(first: Screening) -> Iterator[Measure]:
    """Yield what a campaign has screened of one content, and the part of it; kept as totals, not target by target."""
    campaign, unit = first.campaign, first.campaign.domain.count_unit

    def latest(scope: Scope) -> QuerySet:
        return Screening.objects.latest(scope).filter(campaign=campaign, what=first.what)

    facts = {"zero_when_empty": False, "grouped": False, "related": ("campaign",)}
    key, label = f"insp_screened_{first.pk}", f"{campaign}：{first.what}"
    yield Measure(key, label, unit, "排查数", STATED, latest, "screened", **facts)
    if first.found_what:
        part = f"{label}，其中{first.found_what}"
        yield Measure(f"{key}_found", part, unit, "其中数", STATED, latest, "found", **facts)


def inspected() -> list[Measure]:
    """Return all figures of inspections: those of every year, one per domain, and what campaigns have screened."""
    contents = Screening.objects.contents().select_related("campaign__domain").order_by("campaign", "pk")
    domains = InspectionDomain.objects.order_by("order", "pk")
    return [*MEASURES, *map(_in_domain, domains), *(one for first in contents for one in _screened(first))]
