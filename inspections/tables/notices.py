from housing_portal.journal.enums import MoreTime
from housing_portal.kit import tables
from inspections.enums.findings import FindingStatus
from inspections.enums.ground import Severity
from inspections.enums.notices import NoticeStatus
from inspections.models.notice import Extension, NoticeFinding, RectificationNotice

SHOWN = ("target", "kind", "findings_count", "issued_on", "deadline_on", "served_on", "status")


class NoticeTable(tables.Table):
    number = tables.CodeColumn(linkify=True, empty_values=())
    target = tables.TextColumn(orderable=False)
    domain = tables.TextColumn(accessor="target__domain", verbose_name="检查领域", orderable=False)
    kind = tables.TextColumn(orderable=False)
    findings_count = tables.NumberColumn(verbose_name="问题（个）", orderable=False)
    issued_on = tables.DateColumn()
    first_deadline_on = tables.DateColumn()
    deadline_on = tables.DateColumn()
    served_on = tables.DateColumn()
    receiver = tables.TextColumn(orderable=False)
    closed_on = tables.DateColumn()
    revoked_on = tables.DateColumn()
    status = tables.ChipColumn(NoticeStatus)
    ops = tables.OpenColumn()

    class Meta(tables.Table.Meta):
        model = RectificationNotice
        fields = ()
        empty_text = "没有符合条件的整改通知单。从问题或检查对象页面开具。"

    def render_number(self, value: str | None) -> str:
        return value or "未编号"


class NoticeFindingTable(tables.Table):
    violation = tables.TextColumn(
        accessor="finding__violation__name", verbose_name="违规情形",
        linkify=lambda record: record.finding.get_absolute_url(),
    )
    description = tables.WordsColumn(accessor="finding__description", verbose_name="问题描述")
    severity = tables.ChipColumn(Severity, accessor="finding__severity", verbose_name="严重程度")
    found_on = tables.DateColumn(accessor="finding__found_on", verbose_name="发现日期")
    round = tables.NumberColumn(verbose_name="轮次")
    status = tables.ChipColumn(FindingStatus, accessor="finding__status", verbose_name="现状态")

    class Meta(tables.Table.Meta):
        model = NoticeFinding
        fields = ()


class ExtensionTable(tables.Table):
    asked_on = tables.DateColumn(linkify=True)
    former_deadline = tables.DateColumn()
    new_deadline = tables.DateColumn()
    reason = tables.WordsColumn()
    decided_by = tables.TextColumn()
    decided_on = tables.DateColumn()
    status = tables.ChipColumn(MoreTime)

    class Meta(tables.Table.Meta):
        model = Extension
        fields = ()
