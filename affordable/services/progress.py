"""Statements of progress: investment and subsidies (cumulative since 1 January), and words."""
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.db import transaction

from affordable.enums import InvestmentBasis
from affordable.models import AffordableProject, InvestmentRecord, ProgressNote, SubsidyBatch, SubsidyProgress
from affordable.querysets import VersionedQuerySet
from affordable.services.checks import lock_for_entry, lock_with_whole
from affordable.services.entry import state
from affordable.services.projects import must_be_current
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.entry import not_in_future
from housing_portal.kit import clock
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.scope import Scope

PERMISSION = "affordable.record"
Cumulative = TypeVar("Cumulative", InvestmentRecord, SubsidyProgress)


@transaction.atomic
def record_investment(
    *,
    actor: User,
    unit: Unit,
    as_of: date,
    amount_cum: Decimal,
    project: AffordableProject | None = None,
    basis: str = InvestmentBasis.VISUAL,
    note: str = "",
) -> InvestmentRecord:
    """Record the investment since 1 January in 元; a ``project`` decides the unit.

    Raises NeedsReason, which ``note`` answers, when the cumulative amount falls.
    """
    unit = project.unit if project else unit
    lock_with_whole(unit)
    unit = lock_for_entry(actor, PERMISSION, unit)
    if project is not None:
        must_be_current(project)
    not_in_future("as_of", as_of)
    row = InvestmentRecord(
        unit=unit, as_of=as_of, year=as_of.year, amount_cum=amount_cum, project=project, basis=basis, note=note
    )
    _must_keep_level(row)
    known = InvestmentRecord.objects.filter(year=row.year)
    _whole_or_units(row, known)
    _must_not_fall(row, known.filter(unit=unit, project=project), "amount_cum", "累计完成投资", "元")
    return state(actor, "登记完成投资", row)


@transaction.atomic
def record_subsidy(
    *,
    actor: User,
    unit: Unit,
    as_of: date,
    quarter: int,
    households_cum: int | None = None,
    amount_cum: Decimal | None = None,
    note: str = "",
) -> SubsidyProgress:
    """Record up to which quarter subsidies are paid, with the households and 元 paid since 1 January when known.

    Raises NeedsReason, which ``note`` answers, when a cumulative figure falls.
    """
    lock_with_whole(unit)
    unit = lock_for_entry(actor, PERMISSION, unit)
    not_in_future("as_of", as_of)
    if batch := SubsidyBatch.objects.covering(unit, as_of.year).order_by("quarter", "pk").first():
        raise ServiceError({"unit": f"{unit} {as_of.year} 年已建立发放批次（{batch}），补贴进度由发放明细推导，"
                                    "不用登记。"})
    if as_of.month <= 3 * (quarter - 1):
        raise ServiceError({"quarter": f"截至 {as_of} 第 {quarter} 季度还没有开始，请核对。"})
    row = SubsidyProgress(
        unit=unit, as_of=as_of, year=as_of.year, quarter=quarter, households_cum=households_cum,
        amount_cum=amount_cum, note=note,
    )
    known = SubsidyProgress.objects.filter(year=row.year)
    if households_cum is not None or amount_cum is not None:
        _whole_or_units(row, known.with_figures())
    _must_not_fall(row, known.filter(unit=unit), "households_cum", "累计已发户数", "户")
    _must_not_fall(row, known.filter(unit=unit), "amount_cum", "累计已发金额", "元")
    return state(actor, "登记补贴进度", row)


@transaction.atomic
def record_note(
    *,
    actor: User,
    unit: Unit,
    kind: str,
    as_of: date,
    text: str,
    stage: str = "",
    project: AffordableProject | None = None,
) -> ProgressNote:
    """Record how things stand in words; no ``stage`` of preparation counts as 开工."""
    unit = lock_for_entry(actor, PERMISSION, project.unit if project else unit)
    not_in_future("as_of", as_of)
    if project is not None:
        must_be_current(project)
        kind = project.kind
    return state(
        actor, "登记进展说明",
        ProgressNote(unit=unit, kind=kind, as_of=as_of, text=text, stage=stage, project=project),
    )


def _must_keep_level(row: InvestmentRecord) -> None:
    """A unit reports either per project or in one sum: both together would count twice."""
    same = InvestmentRecord.objects.filter(unit=row.unit, year=row.year)
    if same.filter(project__isnull=row.project is not None).exists():
        how = "按单位合计" if row.project else "按项目"
        raise ServiceError({"project": f"{row.unit} {row.year} 年已{how}登记投资，请继续{how}登记，以免重复计算。"})


def _whole_or_units(row: Cumulative, known: VersionedQuerySet) -> None:
    """Figures of the whole and figures of units exclude each other, on the day and at the end of the year."""
    is_whole = row.unit.kind == UnitKind.WHOLE
    others = known.exclude(unit__kind=UnitKind.WHOLE) if is_whole else known.filter(unit__kind=UnitKind.WHOLE)
    for day in (row.as_of, date(row.year, 12, 31)):
        if other := others.latest(Scope(day, clock.now())).order_by("pk").first():
            raise ServiceError({"unit": f"{other.unit} {row.year} 年已登记{row._meta.verbose_name}的数字，"
                                        "全域汇总与各单位只能登记一种，以免重复计算。"})


def _must_not_fall(row: Cumulative, same: VersionedQuerySet, field: str, label: str, measure: str) -> None:
    """A cumulative figure may be lower than an earlier one, or higher than a later one, only with a word of why."""
    value = getattr(row, field)
    if value is None or row.note.strip():
        return
    stated = same.filter(**{f"{field}__isnull": False})
    earlier = stated.filter(as_of__lte=row.as_of).order_by("-as_of", "-pk").first()
    later = stated.filter(as_of__gt=row.as_of).order_by("as_of", "-pk").first()
    if earlier and value < getattr(earlier, field):
        raise NeedsReason(f"{label} {value:,} {measure}少于 {earlier.as_of} 登记的 "
                          f"{getattr(earlier, field):,} {measure}，请确认并说明减少的原因。", "fall")
    if later and value > getattr(later, field):
        raise NeedsReason(f"{label} {value:,} {measure}多于之后 {later.as_of} 登记的 "
                          f"{getattr(later, field):,} {measure}，请确认并说明。", "fall")
