from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from housing_portal.journal.tables import StepTable
from housing_portal.kit import tables
from housing_portal.kit.addresses import place
from housing_portal.kit.tables import NIL
from housing_portal.registry.models import Organization
from inspections.credit_grade import Counted, Score
from inspections.enums.credit import CreditRuleStatus, CreditStanding, CreditStatus, InfoKind
from inspections.models.credit import CreditItem, CreditRecord, CreditRule, CreditStep
from inspections.services.credit_files import File

PARTS = {kind.value: kind.label for kind in InfoKind}


class CreditFileTable(tables.Table):
    """The enterprises of a kind; ``files`` holds what is on file of each of them today, read at once."""

    files: Mapping[int, File] = {}
    subject = ""

    name = tables.TextColumn(verbose_name="企业")
    credit_code = tables.CodeColumn()
    qualification = tables.TextColumn()
    score = tables.NumberColumn(verbose_name="得分（分）", empty_values=(), orderable=False)
    grade = tables.TextColumn(verbose_name="等级", empty_values=(), orderable=False)
    good = tables.NumberColumn(verbose_name="良好信息（条）", empty_values=(), orderable=False)
    bad = tables.NumberColumn(verbose_name="不良信息（条）", empty_values=(), orderable=False)
    last_on = tables.DateColumn(verbose_name="最近记录", empty_values=(), orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = Organization
        fields = ()

    def render_name(self, record: Organization) -> SafeString:
        return format_html('<a href="{}">{}</a>', self._place(record), record.name)

    def value_name(self, record: Organization) -> str:
        return record.name

    def render_ops(self, record: Organization) -> SafeString:
        return format_html('<a href="{}">查看</a>', self._place(record))

    def render_score(self, record: Organization) -> Any:
        return NIL if (points := self.value_score(record)) is None else points

    def value_score(self, record: Organization) -> int | None:
        found = self.files[record.pk].score
        return None if found is None else found.points

    def render_grade(self, record: Organization) -> Any:
        return self.value_grade(record) or NIL

    def value_grade(self, record: Organization) -> str | None:
        found = self.files[record.pk].score
        return None if found is None else found.grade

    def render_good(self, record: Organization) -> int:
        return self._number(record, InfoKind.GOOD)

    def value_good(self, record: Organization) -> int:
        return self._number(record, InfoKind.GOOD)

    def render_bad(self, record: Organization) -> int:
        return self._number(record, InfoKind.BAD)

    def value_bad(self, record: Organization) -> int:
        return self._number(record, InfoKind.BAD)

    def render_last_on(self, record: Organization) -> Any:
        found = self.value_last_on(record)
        return found.isoformat() if found else NIL

    def value_last_on(self, record: Organization) -> date | None:
        return self.files[record.pk].last_on

    def _number(self, record: Organization, kind: InfoKind) -> int:
        return sum(1 for one in self.files[record.pk].effective if one.record.item.info_kind == kind)

    def _place(self, record: Organization) -> str:
        return reverse("inspections:credit_file", args=[record.pk, self.subject])


class WorkingTable(tables.Table):
    """How the score comes about; the rows are dictionaries."""

    label = tables.TextColumn(verbose_name="项目")
    points = tables.NumberColumn(verbose_name="合计（分）")
    maximum = tables.NumberColumn(verbose_name="上限（分）")
    counted = tables.NumberColumn(verbose_name="计入（分）")

    class Meta(tables.Table.Meta):
        fields = ()


def working(score: Score) -> WorkingTable:
    """Return base score, what counts of each part, and the sum."""
    parts = [
        {"label": PARTS[part.kind], "points": part.points, "maximum": part.maximum, "counted": part.counted}
        for part in score.parts
    ]
    base = {"label": "基础分", "points": score.base_score, "maximum": None, "counted": score.base_score}
    total = {"label": f"得分，等级 {score.grade}", "points": None, "maximum": None, "counted": score.points}
    return WorkingTable([base, *parts, total], orderable=False)


class CountedTable(tables.Table):
    """The records of an enterprise as they stood on a day."""

    item = tables.TextColumn(accessor="record__item", verbose_name="信用条目")
    info_kind = tables.ChipColumn(InfoKind, accessor="record__item__info_kind", verbose_name="类别")
    points = tables.NumberColumn(accessor="record__points", verbose_name="分值（分）")
    on = tables.DateColumn(accessor="record__on", verbose_name="发生日期")
    effective_from = tables.DateColumn(verbose_name="计分起")
    valid_to = tables.DateColumn(accessor="record__valid_to", verbose_name="有效期至")
    standing = tables.ChipColumn(CreditStanding, verbose_name="计分状态")

    class Meta(tables.Table.Meta):
        fields = ()
        empty_text = "截至这一天没有已复核的信用记录"

    def render_item(self, record: Counted) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.record.get_absolute_url(), record.record.item)


class CreditRecordTable(tables.Table):
    organization = tables.LinkColumn(accessor="organization__name", verbose_name="企业", linkify=lambda record: (
        record.get_absolute_url()
    ))
    subject_kind = tables.TextColumn()
    info_kind = tables.ChipColumn(InfoKind, accessor="item__info_kind", verbose_name="信息类别")
    item = tables.TextColumn(accessor="item__text", verbose_name="信用条目")
    points = tables.NumberColumn(verbose_name="分值（分）")
    on = tables.DateColumn()
    valid_to = tables.DateColumn()
    source = tables.TextColumn()
    paper_no = tables.TextColumn()
    status = tables.ChipColumn(CreditStatus)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = CreditRecord
        fields = ()


class PublicationTable(tables.Table):
    """What may be shown to everybody: the enterprise and its penalty, no person."""

    organization = tables.TextColumn(accessor="organization__name", verbose_name="企业")
    credit_code = tables.CodeColumn(accessor="organization__credit_code", verbose_name="统一社会信用代码")
    item = tables.TextColumn(accessor="item__text", verbose_name="违法违规事实")
    basis = tables.TextColumn(accessor="item__basis", verbose_name="依据")
    paper_no = tables.TextColumn()
    on = tables.DateColumn()
    valid_to = tables.DateColumn(verbose_name="公示至")
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = CreditRecord
        fields = ()


class CreditRuleTable(tables.Table):
    name = tables.LinkColumn(orderable=False)
    subject_kind = tables.TextColumn()
    effective_from = tables.DateColumn()
    base_score = tables.NumberColumn()
    notice_days = tables.NumberColumn()
    objection_days = tables.NumberColumn()
    recorded_by = tables.TextColumn(accessor="recorded_by__name", verbose_name="录入人", orderable=False)
    confirmed_by = tables.TextColumn(accessor="confirmed_by__name", verbose_name="确认人", orderable=False)
    status = tables.ChipColumn(CreditRuleStatus)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = CreditRule
        fields = ()


class CreditItemTable(tables.Table):
    """The items of a rule."""

    code = tables.CodeColumn()
    info_kind = tables.ChipColumn(InfoKind)
    text = tables.WordsColumn()
    points = tables.NumberColumn()
    months = tables.NumberColumn()
    is_publishable = tables.TextColumn(verbose_name="对外公示")
    basis = tables.TextColumn()

    class Meta(tables.Table.Meta):
        model = CreditItem
        fields = ()

    def render_months(self, value: int) -> str:
        return str(value) if value else "长期"

    def render_is_publishable(self, value: bool) -> str:
        return "是" if value else "否"


class CreditItemDraftTable(CreditItemTable):
    """The items of a rule that nobody has confirmed, each with the way out."""

    ops = tables.OpenColumn()

    class Meta(CreditItemTable.Meta):
        pass

    def render_ops(self, record: CreditItem) -> SafeString:
        return format_html('<a href="{}">删除</a>', place("inspections:credit_item_drop", record.pk))


class CreditStepTable(StepTable):
    code = tables.ChipColumn(CreditStatus)

    class Meta(tables.Table.Meta):
        model = CreditStep
        fields = ()
