"""督查情况汇总表: open audit findings by category and unit, and what was arranged to settle arrears."""
import re
from collections import Counter
from dataclasses import replace
from functools import partial

from affordable import indicators, services
from affordable.imports import totals
from affordable.imports.columns import ARREARS, CATEGORY, FORECAST, TOTAL, UNCLASSED
from affordable.imports.plan import ImportPlan
from affordable.imports.rows import rows_by_unit
from affordable.models import ArrearsPlan, AuditCategory, AuditFinding
from housing_portal.accounts.models import Unit, User
from housing_portal.kit import scope
from housing_portal.kit.excel.reader import RowRead

NAME = "督查情况汇总表"
MOST_FINDINGS = 500  # new ones in one table: more is a slip of the pen
_YEAR = re.compile(r"(20\d{2})年")
MEASURES = {measure.key: measure for measure in indicators.MEASURES}


class AuditImport:
    """Adds the findings that are missing from the list; the fewer that a table states are closed by hand."""

    def __init__(self, plan: ImportPlan, actor: User) -> None:
        self.plan, self.actor, self.as_of = plan, actor, plan.as_of
        self.scope = scope.current(self.as_of)
        self.categories: dict[str, AuditCategory | None] = {
            CATEGORY.format(category.pk): category for category in AuditCategory.objects.all()
        }
        self.categories[UNCLASSED] = None

    def run(self) -> None:
        stated = _YEAR.search("".join(self.plan.title.split()))
        if stated is None:
            remedy = "请在标题写明，例如“2025年跟踪审计未整改问题”"
            self.plan.refuse_table("标题", self.plan.title, "没有写审计年度", remedy)
            return
        self.year = int(stated[1])
        findings = AuditFinding.objects.open_at(self.scope).of_audit(self.year)
        self.open = Counter(findings.order_by("pk").values_list("unit", "category"))
        units = list(Unit.objects.reporting().prefetch_related("aliases"))
        rows = rows_by_unit(self.plan, self.actor, units)
        for row, unit in rows:
            for key in self.categories:
                self._findings(row, unit, key)
            self._check_sum(row, unit)
            self._arrears(row, unit)
        if any(row.values[FORECAST] for row, _ in rows):
            self.plan.notices.append("“续建攻坚年底研判”不从本表导入，请在续建攻坚台账登记。")
        if self.plan.table.total is not None:
            self._check_totals([row for row, _ in rows])

    def _findings(self, row: RowRead, unit: Unit, key: str) -> None:
        category, count = self.categories[key], row.values[key]
        known = self.open[unit.pk, category and category.pk]
        if count is None:
            if known:
                name = category or "未分类"
                self.plan.notices.append(f"{unit}“{name}”表中空白，台账中还有 {known} 个未销号，没有改动。")
        elif count < known:
            self.plan.refuse(row, key, f"少于台账中未销号的 {known} 个", "请核对；已整改的，先在审计问题台账办理销号")
        elif self.plan.created + count - known > MOST_FINDINGS:
            self.plan.refuse(row, key, f"使新增问题超过 {MOST_FINDINGS} 个", "请核对，这一格应是问题个数")
        elif count == known:
            self.plan.unchanged += 1
        else:
            finding = partial(
                services.list_finding, actor=self.actor, audit_year=self.year, unit=unit, category=category,
                listed_on=self.as_of,
            )
            self.plan.attempt(row, unit, key, known, *[finding] * (count - known))

    def _check_sum(self, row: RowRead, unit: Unit) -> None:
        stated, parts = row.values[TOTAL], sum(row.values[key] or 0 for key in self.categories)
        if stated is not None and stated != parts:
            self.plan.notices.append(f"第 {row.row_no} 行{unit}“合计”写 {stated} 个，各类之和为 {parts} 个。")

    def _arrears(self, row: RowRead, unit: Unit) -> None:
        value = row.values[ARREARS]
        known = ArrearsPlan.objects.latest(self.scope).filter(unit=unit).order_by("pk").first()
        if value is None:
            return
        if known and known.arranged_sets == value:
            self.plan.unchanged += 1
            return
        self.plan.attempt(row, unit, ARREARS, known.arranged_sets if known else None, partial(
            services.record_arrears_plan, actor=self.actor, unit=unit, as_of=self.as_of, arranged_sets=value,
            due_on=known.due_on if known else None,
        ))

    def _check_totals(self, rows: list[RowRead]) -> None:
        stated = self.plan.table.total
        classes = {key: category for key, category in self.categories.items() if category}
        # the last measure, for findings without a class, is left: the 未分类 column may be missing
        for key, measure in zip(classes, indicators.category_measures(self.year, list(classes.values())), strict=False):
            totals.compare(self.plan, measure, stated[key], totals.sum_of(rows, key))
        parts = sum(totals.sum_of(rows, key) or 0 for key in self.categories)
        total = replace(
            indicators.AUDIT_TOTAL, key=f"audit_{self.year}_open_total", label=f"{self.year}年审计未整改问题"
        )
        totals.compare(self.plan, total, stated[TOTAL], parts)
        totals.compare(self.plan, MEASURES[ARREARS], stated[ARREARS], totals.sum_of(rows, ARREARS))
