from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from housing_portal.kit import clock, tables
from housing_portal.kit.charts import lamp
from housing_portal.kit.figures import grouped
from presale.enums import UNANSWERED, ApplicationStatus
from presale.models import ApplicationBuilding, ApplicationVersion, ConditionCheck, PermitApplication

SHOWN = ("kind", "estate", "developer", "area_total", "sets_total", "submitted_on", "answer_due_on", "permit", "status")


class ApplicationTable(tables.Table):
    number = tables.CodeColumn(linkify=True, orderable=False)
    kind = tables.TextColumn(orderable=False)
    estate = tables.TextColumn(accessor="estate__record_name", verbose_name="楼盘", orderable=False)
    developer = tables.TextColumn(accessor="developer__name", verbose_name="开发企业", orderable=False)
    area_total = tables.NumberColumn(places=2)
    sets_total = tables.NumberColumn()
    submitted_on = tables.DateColumn()
    accepted_on = tables.DateColumn()
    answer_due_on = tables.DateColumn()
    decided_on = tables.DateColumn()
    changes = tables.TextColumn(accessor="changes__number", verbose_name="变更的许可", orderable=False)
    permit = tables.TextColumn(accessor="permit__number", verbose_name="许可证号", orderable=False)
    status = tables.ChipColumn(ApplicationStatus, orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = PermitApplication
        fields = ()

    def render_answer_due_on(self, record: PermitApplication, value: date) -> str:
        """Say how the clock stands as long as the answer is owed; sheets hold the day alone."""
        if record.status not in UNANSWERED:
            return value.isoformat()
        left = (value - clock.today()).days
        if left < 0:
            return format_html('{} <b class="bad">超 {} 天</b>', value.isoformat(), -left)
        return format_html('{} <span class="mut">余 {} 天</span>', value.isoformat(), left)


class ScopeTable(tables.Table):
    """The buildings applied for, with what the register knows of them."""

    building = tables.TextColumn(accessor="building__number", verbose_name="楼幢")
    up_to_floor = tables.NumberColumn()
    floors = tables.NumberColumn(accessor="building__floors_above", verbose_name="地上层数")
    area = tables.NumberColumn(places=2, accessor="building__area_predicted", verbose_name="预测建筑面积（㎡）")
    completed_on = tables.DateColumn(accessor="building__completed_on", verbose_name="竣工备案日期")

    class Meta(tables.Table.Meta):
        model = ApplicationBuilding
        fields = ()


class VersionTable(tables.Table):
    version = tables.NumberColumn()
    submitted_by = tables.TextColumn()
    submitted_at = tables.DateColumn(moment=True)
    buildings = tables.TextColumn(accessor="content__申请楼幢", verbose_name="申请楼幢")
    area = tables.NumberColumn(places=2, accessor="content__申请面积合计（㎡）", verbose_name="申请面积（㎡）")

    class Meta(tables.Table.Meta):
        model = ApplicationVersion
        fields = ()

    def render_area(self, value: str) -> str:
        return grouped(Decimal(value), 2)


class CheckTable(tables.Table):
    """Conditions as they were judged at one step."""

    name = tables.TextColumn()
    law = tables.TextColumn()
    known = tables.TextColumn()
    verdict = tables.TextColumn(accessor="is_met", verbose_name="核对结果")
    missing = tables.TextColumn()
    judged_by = tables.TextColumn()

    class Meta(tables.Table.Meta):
        model = ConditionCheck
        fields = ()

    def render_verdict(self, value: Any) -> SafeString:
        return lamp("g", "符合") if value else lamp("r", "不符合")
