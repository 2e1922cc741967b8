"""Inspections in words (source 000 L15, source 002 L11–L13): who was visited, how, what was found."""
from collections import Counter
from collections.abc import Callable
from functools import partial

from django.db.models import QuerySet

from housing_portal.kit.figures import plain
from housing_portal.kit.gongwen import Figure, Run
from inspections.enums.ground import CheckAspect, TargetKind
from inspections.enums.inspections import Method
from inspections.models.campaign import Screening
from inspections.models.domain import CheckItem, ViolationType
from inspections.models.finding import Finding
from inspections.models.inspection import Inspection
from inspections.models.target import InspectionTarget
from reports.slots.making import NAMED, lines, listed, of_text
from reports.slots.parts import Answer, Facts, Slot

YEAR = "本年检查、检查日期不晚于截至日；作废的检查不计"
MARKET, SELF_BUILT, PROPERTY = "market", "self_built", "property"
SCREENED = "截至日以前最近一次登记，各次不相加"
PROHIBITED = 7  # the kinds of source 000 come first in the dictionary; the rest are deficiencies of display


def _visits(facts: Facts) -> QuerySet:
    return Inspection.objects.in_year(facts.scope).filter(target__domain__code=MARKET).order_by("on", "pk")


def _targets(kind: TargetKind, most: int) -> Callable[[Facts], Answer]:
    def tell(facts: Facts) -> Answer:
        rows = InspectionTarget.objects.inspected(facts.scope).filter(kind=kind).select_related("organization")
        if kind == TargetKind.DEVELOPER:
            rows = rows.one_per_firm(facts.scope)
        rows = list(rows.order_by("pk"))
        return Answer(listed([_name(row) for row in rows], most), records=lines(rows))
    return tell


def _name(target: InspectionTarget) -> str:
    """Return the name of the register: a firm's full name, a sales office's estate."""
    return target.organization.name if target.kind == TargetKind.DEVELOPER and target.organization else target.name


def _methods(facts: Facts) -> Answer:
    rows = list(_visits(facts))
    there = {method for row in rows for method in row.methods}
    return Answer("、".join(one.label for one in Method if one in there), records=lines(rows))


def _aspects(facts: Facts) -> Answer:
    rows = list(CheckItem.objects.filter(domain__code=MARKET, answers__inspection__in=_visits(facts)).distinct()
                .order_by("order", "pk"))
    there = {row.aspect for row in rows}
    return Answer("、".join(one.label for one in CheckAspect if one in there), records=lines(rows))


def _led_by(facts: Facts) -> Answer:
    """Return how the campaigns of the year were led, as their plans say."""
    rows = [row for row in _visits(facts).filter(campaign__isnull=False).select_related("campaign")
            if row.campaign.led_by]
    campaigns = list({row.campaign.pk: row.campaign for row in rows}.values())
    return Answer("；".join(dict.fromkeys(one.led_by for one in campaigns)), records=lines(campaigns))


def _violations(facts: Facts) -> Answer:
    """Return the prohibited conduct on which inspections concentrate, as the dictionary has it."""
    rows = ViolationType.objects.filter(domain__code=MARKET, is_active=True, number__lte=PROHIBITED).order_by("number")
    rows = list(rows)
    return Answer("、".join(row.name for row in rows), records=lines(rows))


def _kinds(facts: Facts) -> Answer:
    """Return what was found, the most frequent first."""
    found = Finding.objects.found_in(facts.scope).filter(target__domain__code=MARKET, violation__isnull=False)
    rows = list(found.select_related("violation").order_by("pk"))
    names = [name for name, _ in Counter(row.violation.name for row in rows).most_common()]
    return Answer("、".join(names), records=lines(rows))


def _screened(domain: str, facts: Facts) -> Answer:
    """Return what has been screened in a domain, content by content, with the part of it."""
    rows = Screening.objects.latest(facts.scope).filter(campaign__domain__code=domain)
    rows = list(rows.select_related("campaign__domain").order_by("campaign", "pk"))
    first = {(one.campaign_id, one.what): one.pk for one in Screening.objects.contents()}
    runs: list[Run] = []
    for row in rows:
        unit, key = row.campaign.domain.count_unit, f"insp_screened_{first[row.campaign_id, row.what]}"
        runs += ["，" if runs else "", row.what, Figure(f"{plain(row.screened)}{unit}", key)]
        if row.found_what:
            runs += ["，其中", row.found_what, Figure(f"{plain(row.found)}{unit}", f"{key}_found")]
    return Answer("、".join(row.what for row in rows), runs, lines(rows))


SLOTS: tuple[Slot, ...] = (
    of_text("insp_dev_names", "检查的开发企业名单", "检查过的开发企业全称，列前两家", f"{YEAR}；{NAMED}",
            _targets(TargetKind.DEVELOPER, 2)),
    of_text("insp_office_names", "检查的售房部名单", "检查过的售房部名称，列前四个", f"{YEAR}；{NAMED}",
            _targets(TargetKind.SALES_OFFICE, 4)),
    of_text("insp_methods", "检查方式", "市场检查记录中的检查方式", YEAR, _methods),
    of_text("insp_aspects", "检查内容", "市场检查所用检查项目的内容分类", YEAR, _aspects),
    of_text("insp_led_by", "检查组织方式", "市场检查所属专项登记的组织方式", YEAR, _led_by),
    of_text("violation_names", "重点检查的违规情形", "房地产市场违规情形字典中的违法违规情形", "按字典序号",
            _violations),
    of_text("finding_kinds", "检查发现的情形", "市场检查所发现问题的违规情形，多的在前", YEAR, _kinds),
    of_text("self_built_screened", "自建房排查情况", "自建房专项各排查内容的累计数",
            SCREENED, partial(_screened, SELF_BUILT)),
    of_text("property_screened", "住宅小区排查情况", "住宅小区专项各排查内容的累计数",
            SCREENED, partial(_screened, PROPERTY)),
)
