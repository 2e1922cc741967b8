"""Columns of campaigns, draws and inspections."""
from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from housing_portal.kit import tables
from inspections.enums.inspections import CampaignStatus, DrawStatus, InspectionStatus, ItemResult
from inspections.models.campaign import Campaign, Screening
from inspections.models.draw import DrawInspector, DrawTarget, RandomDraw
from inspections.models.inspection import Inspection, InspectionItem


class CampaignTable(tables.Table):
    name = tables.LinkColumn(orderable=False)
    domain = tables.TextColumn(orderable=False)
    led_by = tables.TextColumn(orderable=False)
    starts_on = tables.DateColumn()
    ends_on = tables.DateColumn()
    visits = tables.NumberColumn(verbose_name="检查（次）", orderable=False)
    visited = tables.NumberColumn(verbose_name="对象（个）", orderable=False)
    status = tables.ChipColumn(CampaignStatus, orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = Campaign
        fields = ()


class ScreeningTable(tables.Table):
    on = tables.DateColumn(verbose_name="截至日")
    what = tables.TextColumn()
    screened = tables.NumberColumn()
    found_what = tables.TextColumn()
    found = tables.NumberColumn()
    note = tables.WordsColumn()
    recorded_by = tables.TextColumn()
    ops = tables.OpsColumn("inspections/screening_ops.html")

    class Meta(tables.Table.Meta):
        model = Screening
        fields = ()
        empty_text = "没有登记排查统计"


class DrawTable(tables.Table):
    pk = tables.LinkColumn(verbose_name="批次", linkify=lambda record: record.get_absolute_url())
    campaign = tables.TextColumn(orderable=False)
    number = tables.NumberColumn(orderable=False)
    per_target = tables.NumberColumn(verbose_name="每个对象（人）", orderable=False)
    drawn_on = tables.DateColumn()
    drawn_by = tables.TextColumn(orderable=False)
    recorded_by = tables.TextColumn(verbose_name="名单编制人", orderable=False)
    status = tables.ChipColumn(DrawStatus, orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = RandomDraw
        fields = ()

    def render_pk(self, record: RandomDraw) -> str:
        return str(record)

    def value_pk(self, record: RandomDraw) -> str:
        return str(record)


class DrawTargetTable(tables.Table):
    """The list of a draw; after the draw in the order of the result."""

    rank = tables.NumberColumn()
    order = tables.NumberColumn()
    name = tables.LinkColumn(linkify=lambda record: record.target.get_absolute_url())
    sent = tables.TextColumn(verbose_name="检查人员", accessor="pk")
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = DrawTarget
        fields = ()

    def __init__(self, *args: Any, may_record: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_record = may_record

    def render_ops(self, record: DrawTarget) -> str:
        """Lead to the visit that followed, or to entering it."""
        if not record.is_chosen:
            return "未抽中"
        if record.visits:
            return format_html('<a href="{}">检查记录</a>', record.visits[0].get_absolute_url())
        if not self.may_record:
            return "尚未检查"
        return format_html('<a href="{}?drawn={}">登记检查</a>', reverse("inspections:inspection_create"), record.pk)

    def render_sent(self, record: DrawTarget) -> str:
        return "、".join(str(pair.inspector) for pair in record.pairs.all()) or "——"


class DrawInspectorTable(tables.Table):
    order = tables.NumberColumn()
    inspector = tables.TextColumn()
    certificate = tables.CodeColumn()
    avoids = tables.TextColumn(verbose_name="须回避的对象（名单序号）")

    class Meta(tables.Table.Meta):
        model = DrawInspector
        fields = ()

    def render_avoids(self, value: list[int]) -> str:
        return "、".join(map(str, value)) or "——"


class DrawRepeatTable(tables.Table):
    """What is stored beside what seed and list lead to; the rows are dictionaries."""

    rank = tables.NumberColumn(verbose_name="抽取顺序")
    stored = tables.TextColumn(verbose_name="登记的结果")
    again = tables.TextColumn(verbose_name="重演的结果")
    agrees = tables.TextColumn(verbose_name="比较")

    class Meta(tables.Table.Meta):
        fields = ()


class InspectionTable(tables.Table):
    target = tables.LinkColumn(linkify=lambda record: record.get_absolute_url(), orderable=False)
    on = tables.DateColumn()
    kind = tables.TextColumn(accessor="target__get_kind_display", verbose_name="对象类别", orderable=False)
    domain = tables.TextColumn(accessor="target__domain", verbose_name="检查领域", orderable=False)
    campaign = tables.TextColumn(orderable=False)
    leader = tables.TextColumn(orderable=False)
    methods_text = tables.TextColumn(verbose_name="检查方式", orderable=False)
    failed = tables.NumberColumn(verbose_name="不合格（项）", orderable=False)
    signed_by = tables.TextColumn(orderable=False)
    status = tables.ChipColumn(InspectionStatus, orderable=False)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = Inspection
        fields = ()


class AnswerTable(tables.Table):
    aspect = tables.TextColumn(accessor="item__get_aspect_display", verbose_name="检查内容")
    item = tables.WordsColumn(verbose_name="检查项目")
    basis = tables.WordsColumn(accessor="item__basis", verbose_name="法律依据")
    result = tables.ChipColumn(ItemResult)
    note = tables.WordsColumn()

    class Meta(tables.Table.Meta):
        model = InspectionItem
        fields = ()
        empty_text = "没有填写检查清单"
