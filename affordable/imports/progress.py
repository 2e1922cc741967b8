"""目标任务进展情况表: targets, cumulative progress, investment and remarks, one row per unit."""
import re
from dataclasses import replace
from functools import partial

from affordable import indicators, services
from affordable.enums import InvestmentBasis, MilestoneStatus, Program, ProjectKind, Stage
from affordable.imports import totals
from affordable.imports.columns import DONE, INVESTMENT, PARTS, REMARK, SUBSIDY, TARGETS
from affordable.imports.extract import extract
from affordable.imports.plan import ImportPlan, shown
from affordable.imports.rows import rows_by_unit
from affordable.models import (
    AffordableProject,
    AnnualTarget,
    InvestmentRecord,
    Milestone,
    ProgressNote,
    SubsidyProgress,
)
from affordable.services.counted import COUNTED, Counted
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit, User
from housing_portal.kit import scope
from housing_portal.kit.excel.reader import RowRead
from housing_portal.kit.figures import Ratio

NAME = "目标任务进展情况表"
NOTE_LENGTH = Milestone._meta.get_field("note").max_length
REMARK_LENGTH = ProgressNote._meta.get_field("text").max_length
_READY = re.compile(r"(?<![不未])具备开工条件")
_NAMES = re.compile(r"[、，,；;\s]+")
MEASURES = {measure.key: measure for measure in indicators.MEASURES}


class ProgressImport:
    """Goes through the rows and calls the services; the plan collects what comes of it."""

    def __init__(self, plan: ImportPlan, actor: User, source: str) -> None:
        self.plan, self.actor, self.source = plan, actor, source
        self.as_of = plan.as_of
        # what others have on record must not show through the total row
        own = None if actor.sees_everything else frozenset(Unit.objects.visible_to(actor).values_list("pk", flat=True))
        self.scope = replace(scope.current(self.as_of), unit_ids=own)
        self.targets = {
            (target.unit_id, target.program): target for target in AnnualTarget.objects.effective(self.scope)
        }

    def run(self) -> None:
        units = list(Unit.objects.responsible().prefetch_related("aliases"))
        rows = rows_by_unit(self.plan, self.actor, units)
        for row, unit in rows:
            self._row(row, unit)
        self._check_rates(rows)
        if self.plan.table.total is not None:
            self._check_totals([row for row, _ in rows])

    def _row(self, row: RowRead, unit: Unit) -> None:
        wrong = self._parts_above_whole(row)
        for key, program in TARGETS.items():
            if row.values[key] is not None and key not in wrong:
                self._target(row, unit, key, program)
        for key in DONE:
            if key not in wrong:
                self._done(row, unit, key)
        self._subsidy(row, unit)
        self._investment(row, unit)
        self._remark(row, unit)

    def _parts_above_whole(self, row: RowRead) -> set[str]:
        """Refuse 其中 columns that are greater than their main column, and return both."""
        wrong = set()
        for part, main in PARTS.items():
            inner, whole = row.values[part], row.values[main]
            if inner is not None and whole is not None and inner > whole:
                self.plan.refuse(row, part, f"大于主项 {whole}", "请核对这两个数，其中项不能大于主项")
                wrong |= {part, main}
        return wrong

    def _target(self, row: RowRead, unit: Unit, key: str, program: Program) -> None:
        value, known = row.values[key], self.targets.get((unit.pk, program))
        if known is None:
            measure = {"amount": value} if program == Program.INVESTMENT else {"quantity": value}
            self.plan.attempt(row, unit, key, None, partial(
                services.issue_target, actor=self.actor, unit=unit, year=self.as_of.year, program=program,
                issued_on=self.as_of.replace(month=1, day=1), **measure,
            ))
        elif known.value == value:
            self.plan.unchanged += 1
        else:
            self.plan.refuse(row, key, f"与已下达的任务 {shown(known.value)} 不同",
                             "请改正；任务确有变动的，先在年度目标中用“调整目标”登记")

    def _done(self, row: RowRead, unit: Unit, key: str) -> None:
        """Record what has been added since the milestones on record; they wait for confirmation as any other."""
        program, part = DONE[key]
        value, counted = row.values[key], COUNTED[program]
        inner = row.values[part] if part else None
        if value is None:
            if inner:
                self.plan.refuse(row, part, "填了其中项，没有填主项", "请补填主项")
            return
        known = counted.reported(unit, self.as_of).totals()
        more, more_inner = value - known["sets"], (inner - known["old_core_sets"] if inner is not None else 0)
        if (more < 0 or more_inner < 0) and self._is_confirmed(counted, unit, value, inner):
            self.plan.unchanged += 1
            self.plan.notices.append(
                f"第 {row.row_no} 行{unit}“{program.label}”{value} 套是已复核的数，另有 {-more} 套待复核，没有改动。"
            )
        elif more < 0:
            self._below_record(row, key, known["sets"])
        elif more_inner < 0:
            self._below_record(row, part, known["old_core_sets"])
        elif more_inner > more:
            self.plan.refuse(row, part, f"比台账增加 {more_inner} 套，主项只增加 {more} 套",
                             "请核对；原登记的其中数有误的，先在里程碑台账退回或撤销后重报")
        elif more == 0:
            self.plan.unchanged += 1
        else:
            self.plan.attempt(row, unit, key, known["sets"], partial(
                services.record_milestone, actor=self.actor, unit=unit, kind=counted.kinds[0], code=counted.code,
                actual_on=self.as_of, sets=more, old_core_sets=more_inner, is_continued=counted.continued,
                note=self._note(row), evidence=[extract(self.plan, row, unit, self.source)],
            ))

    def _is_confirmed(self, counted: Counted, unit: Unit, value: int, inner: int | None) -> bool:
        """Tell whether a table states what has been confirmed so far, as our own exported form does."""
        confirmed = counted.reported(unit, self.as_of).filter(status=MilestoneStatus.CONFIRMED).totals()
        return value == confirmed["sets"] and inner in (None, confirmed["old_core_sets"])

    def _below_record(self, row: RowRead, key: str, known: int) -> None:
        self.plan.refuse(row, key, f"少于台账中已登记的 {known} 套",
                         "请核对；确需核减的，先在里程碑台账退回或撤销原登记")

    def _subsidy(self, row: RowRead, unit: Unit) -> None:
        value = row.values[SUBSIDY]
        known = SubsidyProgress.objects.of_year(self.scope).filter(unit=unit).order_by("pk").first()
        before = known.households_cum if known else None
        if value is None:
            return
        if value == (before or 0) and (before is not None or known is None):
            self.plan.unchanged += 1  # also 0 without a record: no quarter has been paid
            return
        quarter = max(1, (self.as_of.month - 1) // 3, known.quarter if known else 1)
        self.plan.attempt(row, unit, SUBSIDY, before, partial(
            services.record_subsidy, actor=self.actor, unit=unit, as_of=self.as_of, quarter=quarter,
            households_cum=value, note=self._note(row),
        ))
        if known and known.amount_cum is not None:
            self.plan.notices.append(f"{unit}的租赁补贴金额不在本表，导入后请补登截至 {self.as_of} 的累计金额。")

    def _investment(self, row: RowRead, unit: Unit) -> None:
        value = row.values[INVESTMENT]
        if value is None:
            return
        known = [record.amount_cum for record in InvestmentRecord.objects.of_year(self.scope).filter(unit=unit)]
        if known and sum(known) == value:
            self.plan.unchanged += 1
            return
        self.plan.attempt(row, unit, INVESTMENT, sum(known) if known else None, partial(
            services.record_investment, actor=self.actor, unit=unit, as_of=self.as_of, amount_cum=value,
            basis=InvestmentBasis.REPORTED, note=self._note(row),
        ))

    def _remark(self, row: RowRead, unit: Unit) -> None:
        text = row.values[REMARK]
        if text is None:
            return
        if len(text) > REMARK_LENGTH:
            self.plan.refuse(row, REMARK, f"有 {len(text)} 个字，超过 {REMARK_LENGTH} 个", "请缩短备注")
            return
        latest = ProgressNote.objects.latest(self.scope).filter(unit=unit, text=text)
        projects = set(AffordableProject.objects.filter(unit=unit).values_list("name", flat=True))
        if latest.exists() or set(filter(None, _NAMES.split(text))) <= projects:
            self.plan.unchanged += 1  # said before, or nothing but the names of registered projects
            return
        is_rental = row.values["rental_target_sets"] and not row.values["shantytown_target_sets"]
        self.plan.attempt(row, unit, REMARK, None, partial(
            services.record_note, actor=self.actor, unit=unit, as_of=self.as_of, text=text,
            kind=ProjectKind.RENTAL if is_rental else ProjectKind.SHANTYTOWN,
            stage=Stage.READY if _READY.search(text) else "",
        ))

    def _note(self, row: RowRead) -> str:
        return (row.values[REMARK] or "")[:NOTE_LENGTH]

    def _check_rates(self, rows: list[tuple[RowRead, Unit]]) -> None:
        for row, unit in rows:
            for rate in self._rates():
                stated = row.values[rate.key]
                ratio = Ratio(row.values[rate.numerator], row.values[rate.denominator])
                if stated is not None and not totals.agree(stated, ratio):
                    self.plan.notices.append(
                        f"第 {row.row_no} 行{unit}“{rate.label}”写 {stated}%，按本行数字应为 {ratio}%。"
                    )

    def _check_totals(self, rows: list[RowRead]) -> None:
        whole = Unit.objects.visible_to(self.actor).filter(kind=UnitKind.WHOLE).order_by("pk").first()
        stated, derived = self.plan.table.total, {}
        for spec in self.plan.table.specs:
            if spec.key in MEASURES:
                derived[spec.key] = totals.should_be(MEASURES[spec.key], rows, self.scope, whole)
                totals.compare(self.plan, MEASURES[spec.key], stated[spec.key], derived[spec.key])
        for rate in self._rates():
            ratio = Ratio(derived[rate.numerator], derived[rate.denominator])
            printed = Ratio(stated[rate.numerator], stated[rate.denominator])
            totals.compare_rate(self.plan, rate, stated[rate.key], ratio, printed)

    def _rates(self) -> list[indicators.Rate]:
        keys = {spec.key for spec in self.plan.table.specs}
        return [rate for rate in indicators.RATES if rate.key in keys]
