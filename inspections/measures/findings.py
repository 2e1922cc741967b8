"""What inspections found and what became of it (dossier §5, 15–17): of the year, and as it stood on the day.

found = mended + open + handed over, for every day and cut-off. Kinds of violation and domains are data, so that their
figures are made for each of them.
"""
from collections.abc import Callable, Iterable

from django.db.models import QuerySet

from housing_portal.kit.indicators import Indicator, Measure, Rate
from housing_portal.kit.scope import Scope
from inspections.enums.ground import Severity
from inspections.enums.notices import NoticeKind
from inspections.models.domain import InspectionDomain, ViolationType
from inspections.models.finding import Finding
from inspections.models.notice import RectificationNotice
from inspections.models.target import InspectionTarget
from inspections.querysets.findings import FindingQuerySet

Records = Callable[[Scope], QuerySet]
YEAR = "本年检查发现的问题；误登撤销的不计"
ISSUED = "按签发日期；已作废的不计"
OF_TARGET = ("target",)
ANY_YEAR = "截至日；不限发现年份"
SHOWN = ("target", "violation")


def _found(scope: Scope) -> FindingQuerySet:
    return Finding.objects.found_in(scope)


def _mended(scope: Scope) -> QuerySet:
    return _found(scope).mended()


def _closed(scope: Scope) -> QuerySet:
    return _found(scope).closed()


def _due(scope: Scope) -> QuerySet:
    return _found(scope).due_at(scope)


def _in_time(scope: Scope) -> QuerySet:
    return _found(scope).closed_in_time(scope)


def _issued(scope: Scope) -> QuerySet:
    return RectificationNotice.objects.issued_in(scope)


def _onsite(scope: Scope) -> FindingQuerySet:
    return _found(scope).fixed_onsite(scope)


def _targets(scope: Scope) -> QuerySet:
    return InspectionTarget.objects.filter(pk__in=_found(scope).values("target"))


def _of(records: Records, **kept: object) -> Records:
    return lambda scope: records(scope).filter(**kept)


def _measure(key: str, label: str, unit: str, formula: str, basis: str, records: Records,
             related: tuple[str, ...] = SHOWN) -> Measure:
    return Measure(key, label, unit, formula, basis, records, grouped=False, related=related)


MEASURES = (
    _measure("check_notices", "本年发放整改通知单", "份", "签发日期在本年的通知单份数", ISSUED, _issued,
             OF_TARGET),
    *(
        _measure(f"check_notices_{kind.value}", f"其中：{kind.label}", "份", "该类通知单份数", ISSUED,
                 _of(_issued, kind=kind), OF_TARGET)
        for kind in NoticeKind
    ),
    _measure("check_findings", "检查发现问题", "个", "发现日期在本年的问题个数", YEAR, _found),
    *(
        _measure(f"check_findings_{severity.value}", f"其中：{severity.label}", "个", "该程度的问题个数", YEAR,
                 _of(_found, severity=severity))
        for severity in Severity
    ),
    _measure("check_targets_found", "存在问题的对象", "家", "至少有一个问题的检查对象",
             f"{YEAR}；按对象去重，不是问题个数", _targets, ()),
    _measure("check_onsite", "即知即改问题", "个", "登记即知即改的问题个数", f"{YEAR}；含待第二人确认的", _onsite),
    _measure("check_onsite_closed", "即知即改已确认", "个", "第二人已确认的即知即改问题", YEAR,
             lambda scope: _onsite(scope).closed()),
    _measure("check_mended", "已整改问题", "个", "即知即改已确认 + 复查合格", f"{YEAR}；企业自报的不算",
             _mended),
    _measure("check_closed", "已销号问题", "个", "由第二人销号的问题", YEAR, _closed),
    _measure("check_open", "未整改问题", "个", "发现 − 已整改 − 立案移送", YEAR,
             lambda scope: _found(scope).unmended()),
    _measure("check_handed_over", "立案、移送问题", "个", "已立案处罚或移送其他部门", YEAR,
             lambda scope: _found(scope).handed_over()),
    _measure("check_due", "已到期问题", "个", "整改期限不晚于截至日的问题", f"{YEAR}；期限以批准的延期为准", _due),
    _measure("check_closed_in_time", "按期销号问题", "个", "销号日期不晚于整改期限", "已到期问题中", _in_time),
    _measure("check_open_all", "未销号问题（含往年）", "个", "没有销号、立案、移送的问题", ANY_YEAR,
             lambda scope: Finding.objects.known(scope).unclosed()),
    _measure("check_overdue", "逾期未销号问题", "个", "整改期限早于截至日、没有销号", f"{ANY_YEAR}；到期当天不算",
             lambda scope: Finding.objects.known(scope).overdue_at(scope)),
    _measure("check_repeated", "复查不合格问题", "个", "至少一次复查不合格", YEAR,
             lambda scope: _found(scope).filter(stood_round__gt=1)),
)
RATES = (
    Rate("check_mended_rate", "整改率", "已整改 ÷ 问题总数", "（即知即改已确认 + 复查合格）÷ 问题总数", "check_mended",
         "check_findings"),
    Rate("check_closed_rate", "销号率", "已销号 ÷ 问题总数", "与整改率分列", "check_closed", "check_findings"),
    Rate("check_in_time_rate", "按期整改率", "按期销号 ÷ 已到期", "未到期的不入分母", "check_closed_in_time",
         "check_due"),
)


def of_domain(domain: InspectionDomain) -> list[Indicator]:
    """Return the figures of one domain, in the words in which it counts (source 002 L10–L13)."""
    code, name, unit = f"check_{domain.code}", domain.name, domain.finding_unit
    within = {"target__domain": domain}
    return [
        _measure(f"{code}_notices", f"{name}：整改通知单", "份", "本年签发、未作废", ISSUED, _of(_issued, **within),
                 OF_TARGET),
        _measure(f"{code}_findings", f"{name}：发现问题", unit, "本年发现的问题", YEAR, _of(_found, **within)),
        _measure(f"{code}_grave", f"{name}：严重问题", unit, "程度为严重的问题", YEAR,
                 _of(_found, severity=Severity.GRAVE, **within)),
        _measure(f"{code}_minor", f"{name}：一般问题", unit, "程度为一般的问题", YEAR,
                 _of(_found, severity=Severity.MINOR, **within)),
        _measure(f"{code}_targets_found", f"{name}：存在问题的对象", domain.count_unit, "有问题的对象，去重", YEAR,
                 lambda scope: _targets(scope).filter(domain=domain), ()),
        _measure(f"{code}_mended", f"{name}：已整改", unit, "即知即改已确认 + 复查合格", YEAR, _of(_mended, **within)),
        _measure(f"{code}_closed", f"{name}：已销号", unit, "由第二人销号", YEAR, _of(_closed, **within)),
        _measure(f"{code}_grave_closed", f"{name}：严重问题已销号", unit, "由第二人销号", YEAR,
                 _of(_closed, severity=Severity.GRAVE, **within)),
        _measure(f"{code}_minor_closed", f"{name}：一般问题已销号", unit, "由第二人销号", YEAR,
                 _of(_closed, severity=Severity.MINOR, **within)),
        _measure(f"{code}_minor_mended", f"{name}：一般问题已整改", unit, "即知即改已确认 + 复查合格", YEAR,
                 _of(_mended, severity=Severity.MINOR, **within)),
        _measure(f"{code}_onsite", f"{name}：即知即改问题", unit, "登记即知即改的问题", f"{YEAR}；含待第二人确认的",
                 _of(_onsite, **within)),
        _measure(f"{code}_onsite_closed", f"{name}：即知即改已确认", unit, "第二人已确认的即知即改问题", YEAR,
                 lambda scope: _onsite(scope).closed().filter(**within)),
        Rate(f"{code}_mended_rate", f"{name}：整改率", "已整改 ÷ 发现问题", YEAR, f"{code}_mended", f"{code}_findings"),
        Rate(f"{code}_grave_closed_rate", f"{name}：严重问题销号率", "严重问题已销号 ÷ 严重问题", YEAR,
             f"{code}_grave_closed", f"{code}_grave"),
        Rate(f"{code}_minor_mended_rate", f"{name}：一般问题整改率", "一般问题已整改 ÷ 一般问题", YEAR,
             f"{code}_minor_mended", f"{code}_minor"),
        Rate(f"{code}_closed_rate", f"{name}：销号率", "已销号 ÷ 发现问题", YEAR, f"{code}_closed", f"{code}_findings"),
    ]


def of_violations(violations: Iterable[ViolationType]) -> list[Indicator]:
    """Return how often each kind of violation was found in the year."""
    return [
        _measure(f"check_violation_{one.domain.code}_{one.number}", f"{one.domain.name}：{one}",
                 one.domain.finding_unit, "该违规情形的问题个数", YEAR, _of(_found, violation=one))
        for one in violations
    ]


def findings() -> list[Indicator]:
    """Return all figures of findings and notices, in the order in which leaders read them."""
    domains = [one for domain in InspectionDomain.objects.order_by("order", "pk") for one in of_domain(domain)]
    kinds = ViolationType.objects.select_related("domain").order_by("domain__order", "domain", "number", "pk")
    return [*MEASURES, *RATES, *domains, *of_violations(kinds)]
